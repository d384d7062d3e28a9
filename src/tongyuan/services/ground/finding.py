"""Findings of inspectors (督察问题线索): written once, answered, closed; nothing is altered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.finding_reach import findings_of, tell_of
from tongyuan.services.jurisdiction import Jurisdiction, jurisdiction
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.workspace.findings import Finding

__all__ = ["answer", "close", "list_findings", "show", "write"]

Number = Annotated[int, Positional("问题编号 · finding number")]
Text = Annotated[str, "内容 · text"]
#: Whom a step concerns is told in these words.
TOLD = {"answered": "notice.finding_answered", "closed": "notice.finding_ended"}
UNKNOWN = {"department": "people.no_department", "enterprise": "people.no_enterprise"}
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
    place = jurisdiction(ctx.workspace)
    code = place.region(region)
    whose = {"department": department, "enterprise": enterprise}
    _require_known(place, whose)
    require_reach(ctx, region=code, **whose)
    _require_words(text)
    about = {**whose, "article": article, "figure": figure}
    found = findings_of(ctx).write(text, region=code, actor=ctx.actor.id, **about)
    tell_of(ctx, found, code="notice.finding_written")
    return Answer(meta={"outcome": f"finding {found.number}"}, data=_frame([found]))


@service("finding.list")
def list_findings(ctx: Context) -> Answer:
    """List the findings within reach, newest first. 问题线索清单。"""
    return Answer(data=_frame(findings_of(ctx).listing()))


@service("finding.show")
def show(ctx: Context, *, number: Number) -> Answer:
    """Show a finding with every answer to it. 查看问题线索及其办理经过。"""
    return Answer(data=_frame(findings_of(ctx).history(number)))


@service("finding.answer", changes=True)
def answer(ctx: Context, *, number: Number, text: Text) -> Answer:
    """Answer a finding: what was done about it. 回复整改情况。"""
    return _stepped(ctx, number, "answered", text)


@service("finding.close", changes=True)
def close(ctx: Context, *, number: Number, text: Text) -> Answer:
    """Close a finding, and say why. 办结销号。"""
    return _stepped(ctx, number, "closed", text)


def _stepped(ctx: Context, number: int, state: str, text: str) -> Answer:
    _require_words(text)
    found = findings_of(ctx).step(number, state=state, text=text, actor=ctx.actor.id)
    tell_of(ctx, found, code=TOLD[state])
    return Answer(meta={"outcome": state}, data=_frame([found]))


def _require_known(place: Jurisdiction, whose: Mapping[str, str | None]) -> None:
    """Refuse codes that this workspace does not know; an enterprise out of reach is not known either."""
    known = {"department": place.departments["department"], "enterprise": place.enterprises["enterprise"]}
    problems = [
        Problem(UNKNOWN[name], {"got": code})
        for name, code in whose.items()
        if code is not None and code not in set(known[name])
    ]
    if problems:
        raise InputError(problems)


def _require_words(text: str) -> None:
    if not text.strip():
        raise InputError(Problem("notice.finding_blank"))


def _frame(found: Iterable[Finding]) -> pl.DataFrame:
    return pl.DataFrame([asdict(one) for one in found], schema=SCHEMA)
