"""A page: what draws it, and the permission that it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongyuan.web.view import View

__all__ = ["Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the server.

    Parameters
    ----------
    draw
        Draws it.
    permits
        Permission of a service without which it shows nothing; the menu leaves the page out for who lacks it.
    """

    draw: Callable[[View], None]
    permits: str
