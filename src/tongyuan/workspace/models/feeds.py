"""Tables: polls of feeds, the records that could not be taken, and how each of those ended; append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["FeedLetterEndRow", "FeedLetterRow", "FeedPollRow"]


class FeedPollRow(Base):
    """One poll of a feed."""

    __tablename__ = "feed_poll"
    __table_args__ = (
        CheckConstraint("state IN ('taken', 'unchanged', 'refused', 'unreachable')", name="state"),
        Index(None, "feed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int]
    status: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(Hash)
    batch: Mapped[int | None] = mapped_column(ForeignKey("observation_batch.id"))
    records: Mapped[int]
    added: Mapped[int]
    corrected: Mapped[int]
    letters: Mapped[int]
    told: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime]


class FeedLetterRow(Base):
    """A record that could not be taken; the same record of a feed is kept once."""

    __tablename__ = "feed_letter"
    __table_args__ = (UniqueConstraint("feed", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str]
    poll: Mapped[int] = mapped_column(ForeignKey("feed_poll.id"))
    sha256: Mapped[str] = mapped_column(Hash)
    record: Mapped[str]
    told: Mapped[str]


class FeedLetterEndRow(Base):
    """How a record that was put aside ended."""

    __tablename__ = "feed_letter_end"
    __table_args__ = (
        CheckConstraint("outcome IN ('delivered', 'dropped')", name="outcome"),
        UniqueConstraint("letter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter: Mapped[int] = mapped_column(ForeignKey("feed_letter.id"))
    outcome: Mapped[str]
    reason: Mapped[str]
    batch: Mapped[int | None] = mapped_column(ForeignKey("observation_batch.id"))
    actor: Mapped[str]
    at: Mapped[datetime]
