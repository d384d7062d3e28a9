"""Rules over a run of years: every year at least, bans, trends, growth that slows."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from tongyuan.assess.case import Case, Verdict, at_least, beyond

__all__ = ["judge_ban", "judge_every_year", "judge_growth", "judge_trend"]


def judge_every_year(case: Case) -> Verdict:
    """Judge that no year of the period falls below the target.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    Verdict
        Status and sentence; a year known to fail decides, whatever else lacks.
    """
    if case.goal is None:
        return Verdict("cannot_tell", "not_quantified")
    return _judge_run(case, sense=1, goal=case.goal)


def judge_ban(case: Case) -> Verdict:
    """Judge that nothing above the allowed amount (0 where none is stated) happens.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    Verdict
        Status and sentence.
    """
    goal = case.goal or 0.0
    return _judge_run(replace(case, goal=goal), sense=-1, goal=goal)


def _judge_run(case: Case, *, sense: int, goal: float) -> Verdict:
    if case.target_year is None:
        return _judge_latest(case, sense=sense, goal=goal)
    known = {year: case.figures[year] for year in _period(case) if year in case.figures}
    failed = [year for year, value in known.items() if not at_least(sense * value, sense * goal)]
    if failed:
        first = min(failed)
        verdict = case.settled(False, code=("every_year_met", "year_failed"))
        return case.about(replace(verdict, words={"failed": first}), value=known[first], year=first)
    year = case.judged()
    if isinstance(year, Verdict):
        return year
    if case.base_year is None:
        return case.without_base()
    missing = [each for each in range(case.base_year + 1, year + 1) if each not in known]
    if missing:
        return case.lacking(missing[0], code="gap")
    verdict = case.settled(True, code=("every_year_met", "year_failed"))
    words = {"first": case.base_year + 1}
    return case.about(replace(verdict, words=words), value=known[year], year=year)


def _judge_latest(case: Case, *, sense: int, goal: float) -> Verdict:
    year = case.judged()
    if isinstance(year, Verdict):
        return year
    value = case.figures[year]
    verdict = case.settled(at_least(sense * value, sense * goal), code=("meets_now", "misses_now"))
    return case.about(verdict, value=value, year=year)


def _period(case: Case) -> range:
    first = (case.target_year or case.on.year) if case.base_year is None else case.base_year + 1
    return range(first, (case.target_year or case.on.year) + 1)


def judge_trend(case: Case) -> Verdict:
    """Judge that a figure falls or rises, since the base year or in every year since it.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    Verdict
        Status and sentence.
    """
    sense = -1 if case.rule == "trend_down" else 1
    if case.trend == "every_year":
        return _judge_steps(case, sense=sense)
    year = case.judged()
    if isinstance(year, Verdict):
        return year
    if case.base_value is None:
        return replace(case.without_base(), value=case.figures[year], value_year=year)
    return _step(case, year=year, before=case.base_value, sense=sense, failed=year)


def _judge_steps(case: Case, *, sense: int) -> Verdict:
    """Every year against the year before; a step known to fail decides, whatever else lacks."""
    known = _known_since_base(case)
    years = sorted(known)
    for before, year in pairwise(years):
        step = _step(case, year=year, before=known[before], sense=sense, failed=year)
        if step.status in {"behind", "not_done", "cannot_tell"}:
            return step
    judged = case.judged()
    if isinstance(judged, Verdict):
        return judged
    if case.base_value is None or case.base_year is None:
        return replace(case.without_base(), value=case.figures[judged], value_year=judged)
    missing = [each for each in range(case.base_year, judged + 1) if each not in known]
    if missing:
        return replace(case.lacking(missing[0], code="gap"), value=case.figures[judged], value_year=judged)
    return replace(
        _step(case, year=judged, before=known[judged - 1], sense=sense, failed=judged), base=case.base_value
    )


def _known_since_base(case: Case) -> dict[int, float]:
    last = case.target_year or case.on.year
    first = last if case.base_year is None else case.base_year
    known = {year: value for year, value in case.figures.items() if first <= year <= last}
    if case.base_year is not None and case.base_value is not None:
        known[case.base_year] = case.base_value
    return known


def _step(case: Case, *, year: int, before: float, sense: int, failed: int) -> Verdict:
    value = case.figures[year]
    right = beyond(sense * value, sense * before)
    if not right and case.tolerance is None:
        open_ = Verdict("cannot_tell", "tolerance_open", words={"reference": before})
        return case.about(open_, value=value, year=year)
    right = right or beyond(sense * value + (case.tolerance or 0.0), sense * before)
    verdict = case.settled(right, code=("trend_right", "trend_wrong"))
    verdict = replace(verdict, base=case.base_value, words={"failed": failed})
    return case.about(verdict, value=value, year=year)


def judge_growth(case: Case) -> Verdict:
    """Judge that the yearly increment is no growth, or smaller than that of the year before.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    Verdict
        Status and sentence.
    """
    year = case.judged()
    if isinstance(year, Verdict):
        return year
    increment, before = (_increment(case, each) for each in (year, year - 1))
    if increment is None or (before is None and not at_least(0, increment)):
        lacks = year - 1 if year - 1 not in case.figures else year - 2
        return replace(case.lacking(lacks, code="gap"), value=case.figures[year], value_year=year)
    slowed = at_least(0, increment) or (before is not None and beyond(before, increment))
    verdict = case.settled(slowed, code=("growth_slowed", "growth_grew"))
    words = {"increment": increment, "before": before}
    return case.about(replace(verdict, words=words), value=case.figures[year], year=year)


def _increment(case: Case, year: int) -> float | None:
    if year not in case.figures or year - 1 not in case.figures:
        return None
    return case.figures[year] - case.figures[year - 1]
