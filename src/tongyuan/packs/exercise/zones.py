"""Two readings of one phrase that look at the same figures and may differ: drawn between their lines.

``X37``: a rise in percentage points, or in percent of the base; below a base of 100 the first asks more.
``X39``: an area that is to be kept in every year, or reached by the target year.
"""

from __future__ import annotations

import numpy as np

from tongyuan.packs.exercise.course import Case, Course, Mark
from tongyuan.packs.exercise.draws import FIRST_YEAR, LAST_YEAR, draw_course, pick
from tongyuan.packs.exercise.outline import Measure, Reading, measures

__all__ = ["SHARED_FIGURES", "draw"]

SHARED_FIGURES = frozenset({"X37", "X39"})
COVERS = (32.0, 36.0, 40.0, 44.0, 48.0)
"""Forest cover in the base year [%]; a rise in percent asks less than half of one in points."""
SHARES = {"neither": 0.16, "second": 0.7, "both": 1.25}
"""Rise as a share of the path in points: below both lines, between them, above both."""

View = tuple[Case, Course]


def draw(
    name: str, shared: tuple[Reading, ...], rng: np.random.Generator, *, goal: float
) -> tuple[list[View], dict[int, float]]:
    """Draw the course of two readings at once.

    Parameters
    ----------
    name
        ``X37`` or ``X39``.
    shared
        The two readings, in order.
    rng
        Stream of random numbers.
    goal
        Target value.

    Returns
    -------
    list of (Case, Course), dict of int to float
        Each reading's view of the course, and the value by year.
    """
    cases = [Case(reading, _measure(reading)) for reading in shared]
    absent = draw_course(cases[1], rng, goal=goal, highest=None)
    return (_cover if name == "X37" else _area)(cases, absent, rng, goal)


def _measure(reading: Reading) -> Measure:
    return next(one for one in measures() if f"{reading.target}/{reading.reading}" in one.targets)


def _cover(
    cases: list[Case], gaps: Course, rng: np.random.Generator, goal: float
) -> tuple[list[View], dict[int, float]]:
    base = pick(rng, COVERS)
    made = {FIRST_YEAR: base}
    first: dict[int, Mark] = {}
    second: dict[int, Mark] = {}
    for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
        zone = pick(rng, sorted(SHARES))
        made[year] = base + SHARES[zone] * goal * (year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR)
        better = Mark.BEYOND if year == LAST_YEAR else Mark.AHEAD
        first[year] = better if zone == "both" else Mark.SHORT
        second[year] = Mark.SHORT if zone == "neither" else better
    return _views(cases, [first, second], gaps), made


def _area(
    cases: list[Case], gaps: Course, rng: np.random.Generator, goal: float
) -> tuple[list[View], dict[int, float]]:
    step = cases[0].reading.step or 1.0
    made = {FIRST_YEAR: goal - 5 * step}
    first: dict[int, Mark] = {}
    second: dict[int, Mark] = {}
    for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
        mark = pick(rng, [Mark.KEEPS, Mark.KEEPS, Mark.KEEPS, Mark.EXACT, Mark.FAILS])
        first[year] = mark
        second[year] = Mark.SHORT if mark == Mark.FAILS else Mark.BEYOND
        if mark == Mark.EXACT and year == LAST_YEAR:
            second[year] = Mark.ON
        made[year] = goal + {Mark.KEEPS: step, Mark.EXACT: 0.0, Mark.FAILS: -6 * step}[mark]
    return _views(cases, [first, second], gaps), made


def _views(cases: list[Case], marks: list[dict[int, Mark]], gaps: Course) -> list[View]:
    return [
        (case, Course(own, gaps.absent, base_known=gaps.base_known))
        for case, own in zip(cases, marks, strict=True)
    ]
