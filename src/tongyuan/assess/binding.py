"""Which indicator judges a reading of a target, and whether the two speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["check_bindings", "choose", "judging"]

Row = Mapping[str, Any]

_OWN_UNIT = frozenset({"relative_change", "percentage_points"})


def judging(indicators: Iterable[Indicator], *, target: str, reading: str) -> tuple[Indicator, ...]:
    """List the official indicators that judge a reading of a target, in the order declared.

    Parameters
    ----------
    indicators
        Declared indicators; those for research never judge.
    target, reading
        Key of the target's reading.

    Returns
    -------
    tuple of Indicator
        The first one that has a figure judges.
    """
    return tuple(indicator for indicator in indicators if indicator.judges(target, reading=reading))


def choose(
    bound: Sequence[Indicator], *, known: Mapping[str, Sequence[int]], target_year: int | None
) -> Indicator:
    """Choose among the indicators bound to a target: the first with the decisive figure, else with any.

    Parameters
    ----------
    bound
        Indicators of the target, at least one.
    known
        Years with a value, by indicator.
    target_year
        Target year; None where the text names none.

    Returns
    -------
    Indicator
        The first that has the target year's figure, else that has the latest figure, else the first.
    """
    decisive = [indicator for indicator in bound if target_year in known.get(indicator.id, ())]
    if decisive:
        return decisive[0]
    return max(bound, key=lambda indicator: max(known.get(indicator.id, ()), default=-1))


def check_bindings(targets: pl.DataFrame, *, indicators: Sequence[Indicator]) -> None:
    """Hold indicators against the targets that they judge: rule, base year, units.

    Parameters
    ----------
    targets
        Contract ``Target``.
    indicators
        Declared indicators.

    Raises
    ------
    InputError
        If an indicator and a target disagree: all disagreements at once.
    """
    problems = [
        problem
        for target in targets.iter_rows(named=True)
        for indicator in judging(indicators, target=target["target"], reading=target["reading"])
        for problem in _disagreements(target, indicator)
    ]
    if problems:
        raise InputError(problems)


def _disagreements(target: Row, indicator: Indicator) -> list[Problem]:
    pairs: list[tuple[str, object, object]] = [("rule", indicator.rule, target["rule"])]
    if target["base_year"] is not None:
        pairs.append(("base_year", indicator.base_year, target["base_year"]))
    if target["rule"] not in _OWN_UNIT or indicator.form == "change_since_base":
        pairs.append(("unit", indicator.unit, target["unit"]))
    if indicator.tolerance is not None:
        pairs.append(("tolerance.unit", indicator.tolerance.unit, target["unit"]))
    key = {"target": target["target"], "reading": target["reading"], "indicator": indicator.id}
    return [
        Problem("assess.binding", {**key, "field": field, "got": got, "expected": expected})
        for field, got, expected in pairs
        if got != expected
    ]
