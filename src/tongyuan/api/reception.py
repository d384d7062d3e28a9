"""Who asks: a program with a token, a browser with the cookie of a visit, else the public.

Every request is served in a session of its own. What a page does later, over its socket, asks again at every
call: the rights of an open page end with the visit, the person or the grant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from tongyuan.api.approach import LOCAL, Approach
from tongyuan.services.actors import Actor

if TYPE_CHECKING:
    from tongyuan.services.session import Session

__all__ = ["Reception"]


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
        SignInError
            If a token is not known, has ended or was revoked.
        """
        renew = self._renewal(request)
        return replace(self.public, actor=renew(), renew=renew)

    def secret(self, request: HTTPConnection) -> str:
        """Read the secret of a browser's visit; empty where it has none."""
        return request.cookies.get(self.approach.cookie(request), "")

    def _renewal(self, request: HTTPConnection) -> Callable[[], Actor]:
        return lambda: self.public.actor
