"""What a decomposition stands on: figures of the cities that the file states, else those that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.deploy.decomposition import City, Decomposition
from tongyuan.services.deploy.decomposition_optimum import Optimum, optimum_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.city_runs import CityRun, city_run
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
#: A figure that is kept, and whence; none where it is known to lack.
Held = tuple[float | None, str]
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
        What a kept plan gives each city; None where none is named.
    city_run
        The kept inventory of cities that gave bases; None where none did.
    """

    asked: Decomposition
    cities: dict[str, City]
    inputs: pl.DataFrame
    optimum: Optimum | None
    city_run: str | None

    def flags(self) -> list[str]:
        """Say what of the figures a reader should know: gaps, and GDP at other prices than its growth."""
        told = []
        origin = pl.col("origin")
        if self.inputs["value"].null_count():
            told.append("not_reported")
        if self.inputs.filter(origin.str.contains("rows without mass", literal=True)).height:
            told.append("base_gaps")
        nominal = self.inputs.filter(origin == f"statistic {SERIES['gdp']}").height
        if nominal and self.asked.gdp_price_year not in (None, self.asked.base_year):
            told.append("price_year")
        return told


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
    held = {"base": kept} | _statistics(workspace, asked)
    cities, rows = {}, []
    for region in inside:
        cities[region], told = _city(asked.cities.get(region, City()), region, held)
        rows += told
    _require_whole(asked, cities)
    optimum = optimum_of(workspace, asked, regions=inside)
    if optimum is not None:
        asked = _with_sum(asked, cities, optimum)
        for figure, found in (("optimum_t", optimum.emitted), ("optimum_cny_per_t", optimum.prices)):
            rows += [(one, figure, value, f"plan {optimum.run}") for one, value in found.items()]
    used = run if any(row[3].startswith("city run") for row in rows) else None
    return Gathered(asked, cities, pl.DataFrame(rows, schema=INPUTS, orient="row"), optimum, used)


def _city(
    stated: City, region: str, held: Mapping[str, Mapping[str, Held]]
) -> tuple[City, list[tuple[str, str, float | None, str]]]:
    """Take a city's figures from the file, else from what is kept; what is known to lack keeps a row."""
    found, rows = {}, []
    for figure in FIGURES:
        own: float | None = getattr(stated, figure)
        value, origin = (own, "stated") if own is not None else held.get(figure, {}).get(region, (None, ""))
        if value is not None and own is None and value <= 0:
            value, origin = None, f"{origin}: {value:g}, not above zero"
        if value is not None:
            found[figure] = value
        if origin:
            rows.append((region, figure, None if value is None else float(value), origin))
    return stated.model_copy(update=found), rows


def _with_sum(asked: Decomposition, cities: Mapping[str, City], optimum: Optimum) -> Decomposition:
    """Take what the plan emits as the cap, where an amount is asked for and no value stated."""
    if asked.value is not None:
        return asked
    value = sum(city.base or 0.0 for city in cities.values()) - sum(optimum.emitted.values())
    if value <= 0:
        values = {"field": "cocontrol", "got": optimum.run, "species": asked.indicator, "year": asked.year}
        raise InputError(Problem("decomposition.optimum_no_fall", values))
    return asked.model_copy(update={"value": value})


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


def _kept_bases(workspace: Workspace, asked: Decomposition) -> tuple[dict[str, Held], str | None]:
    """Sum what each city emitted in the base year, by the kept inventory of cities; gaps in it are told."""
    try:
        found: CityRun = city_run(workspace, run=asked.city_run, year=asked.base_year)
    except NotFoundError:
        if asked.city_run is not None:
            raise
        return {}, None
    rows = of_account(found.emission, kept="emissions").filter(
        pl.col("species").cast(pl.String) == asked.indicator,
        pl.col("scope") == 1,
        pl.lit(found.year == asked.base_year and asked.unit == "t"),
    )
    mass = pl.col("mass_t")
    sums = rows.group_by("region").agg(mass.drop_nulls().sum(), mass.null_count().alias("gaps"), n=pl.len())
    return {
        str(region): (
            None if gaps == n else float(mass),
            f"city run {found.run.id}" + (f"; {gaps} of {n} rows without mass" if gaps else ""),
        )
        for region, mass, gaps, n in sums.iter_rows()
    }, found.run.id


def _statistics(workspace: Workspace, asked: Decomposition) -> dict[str, dict[str, Held]]:
    """Find GDP and people of the base year by city; one that is known to lack says its state."""
    rows = current(workspace.statistics(series=list(SERIES.values()))).filter(
        pl.col("period") == str(asked.base_year)
    )
    return {
        figure: {
            str(region): (value, f"statistic {series}" + ("" if value is not None else f": {state}"))
            for region, value, state in rows.filter(series=series)
            .select("region", "value", "state")
            .iter_rows()
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
