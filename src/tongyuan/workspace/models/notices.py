"""Tables of notices to people, and of inspectors' findings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base

__all__ = ["FindingRow", "NoticeRow"]


class NoticeRow(Base):
    """Something a person should know, and where it leads."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "actor", "read_at"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    actor: Mapped[str]
    code: Mapped[str]
    params: Mapped[dict[str, Any]]
    link: Mapped[str | None]
    sent_by: Mapped[str]
    sent_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class FindingRow(Base):
    """What an inspector found; an answer or an end is a further row of the same number."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("state IN ('open', 'answered', 'closed')", name="state"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    region: Mapped[str]
    department: Mapped[str | None]
    enterprise: Mapped[str | None]
    article: Mapped[str | None]
    figure: Mapped[str | None]
    text: Mapped[str] = mapped_column(Text)
    actor: Mapped[str]
    at: Mapped[datetime]
