"""One's second factor: set it up with a picture, confirm it by a code, keep recovery codes, remove it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import segno
from nicegui import ui

from tongyuan.vocabulary.problems import Problem
from tongyuan.web.forms import Field, draw_field, form
from tongyuan.web.frame import heading
from tongyuan.web.granted import civil
from tongyuan.web.view import View

__all__ = ["code_field", "draw_factor"]

#: Which field a problem belongs to.
FIELDS = {"people.current_wrong": "password", "people.code_wrong": "code"}


def code_field(view: View, *, name: str = "code") -> Field:
    """Describe the field of a code, in which a recovery code will do too.

    Parameters
    ----------
    view
        What is shown.
    name
        Name under which it is sent; two forms of one page need two.

    Returns
    -------
    Field
        The field; a telephone offers digits, a password manager its own code.
    """
    return Field(name, view.word("验证码或恢复码"), example="123456", autocomplete="one-time-code")


async def draw_factor(
    view: View, *, told: Mapping[str, Any] | None = None, problems: Sequence[Problem] = ()
) -> None:
    """Draw the card of the second factor.

    Parameters
    ----------
    view
        What is shown.
    told
        What has just been made, shown this once: a seed with its address, or recovery codes.
    problems
        What was wrong with what was sent.
    """
    state, made = (await view.ask("authenticator.show")).record(), told or {}
    wrong = {FIELDS[found.code]: found.what(view.lang) for found in problems if found.code in FIELDS}
    first = replace(code_field(view), label=view.word("验证码"))
    with ui.column().classes("ty-card").props("data-testid=factor"):
        heading(
            view.word("第二因素"),
            note=view.word("登录时除密码外还要输入手机验证器上的六位数字：密码被人知道也进不来。"),
        )
        if "codes" in made:
            _recovery(view, made["codes"])
        elif "seed" in made:
            _seed(view, str(made["seed"]), str(made["address"]))
            _form(view, "confirm", [first], view.word("确认"), wrong)
        elif made.get("waits"):
            _form(view, "confirm", [first], view.word("确认"), wrong)
        elif state["confirmed_at"] is None:
            _form(view, "begin", [_current(view)], view.word("设置第二因素"), wrong)
        if state["confirmed_at"] is not None and "codes" not in made:
            _enrolled(view, state, wrong)


def _current(view: View) -> Field:
    return Field("password", view.word("当前密码"), kind="password", autocomplete="current-password")


def _form(view: View, deed: str, fields: list[Field], word: str, wrong: Mapping[str, str]) -> None:
    with form("/account/factor", hidden={"deed": deed, "lang": view.lang}, name=f"factor-{deed}"):
        for field in fields:
            draw_field(field, problem=wrong.get(field.name, ""))
        ui.button(word).props(f"unelevated type=submit data-testid=factor-{deed}-send")


def _enrolled(view: View, state: Mapping[str, Any], wrong: Mapping[str, str]) -> None:
    ui.label(view.pair(view.word("设置于"), civil(state["confirmed_at"])))
    ui.label(view.pair(view.word("剩余恢复码"), str(state["codes_left"])))
    with ui.expansion(view.word("更换恢复码")).classes("w-full"):
        _form(view, "codes", [code_field(view)], view.word("更换恢复码"), wrong)
    with ui.expansion(view.word("更换手机：移除后重新设置")).classes("w-full"):
        fields = [_current(view), code_field(view, name="proof")]
        _form(view, "remove", fields, view.word("移除第二因素"), wrong)


def _seed(view: View, seed: str, address: str) -> None:
    ui.label(view.word("一、用手机上的验证器（任何支持 TOTP 的程序）扫描；扫不了就手工输入下面的密钥。"))
    picture = segno.make(address, error="m").svg_data_uri(scale=4, light="white")
    image = ui.element("img").props("data-testid=factor-picture width=220")
    image.props["src"], image.props["alt"] = picture, view.word("二维码")
    with ui.element("code").classes("ty-secret").props("data-testid=factor-seed"):
        ui.label(" ".join(seed[at : at + 4] for at in range(0, len(seed), 4)))
    ui.label(view.word("二、输入验证器显示的六位数字。"))


def _recovery(view: View, codes: Sequence[str]) -> None:
    grouped = ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]
    ui.label(view.word("第二因素已启用。恢复码只显示这一次，请打印或抄下并妥善保存：")).classes(
        "font-semibold"
    )
    ui.label(view.word("手机不在身边时，一个恢复码可代替一次验证码。")).classes("ty-note")
    with ui.element("code").classes("ty-secret").props('data-testid=factor-codes role="status"'):
        for code in grouped:
            ui.label(code)
    with ui.row():
        copy = ui.button(view.word("复制"), icon="content_copy").props("outline dense")
        said = json.dumps(view.word("已复制"))
        copy.on("click", js_handler=f"() => tyCopy({json.dumps(chr(10).join(grouped))}, {said})")
        ui.button(view.word("打印"), icon="print").props("outline dense").on(
            "click", js_handler="() => window.print()"
        )
    ui.link(view.word("保存好了，继续"), view.link("/account"))
