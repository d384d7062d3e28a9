"""One line in the log and one count for each request: who, which route, how it ended, how long it took.

Never the address, its query, a header or a body: they may hold a code, a token or a person's figures.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from uuid import uuid4

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tongyuan.api.headers import KEPT_ID
from tongyuan.api.metrics import Metrics

__all__ = ["Watch", "route_of"]

#: What the framework of the pages and the static files answer is told apart by its first part alone.
MOUNTS = ("/_nicegui_ws", "/_nicegui", "/assets", "/theme")
DULL = (*MOUNTS, "/health", "/metrics")
REQUEST_ID = "x-request-id"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
log = structlog.get_logger("tongyuan.request")


class Watch:
    """Watch every request of an application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, then say how it ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = HTTPStatus.INTERNAL_SERVER_ERROR.value  # unless an answer begins
        started = time.perf_counter()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        scope.setdefault("state", {})
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=_named(scope))
        try:
            await self.app(scope, receive, answer)
        finally:
            self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = route_of(scope)
        self.metrics.count(method=method, route=route, status=status, seconds=seconds)
        tell = log.error if status >= HTTPStatus.INTERNAL_SERVER_ERROR else log.info
        if route.startswith(DULL) and status < HTTPStatus.BAD_REQUEST:
            tell = log.debug
        tell(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            actor=getattr(scope["state"].get("actor"), "id", None),
            client=(scope.get("client") or (None,))[0],
        )


def _named(scope: Scope) -> str:
    """Return the id that a proxy gave the request, or give it one, for what comes after to find."""
    told = Headers(scope=scope).get(REQUEST_ID, "")
    if KEPT_ID.fullmatch(told):
        return told
    name = uuid4().hex
    others = [(key, value) for key, value in scope["headers"] if key != REQUEST_ID.encode()]
    scope["headers"] = [*others, (REQUEST_ID.encode(), name.encode())]
    return name


def route_of(scope: Scope) -> str:
    """Name the route that answered: its template; a mounted part by its prefix; else ``unmatched``.

    Parameters
    ----------
    scope
        Of a request that was answered.

    Returns
    -------
    str
        One of few names, whatever was asked for.
    """
    template = getattr(scope.get("route"), "path", None)
    if isinstance(template, str) and template:
        return template
    path = scope.get("path", "")
    return next((mount for mount in MOUNTS if path.startswith(mount + "/")), "unmatched")
