"""Named places between two steps at which a test may stop the world: raise, kill the process, or pause.

The places stand in ``data/failpoints.csv``, each with the operations that pass it and the steps between which
it lies. Off, a place costs one look at an empty mapping. To add one: write its row, and
``failpoint("its.name")`` between the two steps. The tests walk the table, so that each place is hit, on both
databases, by every operation that it names; an operation is a function of ``testing/operations.py``.

Armed by :func:`armed`, or for a process by ``TY_FAILPOINTS``: ``name=kill``, ``name=raise``,
``name=pause:2.5`` (seconds), several with commas; ``name@3=kill`` acts the third time the place is reached.
"""

from __future__ import annotations

import csv
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Failpoint", "Failure", "armed", "failpoint", "failpoints"]

#: Not among the settings of operators: their names begin otherwise.
VARIABLE = "TY_FAILPOINTS"


class Failure(RuntimeError):
    """A failpoint was armed to raise."""


@dataclass(frozen=True, slots=True)
class Failpoint:
    """A place between two steps.

    Parameters
    ----------
    name
        As the code says it.
    operations
        What passes it: import, save, run, job, release, upload.
    between_zh, between_en
        The steps before and after.
    """

    name: str
    operations: tuple[str, ...]
    between_zh: str
    between_en: str


@dataclass(slots=True)
class _Armed:
    act: Callable[[], None]
    passes: int


_armed: dict[str, _Armed] = {}


def failpoint(name: str) -> None:
    """Stop here where a test asked for it; otherwise do nothing."""
    if _armed:
        _reach(name)


@cache
def failpoints() -> dict[str, Failpoint]:
    """Return the table of places, by name.

    Returns
    -------
    dict
        Name to place.

    Examples
    --------
    >>> "import" in failpoints()["unit.committing"].operations
    True
    """
    table = (files("tongyuan.workspace") / "data" / "failpoints.csv").read_text(encoding="utf-8")
    return {
        row["name"]: Failpoint(
            row["name"], tuple(row["operations"].split()), row["between_zh"], row["between_en"]
        )
        for row in csv.DictReader(table.splitlines())
    }


@contextmanager
def armed(name: str, act: Callable[[], None] | str = "raise", *, reached: int = 1) -> Iterator[None]:
    """Arm a place for as long as the block lasts.

    Parameters
    ----------
    name
        A name of the table.
    act
        What happens there: ``raise``, ``kill``, ``pause:SECONDS``, or a function to call.
    reached
        Act when the place is reached so many times.

    Raises
    ------
    KeyError
        If there is no such place.
    """
    failpoints()[name]
    _armed[name] = _Armed(act if callable(act) else _act(name, act), reached)
    try:
        yield
    finally:
        _armed.pop(name, None)


def _reach(name: str) -> None:
    found = _armed.get(name)
    if found is None:
        return
    found.passes -= 1
    if found.passes == 0:
        found.act()


def _act(name: str, word: str) -> Callable[[], None]:
    verb, _, amount = word.partition(":")
    if verb == "pause":
        return lambda: time.sleep(float(amount))
    return {"kill": _kill, "raise": lambda: _fail(name)}[verb]


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fail(name: str) -> None:
    raise Failure(name)


def _arm_from(text: str) -> None:
    for part in filter(None, text.split(",")):
        place, _, word = part.partition("=")
        name, _, times = place.partition("@")
        failpoints()[name]
        _armed[name] = _Armed(_act(name, word), int(times or 1))


_arm_from(os.environ.get(VARIABLE, ""))
