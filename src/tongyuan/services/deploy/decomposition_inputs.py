"""What a decomposition stands on: figures of the cities that the file states, else those that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.deploy.decomposition import City, Decomposition
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.city_runs import CityRun, city_run
from tongyuan.services.plan.cocontrol_runs import cocontrol_run
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.regions import additive_children
from tongyuan.vocabulary.statistics_choice import current

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Gathered", "gathered"]

#: Series of statistics that serve where the file states nothing.
SERIES = {"gdp": "gdp_nominal", "population": "population_resident"}
FIGURES = ("base", "gdp", "gdp_growth", "population", "industry_share", "potential")
INPUTS = {"region": pl.String, "figure": pl.String, "value": pl.Float64, "origin": pl.String}


@dataclass(frozen=True, slots=True)
class Gathered:
    """A decomposition with its target's value, the cities that take part, and where each figure is from.

    Parameters
    ----------
    asked
        The decomposition, its value given.
    cities
        Figures by region, of those that take part.
    inputs
        Columns region, figure, value, origin.
    optimum
        Falls of a kept plan by region [t]; None where none is named.
    city_run
        The kept inventory of cities that gave bases; None where none did.
    """

    asked: Decomposition
    cities: dict[str, City]
    inputs: pl.DataFrame
    optimum: dict[str, float] | None
    city_run: str | None


def gathered(workspace: Workspace, asked: Decomposition) -> Gathered:
    """Gather what a decomposition needs; every gap is told at once, and none is taken as zero.

    Parameters
    ----------
    workspace
        The workspace.
    asked
        The decomposition as stated.

    Returns
    -------
    Gathered
        What was found.

    Raises
    ------
    InputError
        With every figure that is missing, and every region that is none of the cities.
    """
    units = list(additive_children(jurisdiction(workspace).regions, parent=workspace.meta.region))
    _require_units(asked, units)
    asked = _with_value(workspace, asked)
    inside = [region for region in units if region not in asked.left_out]
    kept, run = _kept_bases(workspace, asked)
    told = _statistics(workspace, asked)
    cities, rows = {}, []
    for region in inside:
        stated = asked.cities.get(region, City())
        origins = {"base": (kept.get(region), f"city run {run}")} | {
            figure: (held.get(region), f"statistic {SERIES[figure]}") for figure, held in told.items()
        }
        found = {}
        for figure in FIGURES:
            own: float | None = getattr(stated, figure)
            value, origin = (own, "stated") if own is not None else origins.get(figure, (None, ""))
            if value is not None and (own is not None or value > 0):
                found[figure] = value
                rows.append((region, figure, float(value), origin))
        cities[region] = stated.model_copy(update=found)
    _require_whole(asked, cities)
    optimum = _optimum(workspace, asked, list(cities))
    rows += [
        (region, "optimum_fall", fall, f"plan {asked.cocontrol}") for region, fall in (optimum or {}).items()
    ]
    used = run if any(row[3].startswith("city run") for row in rows) else None
    return Gathered(asked, cities, pl.DataFrame(rows, schema=INPUTS, orient="row"), optimum, used)


def _require_units(asked: Decomposition, units: list[str]) -> None:
    """Refuse regions that are none of the cities: a functional area lies within its city."""
    named = [
        (f"{part}.{region}", region)
        for part in ("cities", "left_out", "fixed")
        for region in getattr(asked, part)
        if region not in units
    ]
    problems = [Problem("decomposition.strange", {"field": field, "got": one}) for field, one in named]
    if set(asked.left_out) >= set(units):
        problems.append(Problem("decomposition.strange", {"field": "left_out", "got": "—"}))
    if problems:
        raise InputError(problems)


def _with_value(workspace: Workspace, asked: Decomposition) -> Decomposition:
    """Take the value of a target of the policy where the file states none."""
    if asked.target is None:
        return asked
    held = jurisdiction(workspace).targets.filter(pl.col("target") == asked.target).drop_nulls("value")
    if held.is_empty():
        values = {"field": "target", "got": asked.target}
        raise InputError(Problem("decomposition.no_target", values))
    if asked.value is not None:
        return asked
    value = abs(float(held["value"][0]))
    stated = asked.model_dump() | {"value": value}
    try:
        return Decomposition.model_validate(stated)
    except ValueError:
        values = {"field": "target", "got": f"{asked.target} ({held['value'][0]:g} {held['unit'][0]})"}
        raise InputError(Problem("decomposition.no_target", values)) from None


def _kept_bases(workspace: Workspace, asked: Decomposition) -> tuple[dict[str, float], str | None]:
    """Sum what each city emitted in the base year, by the kept inventory of cities."""
    try:
        found: CityRun = city_run(workspace, run=asked.city_run, year=asked.base_year)
    except NotFoundError:
        if asked.city_run is not None:
            raise
        return {}, None
    rows = of_account(found.emission, kept="emissions").filter(
        pl.col("species").cast(pl.String) == asked.indicator,
        pl.col("scope") == 1,
        pl.col("mass_t").is_not_null(),
        pl.lit(found.year == asked.base_year and asked.unit == "t"),
    )
    sums = rows.group_by("region").agg(pl.col("mass_t").sum())
    return {str(region): float(mass) for region, mass in sums.iter_rows()}, found.run.id


def _statistics(workspace: Workspace, asked: Decomposition) -> dict[str, dict[str, float]]:
    """Find GDP and people of the base year by city."""
    held = current(workspace.statistics(series=list(SERIES.values())))
    of_year = held.filter(pl.col("period") == str(asked.base_year), pl.col("value").is_not_null())
    return {
        figure: {
            str(region): float(value)
            for region, value in of_year.filter(series=series).select("region", "value").iter_rows()
        }
        for figure, series in SERIES.items()
    }


def _require_whole(asked: Decomposition, cities: Mapping[str, City]) -> None:
    """Refuse with every gap of every city at once."""
    gaps: list[dict[str, Any]] = [
        {"field": f"cities.{region}", "region": region, "got": figure}
        for region, city in cities.items()
        for figure in sorted(asked.reads)
        if getattr(city, figure) in (None, ())
    ]
    if gaps:
        raise InputError([Problem("decomposition.gap", gap) for gap in gaps])


def _optimum(workspace: Workspace, asked: Decomposition, regions: list[str]) -> dict[str, float] | None:
    """Read how much each city falls under a kept plan; None where no plan is named."""
    if asked.cocontrol is None:
        return None
    planned = cocontrol_run(workspace, run=asked.cocontrol).table("planned_emission")
    rows = planned.filter(
        pl.col("species").cast(pl.String) == asked.indicator,
        pl.col("year") == asked.year,
        pl.col("region").is_in(regions),
    )
    falls = {row["region"]: row["baseline_t"] - row["mass_t"] for row in rows.iter_rows(named=True)}
    if not any(fall > 0 for fall in falls.values()):
        values = {
            "field": "cocontrol",
            "got": asked.cocontrol,
            "species": asked.indicator,
            "year": asked.year,
        }
        raise InputError(Problem("decomposition.no_optimum", values))
    return {region: max(0.0, falls.get(region, 0.0)) for region in regions}
