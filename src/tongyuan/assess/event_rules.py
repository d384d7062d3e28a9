"""Rules of what happens or is handed in: events, deliverables, ranks."""

from __future__ import annotations

from dataclasses import replace

from tongyuan.assess.case import Case, Verdict, at_least

__all__ = ["judge_deliverable", "judge_event", "judge_rank"]


def judge_event(case: Case) -> Verdict:
    """Judge that something has happened; once it has, it is done.

    Parameters
    ----------
    case
        The case; its figures are 1 where it has happened.

    Returns
    -------
    Verdict
        Status and sentence.
    """
    goal = 1.0 if case.goal is None else case.goal
    last = case.target_year or case.on.year
    reached = [year for year, value in case.figures.items() if year <= last and at_least(value, goal)]
    if reached:
        first = min(reached)
        return case.about(Verdict("done", "happened"), value=case.figures[first], year=first)
    year = case.judged()
    if isinstance(year, Verdict):
        return year
    return case.about(_not_reached(case), value=case.figures[year], year=year)


def _not_reached(case: Case) -> Verdict:
    if case.target_year is None:
        return Verdict("cannot_tell", "no_deadline")
    if case.is_over:
        return Verdict("not_done", "not_happened")
    return Verdict("on_track", "not_due", words={"target_year": case.target_year})


def judge_deliverable(case: Case) -> Verdict:
    """Judge a count of what is handed in: once for all, or anew every year.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    Verdict
        Status and sentence.
    """
    if case.irreversible:
        return judge_event(case)
    year = case.judged()
    if isinstance(year, Verdict):
        return year
    value = case.figures[year]
    goal = 1.0 if case.goal is None else case.goal
    codes = ("met", "missed") if case.is_over else ("meets_now", "misses_now")
    verdict = case.about(case.settled(at_least(value, goal), code=codes), value=value, year=year)
    return replace(verdict, goal=goal)


def judge_rank(case: Case) -> Verdict:
    """Judge a rank; where the text states none, only the first place can be told.

    Parameters
    ----------
    case
        The case; its figures are ranks, 1 is the first.

    Returns
    -------
    Verdict
        Status and sentence.
    """
    year = case.judged()
    if isinstance(year, Verdict):
        return year
    value = case.figures[year]
    if case.goal is None and value > 1:
        return replace(Verdict("cannot_tell", "not_quantified"), value=value, value_year=year)
    goal = 1.0 if case.goal is None else case.goal
    codes = ("met", "missed") if case.is_over else ("meets_now", "misses_now")
    verdict = case.about(case.settled(at_least(-value, -goal), code=codes), value=value, year=year)
    return replace(verdict, goal=goal)
