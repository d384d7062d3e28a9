"""What every process that answers HTTP has: a watch over its requests, health and metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fastapi import FastAPI

from tongyuan.api.health import health_routes
from tongyuan.api.metrics import Metrics
from tongyuan.api.watch import Watch
from tongyuan.services.health import Measure, measures, readiness
from tongyuan.services.session import Session
from tongyuan.services.settings import Settings

__all__ = ["watch"]


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
