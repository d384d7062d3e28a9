"""Lists of postings and reservations, within a reader's reach."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import accumulate
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.commodities import Commodity, commodity_of
from tongyuan.vocabulary.scope import Scope
from tongyuan.vocabulary.tables import AccountEntry, LedgerEntry, Reservation
from tongyuan.workspace.ledger.accounts import seen_accounts
from tongyuan.workspace.ledger.reservations import state_at
from tongyuan.workspace.models.ledger import (
    AccountRow,
    PostingRow,
    ReservationEndRow,
    ReservationRow,
    TransferRow,
)

__all__ = ["account_frame", "entry_frame", "reservation_frame"]


def entry_frame(session: Session, scope: Scope, *, limit: int) -> pl.DataFrame:
    """List the latest postings of accounts that a reader may see, newest first."""
    statement = (
        select(PostingRow, TransferRow, AccountRow)
        .join(TransferRow, TransferRow.id == PostingRow.transfer)
        .join(AccountRow, AccountRow.id == PostingRow.account)
        .order_by(PostingRow.id.desc())
        .limit(limit)
    )
    rows = session.execute(statement.where(seen_accounts(scope))).all()
    records = [
        _account(account, each)
        | {"entry": each.id, "transfer": transfer.id, "at": transfer.at, "kind": transfer.kind}
        | {"actor": transfer.actor, "memo": transfer.memo, "reverses": transfer.reverses}
        for each, transfer, account in rows
    ]
    return pl.DataFrame(records, schema=LedgerEntry.create_empty().schema)


def account_frame(
    session: Session, scope: Scope, account: Mapping[str, str], *, vintage: int | None
) -> pl.DataFrame:
    """List every posting of one account, newest first, each with the balance that it left.

    The balance is added up in whole steps.

    Parameters
    ----------
    session
        A transaction.
    scope
        What the reader sees.
    account
        Columns that name the account, and their values.
    vintage
        Year of the units; all of them where None.

    Returns
    -------
    pl.DataFrame
        Rows of the contract AccountEntry.
    """
    statement = (
        select(PostingRow, TransferRow, AccountRow.commodity)
        .join(TransferRow, TransferRow.id == PostingRow.transfer)
        .join(AccountRow, AccountRow.id == PostingRow.account)
        .where(seen_accounts(scope))
        .where(*(getattr(AccountRow, name) == value for name, value in account.items()))
        .order_by(PostingRow.id)
    )
    if vintage is not None:
        statement = statement.where(PostingRow.vintage == vintage)
    rows = session.execute(statement).all()
    balances = accumulate(int(posting.amount) for posting, _, _ in rows)
    records = [
        {"entry": posting.id, "transfer": transfer.id, "at": transfer.at, "kind": transfer.kind}
        | _sides(commodity_of(code), posting.amount, balance)
        | {"vintage": posting.vintage, "reverses": transfer.reverses}
        | {"actor": transfer.actor, "memo": transfer.memo}
        for (posting, transfer, code), balance in zip(rows, balances, strict=True)
    ]
    return pl.DataFrame(records[::-1], schema=AccountEntry.create_empty().schema)


def _sides(commodity: Commodity, steps: int, balance: int) -> dict[str, Any]:
    """Put an amount on its side: what comes in is a debit of the account, what goes out a credit."""
    return {
        "debit": commodity.amount(steps) if steps > 0 else None,
        "credit": commodity.amount(-steps) if steps < 0 else None,
        "balance": commodity.amount(balance),
        "unit": commodity.unit,
    }


def reservation_frame(session: Session, scope: Scope, *, at: datetime) -> pl.DataFrame:
    """List the reservations of accounts that a reader may see, newest first, as they stand at an instant."""
    statement = (
        select(ReservationRow, AccountRow, ReservationEndRow)
        .join(AccountRow, AccountRow.id == ReservationRow.account)
        .outerjoin(ReservationEndRow, ReservationEndRow.reservation == ReservationRow.id)
        .order_by(ReservationRow.id.desc())
    )
    rows = session.execute(statement.where(seen_accounts(scope))).all()
    records = [
        _account(account, held)
        | {"reservation": held.id, "at": held.at, "expires_at": held.expires_at, "actor": held.actor}
        | {"state": state_at(held.expires_at, ended.outcome if ended else None, at=at)}
        | {"purpose": held.purpose, "transfer": ended.transfer if ended else None}
        for held, account, ended in rows
    ]
    return pl.DataFrame(records, schema=Reservation.create_empty().schema)


def _account(account: AccountRow, moved: PostingRow | ReservationRow) -> dict[str, Any]:
    return {
        "holder_kind": account.holder_kind,
        "holder": account.holder,
        "purpose": account.purpose,
        "region": account.region,
        "enterprise": account.enterprise,
        "commodity": account.commodity,
        "vintage": moved.vintage,
        "amount": commodity_of(account.commodity).amount(moved.amount),
    }
