"""Coming in and going out: sign in, one-time links, sign out; plain HTTP, because a cookie is set.

The cookie's secret is new with every sign-in, no script reads it, and it goes to this site alone. Its rule
is ``Lax``: a link in a message must open signed in. That no other site changes anything with it,
:mod:`tongyuan.api.guard` sees to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import RedirectResponse
from nicegui import Client, ui
from starlette.concurrency import run_in_threadpool

from tongyuan.api.reception import Reception
from tongyuan.services.one_time_links import enter_by_link, needs_asking
from tongyuan.services.signing_in import Pending, sign_in
from tongyuan.services.visitors import Visit, end_visit
from tongyuan.vocabulary.problems import InputError, Problem, TongyuanError
from tongyuan.web.forms import same_site
from tongyuan.web.ground.account import draw_account
from tongyuan.web.ground.invitation import draw_invitation
from tongyuan.web.ground.sign_in import draw_sign_in
from tongyuan.web.page import Viewer
from tongyuan.web.second_step import ask_for_code

__all__ = ["admit", "install_entrance", "refuse", "sender"]

SEE_OTHER = 303
CHOOSE_PASSWORD = "/account?part=password"  # noqa: S105 - an address
SET_UP_FACTOR = "/account?part=factor"
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
    entrance = _Entrance(viewer)
    for path, method, answer in (
        ("/sign-in", "POST", entrance.sign_in),
        ("/enter", "GET", entrance.follow),
        ("/enter", "POST", entrance.enter),
        ("/account/password", "POST", entrance.change_password),
        ("/sign-out", "POST", entrance.sign_out),
    ):
        app.add_api_route(path, answer, methods=[method], include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Entrance:
    """The routes of coming in and going out."""

    viewer: Viewer

    async def sign_in(
        self, request: Request, login: Text = "", password: Text = "", then: NextPage = "/", lang: Text = "zh"
    ) -> Response:
        """Sign in by login and password."""
        address, agent = sender(request)
        try:
            visit = await run_in_threadpool(
                sign_in, self._workspace, login=login, password=password, address=address, agent=agent
            )
        except TongyuanError as error:
            return await refuse(self.viewer, request, error, login=login, next=then, lang=lang)
        return await admit(self.viewer.reception, request, visit, then=then)

    async def follow(self, request: Request, code: str = "", lang: str = "zh") -> Response:
        """Follow a one-time link: the owner's own comes in at once, one that came by mail asks first.

        Whatever looks through a mailbox opens its links too, and must not use an invitation up.
        """
        if request.headers.get("sec-purpose", "").startswith("prefetch"):
            return Response(status_code=204)  # a guess of the browser must not use the code up
        if not await run_in_threadpool(needs_asking, self._workspace, code=code, address=sender(request)[0]):
            return await self.enter(request, code)
        with Client(ui.page("/enter"), request=request) as client:
            await draw_invitation(await self.viewer.view(request, "/enter", {"lang": lang}), code=code)
        return client.build_response(request)

    async def enter(self, request: Request, code: Text = "") -> Response:
        """Come in by a one-time link; its code leaves the address with the answer."""
        address, agent = sender(request)
        try:
            visit = await run_in_threadpool(
                enter_by_link, self._workspace, code=code, address=address, agent=agent
            )
        except TongyuanError as error:
            return await refuse(self.viewer, request, error)
        return await admit(self.viewer.reception, request, visit, then="/")

    async def change_password(
        self, request: Request, new: Text = "", again: Text = "", current: Text = "", lang: Text = "zh"
    ) -> Response:
        """Change one's own password."""
        try:
            session = (await self.viewer.view(request, "/account")).session
            _check_typed(new, again)
            await run_in_threadpool(session.call, "user.password", new=new, current=current)
        except TongyuanError as error:
            view = await self.viewer.view(request, "/account", {"lang": lang})
            if not view.signed_in:
                return await refuse(self.viewer, request, error, next="/account", lang=lang)
            with Client(ui.page("/account"), request=request) as client:
                await draw_account(view, problems=error.problems)
            return client.build_response(request, error.http_status)
        return RedirectResponse(f"/account?lang={_language(lang)}&done=password", SEE_OTHER)

    async def sign_out(self, request: Request, lang: Text = "zh") -> Response:
        """End the visit, and take its cookie back."""
        await run_in_threadpool(end_visit, self._workspace, self.viewer.reception.secret(request))
        answer = RedirectResponse(f"/?lang={_language(lang)}", SEE_OTHER)
        _set_cookie(self.viewer.reception, request, answer, "")
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    @property
    def _workspace(self) -> Any:
        return self.viewer.reception.public.workspace


async def admit(reception: Reception, request: Request, visit: Visit | Pending, *, then: str) -> Response:
    """Give the browser the cookie of a new visit, end the one before, and go on.

    Parameters
    ----------
    reception
        Knows the visits' cookie.
    request
        What was asked.
    visit
        The visit that begins, or a first step that waits for its second.
    then
        Where to go; only a page of this site.

    Returns
    -------
    Response
        A redirect that leaves the present address.
    """
    if isinstance(visit, Pending):
        return ask_for_code(reception, request, visit, then=then)
    before = reception.secret(request)
    if before:
        await run_in_threadpool(end_visit, reception.public.workspace, before)
    first = CHOOSE_PASSWORD if visit.must_change else SET_UP_FACTOR if visit.must_enrol else same_site(then)
    answer = RedirectResponse(first, SEE_OTHER)
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


async def refuse(
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
        view = await viewer.view(request, "/sign-in", query)
        await draw_sign_in(view, login=login, problems=error.problems)
    return client.build_response(request, error.http_status)
