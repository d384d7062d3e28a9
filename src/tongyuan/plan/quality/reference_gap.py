"""The gap between reference and sectoral approach: is it within the threshold, and which rows make it."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.emission import estimate
from tongyuan.plan.energy import column_scales
from tongyuan.plan.inventory.reference_approach import reference_activity
from tongyuan.vocabulary import balance as balance_words
from tongyuan.vocabulary.tables import Activity, Control, Factor

__all__ = ["SIGNS", "THRESHOLD", "explain_gap", "judged"]

THRESHOLD = 0.05
SIGNS = {32: 1, 20: 1, 14: -1, 15: -1, 16: -1, 17: -1, 19: -1, 3: -1, 6: -1}
"""Rows of the balance that one approach counts and the other does not, with the sign of their effect."""

KEY = ("region", "year", "fuel")
NOISE = 1e-9


def judged(compared: pl.DataFrame, *, threshold: float = THRESHOLD) -> pl.DataFrame:
    """Tell whether each difference is within the threshold.

    Parameters
    ----------
    compared
        What `tongyuan.plan.inventory.reference_approach` gives.
    threshold
        Share of the reference approach [1].

    Returns
    -------
    pl.DataFrame
        The rows with ``within``; null where a side has no figure or the row lacks a fuel.

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 2, chapter 6, section 6.8: the gap is typically 5 % or less.

    Examples
    --------
    >>> rows = {"difference_share": [0.02, -0.2, None], "gaps": [0, 0, 1]}
    >>> judged(pl.DataFrame(rows))["within"].to_list()
    [True, False, None]
    """
    known = pl.col("difference_share").is_not_null() & (pl.col("gaps") == 0)
    return compared.with_columns(
        pl.when(known).then(pl.col("difference_share").abs() <= threshold).alias("within")
    )


def explain_gap(
    balance: pl.DataFrame, *, compared: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> pl.DataFrame:
    """Share out the difference of the two approaches among the rows of the balance.

    By the identity of the balance, what was available and not burned went into the statistical difference,
    into losses, or into transformation other than power and heat; recovered energy and refuelling abroad are
    taken off by the reference approach alone. What these do not explain is row 0: a balance that does not
    close, or fuel burned that was not taken from it.

    Parameters
    ----------
    balance
        EnergyBalance.
    compared
        What `tongyuan.plan.inventory.reference_approach` gives of it.
    factors
        Factors of the run.
    family
        Its family.

    Returns
    -------
    pl.DataFrame
        ``region``, ``year``, ``fuel``, ``row``, ``row_name`` and ``part_t`` [t CO2]; the parts of a fuel sum
        to its ``difference_t``. Fuels without a difference are left out, as are parts of zero.

    Raises
    ------
    ConflictError
        As for `tongyuan.accounting.emission.estimate`.
    """
    rates = _rates(balance, factors=factors, family=family)
    scale = pl.col("fuel").replace_strict(column_scales(), return_dtype=pl.Float64, default=None)
    sign = pl.col("row").replace_strict(SIGNS, return_dtype=pl.Float64, default=None)
    cells = balance.with_columns(pl.col("row").cast(pl.Int64)).filter(pl.col("row").is_in(list(SIGNS)))
    parts = cells.join(rates, on=KEY).select(
        *KEY, "row", (pl.col("quantity") * scale * sign * pl.col("rate")).alias("part_t")
    )
    gaps = compared.filter(level="fuel").drop_nulls("difference_t")
    wanted = gaps.select("region", "year", "difference_t", fuel="item")
    explained = parts.join(wanted, on=KEY).drop("difference_t").drop_nulls("part_t")
    sums = explained.group_by(KEY, maintain_order=True).agg(
        pl.col("part_t").sum().alias("explained_t"), pl.col("part_t").abs().sum().alias("size_t")
    )
    left = pl.col("difference_t") - pl.col("explained_t").fill_null(0.0)
    noise = NOISE * pl.max_horizontal(pl.col("size_t").fill_null(0.0), pl.col("difference_t").abs())
    rest = (
        wanted.join(sums, on=KEY, how="left")
        .filter(left.abs() > noise)
        .select(*KEY, pl.lit(0, pl.Int64).alias("row"), left.alias("part_t"))
    )
    names = {int(row): name for row, name in balance_words.rows().select("row", "name_zh").iter_rows()}
    return (
        pl.concat([explained, rest])
        .filter(pl.col("part_t") != 0)
        .with_columns(pl.col("row").replace_strict(names | {0: "未解释"}).alias("row_name"))
        .select(*KEY, "row", "row_name", "part_t")
        .sort(*KEY, "row")
    )


def _rates(balance: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    """Compute the CO2 of one unit of each fuel, as the reference approach counts it [t per unit]."""
    one = reference_activity(balance).with_columns(quantity=pl.lit(1.0), state=pl.lit(None, pl.String))
    emission = estimate(
        Activity.validate(one, cast=True),
        factors=factors,
        controls=Control.create_empty(),
        family=family,
        species=["CO2"],
    )
    return emission.select(*KEY, rate="mass_t").drop_nulls()
