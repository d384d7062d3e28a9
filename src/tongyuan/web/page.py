"""A page: what draws it, and the permission that it asks for; and the view that a request asks to see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request

from tongyuan.api.reception import Reception
from tongyuan.services.working import aside
from tongyuan.web.view import View

__all__ = ["Page", "Viewer"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the server.

    Parameters
    ----------
    draw
        Draws it; what takes its time, it asks for aside.
    permits
        Permission of a service without which it shows nothing; the menu leaves the page out for who lacks it.
    """

    draw: Callable[[View], Awaitable[None]]
    permits: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Gives each request its view.

    Parameters
    ----------
    reception
        Gives each request its session.
    permits
        What each page asks for: its path to a permission.
    """

    reception: Reception
    permits: Mapping[str, str]

    async def view(self, request: Request, path: str, query: Mapping[str, str] | None = None) -> View:
        """Make the view that a request asks for.

        Parameters
        ----------
        request
            What was asked.
        path
            Path of the page.
        query
            The page's choices; those of the address where None.

        Returns
        -------
        View
            In the name of who asks.
        """
        given = request.query_params if query is None else query
        wanted = {name: value for name, value in given.items() if value}
        lang = wanted.pop("lang", "zh")
        session = await aside(partial(self.reception.session, request))
        return View(session, path, "en" if lang == "en" else "zh", wanted, self.permits)
