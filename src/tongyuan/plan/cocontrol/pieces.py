"""The pieces of emission that a plan puts together: of a unit run, of a project, and what is fixed."""

from __future__ import annotations

import polars as pl

from tongyuan.plan.cocontrol.case import Case

__all__ = ["AT", "BASE_YEAR", "BOUND", "pieces", "with_amounts"]

#: Joins the region and the source of what is fixed: its item.
AT = "/"
#: What went with an observed concentration: it stays as it was, whatever is planned.
BASE_YEAR = "base"
#: What a bound is set against: it moves with the factors of its year.
BOUND = "bound"
PIECE = ["subject", "item", "part", "region", "source", "species", "year", "mass_t"]


def pieces(case: Case) -> pl.DataFrame:
    """List what one unit of every way of running emits, what one project changes, and what is fixed.

    Parameters
    ----------
    case
        The problem.

    Returns
    -------
    pl.DataFrame
        Columns subject (``running``, ``project`` or ``fixed``), item and part as in the uptake of a plan (of
        what is fixed the region and source), region, source (null of a project), species, year, mass_t [t: of
        one unit of activity, of one project, of the whole of what is fixed].

    Examples
    --------
    >>> from tongyuan.testing.cocontrol import a_case
    >>> case = a_case({"works": 100.0}, options=[], factors={("works", "base"): {"SO2": 0.5}})
    >>> pieces(case).select("subject", "item", "part", "species", "mass_t").rows()
    [('running', 'works', 'base', 'SO2', 0.5)]
    """
    return pl.concat([_running(case), _projects(case), _fixed(case)])


def with_amounts(rows: pl.DataFrame, uptake: pl.DataFrame) -> pl.DataFrame:
    """Join how much a plan runs or builds of each piece.

    Parameters
    ----------
    rows
        Columns subject, item, part, year, among others.
    uptake
        Contract Uptake.

    Returns
    -------
    pl.DataFrame
        The rows in their order, with ``amount``: 0 of what is not taken up, 1 of what is fixed or was.
    """
    key = ["subject", "item", "part", "year"]
    taken = uptake.select(pl.col("subject").cast(pl.String), "item", "part", "year", "quantity")
    joined = rows.join(taken, on=key, how="left", maintain_order="left")
    fixed = pl.col("subject").is_in(["fixed", BASE_YEAR, BOUND])
    amount = pl.when(fixed).then(1.0).otherwise(pl.col("quantity").fill_null(0.0))
    return joined.with_columns(amount=amount).drop("quantity")


def _running(case: Case) -> pl.DataFrame:
    places = case.levels.select("activity", "year", "region", "source")
    placed = case.factors.join(places, on=["activity", "year"], maintain_order="left_right")
    return placed.select(
        pl.lit("running").alias("subject"),
        pl.col("activity").alias("item"),
        pl.col("option").alias("part"),
        *PIECE[3:-1],
        pl.col("factor_t").alias("mass_t"),
    )


def _projects(case: Case) -> pl.DataFrame:
    return case.project_emissions.select(
        pl.lit("project").alias("subject"),
        pl.col("project").alias("item"),
        pl.lit("-").alias("part"),
        "region",
        pl.lit(None, dtype=pl.String).alias("source"),
        "species",
        "year",
        "mass_t",
    )


def _fixed(case: Case) -> pl.DataFrame:
    return case.fixed.select(
        pl.lit("fixed").alias("subject"),
        pl.concat_str(["region", "source"], separator=AT).alias("item"),
        pl.lit("-").alias("part"),
        *PIECE[3:],
    )
