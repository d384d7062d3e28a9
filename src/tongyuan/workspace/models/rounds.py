"""Tables of the rounds of reporting."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base

__all__ = ["AssignmentRow", "EntryRow", "RoundItemRow", "RoundRow", "StepRow"]


class RoundRow(Base):
    """A round of reporting."""

    __tablename__ = "round"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed', 'released')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    period: Mapped[str]
    title: Mapped[str]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]


class RoundItemRow(Base):
    """An item of a form as the round asks it: a form that changes later leaves the round alone."""

    __tablename__ = "round_item"

    round: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    order: Mapped[int]
    label_zh: Mapped[str]
    label_en: Mapped[str]
    unit: Mapped[str]
    required: Mapped[bool]
    series: Mapped[str | None]
    sums: Mapped[bool]
    minimum: Mapped[float | None]
    maximum: Mapped[float | None]
    choices: Mapped[str | None]


class AssignmentRow(Base):
    """One form of a round, for one unit; its state is that of its latest step."""

    __tablename__ = "round_assignment"
    __table_args__ = (
        CheckConstraint(
            "state IN ('not_reported', 'reported', 'returned', 'reviewed', 'approved', 'locked', 'waived')",
            name="state",
        ),
        Index(None, "round", "form", "region", "enterprise", unique=True),
        Index(None, "parent"),
        Index(None, "region", "form"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round: Mapped[int] = mapped_column(ForeignKey("round.id"))
    form: Mapped[str]
    department: Mapped[str]
    region: Mapped[str]
    enterprise: Mapped[str | None]
    park: Mapped[str | None]
    level: Mapped[str]
    parent: Mapped[int | None] = mapped_column(ForeignKey("round_assignment.id"))
    adds: Mapped[bool]
    due_on: Mapped[date]
    state: Mapped[str]
    seq: Mapped[int]
    reported_on: Mapped[date | None]


class EntryRow(Base):
    """What was entered in an item; a change is a further version."""

    __tablename__ = "round_entry"
    __table_args__ = (
        CheckConstraint("(value IS NULL) <> (state IS NULL)", name="value_or_state"),
        CheckConstraint("version >= 1", name="version"),
    )

    assignment: Mapped[int] = mapped_column(ForeignKey("round_assignment.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[float | None]
    state: Mapped[str | None]
    unit: Mapped[str]
    reason: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime]


class StepRow(Base):
    """One step of an assignment; the number makes two people's same step a conflict."""

    __tablename__ = "round_step"

    assignment: Mapped[int] = mapped_column(ForeignKey("round_assignment.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str]
    state: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str | None]
