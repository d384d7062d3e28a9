"""Who asks: a program with a token, a browser with the cookie of a visit, else the public.

Every request is served in a session of its own. What a page does later, over its socket, asks again at every
call: the rights of an open page end with the visit, the person or the grant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from tongyuan.api.approach import LOCAL, Approach
from tongyuan.services.actors import PUBLIC, Actor
from tongyuan.services.visitors import actor_of_token, visitor
from tongyuan.vocabulary.problems import NotSignedInError, Problem

if TYPE_CHECKING:
    from tongyuan.services.session import Session

__all__ = ["Reception"]

BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Reception:
    """Gives each request its session.

    Parameters
    ----------
    public
        A session of the workspace in the name of the public.
    approach
        How the server is reached.
    """

    public: Session
    approach: Approach = LOCAL

    def session(self, request: HTTPConnection) -> Session:
        """Open the session of a request.

        Parameters
        ----------
        request
            What was asked.

        Returns
        -------
        Session
            In the name of who asks, found out anew at every call.

        Raises
        ------
        NotSignedInError
            If a token is not known, has lapsed or was revoked.
        """
        renew = self._renewal(request)
        request.state.actor = actor = renew()  # the log says who asked
        return replace(self.public, actor=actor, renew=renew)

    def secret(self, request: HTTPConnection) -> str:
        """Read the secret of a browser's visit; empty where it has none."""
        return request.cookies.get(self.approach.cookie(request), "")

    def _renewal(self, request: HTTPConnection) -> Callable[[], Actor]:
        workspace, said = self.public.workspace, request.headers.get("authorization", "")
        if said:
            token = said[len(BEARER) :].strip() if said.lower().startswith(BEARER) else ""
            return lambda: actor_of_token(workspace, token)
        secret = self.secret(request)
        if visitor(workspace, secret) is None:
            return lambda: PUBLIC
        return partial(_still_here, self.public, secret)


def _still_here(public: Session, secret: str) -> Actor:
    """Tell who acts by a cookie; a page that somebody opened must not go on as the public's."""
    actor = visitor(public.workspace, secret)
    if actor is None:
        raise NotSignedInError(Problem("door.visit_ended"))
    return actor
