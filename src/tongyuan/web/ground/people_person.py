"""One person's account: grants in force, a link to come in with, disable or enable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from nicegui import ui

from tongyuan.services.settings import read_settings
from tongyuan.vocabulary.problems import ConflictError, TongyuanError
from tongyuan.web.frame import heading
from tongyuan.web.granted import Names, civil, granted
from tongyuan.web.ground.people_grant import draw_grant_form
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_person_card"]

MakeLink = Callable[[View, str], Awaitable[dict[str, Any]]]


async def draw_person_card(view: View, login: str) -> None:
    """Draw one account with what may be done about it.

    Parameters
    ----------
    view
        What is shown.
    login
        Whose.
    """
    person = (await view.ask("user.show", login=login)).record()
    names = await Names.of(view)
    with ui.column().classes("ty-card").props("data-testid=person-card"):
        note = view.listing(filter(None, (person["login"], person["email"])))
        heading(view.pair(person["name"], view.term("account", person["state"])), note=note)
        place = ui.column().classes("w-full")
        for grant in person["grants"]:
            _grant(view, grant, names, place)
        if not any(map(_in_force, person["grants"])):
            ui.label(view.word("没有生效的角色。"))
        if view.may_call("user.grant"):
            draw_grant_form(view, person["login"], names)
        _deeds(view, person, place)
        ui.link(view.word("收起"), view.here(login=None))


def _in_force(grant: Mapping[str, Any]) -> bool:
    ended = grant["revoked_at"] is not None
    lapsed = grant["valid_until"] is not None and grant["valid_until"] <= datetime.now(UTC)
    return not ended and not lapsed


def _grant(view: View, grant: Mapping[str, Any], names: Names, place: ui.column) -> None:
    with ui.row().classes("ty-line"):
        with ui.column().classes("gap-0 grow"):
            ui.label(granted(view, grant, names))
            ended = grant["revoked_at"]
            told = view.pair(view.word("授予"), civil(grant["granted_at"]))
            if ended:
                told += " · " + view.pair(view.word("收回"), civil(ended))
            ui.label(told).classes("ty-note")
        if _in_force(grant) and view.may_call("user.revoke"):
            number = grant["id"]
            ui.button(
                view.word("收回"), on_click=lambda: _do(view, place, "user.revoke", number=number)
            ).props("outline dense")


def _deeds(view: View, person: Mapping[str, Any], place: ui.column) -> None:
    login = person["login"]
    with ui.row().classes("ty-choices"):
        if person["state"] == "active" and view.may_call("user.reset"):
            ui.button(view.word("生成一次性链接"), on_click=lambda: _link(view, place, login)).props(
                "outline data-testid=person-link"
            )
        if person["second_factor"] and view.may_call("authenticator.reset"):
            ui.button(view.word("重置第二因素"), on_click=_asking_reset(view, place, login)).props(
                "outline data-testid=factor-reset"
            )
        for service, state, text in (
            ("user.disable", "active", view.word("停用账户")),
            ("user.enable", "disabled", view.word("启用账户")),
        ):
            if person["state"] == state and view.may_call(service):
                ui.button(text, on_click=_asking(view, place, service, login)).props(
                    f"outline data-testid={service.replace('.', '-')}"
                )


def _asking(view: View, place: ui.column, service: str, login: str) -> Callable[[], Awaitable[None] | None]:
    """Disabling names its consequence first."""
    if service == "user.enable":
        return lambda: _do(view, place, service, login=login)

    def ask() -> None:
        with ui.dialog(value=True) as dialog, ui.column().classes("ty-card"):
            ui.label(view.word("停用后，此人的全部登录、令牌和链接立即失效；已上报的数据保留。"))
            with ui.row():
                ui.button(
                    view.word("停用账户"), on_click=lambda: _do(view, place, service, login=login)
                ).props("unelevated color=negative data-testid=disable-sure")
                ui.button(view.word("取消"), on_click=dialog.close).props("outline")

    return ask


def _asking_reset(view: View, place: ui.column, login: str) -> Callable[[], None]:
    """Name the consequence of a reset first."""

    async def reset(dialog: ui.dialog) -> None:
        dialog.close()
        await _link(view, place, login, make=_reset_factor)

    def ask() -> None:
        with ui.dialog(value=True) as dialog, ui.column().classes("ty-card"):
            ui.label(
                view.word("请先核实确是本人：第二因素与密码一并作废，全部登录立即结束，凭新链接重新设置。")
            )
            with ui.row():
                ui.button(view.word("重置第二因素"), on_click=lambda: reset(dialog)).props(
                    "unelevated color=negative data-testid=factor-reset-sure"
                )
                ui.button(view.word("取消"), on_click=dialog.close).props("outline")

    return ask


async def _do(view: View, place: ui.column, service: str, **arguments: Any) -> None:
    place.clear()
    with place:
        try:
            await view.ask(service, **arguments)
        except TongyuanError as error:
            show_problems(view, error.problems)
            return
        ui.navigate.to(view.here())


async def _link(view: View, place: ui.column, login: str, *, make: MakeLink | None = None) -> None:
    place.clear()
    with place:
        try:
            record = await (make or _made_link)(view, login)
        except TongyuanError as error:
            show_problems(view, error.problems)
            return
        base = read_settings().public_address or str(ui.context.client.request.base_url)
        with ui.column().classes("ty-empty").props('role="status"'):
            ui.label(
                view.word("请经可靠渠道交给本人；只能用一次，使用后须设置新密码，原密码和登录随即失效：")
            ).classes("font-semibold")
            with ui.element("code").classes("ty-secret").props("data-testid=link"):
                ui.label(f"{base.rstrip('/')}/enter?code={record['code']}")
            ui.label(view.pair(view.word("有效至"), civil(record["expires_at"]))).classes("ty-note")


async def _reset_factor(view: View, login: str) -> dict[str, Any]:
    return (await view.ask("authenticator.reset", login=login)).record()


async def _made_link(view: View, login: str) -> dict[str, Any]:
    """Invite who has no password yet, with days to follow the link; else begin anew, within the hour."""
    try:
        return (await view.ask("user.invite", login=login)).record()
    except ConflictError as error:
        if error.problems[0].code != "people.has_password":
            raise
    return (await view.ask("user.reset", login=login)).record()
