"""Tables: projects at the admission desk, opinions on them, and their steps; append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["ProjectEntryRow", "ProjectOpinionRow", "ProjectStepRow"]


class ProjectEntryRow(Base):
    """A project as it was entered, its form as text; entered again it is corrected, the latest holds."""

    __tablename__ = "project_entry"
    __table_args__ = (Index(None, "project"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str]
    region: Mapped[str]
    department: Mapped[str | None]
    enterprise: Mapped[str | None]
    form: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(Hash)
    actor: Mapped[str]
    at: Mapped[datetime]


class ProjectOpinionRow(Base):
    """An opinion on an entry, by the rules of an edition, on inputs of a hash; the same is kept once."""

    __tablename__ = "project_opinion"
    __table_args__ = (Index(None, "project"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("project_entry.id"))
    day: Mapped[date]
    rules: Mapped[str] = mapped_column(Hash)
    inputs: Mapped[str] = mapped_column(Hash, unique=True)
    outcome: Mapped[str]
    findings: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class ProjectStepRow(Base):
    """A step of a project after its opinion; the same key never takes anything twice."""

    __tablename__ = "project_step"
    __table_args__ = (Index(None, "project"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(Hash)
    project: Mapped[str]
    step: Mapped[str]
    done_on: Mapped[date]
    document: Mapped[str]
    memo: Mapped[str]
    opinion: Mapped[int | None] = mapped_column(ForeignKey("project_opinion.id"))
    actor: Mapped[str]
    at: Mapped[datetime]
