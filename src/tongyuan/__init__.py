"""Tongyuan (同源): plan, deploy, advance and assess the joint reduction of pollution and carbon."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tongyuan.services.session import Session

__all__ = ["__version__", "open"]

__version__ = "0.1.0"


def open(path: str | Path | None = None) -> Session:  # noqa: A001 - ty.open(...) reads as it should
    """Open a folder workspace as its owner.

    Parameters
    ----------
    path
        The folder; else ``TONGYUAN_WORKSPACE``, else ``./tongyuan-workspace``.

    Returns
    -------
    Session
        Every declared service as a method: ``ws.inventory.compile(year=2007)``.
    """
    from tongyuan.services.session import open_session

    return open_session(path)
