"""People and their grants: who has an account, with which roles; add, invite, grant, disable."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import downloads
from tongyuan.web.forms import Field, draw_field
from tongyuan.web.frame import answer_line, frame, heading
from tongyuan.web.granted import role_name
from tongyuan.web.ground.people_person import draw_person_card
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw the list of people, and the one that the address names.

    Parameters
    ----------
    view
        Its query may hold ``login``.
    """
    rows = (await view.ask("user.list")).frame()
    async with frame(view, view.word("谁有账户，能做什么")):
        active = rows.filter(state="active").height
        answer_line(
            view.pick(f"{rows.height} 个账户，{active} 个可用。", f"{rows.height} accounts, {active} active.")
        )
        login = view.query.get("login")
        if login:
            await draw_person_card(view, login)
        columns = [
            Column("name", view.word("姓名")),
            Column("login", view.word("登录名")),
            Column("roles", view.word("角色")),
            Column("state", view.word("状态")),
        ]
        with ui.column().classes("ty-card").props("data-testid=people"):
            heading(view.word("账户"), note=view.word("点选姓名查看授权、发送链接或停用。"))
            draw_table(view, columns, [_row(view, row) for row in rows.iter_rows(named=True)], name="people")
            downloads(view, "user.list")
        if view.may_call("user.add"):
            _new(view)


def _row(view: View, row: dict[str, Any]) -> dict[str, Any]:
    held = dict.fromkeys(filter(None, row["roles"].split("、")))
    return {
        "name": cell(row["name"], link=view.here(login=row["login"])),
        "login": row["login"],
        "roles": view.listing(role_name(view, role) for role in held) or "—",
        "state": view.term("account", row["state"]),
    }


def _new(view: View) -> None:
    with ui.column().classes("ty-card"):
        heading(
            view.word("新建账户"), note=view.word("新账户没有角色，也没有密码：先建账户，再授权并发送链接。")
        )
        with ui.element("div").classes("ty-form-row"):
            login = draw_field(Field("new-login", view.word("登录名"), example="wang.li"))
            name = draw_field(Field("new-name", view.word("姓名"), example=view.word("王丽")))
            email = draw_field(
                Field("new-email", view.word("电子邮箱（可不填）"), example="wang.li@example.cn")
            )
            button = ui.button(view.word("新建")).props("unelevated data-testid=person-new")
        place = ui.column().classes("w-full")

    async def make() -> None:
        place.clear()
        with place:
            try:
                answer = await view.ask(
                    "user.add", login=login.value, name=name.value, email=email.value or None
                )
            except TongyuanError as error:
                show_problems(view, error.problems)
                return
            ui.navigate.to(view.here(login=answer.record()["login"]))

    button.on_click(make)
