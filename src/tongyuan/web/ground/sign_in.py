"""Sign in: with a login and a password, or at the identity provider of one's organisation."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from nicegui import ui

from tongyuan.services.settings import read_settings
from tongyuan.vocabulary.problems import Problem
from tongyuan.web.forms import Field, draw_field, form, same_site
from tongyuan.web.frame import answer_line, frame
from tongyuan.web.ground.account_authenticator import code_field
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_sign_in", "page"]


async def page(view: View) -> None:
    """Draw the page for signing in.

    Parameters
    ----------
    view
        Its query may hold ``next``: where to go then, and ``step=code`` after a right password.
    """
    await draw_sign_in(view)


async def draw_sign_in(view: View, *, login: str = "", problems: Sequence[Problem] = ()) -> None:
    """Draw the form, and what was wrong with what was sent.

    Parameters
    ----------
    view
        What is shown.
    login
        What was typed; a password is never given back.
    problems
        What was wrong.
    """
    then = same_site(view.query.get("next", "/"))
    async with frame(view, view.word("登录")):
        if problems:
            show_problems(view, problems)
        elif view.signed_in:
            name = view.session.actor.name
            answer_line(view.pick(f"已以“{name}”登录。", f"You are signed in as “{name}”."))
        else:
            answer_line(view.word("政策与进展人人可看；填报、审核、编制请登录。"))
        problem = problems[0].what(view.lang) if problems else ""
        with ui.column().classes("ty-card ty-narrow-card"):
            if view.query.get("step") == "code":
                _code(view, then=then, problem=problem)
            else:
                _form(view, then=then, login=login, problem=problem)
                _provider(view, then)
        ui.label(
            view.word("没有账户或忘记密码：请向系统管理员索取一次性链接；任何人都不会问您要密码。")
        ).classes("ty-note")


def _form(view: View, *, then: str, login: str, problem: str) -> None:
    with form("/sign-in", hidden={"next": then, "lang": view.lang}, name="sign-in-form"):
        draw_field(
            Field("login", view.word("登录名"), value=login, example="wang.li", autocomplete="username")
        )
        draw_field(
            Field("password", view.word("密码"), kind="password", autocomplete="current-password"),
            problem=problem,
        )
        ui.button(view.word("登录")).props("unelevated type=submit data-testid=sign-in-send")


def _code(view: View, *, then: str, problem: str) -> None:
    with form("/sign-in/code", hidden={"next": then, "lang": view.lang}, name="code-form"):
        draw_field(code_field(view), problem=problem)
        ui.button(view.word("登录")).props("unelevated type=submit data-testid=code-send")
    ui.label(view.word("手机与恢复码都不在身边：请系统管理员重置第二因素。")).classes("ty-note")
    ui.link(view.word("换一个账户登录"), view.link("/sign-in", next=then))


def _provider(view: View, then: str) -> None:
    issuer = read_settings().oidc_issuer
    if issuer is None:
        return
    name = urlsplit(issuer).hostname
    ui.label(view.word("或")).classes("ty-note")
    ui.link(
        view.pick(f"用单位统一身份认证登录（{name}）", f"Sign in with your organisation ({name})"),
        view.link("/sign-in/oidc", next=then),
    ).classes("ty-button-link").props("data-testid=sign-in-oidc")
