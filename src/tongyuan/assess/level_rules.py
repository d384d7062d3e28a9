"""Rules that hold one value against a target: at least, at most, about, changes against the base year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tongyuan.assess.case import Case, Verdict, at_least, beyond
from tongyuan.assess.path import path_value

__all__ = ["judge_level", "measure"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Figures in the unit of the target: levels as they are, or changes against the base."""

    values: Mapping[int, float]
    base: float | None


def measure(case: Case) -> Measure | None:
    """Bring an indicator's figures to what the target speaks of.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    Measure or None
        Figures and base in the unit of the target; None where a change needs a base that is not known.
    """
    if case.form == "change_since_base":
        return Measure(case.figures, 0.0)
    base = case.base_value
    if case.rule not in {"relative_change", "percentage_points"}:
        return Measure(case.figures, base)
    if base is None or (case.rule == "relative_change" and base == 0):
        return None
    if case.rule == "percentage_points":
        return Measure({year: value - base for year, value in case.figures.items()}, 0.0)
    return Measure({year: (value / base - 1) * 100 for year, value in case.figures.items()}, 0.0)


def judge_level(case: Case) -> Verdict:
    """Judge one value against the target, or against the straight path towards it.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    Verdict
        Status and sentence.
    """
    if case.goal is None:
        return Verdict("cannot_tell", "not_quantified")
    measured = measure(case)
    if measured is None:
        year = case.judged()
        return year if isinstance(year, Verdict) else case.without_base()
    early = _reached_early(case, measured, goal=case.goal)
    if early is not None:
        return early
    year = case.judged()
    if isinstance(year, Verdict):
        return year
    value = measured.values[year]
    verdict = _final(case, value) if case.is_over else _running(case, measured, year=year, goal=case.goal)
    return replace(case.about(verdict, value=value, year=year), base=measured.base)


def _reached_early(case: Case, measured: Measure, *, goal: float) -> Verdict | None:
    """Say done where what cannot be undone has reached the target in some year."""
    if not case.irreversible:
        return None
    last = case.target_year or case.on.year
    reached = [year for year, value in measured.values.items() if year <= last and _meets(case, value)]
    if not reached:
        return None
    verdict = case.about(Verdict("done", "met"), value=measured.values[min(reached)], year=min(reached))
    return replace(verdict, base=measured.base)


def _final(case: Case, value: float) -> Verdict:
    met = _meets(case, value)
    if met is None:
        return Verdict("cannot_tell", "tolerance_open", words={"reference": case.goal})
    return case.settled(met, code=("met", "missed"))


def _running(case: Case, measured: Measure, *, year: int, goal: float) -> Verdict:
    met = _meets(case, measured.values[year])
    if met:
        return case.settled(True, code=("meets_now", "misses_now"))
    if case.target_year is None:
        if met is None:
            return Verdict("cannot_tell", "tolerance_open", words={"reference": goal})
        return case.settled(False, code=("meets_now", "misses_now"))
    if measured.base is None or case.base_year is None or case.base_year >= case.target_year:
        return case.without_base()
    path = path_value(
        measured.base, goal=goal, year=year, base_year=case.base_year, target_year=case.target_year
    )
    ahead = _reaches(case, measured.values[year], path, tolerance=case.tolerance)
    if ahead is None:
        return Verdict("cannot_tell", "tolerance_open", path=path, words={"reference": path})
    return replace(case.settled(ahead, code=("above_path", "below_path")), path=path)


def _meets(case: Case, value: float) -> bool | None:
    """Hold a value against the target itself; None where only an unsettled tolerance could tell."""
    goal = case.goal
    if goal is None:
        return None
    if case.rule == "greater_than":
        return beyond(value, goal)
    tolerance = case.tolerance if case.hedged or case.rule == "about" else 0.0
    if case.rule == "equal":
        return _within(value, goal, tolerance=tolerance)
    return _reaches(case, value, goal, tolerance=tolerance)


def _reaches(case: Case, value: float, reference: float, *, tolerance: float | None) -> bool | None:
    sense = _sense(case)
    if sense == 0:
        return _within(value, reference, tolerance=tolerance)
    if at_least(sense * value, sense * reference):
        return True
    return None if tolerance is None else at_least(sense * value + tolerance, sense * reference)


def _within(value: float, reference: float, *, tolerance: float | None) -> bool | None:
    if at_least(-abs(value - reference), 0):
        return True
    return None if tolerance is None else at_least(tolerance, abs(value - reference))


def _sense(case: Case) -> int:
    """+1 where more is better, -1 where less is, 0 where the value is to be kept."""
    if case.rule in {"relative_change", "percentage_points"}:
        return -1 if (case.goal or 0) < 0 else 1
    fixed = {"at_least": 1, "greater_than": 1, "at_most": -1}
    return fixed.get(case.rule, {"up": 1, "down": -1, "stable": 0}[case.direction])
