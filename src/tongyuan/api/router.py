"""Routes of the HTTP interface: one for each declared service.

What changes state is POST, and so is a reading that takes a file or a secret, since both travel in a body;
every other reading is GET.
"""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Query, Request, Response, Security, UploadFile
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyCookie, HTTPBearer

from tongyuan.api.answers import answers
from tongyuan.api.approach import SECURE_COOKIE
from tongyuan.api.refusal import refusal
from tongyuan.services.actors import PUBLIC
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import LARGEST, LONGEST
from tongyuan.services.declaration import Parameter, Service, nouns, services_of
from tongyuan.services.documents import document_of
from tongyuan.services.session import Session
from tongyuan.services.wire import ANSWER_TYPE, packed
from tongyuan.services.working import Job, start
from tongyuan.vocabulary.problems import TongyuanError

__all__ = ["answer_problem", "router"]

Format = Annotated[Literal["json", "csv", "xlsx"], Query(description="form of the answer")]


# Described for the document; who asks is found out by the session of the request.
CREDENTIALS = (
    HTTPBearer(scheme_name="token", description="a token of one's own account page", auto_error=False),
    APIKeyCookie(
        name=SECURE_COOKIE,
        scheme_name="visit",
        description="the cookie of a browser that signed in; changes are taken from our own pages alone",
        auto_error=False,
    ),
)


def router(session: Callable[[Request], Session]) -> APIRouter:
    """Make the routes of every declared service.

    Parameters
    ----------
    session
        Gives the session in which a request is served: who asks is found out anew each time.

    Returns
    -------
    APIRouter
        Routes ``/api/v1/<noun>/<verb>``.
    """
    routes = APIRouter(prefix="/api/v1", dependencies=[Security(scheme) for scheme in CREDENTIALS])
    for noun in nouns():
        for declared in services_of(noun):
            routes.add_api_route(
                f"/{noun}/{declared.verb}",
                _endpoint(declared, session),
                methods=["POST" if declared.posts else "GET"],
                name=declared.name,
                summary=declared.summary,
                tags=[noun],
                response_class=JSONResponse,
                responses=answers(queues=declared.job),
                openapi_extra={"security": [{}]} if PUBLIC.may(declared.permits) else None,
            )
    return routes


def answer_problem(request: Request, error: Exception) -> JSONResponse:
    """Answer an error of ours with its problems, each in both languages.

    Parameters
    ----------
    request
        The request that failed.
    error
        The error.

    Returns
    -------
    JSONResponse
        ``meta`` with the error's name, ``data`` with one record a problem.
    """
    if not isinstance(error, TongyuanError):
        raise error
    return refusal(error)


def _endpoint(declared: Service, session: Callable[[Request], Session]) -> Callable[..., Response]:
    parameters = declared.parameters()

    def respond(**given: Any) -> Response:
        form, request = given.pop("format"), given.pop("request")
        asking = session(request)
        with tempfile.TemporaryDirectory() as folder:
            arguments: dict[str, Any] = {
                parameter.name: _received(given[parameter.name], Path(folder) / parameter.name)
                if parameter.is_file
                else given[parameter.name]
                for parameter in parameters
            }
            if declared.job and "respond-async" in request.headers.get("prefer", ""):
                return _queued(start(asking, declared.name, **arguments))  # a file is kept for the job
            answer = asking.call(declared.name, **arguments)
        if request.headers.get("accept") == ANSWER_TYPE:  # our own command line
            return Response(packed(answer), media_type=ANSWER_TYPE)
        return _response(answer, declared, form)

    wanted = [_http_parameter(parameter, declared) for parameter in parameters]
    keyword = inspect.Parameter.KEYWORD_ONLY
    wanted.append(inspect.Parameter("format", keyword, annotation=Format, default="json"))
    wanted.append(inspect.Parameter("request", keyword, annotation=Request))
    respond.__signature__ = inspect.Signature(wanted)  # type: ignore[attr-defined]
    respond.__annotations__ = {parameter.name: parameter.annotation for parameter in wanted}
    respond.__name__ = declared.name.replace(".", "_")
    respond.__doc__ = inspect.getdoc(declared.function)
    return respond


def _queued(job: Job) -> Response:
    content = {"meta": {"job": job.id, "state": job.state}, "data": {}}
    return JSONResponse(content, status_code=202, headers={"Location": f"/api/v1/job/show?job={job.id}"})


def _http_parameter(parameter: Parameter, declared: Service) -> inspect.Parameter:
    # What is read is asked for in the address, so that it can be shared; what is handed in travels in the
    # body: an address is logged, and is too short for a whole form.
    detail: Any = (Form if declared.posts else Query)(description=str(parameter.help), **_bounds(parameter))
    kind: Any = parameter.type | None if parameter.optional else parameter.type
    if parameter.hidden:
        seal = {"format": "password", "writeOnly": True}
        detail = Form(description=str(parameter.help), json_schema_extra=seal, **_bounds(parameter))
    if parameter.is_file:
        detail = File(description=str(parameter.help))
        kind = UploadFile | None if parameter.optional else UploadFile
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[kind, detail],
        default=parameter.default if parameter.optional else inspect.Parameter.empty,
    )


def _bounds(parameter: Parameter) -> dict[str, Any]:
    """Say the bounds of what a service is told, as :mod:`tongyuan.services.arguments` checks them."""
    if parameter.type is int:
        return {"ge": -LARGEST, "le": LARGEST}
    return {"max_length": LONGEST} if parameter.type is str else {}


def _received(upload: UploadFile | None, folder: Path) -> Path | None:
    """Keep a file in a folder of its own parameter: two files may bear one name."""
    if upload is None:
        return None
    folder.mkdir()
    name = Path(upload.filename or "").name
    path = folder / (name if name.strip(".") else "upload")
    path.write_bytes(upload.file.read())
    return path


def _response(answer: Answer, declared: Service, form: str) -> Response:
    if answer.document is None and form == "json":
        return JSONResponse(answer.as_dict())
    document = document_of(answer, name=declared.name, suffix=f".{form}")
    disposition = f"attachment; filename*=UTF-8''{quote(document.name)}"
    return Response(
        document.content, media_type=document.media_type, headers={"Content-Disposition": disposition}
    )
