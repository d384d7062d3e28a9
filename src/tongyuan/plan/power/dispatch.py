"""Dispatch and expansion at least cost, with what binds and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.numerics.discounting import annuity
from tongyuan.plan.power.case import VARIABLE, PowerCase
from tongyuan.plan.power.conflicts import conflicts
from tongyuan.plan.power.factors import hourly_factors
from tongyuan.plan.power.network import KW_PER_MW, UNSERVED, Network, build, draws
from tongyuan.plan.power.reached import limit_states
from tongyuan.plan.power.rows import Row, row_of
from tongyuan.plan.power.solving import Optimum, solve
from tongyuan.vocabulary.tables import (
    HourlyFactor,
    PowerConflict,
    PowerDispatch,
    PowerLimitState,
    PowerYear,
)

__all__ = ["Dispatched", "dispatch"]

#: Below this a MW is none: what a solver leaves of zero.
NOTHING = 1e-6
FLOWS = ("made", "taken", "heat")
SPECIES = {"co2_t": ("co2_t_mwh", 1.0), "so2_t": ("so2_kg_mwh", 1e-3)} | {
    "nox_t": ("nox_kg_mwh", 1e-3),
    "pm25_t": ("pm25_kg_mwh", 1e-3),
}


@dataclass(frozen=True)
class Dispatched:
    """What a case gives: either a dispatch with what binds, or the limits that conflict.

    Parameters
    ----------
    hourly
        What each carrier did in each hour.
    year
        Each unit's year.
    factors
        Price and factors of each hour.
    limits
        Every limit.
    conflicts
        Limits that cannot be kept together; empty where all are kept.
    """

    hourly: dy.DataFrame[PowerDispatch]
    year: dy.DataFrame[PowerYear]
    factors: dy.DataFrame[HourlyFactor]
    limits: dy.DataFrame[PowerLimitState]
    conflicts: dy.DataFrame[PowerConflict]

    @property
    def feasible(self) -> bool:
        """Whether every limit can be kept."""
        return bool(self.year.height)

    @property
    def cost_cny(self) -> float:
        """Cost of the year: variable, fixed and investment [CNY]; fixed costs not told are left out."""
        sums = self.year.select("variable_cny", "fixed_cny", "investment_cny").sum()
        return float(sums.sum_horizontal()[0])


@dataclass(frozen=True, slots=True)
class Solved:
    """A network with its optimum."""

    network: Network
    case: PowerCase
    optimum: Optimum


def dispatch(case: PowerCase) -> Dispatched:
    """Find the dispatch and the expansion of least cost that keep every limit.

    Parameters
    ----------
    case
        The system.

    Returns
    -------
    Dispatched
        Hours, years, factors and limits; or the limits that conflict, and their least relaxation.

    Raises
    ------
    InputError
        If the extra is not installed, or load and heat cannot be met even without any limit.

    Notes
    -----
    A linear program with perfect foresight: no start-up, no unit commitment, no network within the region.
    """
    network = build(case)
    rows = [row_of(network, case, limit) for limit in case.limits]
    lost = [row.limit.limit for row in rows if row.terms is None and not row.kept_without_choice]
    for row in rows:
        if row.terms is not None:
            _bind(network, row)
    optimum = None if lost else solve(network)
    if optimum is None:
        return _conflicting(case)
    built = Solved(network, case, optimum)
    flows = _flows(built)
    year = _year(built, flows)
    return Dispatched(
        hourly=_hourly(case, flows),
        year=year,
        factors=hourly_factors(case, flows, network=network, optimum=optimum),
        limits=limit_states(case, year, prices=_limit_prices(built, rows)),
        conflicts=PowerConflict.create_empty(),
    )


def _conflicting(case: PowerCase) -> Dispatched:
    return Dispatched(
        hourly=PowerDispatch.create_empty(),
        year=PowerYear.create_empty(),
        factors=HourlyFactor.create_empty(),
        limits=PowerLimitState.create_empty(),
        conflicts=conflicts(case),
    )


def _bind(network: Network, row: Row) -> None:
    sign = ">=" if row.limit.floor else "<="
    network.model.add_constraints(row.terms, sign, -row.constant, name=f"limit {row.limit.limit}")


def _limit_prices(built: Solved, rows: list[Row]) -> dict[str, float]:
    """Take the dual of every row that was a constraint [CNY per unit of the row]."""
    known = built.network.model.constraints
    return {
        row.limit.limit: abs(float(built.optimum.dual(known[f"limit {row.limit.limit}"])))
        for row in rows
        if row.terms is not None
    }


def _flows(built: Solved) -> pl.DataFrame:
    """Give units' hours: hour, hours_stood_for, unit, carrier, made, taken, heat, fuel, offered [MW]."""
    parts = [_flow(built, unit) for unit in built.case.units.iter_rows(named=True)]
    for name, flow in zip(UNSERVED, ("made", "heat"), strict=True):
        if name in built.network.generators.index:
            parts.append(_unserved(built, name, flow))
    return pl.concat(parts)


