"""Transfers: two postings or more that add up to zero for each commodity and year, written once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.commodities import Commodity
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Problem
from tongyuan.workspace.failpoints import failpoint
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.ledger.accounts import Account, account_of
from tongyuan.workspace.ledger.balances import refuse_overdrawn
from tongyuan.workspace.models.ledger import AccountRow, PostingRow, TransferRow
from tongyuan.workspace.types import now

__all__ = [
    "Posting",
    "Transfer",
    "Voucher",
    "check_vintage",
    "earlier",
    "moved",
    "post",
    "postings_of",
    "transfer_of",
    "write_transfer",
]

YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Voucher:
    """What stands behind a step.

    Parameters
    ----------
    key
        The caller's own name for the step: the same key again changes nothing.
    actor, memo
        Who, and why.
    """

    key: str
    actor: str
    memo: str


@dataclass(frozen=True, slots=True)
class Posting:
    """What is added to an account (above zero) or taken from it, in steps of its commodity."""

    account: Account
    vintage: int | None
    steps: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer as its row stands."""

    id: int
    key: str
    kind: str
    actor: str
    memo: str
    reverses: int | None


class _Keyed(Protocol):
    """A row that bears a key of its own."""

    key: Any
    fingerprint: Any


R = TypeVar("R", bound=_Keyed)


def moved(origin: Account, target: Account, *, vintage: int | None, steps: int) -> tuple[Posting, Posting]:
    """Write a movement as its two postings."""
    return (Posting(origin, vintage, -steps), Posting(target, vintage, steps))


def check_vintage(commodity: Commodity, vintage: int | None) -> None:
    """Refuse a year where units bear none, none where they must bear one, and one that is no year."""
    values = {"name": commodity.name_zh, "got": vintage or "—"}
    if vintage is None and commodity.vintage == "required":
        raise InputError(Problem("ledger.vintage_wanted", values))
    if vintage is not None and (commodity.vintage == "none" or vintage not in YEARS):
        raise InputError(Problem("ledger.vintage", values))


def post(
    session: Session,
    voucher: Voucher,
    *,
    kind: str,
    postings: Sequence[Posting],
    reverses: int | None = None,
) -> Transfer:
    """Write a transfer, or return the one that the same key wrote before.

    Parameters
    ----------
    session
        An open unit of work; what is refused must be rolled back by it.
    voucher
        Key, actor and reason.
    kind
        ``issue``, ``transfer``, ``settle``, ``retire`` or ``reverse``.
    postings
        Two or more, adding up to zero for each commodity and year.
    reverses
        Transfer that this one takes back.

    Returns
    -------
    Transfer
        The transfer.

    Raises
    ------
    ConflictError
        If the key stands for another movement, or an account would be overdrawn.
    """
    written = write_transfer(session, voucher, kind=kind, postings=postings, reverses=reverses)
    refuse_overdrawn(session, ((each.account, each.vintage) for each in postings if each.steps < 0), at=now())
    return written


def write_transfer(
    session: Session,
    voucher: Voucher,
    *,
    kind: str,
    postings: Sequence[Posting],
    reverses: int | None = None,
) -> Transfer:
    """Write a transfer without asking whether the accounts can bear it: the caller asks next."""
    content = [[each.account.id, each.vintage, each.steps] for each in postings]
    fingerprint = hash_record({"kind": kind, "postings": content, "reverses": reverses})
    before = earlier(session, TransferRow, key=voucher.key, fingerprint=fingerprint)
    if before is not None:
        return transfer_of(before)
    _refuse_unbalanced(postings)
    row = TransferRow(
        key=voucher.key,
        fingerprint=fingerprint,
        kind=kind,
        at=now(),
        actor=voucher.actor,
        memo=voucher.memo,
        reverses=reverses,
    )
    session.add(row)
    session.flush()
    session.add_all(
        PostingRow(transfer=row.id, account=each.account.id, vintage=each.vintage, amount=each.steps)
        for each in postings
    )
    session.flush()
    failpoint("ledger.posted")
    return transfer_of(row)


def earlier(session: Session, table: type[R], *, key: str, fingerprint: str) -> R | None:
    """Return the row that the same key wrote before; a key that stands for something else is refused."""
    row = session.scalars(select(table).where(table.key == key)).first()
    if row is not None and row.fingerprint != fingerprint:
        raise ConflictError(Problem("ledger.key_taken", {"key": key}))
    return row


def postings_of(session: Session, number: int) -> tuple[TransferRow, tuple[Posting, ...]]:
    """Return a transfer with its postings."""
    row = session.get(TransferRow, number)
    if row is None:
        raise NotFoundError(Problem("ledger.no_transfer", {"transfer": number}))
    statement = select(PostingRow, AccountRow).join(AccountRow, AccountRow.id == PostingRow.account)
    found = session.execute(statement.where(PostingRow.transfer == number).order_by(PostingRow.id)).all()
    return row, tuple(Posting(account_of(account), each.vintage, each.amount) for each, account in found)


def transfer_of(row: TransferRow) -> Transfer:
    """Return a transfer from its row."""
    return Transfer(row.id, row.key, row.kind, row.actor, row.memo, row.reverses)


def _refuse_unbalanced(postings: Sequence[Posting]) -> None:
    sums: defaultdict[tuple[str, int | None], int] = defaultdict(int)
    for each in postings:
        sums[each.account.commodity.commodity, each.vintage] += each.steps
    if len(postings) < 2 or any(sums.values()) or any(each.steps == 0 for each in postings):
        raise InputError(Problem("ledger.unbalanced", {"count": len(postings)}))
