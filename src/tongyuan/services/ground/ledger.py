"""The ledger: carbon allowances, replacement amounts and payments, moved by double entry."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.arguments import instant
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.ledger_holders import holder_of, own_holder
from tongyuan.vocabulary.commodities import commodities, commodity_of
from tongyuan.vocabulary.problems import PermissionDeniedError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.ledger import Held, Ledger, Transfer, Voucher

__all__ = [
    "balance",
    "issue",
    "list_account",
    "list_commodities",
    "list_entries",
    "list_held",
    "release",
    "reserve",
    "retire",
    "reverse",
    "settle",
    "transfer",
]

What = Annotated[str, Positional("标的，如 co2_allowance · commodity")]
Amount = Annotated[str, Positional("数量，按标的的单位 · amount in the commodity's unit")]
Origin = Annotated[str, "转出方，如 enterprise:编号、region:代码 · holder that gives"]
Target = Annotated[str, "转入方 · holder that receives"]
By = Annotated[str, "主管机关，如 authority:名称 · authority"]
Year = Annotated[int | None, "年份（配额必填） · year of the units (allowances need one)"]
Key = Annotated[str, "业务编号：同一编号只记一次 · your own number: the same number counts once"]
Memo = Annotated[str, "事由 · reason"]
Number = Annotated[int, Positional("编号 · number")]


@service("ledger.commodities")
def list_commodities(ctx: Context) -> Answer:
    """List what is counted, in which unit and how fine. 标的、单位与最小计量。"""
    return Answer(data=pl.DataFrame([asdict(each) for each in commodities().values()]))


@service("ledger.balance")
def balance(ctx: Context) -> Answer:
    """List the balances within reach: held back and free. 余额、预留与可用。"""
    return _seen("Balance", _book(ctx).balances())


@service("ledger.list")
def list_entries(ctx: Context, *, limit: Annotated[int, "最多行数 · rows at most"] = 1000) -> Answer:
    """List the latest postings within reach, newest first. 分录。"""
    return _seen("LedgerEntry", _book(ctx).entries(limit=max(1, limit)))


@service("ledger.account")
def list_account(
    ctx: Context,
    *,
    commodity: What,
    holder: Annotated[str, "持有者，如 enterprise:编号 · holder"],
    purpose: Annotated[
        Literal["holding", "issuance", "retirement"], "账户用途 · purpose of the account"
    ] = "holding",
    vintage: Year = None,
) -> Answer:
    """List one account: debits, credits, and the balance that each left. 账户明细。"""
    found = own_holder(ctx, holder)
    kind = commodity_of(commodity)
    named = {"holder_kind": found.kind, "holder": found.id, "purpose": purpose, "commodity": kind.commodity}
    rows = _book(ctx).account(named, vintage=vintage)
    meta = {"contract": "AccountEntry", "sensitivity": found.sensitivity.value, "unit": kind.unit}
    return Answer(meta=meta, data=rows)


@service("ledger.held")
def list_held(ctx: Context) -> Answer:
    """List the reservations within reach, newest first. 预留。"""
    return _seen("Reservation", _book(ctx).reservations())


@service("ledger.issue", changes=True)
def issue(
    ctx: Context,
    *,
    commodity: What,
    amount: Amount,
    by: By,
    to: Target,
    key: Key,
    memo: Memo,
    vintage: Year = None,
) -> Answer:
    """Bring units into the books. 核发。"""
    made = _book(ctx).issue(
        commodity,
        amount,
        by=holder_of(ctx, by),
        to=own_holder(ctx, to),
        vintage=vintage,
        voucher=Voucher(key, ctx.actor.id, memo),
    )
    return _moved(made)


@service("ledger.transfer", changes=True)
def transfer(
    ctx: Context,
    *,
    commodity: What,
    amount: Amount,
    origin: Origin,
    to: Target,
    key: Key,
    memo: Memo,
    vintage: Year = None,
) -> Answer:
    """Move free units from a holder within reach to another. 划转。"""
    made = _book(ctx).transfer(
        commodity,
        amount,
        origin=own_holder(ctx, origin),
        to=holder_of(ctx, to),
        vintage=vintage,
        voucher=Voucher(key, ctx.actor.id, memo),
    )
    return _moved(made)


@service("ledger.retire", changes=True)
def retire(
    ctx: Context,
    *,
    commodity: What,
    amount: Amount,
    origin: Origin,
    by: By,
    key: Key,
    memo: Memo,
    vintage: Year = None,
) -> Answer:
    """Use units up, for good. 注销（清缴、使用）。"""
    made = _book(ctx).retire(
        commodity,
        amount,
        origin=own_holder(ctx, origin),
        by=holder_of(ctx, by),
        vintage=vintage,
        voucher=Voucher(key, ctx.actor.id, memo),
    )
    return _moved(made)


@service("ledger.reverse", changes=True)
def reverse(ctx: Context, *, number: Number, key: Key, memo: Memo) -> Answer:
    """Take a transfer back by its opposite, once. 冲销。"""
    _refuse_unseen(ctx, number, [])  # it touches both sides: for who sees every account
    return _moved(_book(ctx).reverse(number, Voucher(key, ctx.actor.id, memo)))


@service("ledger.reserve", changes=True)
def reserve(
    ctx: Context,
    *,
    commodity: What,
    amount: Amount,
    holder: Origin,
    key: Key,
    memo: Memo,
    vintage: Year = None,
    until: Annotated[str | None, "到期日（含），缺省不到期 · last day; without it, it does not lapse"] = None,
) -> Answer:
    """Hold free units back for something. 预留。"""
    held = _book(ctx).reserve(
        commodity,
        amount,
        holder=own_holder(ctx, holder),
        vintage=vintage,
        voucher=Voucher(key, ctx.actor.id, memo),
        expires_at=instant(until),
    )
    return _reserved(held)


@service("ledger.settle", changes=True)
def settle(
    ctx: Context,
    *,
    number: Number,
    to: Target,
    key: Key,
    memo: Memo,
    amount: Annotated[str | None, "数量，缺省为全部预留 · amount; all of it by default"] = None,
) -> Answer:
    """Pay what was held back, or part of it. 预留结算。"""
    _refuse_unseen_reservation(ctx, number)
    voucher = Voucher(key, ctx.actor.id, memo)
    return _reserved(_book(ctx).settle(number, to=holder_of(ctx, to), amount=amount, voucher=voucher))


@service("ledger.release", changes=True)
def release(ctx: Context, *, number: Number, memo: Memo) -> Answer:
    """Let go of what was held back. 释放预留。"""
    _refuse_unseen_reservation(ctx, number)
    return _reserved(_book(ctx).release(number, actor=ctx.actor.id, note=memo))


def _seen(contract: str, rows: pl.DataFrame) -> Answer:
    """Answer with rows as guarded as their accounts: an enterprise's are its own affair."""
    guarded = rows["enterprise"].is_not_null().any()
    level = Sensitivity.SENSITIVE if guarded else Sensitivity.INTERNAL
    return Answer(meta={"contract": contract, "sensitivity": level.value}, data=rows)


