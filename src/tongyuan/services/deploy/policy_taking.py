"""A policy's text taken into the library as a draft, and looked at phrase by phrase beside its words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.versions import DECIDED, alike_above, counted, reviewed
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.policy_files import text_of
from tongyuan.services.deploy.policy_library import REFERENCE, home_region, named, own_policy, said
from tongyuan.services.deploy.policy_reading import read_text
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import PolicyDraft
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.policies import TakenPolicy

__all__ = ["LEVEL", "Policy", "Version", "drafts", "review", "review_of", "take", "text"]

Policy = Annotated[str, Positional("政策编号 · policy id")]
Version = Annotated[int, Positional("版本 · version")]
Level = Literal["national", "provincial", "city", "county", "sector"]
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
#: Levels that bind the whole workspace, whatever region issued them.
ABOVE = ("national", "sector")
BRIEF = (
    "phrase",
    "article",
    "state",
    "name_zh",
    "rule",
    "value",
    "unit",
    "year",
    "hedge",
    "phrase_zh",
    "open",
)


@service("policy.take", changes=True)
def take(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("政策文件 · text of a policy")],
    policy: Annotated[str, "政策编号，字母、数字、._- · id of your own"],
    level: Annotated[Level, "层级：国家、省、市、县、行业 · level"],
    region: Annotated[str | None, "地区，缺省为本地 · region; the workspace's own by default"] = None,
    title: Annotated[str | None, "标题，缺省取自文本 · title; the text's by default"] = None,
    document_no: Annotated[str | None, "文号，缺省取自文本 · document number; the text's by default"] = None,
    issued_on: Annotated[str | None, "印发日期，缺省取自文本 · day of issue; the text's by default"] = None,
    in_force_from: Annotated[
        str | None, "施行日期，缺省为印发日期 · in force from; the day of issue by default"
    ] = None,
    derived_from: Annotated[str | None, "依据的上级政策 · policy above that it carries out"] = None,
    synthetic: Annotated[bool, "虚构文本，仅供演练 · invented, for exercise"] = False,
) -> Answer:
    """Take a policy's text as a draft: what is read waits to be confirmed. 读入政策文本。"""
    words = text_of(file)
    read = read_text(ctx, words, file=file.name)
    above = None if derived_from is None else named(ctx, derived_from)[0]
    head = {
        "policy": _id(policy),
        "level": level,
        "region": _region(ctx, region, level),
        "title_zh": (title or read.head.title or file.stem).strip(),
        "document_no": document_no or read.head.document_no,
        "issued_on": day(issued_on or read.head.issued_on, name="issued_on"),
        "issuers": ";".join(read.head.issuers) or None,
        "in_force_from": day(in_force_from, name="in_force_from"),
        "file": file.name,
        "file_hash": hash_bytes(file.read_bytes()),
        "synthetic": synthetic,
        "text": words,
        "actor": ctx.actor.id,
    }
    version = _kept(ctx, head, read.phrases.to_dicts(), above)
    rows = _drafts(ctx).filter(policy=policy, version=version)
    about = {"contract": "PolicyDraft", "outcome": f"{policy}@{version}", "synthetic": synthetic}
    return Answer(meta=LEVEL | about, data=rows)


def _kept(ctx: Context, head: dict[str, Any], phrases: list[dict[str, Any]], above: str | None) -> int:
    """Keep the text with its phrases and what it is derived from; give its version."""
    own, policy = own_policy(ctx.workspace), head["policy"]
    first = own["version"] + 1 if own["policy"] == policy else 1
    with ctx.workspace.transaction():
        version = ctx.workspace.policies.take(head, phrases, first=first)
        if above is not None:
            link = {"policy": policy, "link": "derived_from", "other": above, "held": True, "from_day": None}
            told = {"region": head["region"], "reason": "", "actor": ctx.actor.id}
            ctx.workspace.policies.link(link | told)
    return version


def _id(policy: str) -> str:
    match = REFERENCE.fullmatch(policy)
    if match is None or match["version"] is not None:
        raise InputError(Problem("policy.reference", {"got": policy[:80]}))
    return policy


