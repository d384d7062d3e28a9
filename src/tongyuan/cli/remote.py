"""A session at a server: every service over HTTP with a token, never a database.

What comes back is what the server's own session would have given: the same answer, the same problems.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tongyuan import __version__
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Service, find
from tongyuan.services.settings import Settings
from tongyuan.services.wire import ANSWER_TYPE, unpacked
from tongyuan.vocabulary import problems
from tongyuan.vocabulary.problems import (
    ConflictError,
    InputError,
    Problem,
    TongyuanError,
    UnavailableError,
)
from tongyuan.vocabulary.told import told_problem

__all__ = ["RemoteSession", "open_remote"]

PATIENCE = httpx.Timeout(10.0, read=600.0, write=600.0)
OFTEN_S = 0.5
ENDED = ("done", "failed")


@dataclass(frozen=True, slots=True)
class RemoteSession:
    """A server, and who asks there.

    Parameters
    ----------
    client
        Speaks to the server; its headers bear the token.
    """

    client: httpx.Client

    def call(
        self, name: str, /, *, progress: Callable[[float, str], None] | None = None, **arguments: Any
    ) -> Answer:
        """Run a service at the server.

        Parameters
        ----------
        name
            ``noun.verb``.
        progress
            Called with a fraction [0-1] and a message while the server works.
        **arguments
            The service's parameters; a path is handed in as a file.

        Returns
        -------
        Answer
            What the server's own session answers.

        Raises
        ------
        TongyuanError
            What the server refuses, with its problems.
        """
        declared = find(name)
        takes_file = any(parameter.is_file for parameter in declared.parameters())
        # What changes nothing leaves nothing behind either: its answer is waited for.
        if declared.job and declared.changes and not takes_file and progress is not None:
            self._follow(declared, arguments, progress)
        return unpacked(self._ask(declared, arguments).content)

    def _follow(
        self, declared: Service, arguments: dict[str, Any], progress: Callable[[float, str], None]
    ) -> None:
        """Have the work done as a job; the same call then finds the same run, named by its content."""
        queued = self._ask(declared, arguments, prefer="respond-async")
        if queued.status_code != HTTPStatus.ACCEPTED:
            return
        job = queued.json()["meta"]["job"]
        while True:
            row = self.call("job.show", job=job).record()
            progress(float(row["progress"]), str(row["message"]))
            if row["state"] == "cancelled":
                raise ConflictError(Problem("remote.cancelled", {"job": job}))
            if row["state"] in ENDED:
                return
            time.sleep(OFTEN_S)

    def _ask(self, declared: Service, arguments: dict[str, Any], *, prefer: str = "") -> httpx.Response:
        wanted = {name: value for name, value in arguments.items() if value is not None}
        files = {p.name for p in declared.parameters() if p.is_file}
        with ExitStack() as opened, _reached():
            handed = {
                name: (Path(path).name, opened.enter_context(Path(path).open("rb")))
                for name, path in wanted.items()
                if name in files
            }
            plain = {name: value for name, value in wanted.items() if name not in files}
            response = self.client.request(
                "POST" if declared.posts else "GET",
                f"/api/v1/{declared.noun}/{declared.verb}",
                params=None if declared.posts else plain,
                data=plain if declared.posts else None,
                files=handed or None,
                headers={"Prefer": prefer} if prefer else {},
            )
        if response.is_success:
            return response
        raise _refused(response)


def open_remote(settings: Settings, *, server: str | None = None) -> RemoteSession:
    """Open a session at the server that the settings name.

    Parameters
    ----------
    settings
        Address and token.
    server
        Address that goes before that of the settings.

    Returns
    -------
    RemoteSession
        Nothing is asked yet.

    Raises
    ------
    InputError
        If there is no token, or it would travel unencrypted to another machine.
    """
    address = (server or settings.server or "").rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(Problem("remote.address", {"got": address}))
    if settings.token is None:
        raise InputError(Problem("remote.no_token", {"server": address}))
    if parts.scheme == "http" and not settings.plain_http and not _is_here(parts.hostname):
        raise InputError(Problem("remote.plain_http", {"server": address}))
    return RemoteSession(
        httpx.Client(
            base_url=address,
            timeout=PATIENCE,
            # A token follows no redirect to somewhere else.
            follow_redirects=False,
            headers={
                "Authorization": f"Bearer {settings.token.get_secret_value()}",
                "Accept": ANSWER_TYPE,
                "User-Agent": f"tongyuan/{__version__}",
            },
        )
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except httpx.TransportError as error:
        values = {"reason": f"{type(error).__name__}: {error}"}
        raise UnavailableError(Problem("remote.unreached", values)) from None


def _refused(response: httpx.Response) -> TongyuanError:
    """Rebuild the error of a refusal; what speaks otherwise, a proxy for instance, is told as it stands."""
    try:
        content = response.json()
        found = [told_problem(record) for record in content["data"]]
        kind = getattr(problems, content["meta"]["error"], None)
    except (ValueError, KeyError, TypeError, AttributeError):
        values = {"status": response.status_code, "got": response.text[:200]}
        return UnavailableError(Problem("remote.answer", values))
    if not (isinstance(kind, type) and issubclass(kind, TongyuanError)):
        kind = TongyuanError
    return kind(found)
