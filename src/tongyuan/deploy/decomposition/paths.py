"""The way to the target year: which part of the reduction is done by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = ["progress"]


def progress(
    shape: str, *, base_year: int, year: int, share: float, milestones: Mapping[int, float]
) -> dict[int, float]:
    """Say which part of the way lies behind at the end of each year.

    Linear; geometric: what is left falls by the same share each year, to 1 - share; front: years count n, n-1
    ... 1; milestones: straight between the stated ones.

    Parameters
    ----------
    shape
        ``linear``, ``geometric``, ``front`` or ``milestones``.
    base_year, year
        First year, in which nothing is done, and last.
    share
        Share of the base that falls in all [1]; below 1 for ``geometric``.
    milestones
        Part of the way by year [1].

    Returns
    -------
    dict
        Part of the way by year, without the base year [1].

    Examples
    --------
    Official progress is 60 % after three of five years.

    >>> progress("linear", base_year=2020, year=2025, share=0.1, milestones={})[2023]
    0.6
    >>> progress("front", base_year=2020, year=2025, share=0.1, milestones={})[2021] == 5 / 15
    True
    """
    length = year - base_year
    if shape == "milestones":
        stated = [(base_year, 0.0), *sorted(milestones.items()), (year, 1.0)]
        return {one: _between(one, stated) for one in range(base_year + 1, year + 1)}
    if shape == "front":
        whole = length * (length + 1) / 2
        return {base_year + step: step * (2 * length - step + 1) / 2 / whole for step in range(1, length + 1)}
    if shape == "geometric" and share != 0 and share < 1:
        return {
            base_year + step: (1 - (1 - share) ** (step / length)) / share for step in range(1, length + 1)
        }
    return {base_year + step: step / length for step in range(1, length + 1)}


def _between(year: int, stated: Sequence[tuple[int, float]]) -> float:
    for (start, done), (end, then) in pairwise(stated):
        if start < year <= end:
            return done + (then - done) * (year - start) / (end - start)
    return 1.0
