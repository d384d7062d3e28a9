"""Activity of the years to come: each part follows its driver from the year of the inventory on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from tongyuan.plan.scenarios.scenario import Driver, Growth, Scenario
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["growth_by_region", "growth_of", "rule_of", "value_at"]

ANY = "*"


def value_at(driver: Driver, *, year: int) -> float:
    """Read a driver in a year, on a straight line between the years told.

    Parameters
    ----------
    driver
        The driver.
    year
        Within its first and last year.

    Returns
    -------
    float
        In the unit of the driver.

    Examples
    --------
    >>> steel = Driver(name_zh="粗钢", name_en="steel", unit="Mt", values={2020: 100.0, 2030: 80.0},
    ...                quality="published", citation="yearbook")
    >>> value_at(steel, year=2025)
    90.0
    """
    years = sorted(driver.values)
    return float(np.interp(year, years, [driver.values[told] for told in years]))


def growth_of(scenario: Scenario, *, rows: pl.DataFrame, years: Sequence[int] | None = None) -> pl.DataFrame:
    """Give the growth of every activity in every year of a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    rows
        Columns activity_id, source and fuel: activity of the inventory.
    years
        Years, from that of the inventory on; those of the scenario by default.

    Returns
    -------
    pl.DataFrame
        Columns activity_id, year, growth: (D(t)/D(0))^elasticity x (1 + change)^(t - 0), and driver.

    Raises
    ------
    InputError
        With every activity that follows no driver, and every driver that is zero in the base year.

    Examples
    --------
    >>> gdp = Driver(name_zh="增加值", name_en="GDP", unit="index", values={2020: 1.0, 2025: 1.21},
    ...              quality="synthetic", citation="exercise")
    >>> plan = Scenario(scenario="baseline", name_zh="基准", name_en="baseline", base_year=2020, years=[2025],
    ...                 drivers={"gdp": gdp}, growth=[Growth(driver="gdp", elasticity=0.5)])
    >>> rows = pl.DataFrame({"activity_id": ["a"], "source": ["1A2a"], "fuel": ["raw_coal"]})
    >>> round(growth_of(plan, rows=rows)["growth"][0], 9)
    1.1
    """
    places = rows.select("source", "fuel").unique(maintain_order=True)
    rules = {place: rule_of(scenario, *place) for place in places.iter_rows()}
    problems = list(_too_short(scenario, rules, years=scenario.years if years is None else years))
    problems += _without_rule(rules)
    problems += [] if problems else _from_nothing(scenario)
    if problems:
        raise InputError(problems)
    told = [
        {
            "source": source,
            "fuel": fuel,
            "year": year,
            "growth": _growth(scenario, rule, year),
            "driver": rule.driver,
        }
        for (source, fuel), rule in rules.items()
        if rule is not None
        for year in (scenario.years if years is None else years)
    ]
    schema = {
        "source": pl.String,
        "fuel": pl.String,
        "year": pl.Int32,
        "growth": pl.Float64,
        "driver": pl.String,
    }
    grown = rows.select("activity_id", "source", "fuel").join(
        pl.DataFrame(told, schema=schema), on=["source", "fuel"], maintain_order="left_right"
    )
    return grown.select("activity_id", "year", "growth", "driver")


def growth_by_region(scenario: Scenario, *, rows: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """Give the growth of every activity at every place: of a city by its own driver, else by the whole's.

    Parameters
    ----------
    scenario
        The scenario.
    rows
        Columns activity_id, source, fuel and region.
    years
        Years, from that of the inventory on.

    Returns
    -------
    pl.DataFrame
        Columns activity_id, region, year, growth [1] and driver.

    Raises
    ------
    InputError
        As of ``growth_of``.

    Examples
    --------
    >>> gdp = Driver(name_zh="增加值", name_en="GDP", unit="1", values={2020: 1.0, 2030: 2.0},
    ...              by_city={"a": {2020: 5.0, 2030: 15.0}}, quality="synthetic", citation="exercise")
    >>> plan = Scenario(scenario="baseline", name_zh="基准", name_en="baseline", base_year=2020, years=[2030],
    ...                 drivers={"gdp": gdp}, growth=[Growth(driver="gdp")])
    >>> rows = pl.DataFrame({"activity_id": ["x", "x"], "source": ["1A2", "1A2"], "fuel": ["coal", "coal"],
    ...                      "region": ["a", "b"]})
    >>> growth_by_region(plan, rows=rows, years=[2030]).select("region", "growth").rows()
    [('a', 3.0), ('b', 2.0)]
    """
    parts = []
    problems: dict[tuple[object, ...], Problem] = {}
    for (region,), part in rows.group_by("region", maintain_order=True):
        try:
            grown = growth_of(scenario.at(str(region)), rows=part, years=years)
        except InputError as error:
            problems |= {(one.code, tuple(one.values.items())): one for one in error.problems}
        else:
            parts.append(grown.with_columns(region=pl.lit(region)))
    if problems:
        raise InputError(list(problems.values()))
    return pl.concat(parts).select("activity_id", "region", "year", "growth", "driver")


def rule_of(scenario: Scenario, source: str, fuel: str) -> Growth | None:
    """Choose the rule with the longest source prefix, then the one that names the fuel.

    Parameters
    ----------
    scenario
        The scenario.
    source, fuel
        Of an activity.

    Returns
    -------
    Growth or None
        The rule; None where the activity follows nothing.
    """
    fitting = [
        rule
        for rule in scenario.growth
        if (rule.source == ANY or source.startswith(rule.source)) and rule.fuel in (ANY, fuel)
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda rule: (0 if rule.source == ANY else len(rule.source), rule.fuel != ANY))


def _growth(scenario: Scenario, rule: Growth, year: int) -> float:
    driver, base = scenario.drivers[rule.driver], scenario.base_year
    ratio = value_at(driver, year=year) / value_at(driver, year=base)
    return float(ratio**rule.elasticity * (1 + rule.yearly_change) ** (year - base))


def _without_rule(rules: dict[tuple[str, str], Growth | None]) -> Iterator[Problem]:
    for (source, fuel), rule in rules.items():
        if rule is None:
            yield Problem("scenario.no_growth", {"field": "growth", "source": source, "fuel": fuel})


def _too_short(
    scenario: Scenario, rules: Mapping[tuple[str, str], Growth | None], *, years: Sequence[int]
) -> Iterator[Problem]:
    for name in sorted({rule.driver for rule in rules.values() if rule is not None}):
        told = scenario.drivers[name].values
        first, last = scenario.base_year, max(years)
        if not told or min(told) > first or max(told) < last:
            held = f"{min(told)}-{max(told)}" if told else "-"
            yield Problem(
                "scenario.driver_short",
                {**_of(name), "held": held, "first": first, "last": last},
            )


def _of(name: str) -> dict[str, str]:
    """Name a driver and where a file states it."""
    return {"field": f"drivers.{name}", "driver": name}


def _from_nothing(scenario: Scenario) -> Iterator[Problem]:
    for name in sorted({rule.driver for rule in scenario.growth}):
        if value_at(scenario.drivers[name], year=scenario.base_year) == 0:
            yield Problem("scenario.driver_zero", {**_of(name), "year": scenario.base_year})
