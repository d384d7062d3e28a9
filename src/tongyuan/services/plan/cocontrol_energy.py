"""Energy in the costs of a problem: its prices, what is not settled, and what the problem does about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.cocontrol import energy
from tongyuan.plan.measures.energy_costs import energy_costs, with_own_word
from tongyuan.plan.measures.stated_prices import price_table
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.plan import measures
    from tongyuan.plan.cocontrol.problem import CocontrolProblem

__all__ = ["UNPRICED", "PricedEnergy", "carriers_of", "priced_energy"]

#: Ways whose energy is not counted: what is kept of them with a run.
UNPRICED: dict[str, Any] = {
    "measure": pl.String,
    "energy_state": pl.String,
    "lacking": pl.String,
    "activities": pl.UInt32,
}
CHAIN = "+"
#: So many of the ways that are not settled are told in a refusal.
SHOWN = 20


@dataclass(frozen=True)
class PricedEnergy:
    """What may be chosen at the prices of a problem.

    ``costs`` has what energy costs each way (without rows where no prices are given), ``unpriced`` the ways
    whose energy is not counted and why.
    """

    options: measures.Options
    costs: pl.DataFrame
    unpriced: pl.DataFrame


def priced_energy(
    options: measures.Options,
    *,
    asked: CocontrolProblem,
    prices: measures.Prices,
    setting: measures.Setting,
) -> PricedEnergy:
    """Price the energy of all that may be chosen, as the problem states it.

    Parameters
    ----------
    options
        What may be chosen, on the activity of the province.
    asked
        The problem, with its prices and what it does about what is not settled.
    prices
        Price year and the tables that bring money to it.
    setting
        With the calorific values.

    Returns
    -------
    PricedEnergy
        The options that stay, and what energy costs them.

    Raises
    ------
    InputError
        If something is not settled and the problem does not say what to do about it, if a price lacks a year
        of the plan, or its unit does not fit.
    """
    table = price_table(asked.prices, prices=prices)
    beyond = table.filter(pl.col("cny").is_null())["carrier"].to_list()
    if beyond:
        raise InputError([Problem("measure.price_beyond", {"got": one}) for one in beyond])
    flows = with_own_word(options.energy, in_cost=asked.energy_in_cost)
    years = list(asked.scenario.years)
    costs = energy_costs(
        flows if asked.prices else flows.clear(), prices=table, years=years, calorific=setting.calorific
    )
    left = energy.unsettled(costs)
    if left.height and asked.energy_unsettled is None:
        raise InputError([_unsaid(left)])
    kept = energy.without(options, left) if asked.energy_unsettled == "leave_out" else options
    told = (
        left.group_by(measure="way", energy_state="energy_state", lacking="lacking")
        .agg(activities=pl.len())
        .sort("measure", "energy_state")
    )
    return PricedEnergy(kept, costs, told.select(list(UNPRICED)))


def carriers_of(library: measures.Library) -> list[str]:
    """List what may have a price: fuels, their groups, and what measures use beside."""
    groups = {fuels.group(code) for code in fuels.codes()}
    return sorted({*fuels.codes(), *groups, *library.penalties["carrier"]})


def _unsaid(left: pl.DataFrame) -> Problem:
    # A chain is unsettled because one of its measures is: the measures are told, not their mixtures.
    alone = left.filter(~pl.col("way").str.contains(CHAIN, literal=True))
    ways = (alone if alone.height else left).select("way", "energy_state").unique().sort("way")
    told = [f"{way} ({state})" for way, state in ways.iter_rows()]
    more = f" … +{len(told) - SHOWN}" if len(told) > SHOWN else ""
    return Problem("cocontrol.energy_unsettled", {"got": "; ".join(told[:SHOWN]) + more})
