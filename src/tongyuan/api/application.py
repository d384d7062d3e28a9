"""The HTTP interface as an application: routes, and one form for every refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tongyuan import __version__
from tongyuan.api.approach import LOCAL, Approach
from tongyuan.api.guard import guard
from tongyuan.api.refusal import refusal
from tongyuan.api.router import answer_problem, router
from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem, TongyuanError

__all__ = ["OPENAPI_URL", "answer_unserved", "application", "document", "install"]

PREFIX = "/api/v1/"
OPENAPI_URL = f"{PREFIX}openapi.json"
#: Error and problem of a status that the framework answers by itself; any other is a body that is unreadable.
UNSERVED: dict[int, tuple[type[TongyuanError], str]] = {
    404: (NotFoundError, "door.no_route"),
    405: (InputError, "door.no_method"),
    413: (InputError, "door.body_too_large"),
}


def install(app: FastAPI, session: Callable[[Request], Session]) -> None:
    """Put the routes of every service on an application, and answer its errors with problems.

    Parameters
    ----------
    app
        The application.
    session
        Gives the session in which a request is served.
    """
    app.include_router(router(session))
    app.add_exception_handler(TongyuanError, answer_problem)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(HTTPException, answer_unserved)
    # The document alone: the framework's pages of it would fetch their scripts from elsewhere.
    app.openapi_url, app.docs_url, app.redoc_url = OPENAPI_URL, None, None
    app.setup()


def application(session: Callable[[Request], Session], *, approach: Approach = LOCAL) -> FastAPI:
    """Make an application that has the HTTP interface alone, without pages.

    Parameters
    ----------
    session
        Gives the session in which a request is served.
    approach
        How the server is reached.

    Returns
    -------
    FastAPI
        The application.
    """
    app = FastAPI(title="Tongyuan 同源", version=__version__, openapi_url=None)
    guard(app, approach)
    install(app, session)
    return app


def document() -> dict[str, Any]:
    """Return the OpenAPI document; describing the interface needs no workspace."""
    return application(_nowhere).openapi()


def answer_invalid(request: Request, error: Exception) -> JSONResponse:
    """Answer arguments of the wrong type in the form of every other refusal.

    Parameters
    ----------
    request
        The request.
    error
        What the schema of the route found.

    Returns
    -------
    JSONResponse
        One problem for each argument.
    """
    if not isinstance(error, RequestValidationError):
        raise error
    problems = [
        Problem(
            "service.argument",
            {"name": found["loc"][-1], "got": found.get("input"), "expected": found["msg"]},
        )
        for found in error.errors()
    ]
    return answer_problem(request, InputError(problems))


async def answer_unserved(request: Request, error: Exception) -> Response:
    """Answer what no service was asked for: no such route or method, a body that is none.

    Parameters
    ----------
    request
        The request.
    error
        What the framework found.

    Returns
    -------
    Response
        A refusal with its problem; outside the interface, the framework's own words.
    """
    if not isinstance(error, HTTPException):
        raise error
    if not request.url.path.startswith(PREFIX):
        return await http_exception_handler(request, error)
    values = {"path": request.url.path, "method": request.method}
    kind, code = UNSERVED.get(error.status_code, (InputError, "door.unreadable"))
    answer = refusal(kind(Problem(code, values)), status=error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def _nowhere(request: Request) -> Session:
    raise RuntimeError("the document is written without a workspace")
