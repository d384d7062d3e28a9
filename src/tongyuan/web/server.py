"""Serve the pages and the HTTP interface of one workspace, in one process, on one port.

``PAGES`` maps each path to its :class:`Page`: what draws it, and the permission without which it answers 403
with the page 受限. The menu (``data/rooms.csv``) leaves out what the visitor may not see. Every request has a
:class:`Session` of its own, made by :class:`Reception`; ``mount`` puts everything on NiceGUI's application.
"""

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
from tongyuan.api.approach import Approach
from tongyuan.api.guard import guard, require_loopback
from tongyuan.api.reception import Reception
from tongyuan.services.session import open_session
from tongyuan.services.settings import read_settings
from tongyuan.vocabulary.problems import Problem, TongyuanError
from tongyuan.web.assess import target
from tongyuan.web.deploy import policy
from tongyuan.web.frame import frame
from tongyuan.web.ground import job, lineage, overview, search, statistic
from tongyuan.web.page import Page
from tongyuan.web.plan import energy, inventory
from tongyuan.web.problems import show_problems
from tongyuan.web.restricted import draw_restricted
from tongyuan.web.scripts import allow_own_scripts
from tongyuan.web.theme import chart_theme
from tongyuan.web.view import View

__all__ = ["PAGES", "mount", "serve"]

PAGES: dict[str, Page] = {
    "/": Page(overview.page, "target.status"),
    "/plan/inventory": Page(inventory.page, "inventory.show"),
    "/plan/energy": Page(energy.page, "energy.check"),
    "/deploy/policy": Page(policy.page, "policy.show"),
    "/advance/statistics": Page(statistic.page, "statistic.list"),
    "/assess/targets": Page(target.page, "target.status"),
    "/figure": Page(lineage.page, "lineage.why"),
    "/jobs": Page(job.page, "job.list"),
    "/search": Page(search.page, "policy.show"),
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
    mount(Reception(open_session(workspace), Approach.of(read_settings())))
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


def mount(reception: Reception) -> None:
    """Put the pages, the map and the HTTP interface of a workspace on the application.

    Parameters
    ----------
    reception
        Gives each request its session.
    """
    guard(app, reception.approach)
    allow_own_scripts()
    install(app, reception.session)
    app.add_api_route("/map.js", partial(_map_script, reception), methods=["GET"], include_in_schema=False)
    app.add_api_route("/theme/{shade}.json", _theme, methods=["GET"], include_in_schema=False)
    app.add_static_files("/assets", str(files("tongyuan.web") / "static"))
    app.add_exception_handler(404, partial(_unknown, reception))
    app.setup()
    for path, page in PAGES.items():
        ui.page(path)(_page(reception, path, page))


def _page(reception: Reception, path: str, page: Page) -> Callable[[Request], None]:
    def show(request: Request) -> None:
        view = _view(reception, request, path)
        if not view.may(page.permits):
            draw_restricted(view, page.permits)
            return
        try:
            page.draw(view)
        except TongyuanError as error:  # before the page had drawn its own frame
            ui.context.client.status_code = error.http_status
            with frame(view, view.word("此页无法显示")):
                show_problems(view, error.problems)

    return show


def _view(reception: Reception, request: Request, path: str) -> View:
    query = {name: value for name, value in request.query_params.items() if value}
    lang = query.pop("lang", "zh")
    permits = {place: page.permits for place, page in PAGES.items()}
    return View(reception.session(request), path, "en" if lang == "en" else "zh", query, permits)


async def _unknown(reception: Reception, request: Request, error: Exception) -> Response:
    if request.url.path.startswith(("/api/", "/_nicegui/", "/assets/")) and isinstance(error, HTTPException):
        return await http_exception_handler(request, error)
    with Client(ui.page(""), request=request) as client:
        view = _view(reception, request, "/")
        with frame(view, view.word("没有这一页")):
            show_problems(view, [Problem("web.no_page", {"got": request.url.path})])
    return client.build_response(request, 404)


def _map_script(reception: Reception) -> Response:
    boundaries = reception.public.call("region.boundaries").data
    text = json.dumps(boundaries, ensure_ascii=False)
    script = f'import {{echarts}} from "nicegui-echart"; echarts.registerMap("jurisdiction", {text});'
    return Response(script, media_type="text/javascript", headers=HOUR)


def _theme(shade: str) -> Response:
    text = json.dumps(chart_theme("dark" if shade == "dark" else "light"))
    return Response(text, media_type="application/json", headers=HOUR)
