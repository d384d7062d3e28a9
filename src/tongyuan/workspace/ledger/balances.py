"""Balances: what an account holds, how much of it is held back, and what is free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.commodities import commodity_of
from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.scope import Scope
from tongyuan.vocabulary.tables import Balance
from tongyuan.workspace.ledger.accounts import Account, seen_accounts
from tongyuan.workspace.models.ledger import (
    AccountRow,
    PostingRow,
    ReservationEndRow,
    ReservationRow,
)

__all__ = ["balance_frame", "ledger_faults", "refuse_overdrawn", "still_held"]


def still_held(at: datetime) -> ColumnElement[bool]:
    """Say which reservations hold at an instant, joined to how they ended: not ended and not lapsed."""
    lasting = or_(ReservationRow.expires_at.is_(None), ReservationRow.expires_at > at)
    return and_(ReservationEndRow.reservation.is_(None), lasting)


def refuse_overdrawn(
    session: Session, touched: Iterable[tuple[Account, int | None]], *, at: datetime
) -> None:
    """Refuse what would leave less than nothing free; the unit of work then rolls back."""
    problems = []
    for account, vintage in dict.fromkeys(touched):
        if account.may_go_below_zero:
            continue
        balance, held = _sums(session, account.id, vintage, at=at)
        if balance - held < 0:
            amount = account.commodity.amount
            values = {
                "holder": account.holder.id,
                "name": account.commodity.name_zh,
                "lack": amount(held - balance),
                "unit": account.commodity.unit,
            }
            problems.append(Problem("ledger.overdrawn", values))
    if problems:
        raise ConflictError(problems)


def _sums(session: Session, account: int, vintage: int | None, *, at: datetime) -> tuple[int, int]:
    """Add up an account's steps; whole numbers, so that neither database rounds."""
    balance = select(func.coalesce(func.sum(PostingRow.amount), 0)).where(
        PostingRow.account == account, PostingRow.vintage.is_not_distinct_from(vintage)
    )
    held = (
        select(func.coalesce(func.sum(ReservationRow.amount), 0))
        .outerjoin(ReservationEndRow, ReservationEndRow.reservation == ReservationRow.id)
        .where(
            ReservationRow.account == account,
            ReservationRow.vintage.is_not_distinct_from(vintage),
            still_held(at),
        )
    )
    return int(session.scalar(balance) or 0), int(session.scalar(held) or 0)


def _posted() -> Subquery:
    return (
        select(PostingRow.account, PostingRow.vintage, func.sum(PostingRow.amount).label("balance"))
        .group_by(PostingRow.account, PostingRow.vintage)
        .subquery()
    )


def _reserved(at: datetime) -> Subquery:
    return (
        select(ReservationRow.account, ReservationRow.vintage, func.sum(ReservationRow.amount).label("held"))
        .outerjoin(ReservationEndRow, ReservationEndRow.reservation == ReservationRow.id)
        .where(still_held(at))
        .group_by(ReservationRow.account, ReservationRow.vintage)
        .subquery()
    )


def _balances(at: datetime) -> Select[Any]:
    posted, reserved = _posted(), _reserved(at)
    same = and_(
        posted.c.account == reserved.c.account,
        posted.c.vintage.is_not_distinct_from(reserved.c.vintage),
    )
    return (
        select(AccountRow, posted.c.vintage, posted.c.balance, func.coalesce(reserved.c.held, 0))
        .join(posted, posted.c.account == AccountRow.id)
        .outerjoin(reserved, same)
        .order_by(AccountRow.commodity, AccountRow.holder_kind, AccountRow.holder, AccountRow.purpose)
        .order_by(posted.c.vintage)
    )


def balance_frame(session: Session, scope: Scope, *, at: datetime) -> pl.DataFrame:
    """List the balance of each account and year that a reader may see."""
    found = session.execute(_balances(at).where(seen_accounts(scope))).all()
    return pl.DataFrame([_record(*row) for row in found], schema=Balance.create_empty().schema)


def _record(row: AccountRow, vintage: int | None, balance: int, held: int) -> dict[str, Any]:
    commodity = commodity_of(row.commodity)
    return {
        "holder_kind": row.holder_kind,
        "holder": row.holder,
        "purpose": row.purpose,
        "region": row.region,
        "enterprise": row.enterprise,
        "commodity": row.commodity,
        "vintage": vintage,
        "balance": commodity.amount(int(balance)),
        "held": commodity.amount(int(held)),
        "available": commodity.amount(int(balance) - int(held)),
        "unit": commodity.unit,
    }


def ledger_faults(session: Session, *, at: datetime) -> tuple[Problem, ...]:
    """Check the books: each transfer adds up to zero, and nothing is spent that was not there."""
    sums = (
        select(PostingRow.transfer)
        .join(AccountRow, AccountRow.id == PostingRow.account)
        .group_by(PostingRow.transfer, AccountRow.commodity, PostingRow.vintage)
        .having(func.sum(PostingRow.amount) != 0)
        .order_by(PostingRow.transfer)
    )
    unequal = [Problem("ledger.unequal", {"transfer": number}) for number in session.scalars(sums)]
    below = [
        Problem("ledger.below_zero", {"holder": row.holder, "commodity": row.commodity})
        for row, _, balance, held in session.execute(_balances(at))
        if int(balance) < int(held) and row.purpose != "issuance" and row.holder_kind != "external"
    ]
    return (*unequal, *below)
