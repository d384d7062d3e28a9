"""Coming in through the identity provider of one's organisation: away to it, and back from it.

What the browser must come back with is bound to a cookie of its own; the page to go on to is kept beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from tongyuan.services.oidc import OidcSettings, come_back, send_away
from tongyuan.services.settings import Settings
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.entering import SEE_OTHER, admit, refuse, sender
from tongyuan.web.forms import same_site
from tongyuan.web.page import Viewer

__all__ = ["install_provider", "provider_of"]

AWAY = "/sign-in/oidc"
BACK = "/sign-in/oidc/return"
MINUTES = 600  # seconds that a browser may stay away


def provider_of(settings: Settings) -> OidcSettings | None:
    """Read from the settings which provider there is; None where people have local accounts only."""
    if settings.oidc_issuer is None:
        return None
    secret = settings.oidc_client_secret
    return OidcSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id or "",
        client_secret=secret.get_secret_value() if secret else "",
        redirect_uri=f"{(settings.public_address or '').rstrip('/')}{BACK}",
    )


def install_provider(app: FastAPI, viewer: Viewer, provider: OidcSettings) -> None:
    """Put the two routes of a provider on an application.

    Parameters
    ----------
    app
        The application.
    viewer
        Knows who asks, and draws what went wrong.
    provider
        Where people of the organisation sign in.
    """
    away = _Away(viewer, provider)
    app.add_api_route(AWAY, away.leave, methods=["GET"], include_in_schema=False)
    app.add_api_route(BACK, away.come_back, methods=["GET"], include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Away:
    """The two routes of a provider."""

    viewer: Viewer
    provider: OidcSettings

    async def leave(self, request: Request) -> Response:
        """Send the browser to the provider."""
        then = same_site(request.query_params.get("next", "/"))
        workspace, (address, _) = self.viewer.reception.public.workspace, sender(request)
        try:
            sent = await run_in_threadpool(send_away, workspace, self.provider, address=address)
        except TongyuanError as error:
            return await refuse(self.viewer, request, error, next=then)
        answer = RedirectResponse(sent.address, SEE_OTHER)
        _remember(self.viewer, request, answer, f"{sent.cookie}:{quote(then, safe='')}")
        return answer

    async def come_back(self, request: Request) -> Response:
        """Receive the browser from the provider."""
        cookie, _, then = request.cookies.get(_name(self.viewer, request), "").partition(":")
        address, agent = sender(request)
        try:
            visit = await run_in_threadpool(
                come_back,
                self.viewer.reception.public.workspace,
                self.provider,
                cookie=cookie,
                answer=dict(request.query_params),
                address=address,
                agent=agent,
            )
        except TongyuanError as error:
            answer = await refuse(self.viewer, request, error, next=same_site(unquote(then)))
        else:
            answer = await admit(self.viewer.reception, request, visit, then=unquote(then))
        _remember(self.viewer, request, answer, "")
        return answer


def _name(viewer: Viewer, request: Request) -> str:
    return f"{viewer.reception.approach.cookie(request)}-away"


def _remember(viewer: Viewer, request: Request, answer: Response, value: str) -> None:
    answer.set_cookie(
        _name(viewer, request),
        value,
        max_age=MINUTES if value else 0,
        path="/",
        secure=viewer.reception.approach.scheme == "https",
        httponly=True,
        samesite="lax",
    )
