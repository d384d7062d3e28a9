"""What every process that answers HTTP has: a watch over its requests, health and metrics."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tongyuan.api.approach import LOCAL
from tongyuan.api.guard import guard
from tongyuan.api.health import health_routes
from tongyuan.api.metrics import Metrics
from tongyuan.api.serving import server_options
from tongyuan.api.watch import Watch
from tongyuan.services.health import Measure, measures, readiness
from tongyuan.services.session import Session
from tongyuan.services.settings import Settings

__all__ = ["beside", "watch"]

LOOPBACK = "127.0.0.1"


def watch(
    app: FastAPI, session: Session, settings: Settings, *, own: Callable[[], Iterable[Measure]] = tuple
) -> None:
    """Watch an application that has its guard already: outermost, so that what the guard refuses counts too.

    Parameters
    ----------
    app
        The application.
    session
        Any session of the workspace that is served.
    settings
        Who may read the metrics.
    own
        Numbers that this kind of process has of its own.
    """
    workspace = session.workspace

    def numbers() -> Iterator[Measure]:
        yield from measures(workspace)
        yield from own()

    metrics = Metrics(numbers)
    app.include_router(health_routes(settings, ready=lambda: readiness(workspace), metrics=metrics))
    app.add_middleware(Watch, metrics=metrics)


@contextmanager
def beside(session: Session, settings: Settings) -> Iterator[None]:
    """Answer health and metrics on this machine beside work that answers no requests, where a port is set.

    Parameters
    ----------
    session
        Any session of the workspace.
    settings
        Tell the port.

    Yields
    ------
    None
        While the work goes on.
    """
    if settings.work_port == 0:
        yield
        return
    app = FastAPI(openapi_url=None)
    guard(app, LOCAL)
    watch(app, session, settings)
    options = server_options(settings)
    server = uvicorn.Server(uvicorn.Config(app, host=LOOPBACK, port=settings.work_port, **options))
    thread = threading.Thread(target=server.run, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(settings.shutdown_seconds)
