"""How uvicorn serves a process of ours: which proxies count, one form of logs, an end without haste."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import uvicorn

from tongyuan.api.metrics import SHARED_FOLDER
from tongyuan.services.logs import configure_logs
from tongyuan.services.settings import Settings

__all__ = ["serve_factory", "server_options"]


def server_options(settings: Settings) -> dict[str, Any]:
    """Write the options of uvicorn that the settings ask for.

    Parameters
    ----------
    settings
        Of the process.

    Returns
    -------
    dict
        Options of ``uvicorn.run``. Forwarded headers count only from the proxies that are named.
    """
    return {
        "proxy_headers": bool(settings.proxies),
        "forwarded_allow_ips": ",".join(str(network) for network in settings.proxies),
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "timeout_graceful_shutdown": settings.shutdown_seconds,
    }


def serve_factory(factory: str, settings: Settings, *, host: str, port: int) -> None:
    """Serve an application in one or several workers until the process is told to stop.

    Parameters
    ----------
    factory
        Where the function is that makes the application: ``module:name``.
    settings
        Of the process.
    host
        Address to listen on.
    port
        Port.
    """
    configure_logs(settings)
    workers = max(1, settings.workers)
    with tempfile.TemporaryDirectory(prefix="tongyuan-metrics-") as counts:
        if workers > 1:
            os.environ[SHARED_FOLDER] = counts
        uvicorn.run(factory, factory=True, host=host, port=port, workers=workers, **server_options(settings))
