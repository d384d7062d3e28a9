"""What the status of a target must be, read off the marks by the documented rules.

The rules are those of ``vocabulary.indicators`` and ``target_rules.csv``; nothing here looks at a number or
at the room that judges. Where the documents leave a case open the answer is None, and the planter plants
another course instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tongyuan.packs.exercise.course import RUN_RULES, TREND_RULES, VALUED_RULES, Case, Course, Mark
from tongyuan.vocabulary.reasons import reason_of_state

__all__ = ["Verdict", "verdict", "worst_of"]

Verdict = tuple[str, str | None]
"""Status, and the reason code where the documents fix one."""

DONE, NOT_DONE, ON_TRACK, BEHIND, CANNOT_TELL = "done", "not_done", "on_track", "behind", "cannot_tell"
GROWTH_NEEDS_TWO = frozenset({Mark.SLOWER, Mark.SAME, Mark.FASTER})


def verdict(case: Case, course: Course, *, on: date) -> Verdict | None:
    """Tell the status of a case at a date.

    Parameters
    ----------
    case
        A reading of a target and its indicator.
    course
        Marks of the indicator.
    on
        Date of judgement.

    Returns
    -------
    tuple of str and (str or None), or None
        Status and reason code; None where the documents do not decide.
    """
    if case.rule in VALUED_RULES and not case.reading.quantified:
        return CANNOT_TELL, "not_quantified"
    over = _last_year_over(on)
    if case.once_is_enough and any(_reached(case, course, year) for year in course.marks if year <= over):
        return DONE, None
    closed = _is_closed(case, course, on=on)
    if case.year_by_year:
        return _judge_run(case, course, on=on, closed=closed)
    return _judge_year(case, course, on=on, closed=closed)


def worst_of(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Join figures of which each must keep the target; two different shortcomings are left open."""
    told = list(verdicts)
    wanting = [found for found in told if found[0] not in {DONE, ON_TRACK}]
    if not wanting:
        return max(told, key=lambda found: found[0] == ON_TRACK)
    if len({status for status, _ in wanting}) > 1:
        return None
    codes = {code for _, code in wanting}
    return wanting[0][0], codes.pop() if len(codes) == 1 else None


def _last_year_over(on: date) -> int:
    """Give the last year that may have figures: they stand from its last day on."""
    return on.year if (on.month, on.day) == (12, 31) else on.year - 1


def _is_closed(case: Case, course: Course, *, on: date) -> bool:
    """Tell whether the target year decides: it is over, or its figure is there on its last day."""
    if case.target_year is None:
        return False
    figure_is_there = case.target_year <= _last_year_over(on) and course.seen(case.target_year)
    return figure_is_there or on > date(case.target_year, 12, 31)


def _reached(case: Case, course: Course, year: int) -> bool:
    if not course.seen(year):
        return False
    mark = course.marks[year]
    at_goal = case.target_year is None or year >= case.target_year
    return mark in {Mark.BEYOND, Mark.KEEPS, Mark.EXACT} or (mark == Mark.ON and at_goal)


def _judge_year(case: Case, course: Course, *, on: date, closed: bool) -> Verdict | None:
    """Judge by one figure: that of the target year, or the latest one."""
    if closed:
        year = case.target_year
        if year is None or not course.seen(year):
            return CANNOT_TELL, _why_absent(case, course)
    else:
        year = _latest(course, over=_last_year_over(on))
        if year is None:
            return CANNOT_TELL, None
        if _is_stale(case, year, on):
            return CANNOT_TELL, "stale"
    mark = course.marks[year]
    if case.rule in {"event", "deliverable"}:
        return _judge_act(case, mark, closed=closed)
    if case.rule == "growth_slows":
        return _judge_growth(course, year, closed=closed)
    if case.rule == "rank_lead":
        return _judge_rank(case, mark, closed=closed)
    if case.rule in TREND_RULES:
        known = _plain(mark == Mark.KEEPS, closed=closed)
        return known if course.base_known else (CANNOT_TELL, "base_unknown")
    if case.rule in RUN_RULES:
        return _plain(mark in {Mark.KEEPS, Mark.EXACT}, closed=closed)
    return _judge_line(case, course, mark, closed=closed)


