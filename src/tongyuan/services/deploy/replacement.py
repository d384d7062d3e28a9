"""Replacement amounts (等量、减量替代): recognised tonnes in the ledger, held for projects and used once."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal, InvalidOperation
from typing import Annotated, Any

import polars as pl

from tongyuan.deploy.reduction import shares_of
from tongyuan.deploy.replacement import Claim, check_claims
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import instant, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy import replacement_holds
from tongyuan.services.deploy.reduction_shares import clauses, holder_of_cut, take
from tongyuan.services.ledger_holders import holder_of
from tongyuan.vocabulary.commodities import Commodity, commodity_of
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.ledger import Voucher

__all__ = ["check", "credit", "release", "reserve", "statement", "use"]

#: Its service belongs to the same noun.
PARTS = (replacement_holds,)
GUARDED = {"sensitivity": Sensitivity.SENSITIVE.value}
Number = Annotated[int, Positional("登记编号 · number of the registration")]
Amount = Annotated[str, "数量，按指标的单位 · amount in the commodity's unit"]
Need = Annotated[str, "项目新增量 · what the project adds"]
Ratio = Annotated[float, "替代比例，如 2 为倍量 · times that it is replaced"]
Project = Annotated[str, "项目编号 · project"]
Hold = Annotated[int, "预留步骤编号 · step that reserved"]
Key = Annotated[str, "业务编号：同一编号只记一次 · your own number: the same number counts once"]
Memo = Annotated[str, "事由 · reason"]
By = Annotated[str, "主管机关，如 authority:名称 · authority"]
STEP: dict[str, Any] = {
    "step_number": pl.Int64,
    "step": pl.String,
    "amount": pl.Decimal(38, 3),
    "unit": pl.String,
}
TEXTS: dict[str, Any] = dict.fromkeys(("project", "memo", "actor"), pl.String)


@service("replacement.credit", changes=True)
def credit(ctx: Context, *, number: Number, amount: Amount, by: By, key: Key, memo: Memo) -> Answer:
    """Credit recognised tonnes to their holder's account; they are no total reduction then. 核发替代量。"""
    cut = ctx.workspace.reductions.one(number)
    authority, kind = holder_of(ctx, by), commodity_of(cut["commodity"])
    steps = kind.steps(amount)

    def post() -> int:
        made = ctx.workspace.ledger.issue(
            kind.commodity,
            amount,
            by=authority,
            to=holder_of_cut(cut),
            vintage=cut["year"],
            voucher=Voucher(f"replacement:{key}", ctx.actor.id, memo),
        )
        return made.id

    return take(ctx, cut, {"step": "credit", "amount": steps, "key": key, "memo": memo}, post)


@service("replacement.reserve", changes=True)
def reserve(
    ctx: Context,
    *,
    number: Number,
    project: Project,
    need: Need,
    ratio: Ratio,
    key: Key,
    memo: Memo,
    until: Annotated[str | None, "到期日（含） · last day; without it, it does not lapse"] = None,
) -> Answer:
    """Hold what a project needs, times the ratio, out of one source. 为项目预留替代量。"""
    cut = ctx.workspace.reductions.one(number)
    kind, expires = commodity_of(cut["commodity"]), instant(until)
    steps = _wanted(kind, need, ratio)

    def post() -> int:
        held = ctx.workspace.ledger.reserve(
            kind.commodity,
            kind.amount(steps),
            holder=holder_of_cut(cut),
            vintage=cut["year"],
            voucher=Voucher(f"replacement:{key}", ctx.actor.id, f"{project}：{memo}"),
            expires_at=expires,
        )
        return held.id

    row = {"step": "reserve", "amount": steps, "project": project, "expires_at": expires}
    return take(ctx, cut, row | {"key": key, "memo": memo}, post)


