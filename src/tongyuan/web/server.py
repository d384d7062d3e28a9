"""Serve the pages and the HTTP interface of one workspace, in one process, on one port.

``PAGES`` maps each path to its :class:`Page`: what draws it, and the permission without which it answers 403
with the page 受限. The menu (``data/rooms.csv``) leaves out what the visitor may not see. Every request has a
:class:`Session` of its own, made by :class:`Reception`; ``mount`` puts everything on NiceGUI's application.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Literal

from fastapi import Request, Response
from nicegui import Client, app, ui
from starlette.exceptions import HTTPException

from tongyuan.api.application import answer_unserved, install
from tongyuan.api.approach import Approach
from tongyuan.api.guard import guard, require_loopback
from tongyuan.api.process import watch
from tongyuan.api.reception import Reception
from tongyuan.api.router import answer_problem
from tongyuan.api.serving import server_options
from tongyuan.services.actors import PUBLIC
from tongyuan.services.clock import Clock
from tongyuan.services.health import Measure
from tongyuan.services.logs import configure_logs
from tongyuan.services.one_time_links import first_link
from tongyuan.services.session import Session, open_session
from tongyuan.services.settings import read_settings
from tongyuan.vocabulary.problems import Problem, TongyuanError
from tongyuan.web.advance import (
    ambient,
    assignment,
    forecasts,
    overdue,
    rounds,
    sites,
    stacks,
    tracing,
    water,
)
from tongyuan.web.assess import findings, target
from tongyuan.web.deploy import admission, amounts, decomposition, policies, policy, registry, tasks, zones
from tongyuan.web.entering import install_entrance
from tongyuan.web.entering_authenticator import install_factor
from tongyuan.web.entering_oidc import install_provider, provider_of
from tongyuan.web.frame import frame
from tongyuan.web.ground import (
    account,
    audit,
    enterprise,
    job,
    keeping,
    ledger,
    lineage,
    notices,
    overview,
    people,
    run,
    search,
    sign_in,
    statistic,
)
from tongyuan.web.page import Page, Viewer
from tongyuan.web.plain.pages import public_routes
from tongyuan.web.plan import (
    air,
    cities,
    cocontrol,
    comparison,
    completeness,
    energy,
    funds,
    grid,
    health,
    inventory,
    measures,
    power,
    proposals,
    records,
    scenarios,
    source_explorer,
)
from tongyuan.web.problems import show_problems
from tongyuan.web.restricted import draw_restricted, tell_refusal
from tongyuan.web.scripts import allow_own_scripts
from tongyuan.web.theme import chart_theme

__all__ = ["PAGES", "mount", "serve"]

PAGES: dict[str, Page] = {
    "/": Page(overview.page, "target.status"),
    "/plan/inventory": Page(inventory.page, "inventory.show"),
    "/plan/completeness": Page(completeness.page, "inventory.completeness"),
    "/plan/sources": Page(source_explorer.page, "inventory.sources"),
    "/plan/compare": Page(comparison.page, "run.compare"),
    "/plan/cities": Page(cities.page, "city.show"),
    "/plan/grid": Page(grid.page, "grid.show"),
    "/plan/measures": Page(measures.page, "measure.list"),
    "/plan/scenarios": Page(scenarios.page, "scenario.show"),
    "/plan/cocontrol": Page(cocontrol.page, "cocontrol.show"),
    "/plan/proposals": Page(proposals.page, "proposal.show"),
    "/plan/power": Page(power.page, "power.show"),
    "/plan/funds": Page(funds.page, "fund.list"),
    "/plan/air": Page(air.page, "air.show"),
    "/plan/health": Page(health.page, "health.show"),
    "/plan/records": Page(records.page, "record.owed"),
    "/plan/energy": Page(energy.page, "energy.check"),
    "/deploy/policy": Page(policy.page, "policy.show"),
    "/deploy/tasks": Page(tasks.page, "task.list"),
    "/deploy/decomposition": Page(decomposition.page, "target.budget"),
    "/deploy/zones": Page(zones.page, "zone.list"),
    "/deploy/amounts": Page(amounts.page, "reduction.list"),
    "/deploy/registry": Page(registry.page, "registry.list"),
    "/deploy/policies": Page(policies.page, "policy.show"),
    "/deploy/admission": Page(admission.page, "admission.list"),
    "/advance/air": Page(ambient.page, "monitor.levels"),
    "/advance/rounds": Page(rounds.page, "round.list"),
    "/advance/rounds/overdue": Page(overdue.page, "round.show"),
    "/advance/round": Page(assignment.page, "round.form"),
    "/advance/stacks": Page(stacks.page, "stack.list"),
    "/advance/stations": Page(sites.page, "monitor.hours"),
    "/advance/tracing": Page(tracing.page, "trace.list"),
    "/advance/forecast": Page(forecasts.page, "forecast.list"),
    "/advance/water": Page(water.page, "water.list"),
    "/advance/statistics": Page(statistic.page, "statistic.list"),
    "/assess/targets": Page(target.page, "target.status"),
    "/assess/findings": Page(findings.page, "finding.list"),
    "/enterprise": Page(enterprise.page, "enterprise.list"),
    "/run": Page(run.page, "run.show"),
    "/figure": Page(lineage.page, "lineage.why"),
    "/jobs": Page(job.page, "job.list"),
    "/notices": Page(notices.page, "notice.list"),
    "/search": Page(search.page, "search.find"),
    "/sign-in": Page(sign_in.page, "policy.show"),
    "/account": Page(account.page, "user.self"),
    "/people": Page(people.page, "user.oversee"),
    "/ledger": Page(ledger.page, "ledger.balance"),
    "/audit": Page(audit.page, "audit.list"),
    "/keeping": Page(keeping.page, "workspace.doctor"),
}
HOUR = {"Cache-Control": "max-age=3600"}
#: Seconds that a page may take: so long the framework keeps a page that no browser holds yet.
PATIENCE_S = 60.0


def serve(
    workspace: Path | None, *, host: str, port: int, show: bool, only: Literal["all", "pages"] = "all"
) -> None:
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
    only
        ``pages``: another process answers the HTTP interface and the public pages.
    """
    settings = read_settings()
    require_loopback(host, settings.trusted_hosts)
    configure_logs(settings)
    public = replace(open_session(workspace, actor=PUBLIC), jobs="here" if only == "all" else "apart")
    {"all": mount, "pages": mount_pages}[only](Reception(public, Approach.of(settings)))
    watch(app, public, settings, own=_clients)
    if public.jobs == "here":
        clock = Clock(public)
        app.on_startup(clock.start)
        app.on_shutdown(clock.stop)
    app.on_shutdown(public.workspace.close)
    entrance = _tell_entrance(public, f"http://{host}:{port}", local=not settings.trusted_hosts)
    ui.run(
        host=host,
        port=port,
        show=show and entrance,
        reload=False,
        title="同源 Tongyuan",
        favicon="🏭",
        dark=None,
        language="zh-CN",
        show_welcome_message=False,
        **server_options(settings),
    )


