"""The audit: every change of state, in a chain that shows whether a row was altered."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day, instant
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.workspace.audit import AuditCheck, Wanted, read_outside

__all__ = ["anchor", "compare", "list_rows", "verify"]


#: Most rows that one call hands out.
MOST = 100_000
#: What stands in the place of arguments, as JSON, and of an outcome that are out of reach.
VEILED = {"params": '{"受限": "restricted"}', "outcome": "受限 · restricted"}


@service("audit.list")
def list_rows(
    ctx: Context,
    *,
    actor: Annotated[str | None, "经办，如 person:1、local:wang · who acted"] = None,
    noun: Annotated[str | None, "事项，如 round、user · what was changed"] = None,
    since: Annotated[str | None, "起始日期 · first day"] = None,
    until: Annotated[str | None, "截止日期（含当日） · last day"] = None,
    before: Annotated[int | None, "只列此序号之前的 · rows before this number alone"] = None,
    limit: Annotated[int, "最多行数 · rows at most"] = 200,
) -> Answer:
    """List the latest changes, newest first. 最近的变更。"""
    wanted = Wanted(actor, noun, since=_midnight(since), until=instant(until, name="until"))
    audit = ctx.workspace.audit
    rows = audit.rows(limit=min(max(limit, 1), MOST), before=before, wanted=wanted)
    if not ctx.scope.everything:  # a row bears no region: who is bound to one reads that it is there
        own = pl.col("actor") == ctx.actor.id
        veiled = [
            pl.when(own).then(name).otherwise(pl.lit(word)).alias(name) for name, word in VEILED.items()
        ]
        rows = rows.with_columns(veiled)
    return Answer(meta={"count": audit.count(wanted)}, data=rows)


def _midnight(text: str | None) -> datetime | None:
    found = day(text, name="since")
    return datetime.combine(found, time(), CIVIL_ZONE).astimezone(UTC) if found else None


@service("audit.verify")
def verify(ctx: Context) -> Answer:
    """Say what is proven by which anchor, and name every fault. 核验审计链：由哪个链头证明，何处被改动。"""
    return _answer(ctx.workspace.audit.verify())


@service("audit.compare")
def compare(
    ctx: Context,
    *,
    anchor: Annotated[
        Path,
        "另处保存的链头：audit anchor 的输出、audit.heads 的副本或备份"
        " · heads kept elsewhere: what audit anchor printed, a copy of audit.heads, or a backup",
    ],
) -> Answer:
    """Verify against heads that were kept elsewhere. 与另处保存的链头核对：可发现整体退回旧状态。"""
    return _answer(ctx.workspace.audit.verify(read_outside(anchor)))


@service("audit.anchor")
def anchor(ctx: Context) -> Answer:
    """Sign the present head, to be kept elsewhere. 签出当前链头，请另处保存。"""
    head, key = ctx.workspace.audit.attest()
    return Answer(
        data={
            "rows": head.seq,
            "hash": head.hash,
            "at": head.at,
            "fingerprint": key.fingerprint,
            "public_key": key.line,
            "head": head.text,
        }
    )


def _answer(found: AuditCheck) -> Answer:
    rows = [problem.as_dict() for problem in found.problems]
    frame = pl.DataFrame(rows) if rows else pl.DataFrame(schema={"code": pl.String, "what_zh": pl.String})
    return Answer(meta=_told(found), data=frame, passed=not rows, brief=("code", "what_zh"))


def _told(found: AuditCheck) -> dict[str, object]:
    return {
        "rows": found.rows,
        "head": found.head,
        "proven": found.proven,
        "proven_at": found.by.at if found.by else None,
        "unaltered_since": found.since.at if found.since else None,
        "key": found.by.key if found.by else None,
        "statement_zh": found.statement("zh"),
        "statement_en": found.statement("en"),
    }
