"""Builders of running servers: processes as people start them, on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import IO, Any

import httpx

from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

__all__ = ["a_free_port", "a_job_process", "a_person", "a_server", "a_server_of", "a_token"]

PATIENCE_S = 180  # for a slow machine; nothing is timed
STOP_S = 30
# Below the ports that a machine gives to whoever connects outward: until the server listens, no connection
# takes its port. Each process of the tests walks over a hundred of its own, so that none comes back soon.
FIRST_PORT, OWN_PORTS, PROCESSES = 20_000, 100, 100


def a_free_port() -> int:
    """Find a port that nobody listens on now; one asked for later is another.

    Returns
    -------
    int
        One of the ports of this process.

    Raises
    ------
    RuntimeError
        If each of them is taken.

    Examples
    --------
    >>> one, other = a_free_port(), a_free_port()
    >>> one != other, 20_000 <= one < 30_000
    (True, True)
    """
    for port in islice(_own_ports(), OWN_PORTS):
        if _may_listen(port):
            return port
    raise RuntimeError(f"no port from {FIRST_PORT} on is free for this process")


@cache
def _own_ports() -> Iterator[int]:
    first = FIRST_PORT + os.getpid() % PROCESSES * OWN_PORTS
    return cycle(range(first, first + OWN_PORTS))


def _may_listen(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def a_server(folder: Path, *words: str, **variables: str) -> Iterator[str]:
    """Serve a workspace in a process of its own until the block ends.

    Parameters
    ----------
    folder
        The workspace.
    *words
        Further words of ``tongyuan serve``.
    **variables
        Of its environment.

    Yields
    ------
    str
        Its address.
    """
    with a_server_of(("-m", "tongyuan"), folder, *words, **variables) as address:
        yield address


@contextmanager
def a_server_of(program: tuple[str, ...], folder: Path, *words: str, **variables: str) -> Iterator[str]:
    """Serve a workspace by a program that takes the words of ``tongyuan``, until the block ends.

    Parameters
    ----------
    program
        What Python runs: a module or a file.
    folder
        The workspace.
    *words
        Further words of ``tongyuan serve``.
    **variables
        Of its environment.

    Yields
    ------
    str
        Its address.
    """
    port = a_free_port()
    command = [sys.executable, *program, "serve", "--workspace", str(folder), "--port", str(port), *words]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_without_tests(os.environ) | variables,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{address}/health/ready", process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=STOP_S)


@contextmanager
def a_job_process(folder: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """Do the jobs of a workspace in a process of its own until the block ends."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "tongyuan", "work", "--workspace", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_without_tests(os.environ) | variables,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=STOP_S)


def a_person(workspace: Workspace, name: str = "tester", *, role: str = "administrator", **bound: Any) -> str:
    """Add somebody with one grant; returns the person's id."""
    person = workspace.people.known(name) or workspace.people.add(name, name=name, actor="tests")
    workspace.people.grant(person.id, role, actor="tests", **bound)
    return person.id


def a_token(workspace: Workspace, person: str, *limits: str) -> str:
    """Make a token of somebody that lasts for an hour; without limits it may all that the person may."""
    return workspace.tokens.create(
        person, name="tests", limits=limits or ("*",), expires_at=now() + timedelta(hours=1)
    )[1]


def _without_tests(environment: os._Environ[str]) -> dict[str, str]:
    """Leave out what tells the pages' framework that it is itself under test."""
    return {name: value for name, value in environment.items() if not name.startswith("PYTEST_")}


def _wait_for(address: str, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            log.seek(0)
            raise RuntimeError(log.read().decode())
        try:
            if httpx.get(address, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(address)
