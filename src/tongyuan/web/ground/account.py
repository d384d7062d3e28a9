"""One's own account: roles in words, the password, the browsers one is signed in with, tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import Problem
from tongyuan.web.forms import Field, draw_field, form
from tongyuan.web.frame import answer_line, frame, heading
from tongyuan.web.granted import Names, civil, granted
from tongyuan.web.ground.account_authenticator import draw_factor
from tongyuan.web.ground.account_tokens import draw_tokens
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_account", "page"]

#: Which field a problem of a changed password belongs to; every other belongs to the new one.
FIELDS = {"people.current_wrong": "current", "people.too_many": "current", "door.password_again": "again"}


async def page(view: View) -> None:
    """Draw one's own account.

    Parameters
    ----------
    view
        Its query may hold ``done``: what has just been changed.
    """
    await draw_account(view)


async def draw_account(
    view: View, *, problems: Sequence[Problem] = (), factor: Mapping[str, Any] | None = None
) -> None:
    """Draw the account, and what was wrong with a password that was sent.

    Parameters
    ----------
    view
        What is shown.
    problems
        What was wrong.
    factor
        What was just made of a second factor; None where nothing was sent about one.
    """
    own = (await view.ask("user.self")).record()
    async with frame(view, view.word("我的账户")):
        if problems:
            show_problems(view, problems)
        answer_line(_say(view, own))
        with ui.element("div").classes("ty-grid"):
            if not own["must_change"] and own["password_changed_at"] is not None:
                await draw_factor(view, told=factor, problems=() if factor is None else problems)
            if not own["must_change"] and not own["must_enrol"]:
                await _roles(view, own)
            _password(view, own, problems if factor is None else ())
        await _visits(view)
        if not own["must_change"] and not own["must_enrol"]:
            await draw_tokens(view)


def _say(view: View, own: dict[str, Any]) -> str:
    if own["must_change"]:
        return view.word("请先设置密码；设置之前不能做别的事。")
    if own["must_enrol"]:
        return view.word("本平台要求两个因素：请先设置第二因素；设置之前不能做别的事。")
    if view.query.get("done") == "password":
        return view.word("密码已更改，其他浏览器的登录均已结束。")
    return view.pick(f"{own['name']}（登录名 {own['login']}）", f"{own['name']} (login {own['login']})")


async def _roles(view: View, own: dict[str, Any]) -> None:
    names = await Names.of(view)
    with ui.column().classes("ty-card").props("data-testid=roles"):
        heading(view.word("我的角色"), note=view.word("角色由系统管理员授予；每次操作都按当时的角色判断。"))
        for grant in own["grants"]:
            ui.label(granted(view, grant, names))
        if not own["grants"]:
            ui.label(view.word("还没有任何角色：目前只能看公开内容。"))


def _password(view: View, own: dict[str, Any], problems: Sequence[Problem]) -> None:
    told = {FIELDS.get(found.code, "new"): found.what(view.lang) for found in reversed(problems)}
    first = own["must_change"] or own["password_changed_at"] is None
    fields = [
        Field("current", view.word("当前密码"), kind="password", autocomplete="current-password"),
        Field("new", view.word("新密码"), kind="password", autocomplete="new-password"),
        Field("again", view.word("再输一次新密码"), kind="password", autocomplete="new-password"),
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("设置密码") if first else view.word("更改密码"),
            note=view.word("至少 12 个字符，不要求大小写或符号；几个不相干的词连成一句最好记。"),
        )
        with form("/account/password", hidden={"lang": view.lang}, name="password-form"):
            # A password manager keeps a new password under the login that stands beside it.
            login = ui.element("input").classes("ty-unseen")
            for key, value in (("name", "login"), ("value", own["login"]), ("autocomplete", "username")):
                login.props[key] = value
            login.props("readonly tabindex=-1 aria-hidden=true")
            for field in fields[1:] if first else fields:
                draw_field(field, problem=told.get(field.name, ""))
            ui.button(view.word("保存新密码")).props("unelevated type=submit data-testid=password-send")


async def _visits(view: View) -> None:
    rows = (await view.ask("visit.list")).frame()
    with ui.column().classes("ty-card").props("data-testid=visits"):
        heading(view.word("登录的浏览器"), note=view.word("有不认识的，请立即结束它并更改密码。"))
        for row in rows.iter_rows(named=True):
            with ui.row().classes("ty-line"):
                _visit(view, row)
        if rows.height > 1:
            ui.button(view.word("结束其他全部登录"), on_click=lambda: _end(view, "others")).props("outline")


def _visit(view: View, row: dict[str, Any]) -> None:
    with ui.column().classes("gap-0 grow"):
        how = view.term("signed_in_by", row["how"])
        ui.label(f"{row['address']} · {how} · {view.pair(view.word('开始'), civil(row['created_at']))}")
        ui.label(row["agent"]).classes("ty-note").props("lang=en")
    if row["this"]:
        ui.label(view.word("本次登录")).classes("ty-note")
        return
    ui.button(view.word("结束"), on_click=lambda: _end(view, row["visit"])).props("outline dense")


async def _end(view: View, visit: str) -> None:
    await view.ask("visit.end", visit=visit)
    ui.navigate.to(view.here())