@service("replacement.use", changes=True)
def use(ctx: Context, *, number: Number, hold: Hold, by: By, key: Key, memo: Memo) -> Answer:
    """Use up what was held for a project, for good. 替代兑现。"""
    cut, held = _held(ctx, number, hold)
    authority, kind = holder_of(ctx, by), commodity_of(cut["commodity"])

    def post() -> int | None:
        book, told = ctx.workspace.ledger, (ctx.actor.id, memo)
        paid = book.settle(
            held["ledger_number"], to=authority, voucher=Voucher(f"replacement:{key}:paid", *told)
        )
        book.retire(
            kind.commodity,
            kind.amount(held["amount"]),
            origin=authority,
            by=authority,
            vintage=cut["year"],
            voucher=Voucher(f"replacement:{key}", *told),
        )
        return paid.transfer

    row = {"step": "use", "amount": held["amount"], "hold": hold, "project": held["project"]}
    return take(ctx, cut, row | {"key": key, "memo": memo}, post)


@service("replacement.release", changes=True)
def release(ctx: Context, *, number: Number, hold: Hold, key: Key, memo: Memo) -> Answer:
    """Let go of what was held for a project. 释放替代量。"""
    cut, held = _held(ctx, number, hold)

    def post() -> int:
        return ctx.workspace.ledger.release(held["ledger_number"], actor=ctx.actor.id, note=memo).id

    row = {"step": "release", "amount": held["amount"], "hold": hold, "project": held["project"]}
    return take(ctx, cut, row | {"key": key, "memo": memo}, post)


@service("replacement.check")
def check(ctx: Context, *, number: Number, project: Project, need: Need, ratio: Ratio) -> Answer:
    """Tell whether a source would bear what a project needs; nothing is held by asking. 替代量核对。"""
    cut = ctx.workspace.reductions.one(number)
    kind = commodity_of(cut["commodity"])
    shares = shares_of(number, ctx.workspace.reductions.steps(), at=ctx.now)
    claim = Claim(project, number, _wanted(kind, need, ratio))
    found = check_claims([claim], {number: cut}, {number: shares})[0]
    card = {
        "project": project,
        "reduction": number,
        "wanted": kind.amount(claim.steps),
        "verdict": found.verdict,
        "short": kind.amount(found.short),
        "unit": kind.unit,
        "holds": shares.told(kind),
        "clause": clauses()["fuel" if found.verdict == "dirty_fuel" else "once"],
    }
    return Answer(meta=GUARDED, data=card)


@service("replacement.statement")
def statement(ctx: Context, *, number: Number) -> Answer:
    """List where each tonne of a source went, oldest first. 替代量去向。"""
    cut = ctx.workspace.reductions.one(number)
    kind = commodity_of(cut["commodity"])
    rows = [
        {
            "step_number": row["id"],
            "step": row["step"],
            "amount": kind.amount(row["amount"]),
            "unit": kind.unit,
            "quarter": row["quarter"],
            "hold": row["hold"],
            "ledger_number": row["ledger_number"],
            **{name: row[name] for name in (*TEXTS, "at", "expires_at")},
        }
        for row in ctx.workspace.reductions.steps()
        if row["reduction"] == number
    ]
    numbers: dict[str, Any] = dict.fromkeys(("quarter", "hold", "ledger_number"), pl.Int64)
    times: dict[str, Any] = dict.fromkeys(("at", "expires_at"), pl.Datetime("us", "UTC"))
    schema = {**STEP, **numbers, **TEXTS, **times}
    return Answer(meta=GUARDED, data=pl.DataFrame(rows, schema=schema))


def _wanted(kind: Commodity, need: str, ratio: float) -> int:
    """Return need times ratio in steps, rounded up: a tonne too few replaces nothing."""
    require_between(ratio, name="ratio", least=0.001, most=100)
    kind.steps(need)
    try:
        whole = (Decimal(need) * Decimal(str(ratio))).quantize(kind.amount(1), rounding=ROUND_UP)
    except InvalidOperation:
        raise InputError(Problem("reduction.need", {"got": need})) from None
    return kind.steps(whole)


def _held(ctx: Context, number: int, hold: int) -> tuple[dict[str, Any], dict[str, Any]]:
    cut = ctx.workspace.reductions.one(number)
    for row in ctx.workspace.reductions.steps():
        if (row["id"], row["reduction"], row["step"]) == (hold, number, "reserve"):
            return cut, row
    raise NotFoundError(Problem("reduction.no_hold", {"cut": number, "got": hold}))
