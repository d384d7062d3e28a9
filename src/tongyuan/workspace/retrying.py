"""Running a unit of work again that met another's: bounded, further apart each time, never in step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from tongyuan.workspace.faults import Contended, twin

__all__ = ["Pace", "run_again"]

T = TypeVar("T")


@dataclass(slots=True)
class Pace:
    """How often, and how long apart, a unit is run again.

    Parameters
    ----------
    tries
        How often it is run at most.
    first_s, longest_s
        Longest wait before the second run, and before any [s]; each wait is drawn between nothing and that.
    chance
        Draws the waits.
    retries
        How often a unit was run again so far; for whoever measures.
    """

    tries: int = 12
    first_s: float = 0.01
    longest_s: float = 2.0
    chance: Random = field(default_factory=Random)
    retries: int = 0

    def waits(self) -> Iterator[float]:
        """Draw each wait [s]: as many as there are further tries.

        Examples
        --------
        >>> waits = list(Pace(tries=4, first_s=1.0, longest_s=3.0).waits())
        >>> len(waits), all(wait <= longest for wait, longest in zip(waits, (1.0, 2.0, 3.0)))
        (3, True)
        """
        for further in range(self.tries - 1):
            yield self.chance.uniform(0, min(self.longest_s, self.first_s * 2**further))


def run_again(work: Callable[[], T], *, pace: Pace) -> T:
    """Do work; where it met another's, do the whole of it again.

    Parameters
    ----------
    work
        Opens its own unit of work, and bears to be run more than once.
    pace
        How often, and how long apart.

    Returns
    -------
    T
        What the work returned.

    Raises
    ------
    Contended
        If every try met another's.
    """
    met = ""
    for wait in pace.waits():
        try:
            return work()
        except Contended:
            pass
        except IntegrityError as error:
            # Two units may write the same key without having seen each other; the second run sees the first.
            # A key that is met twice is no race: it was there, and nobody had looked.
            key = twin(error)
            if key is None or key == met:
                raise
            met = key
        pace.retries += 1
        time.sleep(wait)
    return work()
