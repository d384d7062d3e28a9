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
from typing import Literal
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tongyuan.api.approach import Approach

__all__ = ["SafeHeaders", "content_policy"]

SHUT = "default-src 'none'; frame-ancestors 'none'"
KEPT_ID = re.compile(r"[0-9A-Za-z-]{8,64}")  # what a proxy may hand on and a log may hold
FRAMEWORK = "x-nicegui-content"  # a page of the framework says so
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
                headers["Content-Security-Policy"] = _policy(headers, state["nonce"])
                _forbid_keeping(headers, asked)
            await send(message)

        await self.app(scope, receive, answer)


def _policy(headers: MutableHeaders, nonce: str) -> str:
    if not headers.get("content-type", "").startswith("text/html"):
        return SHUT
    return content_policy(nonce, of="pages" if FRAMEWORK in headers else "plain")


def content_policy(nonce: str, *, of: Literal["pages", "plain"] = "pages") -> str:
    """Write the content policy of a page.

    Parameters
    ----------
    nonce
        What scripts of this one page bear.
    of
        ``pages`` of the framework, or ``plain`` HTML that needs no script.

    Returns
    -------
    str
        The value of the header.

    Examples
    --------
    >>> "'nonce-abc'" in content_policy("abc"), content_policy("abc")[:18]
    (True, "default-src 'none'")
    >>> "unsafe" in content_policy("abc", of="plain")
    False
    """
    parts = (f"{row['directive']} {row[of]}" for row in _table("content_policy.csv"))
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
