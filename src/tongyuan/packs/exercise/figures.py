"""Numbers that stand where the marks say: the indicator's value in every year, absent ones included.

Goals, steps and margins are multiples of powers of two, so that a figure planted exactly on a line is on it
in binary arithmetic too.
"""

from __future__ import annotations

import numpy as np

from tongyuan.packs.exercise.course import LINE_RULES, RUN_RULES, TREND_RULES, Case, Course, Mark
from tongyuan.packs.exercise.draws import FIRST_YEAR, pick

__all__ = ["draw_goal", "step_of", "values"]

CHANGE_RULES = frozenset({"relative_change", "percentage_points"})
LEVEL_OF_BASE = {"relative_change": 4096.0, "percentage_points": 48.0}
"""Level in the base year: a power of two where changes are shares of it."""

Values = dict[int, float]


def draw_goal(case: Case, rng: np.random.Generator) -> float:
    """Draw the target value between its limits [unit of the target]."""
    reading = case.reading
    count = round((reading.high - reading.low) / reading.grain)
    return reading.low + reading.grain * int(rng.integers(count + 1))


def step_of(case: Case, goal: float) -> float:
    """Give the yearly step of the path, never negative [unit of the target]."""
    if case.reading.step is not None:
        return case.reading.step
    if case.target_year is None or case.base_year is None:
        return 1.0
    return abs(goal) / (case.target_year - case.base_year)


def values(case: Case, course: Course, *, goal: float, rng: np.random.Generator) -> Values:
    """Make the numbers of a course.

    Parameters
    ----------
    case
        Reading and indicator.
    course
        Its marks.
    goal
        Target value; where a trend is asked, the level to begin with.
    rng
        Stream of random numbers, for what the marks leave free.

    Returns
    -------
    dict of int to float
        Value of the indicator by year, with the base year and what comes before it [unit of the indicator].
    """
    step = step_of(case, goal)
    if case.rule in LINE_RULES:
        return _on_line(case, course, goal=goal, step=step, rng=rng)
    if case.rule in TREND_RULES:
        return _in_trend(case, course, start=goal, step=step)
    if case.rule == "growth_slows":
        return _in_growth(course, start=goal, step=step)
    if case.rule in RUN_RULES:
        return _in_run(case, course, goal=goal, step=step)
    return {year: _count(case, mark, goal=goal) for year, mark in course.marks.items()}


def _on_line(case: Case, course: Course, *, goal: float, step: float, rng: np.random.Generator) -> Values:
    better = _better(case, goal)
    base = _base(case, goal=goal, step=step, better=better)
    made: Values = {} if case.base_year is None else {case.base_year: base}
    for year, mark in course.marks.items():
        side = float(pick(rng, [-1, 1])) if case.measure.direction == "stable" else better
        path = _path(case, year, base=base, goal=goal)
        late = (year - FIRST_YEAR) / 16
        made[year] = {
            Mark.BEYOND: goal + side * step * (0.5 + late),
            Mark.AHEAD: path + side * step / 2,
            Mark.ON: path,
            Mark.WITHIN: path - side * (case.tolerance or 0.0) / 2,
            Mark.EDGE: path - side * (case.tolerance or 0.0),
            Mark.SHORT: path - side * ((case.tolerance or 0.0) + step / 2),
        }[mark]
    return {year: _level(case, value) for year, value in made.items()}


def _better(case: Case, goal: float) -> float:
    if case.rule in CHANGE_RULES:
        return 1.0 if goal > 0 else -1.0
    return -1.0 if case.measure.direction == "down" else 1.0


def _base(case: Case, *, goal: float, step: float, better: float) -> float:
    if case.rule in CHANGE_RULES or case.measure.base_value is not None:
        return 0.0
    if case.measure.direction == "stable" or case.target_year is None or case.base_year is None:
        return goal
    return goal - better * step * (case.target_year - case.base_year)


def _path(case: Case, year: int, *, base: float, goal: float) -> float:
    if case.target_year is None or case.base_year is None or year >= case.target_year:
        return goal
    return base + (goal - base) * (year - case.base_year) / (case.target_year - case.base_year)


def _level(case: Case, value: float) -> float:
    """Turn a change into the level that shows it, where the indicator is a level."""
    if case.rule not in CHANGE_RULES or case.measure.form != "level":
        return value
    base = LEVEL_OF_BASE[case.rule]
    return base * (1 + value / 100) if case.rule == "relative_change" else base + value


def _in_trend(case: Case, course: Course, *, start: float, step: float) -> Values:
    better = 1.0 if case.rule == "trend_up" else -1.0
    made: Values = {case.base_year or FIRST_YEAR: start}
    value = start
    for year, mark in course.marks.items():
        before = value if case.measure.trend == "every_year" else start
        move = {Mark.KEEPS: step, Mark.EXACT: 0.0, Mark.FAILS: -step / 2}
        # What nobody reports goes the right way, so that a gap proves nothing.
        value = before + better * (move[mark] if course.seen(year) else step)
        made[year] = value
    return made


def _in_growth(course: Course, *, start: float, step: float) -> Values:
    made: Values = {FIRST_YEAR - 2: start, FIRST_YEAR - 1: start + step, FIRST_YEAR: start + 2 * step}
    increment, value = step, start + 2 * step
    for year, mark in course.marks.items():
        increment = {
            Mark.SHRINKS: -step / 2,
            Mark.FLAT: 0.0,
            Mark.SLOWER: increment / 2,
            Mark.SAME: increment,
            Mark.FASTER: max(increment, 0.0) + step / 2,
        }[mark]
        value += increment
        made[year] = value
    return made


def _in_run(case: Case, course: Course, *, goal: float, step: float) -> Values:
    better = -1.0 if case.rule == "ban" else 1.0
    made: Values = {} if case.base_year is None else {case.base_year: goal}
    for year, mark in course.marks.items():
        moved = {Mark.KEEPS: better * step, Mark.EXACT: 0.0, Mark.FAILS: -better * step}[mark]
        made[year] = max(goal + moved, 0.0)
    return made


def _count(case: Case, mark: Mark, *, goal: float) -> float:
    """Count what was delivered, whether it happened, or the place in the ranking."""
    if case.rule == "event":
        return 1.0 if mark == Mark.KEEPS else 0.0
    if case.rule == "rank_lead":
        last = 1.0 if not case.reading.quantified else goal
        return last + {Mark.KEEPS: -1.0, Mark.EXACT: 0.0, Mark.FAILS: 1.0}[mark]
    asked = goal if case.reading.quantified else 1.0
    return max(asked + {Mark.KEEPS: 1.0, Mark.EXACT: 0.0, Mark.FAILS: -1.0}[mark], 0.0)
