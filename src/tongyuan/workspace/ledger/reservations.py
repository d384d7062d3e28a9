"""Reservations: an amount held back until it is settled, released or lapses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.problems import ConflictError, NotFoundError, Problem
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.ledger.accounts import Account, account_of
from tongyuan.workspace.ledger.balances import refuse_overdrawn
from tongyuan.workspace.ledger.transfers import Voucher, earlier
from tongyuan.workspace.models.ledger import AccountRow, ReservationEndRow, ReservationRow
from tongyuan.workspace.types import now

__all__ = ["Held", "end", "expire", "find_held", "hold", "refuse_ended", "state_at"]


@dataclass(frozen=True, slots=True)
class Held:
    """A reservation, and what became of it."""

    id: int
    account: Account
    vintage: int | None
    steps: int
    purpose: str
    expires_at: datetime | None
    state: str
    transfer: int | None


def hold(
    session: Session,
    account: Account,
    voucher: Voucher,
    *,
    vintage: int | None,
    steps: int,
    expires_at: datetime | None,
) -> Held:
    """Hold an amount back, or return what the same key held back before."""
    content = {"account": account.id, "vintage": vintage, "steps": steps, "purpose": voucher.memo}
    fingerprint = hash_record(content)
    before = earlier(session, ReservationRow, key=voucher.key, fingerprint=fingerprint)
    if before is not None:
        return find_held(session, before.id)
    at = now()
    row = ReservationRow(
        key=voucher.key,
        fingerprint=fingerprint,
        account=account.id,
        vintage=vintage,
        amount=steps,
        purpose=voucher.memo,
        at=at,
        actor=voucher.actor,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    refuse_overdrawn(session, [(account, vintage)], at=at)
    return find_held(session, row.id)


def find_held(session: Session, number: int) -> Held:
    """Return a reservation by its number."""
    statement = (
        select(ReservationRow, AccountRow, ReservationEndRow)
        .join(AccountRow, AccountRow.id == ReservationRow.account)
        .outerjoin(ReservationEndRow, ReservationEndRow.reservation == ReservationRow.id)
    )
    found = session.execute(statement.where(ReservationRow.id == number)).first()
    if found is None:
        raise NotFoundError(Problem("ledger.no_reservation", {"reservation": number}))
    row, account, ended = found
    return Held(
        row.id,
        account_of(account),
        row.vintage,
        row.amount,
        row.purpose,
        row.expires_at,
        state=state_at(row.expires_at, ended.outcome if ended else None, at=now()),
        transfer=ended.transfer if ended else None,
    )


def state_at(expires_at: datetime | None, outcome: str | None, *, at: datetime) -> str:
    """Tell the state of a reservation: one that lapsed is expired, whether or not anybody wrote it down.

    Parameters
    ----------
    expires_at
        When it lapses; None where it does not.
    outcome
        How it ended, if that was written down.
    at
        When it is asked for.

    Returns
    -------
    str
        ``held``, ``settled``, ``released`` or ``expired``.

    Examples
    --------
    >>> noon = datetime(2026, 1, 1, 12)
    >>> state_at(noon, None, at=noon), state_at(noon, "settled", at=noon), state_at(None, None, at=noon)
    ('expired', 'settled', 'held')
    """
    if outcome is not None:
        return outcome
    return "expired" if expires_at is not None and expires_at <= at else "held"


def refuse_ended(held: Held, *, step: str) -> None:
    """Refuse a step on a reservation that holds nothing any more."""
    if held.state != "held":
        values = {"reservation": held.id, "state": held.state, "step": step}
        raise ConflictError(Problem("ledger.reservation_state", values))


def end(session: Session, held: Held, *, outcome: str, voucher: Voucher, transfer: int | None = None) -> Held:
    """Write down how a reservation ended."""
    session.add(
        ReservationEndRow(
            reservation=held.id,
            outcome=outcome,
            transfer=transfer,
            at=now(),
            actor=voucher.actor,
            note=voucher.memo,
        )
    )
    session.flush()
    failpoint("ledger.ended")
    return find_held(session, held.id)


def expire(session: Session, *, actor: str) -> int:
    """Write down which reservations have lapsed; they hold nothing since their time came."""
    lapsed = session.scalars(
        select(ReservationRow.id)
        .outerjoin(ReservationEndRow, ReservationEndRow.reservation == ReservationRow.id)
        .where(ReservationEndRow.reservation.is_(None), ReservationRow.expires_at <= now())
    ).all()
    for number in lapsed:
        end(session, find_held(session, number), outcome="expired", voucher=Voucher("", actor, ""))
    return len(lapsed)
