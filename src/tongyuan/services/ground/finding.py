"""Findings of inspectors (督察问题线索): written once, answered, closed; nothing is altered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.workspace.findings import Finding

__all__ = ["answer", "close", "list_findings", "show", "write"]

Number = Annotated[int, Positional("问题编号 · finding number")]
Text = Annotated[str, "内容 · text"]
SCHEMA = {field.name: pl.String() for field in fields(Finding)} | {
    "number": pl.Int64(),
    "version": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
}


@service("finding.write", changes=True)
def write(
    ctx: Context,
    *,
    region: Annotated[str, "地区代码 · region"],
    text: Text,
    department: Annotated[str | None, "部门编号 · department id"] = None,
    enterprise: Annotated[str | None, "企业编号 · enterprise id"] = None,
    article: Annotated[str | None, "条文序号 · article of the policy"] = None,
    figure: Annotated[str | None, "数字编号 · figure id"] = None,
) -> Answer:
    """Write a finding. 登记问题线索。"""
    code = jurisdiction(ctx.workspace).region(region)
    bound = {"department": department, "enterprise": enterprise, "article": article, "figure": figure}
    found = ctx.workspace.findings.write(text, region=code, actor=ctx.actor.id, **bound)
    return Answer(meta={"outcome": f"finding {found.number}"}, data=_frame([found]))


@service("finding.list")
def list_findings(ctx: Context) -> Answer:
    """List the findings within reach, newest first. 问题线索清单。"""
    return Answer(data=_frame(ctx.workspace.findings.listing()))


@service("finding.show")
def show(ctx: Context, *, number: Number) -> Answer:
    """Show a finding with every answer to it. 查看问题线索及其办理经过。"""
    return Answer(data=_frame(ctx.workspace.findings.history(number)))


@service("finding.answer", changes=True)
def answer(ctx: Context, *, number: Number, text: Text) -> Answer:
    """Answer a finding: what was done about it. 回复整改情况。"""
    return _stepped(ctx, number, "answered", text)


@service("finding.close", changes=True)
def close(ctx: Context, *, number: Number, text: Text) -> Answer:
    """Close a finding, and say why. 办结销号。"""
    return _stepped(ctx, number, "closed", text)


def _stepped(ctx: Context, number: int, state: str, text: str) -> Answer:
    found = ctx.workspace.findings.step(number, state=state, text=text, actor=ctx.actor.id)
    return Answer(meta={"outcome": state}, data=_frame([found]))


def _frame(found: Iterable[Finding]) -> pl.DataFrame:
    return pl.DataFrame([asdict(one) for one in found], schema=SCHEMA)
