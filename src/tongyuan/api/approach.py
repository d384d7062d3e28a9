"""How browsers and programs reach a server: under which names, and whether by TLS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.requests import HTTPConnection

from tongyuan.services.settings import Settings

__all__ = ["LOCAL", "LOCAL_NAMES", "SECURE_COOKIE", "Approach"]

SECURE_COOKIE = "__Host-tongyuan"
MEGABYTE = 1_000_000
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Approach:
    """How a server is reached.

    Parameters
    ----------
    names
        Host names that it answers to; any other is refused.
    scheme
        What the browser speaks, though a proxy in between may take the TLS off.
    upload_bytes
        Largest file that may be handed in.
    """

    names: tuple[str, ...] = LOCAL_NAMES
    scheme: Literal["http", "https"] = "http"
    upload_bytes: int = 50 * MEGABYTE

    @classmethod
    def of(cls, settings: Settings) -> Approach:
        """Read from the settings how this process is reached; this machine's own names always count."""
        return cls(
            names=(*LOCAL_NAMES, *settings.trusted_hosts),
            scheme="https" if settings.behind_https else "http",
            upload_bytes=settings.upload_limit_mb * MEGABYTE,
        )

    def cookie(self, request: HTTPConnection) -> str:
        """Name the cookie of a visit.

        A browser gives the cookies of one machine to all its ports, so that two folders served side by side
        need two names; where there is TLS, the prefix ``__Host-`` keeps every other host from setting it.

        Parameters
        ----------
        request
            A request, whose port counts where there is no TLS.

        Returns
        -------
        str
            The cookie's name.
        """
        if self.scheme == "https":
            return SECURE_COOKIE
        return f"tongyuan-{request.url.port or 80}"


LOCAL = Approach()