def _book(ctx: Context) -> Ledger:
    return ctx.workspace.ledger.scoped(ctx.scope)


def _refuse_unseen(ctx: Context, number: int, seen: list[int]) -> None:
    if number not in seen and not ctx.scope.everything:
        values = {"actor": ctx.actor.name, "got": number}
        raise PermissionDeniedError(Problem("scope.out_of_reach", values))


def _refuse_unseen_reservation(ctx: Context, number: int) -> None:
    _refuse_unseen(ctx, number, _book(ctx).reservations()["reservation"].to_list())


def _moved(made: Transfer) -> Answer:
    return Answer(meta={"outcome": f"transfer {made.id}"}, data=pl.DataFrame([asdict(made)]))


def _reserved(held: Held) -> Answer:
    kind = held.account.commodity
    row: dict[str, Any] = {
        "reservation": held.id,
        "holder": held.account.holder.id,
        "commodity": kind.commodity,
        "vintage": held.vintage,
        "amount": kind.amount(held.steps),
        "state": held.state,
        "expires_at": held.expires_at,
        "transfer": held.transfer,
    }
    schema: dict[str, Any] = {
        "vintage": pl.Int32,
        "transfer": pl.Int64,
        "expires_at": pl.Datetime("us", "UTC"),
    }
    frame = pl.DataFrame([row], schema_overrides=schema)
    return Answer(meta={"outcome": f"reservation {held.id} {held.state}"}, data=frame)
