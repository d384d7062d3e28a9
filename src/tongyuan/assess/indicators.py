"""Evaluating declared indicators over statistics: a value, or why there is none and which series lacks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.assess.formula import compute
from tongyuan.assess.inputs import Figures, Resolved, check_declared, index_figures, index_series, resolve
from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.quality import Quality, worst
from tongyuan.vocabulary.reasons import reason_of_state
from tongyuan.vocabulary.tables import IndicatorValue

__all__ = ["evaluate", "years_needed"]


def evaluate(
    indicators: Iterable[Indicator],
    *,
    statistics: pl.DataFrame,
    series: pl.DataFrame,
    region: str,
    years: Iterable[int],
) -> dy.DataFrame[IndicatorValue]:
    """Evaluate indicators for a region; nothing is carried forward, interpolated or taken as zero.

    Parameters
    ----------
    indicators
        Declared indicators.
    statistics
        Contract ``Statistic``, current rows only: one a series, region and period. Figures of quarters and
        months are not looked at.
    series
        Contract ``Series``.
    region
        Region.
    years
        Years; include base years, from which the judging takes its base.

    Returns
    -------
    dy.DataFrame[IndicatorValue]
        One row an indicator and year [unit of the indicator]; a change has no row up to its base year.

    Raises
    ------
    ConflictError
        If current prices would stand for constant ones, or a figure is not the only one of its period.
    InputError
        If a series is unknown, or in another unit than declared.
    """
    declared = tuple(indicators)
    known = index_series(series)
    check_declared(declared, series=known)
    figures = index_figures(statistics, region=region, series=known)
    rows = [
        _value_row(indicator, figures=figures, region=region, year=year)
        for indicator in declared
        for year in sorted(set(years))
        if _has_meaning(indicator, year)
    ]
    columns = {name: definition.dtype for name, definition in IndicatorValue.columns().items()}
    return IndicatorValue.validate(pl.DataFrame(rows, schema=columns), cast=True)


def years_needed(indicators: Iterable[Indicator], *, until: int) -> list[int]:
    """List the years to evaluate: from the earliest base year (and the year before it) to ``until``.

    Parameters
    ----------
    indicators
        Declared indicators.
    until
        Last year.

    Returns
    -------
    list of int
        Years in order; ``until`` alone where no indicator has a base year.
    """
    first = min((indicator.base_year - 1 for indicator in indicators if indicator.base_year), default=until)
    return list(range(min(first, until), until + 1))


def _has_meaning(indicator: Indicator, year: int) -> bool:
    if indicator.base_year is None:
        return True
    if indicator.form == "change_since_base":
        return year > indicator.base_year
    chained = any(item.at == "each_year_since_base" for item in indicator.inputs.values())
    return not chained or year >= indicator.base_year


def _value_row(indicator: Indicator, *, figures: Figures, region: str, year: int) -> dict[str, Any]:
    resolved = resolve(indicator, figures=figures, year=year)
    row = {
        "indicator": indicator.id,
        "region": region,
        "year": year,
        "unit": indicator.unit,
        "verified_definition": indicator.definition_verified,
    }
    if resolved.missing:
        return {**row, "reason": _why(indicator, resolved), "lacks": _lacks(resolved)}
    try:
        value = compute(resolved.equation, values=resolved.values)
    except ZeroDivisionError:
        return {**row, "reason": "not_computable"}
    return {**row, "value": value, "quality": _quality(resolved).value}


def _why(indicator: Indicator, resolved: Resolved) -> str:
    if {leaf.at for leaf in resolved.missing} == {"base"} and not all(
        leaf.at == "base" for leaf in resolved.leaves
    ):
        return "base_unknown"
    states = {leaf.row["state"] if leaf.row else None for leaf in resolved.missing}
    state = states.pop() if len(states) == 1 else None
    return reason_of_state(state) if state and state != "not_reported" else indicator.missing_reason


def _lacks(resolved: Resolved) -> str:
    return ";".join(dict.fromkeys(leaf.series for leaf in resolved.missing))


def _quality(resolved: Resolved) -> Quality:
    # An empty chain (the base year of an index) rests on no figure: it follows from the definition.
    return worst([leaf.row["quality"] for leaf in resolved.leaves if leaf.row] or [Quality.DERIVED])
