"""Tables of the double-entry ledger; every one of them is append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["AccountRow", "PostingRow", "ReservationEndRow", "ReservationRow", "TransferRow"]


class AccountRow(Base):
    """Who holds units of one commodity, and to what end."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        CheckConstraint("holder_kind IN ('region', 'enterprise', 'authority', 'external')", name="holder"),
        CheckConstraint("purpose IN ('holding', 'issuance', 'retirement')", name="purpose"),
        CheckConstraint("purpose = 'holding' OR holder_kind = 'authority'", name="authority"),
        UniqueConstraint("holder_kind", "holder", "purpose", "commodity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    holder_kind: Mapped[str]
    holder: Mapped[str]
    purpose: Mapped[str]
    commodity: Mapped[str]
    region: Mapped[str | None]
    enterprise: Mapped[str | None]
    sensitivity: Mapped[str]
    opened_at: Mapped[datetime]


class TransferRow(Base):
    """A movement of units; the same key never moves anything twice."""

    __tablename__ = "ledger_transfer"
    __table_args__ = (
        CheckConstraint("kind IN ('issue', 'transfer', 'settle', 'retire', 'reverse')", name="kind"),
        CheckConstraint("(kind = 'reverse') = (reverses IS NOT NULL)", name="reverses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(Hash)
    kind: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    memo: Mapped[str]
    reverses: Mapped[int | None] = mapped_column(ForeignKey("ledger_transfer.id"), unique=True)


class PostingRow(Base):
    """What a transfer adds to an account or takes from it, in whole steps of the commodity."""

    __tablename__ = "ledger_posting"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        Index(None, "account", "vintage"),
        Index(None, "transfer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer: Mapped[int] = mapped_column(ForeignKey("ledger_transfer.id"))
    account: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    vintage: Mapped[int | None]
    amount: Mapped[int] = mapped_column(BigInteger)


class ReservationRow(Base):
    """An amount held back; how it ended stands in a row of its own."""

    __tablename__ = "ledger_reservation"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(None, "account", "vintage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(Hash)
    account: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    vintage: Mapped[int | None]
    amount: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    expires_at: Mapped[datetime | None]


class ReservationEndRow(Base):
    """How a reservation ended: each ends once."""

    __tablename__ = "ledger_reservation_end"
    __table_args__ = (
        CheckConstraint("outcome IN ('settled', 'released', 'expired')", name="outcome"),
        CheckConstraint("(outcome = 'settled') = (transfer IS NOT NULL)", name="transfer"),
    )

    reservation: Mapped[int] = mapped_column(
        ForeignKey("ledger_reservation.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[str]
    transfer: Mapped[int | None] = mapped_column(ForeignKey("ledger_transfer.id"), unique=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    note: Mapped[str]
