"""Processes without the pages' framework: the HTTP interface with the public pages, or these alone.

They keep nothing of a request in memory, so that any number of workers may stand beside each other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Literal

from fastapi import FastAPI

from tongyuan import __version__
from tongyuan.api.application import application
from tongyuan.api.approach import Approach
from tongyuan.api.guard import guard, require_loopback
from tongyuan.api.process import watch
from tongyuan.api.reception import Reception
from tongyuan.api.serving import serve_factory
from tongyuan.services.actors import PUBLIC
from tongyuan.services.logs import configure_logs
from tongyuan.services.session import Session, open_session
from tongyuan.services.settings import Settings, read_settings
from tongyuan.web.plain.pages import public_routes

__all__ = ["Kind", "api_process", "public_process", "serve_interface"]

Kind = Literal["api", "public"]


def serve_interface(kind: Kind, settings: Settings, *, host: str, port: int) -> None:
    """Serve one of the two kinds until the process is told to stop.

    Parameters
    ----------
    kind
        ``api`` with the interface and the public pages, ``public`` with these alone.
    settings
        Of the process; its workers read them anew from the same environment.
    host
        Address to listen on.
    port
        Port.
    """
    require_loopback(host, settings.trusted_hosts)
    open_session(actor=PUBLIC).workspace.close()  # what is wrong is told once, before any worker starts
    serve_factory(f"{__name__}:{kind}_process", settings, host=host, port=port)


def api_process() -> FastAPI:
    """Make the application of ``tongyuan serve --only api`` from the environment."""
    return _made(lambda public, approach: application(Reception(public, approach).session, approach=approach))


def public_process() -> FastAPI:
    """Make the application of ``tongyuan serve --only public`` from the environment."""
    return _made(_bare)


def _bare(public: Session, approach: Approach) -> FastAPI:
    app = FastAPI(title="Tongyuan 同源", version=__version__, openapi_url=None)
    guard(app, approach)
    return app


def _made(make: Callable[[Session, Approach], FastAPI]) -> FastAPI:
    settings = read_settings()
    configure_logs(settings)
    public = replace(open_session(actor=PUBLIC), jobs="apart")
    app = make(public, Approach.of(settings))
    app.include_router(public_routes(lambda: public, max_age=settings.public_max_age))
    watch(app, public, settings)
    app.router.lifespan_context = _closing(public)
    return app


def _closing(session: Session) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def last(app: FastAPI) -> AsyncIterator[None]:
        yield
        session.workspace.close()

    return last
