"""Which group of measures brought how much of a plan's fall, whatever the order in which they are counted.

Measures on one activity act on each other: less coal burned leaves a scrubber less to take away. Counted one
after another the last is given what is left; the Shapley value is the mean over all orders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from tongyuan.numerics.shapley import shapley
from tongyuan.plan.cocontrol.algebra import Floats
from tongyuan.plan.cocontrol.alone import measure
from tongyuan.plan.cocontrol.case import BASE, Case
from tongyuan.plan.cocontrol.plan import Plan

__all__ = ["attribute_fall"]


def attribute_fall(
    plan: Plan,
    case: Case,
    *,
    groups: Mapping[str, str],
    weights: Mapping[str, float],
    year: int,
    names: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Share out among groups of measures what a plan lowers.

    A group that is left out runs its activities as today; the others are taken up as in the plan, options in
    their share of what is run.

    Parameters
    ----------
    plan
        The plan.
    case
        Its problem.
    groups
        Group of each measure; a measure that is not named is a group of its own. At most
        ``numerics.shapley.MOST_PLAYERS`` of those that the plan takes up.
    weights
        Weight of each species that counts.
    year
        The year.
    names
        Measure of a substitution, saving or project, by its id, as of ``alone``.

    Returns
    -------
    pl.DataFrame
        Columns group, fall_t [t of the weighed species; a rise is negative], largest first; they add up to
        what the whole plan lowers.

    Raises
    ------
    InputError
        If there are too many groups.

    Examples
    --------
    Saving half of 100 t and scrubbing half of the sulphur lower 75 t together. Alone the saving lowers 50 t
    and then the scrubber 25 t, or the other way round: 37.5 t each.

    >>> from tongyuan.plan.cocontrol.plan import solve
    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_saving, a_term, an_option
    >>> case = a_case({"works": 100.0}, options=[an_option("works", "scrubber", year=2025, cost=1.0)],
    ...     factors={("works", "base"): {"SO2": 1.0}, ("works", "scrubber"): {"SO2": 0.5}},
    ...     limits=[a_limit("cap", bound=25.0, year=2025)], terms=[a_term("cap", year=2025)],
    ...     savings=a_saving("less", activity="works", year=2025, most=50.0, cost=1.0))
    >>> found = attribute_fall(solve(case), case, groups={}, weights={"SO2": 1.0}, year=2025)
    >>> found.sort("group").with_columns(pl.col("fall_t").round(6)).rows()
    [('less', 37.5), ('scrubber', 37.5)]
    """
    laid = _lay_out(plan, case, weights=weights, year=year, groups=groups, names=names)
    taken = laid.taken["group"].unique().sort().to_list()
    none = laid.emitted(frozenset())
    parts = shapley(lambda chosen: none - laid.emitted(chosen), players=taken)
    table = pl.DataFrame(
        {"group": list(parts), "fall_t": list(parts.values())},
        schema={"group": pl.String, "fall_t": pl.Float64},
    )
    return table.sort("fall_t", "group", descending=[True, False])


@dataclass(frozen=True)
class _Laid:
    """A plan as numbers: what is asked for and emitted today, and each choice with its group.

    Parameters
    ----------
    asked, today
        Shape (activities,): amount asked for, and the weighed factor of today.
    taken
        Columns group, kind, at (number of the activity), by: a change of the factor (``running``), of the
        amount that is run (``total``), or of emission as a whole (``built``).
    """

    asked: Floats
    today: Floats
    taken: pl.DataFrame

    def emitted(self, chosen: frozenset[str]) -> float:
        """Sum what is emitted with some groups alone [t of the weighed species]."""
        kept = self.taken.filter(pl.col("group").is_in(list(chosen)))
        total, factor = self.asked.copy(), self.today.copy()
        moved, run = kept.filter(pl.col("kind") == "total"), kept.filter(pl.col("kind") == "running")
        np.add.at(total, moved["at"].to_numpy(), moved["by"].to_numpy())
        np.add.at(factor, run["at"].to_numpy(), run["by"].to_numpy())
        built = float(kept.filter(pl.col("kind") == "built")["by"].sum())
        return float(np.maximum(total, 0.0) @ factor) + built


