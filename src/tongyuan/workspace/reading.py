"""How guarded what was read is: the stores note the level of what they hand out, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["Reading", "note", "reading"]


@dataclass(slots=True)
class Reading:
    """The levels of what was read."""

    levels: set[Sensitivity] = field(default_factory=set)

    @property
    def level(self) -> Sensitivity | None:
        """The most guarded level; None where nothing was read."""
        return max(self.levels, key=lambda level: level.rank, default=None)


_NOTED: ContextVar[Reading | None] = ContextVar("tongyuan_reading", default=None)


@contextmanager
def reading() -> Iterator[Reading]:
    """Note what is read inside; an outer reading learns of it too.

    Yields
    ------
    Reading
        The levels, as they are noted.

    Examples
    --------
    >>> with reading() as read:
    ...     note(Sensitivity.PUBLIC)
    ...     note(Sensitivity.INTERNAL)
    >>> read.level.value
    'internal'
    """
    outer, found = _NOTED.get(), Reading()
    token = _NOTED.set(found)
    try:
        yield found
    finally:
        _NOTED.reset(token)
        if outer is not None:
            outer.levels |= found.levels


def note(*levels: Sensitivity | str) -> None:
    """Note the levels of rows that are handed out."""
    found = _NOTED.get()
    if found is not None:
        found.levels.update(map(Sensitivity, levels))
