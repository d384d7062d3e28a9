"""Serve the pages and the HTTP interface of one workspace, in one process, on one port."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path

from fastapi import Request, Response
from fastapi.exception_handlers import http_exception_handler
from nicegui import Client, app, ui
from starlette.exceptions import HTTPException

from tongyuan.api.application import install
from tongyuan.api.guard import guard, require_loopback
from tongyuan.services.session import Session, open_session
from tongyuan.vocabulary.problems import Problem, TongyuanError
from tongyuan.web.assess import target
from tongyuan.web.deploy import policy
from tongyuan.web.frame import frame
from tongyuan.web.ground import job, lineage, overview, search, statistic
from tongyuan.web.plan import energy, inventory
from tongyuan.web.problems import show_problems
from tongyuan.web.theme import chart_theme
from tongyuan.web.view import View

__all__ = ["mount", "serve"]

PAGES: dict[str, Callable[[View], None]] = {
    "/": overview.page,
    "/plan/inventory": inventory.page,
    "/plan/energy": energy.page,
    "/deploy/policy": policy.page,
    "/advance/statistics": statistic.page,
    "/assess/targets": target.page,
    "/figure": lineage.page,
    "/jobs": job.page,
    "/search": search.page,
}
HOUR = {"Cache-Control": "max-age=3600"}


def serve(workspace: Path | None, *, host: str, port: int, show: bool) -> None:
    """Open a workspace and serve it until the process is stopped.

    Parameters
    ----------
    workspace
        The folder; by default as the session finds it.
    host
        Address to listen on.
    port
        Port.
    show
        Open a browser.
    """
    require_loopback(host)
    mount(open_session(workspace))
    print(f"同源 Tongyuan: http://{host}:{port}/", flush=True)
    ui.run(
        host=host,
        port=port,
        show=show,
        reload=False,
        title="同源 Tongyuan",
        favicon="🏭",
        dark=None,
        language="zh-CN",
        show_welcome_message=False,
    )


def mount(session: Session) -> None:
    """Put the pages, the map and the HTTP interface of a session on the application.

    Parameters
    ----------
    session
        In whose name everything is served.
    """
    guard(app)
    install(app, lambda: session)
    app.add_api_route("/map.js", partial(_map_script, session), methods=["GET"], include_in_schema=False)
    app.add_api_route("/theme/{shade}.json", _theme, methods=["GET"], include_in_schema=False)
    app.add_static_files("/assets", str(files("tongyuan.web") / "static"))
    app.add_exception_handler(404, partial(_unknown, session))
    app.setup()
    for path, page in PAGES.items():
        ui.page(path)(_page(session, path, page))


def _page(session: Session, path: str, page: Callable[[View], None]) -> Callable[[Request], None]:
    def show(request: Request) -> None:
        view = _view(session, request, path)
        try:
            page(view)
        except TongyuanError as error:  # before the page had drawn its own frame
            ui.context.client.status_code = error.http_status
            with frame(view, view.word("此页无法显示")):
                show_problems(view, error.problems)

    return show


def _view(session: Session, request: Request, path: str) -> View:
    query = {name: value for name, value in request.query_params.items() if value}
    lang = query.pop("lang", "zh")
    return View(session, path, "en" if lang == "en" else "zh", query)


async def _unknown(session: Session, request: Request, error: Exception) -> Response:
    if request.url.path.startswith(("/api/", "/_nicegui/", "/assets/")) and isinstance(error, HTTPException):
        return await http_exception_handler(request, error)
    with Client(ui.page(""), request=request) as client:
        view = _view(session, request, "/")
        with frame(view, view.word("没有这一页")):
            show_problems(view, [Problem("web.no_page", {"got": request.url.path})])
    return client.build_response(request, 404)


def _map_script(session: Session) -> Response:
    boundaries = session.call("region.boundaries").data
    text = json.dumps(boundaries, ensure_ascii=False)
    script = f'import {{echarts}} from "nicegui-echart"; echarts.registerMap("jurisdiction", {text});'
    return Response(script, media_type="text/javascript", headers=HOUR)


def _theme(shade: str) -> Response:
    text = json.dumps(chart_theme("dark" if shade == "dark" else "light"))
    return Response(text, media_type="application/json", headers=HOUR)
