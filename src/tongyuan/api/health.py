"""Is the process alive, can it serve, what does a monitor read: three addresses that tell no secret.

Metrics are no secret, but they are nobody's business outside: who comes through a proxy never reads them.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from tongyuan.api.metrics import Metrics
from tongyuan.services.health import Readiness
from tongyuan.services.settings import Settings, within

__all__ = ["health_routes"]

TEXT = "text/plain; version=0.0.4; charset=utf-8"
NO_STORE = {"Cache-Control": "no-store"}
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


def health_routes(settings: Settings, *, ready: Callable[[], Readiness], metrics: Metrics) -> APIRouter:
    """Make the routes that a proxy, a supervisor and a monitor ask.

    Parameters
    ----------
    settings
        Whether metrics are on, and for whom.
    ready
        Checks whether the process can serve.
    metrics
        What the process counts.

    Returns
    -------
    APIRouter
        The routes; none is in the OpenAPI document.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/health/live")
    def live() -> Response:
        return JSONResponse({"alive": True}, headers=NO_STORE)

    @routes.get("/health/ready")
    def is_ready() -> Response:
        found = ready()
        return JSONResponse(found.as_dict(), status_code=200 if found.ready else 503, headers=NO_STORE)

    @routes.get("/metrics")
    def measured(request: Request) -> Response:
        if not settings.metrics or not _direct(request, settings):
            return Response(status_code=404)
        return Response(metrics.text(), media_type=TEXT, headers=NO_STORE)

    return routes


def _direct(request: Request, settings: Settings) -> bool:
    """Tell whether the request came straight from an address that may read the metrics."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    return within(request.client.host, settings.metrics_from)