def _lay_out(
    plan: Plan,
    case: Case,
    *,
    weights: Mapping[str, float],
    year: int,
    groups: Mapping[str, str],
    names: Mapping[str, str] | None,
) -> _Laid:
    levels = case.levels.filter(pl.col("year") == year).sort("activity").with_row_index("at")
    places = levels.select("activity", pl.col("at").cast(pl.Int64), "quantity")
    weight = pl.col("species").replace_strict(dict(weights), default=0.0, return_dtype=pl.Float64)
    factors = (
        case.factors.filter(pl.col("year") == year)
        .group_by("activity", "option", maintain_order=True)
        .agg(factor=(pl.col("factor_t") * weight).sum())
    )
    today = places.join(
        factors.filter(pl.col("option") == BASE), on="activity", how="left", maintain_order="left"
    )
    uptake = plan.uptake.filter(pl.col("year") == year, pl.col("quantity") != 0, pl.col("part") != BASE)
    named = uptake.with_columns(measure(names)).with_columns(
        group=pl.col("measure").replace_strict(
            dict(groups), default=pl.col("measure"), return_dtype=pl.String
        )
    )
    parts = [
        _running(named, plan, today, factors, year=year),
        _moved(named, case, places),
        _built(named, case, weight, year=year),
    ]
    return _Laid(
        asked=places["quantity"].to_numpy(),
        today=today["factor"].fill_null(0.0).to_numpy(),
        taken=pl.concat(parts),
    )


COLUMNS = ["group", "kind", "at", "by"]


def _running(
    named: pl.DataFrame, plan: Plan, today: pl.DataFrame, factors: pl.DataFrame, *, year: int
) -> pl.DataFrame:
    """Give each option its share of what is run, times how far its factor lies from that of today."""
    run = plan.uptake.filter(pl.col("year") == year, pl.col("subject") == "running")
    totals = run.group_by("item", maintain_order=True).agg(pl.col("quantity").sum().alias("total"))
    joined = (
        named.filter(pl.col("subject") == "running")
        .join(totals, on="item", maintain_order="left")
        .join(factors, left_on=["item", "part"], right_on=["activity", "option"], how="left")
        .join(
            today.select("activity", "at", pl.col("factor").alias("today")),
            left_on="item",
            right_on="activity",
        )
    )
    change = pl.col("factor").fill_null(0.0) - pl.col("today").fill_null(0.0)
    share = pl.col("quantity") / pl.col("total")
    return joined.select("group", pl.lit("running").alias("kind"), "at", (share * change).alias("by"))


def _moved(named: pl.DataFrame, case: Case, places: pl.DataFrame) -> pl.DataFrame:
    """Give what each substitution and saving changes in the amounts that are run."""
    moves = named.filter(pl.col("subject") == "moved").join(
        case.substitutions, left_on=["item", "year"], right_on=["substitution", "year"]
    )
    saved = named.filter(pl.col("subject") == "saved").join(
        case.savings.select("saving", "year", "activity"),
        left_on=["item", "year"],
        right_on=["saving", "year"],
    )
    changed = [
        moves.select("group", pl.col("from_activity").alias("activity"), by=-pl.col("quantity")),
        moves.select(
            "group", pl.col("to_activity").alias("activity"), by=pl.col("quantity") * pl.col("yield_ratio")
        ),
        saved.select("group", "activity", by=-pl.col("quantity")),
    ]
    placed = pl.concat(changed).join(places, on="activity", maintain_order="left")
    return placed.with_columns(kind=pl.lit("total")).select(COLUMNS)


def _built(named: pl.DataFrame, case: Case, weight: pl.Expr, *, year: int) -> pl.DataFrame:
    masses = (
        case.project_emissions.filter(pl.col("year") == year)
        .group_by("project", maintain_order=True)
        .agg(by=(pl.col("mass_t") * weight).sum())
    )
    joined = named.filter(pl.col("subject") == "project").join(masses, left_on="item", right_on="project")
    return joined.select("group", pl.lit("built").alias("kind"), pl.lit(0, dtype=pl.Int64).alias("at"), "by")