def _region(ctx: Context, region: str | None, level: str) -> str:
    known = jurisdiction(ctx.workspace).regions["region"]
    where = home_region(ctx.workspace) if region is None or level in ABOVE else region
    if where not in known:
        raise InputError(Problem("service.no_region", {"got": where[:80], "expected": "、".join(known[:20])}))
    require_all_within(ctx, [Written(where, where)])
    return where


@service("policy.drafts", permits="policy.review")
def drafts(ctx: Context) -> Answer:
    """List the texts that were taken, and how many phrases of each wait for a decision. 待确认的文本。"""
    return Answer(meta={"contract": "PolicyDraft", **LEVEL}, data=_drafts(ctx))


def _drafts(ctx: Context) -> pl.DataFrame:
    rows = [_draft(one) for one in ctx.workspace.policies.every()]
    frame = pl.DataFrame(rows, schema=PolicyDraft.create_empty().schema, orient="row")
    return PolicyDraft.validate(frame, cast=True)


def _draft(text: TakenPolicy) -> dict[str, Any]:
    counts = counted(text.phrases, decisions=text.decisions)
    many = sum(1 for row in text.phrases if row["kind"] in DECIDED)
    added = {one["phrase"] for one in text.decisions if one["deed"] == "add"}
    published = text.last("publish")
    names = ("policy", "version", "level", "region", "title_zh", "file", "file_hash")
    return {name: text.head[name] for name in names} | {
        "state": text.state,
        "phrases": many + len(added),
        "undecided": counts["undecided"],
        "taken_by": text.head["actor"],
        "taken_at": text.head["at"],
        "published_by": published and published["actor"],
        "published_at": published and published["at"],
    }


@service("policy.review")
def review(
    ctx: Context,
    *,
    policy: Policy,
    version: Version,
    kind: Annotated[str | None, "类别 · kind: target, aim, task, duty, article"] = None,
    state: Annotated[
        Literal["undecided", "confirmed", "corrected", "rejected", "added", "structure"] | None,
        "状态 · state",
    ] = None,
) -> Answer:
    """Show each phrase of a text with its place and what was decided of it. 对照核对。"""
    text = ctx.workspace.policies.get(policy, version)
    rows = review_of(ctx, text)
    told = _draft(text)
    for name, chosen in (("kind", kind), ("state", state)):
        rows = rows if chosen is None else rows.filter(pl.col(name).cast(pl.String) == chosen)
    about = {name: told[name] for name in ("policy", "version", "title_zh", "phrases", "undecided")}
    meta = {"contract": "PolicyReview", **LEVEL, **about, "text_state": told["state"]}
    meta |= {"above": _above(ctx, policy), "synthetic": text.head["synthetic"]}
    return Answer(meta=meta, data=rows, brief=BRIEF)


@service("policy.text", permits="policy.review")
def text(ctx: Context, *, policy: Policy, version: Version) -> Answer:
    """Give the words of a text, as the places of its phrases count them. 政策原文。"""
    words = ctx.workspace.policies.text(policy, version)
    about = {"policy": policy, "version": version}
    return Answer(meta=LEVEL | about, data={"text": words, "characters": len(words)})


def review_of(ctx: Context, text: TakenPolicy) -> pl.DataFrame:
    """Lay decisions over a text's phrases, with what each may carry out of the policies above.

    Parameters
    ----------
    ctx
        Whose workspace.
    text
        The text.

    Returns
    -------
    pl.DataFrame
        Rows of ``PolicyReview``.
    """
    above = [row for policy in _above(ctx, text.head["policy"]) for row in said(ctx, policy).to_dicts()]
    near = {row["phrase"]: alike_above(row, above=above) for row in text.phrases} if above else {}
    proposed = {phrase: f"{row['policy']}/{row['phrase']}" for phrase, row in near.items() if row}
    kinds = {row["phrase"]: row["kind"] for row in text.phrases}
    wanted = {phrase: name for phrase, name in proposed.items() if kinds[phrase] in DECIDED}
    return reviewed(text.phrases, decisions=text.decisions, proposed=wanted)


def _above(ctx: Context, policy: str) -> list[str]:
    links = ctx.workspace.policies.links()
    return [one["other"] for one in links if one["policy"] == policy and one["link"] == "derived_from"]
