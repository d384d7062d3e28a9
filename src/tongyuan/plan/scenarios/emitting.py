"""Emission of a scenario: the inventory carried on by growth, less what each adoption takes away in turn."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import polars as pl

from tongyuan.plan.measures.naming import activity_id
from tongyuan.plan.measures.options import BASE, Options
from tongyuan.plan.scenarios.adopting import Adopted
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.tables import ScenarioDriven, ScenarioEmission, ScenarioStep, ScenarioWedge

__all__ = ["Emitted", "emitted"]

PLACE = ["region", "source", "species", "year"]
#: What one activity emits at one place: savings lessen all of it, ways of running add to it or take away.
STACK = ["activity_id", "emitted_at", "species", "year"]


@dataclass(frozen=True, slots=True, eq=False)
class Emitted:
    """What a scenario emits.

    Parameters
    ----------
    emission
        By region, source, species and year, with what it would be without measures.
    wedges
        What each adoption takes away, behind those stated before it; they add up to the difference.
    driven
        Emission without measures by driver.
    steps
        What each adoption changes of each activity, from which the wedges are summed.
    """

    emission: dy.DataFrame[ScenarioEmission]
    wedges: dy.DataFrame[ScenarioWedge]
    driven: dy.DataFrame[ScenarioDriven]
    steps: dy.DataFrame[ScenarioStep]


def emitted(
    scenario: str,
    *,
    emission: pl.DataFrame,
    activity: pl.DataFrame,
    growth: pl.DataFrame,
    options: Options,
    taken: Adopted,
) -> Emitted:
    """Carry an inventory on through the years of a scenario.

    Parameters
    ----------
    scenario
        Its id.
    emission
        Contract Emission of one year: of one account, and only what is emitted within the region.
    activity
        Columns activity_id, region, source and quantity: what emits it.
    growth
        Columns activity_id, year, growth and driver: activity over that of the inventory.
    options
        What a unit of every activity emits.
    taken
        What is taken up.

    Returns
    -------
    Emitted
        Masses by year and source; what the inventory does not know stays unknown and says so.

    Notes
    -----
    Of an activity that has grown to level L, with shares s of ways to run it and savings v behind each other
    in the stated order: E_k = L x product of (1 - s v) x (f_base + sum of s (f - f_base)); the wedge of the
    k-th adoption is E_(k-1) - E_k. Savings lessen the activity; shares count what is left of it.

    References
    ----------
    .. [1] Pacala and Socolow 2004, Science 305, 968-972: a wedge is what an activity takes away of the path
       that emission would have gone without it.
    """
    named = emission.with_columns(activity_id(), pl.col("state").cast(pl.String))
    follows = growth.select("activity_id", "year", "growth", "driver")
    grown = named.drop("year").join(follows, on="activity_id", maintain_order="left_right")
    carried = grown.with_columns(baseline_t=pl.col("mass_t") * pl.col("growth"))
    steps = _steps(_levels(activity, growth=growth), options=options, taken=taken)
    wedges = _wedges(steps)
    driven = carried.filter(pl.col("baseline_t").is_not_null()).group_by("driver", *PLACE)
    told = {"scenario": pl.lit(scenario)}
    return Emitted(
        emission=ScenarioEmission.validate(
            _summed(carried, wedges).with_columns(**told).sort(PLACE), cast=True
        ),
        wedges=ScenarioWedge.validate(wedges.with_columns(**told).sort("rank", *PLACE), cast=True),
        driven=ScenarioDriven.validate(
            driven.agg(pl.col("baseline_t").sum()).with_columns(**told).sort("driver", *PLACE), cast=True
        ),
        steps=ScenarioStep.validate(
            steps.rename({"activity_id": "activity", "emitted_at": "source"}).with_columns(**told), cast=True
        ),
    )


def _summed(carried: pl.DataFrame, wedges: pl.DataFrame) -> pl.DataFrame:
    """Sum by source: what is known of it, and which states the rest has."""
    known = pl.col("baseline_t").is_not_null()
    lacking = pl.coalesce("state", pl.lit(Missing.NE.value)).filter(~known)
    without = carried.group_by(PLACE, maintain_order=True).agg(
        baseline_t=pl.when(known.any()).then(pl.col("baseline_t").sum()),
        state=pl.when(~known.all()).then(lacking.unique().sort().str.join(" ")),
    )
    less = wedges.group_by(PLACE, maintain_order=True).agg(pl.col("avoided_t").sum())
    # What is taken up may emit at a source where the inventory has nothing.
    joined = without.join(less, on=PLACE, how="full", coalesce=True)
    new = pl.col("baseline_t").is_null() & pl.col("state").is_null()
    filled = joined.with_columns(baseline_t=pl.when(new).then(0.0).otherwise("baseline_t"))
    mass = pl.col("baseline_t").fill_null(0.0) - pl.col("avoided_t")
    return filled.with_columns(
        mass_t=pl.when(pl.col("avoided_t").is_null()).then("baseline_t").otherwise(mass)
    ).drop("avoided_t")


def _steps(levels: pl.DataFrame, *, options: Options, taken: Adopted) -> pl.DataFrame:
    """Set what each adoption changes of a unit beside the activity it falls on, in the stated order."""
    today = options.factors.with_columns(activity_id()).filter(pl.col("option") == BASE)
    base = today.select("activity_id", "species", base_t="factor_t").join(
        levels.select("activity_id", emitted_at="source").unique(), on="activity_id"
    )
    # A substitution may give up and take up at one source: that is one step.
    changes = (
        _with_savings_everywhere(taken.changes)
        .group_by("rank", "measure", "activity_id", "emitted_at", "species", maintain_order=True)
        .agg(pl.col("change_t").sum(), pl.col("saved").max())
    )
    shared = changes.join(taken.shares, on="rank")
    return (
        shared.join(levels.drop("source"), on=["activity_id", "year"])
        .join(base, on=["activity_id", "emitted_at", "species"], how="left")
        .with_columns(pl.col("base_t").fill_null(0.0))
        .sort(*STACK, "rank")
    )


def _wedges(steps: pl.DataFrame) -> pl.DataFrame:
    """Take adoptions one behind the other, in the stated order."""
    kept = (1 - pl.col("share") * pl.col("saved")).cum_prod().over(STACK)
    unit = pl.col("base_t") + (pl.col("share") * pl.col("change_t")).cum_sum().over(STACK)
    after = pl.col("level") * kept * unit
    first = pl.col("level") * pl.col("base_t")
    behind = steps.with_columns(after_t=after).with_columns(
        before_t=pl.coalesce(pl.col("after_t").shift(1).over(STACK), first)
    )
    avoided = (pl.col("before_t") - pl.col("after_t")).sum()
    return behind.with_columns(source="emitted_at").group_by("rank", "measure", *PLACE).agg(avoided_t=avoided)


def _levels(activity: pl.DataFrame, *, growth: pl.DataFrame) -> pl.DataFrame:
    """Give the level of every activity in every year, where it is known."""
    held = activity.filter(pl.col("quantity").is_not_null())
    grown = held.select("activity_id", "region", "source", "quantity").join(
        growth.select("activity_id", "year", "growth"), on="activity_id"
    )
    level = pl.col("quantity") * pl.col("growth")
    return grown.select("activity_id", "region", "source", "year", "quantity", level=level)


def _with_savings_everywhere(changes: pl.DataFrame) -> pl.DataFrame:
    """Let a saving lessen also what a substitution of the same activity emits elsewhere."""
    key = ["activity_id", "emitted_at", "species"]
    places = changes.select(key).unique()
    saving = (
        changes.filter(pl.col("saved") != 0).drop("emitted_at").unique(["rank", "activity_id", "species"])
    )
    spread = saving.join(places, on=["activity_id", "species"]).select(changes.columns)
    return pl.concat([changes.filter(pl.col("saved") == 0), spread])
