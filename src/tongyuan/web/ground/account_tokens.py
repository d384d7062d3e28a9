"""One's own tokens: make one for a program, see its secret once, revoke it."""

from __future__ import annotations

import json
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.forms import Field, draw_field
from tongyuan.web.frame import heading
from tongyuan.web.granted import civil
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_tokens"]


async def draw_tokens(view: View) -> None:
    """Draw one's tokens and the form for a new one.

    Parameters
    ----------
    view
        What is shown.
    """
    with ui.column().classes("ty-card").props("data-testid=tokens"):
        heading(
            view.word("程序用的令牌"),
            note=view.word("程序凭令牌以本人名义调用接口；权限不超过本人，也不超过令牌所列范围。"),
        )
        for row in (await view.ask("token.list")).frame().filter("in_force").iter_rows(named=True):
            _token(view, row)
        _new(view)


def _token(view: View, row: dict[str, Any]) -> None:
    with ui.row().classes("ty-line"):
        with ui.column().classes("gap-0 grow"):
            ui.label(view.measure(row["name"], row["limits"]))
            used = civil(row["last_used_at"]) or view.word("从未使用")
            until = view.pair(view.word("有效至"), civil(row["expires_at"]))
            ui.label(f"{until} · {view.pair(view.word('上次使用'), used)}").classes("ty-note")
        ui.button(view.word("撤销"), on_click=lambda: _revoke(view, row["id"])).props("outline dense")


async def _revoke(view: View, token: str) -> None:
    await view.ask("token.revoke", token=token)
    ui.navigate.to(view.here())


def _new(view: View) -> None:
    with ui.element("div").classes("ty-form-row"):
        name = draw_field(Field("token-name", view.word("用途"), example=view.word("如：月度台账上报")))
        limits = draw_field(Field("token-limits", view.word("权限范围"), value="*.list,*.show"))
        days = draw_field(Field("token-days", view.measure(view.word("有效期"), view.word("天")), value="90"))
        button = ui.button(view.word("新建令牌")).props("unelevated data-testid=token-new")
    place = ui.column().classes("w-full")

    async def make() -> None:
        place.clear()
        with place:
            try:
                record = (
                    await view.ask(
                        "token.create", name=name.value, limits=limits.value, days=_number(days.value)
                    )
                ).record()
            except TongyuanError as error:
                show_problems(view, error.problems)
                return
            _tell_once(view, str(record["secret"]))

    button.on_click(make)


def _number(text: str) -> int:
    """Read a number of days; the service refuses what none is."""
    return int(text) if text.strip().isdecimal() else 0


def _tell_once(view: View, secret: str) -> None:
    with ui.column().classes("ty-empty").props('role="status"'):
        ui.label(view.word("令牌只显示这一次，请立即抄到程序的设置中：")).classes("font-semibold")
        with ui.element("code").classes("ty-secret").props("data-testid=token-secret"):
            ui.label(secret)
        copy = ui.button(view.word("复制"), icon="content_copy").props("outline dense")
        copy.on("click", js_handler=f"() => tyCopy({json.dumps(secret)}, {json.dumps(view.word('已复制'))})")
        ui.link(view.word("抄好了，刷新列表"), view.here())
