"""A person confirms what was read, phrase by phrase; then the text becomes a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.versions import (
    corrections,
    decision_problems,
    found_phrase,
    needs_decision,
    reviewed,
)
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy.policy_library import library, said
from tongyuan.services.deploy.policy_taking import LEVEL, Policy, Version, review_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Place, Problem
from tongyuan.workspace.policies import PolicyDecision, TakenPolicy

__all__ = [
    "Decision",
    "Memo",
    "add",
    "confirm",
    "correct",
    "decide_rows",
    "reject",
    "require_draft",
    "require_own",
    "told_why",
]

Phrases = Annotated[str | None, "条目编号，以;分隔 · phrases, by ;"]
Memo = Annotated[str, "说明或理由 · why"]
Kind = Literal["target", "aim", "task"]
Accepted = Annotated[
    bool, "同时采纳建议的牵头部门与上级条目 · accept the proposed lead and phrase above as well"
]
LETTERS = {"target": "TX", "aim": "GX", "task": "KX"}
#: What a person writes down of a phrase: the phrase, the deed, values by column, why, where in the file.
Row = Mapping[str, Any]
Decision = tuple[str, str, Mapping[str, str], str, Place]


@service("policy.confirm", changes=True)
def confirm(
    ctx: Context,
    *,
    policy: Policy,
    version: Version,
    phrases: Phrases = None,
    kind: Annotated[Kind | None, "该类全部待确认条目 · every undecided phrase of this kind"] = None,
    accept: Accepted = False,
    memo: Memo = "",
) -> Answer:
    """Confirm phrases as they were read: those named, or of a kind all that are plain. 确认条目。"""

    def choose(rows: pl.DataFrame) -> list[Decision]:
        chosen = _named_rows(rows, phrases) if phrases else _plain_rows(rows, kind)
        return [(row["phrase"], "confirm", _accepted(row) if accept else {}, memo, Place()) for row in chosen]

    if not phrases and kind is None:
        values = {"name": "phrases", "got": "—", "expected": "T001;T002"}
        raise InputError(Problem("service.argument", values))
    return _decide(ctx, policy, version, choose)


def _accepted(row: Mapping[str, Any]) -> dict[str, str]:
    told = {"lead": row["lead_proposed"], "upper": row["upper_proposed"]}
    return {name: value for name, value in told.items() if value}


def _plain_rows(rows: pl.DataFrame, kind: str | None) -> list[dict[str, Any]]:
    """List the undecided phrases of a kind in which nothing but the lead is open."""
    free = [
        row
        for row in needs_decision(rows).filter(pl.col("kind") == kind).to_dicts()
        if all(one.startswith("lead:") for one in (row["open"] or "").split(";") if one)
    ]
    if not free:
        raise ConflictError(Problem("policy.nothing_plain", {"kind": kind}))
    return free


def _named_rows(rows: pl.DataFrame, phrases: str) -> list[dict[str, Any]]:
    wanted = [one.strip() for one in phrases.split(";") if one.strip()]
    known = {row["phrase"]: row for row in rows.to_dicts()}
    absent = [one for one in wanted if one not in known]
    if absent or not wanted:
        raise NotFoundError([Problem("policy.no_phrase", {"got": one[:80]}) for one in absent or ["—"]])
    return [known[one] for one in dict.fromkeys(wanted)]


@service("policy.correct", changes=True, permits="policy.confirm")
def correct(
    ctx: Context,
    *,
    policy: Policy,
    version: Version,
    phrase: Annotated[str, "条目编号 · phrase"],
    values: Annotated[
        str,
        "更正：栏=值;…（name_zh、rule、value、unit、base_year、year、hedge、lead、upper …） · column=value;…",
    ],
    memo: Memo,
) -> Answer:
    """Correct what was read of a phrase; its words stay the document's. 更正条目。"""
    told = _pairs(values)

    def choose(rows: pl.DataFrame) -> list[Decision]:
        _named_rows(rows, phrase)
        return [(phrase.strip(), "correct", told, told_why(memo), Place())]

    return _decide(ctx, policy, version, choose)


def _pairs(text: str) -> dict[str, str]:
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    if not parts or any(not mark for _, mark, _ in parts):
        shown = {"name": "values", "got": text[:80], "expected": "value=310;unit=万千瓦"}
        raise InputError(Problem("service.argument", shown))
    return {name.strip(): value.strip() for name, _, value in parts}


def told_why(memo: str) -> str:
    """Return a reason without its margins; InputError where none is told."""
    if not memo.strip():
        raise InputError(Problem("policy.no_memo", {}))
    return memo.strip()


@service("policy.reject", changes=True, permits="policy.confirm")
def reject(
    ctx: Context,
    *,
    policy: Policy,
    version: Version,
    phrases: Annotated[str, "条目编号，以;分隔 · phrases, by ;"],
    memo: Memo,
) -> Answer:
    """Reject phrases that are no target or task. 驳回条目。"""

    def choose(rows: pl.DataFrame) -> list[Decision]:
        told = told_why(memo)
        return [(row["phrase"], "reject", {}, told, Place()) for row in _named_rows(rows, phrases)]

    return _decide(ctx, policy, version, choose)


def _decide(
    ctx: Context, policy: str, version: int, choose: Callable[[pl.DataFrame], Sequence[Decision]]
) -> Answer:
    count = decide_rows(ctx, policy, version, choose)
    review = review_of(ctx, ctx.workspace.policies.get(policy, version))
    left = needs_decision(review).height
    about = {"policy": policy, "version": version, "decided": count, "undecided": left}
    outcome = f"{policy}@{version}: {count}"
    return Answer(meta={"contract": "PolicyReview", "outcome": outcome, **LEVEL, **about}, data=review)


