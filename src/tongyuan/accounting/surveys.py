"""Changes between surveys: the two that bound a year, and what of their difference is that year's."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tongyuan.accounting.workings import Record

__all__ = ["CARRIED_ON", "Interval", "grouped", "half_width_of_change", "interval_of"]

CARRIED_ON = (
    "该年在最后一次调查之后：沿用上一期间的年均变化 · after the last survey: its yearly change goes on"
)


@dataclass(frozen=True, slots=True)
class Interval:
    """Two surveys, the earlier first; ``beyond`` where the year lies after the later one."""

    first: int
    last: int
    beyond: bool

    @property
    def years(self) -> int:
        """Years between the surveys."""
        return self.last - self.first


def interval_of(surveys: Sequence[int], *, year: int) -> Interval | None:
    """Find the two surveys whose yearly change a year has.

    Each year after a survey, up to and with the next one, has an equal share of the change between them, so
    that the years together have the whole of it. After the last survey the last change goes on.

    Parameters
    ----------
    surveys
        Years of surveys, in any order.
    year
        The year.

    Returns
    -------
    Interval or None
        The interval; None where no earlier survey or no pair is there.

    Examples
    --------
    >>> interval_of([2009, 2014, 2019], year=2010)
    Interval(first=2009, last=2014, beyond=False)
    >>> interval_of([2009, 2014], year=2016)
    Interval(first=2009, last=2014, beyond=True)
    >>> interval_of([2009, 2014], year=2009) is None
    True
    """
    ordered = sorted(set(surveys))
    pairs = list(pairwise(ordered))
    for first, last in pairs:
        if first < year <= last:
            return Interval(first, last, beyond=False)
    if pairs and year > pairs[-1][1]:
        return Interval(*pairs[-1], beyond=True)
    return None


def grouped(rows: Iterable[Record], *, by: Sequence[str]) -> dict[tuple[str, ...], list[Record]]:
    """Put records together by columns, in their order."""
    groups: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        groups.setdefault(tuple(str(row[name]) for name in by), []).append(row)
    return groups


def half_width_of_change(first: float | None, last: float | None) -> float | None:
    """Combine the half widths of two independent surveys to that of their difference.

    Parameters
    ----------
    first, last
        Half widths, 95 % [any unit]; None where a survey states none.

    Returns
    -------
    float or None
        Half width of the difference [the same unit]; None where one is not stated.

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 1, chapter 3, equation 3.2, for a difference.

    Examples
    --------
    >>> half_width_of_change(3.0, 4.0)
    5.0
    """
    return None if first is None or last is None else math.hypot(first, last)
