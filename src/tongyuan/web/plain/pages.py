"""The policy and the status of its targets, as everybody may see them: HTML that a cache can keep.

Whoever asks, the answer is the public's: what is kept for one may be shown to all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from tongyuan import __version__
from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import Problem, TongyuanError
from tongyuan.web.figures import worded
from tongyuan.web.theme import STATUS_SIGNS, STATUS_WORDS
from tongyuan.web.view import View

__all__ = ["PUBLIC_PREFIX", "public_routes"]

PUBLIC_PREFIX = "/public"
DAY = "public, max-age=86400"
NOT_MODIFIED = 304


def public_routes(session: Callable[[], Session], *, max_age: int) -> APIRouter:
    """Make the routes of the public pages.

    Parameters
    ----------
    session
        Gives a session in the name of the public.
    max_age
        How long a page may be kept [s].

    Returns
    -------
    APIRouter
        Routes under ``/public``; none is in the OpenAPI document.
    """
    routes = APIRouter(prefix=PUBLIC_PREFIX, include_in_schema=False)
    kept = f"public, max-age={max_age}"

    def page(name: str, contents: Callable[[View], dict[str, Any]]) -> Callable[[Request], Response]:
        def show(request: Request) -> Response:
            view = _view(session(), request)
            try:
                text, status = _written(name, view, contents(view)), 200
            except TongyuanError as error:
                text, status = _refused(view, error.problems), error.http_status
            return _answer(request, text, status=status, keep=kept, kind="text/html")

        return show

    for path, name, contents in (("/policy", "policy", _policy), ("/targets", "targets", _targets)):
        routes.add_api_route(path, page(name, contents), methods=["GET", "HEAD"], name=f"public_{name}")
    routes.add_api_route("", page("targets", _targets), methods=["GET", "HEAD"], name="public")
    routes.add_api_route("/style.css", _style, methods=["GET", "HEAD"], name="public_style")
    return routes


def _view(session: Session, request: Request) -> View:
    query = {name: value for name, value in request.query_params.items() if value}
    lang = query.pop("lang", "zh")
    return View(session, request.url.path, "en" if lang == "en" else "zh", query)


def _policy(view: View) -> dict[str, Any]:
    answer = view.session.call("policy.show", article=view.number("article"))
    return {
        "title": view.word("政策条文"),
        "document": answer.meta,
        "articles": answer.frame().to_dicts(),
    }


def _targets(view: View) -> dict[str, Any]:
    answer = view.session.call("target.status", on=view.query.get("on"), article=view.number("article"))
    rows = answer.frame().to_dicts()
    counts = {status: sum(row["status"] == status for row in rows) for status in STATUS_WORDS}
    return {
        "title": view.word("各项目标进展如何"),
        "on": str(answer.meta["on"]),
        "run": answer.meta["run"],
        "counts": [(status, _status(view, status), count) for status, count in counts.items()],
        "rows": [row | {"said": _status(view, row["status"])} for row in rows],
    }


def _status(view: View, status: str) -> str:
    return f"{STATUS_SIGNS[status]} {view.word(STATUS_WORDS[status])}"


def _refused(view: View, problems: tuple[Problem, ...]) -> str:
    told = [problem.text(view.lang) for problem in problems]
    return _written("refused", view, {"title": view.word("此页无法显示"), "told": told})


def _written(name: str, view: View, contents: dict[str, Any]) -> str:
    meta = view.session.call("workspace.about").meta
    frame = {
        "lang": view.pick("zh-CN", "en"),
        "place": view.of(meta, "title"),
        "synthetic": meta["synthetic"],
        "here": view.path,
        "version": __version__,
    }
    return (
        _templates().get_template(f"{name}.html").render(view=view, words=_words(view), **frame, **contents)
    )


def _words(view: View) -> dict[str, str]:
    return {
        "synthetic": view.word("练习用虚构省份：所有数据均为合成数据"),
        "policy": view.word("政策条文"),
        "targets": view.word("目标进展"),
        "sign_in": view.word("工作人员入口"),
        "target": view.word("目标"),
        "status": view.word("状态"),
        "value": view.word("现值"),
        "why": view.word("理由"),
        "on": view.word("判定日期"),
        "run": view.word("运行"),
        "unverified": view.word("口径未核实"),
        "aspirational": view.word("力争"),
    }


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("tongyuan.web.plain"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["worded"] = worded
    return made


def _style(request: Request) -> Response:
    text = (files("tongyuan.web.plain") / "templates" / "style.css").read_text(encoding="utf-8")
    return _answer(request, text, status=200, keep=DAY, kind="text/css")


def _answer(request: Request, text: str, *, status: int, keep: str, kind: str) -> Response:
    content = text.encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": keep if status == 200 else "no-cache"}
    if status == 200 and tag in _tags(request):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return Response(content, status_code=status, headers=headers, media_type=kind)


def _tags(request: Request) -> set[str]:
    """List the versions that the caller holds; a proxy may have weakened their tags."""
    said = request.headers.get("if-none-match", "")
    return {tag.strip().removeprefix("W/") for tag in said.split(",")}
