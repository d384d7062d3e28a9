"""Headers that keep a browser from doing more with an answer than we meant, and the id of each request.

The lists are tables, each row with its reason: ``data/headers.csv`` and, for pages,
``data/content_policy.csv``.
"""

from __future__ import annotations

import csv
import re
import secrets
from functools import cache
from importlib.resources import files
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tongyuan.api.approach import Approach

__all__ = ["SafeHeaders", "content_policy"]

SHUT = "default-src 'none'; frame-ancestors 'none'"
KEPT_ID = re.compile(r"[0-9A-Za-z-]{8,64}")  # what a proxy may hand on and a log may hold
CREDENTIALS = ("authorization", "cookie")


class SafeHeaders:
    """Name each request, and put the headers of the tables on every answer."""

    def __init__(self, app: ASGIApp, approach: Approach) -> None:
        self.app = app
        self.fixed = _fixed(approach.scheme)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; its id and the nonce of its scripts lie in the scope's state."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        told = asked.get("x-request-id", "")
        state = scope.setdefault("state", {})
        state["request_id"] = told if KEPT_ID.fullmatch(told) else uuid4().hex
        state["nonce"] = secrets.token_urlsafe(16)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.fixed)
                headers["X-Request-Id"] = state["request_id"]
                page = headers.get("content-type", "").startswith("text/html")
                headers["Content-Security-Policy"] = content_policy(state["nonce"]) if page else SHUT
                _forbid_keeping(headers, asked)
            await send(message)

        await self.app(scope, receive, answer)


def content_policy(nonce: str) -> str:
    """Write the content policy of a page.

    Parameters
    ----------
    nonce
        What scripts of this one page bear.

    Returns
    -------
    str
        The value of the header.

    Examples
    --------
    >>> "'nonce-abc'" in content_policy("abc"), content_policy("abc")[:18]
    (True, "default-src 'none'")
    """
    parts = (f"{row['directive']} {row['sources']}" for row in _table("content_policy.csv"))
    return "; ".join(parts).format(nonce=nonce)


def _forbid_keeping(headers: MutableHeaders, asked: Headers) -> None:
    """Let nothing be kept that was answered to somebody, or that may be answered otherwise to another."""
    if "cache-control" in headers:
        return
    secret = "set-cookie" in headers or any(name in asked for name in CREDENTIALS)
    headers["Cache-Control"] = "no-store" if secret else "no-cache"
    headers.add_vary_header("Authorization, Cookie")


@cache
def _fixed(scheme: str) -> dict[str, str]:
    wanted = ("all", "tls") if scheme == "https" else ("all",)
    return {row["header"]: row["value"] for row in _table("headers.csv") if row["where"] in wanted}


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    text = (files("tongyuan.api") / "data" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
