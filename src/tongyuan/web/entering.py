"""Coming in and going out: sign in, one-time links, sign out; plain HTTP, because a cookie is set.

The cookie's secret is new with every sign-in, no script reads it, and it goes to this site alone. Its rule
is ``Lax``: a link in a message must open signed in. That no other site changes anything with it,
:mod:`tongyuan.api.guard` sees to.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import RedirectResponse
from nicegui import Client, ui
from starlette.concurrency import run_in_threadpool

from tongyuan.api.reception import Reception
from tongyuan.services.one_time_links import enter_by_link
from tongyuan.services.signing_in import sign_in
from tongyuan.services.visitors import Visit, end_visit
from tongyuan.vocabulary.problems import InputError, Problem, TongyuanError
from tongyuan.web.forms import same_site
from tongyuan.web.ground.account import draw_account
from tongyuan.web.ground.sign_in import draw_sign_in
from tongyuan.web.page import Viewer

__all__ = ["admit", "install_entrance", "refuse", "sender"]

SEE_OTHER = 303
CHOOSE_PASSWORD = "/account?part=password"  # noqa: S105 - an address
Text = Annotated[str, Form(max_length=4096)]
NextPage = Annotated[str, Form(alias="next", max_length=4096)]


def install_entrance(app: FastAPI, viewer: Viewer) -> None:
    """Put the routes of coming in and going out on an application.

    Parameters
    ----------
    app
        The application.
    viewer
        Knows who asks, and draws what went wrong.
    """
    reception = viewer.reception

    async def send_sign_in(
        request: Request, login: Text = "", password: Text = "", then: NextPage = "/", lang: Text = "zh"
    ) -> Response:
        address, agent = sender(request)
        try:
            visit = await run_in_threadpool(
                sign_in,
                reception.public.workspace,
                login=login,
                password=password,
                address=address,
                agent=agent,
            )
        except TongyuanError as error:
            return refuse(viewer, request, error, login=login, next=then, lang=lang)
        return admit(reception, request, visit, then=then)

    async def enter(request: Request, code: str = "") -> Response:
        if request.headers.get("sec-purpose", "").startswith("prefetch"):
            return Response(status_code=204)  # a guess of the browser must not use the code up
        address, agent = sender(request)
        try:
            visit = await run_in_threadpool(
                enter_by_link, reception.public.workspace, code=code, address=address, agent=agent
            )
        except TongyuanError as error:
            return refuse(viewer, request, error)
        return admit(reception, request, visit, then="/")

    async def send_password(
        request: Request, new: Text = "", again: Text = "", current: Text = "", lang: Text = "zh"
    ) -> Response:
        try:
            session = reception.session(request)
            _check_typed(new, again)
            await run_in_threadpool(session.call, "user.password", new=new, current=current)
        except TongyuanError as error:
            view = viewer.view(request, "/account", {"lang": lang})
            if not view.signed_in:
                return refuse(viewer, request, error, next="/account", lang=lang)
            with Client(ui.page("/account"), request=request) as client:
                draw_account(view, problems=error.problems)
            return client.build_response(request, error.http_status)
        return RedirectResponse(f"/account?lang={_language(lang)}&done=password", SEE_OTHER)

    async def send_sign_out(request: Request, lang: Text = "zh") -> Response:
        await run_in_threadpool(end_visit, reception.public.workspace, reception.secret(request))
        answer = RedirectResponse(f"/?lang={_language(lang)}", SEE_OTHER)
        _set_cookie(reception, request, answer, "")
        return answer

    app.add_api_route("/sign-in", send_sign_in, methods=["POST"], include_in_schema=False)
    app.add_api_route("/enter", enter, methods=["GET"], include_in_schema=False)
    app.add_api_route("/account/password", send_password, methods=["POST"], include_in_schema=False)
    app.add_api_route("/sign-out", send_sign_out, methods=["POST"], include_in_schema=False)


def admit(reception: Reception, request: Request, visit: Visit, *, then: str) -> Response:
    """Give the browser the cookie of a new visit, end the one before, and go on.

    Parameters
    ----------
    reception
        Knows the visits' cookie.
    request
        What was asked.
    visit
        The visit that begins.
    then
        Where to go; only a page of this site.

    Returns
    -------
    Response
        A redirect that leaves the present address.
    """
    before = reception.secret(request)
    if before:
        end_visit(reception.public.workspace, before)
    answer = RedirectResponse(CHOOSE_PASSWORD if visit.must_change else same_site(then), SEE_OTHER)
    _set_cookie(reception, request, answer, visit.cookie)
    return answer


def sender(request: Request) -> tuple[str, str]:
    """Tell the address that a request came from, and how its browser names itself."""
    return request.client.host if request.client else "", request.headers.get("user-agent", "")


def _set_cookie(reception: Reception, request: Request, answer: Response, secret: str) -> None:
    answer.set_cookie(
        reception.approach.cookie(request),
        secret,
        max_age=None if secret else 0,
        path="/",
        secure=reception.approach.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    answer.headers["Cache-Control"] = "no-store"


def _check_typed(new: str, again: str) -> None:
    if new != again:
        raise InputError(Problem("door.password_again"))


def _language(lang: str) -> str:
    return "en" if lang == "en" else "zh"


def refuse(
    viewer: Viewer, request: Request, error: TongyuanError, *, login: str = "", **query: str
) -> Response:
    """Draw the page for signing in with what went wrong.

    Parameters
    ----------
    viewer
        Knows who asks.
    request
        What was asked.
    error
        What went wrong.
    login
        What was typed; a password is never given back.
    **query
        Choices of the page: language, and where to go then.

    Returns
    -------
    Response
        The page, with the status of the error.
    """
    with Client(ui.page("/sign-in"), request=request) as client:
        view = viewer.view(request, "/sign-in", query)
        draw_sign_in(view, login=login, problems=error.problems)
    return client.build_response(request, error.http_status)