def decide_rows(
    ctx: Context, policy: str, version: int, choose: Callable[[pl.DataFrame], Sequence[Decision]]
) -> int:
    """Write what a person decided, all or none, every fault at once.

    Parameters
    ----------
    ctx
        Who decides.
    policy, version
        Of which text.
    choose
        Looks at the phrases as they stand, and gives the decisions.

    Returns
    -------
    int
        How many were written.

    Raises
    ------
    ConflictError
        If the text is no draft any more.
    InputError
        If a decision may not be.
    """
    require_own(ctx, policy, version)
    known = _departments(ctx)
    uppers = _uppers(ctx)

    def written(text: TakenPolicy) -> list[PolicyDecision]:
        require_draft(text)
        rows = review_of(ctx, text)
        standing = {row["phrase"]: row for row in rows.to_dicts()}
        made, problems = [], []
        for phrase, deed, told, memo, place in choose(rows):
            content, faults = corrections(told, place=place)
            faults += _unknown(content, standing[phrase], known, uppers, place)
            faults += decision_problems(standing[phrase], deed=deed, content=content, place=place)
            problems += faults
            made.append(PolicyDecision(phrase, deed, content, memo=memo))
        if problems:
            raise InputError(problems)
        return made

    return ctx.workspace.policies.decide(policy, version, actor=ctx.actor.id, choose=written)


def require_own(ctx: Context, policy: str, version: int) -> None:
    """Ask for reach over the region of a text.

    Parameters
    ----------
    ctx
        Who acts.
    policy, version
        Which text.

    Raises
    ------
    PermissionDeniedError
        If its region is out of reach.
    """
    region = ctx.workspace.policies.get(policy, version).head["region"]
    require_all_within(ctx, [Written(policy, region)])


def require_draft(text: TakenPolicy) -> None:
    """Refuse to touch what was published or dropped.

    Parameters
    ----------
    text
        The text.

    Raises
    ------
    ConflictError
        If it is no draft.
    """
    if text.state != "draft":
        told = {"policy": text.head["policy"], "version": text.head["version"], "state": text.state}
        raise ConflictError(Problem("policy.no_draft", told))


def _departments(ctx: Context) -> frozenset[str]:
    """Tell what names a department: its code and its name."""
    rows = jurisdiction(ctx.workspace).departments.select("department", "name_zh").rows()
    return frozenset(name for row in rows for name in row)


def _uppers(ctx: Context) -> frozenset[str]:
    every = (said(ctx, f"{row['policy']}@{row['version']}") for row in library(ctx).to_dicts())
    return frozenset(
        f"{policy}/{phrase}" for rows in every for policy, phrase in rows.select("policy", "phrase").rows()
    )


def _unknown(
    content: Row, row: Row, known: frozenset[str], uppers: frozenset[str], at: Place
) -> list[Problem]:
    """Name a lead that neither the text nor the list of departments knows, and an unknown phrase above."""
    problems = []
    lead, upper = content.get("lead"), content.get("upper")
    said = {one for one in (content.get("departments") or row.get("departments") or "").split(";") if one}
    absent = [one for one in (lead or "").split(";") if one and one not in known | said]
    problems += [Problem("policy.no_department", {"got": one[:80]}, at) for one in absent]
    if upper is not None and upper not in uppers:
        problems.append(Problem("policy.no_upper", {"got": upper[:80]}, at))
    return problems


@service("policy.add", changes=True, permits="policy.confirm")
def add(
    ctx: Context,
    *,
    policy: Policy,
    version: Version,
    kind: Annotated[Kind, "类别：定量目标、文字目标、任务 · target, aim, task"],
    phrase_zh: Annotated[str, "原文（逐字） · exact words of the document"],
    values: Annotated[str, "栏=值;… · column=value;…"] = "",
    memo: Memo = "",
) -> Answer:
    """Add a phrase that the reading missed; its words must stand in the text. 补充条目。"""
    words = ctx.workspace.policies.text(policy, version)
    found = found_phrase(phrase_zh, text=words)
    if found is None:
        raise InputError(Problem("policy.no_words", {"got": phrase_zh[:80]}))
    content, problems = corrections(_pairs(values) if values.strip() else {}, place=Place())
    problems += _unknown(content, {}, _departments(ctx), _uppers(ctx), Place())
    require_own(ctx, policy, version)

    def written(text: TakenPolicy) -> list[PolicyDecision]:
        require_draft(text)
        rows = reviewed(text.phrases, decisions=text.decisions).to_dicts()
        article = _article_of(rows, found.starts_at)
        many = sum(1 for row in rows if row["phrase"].startswith(LETTERS[kind]))
        row = {"phrase": f"{LETTERS[kind]}{many + 1:02}", "kind": kind, "article": article["article"]}
        row |= {"label": article["label"], "phrase_zh": "".join(phrase_zh.split())}
        row |= {"starts_at": found.starts_at, "ends_at": found.ends_at, **content}
        empty = {name: None for name in rows[0]} | {"state": "added"}
        faults = problems + decision_problems(empty | row, deed="confirm", content={}, place=Place())
        if faults:
            raise InputError(faults)
        return [PolicyDecision(row["phrase"], "add", row, memo=memo)]

    ctx.workspace.policies.decide(policy, version, actor=ctx.actor.id, choose=written)
    review = review_of(ctx, ctx.workspace.policies.get(policy, version))
    return Answer(
        meta={"contract": "PolicyReview", "policy": policy, "version": version, **LEVEL}, data=review
    )


def _article_of(rows: Sequence[Mapping[str, Any]], at: int) -> Mapping[str, Any]:
    """Find the article in which an offset lies."""
    inside = (row for row in rows if row["kind"] == "article" and row["starts_at"] <= at < row["ends_at"])
    return next(inside, {"article": 0, "label": ""})
