"""The ledger as its users see it: every step in one unit of work, run again where it met another's.

The province issues 100 tonnes of the 2025 allowance to a plant. 40 are held back for a project, 30 are sold
to the city; of the 100, 70 stay with the plant and 30 of them are free. The project takes 25 of its 40: the
reservation ends, 45 stay, all free. What the province issued stands against it as -100; all postings of the
2025 allowance add up to zero: -100 + 45 + 30 + 25.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.commodities import commodity_of
from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.scope import EVERYTHING, Scope
from tongyuan.workspace.engine import Database
from tongyuan.workspace.ledger.accounts import Holder, open_account
from tongyuan.workspace.ledger.balances import balance_frame, ledger_faults, refuse_overdrawn
from tongyuan.workspace.ledger.listing import account_frame, entry_frame, reservation_frame
from tongyuan.workspace.ledger.reservations import Held, end, expire, find_held, hold, refuse_ended
from tongyuan.workspace.ledger.transfers import (
    Posting,
    Transfer,
    Voucher,
    check_vintage,
    moved,
    post,
    postings_of,
    transfer_of,
    write_transfer,
)
from tongyuan.workspace.models.ledger import TransferRow
from tongyuan.workspace.types import now

__all__ = ["Ledger"]

T = TypeVar("T")
Amount = Decimal | str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Accounts, transfers and reservations.

    Parameters
    ----------
    database
        Holds them.
    scope
        What the reader may see.
    """

    database: Database
    scope: Scope = EVERYTHING

    def scoped(self, scope: Scope) -> Ledger:
        """Return the same ledger as a reader of a scope sees it."""
        return replace(self, scope=scope)

    def issue(
        self,
        commodity: str,
        amount: Amount,
        *,
        by: Holder,
        to: Holder,
        voucher: Voucher,
        vintage: int | None = None,
    ) -> Transfer:
        """Bring units into the books: an authority's issuance account bears them as a debt."""
        ends = ((by, "issuance"), (to, "holding"))
        return self._move("issue", commodity, amount, *ends, vintage=vintage, voucher=voucher)

    def transfer(
        self,
        commodity: str,
        amount: Amount,
        *,
        origin: Holder,
        to: Holder,
        voucher: Voucher,
        vintage: int | None = None,
    ) -> Transfer:
        """Move free units from one holder to another."""
        ends = ((origin, "holding"), (to, "holding"))
        return self._move("transfer", commodity, amount, *ends, vintage=vintage, voucher=voucher)

    def retire(
        self,
        commodity: str,
        amount: Amount,
        *,
        origin: Holder,
        by: Holder,
        voucher: Voucher,
        vintage: int | None = None,
    ) -> Transfer:
        """Use units up: they go to an authority's retirement account, which gives nothing away."""
        ends = ((origin, "holding"), (by, "retirement"))
        return self._move("retire", commodity, amount, *ends, vintage=vintage, voucher=voucher)

    def reverse(self, number: int, voucher: Voucher) -> Transfer:
        """Take a transfer back by its opposite, once; what was spent since cannot be taken back."""

        def work(session: Session) -> Transfer:
            row, postings = postings_of(session, number)
            before = session.scalars(select(TransferRow).where(TransferRow.reverses == number)).first()
            if before is not None and before.key == voucher.key:
                return transfer_of(before)
            if before is not None or row.kind == "reverse":
                raise ConflictError(Problem("ledger.not_reversible", {"transfer": number}))
            opposite = [Posting(each.account, each.vintage, -each.steps) for each in postings]
            return post(session, voucher, kind="reverse", postings=opposite, reverses=number)

        return self._unit(work)

    def reserve(
        self,
        commodity: str,
        amount: Amount,
        *,
        holder: Holder,
        voucher: Voucher,
        vintage: int | None = None,
        expires_at: datetime | None = None,
    ) -> Held:
        """Hold free units back for what the voucher says."""
        kind = commodity_of(commodity)
        check_vintage(kind, vintage)
        steps = kind.steps(amount)

        def work(session: Session) -> Held:
            account = open_account(session, holder, commodity=kind)
            return hold(session, account, voucher, vintage=vintage, steps=steps, expires_at=expires_at)

        return self._unit(work)

    def settle(self, number: int, *, to: Holder, voucher: Voucher, amount: Amount | None = None) -> Held:
        """Pay what was held back, or part of it; the rest is free again, and the reservation has ended."""

        def work(session: Session) -> Held:
            held = find_held(session, number)
            if held.transfer is not None and held.transfer == _number_of(session, voucher.key):
                return held
            refuse_ended(held, step="settle")
            target = open_account(session, to, commodity=held.account.commodity)
            steps = _part(held, amount)
            postings = moved(held.account, target, vintage=held.vintage, steps=steps)
            paid = write_transfer(session, voucher, kind="settle", postings=postings)
            settled = end(session, held, outcome="settled", voucher=voucher, transfer=paid.id)
            refuse_overdrawn(session, [(held.account, held.vintage)], at=now())
            return settled

        return self._unit(work)

    def release(self, number: int, *, actor: str, note: str) -> Held:
        """Let go of what was held back."""

        def work(session: Session) -> Held:
            held = find_held(session, number)
            if held.state == "released":
                return held
            refuse_ended(held, step="release")
            return end(session, held, outcome="released", voucher=Voucher("", actor, note))

        return self._unit(work)

    def expire(self, *, actor: str) -> int:
        """Write down which reservations have lapsed, and return how many."""
        return self._unit(lambda session: expire(session, actor=actor))

    def held(self, number: int) -> Held:
        """Return a reservation."""
        with self.database.read() as session:
            return find_held(session, number)

    def balances(self) -> pl.DataFrame:
        """List the balances in reach, by commodity, holder and year."""
        with self.database.read() as session:
            return balance_frame(session, self.scope, at=now())

    def entries(self, *, limit: int = 1000) -> pl.DataFrame:
        """List the latest postings in reach, newest first."""
        with self.database.read() as session:
            return entry_frame(session, self.scope, limit=limit)

    def account(self, account: Mapping[str, str], *, vintage: int | None = None) -> pl.DataFrame:
        """List every posting of one account in reach, newest first, each with the balance that it left.

        Parameters
        ----------
        account
            What names it: ``holder_kind``, ``holder``, ``purpose``, ``commodity``.
        vintage
            Year of the units; all of them where None.

        Returns
        -------
        pl.DataFrame
            Rows of the contract AccountEntry.
        """
        with self.database.read() as session:
            return account_frame(session, self.scope, account, vintage=vintage)

    def reservations(self) -> pl.DataFrame:
        """List the reservations in reach, newest first."""
        with self.database.read() as session:
            return reservation_frame(session, self.scope, at=now())

    def faults(self) -> tuple[Problem, ...]:
        """Check the books, whoever asks."""
        with self.database.read() as session:
            return ledger_faults(session, at=now())

    def _move(
        self,
        kind: str,
        commodity: str,
        amount: Amount,
        origin: tuple[Holder, str],
        target: tuple[Holder, str],
        *,
        vintage: int | None,
        voucher: Voucher,
    ) -> Transfer:
        what = commodity_of(commodity)
        check_vintage(what, vintage)
        steps = what.steps(amount)

        def work(session: Session) -> Transfer:
            one, other = (
                open_account(session, holder, commodity=what, purpose=purpose)
                for holder, purpose in (origin, target)
            )
            postings = moved(one, other, vintage=vintage, steps=steps)
            return post(session, voucher, kind=kind, postings=postings)

        return self._unit(work)

    def _unit(self, work: Callable[[Session], T]) -> T:
        """Run a step whole or not at all: what it reads stands when it commits."""

        def run() -> T:
            with self.database.serialised(), self.database.write() as session:
                return work(session)

        return self.database.retried(run)


def _part(held: Held, amount: Amount | None) -> int:
    if amount is None:
        return held.steps
    kind = held.account.commodity
    steps = kind.steps(amount)
    if steps > held.steps:
        values = {"reservation": held.id, "held": kind.amount(held.steps), "unit": kind.unit}
        raise ConflictError(Problem("ledger.more_than_held", values))
    return steps


def _number_of(session: Session, key: str) -> int | None:
    return session.scalar(select(TransferRow.id).where(TransferRow.key == key))
