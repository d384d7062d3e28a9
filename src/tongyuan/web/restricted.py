"""受限: what is shown in the place of a page that is out of the visitor's reach."""

from __future__ import annotations

from nicegui import ui

from tongyuan.services.actors import holders, roles
from tongyuan.services.denial import permission_words
from tongyuan.vocabulary.problems import NotSignedInError, TongyuanError
from tongyuan.web.frame import frame
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_restricted", "tell_refusal"]

FORBIDDEN = 403
GIVES = "administrator"


async def draw_restricted(view: View, permission: str) -> None:
    """Draw the page that says which right is lacking, who holds it and who gives it.

    Parameters
    ----------
    view
        What was asked for.
    permission
        What the visitor lacks.
    """
    ui.context.client.status_code = FORBIDDEN
    async with frame(view, view.word("受限")):
        with ui.column().classes("ty-card").props("data-testid=restricted"):
            _explain(view, permission)


def _explain(view: View, permission: str) -> None:
    ui.label(_say(view)).classes("ty-strong")
    ui.label(view.pair(view.word("缺少的权限"), permission_words(permission, view.lang)))
    named = view.listing(view.of(roles()[role], "name") for role in holders(permission))
    ui.label(view.pair(view.word("具有该权限的角色"), named))
    ui.label(
        view.pair(view.word("由谁授予"), view.of(roles()[GIVES], "name"))
        + view.pick("（“用户与授权”页）", " (page “People and grants”)")
    )
    if not view.signed_in:
        address = view.link("/sign-in", next=view.here())
        ui.link(view.word("登录"), address).props("data-testid=restricted-sign-in")
    ui.link(view.word("返回总览"), view.link("/"))


def tell_refusal(view: View, error: Exception) -> None:
    """Tell what an open page was refused: its rights may have ended since it was drawn.

    Parameters
    ----------
    view
        What is shown.
    error
        Why a handler of the page ended; a fault of the program is not told here.
    """
    if not isinstance(error, TongyuanError):
        return
    with ui.dialog(value=True), ui.column().classes("ty-card").props("data-testid=refused"):
        show_problems(view, error.problems)
        if isinstance(error, NotSignedInError):
            ui.link(view.word("登录"), view.link("/sign-in", next=view.here()))


def _say(view: View) -> str:
    if view.signed_in:
        name = view.session.actor.name
        return view.pick(
            f"{name} 目前的角色看不到这一页。", f"The roles that {name} holds do not reach this page."
        )
    return view.pick("这一页不对公众开放；登录后按角色显示。", "This page is not public; sign in to see it.")
