"""Policies held against each other: which hold on a day, how they differ, what one covers of another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.versions import beside, coverage, differences, holds_on
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.policy_library import library, links_of, named, own_policy, said
from tongyuan.services.deploy.policy_taking import LEVEL
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import Budget, PolicyCoverage

__all__ = ["cover", "diff", "links", "list_versions", "side_by_side", "statements"]

Level = Literal["national", "provincial", "city", "county", "sector"]
Reference = Annotated[str, Positional("政策，或政策@版本 · policy, or policy@version")]
LEAST, MOST = 2, 12


@service("policy.list", permits="policy.show")
def list_versions(
    ctx: Context,
    *,
    level: Annotated[Level | None, "层级 · level"] = None,
    region: Annotated[str | None, "地区 · region"] = None,
    on: Annotated[str | None, "该日有效的版本 · versions in force on this day"] = None,
) -> Answer:
    """List the versions of all policies, or those in force on a day. 政策库。"""
    rows = library(ctx)
    asked = day(on, name="on")
    if level is not None:
        rows = rows.filter(pl.col("level").cast(pl.String) == level)
    if region is not None:
        rows = rows.filter(pl.col("region") == region)
    if asked is not None:
        rows = rows.filter(pl.Series([holds_on(row, asked) for row in rows.to_dicts()], dtype=pl.Boolean))
    return Answer(meta={"contract": "PolicyVersion", "on": on}, data=rows)


@service("policy.statements", permits="policy.show")
def statements(
    ctx: Context,
    *,
    policy: Reference,
    kind: Annotated[str | None, "类别 · kind: article, target, aim, task, duty"] = None,
) -> Answer:
    """Show what a version says, phrase by phrase, as it was confirmed. 版本条目。"""
    rows = said(ctx, policy)
    if kind is not None:
        rows = rows.filter(pl.col("kind") == kind)
    brief = ("phrase", "kind", "article", "name_zh", "rule", "value", "unit", "year", "phrase_zh", "upper")
    return Answer(
        meta={"contract": "PolicyStatement", "synthetic": _any(ctx, [policy])}, data=rows, brief=brief
    )


@service("policy.links", permits="policy.show")
def links(ctx: Context) -> Answer:
    """List how policies stand to each other. 政策之间的关系。"""
    return Answer(meta={"contract": "PolicyLink"}, data=links_of(ctx))


@service("policy.diff", permits="policy.show")
def diff(
    ctx: Context,
    *,
    old: Reference,
    new: Reference,
    changed: Annotated[bool, "只列有变化的 · only what differs"] = True,
) -> Answer:
    """Hold two versions, or two policies, against each other. 版本比较。"""
    places = {row["policy"]: row["region"] for row in library(ctx).to_dicts()}
    both = (places[named(ctx, old)[0]], places[named(ctx, new)[0]])
    rows = differences(said(ctx, old), new=said(ctx, new), places=both)
    counts = dict(rows["change"].cast(pl.String).value_counts().iter_rows())
    names = ("same", "changed", "moved", "added", "removed")
    meta: dict[str, Any] = {
        "contract": "PolicyDifference",
        "old": old,
        "new": new,
        "synthetic": _any(ctx, [old, new]),
    }
    meta |= {f"count_{name}": counts.get(name, 0) for name in names}
    shown = rows.filter(pl.col("change").cast(pl.String) != "same") if changed else rows
    brief = ("kind", "change", "direction", "old_value", "new_value", "old_zh", "new_zh")
    return Answer(meta=meta, data=shown, brief=brief)


@service("policy.beside", permits="policy.show")
def side_by_side(
    ctx: Context,
    *,
    policies: Annotated[
        str | None, "政策，以;分隔，缺省为全部 · policies, by ;, the first is held against; all by default"
    ] = None,
) -> Answer:
    """Set the targets of policies side by side. 目标对照。"""
    ranks = {level: rank for rank, level in enumerate(("national", "sector", "provincial", "city", "county"))}
    held = library(ctx).group_by("policy", maintain_order=True).last().to_dicts()
    held.sort(key=lambda row: (ranks[row["level"]], row["policy"]))
    wanted = [one.strip() for one in policies.split(";") if one.strip()] if policies else None
    named_here = [row["policy"] for row in held] if wanted is None else wanted
    if wanted is not None and not LEAST <= len(wanted) <= MOST:
        told = {"name": "policies", "got": len(wanted), "expected": f"{LEAST}–{MOST}"}
        raise InputError(Problem("service.argument", told))
    places = {row["policy"]: row["region"] for row in held}
    rows = beside([said(ctx, one) for one in named_here], places=places)
    about = {"policies": ";".join(named_here), "synthetic": _any(ctx, named_here)}
    return Answer(meta={"contract": "PolicyBeside", **about}, data=rows)


@service("policy.coverage")
def cover(
    ctx: Context,
    *,
    upper: Annotated[
        str | None, "上级政策，缺省为本地的 · policy above; the workspace's own by default"
    ] = None,
    lower: Annotated[
        str | None, "下级政策，缺省为依据它的全部 · policy below; all derived from it by default"
    ] = None,
    shares: Annotated[
        str | None, "所依据的目标分解：运行:方法;… · decompositions that assign shares, run:method;…"
    ] = None,
) -> Answer:
    """Tell what the plans below do with each target and task above, and with their share. 方案覆盖检查。"""
    above = named(ctx, upper or own_policy(ctx.workspace)["policy"])[0]
    derived = {
        one["policy"]
        for one in links_of(ctx).filter(pl.col("link").cast(pl.String) == "derived_from").to_dicts()
        if one["other"] == above
    }
    held = library(ctx).group_by("policy", maintain_order=True).last()
    chosen = derived if lower is None else {named(ctx, lower)[0]}
    below = held.filter(pl.col("policy").is_in(sorted(chosen))).to_dicts()
    budgets = _budgets(ctx, shares)
    frames = [
        coverage(
            said(ctx, above),
            lower=said(ctx, row["policy"]),
            policy=row["policy"],
            region=row["region"],
            budgets=budgets.filter(pl.col("region") == row["region"]),
            spared=_spared(ctx, row["policy"]),
        )
        for row in below
    ]
    rows = pl.concat(frames) if frames else PolicyCoverage.create_empty()
    counts = dict(rows["state"].cast(pl.String).value_counts().iter_rows())
    meta = {"contract": "PolicyCoverage", "upper": above, "shares": shares, **LEVEL, **_count(counts)}
    meta["synthetic"] = any(row["synthetic"] for row in below)
    return Answer(meta=meta | {"without": _without(ctx, below)}, data=rows, passed=_all_covered(counts))


def _any(ctx: Context, references: Iterable[str]) -> bool:
    """Tell whether one of the policies is invented."""
    named_here = {named(ctx, one) for one in references}
    heads = ctx.workspace.policies.published()
    return any(row["synthetic"] for row in heads if (row["policy"], row["version"]) in named_here)


def _count(counts: dict[str, int]) -> dict[str, int]:
    return {f"count_{name}": number for name, number in sorted(counts.items())}


def _all_covered(counts: dict[str, int]) -> bool:
    return not any(counts.get(name) for name in ("missing", "weaker", "later"))


def _budgets(ctx: Context, shares: str | None) -> pl.DataFrame:
    """Read what kept decompositions assign; each is of one target, by the method that is named."""
    from tongyuan.services.deploy.decomposition_runs import decomposition_run  # brings scipy: late

    frames = []
    for told in (one.strip() for one in (shares or "").split(";") if one.strip()):
        number, _, method = told.partition(":")
        kept = decomposition_run(ctx.workspace, run=number)
        target, methods = kept.run.params["target"], kept.run.params["methods"]
        if method not in methods or target is None:
            known = "、".join(methods) if target else "—"
            raise InputError(Problem("policy.share", {"got": told[:80], "known": known}))
        rows = ctx.workspace.run_table(kept.run.id, "budget").filter(pl.col("method") == method)
        frames.append(rows.with_columns(pl.lit(target).alias("indicator")))
    return pl.concat(frames) if frames else Budget.create_empty()


def _spared(ctx: Context, policy: str) -> dict[str, str]:
    rows = links_of(ctx).filter(pl.col("policy") == policy).to_dicts()
    return {row["other"]: row["reason"] for row in rows if row["link"] == "not_applicable"}


def _without(ctx: Context, below: list[dict[str, Any]]) -> str:
    """Name the assessed regions that have no plan in the library."""
    regions = jurisdiction(ctx.workspace).regions.filter(pl.col("assessed"))
    there = {row["region"] for row in below}
    return ";".join(region for region in regions["region"] if region not in there)
