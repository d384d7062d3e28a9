"""A text of which everything was decided becomes a version; versions end, replace and rest on each other."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl

from tongyuan.deploy.versions import needs_decision, reviewed
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy.policy_confirming import Memo, require_draft, require_own, told_why
from tongyuan.services.deploy.policy_library import library, links_of, named, said
from tongyuan.services.deploy.policy_taking import Policy, Version
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Problem
from tongyuan.workspace.policies import PolicyDecision, TakenPolicy

__all__ = ["drop", "end", "link", "publish"]

#: How many phrases a message names.
NAMED = 12


@service("policy.publish", changes=True)
def publish(ctx: Context, *, policy: Policy, version: Version, memo: Memo = "") -> Answer:
    """Make a version of a text of which every target and task was decided. 发布版本。"""
    require_own(ctx, policy, version)

    def written(text: TakenPolicy) -> list[PolicyDecision]:
        require_draft(text)
        left = needs_decision(reviewed(text.phrases, decisions=text.decisions))["phrase"].to_list()
        if left:
            told = {"count": len(left), "phrases": "、".join(left[:NAMED])}
            raise ConflictError(Problem("policy.undecided", told))
        return [PolicyDecision(None, "publish", {}, memo=memo)]

    ctx.workspace.policies.decide(policy, version, actor=ctx.actor.id, choose=written)
    return _published(ctx, policy)


def _published(ctx: Context, policy: str) -> Answer:
    rows = library(ctx).filter(pl.col("policy") == policy)
    return Answer(meta={"contract": "PolicyVersion", "outcome": policy}, data=rows)


@service("policy.drop", changes=True, permits="policy.publish")
def drop(ctx: Context, *, policy: Policy, version: Version, memo: Memo) -> Answer:
    """Give a draft up, with the reason; its text and decisions stay on record. 弃用草稿。"""
    require_own(ctx, policy, version)

    def written(text: TakenPolicy) -> list[PolicyDecision]:
        require_draft(text)
        return [PolicyDecision(None, "drop", {}, memo=told_why(memo))]

    ctx.workspace.policies.decide(policy, version, actor=ctx.actor.id, choose=written)
    return _published(ctx, policy)


@service("policy.end", changes=True, permits="policy.publish")
def end(
    ctx: Context,
    *,
    policy: Policy,
    version: Version,
    on: Annotated[str, "自此日起失效 · first day without it"],
    memo: Memo,
) -> Answer:
    """Tell that a policy holds no longer, from which day and on what ground. 宣布失效。"""
    require_own(ctx, policy, version)

    def written(text: TakenPolicy) -> list[PolicyDecision]:
        if text.state != "published":
            raise ConflictError(Problem("policy.not_published", {"got": f"{policy}@{version}", "known": "—"}))
        return [PolicyDecision(None, "end", {}, day=day(on, name="on"), memo=told_why(memo))]

    ctx.workspace.policies.decide(policy, version, actor=ctx.actor.id, choose=written)
    return _published(ctx, policy)


@service("policy.link", changes=True, permits="policy.publish")
def link(
    ctx: Context,
    *,
    policy: Policy,
    link: Annotated[
        Literal["derived_from", "amends", "replaces", "not_applicable"],
        "关系：依据、修订、替代、不适用 · derived from, amends, replaces, does not apply to it",
    ],
    other: Annotated[str, "对方政策，或其条目（政策/条目） · policy, or policy/phrase"],
    reason: Annotated[str, "依据或理由 · on what ground"],
    from_day: Annotated[str | None, "起始日期，替代时必填 · from this day; needed where it replaces"] = None,
    held: Annotated[bool, "否则撤销 · else it is taken back"] = True,
) -> Answer:
    """Tell how a policy stands to another, or take it back. 政策之间的关系。"""
    since = day(from_day, name="from_day")
    problems = []
    if link == "replaces" and since is None:
        problems.append(Problem("policy.no_day", {}))
    if not reason.strip():
        problems.append(Problem("policy.no_memo", {}))
    if problems:
        raise InputError(problems)
    region = _region_of(ctx, policy)
    target, _, phrase = other.partition("/")
    names = said(ctx, target)["phrase"]
    if named(ctx, target)[0] == policy:
        raise InputError(Problem("policy.itself", {"got": policy}))
    if (link == "not_applicable") != bool(phrase) or (phrase and phrase not in names):
        raise InputError(Problem("policy.no_upper", {"got": other[:80]}))
    row = {"policy": policy, "link": link, "other": other, "held": held, "region": region}
    told = {"from_day": since, "reason": reason.strip(), "actor": ctx.actor.id}
    ctx.workspace.policies.link(row | told)
    return Answer(meta={"contract": "PolicyLink", "outcome": f"{policy} {link} {other}"}, data=links_of(ctx))


def _region_of(ctx: Context, policy: str) -> str:
    """Find the region of a policy in the library or among the drafts, and ask for reach over it."""
    texts = [one.head for one in ctx.workspace.policies.every() if one.head["policy"] == policy]
    held = texts or library(ctx).filter(pl.col("policy") == policy).to_dicts()
    if not held:
        raise NotFoundError(Problem("policy.no_version", {"policy": policy[:80], "version": "—"}))
    region = str(held[-1]["region"])
    require_all_within(ctx, [Written(policy, region)])
    return region
