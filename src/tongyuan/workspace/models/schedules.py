"""Table: work that comes again and again; who set it, when it is due next, how it ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base

__all__ = ["ScheduleRow"]


class ScheduleRow(Base):
    """A service that is asked for at regular times, in the name of whoever set it."""

    __tablename__ = "schedule"
    __table_args__ = (CheckConstraint("every_minutes > 0", name="every"), Index(None, "ended_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]
    every_minutes: Mapped[int]
    due_at: Mapped[datetime]
    job: Mapped[str | None] = mapped_column(ForeignKey("job.id"))
    actor: Mapped[str]
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
