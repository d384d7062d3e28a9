"""Tables of registered reductions and of what each tonne is used for; both append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["ReductionRow", "ReductionStepRow"]


class ReductionRow(Base):
    """What one facility reduces of one commodity in one year; amounts in whole steps of the commodity."""

    __tablename__ = "reduction"
    __table_args__ = (
        CheckConstraint("claimed > 0", name="claimed"),
        CheckConstraint("(emitted_before IS NULL) = (emitted_after IS NULL)", name="emitted"),
        Index(None, "facility", "commodity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(Hash)
    facility: Mapped[str]
    region: Mapped[str]
    enterprise: Mapped[str | None]
    commodity: Mapped[str]
    year: Mapped[int]
    measure: Mapped[str]
    claimed: Mapped[int] = mapped_column(BigInteger)
    emitted_before: Mapped[int | None] = mapped_column(BigInteger)
    emitted_after: Mapped[int | None] = mapped_column(BigInteger)
    base_on: Mapped[date | None]
    began_on: Mapped[date | None]
    lawful: Mapped[bool | None]
    substitute: Mapped[str | None]
    evidence: Mapped[str | None]
    parameters: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime]


class ReductionStepRow(Base):
    """What was done with a reduction: recognised, counted, credited to the ledger, held, used, released."""

    __tablename__ = "reduction_step"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("quarter IS NULL OR (quarter >= 1 AND quarter <= 4)", name="quarter"),
        CheckConstraint("(step = 'count') = (quarter IS NOT NULL)", name="counted"),
        Index(None, "reduction"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(Hash)
    reduction: Mapped[int] = mapped_column(ForeignKey("reduction.id"))
    step: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    quarter: Mapped[int | None]
    project: Mapped[str | None]
    hold: Mapped[int | None] = mapped_column(ForeignKey("reduction_step.id"))
    expires_at: Mapped[datetime | None]
    ledger_number: Mapped[int | None]
    memo: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
