"""Drawing sums: rates drawn once a set of factors, quantities summed before they are multiplied.

A figure is quantity times rate, and a rate follows from its factors alone. So the draws of all rows that
share a group and a rate are added first, and each rate is computed once, whoever uses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.accounting.cells import Cells, factor_names
from tongyuan.numerics.draws import Sampler, Spread
from tongyuan.vocabulary.methods import get_method
from tongyuan.vocabulary.tables import Activity, key_of

__all__ = ["Plan", "draw_sums", "lay_out"]

Floats = NDArray[np.float64]
PORTION_BYTES = 48 * 2**20  # what one portion of draws may hold of factors, quantities and rates


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: a method, the factor ids of its terms, and its exact removal."""

    method: str
    terms: tuple[tuple[str, str], ...]
    removal: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to draw, and where each product goes.

    Parameters
    ----------
    groups
        The finest sums, by their columns; a group's number is its position.
    factors, quantities
        Uncertain inputs.
    pools
        For each quantity, the pool in which it is summed.
    rates
        Distinct rates.
    products
        Group, pool and rate of every product, sorted by group.
    """

    groups: pl.DataFrame
    factors: Sequence[Spread]
    quantities: Sequence[Spread]
    pools: Sequence[int]
    rates: Sequence[Rate]
    products: Sequence[tuple[int, int, int]]


def lay_out(rows: pl.DataFrame, cells: Cells, *, named: pl.DataFrame, by: Sequence[str]) -> Plan:
    """Lay out the drawing of the sums that ``by`` names.

    Parameters
    ----------
    rows
        Numbered rows of activity.
    cells
        Their cells.
    named
        Every figure: ``row``, ``context``, ``species``, ``known`` and the columns of ``by``.
    by
        Columns that name a sum.

    Returns
    -------
    Plan
        The plan.
    """
    known = named.filter("known")
    of_row = [name for name in by if name != "species"]
    pools = known.select("context", *of_row).unique(maintain_order=True).with_row_index("pool")
    pooled = known.join(pools, on=["context", *of_row], maintain_order="left")
    in_pool = rows.join(pooled.select("row", "pool").unique(), on="row", maintain_order="left").sort("row")
    groups = known.select(by).unique(maintain_order=True).with_row_index("group")
    rates, rate_of_cell = _rates(cells)
    products = (
        pooled.unique(["context", "species", "pool"], maintain_order=True)
        .join(groups, on=by)
        .join(rate_of_cell, on=["context", "species"])
        .sort("group", "pool", "rate")
        .select("group", "pool", "rate")
    )
    return Plan(
        groups=groups.drop("group"),
        factors=_factor_spreads(cells.chosen),
        quantities=_quantity_spreads(in_pool),
        pools=in_pool["pool"].to_list(),
        rates=rates,
        products=products.rows(),
    )


def draw_sums(plan: Plan, *, draws: int, seed: int) -> Floats:
    """Draw the sums of a plan.

    Parameters
    ----------
    plan
        The plan.
    draws
        Number of draws.
    seed
        Seed.

    Returns
    -------
    ndarray
        Sums [t], shape (groups, draws).

    Raises
    ------
    InputError
        If a range is out of order.
    """
    factors = Sampler(plan.factors, seed=seed)
    quantities = Sampler(plan.quantities, seed=seed)
    ids = [spread.name for spread in plan.factors]
    pools = max(plan.pools, default=-1) + 1
    sums = np.zeros((plan.groups.height, draws))
    for first, last in _portions(draws, inputs=len(ids) + pools + len(plan.rates)):
        count = last - first
        pooled = np.zeros((pools, count))
        for pool, values in zip(plan.pools, quantities.draw(count), strict=True):
            pooled[pool] += values
        values_by_id = dict(zip(ids, factors.draw(count), strict=True))
        rates = [_draw_rate(rate, values_by_id) for rate in plan.rates]
        product = np.empty(count)
        for group, pool, number in plan.products:
            np.multiply(pooled[pool], rates[number], out=product)
            sums[group, first:last] += product
    return sums


def _portions(draws: int, *, inputs: int) -> Iterator[tuple[int, int]]:
    size = max(256, PORTION_BYTES // (8 * max(inputs, 1)))
    return ((first, min(first + size, draws)) for first in range(0, draws, size))


def _draw_rate(rate: Rate, values: Mapping[str, float | Floats]) -> float | Floats:
    entry = get_method(rate.method)
    terms: dict[str, Any] = {name: values[factor_id] for name, factor_id in rate.terms}
    if rate.removal is not None:
        terms["removal"] = rate.removal
    if entry.function is None:
        raise TypeError(f"method {entry.id} has no function")
    drawn: float | Floats = entry.function(1.0, **terms)
    return drawn


def _rates(cells: Cells) -> tuple[list[Rate], pl.DataFrame]:
    """Give each distinct rate a number, and tell each cell's."""
    ids = cells.chosen.pivot(on="name", index=["context", "species", "method"], values="factor_id")
    absent = pl.lit(None, pl.Float64).alias("removal")
    parts = [
        cell.select("context", "species", "removal" if "removal" in cell.columns else absent)
        for cell in cells.methods.values()
    ]
    empty = {"context": pl.UInt32, "species": pl.String, "removal": pl.Float64}
    removals = pl.concat([pl.DataFrame(schema=empty), *parts])
    full = ids.join(removals, on=["context", "species"], maintain_order="left")
    key = [name for name in full.columns if name not in ("context", "species")]
    distinct = full.select(key).unique(maintain_order=True).with_row_index("rate")
    rates = [
        Rate(
            row["method"],
            tuple((name, row[name]) for name in factor_names(get_method(row["method"]))),
            row["removal"],
        )
        for row in distinct.iter_rows(named=True)
    ]
    numbered = full.join(distinct, on=key, nulls_equal=True)
    return rates, numbered.select("context", "species", "rate")


def _factor_spreads(chosen: pl.DataFrame) -> list[Spread]:
    columns = ("factor_id", "value", "low", "high", "distribution")
    return [Spread(*row) for row in chosen.select(columns).unique("factor_id").sort("factor_id").iter_rows()]


def _quantity_spreads(rows: pl.DataFrame) -> list[Spread]:
    name = pl.concat_str([pl.lit("activity"), *key_of(Activity)], separator="|")
    columns = rows.select(name.alias("name"), "quantity", "low", "high")
    return [Spread(*row) for row in columns.iter_rows()]
