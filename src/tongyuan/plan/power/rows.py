"""Limits of a case as rows of its linear program, and how far a solution reaches each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.plan.power.case import VARIABLE, PowerCase, PowerLimit
from tongyuan.plan.power.network import Network, draws, fuel

__all__ = ["Row", "row_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """A limit as ``terms + constant >= 0`` (a floor) or ``<= 0`` (a cap).

    Parameters
    ----------
    limit
        The limit.
    terms
        Linear expression of what is chosen; None where nothing of it can be chosen.
    constant
        What is fixed, less the bound.
    """

    limit: PowerLimit
    terms: Any
    constant: float

    @property
    def kept_without_choice(self) -> bool:
        """Whether it holds though nothing of it can be chosen."""
        return self.constant >= -1e-6 if self.limit.floor else self.constant <= 1e-6


def row_of(network: Network, case: PowerCase, limit: PowerLimit) -> Row:
    """Write a limit as a row.

    Parameters
    ----------
    network
        Built network.
    case
        The system.
    limit
        The limit.

    Returns
    -------
    Row
        The row.
    """
    made = {
        "capacity_floor": _capacity_floor,
        "capacity_share": _capacity_share,
        "generation_share": _generation_share,
        "co2_cap": _co2_cap,
        "curtailment": _curtailment,
    }
    terms, constant = made[limit.form](network, case, limit)
    return Row(limit, terms, constant)


Made = tuple[Any, float]


def _added(parts: list[Any]) -> Any:
    """Sum expressions; None where there is none."""
    whole = None
    for part in parts:
        whole = part if whole is None else whole + part
    return whole


def _capacity(network: Network, case: PowerCase, weights: dict[str, float]) -> Made:
    parts, constant = [], 0.0
    for unit in case.units.filter(pl.col("carrier").is_in(list(weights))).iter_rows(named=True):
        weight = weights[unit["carrier"]]
        if unit["max_capacity_mw"] is None:
            constant += weight * unit["capacity_mw"]
        elif weight:
            kind = "StorageUnit" if unit["carrier"] == "storage" else "Generator"
            parts.append(weight * network.model[f"{kind}-p_nom"].sel(name=unit["unit"], drop=True))
    return _added(parts), constant


def _weights(limit: PowerLimit) -> dict[str, float]:
    """Weigh carriers so that the sum is above 0 where the share is kept."""
    return {one: (one in limit.carriers) - limit.bound for one in {*limit.carriers, *limit.whole}}


def _capacity_floor(network: Network, case: PowerCase, limit: PowerLimit) -> Made:
    terms, constant = _capacity(network, case, dict.fromkeys(limit.carriers, 1.0))
    return terms, constant - limit.bound


def _capacity_share(network: Network, case: PowerCase, limit: PowerLimit) -> Made:
    return _capacity(network, case, _weights(limit))


def _generation_share(network: Network, case: PowerCase, limit: PowerLimit) -> Made:
    hours = network.snapshot_weightings["objective"].to_xarray()
    weights = _weights(limit)
    parts = [
        weights[unit["carrier"]] * (draws(network, unit)["made"] * hours).sum()
        for unit in case.units.filter(pl.col("carrier").is_in(list(weights))).iter_rows(named=True)
    ]
    return _added(parts), 0.0


def _co2_cap(network: Network, case: PowerCase, limit: PowerLimit) -> Made:
    hours = network.snapshot_weightings["objective"].to_xarray()
    emits = ~pl.col("carrier").is_in(["storage", "interconnector"]) & (pl.col("co2_t_mwh") > 0)
    parts = [
        unit["co2_t_mwh"] * (fuel(network, unit) * hours).sum()
        for unit in case.units.filter(emits).iter_rows(named=True)
    ]
    return _added(parts), -limit.bound


def _curtailment(network: Network, case: PowerCase, limit: PowerLimit) -> Made:
    """Ask that at least 1 - bound of what wind and sun would give is used."""
    hours = network.snapshot_weightings["objective"].to_xarray()
    parts, constant = [], 0.0
    for unit in case.units.filter(pl.col("carrier").is_in(VARIABLE)).iter_rows(named=True):
        full = float(
            (case.hours[unit["carrier"]] * case.hours["hours_stood_for"]).sum() * unit["availability"]
        )
        parts.append(-1.0 * (draws(network, unit)["made"] * hours).sum())
        if unit["max_capacity_mw"] is None:
            constant += (1 - limit.bound) * full * unit["capacity_mw"]
        else:
            grown = network.model["Generator-p_nom"].sel(name=unit["unit"], drop=True)
            parts.append((1 - limit.bound) * full * grown)
    return _added(parts), constant
