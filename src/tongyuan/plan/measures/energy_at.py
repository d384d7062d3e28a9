"""What energy adds to the unit costs of measures at stated prices, before any inventory is looked at."""

from __future__ import annotations

import polars as pl

from tongyuan.plan.measures.applying import KEY
from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.energy import ANY, USED, energy_of
from tongyuan.plan.measures.energy_costs import energy_costs

__all__ = ["energy_at"]

AT = ["measure", "basis", "species"]
NO_HEATS = pl.DataFrame(schema={"fuel": pl.String, "gj_per_unit": pl.Float64})


def energy_at(
    library: Library, *, costs: pl.DataFrame, prices: pl.DataFrame, year: int, replaced: str | None
) -> pl.DataFrame:
    """Price the energy of measures by what their cost counts for: all of it, or none.

    Parameters
    ----------
    library
        Measures.
    costs
        Of `tongyuan.plan.measures.costing.unit_costs`.
    prices
        Of `tongyuan.plan.measures.stated_prices.price_table`; those of fuels given up are for their heat.
    year
        Year of the prices.
    replaced
        Fuel that a substitution gives up; None: what it gives up is not settled.

    Returns
    -------
    pl.DataFrame
        ``measure``, ``basis``, ``species``, ``energy_cny`` [CNY by the basis], ``energy_state``, ``lacking``:
        as `tongyuan.plan.measures.energy_costs.energy_costs` has them.

    Examples
    --------
    0.25 MWh of power at 400 CNY less 5 GJ of coal at 30 CNY: 100 - 150 CNY a MWh of heat.

    >>> from tongyuan.testing.measures import (a_cost, a_library, a_measure, a_performance, a_yield,
    ...     an_effect, prices_of)
    >>> from tongyuan.plan.measures.costing import Rates, unit_costs
    >>> from tongyuan.plan.measures.stated_prices import EnergyPrice, price_table
    >>> pump = a_library(measures=[a_measure()], effects=[an_effect(effect="replacement", value=1.0)],
    ...     yields=[a_yield(amount=0.25, per="service", per_unit="MWh")],
    ...     performance=[a_performance(parameter="base_efficiency", value=0.72, unit="1")],
    ...     costs=[a_cost(per="service", per_unit="MWh", species=None)])
    >>> told = {"price_year": 2020, "citation": "a contract"}
    >>> paid = [EnergyPrice(carrier="coal", price=30, unit="GJ", **told),
    ...     EnergyPrice(carrier="electricity", price=400, unit="MWh", **told)]
    >>> energy_at(pump, costs=unit_costs(pump, prices=prices_of(), rates=Rates(0.08, 0.1)), year=2020,
    ...     prices=price_table(paid, prices=prices_of()), replaced="raw_coal")["energy_cny"].to_list()
    [-50.0]
    """
    bases = costs.select(*AT, "energy_in_cost").unique(maintain_order=True)
    energy = energy_of(library).with_columns(
        basis="per",
        carrier=pl.when(pl.col("carrier") == ANY).then(pl.lit(replaced, pl.String)).otherwise("carrier"),
        amount=pl.when(pl.col("role") == USED).then("amount").otherwise(-pl.col("amount")),
    )
    whole = bases.join(energy, on=AT, how="left", nulls_equal=True, maintain_order="left").select(
        *AT, "energy_in_cost", "carrier", "amount", "unit"
    )
    unknown = bases.filter(pl.col("measure").is_in(_half_known(library, bases, energy))).with_columns(
        carrier=pl.lit(None, pl.String), amount=pl.lit(None, pl.Float64), unit=pl.lit(None, pl.String)
    )
    flows = pl.concat([whole, unknown]).with_columns(
        *(pl.lit(ANY).alias(name) for name in KEY),
        subject=pl.col("basis"),
        way=pl.col("species").fill_null(ANY),
    )
    found = energy_costs(flows, prices=prices, years=[year], calorific=NO_HEATS, by=[*KEY, "measure"])
    species = pl.when(pl.col("way") != ANY).then("way")
    return found.select(
        "measure", "energy_cny", "energy_state", "lacking", basis="subject", species=species
    ).select(*AT, "energy_cny", "energy_state", "lacking")


def _half_known(library: Library, bases: pl.DataFrame, energy: pl.DataFrame) -> list[str]:
    """List measures of which a part of the energy is not known, or counts for another thing than the cost."""
    other = energy.join(bases, on=AT, how="anti", nulls_equal=True)["measure"].to_list()
    replacing = library.effects.filter(pl.col("effect").cast(pl.String) == "replacement")["measure"].to_list()
    giving_up = energy.filter(pl.col("role") != USED)["measure"].to_list()
    return sorted({*other, *(one for one in replacing if one not in giving_up)})
