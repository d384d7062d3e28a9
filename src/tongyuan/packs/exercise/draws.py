"""Drawing a course: marks and absences by year, from a seed, within what the figures can show."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from tongyuan.packs.exercise.course import LINE_RULES, RUN_RULES, Case, Course, Mark

__all__ = ["FIRST_YEAR", "LAST_YEAR", "draw_course", "pick", "random_for"]

FIRST_YEAR, LAST_YEAR = 2020, 2025
"""First base year, and the last year that is reported."""

EARLY_YEAR = LAST_YEAR + 1
"""A year that is not over on the main date: some owners report it early, and the rules must pass over it."""

STATES = ("NE", "IE", "C")
RUNNING_TOTALS = frozenset({"chained", "cumulated"})
"""Kinds whose value needs every year since the base year: a gap would reach all later years."""

Choice = TypeVar("Choice")


def random_for(seed: int, name: str) -> np.random.Generator:
    """Give a part of the province its own stream, so that one part never shifts another."""
    return np.random.default_rng([seed % 2**63, zlib.crc32(name.encode())])


def pick(rng: np.random.Generator, choices: Sequence[Choice]) -> Choice:
    """Pick one of several."""
    return choices[int(rng.integers(len(choices)))]


def draw_course(case: Case, rng: np.random.Generator, *, goal: float, highest: float | None) -> Course:
    """Draw a course.

    Parameters
    ----------
    case
        Reading and indicator.
    rng
        Stream of random numbers.
    goal
        Target value, in the unit of the target.
    highest
        Highest possible value of the series; None where there is no limit.

    Returns
    -------
    Course
        Marks for every year after the base year up to the last reported one; one more where the target is
        not due by then.
    """
    first = (case.base_year or FIRST_YEAR) + 1
    years = range(first, (LAST_YEAR if _is_due(case) else EARLY_YEAR) + 1)
    capped = highest is not None and goal >= highest
    if case.rule in LINE_RULES:
        marks = {year: _line_mark(case, rng, year, capped=capped) for year in years}
    elif case.rule == "growth_slows":
        marks = _growth_marks(rng, years)
    else:
        marks = {year: _other_mark(case, rng, capped=capped) for year in years}
    absent = _absences(case, rng, years)
    return Course(marks, absent, base_known=not _may_hide_base(case) or rng.random() > 0.15)


def _line_mark(case: Case, rng: np.random.Generator, year: int, *, capped: bool) -> Mark:
    due = case.target_year
    at_goal = due is None or year >= due
    exact = case.measure.exact == "always" or (case.measure.exact == "goal" and at_goal)
    choices = [Mark.SHORT, Mark.SHORT]
    if case.measure.direction != "stable" and not capped:
        choices += [Mark.BEYOND, Mark.BEYOND] if at_goal else []
        early = [Mark.BEYOND] if case.rule != "equal" else []
        choices += [Mark.AHEAD, Mark.AHEAD, *early] if not at_goal else []
    elif case.measure.direction != "stable":
        choices += [Mark.AHEAD, Mark.AHEAD] if not at_goal else []
    if exact:
        choices += [Mark.ON, Mark.ON]
    if case.tolerance and (due is not None or case.rule == "about"):
        choices += [Mark.WITHIN, *([Mark.EDGE] if exact else [])]
    return pick(rng, choices)


def _growth_marks(rng: np.random.Generator, years: range) -> dict[int, Mark]:
    """Draw in order, since an increment is slower or the same only where the one before was positive."""
    marks: dict[int, Mark] = {}
    grew = True
    for year in years:
        choices = [Mark.SHRINKS, Mark.FLAT, Mark.FASTER, *([Mark.SLOWER, Mark.SAME] if grew else [])]
        marks[year] = pick(rng, choices)
        grew = marks[year] in {Mark.SLOWER, Mark.SAME, Mark.FASTER}
    return marks


def _other_mark(case: Case, rng: np.random.Generator, *, capped: bool) -> Mark:
    if case.rule == "event":
        return pick(rng, [Mark.FAILS, Mark.FAILS, Mark.FAILS, Mark.KEEPS])
    if case.rule == "rank_lead" and not case.reading.quantified:
        return pick(rng, [Mark.EXACT, Mark.FAILS])
    if case.year_by_year:
        if case.base_year is None:
            return Mark.KEEPS
        better = Mark.EXACT if capped else Mark.KEEPS
        return pick(rng, [better] * 9 + [Mark.EXACT if case.rule in RUN_RULES else better, Mark.FAILS])
    exact = [Mark.EXACT] if case.measure.exact != "never" else []
    return pick(rng, [Mark.FAILS, Mark.FAILS, *exact, *([] if capped else [Mark.KEEPS, Mark.KEEPS])])


def _absences(case: Case, rng: np.random.Generator, years: range) -> dict[int, str]:
    if case.year_by_year and case.base_year is None:
        return {}
    reported = [year for year in years if year <= LAST_YEAR]
    early = {EARLY_YEAR} & set(years) if rng.random() < 0.5 and reported else set()
    if case.measure.kind in RUNNING_TOTALS:
        cut = pick(rng, [LAST_YEAR - 1, LAST_YEAR, *[LAST_YEAR + 1] * 3])
        missing = {year for year in reported if year >= cut}
    else:
        nothing = rng.random() < 0.04
        missing = {year for year in reported if rng.random() < 0.12 or nothing}
    stopped = rng.random() < (0.06 if _is_due(case) else 0.3)
    tail = LAST_YEAR - int(rng.integers(1, 4)) if stopped else LAST_YEAR
    missing |= {year for year in reported if year > tail}
    if case.measure.kind in RUNNING_TOTALS and missing:
        early = {EARLY_YEAR} & set(years)
    if case.base_year and case.base_year > FIRST_YEAR:
        # The base-year figure itself would be the latest one: the documents are silent on that.
        missing -= {years[0]}
    # Where no year has a figure the owner has at least said why.
    state = pick(rng, STATES) if rng.random() < 0.4 or len(missing) == len(reported) else ""
    return {year: state for year in sorted(missing)} | dict.fromkeys(early, "")


def _is_due(case: Case) -> bool:
    return case.target_year is not None and case.target_year <= LAST_YEAR


def _may_hide_base(case: Case) -> bool:
    if case.base_year is None or case.measure.base_value is not None or case.measure.form != "level":
        return False
    if case.rule in LINE_RULES:
        return case.target_year is not None and case.measure.direction != "stable"
    return case.rule in {"trend_up", "trend_down"}
