"""The evaluation of stacks as a run: hours, validity, totals, limits, episodes, findings, CO2."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.advance import stacks
from tongyuan.advance.stacks import Facts
from tongyuan.services.advance.monitor_evaluating import standing_decisions
from tongyuan.services.advance.stack_facts import facts_now, told_unverified
from tongyuan.services.advance.stack_files import profiles_of
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["KIND", "evaluate", "voided"]

KIND = "stack_evaluation"
MOST_DAYS = 366
SPANS: tuple[stacks.Span, ...] = ("month", "quarter", "year", "all")


@service("stack.evaluate", changes=True, job=True)
def evaluate(
    ctx: Context,
    *,
    profiles: Annotated[Path, Positional("排放口档案（csv、xlsx） · profiles of the stacks as a file")],
    first: Annotated[str, "起始日 · first day"],
    last: Annotated[str, "截止日 · last day"],
    regime: Annotated[str, "限值体系 · regime of limits"] = "ultra_low",
) -> Answer:
    """Evaluate the hours of stacks by dated rules; absent hours are told and never zero. 排放口评价。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    begin, end = _interval(first, last)
    described = _profiles(ctx, profiles)
    listed = described["station"].to_list()
    rows = ctx.workspace.observations.frame(kind="stack", first=begin, last=end, stations=listed)
    if rows.is_empty():
        raise NotFoundError(Problem("monitoring.none", {"kind": f"stack {first} – {last}"}))
    observed = voided(rows, ctx.workspace.observations.decisions())
    facts = facts_now()
    ctx.progress(0.2, "逐时评价 · hours")
    tables = _tables(ctx, observed, described, facts, (begin, end), regime)
    ctx.progress(0.9, "存档 · keeping")
    params = _params(ctx, observed, described, facts, regime) | {"first": first, "last": last}
    kept = ctx.workspace.record_run(
        KIND,
        params=params,
        inputs={"stack_observations": observed, "stack_profiles": described} | _facts(facts),
        tables=tables,
        actor=ctx.actor.id,
        as_of=ctx.workspace.observations.believed_until(),
        sensitivity=Sensitivity.SENSITIVE,
    )
    ctx.progress(1.0, kept.id)
    meta = {"run": kept.id, "outcome": kept.id, **params, "sensitivity": Sensitivity.SENSITIVE.value}
    totals = tables["stack_totals"].filter(span="all")
    return Answer(meta=meta, data=totals)


def _interval(first: str, last: str) -> tuple[date, date]:
    begin, end = day(first, name="first"), day(last, name="last")
    if begin is None or end is None or begin > end or (end - begin).days >= MOST_DAYS:
        raise InputError(Problem("stack.interval", {"got": f"{first} – {last}"}))
    return begin, end


def _profiles(ctx: Context, file: Path) -> pl.DataFrame:
    described = profiles_of(file)
    known = set(ctx.workspace.stations.frame(kind="stack")["station"])
    absent = [one for one in described["station"] if one not in known]
    if absent:
        raise InputError([Problem("stack.no_stack", {"got": one}) for one in absent])
    return described


def voided(rows: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """Mark what a person decided to be void; the value stays where it is."""
    said = standing_decisions(decisions).filter(pl.col("decision") == "void")
    void = pl.lit(value=False)
    for one in said.iter_rows(named=True):
        meant = (pl.col("station") == one["station"]) & pl.col("ended_at").is_between(
            one["first"], one["last"]
        )
        void = void | (meant if one["item"] is None else meant & (pl.col("item") == one["item"]))
    return rows.with_columns(mark=pl.when(void).then(pl.lit("void")).otherwise("mark"))


def _facts(facts: Facts) -> dict[str, pl.DataFrame]:
    return {
        f"stack_{name}": getattr(facts, name)
        for name in ("rules", "marks", "oxygen", "limits", "shares", "checks")
    }


def _tables(
    ctx: Context,
    observed: pl.DataFrame,
    profiles: pl.DataFrame,
    facts: Facts,
    interval: tuple[date, date],
    regime: str,
) -> dict[str, pl.DataFrame]:
    first, last = interval
    asked: dict[str, Any] = {"profiles": profiles, "facts": facts, "first": first, "last": last}
    hours = stacks.stack_hours(observed, **asked)
    ctx.progress(0.4, "替代与总量 · substitution and totals")
    filled = stacks.filled(hours, facts=facts)
    limited = stacks.with_limits(filled, profiles=profiles, facts=facts, regime=regime)
    ctx.progress(0.6, "限值与疑点 · limits and findings")
    sums = [stacks.totals_of(filled, span=span).with_columns(span=pl.lit(span)) for span in SPANS]
    made = {
        "stack_hours": limited,
        "stack_days": stacks.days_of(hours, facts=facts),
        "stack_quarters": stacks.quarters_of(hours, facts=facts),
        "stack_totals": pl.concat(sums),
        "stack_attainment": stacks.attainment(limited, facts=facts, regime=regime),
        "stack_episodes": stacks.episodes(limited),
        "stack_findings": stacks.findings(hours, profiles=profiles, facts=facts),
        "stack_carbon": stacks.co2_totals(observed, **asked),
    }
    whose = (
        ctx.workspace.stations.frame(kind="stack")
        .unique("station", keep="last", maintain_order=True)
        .select("station", "name", "region", "enterprise")
    )
    plain = [pl.col(pl.Enum).cast(pl.String)]
    return {
        name: rows.with_columns(plain).join(whose, on="station", how="left", maintain_order="left")
        for name, rows in made.items()
    }


def _params(
    ctx: Context, observed: pl.DataFrame, profiles: pl.DataFrame, facts: Facts, regime: str
) -> dict[str, Any]:
    listed = profiles["station"].to_list()
    origin = ctx.workspace.stations.frame(kind="stack").filter(pl.col("station").is_in(listed))["origin"]
    unmarked = int(observed["mark"].null_count())
    return {
        "region": ctx.workspace.meta.region,
        "regime": regime,
        "editions": sorted(facts.rules["edition"].unique()),
        "invented": bool((origin == "synthetic").any()),
        "unmarked_values": unmarked,
        "unverified": told_unverified(
            facts,
            classes=profiles["source_class"].unique().sort().to_list(),
            regime=regime,
            marks=observed["mark"].drop_nulls().unique().to_list(),
        ),
    }
