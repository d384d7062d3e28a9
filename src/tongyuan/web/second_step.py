"""The cookie between the two steps of signing in: it opens nothing but the second."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tongyuan.api.reception import Reception
from tongyuan.services.sign_in_rules import rules
from tongyuan.services.signing_in import Pending
from tongyuan.web.forms import same_site

__all__ = ["ask_for_code", "forget_step", "step_secret"]

SEE_OTHER = 303


def ask_for_code(reception: Reception, request: Request, step: Pending, *, then: str) -> Response:
    """Send a browser whose first step was right to the page that asks for the code.

    Parameters
    ----------
    reception
        Knows the cookies' names.
    request
        What was asked.
    step
        The first step.
    then
        Where to go when signed in.

    Returns
    -------
    Response
        A redirect, with the cookie of the step.
    """
    query = urlencode({"step": "code", "next": same_site(then)})
    answer = RedirectResponse(f"/sign-in?{query}", SEE_OTHER)
    _remember(reception, request, answer, step.cookie)
    return answer


def step_secret(reception: Reception, request: Request) -> str:
    """Read the secret of a browser's first step; empty where it has none."""
    return request.cookies.get(_name(reception, request), "")


def forget_step(reception: Reception, request: Request, answer: Response) -> None:
    """Take the cookie of the first step back."""
    _remember(reception, request, answer, "")


def _name(reception: Reception, request: Request) -> str:
    return f"{reception.approach.cookie(request)}-step"


def _remember(reception: Reception, request: Request, answer: Response, secret: str) -> None:
    answer.set_cookie(
        _name(reception, request),
        secret,
        max_age=rules().step_lasts if secret else 0,
        path="/",
        secure=reception.approach.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    answer.headers["Cache-Control"] = "no-store"