def _clients() -> Iterator[Measure]:
    yield Measure("tongyuan_page_clients", "browsers' pages held", len(Client.instances))


def _tell_entrance(public: Session, address: str, *, local: bool) -> str:
    """Print where the pages are and, to the owner of this machine, the link that lets in once."""
    print(f"同源 Tongyuan: {address}/", flush=True)
    if not local:
        return "/"
    entrance = f"/enter?code={first_link(public.workspace)}"
    print(f"一次性登录链接（10 分钟内有效） · one-time link (10 minutes): {address}{entrance}", flush=True)
    return entrance


def mount(reception: Reception) -> None:
    """Put the pages, the map, the HTTP interface and the public pages of a workspace on the application.

    Parameters
    ----------
    reception
        Gives each request its session.
    """
    mount_pages(reception)
    install(app, reception.session)
    app.include_router(public_routes(lambda: reception.public, max_age=read_settings().public_max_age))


def mount_pages(reception: Reception) -> None:
    """Put the pages and the map on the application; another process answers the HTTP interface.

    Parameters
    ----------
    reception
        Gives each request its session.
    """
    viewer = Viewer(reception, {path: page.permits for path, page in PAGES.items()})
    guard(app, reception.approach)
    allow_own_scripts()
    app.add_exception_handler(TongyuanError, answer_problem)
    app.add_api_route("/map.js", partial(_map_script, reception), methods=["GET"], include_in_schema=False)
    app.add_api_route("/theme/{shade}.json", _theme, methods=["GET"], include_in_schema=False)
    app.add_static_files("/assets", str(files("tongyuan.web") / "static"))
    app.add_exception_handler(404, partial(_unknown, viewer))
    for path, page in PAGES.items():
        ui.page(path, response_timeout=PATIENCE_S)(_page(viewer, path, page))
    install_entrance(app, viewer)  # after the pages: a page takes the place of whatever had its path
    install_factor(app, viewer)
    provider = provider_of(read_settings())
    if provider is not None:
        install_provider(app, viewer, provider)


def _page(viewer: Viewer, path: str, page: Page) -> Callable[[Request], Awaitable[None]]:
    async def show(request: Request) -> None:
        view = await viewer.view(request, path)
        ui.context.client.on_exception(partial(tell_refusal, view))
        if not view.may(page.permits):
            await draw_restricted(view, page.permits)
            return
        try:
            await page.draw(view)
        except TongyuanError as error:  # before the page had drawn its own frame
            ui.context.client.status_code = error.http_status
            async with frame(view, view.word("此页无法显示")):
                show_problems(view, error.problems)

    return show


async def _unknown(viewer: Viewer, request: Request, error: Exception) -> Response:
    if request.url.path.startswith(("/api/", "/_nicegui/", "/assets/")) and isinstance(error, HTTPException):
        return await answer_unserved(request, error)
    with Client(ui.page(""), request=request) as client:
        view = await viewer.view(request, "/")
        async with frame(view, view.word("没有这一页")):
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
