"""Drawing sums: rates drawn once a set of factors, quantities summed before they are multiplied.

A figure is quantity times rate, and a rate follows from its factors alone. So the draws of all rows that
share a group and a context are pooled first, each distinct rate is computed once, whoever uses it, and a sum
is the products of its pools and rates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.accounting.cells import Cells, factor_names
from tongyuan.accounting.levers import levers_on
from tongyuan.numerics.draws import Sampler, Spread
from tongyuan.vocabulary.methods import Method, get_method
from tongyuan.vocabulary.tables import Activity, key_of

__all__ = ["Plan", "draw_sums", "lay_out"]

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
Picked = slice | Positions

PORTION_BYTES = 40 * 2**20  # what the draws of one portion may take
BLOCK = 20  # rates computed at a time, so that their terms stay in the cache


@dataclass(frozen=True, slots=True)
class Block:
    """Rates of one method that are computed at once, small enough for the cache.

    Parameters
    ----------
    entry
        The method.
    rates
        Their numbers.
    terms
        For each factor of the equation, the positions among the factors; one that all share stands once.
    removal
        Exact removal, shape (rates, 1) [1]; None where the method knows no controls.
    """

    entry: Method
    rates: slice
    terms: dict[str, Picked]
    removal: Floats | None


@dataclass(frozen=True, slots=True)
class Pull:
    """How a draw of a parameter moves a pool of derived quantities.

    Parameters
    ----------
    pool, factor
        Positions of the pool and of the parameter among the factors.
    central
        Value of the parameter.
    below, above
        Change of the pool per unit by which the draw lies below, above the value.
    """

    pool: int
    factor: int
    central: float
    below: float
    above: float


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
    pulls
        Parameters of derivations and the pools that they move.
    rates
        Distinct rates, in blocks that follow each other.
    products
        For each group, its pools and their rates, side by side.
    """

    groups: pl.DataFrame
    factors: Sequence[Spread]
    quantities: Sequence[Spread]
    pools: Sequence[int]
    pulls: Sequence[Pull]
    rates: Sequence[Block]
    products: Sequence[tuple[Picked, Picked]]


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
    pool = ["context", *(name for name in by if name != "species")]
    pools = known.select(pool).unique(maintain_order=True).with_row_index("pool")
    pooled = known.join(pools, on=pool, maintain_order="left")
    quantities = rows.join(pooled.select("row", "pool").unique(), on="row").sort("pool", "row")
    groups = known.select(by).unique(maintain_order=True)
    levers = levers_on(rows, cells.levers).join(pooled.select("row", "pool").unique(), on="row")
    drawn = ["factor_id", "value", "low", "high", pl.col("distribution").cast(pl.String)]
    both = pl.concat([cells.chosen.select(drawn), levers.select(drawn)])
    factors = both.unique("factor_id").sort("distribution", "factor_id")
    rates, rate_of_cell = _rates(cells, factors["factor_id"])
    products = (
        pooled.unique(["context", "species", "pool"])
        .join(rate_of_cell, on=["context", "species"])
        .sort("pool", "rate")
        .group_by(by)
        .agg("pool", "rate")
    )
    in_order = groups.join(products, on=by, maintain_order="left")
    return Plan(
        groups=groups,
        factors=_spreads(factors),
        quantities=_spreads(quantities.select(_row_name(), "quantity", "low", "high")),
        pools=quantities["pool"].to_list(),
        pulls=_pulls(levers, factors["factor_id"]),
        rates=rates,
        products=[(_picked(pools), _picked(numbers)) for pools, numbers in in_order["pool", "rate"].rows()],
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
    sums = np.zeros((plan.groups.height, draws))
    heights = (
        len(plan.factors),
        max(plan.pools, default=-1) + 1,
        plan.rates[-1].rates.stop if plan.rates else 0,
    )
    size = min(draws, max(256, PORTION_BYTES // (8 * max(sum(heights), 1))))
    room = [np.empty((height, size)) for height in heights]
    for first in range(0, draws, size):  # streams go on, so that the division changes no draw
        part = sums[:, first : first + size]
        drawn, pooled, rates = (space[:, : part.shape[1]] for space in room)
        _compute_rates(plan.rates, factors.draw_into(drawn), rates)
        quantities.pool_into(pooled, pools=plan.pools)
        _pull(plan.pulls, drawn, pooled)
        for (pools, numbers), row in zip(plan.products, part, strict=True):
            np.einsum("pd,pd->d", pooled[pools], rates[numbers], out=row)
    return sums


def _pulls(levers: pl.DataFrame, factor_ids: pl.Series) -> list[Pull]:
    """Give for each pool and parameter how far one unit of the parameter moves it, on either side."""
    places = factor_ids.to_frame().with_row_index("factor")
    below, above = pl.col("low") - pl.col("value"), pl.col("high") - pl.col("value")
    summed = (
        levers.with_columns(
            below=pl.when(below != 0).then(pl.col("at_low") / below).otherwise(0.0),
            above=pl.when(above != 0).then(pl.col("at_high") / above).otherwise(0.0),
        )
        .sort("pool", "factor_id", "row")
        .group_by("pool", "factor_id", maintain_order=True)
        .agg(pl.col("value").first(), pl.col("below", "above").sum())
        .join(places, on="factor_id", maintain_order="left")
    )
    return [Pull(*row) for row in summed.select("pool", "factor", "value", "below", "above").iter_rows()]


def _pull(pulls: Sequence[Pull], factors: Floats, pooled: Floats) -> None:
    for pull in pulls:
        away = factors[pull.factor] - pull.central
        pooled[pull.pool] += np.minimum(away, 0.0) * pull.below + np.maximum(away, 0.0) * pull.above


def _compute_rates(blocks: Sequence[Block], factors: Floats, rates: Floats) -> None:
    for block in blocks:
        terms = {name: factors[picked] for name, picked in block.terms.items()}
        if block.removal is not None:
            terms["removal"] = block.removal
        if block.entry.function is None:
            raise TypeError(f"method {block.entry.id} has no function")
        rates[block.rates] = block.entry.function(1.0, **terms)


def _rates(cells: Cells, factor_ids: pl.Series) -> tuple[list[Block], pl.DataFrame]:
    """Find the distinct rates of each method, and tell each cell's number."""
    places = dict(zip(factor_ids.to_list(), range(len(factor_ids)), strict=True))
    blocks: list[Block] = []
    numbered = [pl.DataFrame(schema={"context": pl.UInt32, "species": pl.String, "rate": pl.UInt32})]
    for name, cell in cells.methods.items():
        entry = get_method(name)
        shares = pl.col("removal") if "removal" in cell.columns else pl.lit(None, pl.Float64).alias("removal")
        terms = {f"factor_id_{term}": term for term in factor_names(entry)}
        full = cell.select("context", "species", *terms, shares).rename(terms)
        start = blocks[-1].rates.stop if blocks else 0
        distinct = _in_blocks(full, entry).with_row_index("rate", offset=start)
        key = [*terms.values(), "removal"]
        numbered.append(full.join(distinct, on=key, nulls_equal=True).select("context", "species", "rate"))
        blocks += _blocks(entry, distinct, places)
    return blocks, pl.concat(numbered)


def _in_blocks(full: pl.DataFrame, entry: Method) -> pl.DataFrame:
    """Order the distinct rates: by their leading factor, then by species, each as contexts bring them."""
    terms = factor_names(entry)
    leading = full.sort("context").select(terms[0]).unique(maintain_order=True).with_row_index("leading")
    first_seen = full.group_by(*terms, "removal").agg(pl.col("species").min(), pl.col("context").min())
    return first_seen.join(leading, on=terms[0]).sort("leading", "species", "context")


def _blocks(entry: Method, distinct: pl.DataFrame, places: Mapping[str, int]) -> list[Block]:
    positions = {name: [places[id_] for id_ in distinct[name].to_list()] for name in factor_names(entry)}
    removal = distinct["removal"].to_numpy()[:, None] if "removal" in entry.terms else None
    leading = distinct["leading"].to_numpy()
    starts = [0, *(np.flatnonzero(np.diff(leading)) + 1).tolist()]
    base = int(distinct["rate"][0])
    blocks = []
    for start, stop in zip(starts, [*starts[1:], len(leading)], strict=True):
        for first in range(start, stop, BLOCK):
            part = slice(first, min(first + BLOCK, stop))
            terms = {name: _picked(places[part]) for name, places in positions.items()}
            shares = None if removal is None else removal[part]
            blocks.append(Block(entry, slice(base + part.start, base + part.stop), terms, shares))
    return blocks


def _picked(positions: list[int]) -> Picked:
    """Pick positions by a slice where they follow at even steps, which copies nothing; equal ones once."""
    first, last = positions[0], positions[-1]
    step = positions[1] - first if len(positions) > 1 else 0
    if step == 0 and len(set(positions)) == 1:
        return slice(first, first + 1)
    if step > 0 and positions == list(range(first, last + 1, step)):
        return slice(first, last + 1, step)
    return np.array(positions, dtype=np.int64)


def _row_name() -> pl.Expr:
    return pl.concat_str([pl.lit("activity"), *key_of(Activity)], separator="|").alias("name")


def _spreads(inputs: pl.DataFrame) -> list[Spread]:
    return [Spread(*row) for row in inputs.iter_rows()]