def _judge_line(case: Case, course: Course, mark: Mark, *, closed: bool) -> Verdict:
    if case.needs_base and not course.base_known:
        return CANNOT_TELL, "base_unknown"
    if closed or case.target_year is None:
        kept = mark in _kept_at_goal(case)
        unsettled = case.tolerance is None and (case.measure.hedged or not closed)
        return (CANNOT_TELL, "tolerance_open") if unsettled and not kept else _plain(kept, closed=closed)
    if mark == Mark.BEYOND:
        return ON_TRACK, None
    if not course.base_known:
        return CANNOT_TELL, "base_unknown" if case.tolerance is not None else None
    if mark == Mark.SHORT and case.tolerance is None:
        return CANNOT_TELL, "tolerance_open"
    return _plain(mark != Mark.SHORT, closed=False)


def _kept_at_goal(case: Case) -> set[Mark]:
    """List the marks that meet the target itself."""
    if case.rule == "greater_than":
        return {Mark.BEYOND}
    if case.rule == "equal":
        return {Mark.ON}
    tolerant = case.rule == "about" or (case.measure.hedged and case.target_year is not None)
    return {Mark.BEYOND, Mark.ON} | ({Mark.WITHIN, Mark.EDGE} if tolerant else set())


def _judge_act(case: Case, mark: Mark, *, closed: bool) -> Verdict | None:
    """Judge an event or a deliverable; what once happened was told before."""
    if not case.once_is_enough:
        return _plain(mark in {Mark.KEEPS, Mark.EXACT}, closed=closed)
    if closed:
        # Whether a hedge (基本) excuses what did not happen is written nowhere.
        return None if case.measure.hedged and case.tolerance is None else (NOT_DONE, None)
    return (ON_TRACK, None) if case.target_year is not None else (CANNOT_TELL, "no_deadline")


def _judge_growth(course: Course, year: int, *, closed: bool) -> Verdict:
    mark = course.marks[year]
    needed = [year - 1, *([year - 2] if mark in GROWTH_NEEDS_TWO else [])]
    if any(earlier in course.absent for earlier in needed):
        return CANNOT_TELL, None
    return _plain(mark in {Mark.SHRINKS, Mark.FLAT, Mark.SLOWER}, closed=closed)


def _judge_rank(case: Case, mark: Mark, *, closed: bool) -> Verdict:
    if mark == Mark.FAILS and not case.reading.quantified:
        return CANNOT_TELL, "not_quantified"
    return _plain(mark != Mark.FAILS, closed=closed)


def _judge_run(case: Case, course: Course, *, on: date, closed: bool) -> Verdict | None:
    """Judge every year from the one after the base year."""
    if case.base_year is None:
        return CANNOT_TELL, "start_year_open"
    end = case.target_year if closed else _latest(course, over=_last_year_over(on))
    if end is None:
        return CANNOT_TELL, None
    stale = not closed and _is_stale(case, end, on)
    years = range(case.base_year + 1, end + 1)
    told = [year for year in years if _tellable(case, course, year)]
    broken = any(not _kept_in_run(case, course.marks[year]) for year in told)
    whole = len(told) == len(years)
    if broken and (stale or (not whole and (case.rule in TREND_RULES or not course.seen(end)))):
        return None
    if broken:
        return _plain(kept=False, closed=closed)
    if stale:
        return CANNOT_TELL, "stale" if whole else None
    return _plain(kept=True, closed=closed) if whole else (CANNOT_TELL, _why_gap(course, end))


def _tellable(case: Case, course: Course, year: int) -> bool:
    if case.rule not in TREND_RULES:
        return course.seen(year)
    before = course.base_known if year - 1 == case.base_year else course.seen(year - 1)
    return course.seen(year) and before


def _kept_in_run(case: Case, mark: Mark) -> bool:
    return mark == Mark.KEEPS or (mark == Mark.EXACT and case.rule not in TREND_RULES)


def _why_gap(course: Course, end: int) -> str | None:
    """Name the gap only where it is nothing but one: years without a row, before a figure at the end."""
    plain = course.base_known and course.seen(end) and not any(course.absent.values())
    return "gap" if plain else None


def _why_absent(case: Case, course: Course) -> str | None:
    """Say why the target year has no figure; of several indicators without any, none is the one to ask."""
    if not case.alone and not any(course.seen(year) for year in course.marks):
        return None
    state = course.absent.get(case.target_year or 0)
    return reason_of_state(state) if state else case.measure.missing_reason


def _latest(course: Course, *, over: int) -> int | None:
    return max((year for year in course.marks if year <= over and course.seen(year)), default=None)


def _is_stale(case: Case, year: int, on: date) -> bool:
    return on > date(year + case.measure.stale_after_years, 12, 31)


def _plain(kept: bool, *, closed: bool) -> Verdict:
    if closed:
        return (DONE if kept else NOT_DONE), None
    return (ON_TRACK if kept else BEHIND), None
