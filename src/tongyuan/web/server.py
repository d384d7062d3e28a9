"""Serve the pages and the HTTP interface of one workspace, in one process, on one port."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from fastapi import Request, Response
from nicegui import app, ui

from tongyuan.api.router import answer_problem, router
from tongyuan.services.session import Session, open_session
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.assess import target
from tongyuan.web.deploy import policy
from tongyuan.web.ground import lineage, overview, statistic
from tongyuan.web.plan import energy, inventory
from tongyuan.web.problems import show_problems
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
}


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
    app.include_router(router(lambda: session))
    app.add_exception_handler(TongyuanError, answer_problem)
    app.add_api_route("/map.js", partial(_map_script, session), methods=["GET"], include_in_schema=False)
    app.openapi_url = "/api/v1/openapi.json"
    app.setup()
    for path, page in PAGES.items():
        ui.page(path)(_page(session, path, page))


def _page(session: Session, path: str, page: Callable[[View], None]) -> Callable[[Request], None]:
    def show(request: Request) -> None:
        query = dict(request.query_params)
        lang = "en" if query.pop("lang", "zh") == "en" else "zh"
        view = View(session, path, lang, query)  # type: ignore[arg-type]
        try:
            page(view)
        except TongyuanError as error:
            show_problems(view, error.problems)

    return show


def _map_script(session: Session) -> Response:
    boundaries = session.call("region.boundaries").data
    text = json.dumps(boundaries, ensure_ascii=False)
    script = f'import {{echarts}} from "nicegui-echart"; echarts.registerMap("jurisdiction", {text});'
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
