"""Funds (Art. 24): the pool of projects, money issued, allocated, paid and spent, and what each is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import money
from tongyuan.plan.money import Movement, Pool
from tongyuan.services.answer import Answer
from tongyuan.services.citations import citations
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan import fund_appraising, fund_records
from tongyuan.services.plan.fund_pool import (
    ceilings_of,
    held,
    money_rows,
    movements_of,
    pool_of,
    projects_of,
)
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.commodities import commodity_of
from tongyuan.vocabulary.funds import fund_kinds, fund_steps
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.funds import FundSlip

__all__ = ["eligible", "grant", "list_pots", "list_projects", "move", "movements", "show"]

#: Its services belong to the same noun.
PARTS = (fund_appraising, fund_records)
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
Project = Annotated[str, Positional("项目编号 · project id")]
Fund = Annotated[
    Literal["award", "clean_heating", "climate", "eod"] | None, "资金 · fund of the pot that the money is of"
]
Year = Annotated[int | None, "预算年度 · budget year of the pot"]
Amount = Annotated[str | None, "金额（元，到分） · amount in CNY, to the fen"]
Key = Annotated[str, "业务编号：同一编号只记一次 · your own number: the same number counts once"]
Memo = Annotated[str, "事由 · reason"]
MONEY = {rung: pl.Decimal(20, 2) for rung in ("allocated", "paid", "spent")}
STATES = Literal["reserved", "allocated", "paid", "spent", "evaluated", "withdrawn", "outside"]
BRIEF = ("project", "name", "region", "fund", "state", "allocated", "paid", "spent")


@service("fund.list")
def list_projects(
    ctx: Context,
    *,
    state: Annotated[STATES | None, "所处阶段 · how far it has come"] = None,
    fund: Annotated[
        Literal["award", "clean_heating", "climate", "eod"] | None, "申请资金 · fund that it is for"
    ] = None,
) -> Answer:
    """List the projects within reach, how far each has come, and its money. 项目储备库。"""
    seen, pool = projects_of(ctx), pool_of(ctx)
    names = _regions(ctx)
    investment = dict(
        seen.inputs.filter(pl.col("figure") == "investment_cny").select("project", "value").iter_rows()
    )
    rows = [
        {
            **{name: row[name] for name in ("project", "name", "region", "fund", "enterprise", "measure")},
            **names.get(row["region"], {}),
            "state": pool.state(row["project"]) or "outside",
            "investment_cny": investment.get(row["project"]),
            **money_rows(pool, row["project"]),
            **{name: row[name] for name in ("green_activity", "quality", "citation", "note")},
        }
        for row in seen.projects.sort("project").iter_rows(named=True)
    ]
    kept = [row for row in rows if state in (None, row["state"]) and fund in (None, row["fund"])]
    return Answer(meta=LEVEL, data=pl.DataFrame(kept, schema=_LISTED, orient="row"), brief=BRIEF)


_LISTED: dict[str, Any] = {
    **dict.fromkeys(("project", "name", "region", "fund", "enterprise", "measure"), pl.String),
    **dict.fromkeys(("region_name_zh", "region_name_en", "state"), pl.String),
    "investment_cny": pl.Float64,
    **MONEY,
    **dict.fromkeys(("green_activity", "quality", "citation", "note"), pl.String),
}


def _regions(ctx: Context) -> dict[str, dict[str, str]]:
    rows = jurisdiction(ctx.workspace).regions.select("region", "name_zh", "name_en")
    return {code: {"region_name_zh": zh, "region_name_en": en} for code, zh, en in rows.iter_rows()}


@service("fund.show")
def show(ctx: Context, *, project: Project) -> Answer:
    """Show a project: its figures, what it changes, its movements. 查看项目。"""
    seen, pool = projects_of(ctx), pool_of(ctx)
    row = seen.one(project)
    texts = citations(ctx.workspace)
    told = pl.col("project") == project
    card = {
        **row,
        "state": pool.state(project) or "outside",
        **money_rows(pool, project),
        "citation_text": texts.get(row["citation"], row["citation"]),
        "inputs": seen.inputs.filter(told).to_dicts(),
        "effects": seen.effects.filter(told).to_dicts(),
        "movements": ctx.workspace.funds.frame().filter(told).to_dicts(),
    }
    return Answer(meta=LEVEL, data=card)


@service("fund.pots")
def list_pots(ctx: Context) -> Answer:
    """List the pots: issued, allocated, paid, spent and free; of what is out of reach nothing. 资金盘子。"""
    frame, pool = ctx.workspace.funds.frame(), pool_of(ctx)
    pots = frame.select("fund", "year").drop_nulls().unique().sort("fund", "year")
    cny = commodity_of("cny")
    rows = []
    for fund, year in pots.iter_rows():
        told = (fund, year) in pool.issued
        sums = {rung: cny.amount(pool.of_pot(fund, year, rung)) for rung in MONEY}
        names = dict(zip(("name_zh", "name_en"), fund_kinds()[fund], strict=True))
        free = {
            "issued": cny.amount(pool.of_pot(fund, year, "issued")) if told else None,
            "free": cny.amount(pool.free(fund, year)) if told else None,
        }
        rows.append({"fund": fund, "year": year, **names, **sums, **free})
    return Answer(meta=LEVEL, data=pl.DataFrame(rows, schema=_POTS))


_POTS: dict[str, Any] = {
    "fund": pl.String,
    "year": pl.Int32,
    "name_zh": pl.String,
    "name_en": pl.String,
    "issued": pl.Decimal(20, 2),
    **MONEY,
    "free": pl.Decimal(20, 2),
}


@service("fund.movements")
def movements(ctx: Context) -> Answer:
    """List every movement within reach, newest first. 业务流水。"""
    rows = ctx.workspace.funds.frame().sort("movement", descending=True)
    return Answer(meta={"contract": "FundMovement", **LEVEL}, data=rows)


@service("fund.move", changes=True)
def move(
    ctx: Context,
    *,
    step: Annotated[
        Literal["enter", "withdraw", "refund", "spend", "unspend", "evaluate"],
        Positional("入库、退库、退回、支出、冲减支出、绩效评价 · step"),
    ],
    project: Annotated[str, "项目编号 · project id"],
    key: Key,
    memo: Memo,
    fund: Fund = None,
    year: Year = None,
    amount: Amount = None,
    score: Annotated[int | None, "绩效得分（0-100） · score of the evaluation"] = None,
) -> Answer:
    """Take a step of a project: into the pool, out of it, spending, evaluation. 项目业务。"""
    fen, unread = _fen(amount)
    asked = Movement(step, fund, year, project, fen)
    return _take(ctx, asked, unread=unread, key=key, memo=memo, score=score)


@service("fund.grant", changes=True)
def grant(
    ctx: Context,
    *,
    step: Annotated[
        Literal["issue", "reduce", "allocate", "recall", "pay"],
        Positional("安排、调减、下达、收回、拨付 · step"),
    ],
    fund: Annotated[Literal["award", "clean_heating", "climate", "eod"], "资金 · fund"],
    year: Annotated[int, "预算年度 · budget year"],
    amount: Annotated[str, "金额（元，到分） · amount in CNY, to the fen"],
    key: Key,
    memo: Memo,
    project: Annotated[str | None, "项目编号；安排和调减不填 · project id; none for issue and reduce"] = None,
) -> Answer:
    """Issue money to a fund, allocate it to a project, pay it. 资金安排、下达与拨付。"""
    fen, unread = _fen(amount)
    asked = Movement(step, fund, year, project, fen)
    return _take(ctx, asked, unread=unread, key=key, memo=memo, score=None)


@service("fund.eligible", permits="fund.list")
def eligible(
    ctx: Context,
    *,
    catalogue: Annotated[
        Literal["green_bond", "green_finance"] | None, "目录，缺省为全部 · catalogue; all by default"
    ] = None,
) -> Answer:
    """Look each project up in the catalogues of green finance in force today. 绿色金融适配。"""
    rules = reference.green_finance_rules()
    if catalogue is not None:
        rules = rules.filter(pl.col("catalogue") == catalogue)
    texts = citations(ctx.workspace)
    parts = [
        money.eligibility(row["green_activity"], rules=rules, on=ctx.today).select(
            project=pl.lit(row["project"]),
            name=pl.lit(row["name"]),
            green_activity=pl.lit(row["green_activity"], pl.String),
            catalogue="catalogue",
            edition="edition",
            verdict="verdict",
            quality="quality",
            citation="citation",
            citation_text=pl.col("citation").replace(texts),
        )
        for row in projects_of(ctx).projects.sort("project").iter_rows(named=True)
    ]
    return Answer(
        meta={**LEVEL, "rules": rules.height},
        data=pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(_ELIGIBLE, pl.String)),
        brief=("project", "name", "green_activity", "catalogue", "edition", "verdict", "quality"),
    )


_ELIGIBLE = (
    "project",
    "name",
    "green_activity",
    "catalogue",
    "edition",
    "verdict",
    "quality",
    "citation",
    "citation_text",
)


def _fen(amount: str | None) -> tuple[int, list[Problem]]:
    """Read an amount; one that cannot be read is told beside all else that speaks against the step."""
    if amount is None:
        return 0, []
    try:
        return commodity_of("cny").steps(amount), []
    except InputError as error:
        return 1, list(error.problems)


def _take(
    ctx: Context,
    asked: Movement,
    *,
    unread: Sequence[Problem],
    key: str,
    memo: str,
    score: int | None,
) -> Answer:
    """Write a movement where nothing speaks against it, looking at every movement of the workspace."""
    whole = ctx.workspace.whole
    region, enterprise = whole.meta.region, None
    if asked.project is not None:
        known = held(whole, "fund_project").filter(pl.col("project") == asked.project)
        region = known["region"][0] if known.height else region
        enterprise = known["enterprise"][0] if known.height else None
    require_reach(ctx, region=region, enterprise=enterprise)
    ceilings = ceilings_of(whole)

    def refuse(records: Sequence[Mapping[str, Any]]) -> None:
        found = Pool.after(movements_of(list(records))).refusals(asked, ceilings=ceilings)
        found += _own_entry(asked, records, actor=ctx.actor.id)
        wrong = [*unread, *_unstated(asked, key=key, memo=memo)]
        if wrong:
            raise InputError([*wrong, *found])
        if found:
            raise ConflictError(found)

    content = {
        "step": asked.step,
        "fund": asked.fund,
        "year": asked.year,
        "project": asked.project,
        "fen": asked.fen,
    }
    slip = FundSlip(key, ctx.actor.id, memo, region, enterprise, score)
    number = ctx.workspace.funds.take(content, slip, refuse=refuse)
    rows = whole.funds.frame().filter(pl.col("movement") == number)
    return Answer(meta={"outcome": f"movement {number} {asked.step}", **LEVEL}, data=rows)


def _unstated(asked: Movement, *, key: str, memo: str) -> list[Problem]:
    """Ask for the number and the reason of a movement: the books say why money moves."""
    step = fund_steps()[asked.step]
    told = {"step": step.name_zh, "step_en": step.name_en}
    stated = {"业务编号 key": key, "事由 memo": memo}
    blank = [name for name, text in stated.items() if not text.strip()]
    return [Problem("fund.lacking", {**told, "name": name}) for name in blank]


def _own_entry(asked: Movement, records: Sequence[Mapping[str, Any]], *, actor: str) -> list[Problem]:
    """Refuse that somebody allocates money to the project that he entered."""
    if asked.step != "allocate":
        return []
    entered = [row for row in records if row["step"] == "enter" and row["project"] == asked.project]
    if not entered or entered[-1]["actor"] != actor:
        return []
    return [Problem("fund.own_entry", {"project": asked.project})]
