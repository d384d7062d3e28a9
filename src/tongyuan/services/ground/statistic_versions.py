"""What was declared, verified and audited, side by side; and how a figure is corrected, verified, audited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.statistic_figures import described
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Problem
from tongyuan.vocabulary.statistics_choice import current
from tongyuan.vocabulary.tables.statistics import KINDS

__all__ = ["audit", "compare", "correct", "verify"]

KEY = ("series", "region", "period")
SEEN = ("declared", "verified", "audited")
SeriesId = Annotated[str, "指标代码 · series id"]
RegionCode = Annotated[str, "地区代码 · region"]
When = Annotated[str, "时期 · period"]
Value = Annotated[float | None, "数值 · value"]
State = Annotated[Literal["NE", "NO", "IE", "C"] | None, "缺失状态 · state of missing"]
Reason = Annotated[str, "理由或依据 · reason or basis"]


@service("statistic.compare")
def compare(
    ctx: Context,
    *,
    series: Annotated[str | None, "指标代码 · series id"] = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
    period: Annotated[str | None, "时期 · period"] = None,
) -> Answer:
    """Set what was declared, verified and audited side by side, with differences. 三值对照。"""
    found: pl.DataFrame = ctx.workspace.statistics(region=region, series=series)
    if period is not None:
        found = found.filter(pl.col("period") == period)
    rows = _side_by_side(found)
    place = jurisdiction(ctx.workspace)
    names = place.series.select("series", "label_zh", "label_en", "owner")
    regions = place.regions.select("region", pl.col("name_zh").alias("region_name"))
    data = rows.join(names, on="series", how="left", maintain_order="left").join(
        regions, on="region", how="left", maintain_order="left"
    )
    brief = ("label_zh", "region_name", "period", "unit", *SEEN, "verified_difference", "audited_difference")
    return Answer(meta={"kinds": list(KINDS)}, data=data, brief=brief)


def _side_by_side(found: pl.DataFrame) -> pl.DataFrame:
    """Only figures of one vintage and unit are compared: a flash figure says nothing of a final one."""
    key = [*KEY, "vintage", "unit"]
    wide = found.select(key).unique(maintain_order=True)
    for kind in KINDS:
        of_kind = found.filter(pl.col("kind") == kind).select(
            *key,
            pl.col("value").alias(kind),
            pl.col("state").cast(pl.String).alias(f"{kind}_state"),
            pl.col("version").alias(f"{kind}_version"),
            pl.col("reporter").alias(f"{kind}_by"),
            _figure().alias(f"{kind}_figure"),
        )
        wide = wide.join(of_kind, on=key, how="left", maintain_order="left")
    for kind in ("verified", "audited"):
        difference = pl.col(kind) - pl.col("declared")
        share = pl.when(pl.col("declared") != 0).then(difference / pl.col("declared").abs())
        wide = wide.with_columns(
            difference.alias(f"{kind}_difference"), share.alias(f"{kind}_difference_share")
        )
    there = pl.any_horizontal(pl.col(f"{kind}_version").is_not_null() for kind in SEEN)
    return wide.filter(there).sort(key)


def _figure() -> pl.Expr:
    key = [pl.col(name).cast(pl.String) for name in (*KEY, "kind", "vintage")]
    return pl.format("statistic/{}@{}", pl.concat_str(key, separator=","), "version")


@service("statistic.correct", changes=True)
def correct(
    ctx: Context,
    *,
    series: SeriesId,
    region: RegionCode,
    period: When,
    reason: Reason,
    value: Value = None,
    state: State = None,
    kind: Annotated[Literal["declared", "published"], "数据类型 · kind"] = "declared",
) -> Answer:
    """Correct a figure: a new version with its reason; earlier ones stay. 更正。"""
    before = _standing(ctx, (series, region, period), kind=kind)
    source = _source(before["evidence"] or "")
    if kind == "declared" and source is not None:
        values = {"assignment": source, "series": series}
        raise ConflictError(Problem("statistic.from_round", values))
    return _add(ctx, before, value=value, state=state, reason=reason, kind=kind)


@service("statistic.verify", permits="verify.statistic", changes=True)
def verify(
    ctx: Context,
    *,
    series: SeriesId,
    region: RegionCode,
    period: When,
    reason: Reason,
    value: Value = None,
    state: State = None,
) -> Answer:
    """Put the verified figure beside the declared one; never by who declared it. 核查值。"""
    return _looked_over(ctx, (series, region, period), "verified", value, state, reason)


@service("statistic.audit", permits="audit.statistic", changes=True)
def audit(
    ctx: Context,
    *,
    series: SeriesId,
    region: RegionCode,
    period: When,
    reason: Reason,
    value: Value = None,
    state: State = None,
) -> Answer:
    """Put the audited figure beside the declared one; never by who declared it. 审计值。"""
    return _looked_over(ctx, (series, region, period), "audited", value, state, reason)


def _looked_over(
    ctx: Context, key: Sequence[str], kind: str, value: float | None, state: str | None, reason: str
) -> Answer:
    declared = _standing(ctx, key, kind="declared")
    if ctx.actor.id in _declarers(ctx, key):
        values = {"actor": ctx.actor.name, "series": key[0], "kind": kind}
        raise ConflictError(Problem("statistic.own", values))
    return _add(ctx, declared, value=value, state=state, reason=reason, kind=kind)


def _standing(ctx: Context, key: Sequence[str], *, kind: str) -> dict[str, Any]:
    """Return the figure that stands, within the reach of the step: that one may see it is not enough."""
    place = jurisdiction(ctx.workspace)
    owner = place.series.filter(pl.col("series") == key[0])["owner"].to_list()
    reached = bool(owner) and ctx.scope.covers(region=key[1], department=owner[0])
    found = ctx.workspace.statistics(region=key[1], series=key[0]).filter(
        (pl.col("period") == key[2]) & (pl.col("kind") == kind)
    )
    if not reached or found.is_empty():
        values = {"series": key[0], "region": key[1], "period": key[2], "kind": kind}
        raise NotFoundError(Problem("statistic.none", values))
    return current(found).row(0, named=True)


def _declarers(ctx: Context, key: Sequence[str]) -> frozenset[str]:
    """Everybody who declared any version, or entered figures of the assignment that it came from."""
    history = ctx.workspace.statistic_history(region=key[1], series=key[0], period=key[2])
    declared = history.filter(pl.col("kind") == "declared")
    people = set(declared["reporter"])
    for evidence in declared["evidence"].drop_nulls().unique().sort():
        source = _source(evidence)
        if source is not None:
            people |= ctx.workspace.whole.rounds.duties(source).entered(source)
    return frozenset(people)


def _source(evidence: str) -> int | None:
    """Read the assignment that a declared figure came from."""
    parts = evidence.split("/")
    return int(parts[2]) if len(parts) == 3 and parts[0] == "round" and parts[2].isdecimal() else None


def _add(
    ctx: Context, base: dict[str, Any], *, value: float | None, state: str | None, reason: str, kind: str
) -> Answer:
    if not reason.strip():
        raise InputError(Problem("round.no_reason"))
    if (value is None) == (state is None):
        raise InputError(Problem("statistic.value_or_state", {"value": value, "state": state}))
    said = {"value": value, "state": Missing(state).value if state else None, "note": reason.strip()}
    names = (*KEY, "vintage", "unit", "evidence", "quality", "citation")
    row = {name: base[name] for name in names} | {"kind": kind} | said
    texts = {"state": pl.String, "note": pl.String, "evidence": pl.String, "value": pl.Float64}
    counts = ctx.workspace.add_statistics(pl.DataFrame([row], schema_overrides=texts), actor=ctx.actor.id)
    if not counts["new"] + counts["corrected"]:
        raise ConflictError(Problem("statistic.unchanged", {"series": base["series"]}))
    after = ctx.workspace.statistics(region=base["region"], series=base["series"]).filter(
        (pl.col("period") == base["period"])
        & (pl.col("kind") == kind)
        & (pl.col("vintage") == base["vintage"])
    )
    data = described(jurisdiction(ctx.workspace), after)
    return Answer(meta={"outcome": f"version {data['version'][0]}", **counts}, data=data)
