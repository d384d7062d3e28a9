"""Guard of a local server: it serves this machine alone, and takes changes from its own pages alone.

In a folder workspace every caller is the owner, so that a page of another site must not be able to post here,
nor another machine to call. People and tokens come with the server mode.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tongyuan.vocabulary.problems import PermissionDeniedError, Problem

__all__ = ["guard", "require_loopback"]

LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"]
READING = {"GET", "HEAD", "OPTIONS"}


def require_loopback(host: str) -> None:
    """Refuse to listen on an address that other machines reach.

    Parameters
    ----------
    host
        Address or name to listen on.

    Raises
    ------
    PermissionDeniedError
        If it is not this machine's own.

    Examples
    --------
    >>> require_loopback("127.0.0.1")
    """
    if host == "localhost":
        return
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise PermissionDeniedError(Problem("service.not_local", {"got": host}))


def guard(app: FastAPI) -> None:
    """Put the guard before everything that an application serves."""
    app.add_middleware(SameOrigin)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL_NAMES, www_redirect=False)


class SameOrigin:
    """Refuse changes that a page of another origin asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer 403."""
        if scope["type"] == "websocket" and _foreign(scope):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and _foreign(scope):
            denied = Problem("service.foreign_origin", {"got": _header(scope, b"origin")})
            content = {"meta": {"error": "PermissionDeniedError"}, "data": [denied.as_dict()]}
            await JSONResponse(content, status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _foreign(scope: Scope) -> bool:
    origin = _header(scope, b"origin")
    if not origin or (scope["type"] == "http" and scope["method"] in READING):
        return False
    return urlsplit(origin).netloc != _header(scope, b"host")


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
