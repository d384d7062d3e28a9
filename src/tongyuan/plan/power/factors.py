"""What one more MWh costs and emits in an hour, and what a MWh emits on average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dataframely as dy
import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.plan.power.basis import Basis, Step
from tongyuan.plan.power.case import PowerCase
from tongyuan.plan.power.network import UNSERVED, Network, draws
from tongyuan.plan.power.solving import Optimum
from tongyuan.vocabulary.tables import HourlyFactor

__all__ = ["hourly_factors"]

#: Below this an emission or a step is none.
OFF = 1e-6
#: Units whose power is not made within the region.
NOT_MADE_HERE = ("storage", "interconnector", "unserved")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sorted:
    """What each variable of the program does, by its position.

    Parameters
    ----------
    emits
        CO2 of a unit of the variable over the hours it stands for [t].
    makes
        Energy that it makes [MWh].
    unit
        Number of the unit that makes it; -1 where it makes none.
    spoils
        Why a factor that moves it is not given; empty where it is.
    """

    emits: Floats
    makes: Floats
    unit: npt.NDArray[np.int64]
    spoils: npt.NDArray[np.str_]


def hourly_factors(
    case: PowerCase, flows: pl.DataFrame, *, network: Network, optimum: Optimum
) -> dy.DataFrame[HourlyFactor]:
    """Find what one more MWh costs and emits in each hour, the unit that makes it, and the mean factor.

    Parameters
    ----------
    case
        The system.
    flows
        Hours of every unit: ``unit``, ``carrier``, ``hour``, ``made``, ``fuel`` [MW].
    network
        The network, solved.
    optimum
        Its optimum.

    Returns
    -------
    dy.DataFrame[HourlyFactor]
        A row an hour.

    Notes
    -----
    The marginal factor is the change of all CO2 within the region, in whatever hour it is emitted, for one
    more MWh in the hour: caps, storage, water and what may be built are all kept, by the basis of the
    optimum. Under a binding cap it is 0. It is not given where the basis does not tell it: at a corner
    (``corner``), where optima of the same cost emit differently (``tie``), where power brought in moves
    (``interconnector``), where demand is not met (``unserved``), or where a unit that moves has no factor
    (``no_factor``). The mean is CO2 of units that make power, heat of combined plants included, over power
    made within the region.
    """
    weights = case.hours["hours_stood_for"].to_numpy()
    balance = network.model.constraints["Bus-nodal_balance"].sel(name="power")
    rows = optimum.row_places(balance).ravel()
    told = case.hours.select("hour").with_columns(
        price_cny_mwh=pl.Series(optimum.dual(balance).ravel() / weights, dtype=pl.Float64),
        **_margins(case, _sorted(case, network, optimum), optimum.basis, rows=rows, weights=weights),
    )
    told = told.join(_means(flows, case), on="hour", how="left", maintain_order="left")
    placed = told.with_columns(region=pl.lit(case.region), year=pl.lit(case.year, pl.Int32))
    return HourlyFactor.validate(placed.select(HourlyFactor.column_names()), cast=True)


def _margins(
    case: PowerCase, kinds: Sorted, basis: Basis, *, rows: npt.NDArray[np.int64], weights: Floats
) -> dict[str, pl.Series]:
    slopes = basis.slopes(kinds.emits)
    tied = np.asarray(sorted(basis.tied(kinds.emits)), dtype=np.int64)
    names = case.units["unit"].to_list()
    leaves = np.zeros(len(basis.basic), dtype=bool)
    leaves[tied] = True
    margins, units, factors = [], [], []
    for row, weight, step in zip(rows, weights, basis.steps(rows), strict=True):
        margin = _margin(kinds, basis, step, leaves=leaves)
        maker = _maker(kinds, basis.basic[step[0]], step[1], number=len(names))
        margins.append(margin)
        units.append(None if maker is None or margin in ("corner", "tie") else names[maker])
        factors.append(_tidy(slopes[row] / weight) if margin == "given" else None)
    return {
        "margin": pl.Series(margins, dtype=pl.String),
        "marginal_unit": pl.Series(units, dtype=pl.String),
        "marginal_t_mwh": pl.Series(factors, dtype=pl.Float64),
    }


def _tidy(factor: float) -> float:
    """Take what a solver leaves of zero for zero."""
    return 0.0 if abs(factor) < 1e-12 else float(factor)


def _margin(kinds: Sorted, basis: Basis, step: Step, *, leaves: npt.NDArray[np.bool_]) -> str:
    places, moved = step
    if basis.blocked(step):
        return "corner"
    if leaves[places].any():
        return "tie"
    basic = basis.basic[places]
    reasons = kinds.spoils[basic[(basic >= 0) & (np.abs(moved) > OFF)]]
    return next((str(one) for one in reasons if one), "given")


def _maker(kinds: Sorted, basic: npt.NDArray[np.int64], moved: Floats, *, number: int) -> int | None:
    """Find the unit that makes the most of what is asked for more, in whatever hour."""
    variables = basic >= 0
    positions, steps = basic[variables], moved[variables]
    makers = kinds.unit[positions] >= 0
    positions, steps = positions[makers], steps[makers]
    if not positions.size:
        return None
    more = np.bincount(kinds.unit[positions], weights=steps * kinds.makes[positions], minlength=number)
    return int(more.argmax()) if more.max() > OFF else None


def _sorted(case: PowerCase, network: Network, optimum: Optimum) -> Sorted:
    number = optimum.basis.variables
    weights = case.hours["hours_stood_for"].to_numpy()
    kinds = Sorted(np.zeros(number), np.zeros(number), np.full(number, -1), np.full(number, "", dtype="<U16"))
    for place, unit in enumerate(case.units.iter_rows(named=True)):
        _sort_unit(kinds, unit, draws(network, unit), optimum, place=place, weights=weights)
    power = network.model["Generator-p"] if len(network.generators) else None
    for name in UNSERVED:
        if power is not None and name in network.generators.index:
            kinds.spoils[optimum.places(power.sel(name=name)).ravel()] = "unserved"
    return kinds


def _sort_unit(
    kinds: Sorted,
    unit: dict[str, Any],
    found: dict[str, Any],
    optimum: Optimum,
    *,
    place: int,
    weights: Floats,
) -> None:
    if unit["carrier"] == "storage":
        return
    away = unit["carrier"] == "interconnector"
    fuel = {
        "made": 1.0,
        "heat": 1.0 if unit["carrier"] == "boiler" else unit["power_loss"] or 0.0,
        "taken": 0.0,
    }
    for flow, variable in found.items():
        at = optimum.places(variable).ravel()
        if away:
            kinds.spoils[at] = "interconnector"
        elif unit["co2_t_mwh"] is None and fuel[flow]:
            kinds.spoils[at] = "no_factor"
        else:
            kinds.emits[at] = fuel[flow] * (unit["co2_t_mwh"] or 0.0) * weights
        if flow == "made":
            kinds.makes[at], kinds.unit[at] = weights, place


def _means(flows: pl.DataFrame, case: PowerCase) -> pl.DataFrame:
    factors = case.units.select("unit", "co2_t_mwh")
    rows = flows.join(factors, on="unit", how="left", maintain_order="left")
    made = rows.filter(~pl.col("carrier").is_in([*NOT_MADE_HERE, "boiler"]))
    unknown = ((pl.col("fuel") > OFF) & pl.col("co2_t_mwh").is_null()).any()
    mass = (pl.col("fuel") * pl.col("co2_t_mwh")).sum()
    power = pl.col("made").sum()
    return made.group_by("hour", maintain_order=True).agg(
        average_t_mwh=pl.when(unknown | (power <= OFF)).then(None).otherwise(mass / power)
    )
