"""Table of the pool of projects; append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["FundMovementRow"]


class FundMovementRow(Base):
    """A step of the pool; the same key never moves anything twice. Money stands in fen (0.01 CNY)."""

    __tablename__ = "fund_movement"
    __table_args__ = (
        CheckConstraint("fen >= 0", name="fen"),
        CheckConstraint("(fen > 0) = (fund IS NOT NULL)", name="fund"),
        CheckConstraint("(fund IS NULL) = (year IS NULL)", name="year"),
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= 100)", name="score"),
        Index(None, "project"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(Hash)
    step: Mapped[str]
    fund: Mapped[str | None]
    year: Mapped[int | None]
    project: Mapped[str | None]
    region: Mapped[str]
    enterprise: Mapped[str | None]
    fen: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[int | None]
    memo: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
