"""The person in the header: a menu for who is signed in, a link to sign in for the public."""

from __future__ import annotations

from nicegui import ui

from tongyuan.web.view import View

__all__ = ["draw_person"]


def draw_person(view: View) -> None:
    """Draw who looks at the page.

    Parameters
    ----------
    view
        What is shown.
    """
    if view.signed_in:
        _menu(view)
    elif view.path != "/sign-in":
        ui.link(view.word("登录"), view.link("/sign-in", next=view.here())).classes("ty-person").props(
            "data-testid=sign-in"
        )


def _menu(view: View) -> None:
    name = view.session.actor.name
    with ui.button(color=None).props(
        f'flat no-caps dense data-testid=person aria-label="{view.word("当前用户")}"'
    ) as button:
        button.classes("ty-person")
        ui.icon("account_circle").classes("ty-person-icon")
        ui.label(name).classes("gt-xs")
        with ui.menu().props('auto-close :offset="[0, 6]"'), ui.column().classes("ty-menu"):
            ui.label(name).classes("ty-strong")
            for path, text in (("/account", view.word("我的账户")), ("/people", view.word("用户与授权"))):
                if view.opens(path):
                    ui.link(text, view.link(path)).classes("ty-menu-item")
            with ui.element("form").props('method="post" action="/sign-out"'):
                ui.element("input").props(f'type="hidden" name="lang" value="{view.lang}"')
                with ui.element("button").props('type="submit" data-testid=sign-out').classes("ty-menu-item"):
                    ui.label(view.word("退出登录"))
