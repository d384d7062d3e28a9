"""Deployment proposals: a kept plan written out for those who would carry it out; no tasks are made yet."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.plan.cocontrol_cases import kept
from tongyuan.services.plan.differing import differences
from tongyuan.services.plan.proposal_book import book
from tongyuan.services.plan.proposal_rows import tables_of
from tongyuan.services.plan.proposal_runs import KIND, TABLES, ProposalRun, proposal_run, proposal_runs
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["compare", "export", "list_proposals", "save", "show"]

Run = Annotated[str | None, "部署方案建议的运行编号，缺省为最近一份 · run of the proposal; the latest"]
CONTRACTS = {
    "rows": "ProposalRow",
    "falls": "ProposalFall",
    "targets": "ProposalTarget",
    "assumptions": "ProposalAssumption",
}
BRIEF = {
    "rows": ("year", "region_zh", "source_zh", "measure_zh", "quantity", "unit", "share", "cost_cny"),
    "falls": ("year", "region", "source", "measure", "species", "fall_t"),
    "targets": ("limit", "year", "name_zh", "value", "bound", "unit", "binding"),
}
LIST = ("run", "name_zh", "version", "scenario", "cost_cny", "author", "date", "state")
STATE = "proposal"


@service("proposal.save", changes=True)
def save(
    ctx: Context,
    *,
    run: Annotated[str | None, "方案运行编号，缺省为最近一次 · run of the plan; the latest"] = None,
    name_zh: Annotated[str, "名称 · name in Chinese"],
    name_en: Annotated[str, "英文名称 · name in English"],
    note: Annotated[str, "说明 · note"] = "",
) -> Answer:
    """Keep a plan as a deployment proposal; one of a name that is held is its next version. 存为部署方案。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    if not name_zh.strip() or not name_en.strip():
        raise InputError(Problem("proposal.no_name"))
    found = kept(ctx.workspace, run=run)
    found.require_feasible()
    params = found.run.params
    told = ("region", "year", "scenario", "years", "inventory", "cost_cny", "price_year", "social_rate")
    made = ctx.workspace.record_run(
        KIND,
        params={
            "plan": found.run.id,
            "name_zh": name_zh.strip(),
            "name_en": name_en.strip(),
            "note": note.strip(),
            "author": ctx.actor.name,
            "date": ctx.today.isoformat(),
            "state": STATE,
            "by": params.get("by", "province"),
            **{name: params[name] for name in told},
        },
        inputs={"uptake": found.found.table("uptake")},
        tables=tables_of(found),
        family=found.run.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=Sensitivity(found.run.sensitivity),
    )
    return _shown(ProposalRun(ctx.workspace, made), "rows")


@service("proposal.list", permits="proposal.show")
def list_proposals(ctx: Context) -> Answer:
    """List kept proposals, latest first, with their versions. 部署方案建议列表。"""
    rows = [{**row, "years": " ".join(map(str, row["years"]))} for row in proposal_runs(ctx.workspace)]
    frame = pl.DataFrame(rows, schema=_LISTED, orient="row") if rows else pl.DataFrame(schema=_LISTED)
    about = {"workspace": ctx.workspace.meta.region, "synthetic": ctx.workspace.meta.synthetic}
    return Answer(meta=about | {"sensitivity": Sensitivity.INTERNAL.value}, data=frame, brief=LIST)


_LISTED = {
    "run": pl.String,
    "version": pl.Int64,
    **dict.fromkeys(("name_zh", "name_en", "note", "author", "date", "state", "plan", "scenario"), pl.String),
    "year": pl.Int64,
    "years": pl.String,
    "by": pl.String,
    "cost_cny": pl.Float64,
    "price_year": pl.Int64,
    "social_rate": pl.Float64,
}


@service("proposal.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    table: Annotated[
        Literal["rows", "falls", "targets", "assumptions", "left_out"],
        "措施、减排量、约束、依据的假设、未选措施 · which table",
    ] = "rows",
) -> Answer:
    """Show a proposal: what is to be done, tonnes, targets, assumptions, left out. 查看部署方案建议。"""
    return _shown(proposal_run(ctx.workspace, run=run), table)


@service("proposal.compare", permits="proposal.show")
def compare(
    ctx: Context,
    *,
    run: Annotated[str, "部署方案建议的运行编号 · run of the proposal"],
    other: Annotated[str, "与之比较的一份 · the one beside it"],
) -> Answer:
    """Set two proposals side by side: what differs, by measure, source, region. 比较部署方案建议。"""
    one, two = proposal_run(ctx.workspace, run=run), proposal_run(ctx.workspace, run=other)
    falls = one.fall().join(
        two.fall().rename({"fall_t": "other_fall_t"}),
        on=["year", "species"],
        how="full",
        coalesce=True,
        maintain_order="left_right",
    )
    meta = one.meta() | {"other": two.meta(), "falls": falls.to_dicts()}
    return Answer(meta=meta, data=differences(one.table("rows"), two.table("rows")))


@service("proposal.export", permits="proposal.show")
def export(
    ctx: Context,
    *,
    run: Run = None,
    language: Annotated[Literal["zh", "en"], "语言 · language of the book"] = "zh",
) -> Answer:
    """Write a proposal as a workbook with a sheet for every region. 导出部署方案建议。"""
    found = proposal_run(ctx.workspace, run=run)
    meta = found.meta()
    name = f"{meta[f'name_{language}']}-v{meta['version']}.xlsx"
    return Answer(meta=meta, document=Document(name, XLSX, book(found, language=language)))


def _shown(found: ProposalRun, table: str) -> Answer:
    meta = found.meta() | {"table": table, "falls": found.fall().to_dicts()}
    meta |= {"contract": CONTRACTS[table]} if table in TABLES else {}
    return Answer(meta=meta, data=found.table(table), brief=BRIEF.get(table, ()))
