"""Tables: stations, the parts of the lake that hold observations, decisions on values; append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["ObservationBatchRow", "ObservationDecisionRow", "ObservationPartRow", "StationRow"]


class StationRow(Base):
    """A station as it stood from a day on; entered again for that day it is corrected, the latest holds."""

    __tablename__ = "station"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="valid"),
        Index(None, "station"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    kind: Mapped[str]
    name: Mapped[str]
    region: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    purpose: Mapped[str | None]
    enterprise: Mapped[str | None]
    sensitivity_level: Mapped[str]
    origin: Mapped[str]
    source: Mapped[str]
    note: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime]


class ObservationBatchRow(Base):
    """A file or a feed's answer as it came in."""

    __tablename__ = "observation_batch"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source_name: Mapped[str]
    source_sha256: Mapped[str | None] = mapped_column(Hash)
    rows: Mapped[int]
    added: Mapped[int]
    corrected: Mapped[int]
    actor: Mapped[str]
    at: Mapped[datetime]


class ObservationPartRow(Base):
    """What a batch brought that was not believed before, of one kind, averaging and month."""

    __tablename__ = "observation_part"
    __table_args__ = (Index(None, "kind", "averaging", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[int] = mapped_column(ForeignKey("observation_batch.id"))
    kind: Mapped[str]
    averaging: Mapped[str]
    month: Mapped[date]
    sha256: Mapped[str] = mapped_column(ForeignKey("artefact.sha256"))
    rows: Mapped[int]


class ObservationDecisionRow(Base):
    """What a person decided about values between two ends of intervals; a decision may lift another."""

    __tablename__ = "observation_decision"
    __table_args__ = (
        CheckConstraint("first <= last", name="interval"),
        CheckConstraint("(decision = 'lift') = (lifts IS NOT NULL)", name="lifting"),
        Index(None, "station"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station: Mapped[str]
    item: Mapped[str | None]
    first: Mapped[datetime]
    last: Mapped[datetime]
    decision: Mapped[str]
    lifts: Mapped[int | None] = mapped_column(ForeignKey("observation_decision.id"))
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