def _flow(built: Solved, unit: dict[str, Any]) -> pl.DataFrame:
    case = built.case
    found = draws(built.network, unit)
    hours = case.hours.height
    values = {
        name: pl.Series(built.optimum.of(found[name])) if name in found else pl.zeros(hours, eager=True)
        for name in FLOWS
    }
    tidy = {name: series.clip(lower_bound=0.0) for name, series in values.items()}
    capacity = _capacity(built, unit)
    offered = (
        capacity
        * unit["availability"]
        * (
            case.hours[unit["carrier"]]
            if unit["carrier"] in case.hours.columns
            else pl.ones(hours, eager=True)
        )
    )
    return case.hours.select("hour", "hours_stood_for").with_columns(
        unit=pl.lit(unit["unit"]),
        carrier=pl.lit(unit["carrier"]),
        **tidy,
        fuel=tidy["heat"]
        if unit["carrier"] == "boiler"
        else tidy["made"] + (unit["power_loss"] or 0) * tidy["heat"],
        offered=offered,
    )


def _unserved(built: Solved, name: str, flow: str) -> pl.DataFrame:
    case = built.case
    found = built.optimum.of(built.network.model["Generator-p"].sel(name=name))
    values = pl.Series(found).clip(lower_bound=0.0)
    nothing = dict.fromkeys([*FLOWS, "fuel", "offered"], pl.lit(0.0))
    return case.hours.select("hour", "hours_stood_for").with_columns(
        unit=pl.lit(name), carrier=pl.lit("unserved"), **(nothing | {flow: values})
    )


def _capacity(built: Solved, unit: dict[str, Any]) -> float:
    if unit["max_capacity_mw"] is None:
        return float(unit["capacity_mw"])
    kind = "StorageUnit" if unit["carrier"] == "storage" else "Generator"
    return float(built.optimum.of(built.network.model[f"{kind}-p_nom"].sel(name=unit["unit"])))


def _curtailed() -> pl.Expr:
    follows = pl.col("carrier").is_in(VARIABLE)
    left = (pl.col("offered") - pl.col("made")).clip(lower_bound=0.0)
    return pl.when(follows & (left > NOTHING)).then(left).otherwise(0.0)


def _hourly(case: PowerCase, flows: pl.DataFrame) -> dy.DataFrame[PowerDispatch]:
    rows = flows.with_columns(curtailed=_curtailed()).group_by("hour", "carrier", maintain_order=True)
    summed = rows.agg(
        pl.col("hours_stood_for").first(),
        power_mwh=pl.col("made").sum(),
        taken_mwh=pl.col("taken").sum(),
        heat_mwh=pl.col("heat").sum(),
        curtailed_mwh=pl.col("curtailed").sum(),
    )
    return PowerDispatch.validate(
        _placed(summed, case, PowerDispatch).sort("hour", maintain_order=True), cast=True
    )


def _placed(rows: pl.DataFrame, case: PowerCase, contract: Any) -> pl.DataFrame:
    told = rows.with_columns(region=pl.lit(case.region), year=pl.lit(case.year, pl.Int32))
    return told.select(contract.column_names())


def _year(built: Solved, flows: pl.DataFrame) -> dy.DataFrame[PowerYear]:
    case = built.case
    rows = flows.with_columns(curtailed=_curtailed())
    sums = {
        told: (pl.col(name) * pl.col("hours_stood_for")).sum()
        for told, name in {
            "generation_mwh": "made",
            "taken_mwh": "taken",
            "heat_mwh": "heat",
            "curtailed_mwh": "curtailed",
            "fuel_mwh": "fuel",
        }.items()
    }
    summed = rows.group_by("unit", "carrier", maintain_order=True).agg(**sums)
    known = {unit["unit"]: unit for unit in case.units.iter_rows(named=True)}
    told = [
        _unit_year(built, row, known[row["unit"]]) if row["unit"] in known else _unserved_year(case, row)
        for row in summed.iter_rows(named=True)
    ]
    made = pl.DataFrame(told, schema_overrides=PowerYear.create_empty().schema)
    return PowerYear.validate(_placed(made, case, PowerYear), cast=True)


def _unit_year(built: Solved, row: dict[str, Any], unit: dict[str, Any]) -> dict[str, Any]:
    capacity = _capacity(built, unit)
    grown = max(capacity - unit["capacity_mw"], 0.0)
    fixed = unit["fixed_cny_kw_year"]
    capex = annuity(unit["capex_cny_kw"], rate=built.case.rate, years=unit["life_years"]) if grown else 0.0
    sold = row["taken_mwh"] * (unit["export_cny_mwh"] or 0.0)
    burned = row["fuel_mwh"]
    masses = {name: _mass(burned, unit[factor], scale=scale) for name, (factor, scale) in SPECIES.items()}
    return {
        **row,
        **masses,
        "name_zh": unit["name_zh"],
        "name_en": unit["name_en"],
        "capacity_mw": capacity,
        "built_mw": grown,
        "variable_cny": burned * unit["variable_cny_mwh"] - sold,
        "fixed_cny": None if fixed is None else fixed * KW_PER_MW * capacity,
        "investment_cny": capex * KW_PER_MW * grown,
    }


def _mass(burned: float, factor: float | None, *, scale: float) -> float | None:
    """Multiply; a unit that did not run emits nothing, one that ran without a factor is not known."""
    if burned <= NOTHING:
        return 0.0
    return None if factor is None else burned * factor * scale


def _unserved_year(case: PowerCase, row: dict[str, Any]) -> dict[str, Any]:
    demand = row["generation_mwh"] + row["heat_mwh"]
    zeros = dict.fromkeys(["capacity_mw", "built_mw", "fixed_cny", "investment_cny", *SPECIES], 0.0)
    return {
        **row,
        **zeros,
        "name_zh": "未满足的需求",
        "name_en": "demand not met",
        "variable_cny": demand * (case.unserved_cost or 0.0),
    }
