"""Processes that are killed while they work, and what they had acknowledged until then.

``Crashes`` keeps one process that has imported the slow libraries and forks a fresh one for each request. It
must not import Polars itself, whose threads do not survive a fork: this module therefore imports little.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TextIO

__all__ = ["Crashes", "End", "crashes"]

#: Slow to import, and free of threads of their own.
SLOW = (
    "alembic.autogenerate",
    "alembic.command",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.serialization",
    "numpy",
    "psycopg",
    "pydantic",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.orm",
    "yaml",
)
#: A request that takes longer than this has hung [s].
PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended, and what it had acknowledged.

    Parameters
    ----------
    acknowledged
        A line for each operation that returned.
    killed
        It ended by SIGKILL.
    error
        Last line of its traceback, where it failed.
    """

    acknowledged: tuple[str, ...]
    killed: bool
    error: str


@dataclass(frozen=True, slots=True)
class Crashes:
    """The process that forks others."""

    process: subprocess.Popen[str]

    def run(self, module: str, arguments: list[str], *, failpoints: str = "", kill_after: float = 0) -> End:
        """Run ``module.main(arguments, acknowledge)`` in a process of its own.

        Parameters
        ----------
        module
            Name of the module.
        arguments
            What its ``main`` takes.
        failpoints
            Places to arm.
        kill_after
            Kill it so many seconds after its first line of acknowledgement; 0 for never.

        Returns
        -------
        End
            How it ended.
        """
        request = {
            "module": module,
            "arguments": arguments,
            "failpoints": failpoints,
            "kill_after": kill_after,
        }
        assert self.process.stdin is not None  # noqa: S101 - it was opened so
        assert self.process.stdout is not None  # noqa: S101
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        return End(tuple(told["acknowledged"]), told["status"] == -signal.SIGKILL, told["error"])


@contextmanager
def crashes() -> Iterator[Crashes]:
    """Keep a process that forks others, for as long as the block lasts."""
    command = [sys.executable, "-m", __name__]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        yield Crashes(process)
    finally:
        process.communicate()


def _serve(requests: TextIO, answers: TextIO) -> None:
    for name in SLOW:
        import_module(name)
    for line in requests:
        answers.write(json.dumps(_answered(json.loads(line))) + "\n")
        answers.flush()


def _answered(request: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(request, writing)
    os.close(writing)
    text = _read(reading, child, request["kill_after"])
    _, status = os.waitpid(child, 0)
    lines = text.splitlines()
    error = next((line.removeprefix("error ") for line in lines if line.startswith("error ")), "")
    said = [line.removeprefix("ok ") for line in lines if line.startswith("ok ")]
    return {"acknowledged": said, "status": os.waitstatus_to_exitcode(status), "error": error}


def _read(pipe: int, child: int, kill_after: float) -> str:
    """Read until the child ends; kill it when its time has come."""
    content, until = b"", time.monotonic() + PATIENCE_S
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
        part = os.read(pipe, 65_536)
        if not part:
            os.close(pipe)
            return content.decode()
        if kill_after and not content:
            until = time.monotonic() + kill_after
        content += part


def _work(request: dict[str, Any], pipe: int) -> None:
    # A fresh session of signals and standard streams is not needed: it works, tells, and is gone.
    os.environ["TY_FAILPOINTS"] = request["failpoints"]
    try:
        main = import_module(request["module"]).main
        main(request["arguments"], lambda line: os.write(pipe, f"ok {line}\n".encode()))
        os._exit(0)
    except BaseException as fault:
        os.write(pipe, f"error {type(fault).__name__}: {fault}".splitlines()[0].encode() + b"\n")
        os._exit(1)


if __name__ == "__main__":
    _serve(sys.stdin, sys.stdout)
