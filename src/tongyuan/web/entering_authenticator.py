"""The second step of signing in, and one's second factor: forms, because what they carry is secret.

Seeds and recovery codes stand in the answer to a form alone: no address shows them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import RedirectResponse
from nicegui import Client, ui
from starlette.concurrency import run_in_threadpool

from tongyuan.services.second_step import sign_in_by_code
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.entering import SEE_OTHER, NextPage, Text, admit, refuse, sender
from tongyuan.web.ground.account import draw_account
from tongyuan.web.page import Viewer
from tongyuan.web.second_step import forget_step, step_secret

__all__ = ["install_factor"]

FACTOR = "/account/factor"
Deed = Annotated[str, Form(pattern="^(begin|confirm|codes|remove)$")]
#: What each deed asks for.
ASKED = {"begin": ("current",), "confirm": ("code",), "codes": ("code",), "remove": ("current", "code")}


def install_factor(app: FastAPI, viewer: Viewer) -> None:
    """Put the routes of the second factor on an application.

    Parameters
    ----------
    app
        The application.
    viewer
        Knows who asks, and draws what went wrong.
    """
    routes = _Second(viewer)
    app.add_api_route("/sign-in/code", routes.sign_in, methods=["POST"], include_in_schema=False)
    app.add_api_route(FACTOR, routes.change, methods=["POST"], include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Second:
    """The routes of the second factor."""

    viewer: Viewer

    async def sign_in(
        self, request: Request, code: Text = "", then: NextPage = "/", lang: Text = "zh"
    ) -> Response:
        """Do the second step of signing in."""
        reception, (address, agent) = self.viewer.reception, sender(request)
        try:
            visit = await run_in_threadpool(
                sign_in_by_code,
                reception.public.workspace,
                cookie=step_secret(reception, request),
                code=code,
                address=address,
                agent=agent,
            )
        except TongyuanError as error:
            lapsed = error.problems[0].code == "people.step_lapsed"
            step = "" if lapsed else "code"
            return await refuse(self.viewer, request, error, next=then, lang=lang, step=step)
        answer = await admit(reception, request, visit, then=then)
        forget_step(reception, request, answer)
        return answer

    async def change(
        self,
        request: Request,
        deed: Deed,
        password: Text = "",
        code: Text = "",
        proof: Text = "",
        lang: Text = "zh",
    ) -> Response:
        """Set up, confirm, renew or remove one's second factor, and show once what comes of it."""
        view = await self.viewer.view(request, "/account", {"lang": lang})
        given = {"current": password, "code": code or proof}
        told: dict[str, object] = {}
        problem: TongyuanError | None = None
        try:
            arguments = {name: given[name] for name in ASKED[deed]}
            told = (await view.ask(f"authenticator.{deed}", **arguments)).record()
        except TongyuanError as error:
            if not view.signed_in:
                return await refuse(self.viewer, request, error, next="/account", lang=lang)
            problem = error
        if problem is None and deed == "remove":
            return RedirectResponse(f"/account?lang={'en' if lang == 'en' else 'zh'}", SEE_OTHER)
        with Client(ui.page("/account"), request=request) as client:
            # A wrong code must not lose the seed that waits to be confirmed.
            shown = told if problem is None else {"waits": deed == "confirm"}
            await draw_account(view, problems=problem.problems if problem else (), factor=shown)
        return client.build_response(request, problem.http_status if problem else 200)
