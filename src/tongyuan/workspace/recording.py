"""Who is told that a run was recorded: in the transaction that enters it, so that both stand or neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["recorded", "recording"]

_TOLD: ContextVar[Callable[[str], None] | None] = ContextVar("tongyuan_recording", default=None)


@contextmanager
def recording(tell: Callable[[str], None] | None) -> Iterator[None]:
    """Tell of each run that is entered inside.

    Parameters
    ----------
    tell
        Is given the run's id, in the transaction that enters it; None where nobody is to be told.

    Yields
    ------
    None
        While runs are told of.

    Examples
    --------
    >>> told = []
    >>> with recording(told.append):
    ...     recorded("1f2e")
    >>> recorded("3d4c")
    >>> told
    ['1f2e']
    """
    token = _TOLD.set(tell)
    try:
        yield
    finally:
        _TOLD.reset(token)


def recorded(run: str) -> None:
    """Tell that a run was entered; one that was there before is not told of."""
    tell = _TOLD.get()
    if tell is not None:
        tell(run)
