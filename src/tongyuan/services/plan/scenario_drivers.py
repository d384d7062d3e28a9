"""Drivers of a scenario out of published statistics: what is told in the file is added and wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tongyuan.plan.scenarios import Driver, Scenario
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["chained", "with_statistics"]

YEARLY = r"^\d{4}$"
PERCENT = 100.0


def with_statistics(workspace: Workspace, scenario: Scenario) -> Scenario:
    """Fill the drivers that name a series with its published yearly figures of the whole jurisdiction.

    Parameters
    ----------
    workspace
        The workspace.
    scenario
        The scenario.

    Returns
    -------
    Scenario
        With values from the base year on; a value that the file states stands.

    Raises
    ------
    InputError
        With every series of which there are no yearly figures.
    """
    filled, problems = {}, []
    for name, driver in scenario.drivers.items():
        if driver.series is None:
            continue
        found = _figures(workspace, driver.series)
        if not found:
            values = {"field": f"drivers.{name}.series", "got": driver.series}
            problems.append(Problem("scenario.no_series", values))
            continue
        filled[name] = _filled(driver, found, base=scenario.base_year)
    if problems:
        raise InputError(problems)
    return scenario.model_copy(update={"drivers": {**scenario.drivers, **filled}})


def _figures(workspace: Workspace, series: str) -> dict[int, float]:
    rows = workspace.current_statistics(series=[series]).filter(
        pl.col("region") == workspace.meta.region,
        pl.col("period").str.contains(YEARLY),
        pl.col("value").is_not_null(),
    )
    return {int(period): value for period, value in rows.select("period", "value").iter_rows()}


def _filled(driver: Driver, found: dict[int, float], *, base: int) -> Driver:
    if driver.read == "growth":
        found = chained(found, base=base)
    known = {year: value for year, value in found.items() if year >= base}
    return driver.model_copy(update={"values": {**known, **driver.values}})


def chained(growth: dict[int, float], *, base: int) -> dict[int, float]:
    """Chain yearly growth into an index that is one in a base year.

    Parameters
    ----------
    growth
        Growth of each year against the one before [%], at constant prices.
    base
        Year in which the index is one.

    Returns
    -------
    dict of int to float
        Index, from the base year to the last year without a gap.

    Examples
    --------
    >>> index = chained({2021: 10.0, 2022: -5.0, 2024: 1.0}, base=2020)
    >>> {year: round(value, 6) for year, value in index.items()}
    {2020: 1.0, 2021: 1.1, 2022: 1.045}
    """
    index, year = {base: 1.0}, base
    while year + 1 in growth:
        index[year + 1] = index[year] * (1 + growth[year + 1] / PERCENT)
        year += 1
    return index
