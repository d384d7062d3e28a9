"""What follows an opinion: the decision of a human, milestones, stops."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.admission import judge
from tongyuan.deploy.admission.following import refusals
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.admission_cases import desk_of
from tongyuan.services.deploy.admission_reassessing import entry_of
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.projects import Entered, Kept

__all__ = ["decide", "milestone"]

LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
Project = Annotated[str, Positional("项目编号 · project id")]
On = Annotated[str, "日期 · day"]
Paper = Annotated[str, "文件 · document that shows it"]
Key = Annotated[str, "业务编号：同一编号只记一次 · your own number: the same number counts once"]
FIRST = date(1980, 1, 1)


@service("admission.decide", changes=True)
def decide(
    ctx: Context,
    *,
    project: Project,
    decision: Annotated[Literal["approve", "refuse"], "批准或不予批准 · approved or refused"],
    on: On,
    document: Paper,
    key: Key,
    memo: Annotated[
        str, "说明；与研判意见不一致时必填 · reason; needed where it goes against the opinion"
    ] = "",
) -> Answer:
    """Decide on a project; nobody decides on one that he entered. 决定。"""
    entry = _entry(ctx, project)
    kept = ctx.workspace.whole.projects.opinions(project)
    found = _undecidable(ctx, entry, kept[-1] if kept else None, decision, memo)
    step = {"project": project, "step": decision, "document": document, "memo": memo}
    return _take(
        ctx, entry, step | {"opinion": kept[-1].number if kept else None}, on=on, key=key, found=found
    )


@service("admission.milestone", changes=True)
def milestone(
    ctx: Context,
    *,
    project: Project,
    step: Annotated[
        Literal["start", "replaced", "energy_accepted", "discharge_permit", "operate", "suspend", "resume"],
        "开工、替代兑现、节能验收、排污许可、投产、停建、恢复 · step",
    ],
    on: On,
    document: Paper,
    key: Key,
    memo: Annotated[str, "说明 · note"] = "",
) -> Answer:
    """Take a step after approval; operation waits for the replacement. 里程碑。"""
    entry = _entry(ctx, project)
    taken = {"project": project, "step": step, "document": document, "memo": memo, "opinion": None}
    return _take(ctx, entry, taken, on=on, key=key, found=[])


def _undecidable(ctx: Context, entry: Entered, kept: Kept | None, decision: str, memo: str) -> list[Problem]:
    """Name what stands in the way of a decision."""
    code = entry.project["project"]
    found = []
    if entry.actor == ctx.actor.id:
        found.append(Problem("admission.own_entry", {"project": code}))
    if kept is None or kept.entry != entry.number:
        found.append(Problem("admission.no_opinion", {"project": code}))
    elif decision == "approve":
        found += _hard(ctx, entry, kept)
        if kept.outcome != "support_with_conditions" and not memo.strip():
            found.append(Problem("admission.not_supported", {"project": code}))
    return found


def _hard(ctx: Context, entry: Entered, kept: Kept) -> list[Problem]:
    """Name each rule that the project fails, then or today, and that no reason overrides."""
    desk = desk_of(ctx)
    today = judge(desk.case(entry.project, entry.sources, on=ctx.today), book=desk.book)
    soft = set(desk.book.rules.filter(pl.col("overridable"))["rule"])
    failed = {
        row["rule"]: row
        for row in (*kept.findings, *today.findings.iter_rows(named=True))
        if row["verdict"] == "fail" and row["rule"] not in soft
    }
    return [
        Problem(
            "admission.hard_gate",
            {
                "project": entry.project["project"],
                "rule": rule,
                "clause": f"{row['document']} {row['clause']}",
                "reason": row["reason_zh"],
                "reason_en": row["reason_en"],
                "way": row["settle_zh"] or "改正所列事项后重新研判",
                "way_en": row["settle_en"] or "put right what is named and ask again",
            },
        )
        for rule, row in sorted(failed.items())
    ]


def _entry(ctx: Context, project: str) -> Entered:
    found = entry_of(ctx.workspace.whole, project)
    require_reach(ctx, **{name: found.project[name] for name in ("region", "department", "enterprise")})
    return found


def _take(
    ctx: Context, entry: Entered, step: dict[str, Any], *, on: str, key: str, found: list[Problem]
) -> Answer:
    """Write a step where nothing speaks against it."""
    done_on = day(on, name="on")
    stated = {"业务编号 key": key, "文件 document": step["document"]}
    lacking = [
        Problem("admission.lacking", {"name": name}) for name, text in stated.items() if not text.strip()
    ]
    if lacking or done_on is None:
        raise InputError(lacking or [Problem("admission.lacking", {"name": "日期 on"})])

    def refuse(before: pl.DataFrame) -> None:
        told = [*found, *refusals(step["step"], before["step"].cast(pl.String).to_list())]
        first = max(before["done_on"].to_list(), default=FIRST)
        last = ctx.today
        if not first <= done_on <= last:
            told.append(Problem("admission.step_day", {"day": done_on, "first": first, "last": last}))
        if told:
            raise ConflictError(told)

    content = {**step, "done_on": done_on}
    number = ctx.workspace.projects.take(content, key=key, actor=ctx.actor.id, refuse=refuse)
    rows = ctx.workspace.whole.projects.steps().filter(pl.col("number") == number)
    meta = {"outcome": f"{step['project']} {step['step']}", "contract": "AdmissionStep", **LEVEL}
    return Answer(meta=meta, data=rows)
