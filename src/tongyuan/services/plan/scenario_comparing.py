"""Scenarios beside each other: how far they differ by source, and why, in parts that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tongyuan import reference
from tongyuan.plan import measures
from tongyuan.services.plan.measure_library import own_of
from tongyuan.services.plan.scenario_runs import ScenarioRun
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongyuan.workspace.workspace import Workspace

__all__ = ["causes", "require_alike", "sums", "wedges_between"]

JOINED = " + "
TIME = ["species", "year"]


def require_alike(found: Sequence[ScenarioRun]) -> None:
    """Refuse scenarios that rest on different inventories: drivers and measures do not explain those.

    Parameters
    ----------
    found
        Scenarios; the others are held against the first.

    Raises
    ------
    InputError
        With each that rests on another inventory or shares no year with the first.
    """
    first = found[0]
    problems = []
    for other in found[1:]:
        values = {"got": other.run.id, "run": first.run.id}
        if other.inventory != first.inventory:
            problems.append(Problem("scenario.other_base", values))
        elif not set(other.run.params["years"]) & set(first.run.params["years"]):
            problems.append(Problem("scenario.other_years", values))
    if problems:
        raise InputError(problems)


def sums(found: Sequence[ScenarioRun], *, by: Sequence[str]) -> pl.DataFrame:
    """Sum scenarios, and hold each against the first.

    Parameters
    ----------
    found
        Scenarios.
    by
        ``source``, or nothing for the whole.

    Returns
    -------
    pl.DataFrame
        Columns run, scenario, ``by``, species, year, mass_t, baseline_t, difference_t [t] (null where the
        first knows nothing of it), state.
    """
    keys = [*by, *TIME]
    parts = []
    for one in found:
        rows = one.table("scenario_emission")
        states = pl.col("state").str.split(" ").explode().drop_nulls().unique().sort().str.join(" ")
        known = pl.col("mass_t").is_not_null().any()
        summed = rows.group_by("scenario", *keys, maintain_order=True).agg(
            *(pl.when(known).then(pl.col(name).sum()).alias(name) for name in ("mass_t", "baseline_t")),
            state=states,
        )
        told = pl.when(pl.col("state") != "").then("state")
        parts.append(summed.with_columns(run=pl.lit(one.run.id), state=told).sort(keys))
    first = parts[0].select(*keys, first_t="mass_t")
    joined = [part.join(first, on=keys, how="left", maintain_order="left") for part in parts]
    whole = pl.concat(joined).with_columns(difference_t=pl.col("mass_t") - pl.col("first_t"))
    return whole.select("run", "scenario", *keys, "mass_t", "baseline_t", "difference_t", "state")


def causes(workspace: Workspace, one: ScenarioRun, *, first: ScenarioRun) -> pl.DataFrame:
    """Split the difference of a scenario from another by what activity follows, and what is taken up.

    Parameters
    ----------
    workspace
        The workspace.
    one
        The scenario.
    first
        What it is held against; on the same inventory.

    Returns
    -------
    pl.DataFrame
        Columns run, rank, kind (``driver`` or ``measure``), code, name_zh, name_en, species, year and
        part_t [t]; the parts of a species and year add up to the difference. An activity that follows
        another driver in the other scenario stands under both, with opposite signs.
    """
    driven = [_by_driver(found) for found in (one, first)]
    taken = [_by_measure(found) for found in (one, first)]
    parts = [
        _difference(*driven, kind="driver", sign=1),
        _difference(*taken, kind="measure", sign=-1),
    ]
    years = set(one.table("scenario_emission")["year"]) & set(first.table("scenario_emission")["year"])
    rows = pl.concat(parts).filter(pl.col("year").is_in(sorted(years)))
    moved = rows.filter((pl.col("part_t") != 0).any().over("kind", "code", "species"))
    named = _named(workspace, moved, found=(one, first))
    return named.select(
        pl.lit(one.run.id).alias("run"), "rank", "kind", "code", "name_zh", "name_en", *TIME, "part_t"
    ).sort("rank", "code", *TIME)


def wedges_between(workspace: Workspace, one: ScenarioRun, *, first: ScenarioRun | None) -> pl.DataFrame:
    """Give what lies between a scenario and its own path without measures, or another scenario.

    Parameters
    ----------
    workspace
        The workspace.
    one
        The scenario.
    first
        What it is held against; its own path without measures where None.

    Returns
    -------
    pl.DataFrame
        As of ``causes``, with ``avoided_t`` [t], in the stated order; they add up to the difference.
    """
    if first is not None:
        found = causes(workspace, one, first=first)
    else:
        rows = _by_measure(one).filter((pl.col("mass_t") != 0).any().over("code", "species"))
        rows = rows.with_columns(kind=pl.lit("measure"), part_t=-pl.col("mass_t"))
        found = _named(workspace, rows, found=(one,)).with_columns(run=pl.lit(one.run.id))
    # A zero has no sign.
    avoided = found.with_columns(avoided_t=0.0 - pl.col("part_t"))
    return avoided.select("run", "rank", "kind", "code", "name_zh", "name_en", *TIME, "avoided_t").sort(
        "rank", "code", *TIME
    )


def _by_driver(found: ScenarioRun) -> pl.DataFrame:
    rows = (
        found.table("scenario_driven")
        .group_by("driver", *TIME, maintain_order=True)
        .agg(mass_t=pl.col("baseline_t").sum())
    )
    return rows.select(pl.lit(0, pl.Int32).alias("rank"), *TIME, "mass_t", code="driver")


def _by_measure(found: ScenarioRun) -> pl.DataFrame:
    rows = (
        found.table("scenario_wedge")
        .group_by("measure", *TIME, maintain_order=True)
        .agg(pl.col("rank").min(), mass_t=pl.col("avoided_t").sum())
    )
    return rows.select("rank", *TIME, "mass_t", code="measure")


def _difference(one: pl.DataFrame, first: pl.DataFrame, *, kind: str, sign: int) -> pl.DataFrame:
    """Take one from another by code, species and year; what stands in one alone is all of it."""
    signed = pl.concat(
        [
            one.with_columns(part_t=sign * pl.col("mass_t") + 0.0),
            first.with_columns(part_t=0.0 - sign * pl.col("mass_t")),
        ]
    )
    ranks = pl.concat([one, first]).group_by("code", maintain_order=True).agg(pl.col("rank").min())
    summed = (
        signed.group_by("code", *TIME, maintain_order=True).agg(pl.col("part_t").sum()).join(ranks, on="code")
    )
    return summed.select("rank", *TIME, "code", pl.lit(kind).alias("kind"), "part_t")


def _named(workspace: Workspace, rows: pl.DataFrame, *, found: Sequence[ScenarioRun]) -> pl.DataFrame:
    drivers = pl.concat([one.drivers() for one in found]).unique("driver", maintain_order=True)
    library = measures.with_own(measures.Library.of(reference.measure_tables()), own_of(workspace))
    names = {}
    for language in ("zh", "en"):
        known = dict(library.measures.select("measure", f"name_{language}").iter_rows())
        known |= dict(drivers.select("driver", f"name_{language}").iter_rows())
        names[f"name_{language}"] = {
            code: JOINED.join(
                known.get(part, part) for part in ([code] if code in known else code.split("+"))
            )
            for code in rows["code"].unique()
        }
    return rows.with_columns(
        pl.col("code").replace_strict(told, return_dtype=pl.String).alias(name)
        for name, told in names.items()
    )
