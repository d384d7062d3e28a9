"""An inventory along the tree of source categories: what each branch gives of one species."""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.vocabulary import sources
from tongyuan.vocabulary.accounts import Account, account, of_account
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.quality import QUALITY

__all__ = ["account_totals", "source_tree"]

GRAVEST = (Missing.NE, Missing.NOT_REPORTED, Missing.C, Missing.IE, Missing.NO)
ACCOUNTS: tuple[Account, ...] = ("emissions", "land", "memo")
SCHEMA = {
    "source": pl.String,
    "parent": pl.String,
    "depth": pl.Int64,
    "leaf": pl.Boolean,
    "mass_t": pl.Float64,
    "share": pl.Float64,
    "state": pl.String,
    "estimated": pl.Int64,
    "gaps": pl.Int64,
    "quality": pl.String,
}


def source_tree(emission: pl.DataFrame, *, species: str) -> pl.DataFrame:
    """Sum one species along the tree of source categories; what is missing is counted, never zero.

    Parameters
    ----------
    emission
        Contract Emission, of one region and year [t].
    species
        Species.

    Returns
    -------
    pl.DataFrame
        One row a category that has a row itself or below it, parents first, in the order of the tree:
        ``source``, ``parent``, ``depth``, ``leaf`` (nothing below it), ``mass_t`` [t], ``share`` of all that
        is emitted (sinks are no part of what it is divided by, memo items have none) [1], ``state`` where
        there is no mass, ``estimated`` and ``gaps`` (rows with and without a mass) and the worst
        ``quality``. Purchased energy (``none``, scope 2) stands last and is no part of any branch.

    Examples
    --------
    >>> rows = {"source": ["1A1a", "1A2a"], "species": "CO2", "mass_t": [3.0, 1.0], "state": None}
    >>> emission = pl.DataFrame(rows).with_columns(quality=pl.lit("derived"), scope=pl.lit(1))
    >>> tree = source_tree(emission, species="CO2")
    >>> tree.filter(source="1A").select("mass_t", "share", "depth").row(0)
    (4.0, 1.0, 1)
    """
    rows = emission.filter(pl.col("species") == species).select(
        "source", "mass_t", pl.col("state").cast(pl.String), pl.col("quality").cast(pl.String)
    )
    branches = {code: (code, *_above(code)) for code in rows["source"].unique().to_list()}
    spread = rows.with_columns(
        pl.col("source").replace_strict(branches, return_dtype=pl.List(pl.String)).alias("branch")
    ).explode("branch")
    summed = spread.group_by(pl.col("branch").alias("source"), maintain_order=True).agg(_sums())
    counted = of_account(rows.filter(pl.col("source") != "none"), kept="with_land")
    emitted = float(counted.filter(pl.col("mass_t") > 0)["mass_t"].sum())
    places = {code: place for place, code in enumerate((*sources.codes(), "none"))}
    held = set(summed["source"].to_list())
    apart = ["none", *sorted(code for code in held if account(code) == "memo")]
    parents = {code: next(iter(_above(code)), None) for code in held}
    return (
        summed.with_columns(
            pl.col("source").replace_strict(parents, return_dtype=pl.String).alias("parent"),
            pl.col("source")
            .map_elements(lambda code: len(_above(code)), return_dtype=pl.Int64)
            .alias("depth"),
            (~pl.col("source").is_in(sorted(filter(None, parents.values())))).alias("leaf"),
            pl.when(pl.lit(emitted > 0) & ~pl.col("source").is_in(apart))
            .then(pl.col("mass_t") / emitted)
            .alias("share"),
        )
        .sort(pl.col("source").replace_strict(places, default=len(places), return_dtype=pl.Int64))
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )


def account_totals(tree: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Sum the roots of a tree by account: emissions, land and memo items never stand in one sum.

    Parameters
    ----------
    tree
        Of ``source_tree``.

    Returns
    -------
    dict
        Account to ``mass_t`` (None where nothing is known) [t], ``estimated`` and ``gaps``; purchased energy
        is no part of any.

    Examples
    --------
    >>> rows = {"source": ["1A1a", "4A"], "species": "CO2", "mass_t": [3.0, -1.0], "state": None}
    >>> emission = pl.DataFrame(rows).with_columns(quality=pl.lit("derived"), scope=pl.lit(1))
    >>> sums = account_totals(source_tree(emission, species="CO2"))
    >>> sums["emissions"]["mass_t"], sums["land"]["mass_t"], sums["memo"]["mass_t"]
    (3.0, -1.0, None)
    """
    roots = tree.filter(pl.col("parent").is_null() & (pl.col("source") != "none"))
    parts = {kept: of_account(roots, kept=kept) for kept in ACCOUNTS}
    return {
        kept: {
            "mass_t": float(known.sum()) if (known := part["mass_t"].drop_nulls()).len() else None,
            "estimated": int(part["estimated"].sum()),
            "gaps": int(part["gaps"].sum()),
        }
        for kept, part in parts.items()
    }


def _above(code: str) -> tuple[str, ...]:
    return () if code in sources.NOT_A_SOURCE else sources.ancestors(code)


def _sums() -> list[pl.Expr]:
    known = pl.col("mass_t").count() > 0
    gravest = [
        pl.when((pl.col("state") == missing.value).any()).then(pl.lit(missing.value)) for missing in GRAVEST
    ]
    return [
        pl.when(known).then(pl.col("mass_t").sum()).alias("mass_t"),
        pl.when(~known).then(pl.coalesce(gravest)).alias("state"),
        pl.col("mass_t").count().alias("estimated"),
        pl.col("mass_t").null_count().alias("gaps"),
        pl.col("quality").cast(QUALITY).max(),
    ]
