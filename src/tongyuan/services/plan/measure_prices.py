"""Prices of energy as a question about measures states them: in one line, in money of its price year."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.plan import measures
from tongyuan.plan.measures.stated_prices import EnergyPrice, price_table
from tongyuan.services.plan.cocontrol_energy import carriers_of
from tongyuan.services.plan.measure_library import Costing
from tongyuan.vocabulary import fuels, units
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["PricesAsked", "Replaced", "energy_added"]

PricesAsked = Annotated[
    str | None,
    "能源价格（价格年份的元），如 coal=30/GJ,electricity=400/MWh · prices of energy, CNY of the price year",
]
Replaced = Annotated[str | None, "被替代的燃料，如 raw_coal · fuel that a substitution gives up"]
#: Whence these prices are: the question itself.
ASKED = "asked"
NOTHING = {"energy_cny": pl.Float64, "energy_state": pl.String, "lacking": pl.String}
AT = ["measure", "basis", "species"]


def energy_added(costing: Costing, *, prices: str | None, replaced: str | None) -> pl.DataFrame:
    """Price the energy of every measure that has a cost, by what the cost counts for.

    Parameters
    ----------
    costing
        The library with its costs.
    prices
        As the question states them; None: nothing is priced.
    replaced
        Fuel that substitutions give up.

    Returns
    -------
    pl.DataFrame
        ``measure``, ``basis``, ``species``, ``energy_cny``, ``energy_state``, ``lacking``; without rows where
        no prices are stated.

    Raises
    ------
    InputError
        If a price or the fuel cannot be read.
    """
    if not prices:
        return (
            costing.costs.select(AT)
            .clear()
            .with_columns(pl.lit(None, kind).alias(name) for name, kind in NOTHING.items())
        )
    if replaced is not None and replaced not in fuels.codes():
        raise _unread("replaced", replaced, " ".join(fuels.codes()))
    known = carriers_of(costing.catalogue)
    stated = [_read(part, known=known, year=costing.prices.year) for part in prices.split(",")]
    return measures.energy_at(
        costing.catalogue,
        costs=costing.costs,
        prices=price_table(stated, prices=costing.prices),
        year=costing.prices.year,
        replaced=replaced,
    )


def _read(part: str, *, known: list[str], year: int) -> EnergyPrice:
    carrier, _, told = part.strip().partition("=")
    value, _, unit = told.partition("/")
    try:
        price = float(value)
    except ValueError:
        raise _unread("prices", part, "coal=30/GJ") from None
    if price < 0 or carrier not in known or not units.known(unit):
        raise _unread("prices", part, "coal=30/GJ")
    return EnergyPrice(carrier=carrier, price=price, unit=unit, price_year=year, citation=ASKED)


def _unread(name: str, got: str, expected: str) -> InputError:
    return InputError(Problem("service.argument", {"name": name, "got": got, "expected": expected}))
