"""Accounts: who holds units of one commodity, and to what end."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tongyuan.vocabulary.commodities import Commodity, commodity_of
from tongyuan.vocabulary.scope import Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.models.ledger import AccountRow
from tongyuan.workspace.scoping import seen_in_sql
from tongyuan.workspace.types import now

__all__ = ["Account", "Holder", "account_of", "open_account", "seen_accounts"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds units.

    Parameters
    ----------
    kind
        ``region``, ``enterprise``, ``authority`` (issues and takes back) or ``external`` (outside our books).
    id
        Code of the region or enterprise, or name of the authority or outsider.
    region
        Region that an enterprise lies in, so that whoever may see the region's enterprises sees its account.
    """

    kind: str
    id: str
    region: str | None = None

    @property
    def sensitivity(self) -> Sensitivity:
        """Level of what it holds: an enterprise's amounts are its own affair."""
        return Sensitivity.SENSITIVE if self.kind == "enterprise" else Sensitivity.INTERNAL

    @property
    def place(self) -> str | None:
        """The region whose readers see its account."""
        return self.id if self.kind == "region" else self.region

    @property
    def enterprise(self) -> str | None:
        """The enterprise, where it is one."""
        return self.id if self.kind == "enterprise" else None


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its row stands."""

    id: int
    holder: Holder
    purpose: str
    commodity: Commodity

    @property
    def may_go_below_zero(self) -> bool:
        """Tell whether units come into the books here."""
        return self.purpose == "issuance" or self.holder.kind == "external"


def open_account(
    session: Session, holder: Holder, *, commodity: Commodity, purpose: str = "holding"
) -> Account:
    """Return an account, opened now where it is not yet there."""
    row = session.scalars(
        select(AccountRow).where(
            AccountRow.holder_kind == holder.kind,
            AccountRow.holder == holder.id,
            AccountRow.purpose == purpose,
            AccountRow.commodity == commodity.commodity,
        )
    ).first()
    if row is None:
        row = AccountRow(
            holder_kind=holder.kind,
            holder=holder.id,
            purpose=purpose,
            commodity=commodity.commodity,
            region=holder.place,
            enterprise=holder.enterprise,
            sensitivity=holder.sensitivity.value,
            opened_at=now(),
        )
        session.add(row)
        session.flush()
    return account_of(row)


def account_of(row: AccountRow) -> Account:
    """Return an account from its row."""
    holder = Holder(row.holder_kind, row.holder, None if row.holder_kind == "region" else row.region)
    return Account(row.id, holder, row.purpose, commodity_of(row.commodity))


def seen_accounts(scope: Scope) -> ColumnElement[bool]:
    """Say which accounts a reader may see."""
    columns = {
        "regions": AccountRow.region,
        "enterprises": AccountRow.enterprise,
        "sensitivity": AccountRow.sensitivity,
    }
    return seen_in_sql(scope, columns)
