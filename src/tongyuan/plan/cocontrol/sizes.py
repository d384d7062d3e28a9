"""Sizes by which a problem is scaled: activities, masses and money differ by twelve orders of magnitude."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tongyuan.plan.cocontrol.case import BASE, Case

__all__ = ["Sizes", "baseline", "sizes_of"]


@dataclass(frozen=True)
class Sizes:
    """Size of each activity [its unit], of each species [t] and of money [CNY].

    Parameters
    ----------
    activity
        Columns activity, size.
    species
        Columns species, size.
    money
        CNY that stand for one in the objective.
    """

    activity: pl.DataFrame
    species: pl.DataFrame
    money: float


def baseline(case: Case) -> pl.DataFrame:
    """Sum what is emitted without any measure: the scenario's activity as it runs today, and what is fixed.

    Parameters
    ----------
    case
        The problem.

    Returns
    -------
    pl.DataFrame
        Columns region, species, year, mass_t [t]: every cell that anything in the problem may change.
    """
    key = ["region", "species", "year"]
    today = case.factors.filter(pl.col("option") == BASE).join(
        case.levels, on=["activity", "year"], maintain_order="left_right"
    )
    running = today.select(*key, (pl.col("factor_t") * pl.col("quantity")).alias("mass_t"))
    changed = case.project_emissions.select(*key, pl.lit(0.0).alias("mass_t"))
    fixed = case.fixed.select(*key, "mass_t")
    return (
        pl.concat([running, fixed, changed])
        .group_by(key, maintain_order=True)
        .agg(pl.col("mass_t").sum())
        .sort(key)
    )


def sizes_of(case: Case) -> Sizes:
    """Choose sizes: the largest amount of an activity, the largest mass of a species, the usual cost.

    Parameters
    ----------
    case
        The problem.

    Returns
    -------
    Sizes
        All above zero.
    """
    activity = _activity_sizes(case)
    masses = (
        baseline(case)
        .group_by("species", maintain_order=True)
        .agg(pl.col("mass_t").abs().max().alias("size"))
    )
    species = masses.with_columns(_positive("size")).sort("species")
    costs = pl.concat(
        [
            case.options.join(activity, on="activity", maintain_order="left_right").select(
                pl.col("cost_cny") * pl.col("size")
            ),
            case.substitutions.join(
                activity, left_on="from_activity", right_on="activity", maintain_order="left_right"
            ).select(pl.col("cost_cny") * pl.col("size")),
            case.savings.join(activity, on="activity", maintain_order="left_right").select(
                pl.col("cost_cny") * pl.col("size")
            ),
            case.projects.select("cost_cny"),
        ]
    )["cost_cny"].abs()
    usual = costs.filter(costs > 0).median()
    return Sizes(activity, species, usual if isinstance(usual, float) else 1.0)


def _activity_sizes(case: Case) -> pl.DataFrame:
    """Take the largest amount of the years; of an activity that begins, what may move to it."""
    own = case.levels.group_by("activity", maintain_order=True).agg(pl.col("quantity").max().alias("size"))
    moved = case.substitutions.join(
        own, left_on="from_activity", right_on="activity", maintain_order="left_right"
    ).select(pl.col("to_activity").alias("activity"), (pl.col("size") * pl.col("yield_ratio")).alias("moved"))
    joined = own.join(
        moved.group_by("activity", maintain_order=True).agg(pl.col("moved").max()),
        on="activity",
        how="left",
        maintain_order="left",
    )
    return (
        joined.select(
            "activity",
            pl.when(pl.col("size") > 0).then("size").otherwise(pl.col("moved").fill_null(0.0)).alias("size"),
        )
        .select("activity", _positive("size"))
        .sort("activity")
    )


def _positive(name: str) -> pl.Expr:
    return pl.when(pl.col(name) > 0).then(pl.col(name)).otherwise(1.0).alias(name)
