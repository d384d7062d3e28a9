"""Guard of a server: it answers to its own names alone, and takes changes from its own pages alone.

Whoever signed in bears a cookie that the browser sends along with every request, also with one that a page
of another site asked for. Such a request must not change anything: the browser says in ``Origin`` and in
``Sec-Fetch-Site`` whose page asked. A program says neither; it bears a token, which no browser sends by
itself.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from tongyuan.api.approach import Approach
from tongyuan.api.headers import SafeHeaders
from tongyuan.api.limits import BodyLimit
from tongyuan.api.refusal import refusal
from tongyuan.vocabulary.problems import PermissionDeniedError, Problem

__all__ = ["guard", "require_loopback"]

SOCKET = "/_nicegui_ws/"
OWN_SITE = {b"", b"same-origin", b"none"}
READING = {"GET", "HEAD", "OPTIONS"}


def require_loopback(host: str, names: tuple[str, ...] = ()) -> None:
    """Refuse to listen where other machines reach, unless it is said under which names they come.

    Parameters
    ----------
    host
        Address or name to listen on.
    names
        Host names of the server beside those of this machine.

    Raises
    ------
    PermissionDeniedError
        If it is not this machine's own.

    Examples
    --------
    >>> require_loopback("127.0.0.1")
    """
    if host == "localhost" or names:
        return
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise PermissionDeniedError(Problem("service.not_local", {"got": host}))


def guard(app: FastAPI, approach: Approach) -> None:
    """Put the guard before everything that an application serves, outermost last.

    Parameters
    ----------
    app
        The application.
    approach
        Under which names it is reached, and how.
    """
    app.add_middleware(SameOrigin)
    app.add_middleware(BodyLimit, upload_bytes=approach.upload_bytes)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*approach.names], www_redirect=False)
    app.add_middleware(SafeHeaders, approach=approach)


class SameOrigin:
    """Refuse changes, and the pages' sockets, that a page of another origin asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer 403."""
        if scope["type"] == "websocket" and _foreign(scope):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and _foreign(scope):
            got = (_header(scope, b"origin") or _header(scope, b"sec-fetch-site")).decode("latin-1")
            denied = PermissionDeniedError(Problem("service.foreign_origin", {"got": got}))
            await refusal(denied)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _foreign(scope: Scope) -> bool:
    reads = scope["type"] == "http" and scope["method"] in READING
    if reads and not scope["path"].startswith(SOCKET):
        return False
    if _header(scope, b"sec-fetch-site") not in OWN_SITE:
        return True
    origin = _header(scope, b"origin")
    return bool(origin) and urlsplit(origin).netloc != _header(scope, b"host")


def _header(scope: Scope, name: bytes) -> bytes:
    return next((bytes(value) for key, value in scope["headers"] if key == name), b"")
