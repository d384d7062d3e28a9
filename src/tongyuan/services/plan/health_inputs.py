"""What an assessment of health rests on: people, rates, air and a function, found region by region.

People and air are each city's own; rates are its own or, where it has none, those of the province, and the
answer says whose they are. What is missing is named; no region is taken as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from tongyuan import reference
from tongyuan.plan import health
from tongyuan.services.plan.activity import years_with
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import Concentration, MortalityRate, Population, RiskFunction, RiskTable

if TYPE_CHECKING:
    from tongyuan.vocabulary.tables import Contract
    from tongyuan.workspace.workspace import Workspace

__all__ = ["People", "air_of", "function_of", "functions_held", "people_of"]

ALL_CAUSES = "all_causes"


@dataclass(frozen=True, slots=True)
class People:
    """People of a year and how they die.

    Parameters
    ----------
    population
        Contract ``Population``.
    mortality
        Contract ``MortalityRate``, laid under the regions that it serves.
    years
        Years that a death takes, by region and first age [a]; None where no rates of all causes are held.
    lent
        Regions whose rates are the province's, and the year of those rates by region.
    rates_of_year
        The year of the rates of each region.
    """

    population: pl.DataFrame
    mortality: pl.DataFrame
    years: Mapping[str, Mapping[int, float]] | None
    lent: tuple[str, ...]
    rates_of_year: Mapping[str, int]


def people_of(workspace: Workspace, *, regions: list[str], province: str, year: int) -> People:
    """Find people and rates of the regions.

    Parameters
    ----------
    workspace
        The workspace.
    regions
        Regions that have air of the year.
    province
        Region whose rates serve those that have none.
    year
        Year of the people; rates are of the latest year not younger.

    Returns
    -------
    People
        What was found.

    Raises
    ------
    InputError
        If a region has no people or no rates.
    """
    people, rates, lent, years_of_rates = [], [], [], {}
    problems = []
    for region in regions:
        held = _frame(workspace, "population", Population, region=region, year=year)
        owner = region if _latest(workspace, "mortality", region, year) is not None else province
        dated = _latest(workspace, "mortality", owner, year)
        if held is None:
            problems.append(Problem("impact.no_people", {"region": region, "year": year}))
        if dated is None:
            values = {"region": region, "cause": ALL_CAUSES, "age": 0}
            problems.append(Problem("impact.no_rate", values))
        if held is None or dated is None:
            continue
        told = MortalityRate.cast(workspace.dataset_frame("mortality", region=owner, year=dated))
        people.append(held)
        rates.append(told.with_columns(region=pl.lit(region)))
        years_of_rates[region] = dated
        lent += [region] if owner != region else []
    if problems:
        raise InputError(problems)
    mortality = pl.concat(rates)
    population = pl.concat(people)
    return People(
        population=population,
        mortality=mortality,
        years=_years(population, mortality),
        lent=tuple(lent),
        rates_of_year=years_of_rates,
    )


def _years(population: pl.DataFrame, mortality: pl.DataFrame) -> dict[str, dict[int, float]] | None:
    """Work out what a death takes at each age, by the life table of all causes; None unless all have one."""
    found: dict[str, dict[int, float]] = {}
    for (region,), people in population.group_by("region", maintain_order=True):
        years = years_of_deaths(mortality.filter(region=region), ages=people["age_from"].to_list())
        if years is None:
            return None
        found[str(region)] = years
    return found


def years_of_deaths(mortality: pl.DataFrame, *, ages: list[int]) -> dict[int, float] | None:
    """Work out what a death of a region takes at each age, by its life table of all causes.

    Parameters
    ----------
    mortality
        Contract ``MortalityRate``, one region.
    ages
        First ages of the groups; those before the table begins have no row.

    Returns
    -------
    dict or None
        Age to years [a]; None where the region has no table of all causes.
    """
    table = mortality.filter(cause=ALL_CAUSES).sort("age_from")
    if table.is_empty() or table["per_100k"][-1] <= 0:
        return None
    starts = table["age_from"].to_list()
    left = health.years_of_a_death(starts, rates=(table["per_100k"] / 1e5).to_list())
    return {age: float(left[sum(1 for one in starts if one <= age) - 1]) for age in ages if age >= starts[0]}


def air_of(workspace: Workspace, *, regions: list[str], year: int) -> pl.DataFrame:
    """Return the yearly means of PM2.5 that regions have of a year.

    Parameters
    ----------
    workspace
        The workspace.
    regions
        Regions.
    year
        Year.

    Returns
    -------
    pl.DataFrame
        Contract ``Concentration``; a region without air of the year has no row.

    Raises
    ------
    InputError
        If none has any.
    """
    held = [_frame(workspace, "concentrations", Concentration, region=one, year=year) for one in regions]
    found = [frame.filter(pollutant="PM2.5") for frame in held if frame is not None]
    if not found:
        raise InputError(Problem("impact.no_air", {"region": "、".join(regions), "year": year}))
    return pl.concat(found)


def functions_held(workspace: Workspace, *, region: str) -> pl.DataFrame:
    """Return the published functions and those that the workspace holds as tables.

    Parameters
    ----------
    workspace
        The workspace.
    region
        Region that keeps own tables.

    Returns
    -------
    pl.DataFrame
        Contract ``RiskFunction``.
    """
    own = [
        RiskTable.cast(workspace.dataset_frame("risk_tables", region=region, year=one))
        for one in years_with(workspace, "risk_tables", region)[-1:]
    ]
    absent = {name: pl.lit(None, pl.Float64) for name in ("slope", "slope_se", "alpha", "centre", "width")}
    tables = [table.with_columns(form=pl.lit("table"), least_ug_m3=pl.lit(0.0), **absent) for table in own]
    cast = [RiskFunction.cast(table.select(RiskFunction.column_names())) for table in tables]
    return pl.concat([reference.health_functions(), *cast])


def function_of(workspace: Workspace, name: str, *, region: str) -> pl.DataFrame:
    """Find one function.

    Parameters
    ----------
    workspace
        The workspace.
    name
        Name of the function.
    region
        Region that keeps own tables.

    Returns
    -------
    pl.DataFrame
        Contract ``RiskFunction``.

    Raises
    ------
    InputError
        If there is none; the known ones are named.
    """
    held = functions_held(workspace, region=region)
    found = held.filter(pl.col("function") == name)
    if found.is_empty():
        known = "、".join(held["function"].unique().sort())
        raise InputError(Problem("impact.unknown_function", {"got": name, "expected": known}))
    return found


def _latest(workspace: Workspace, dataset: str, region: str, year: int) -> int | None:
    held = [one for one in years_with(workspace, dataset, region) if one <= year]
    return held[-1] if held else None


def _frame(
    workspace: Workspace, dataset: str, contract: type[Contract], *, region: str, year: int
) -> pl.DataFrame | None:
    if year not in years_with(workspace, dataset, region):
        return None
    return contract.cast(workspace.dataset_frame(dataset, region=region, year=year))
