"""Energy in the cost of a plan: what is left out for want of prices, and cost in parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from tongyuan.plan.cocontrol.case import BASE, Case
from tongyuan.plan.measures.costing import SOCIAL_PARTS
from tongyuan.plan.measures.energy_costs import UNSETTLED
from tongyuan.plan.measures.flows import MOVED, RUNNING, SAVED
from tongyuan.plan.measures.naming import BY, activity_id
from tongyuan.plan.measures.options import Options
from tongyuan.vocabulary.tables import Saving, Substitution, TechnologyOption

__all__ = ["COST_PARTS", "PARTS", "cost_parts", "unit_parts", "unsettled", "with_energy", "without"]

#: The parts that add up to what a plan costs.
PARTS = (*SOCIAL_PARTS, "energy_cny")
AT = ["subject", "item", "part", "year"]
COST_PARTS: dict[str, Any] = {
    **dict.fromkeys(("subject", "item", "part"), pl.String),
    "year": pl.Int32,
    **dict.fromkeys((*PARTS, "cost_cny"), pl.Float64),
    "energy_state": pl.String,
}
#: What joins to a plan's rows a way of one's own: the part of what is not run.
WHOLE = "-"


def unsettled(energy: pl.DataFrame) -> pl.DataFrame:
    """List the ways whose energy is not counted, with the reason, once for all years.

    Parameters
    ----------
    energy
        Of `tongyuan.plan.measures.energy_costs.energy_costs`.

    Returns
    -------
    pl.DataFrame
        The key, ``subject``, ``way``, ``energy_state``, ``lacking``.
    """
    left = energy.filter(pl.col("energy_state").is_in(UNSETTLED)).drop("plan_year", "energy_cny")
    key = [name for name in left.columns if name not in ("energy_state", "lacking")]
    return left.unique(key, keep="first", maintain_order=True)


def without(options: Options, left: pl.DataFrame) -> Options:
    """Take ways out of what may be chosen, and list them among what is left out.

    Parameters
    ----------
    options
        What may be chosen.
    left
        Of `unsettled`.

    Returns
    -------
    Options
        The rest, with ``excluded`` grown by what went, ``energy_`` before its reason.
    """
    key = [name for name in left.columns if name not in ("subject", "way", "energy_state", "lacking")]

    def rest(table: pl.DataFrame, subject: str, name: str) -> pl.DataFrame:
        gone = left.filter(subject=subject).select(*key, pl.col("way").alias(name))
        return table.join(gone, on=[*key, name], how="anti", maintain_order="left")

    reason = pl.concat_str(pl.lit("energy_"), "energy_state").alias("reason")
    told = left.select(*key, measure="way").with_columns(left.select(reason))
    running = rest(options.options, RUNNING, "option")
    return replace(
        options,
        options=running,
        factors=rest(options.factors, RUNNING, "option"),
        penalties=rest(options.penalties, RUNNING, "option"),
        substitutions=rest(options.substitutions, MOVED, "measure"),
        taken=rest(options.taken, MOVED, "measure"),
        savings=rest(options.savings, SAVED, "measure"),
        excluded=pl.concat([options.excluded, told.select(options.excluded.columns)]),
    )


def unit_parts(options: Options, energy: pl.DataFrame) -> pl.DataFrame:
    """Give what a unit of every way costs, in parts, with energy where it is priced.

    Parameters
    ----------
    options
        What may be chosen.
    energy
        Of `tongyuan.plan.measures.energy_costs.energy_costs`, on the same activities; without rows where no
        prices are given.

    Returns
    -------
    pl.DataFrame
        ``subject``, ``item``, ``part`` as a plan names what it chooses, ``year`` (null: every year), the
        parts [CNY a unit of activity; null: not stated], ``energy_state`` (null: no prices are given).
    """
    moved = pl.concat_str(activity_id(), "measure", separator=BY)
    ways = [
        options.options.filter(pl.col("option") != BASE).select(
            activity_id(),
            *SOCIAL_PARTS,
            subject=pl.lit(RUNNING),
            item=activity_id(),
            part="option",
            way="option",
        ),
        *(
            table.select(
                activity_id(),
                *SOCIAL_PARTS,
                subject=pl.lit(subject),
                item=moved,
                part=pl.lit(WHOLE),
                way="measure",
            )
            for subject, table in ((MOVED, options.substitutions), (SAVED, options.savings))
        ),
    ]
    priced = energy.select(activity_id(), "subject", "way", "energy_cny", "energy_state", year="plan_year")
    joined = pl.concat(ways).join(
        priced, on=["activity_id", "subject", "way"], how="left", maintain_order="left_right"
    )
    return joined.select(*AT, *PARTS, "energy_state")


def with_energy(case: Case, parts: pl.DataFrame) -> Case:
    """Add the cost of energy to what every way of a problem costs.

    Parameters
    ----------
    case
        The problem, at costs without energy.
    parts
        Of `unit_parts`.

    Returns
    -------
    Case
        The problem; the same where nothing is priced.
    """
    priced = parts.filter(pl.col("energy_cny").is_not_null()).select(*AT, "energy_cny")

    def dearer(table: pl.DataFrame, subject: str, item: str, part: str | None) -> pl.DataFrame:
        names = ["item", "year"] if part is None else ["item", "part", "year"]
        here = [item, "year"] if part is None else [item, part, "year"]
        more = priced.filter(subject=subject).select(*names, "energy_cny")
        joined = table.join(more, left_on=here, right_on=names, how="left", maintain_order="left")
        cost = pl.col("cost_cny") + pl.col("energy_cny").fill_null(0.0)
        return joined.with_columns(cost_cny=cost).drop("energy_cny")

    if priced.is_empty():
        return case
    return replace(
        case,
        options=TechnologyOption.cast(dearer(case.options, RUNNING, "activity", "option")),
        substitutions=Substitution.cast(dearer(case.substitutions, MOVED, "substitution", None)),
        savings=Saving.cast(dearer(case.savings, SAVED, "saving", None)),
    )


def cost_parts(uptake: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Tell the cost of what a plan chooses in parts, which add up to it.

    Parameters
    ----------
    uptake
        Contract Uptake.
    parts
        Of `unit_parts`.

    Returns
    -------
    pl.DataFrame
        Columns of :data:`COST_PARTS`, of what costs or saves money; of projects the whole stands in
        ``whole_cny``, for nobody told it apart.
    """
    chosen = uptake.with_columns(pl.col("subject").cast(pl.String)).filter(
        pl.col("quantity") != 0, pl.col("part") != BASE
    )
    always, dated = parts.filter(pl.col("year").is_null()), parts.filter(pl.col("year").is_not_null())
    names = ["subject", "item", "part"]
    joined = pl.concat(
        [
            chosen.join(always.drop("year"), on=names, how="semi", maintain_order="left").join(
                always.drop("year"), on=names, maintain_order="left"
            ),
            chosen.join(always, on=names, how="anti", maintain_order="left").join(
                dated, on=AT, how="left", maintain_order="left"
            ),
        ]
    )
    project = pl.col("subject") == "project"
    whole = pl.when(project).then("cost_cny").otherwise(pl.col("whole_cny") * pl.col("quantity"))
    told = joined.with_columns(
        *(pl.col(name) * pl.col("quantity") for name in PARTS if name != "whole_cny"), whole_cny=whole
    )
    return told.select(pl.col(name).cast(kind) for name, kind in COST_PARTS.items()).sort(AT)
