"""Inputs of an indicator: which figure of which year stands behind each name of its formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.assess.formula import expand
from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem

__all__ = ["Figures", "Leaf", "Resolved", "check_declared", "index_figures", "index_series", "resolve"]

Row = Mapping[str, Any]
Figures = Mapping[tuple[str, int], Row]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One figure that a formula asks for; ``row`` is None where nobody has handed it in."""

    name: str
    series: str
    year: int
    unit: str
    at: str
    row: Row | None

    @property
    def value(self) -> float | None:
        """The figure, or None where it is missing."""
        return None if self.row is None else self.row["value"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A formula written out for one year, with the figures that it asks for."""

    equation: str
    leaves: tuple[Leaf, ...]

    @property
    def missing(self) -> tuple[Leaf, ...]:
        """The figures that are not there."""
        return tuple(leaf for leaf in self.leaves if leaf.value is None)

    @property
    def values(self) -> dict[str, float]:
        """The figures that are there, by their name in the equation."""
        return {leaf.name: leaf.value for leaf in self.leaves if leaf.value is not None}


def index_series(series: pl.DataFrame) -> dict[str, Row]:
    """Look series up by their id."""
    return {row["series"]: row for row in series.iter_rows(named=True)}


def check_declared(indicators: Iterable[Indicator], *, series: Mapping[str, Row]) -> None:
    """Hold declared indicators against the series: they exist, in the unit and at the prices declared.

    Parameters
    ----------
    indicators
        Declared indicators.
    series
        Series by their id.

    Raises
    ------
    ConflictError
        If a series at current prices would stand where constant prices are needed.
    InputError
        If a series is unknown, or in another unit.
    """
    problems = [problem for indicator in indicators for problem in _faults(indicator, series)]
    if any(problem.code == "assess.nominal" for problem in problems):
        raise ConflictError(problems)
    if problems:
        raise InputError(problems)


def _faults(indicator: Indicator, series: Mapping[str, Row]) -> list[Problem]:
    problems = []
    for name, item in indicator.inputs.items():
        about = {"indicator": indicator.id, "series": item.series, "name": name}
        found = series.get(item.series)
        if found is None:
            problems.append(Problem("assess.unknown_series", about))
            continue
        if found["unit"] != item.unit:
            units = {"got": found["unit"], "expected": item.unit}
            problems.append(Problem("assess.unit", {**about, **units}))
        # Base-year prices are the constant ones, so the nominal level of the base year may anchor a chain.
        if found["price_basis"] == "nominal" and item.at != "base" and indicator.prices != "current":
            problems.append(Problem("assess.nominal", about))
    return problems


def index_figures(
    statistics: pl.DataFrame, *, region: str, series: Mapping[str, Row]
) -> dict[tuple[str, int], Row]:
    """Look annual figures of a region up by series and year.

    Parameters
    ----------
    statistics
        Contract ``Statistic``, current rows only: one a series, region and period.
    region
        Region.
    series
        Series by their id; figures of other series are not looked at.

    Returns
    -------
    dict
        (series, year) to the statistic's row.

    Raises
    ------
    ConflictError
        If a period has several figures, or a figure is in another unit than its series.
    """
    found = statistics.filter(
        pl.col("region") == region,
        pl.col("period").str.contains(r"^\d{4}$"),
        pl.col("series").is_in(list(series)),
    )
    figures: dict[tuple[str, int], Row] = {}
    problems = []
    for row in found.iter_rows(named=True):
        key = (row["series"], int(row["period"]))
        about = {"series": row["series"], "region": region, "period": row["period"]}
        if key in figures:
            problems.append(Problem("assess.duplicate_figure", {**about, "count": 2}))
        expected = series[row["series"]]["unit"]
        if row["unit"] != expected:
            units = {"got": row["unit"], "expected": expected}
            problems.append(Problem("assess.figure_unit", {**about, **units}))
        figures[key] = row
    if problems:
        raise ConflictError(problems)
    return figures


def resolve(indicator: Indicator, *, figures: Figures, year: int) -> Resolved:
    """Write an indicator's formula out for a year and look its figures up.

    Parameters
    ----------
    indicator
        Declared indicator.
    figures
        Figures by series and year.
    year
        Year computed.

    Returns
    -------
    Resolved
        Plain arithmetic, and the figure behind each name of it.
    """
    leaves: list[Leaf] = []
    lists: dict[str, list[str]] = {}
    for name, item in indicator.inputs.items():
        years = _years(indicator, item.at, year)
        listed = item.at == "each_year_since_base"
        if listed:
            lists[name] = [f"{name}_{each}" for each in years]
        for each in years:
            label = f"{name}_{each}" if listed else name
            leaves.append(
                Leaf(label, item.series, each, item.unit, item.at, figures.get((item.series, each)))
            )
    return Resolved(expand(indicator.formula, lists=lists), tuple(leaves))


def _years(indicator: Indicator, at: str, year: int) -> list[int]:
    base = indicator.base_year or year
    if at == "each_year_since_base":
        return list(range(base + 1, year + 1))
    return [{"year": year, "base": base, "previous_year": year - 1}[at]]
