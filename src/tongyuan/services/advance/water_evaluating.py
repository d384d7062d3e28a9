"""The evaluation of surface water as a run: items, sections, rivers and basins, lakes, trends, warnings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance import water
from tongyuan.services.advance.stack_evaluating import voided
from tongyuan.services.advance.water_files import sections_of
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["KIND", "evaluate", "facts_now"]

KIND = "water_evaluation"
MOST_YEARS = 30
Averaging = Literal["hour", "day", "sample"]


def facts_now() -> water.Facts:
    """Take the shipped tables."""
    return water.Facts(
        limits=reference.water_limits(),
        classes=reference.water_classes(),
        rules=reference.water_rules(),
        trophic=reference.water_trophic(),
    )


@service("water.evaluate", changes=True, job=True)
def evaluate(
    ctx: Context,
    *,
    sections: Annotated[Path, Positional("断面档案（csv、xlsx） · sections as a file")],
    first: Annotated[str, "起始日 · first day"],
    last: Annotated[str, "截止日 · last day"],
    averaging: Annotated[Averaging, "小时、日均值或单次采样 · hours, days or samples"] = "sample",
    edition: Annotated[str | None, "标准版本，缺省依日期 · edition; by date by default"] = None,
) -> Answer:
    """Evaluate rivers and lakes; what was not measured is told, and betters nothing. 地表水评价。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    begin, end = _interval(first, last)
    facts = facts_now()
    standard = water.standard_of(facts, first=begin, last=end, edition=edition)
    described = _sections(ctx, sections)
    observed = _observed(ctx, described, (begin, end), averaging)
    ctx.progress(0.4, "评价 · evaluating")
    span: dict[str, Any] = {"first": begin, "last": end, "averaging": averaging, "void": _void_marks()}
    made = water.evaluate(observed, sections=described, standard=standard, **span)
    ctx.progress(0.9, "存档 · keeping")
    tables = _tables(ctx, made)
    params = _params(ctx, described, facts) | {
        **{"first": first, "last": last, "averaging": averaging, "edition": standard.edition}
    }
    kept = ctx.workspace.record_run(
        KIND,
        params=params,
        inputs={"water_observations": observed, "water_sections_of": described}
        | {f"water_{name}_of": getattr(facts, name) for name in ("limits", "classes", "rules", "trophic")},
        tables=tables,
        actor=ctx.actor.id,
        as_of=ctx.workspace.observations.believed_until(),
        sensitivity=Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, kept.id)
    meta = {"run": kept.id, "outcome": kept.id, **params, "sensitivity": Sensitivity.INTERNAL.value}
    return Answer(meta=meta, data=tables["water_sections"].filter(month=0))


def _void_marks() -> set[str]:
    """List the marks of values that do not count, and that of a person's decision."""
    return {*reference.data_marks().filter(counts="no")["mark"], "void"}


def _interval(first: str, last: str) -> tuple[date, date]:
    begin, end = day(first, name="first"), day(last, name="last")
    if begin is None or end is None or begin > end or end.year - begin.year >= MOST_YEARS:
        raise InputError(Problem("water.interval", {"got": f"{first} – {last}"}))
    if water.months_between(begin, end).is_empty():
        raise InputError(Problem("water.interval", {"got": f"{first} – {last}"}))
    return begin, end


def _sections(ctx: Context, file: Path) -> pl.DataFrame:
    described = sections_of(file)
    known = set(ctx.workspace.stations.frame(kind="water")["station"])
    absent = [one for one in described["station"] if one not in known]
    if absent:
        raise InputError([Problem("water.no_section", {"got": one}) for one in absent])
    items = set(reference.water_limits()["item"])
    asked = described["programme"].drop_nulls().str.split(";").explode().unique().sort()
    strange = [one for one in asked if one not in items]
    if strange:
        raise InputError([Problem("water.programme", {"got": one}) for one in strange])
    return described


def _observed(
    ctx: Context, described: pl.DataFrame, interval: tuple[date, date], averaging: str
) -> pl.DataFrame:
    rows = ctx.workspace.observations.frame(
        kind="water",
        averaging=averaging,
        first=interval[0],
        last=interval[1],
        stations=described["station"].to_list(),
    )
    if rows.is_empty():
        got = f"water {interval[0]} – {interval[1]}"
        raise NotFoundError(Problem("monitoring.none", {"kind": got}))
    return voided(rows, ctx.workspace.observations.decisions())


def _tables(ctx: Context, made: water.Evaluated) -> dict[str, pl.DataFrame]:
    """Name the tables, and put the names and places of sections beside them."""
    place = (
        ctx.workspace.stations.frame(kind="water")
        .unique("station", keep="last", maintain_order=True)
        .select("station", "name", "region", "lon", "lat")
    )
    of_sections = {
        "water_items": made.items,
        "water_sections": made.sections,
        "water_trends": made.trends,
        "water_warnings": made.warnings,
    }
    plain = [pl.col(pl.Enum).cast(pl.String)]
    named = {
        name: rows.with_columns(plain).join(place, on="station", how="left", maintain_order="left")
        for name, rows in of_sections.items()
    }
    return named | {"water_states": made.states, "water_trophic": made.trophic}


def _params(ctx: Context, described: pl.DataFrame, facts: water.Facts) -> dict[str, Any]:
    listed = described["station"].to_list()
    origin = ctx.workspace.stations.frame(kind="water").filter(pl.col("station").is_in(listed))["origin"]
    told = water.unverified([facts.limits, facts.classes, facts.rules, facts.trophic])
    return {
        "region": ctx.workspace.meta.region,
        "invented": bool((origin == "synthetic").any()),
        "unverified": told,
    }
