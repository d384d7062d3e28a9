"""Tables of tasks as work: how each stands, and every step that brought it there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["TaskRow", "TaskStepRow"]


class TaskRow(Base):
    """A task as it stands now; ``helpers`` is ``;D01;D02;``, so that one of them is found as ``;D01;``."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("level IN ('plan', 'annual', 'node')", name="level"),
        CheckConstraint("(level = 'plan') = (parent IS NULL)", name="parent"),
        CheckConstraint("state IN ('open', 'reported', 'done')", name="state"),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done"),
        CheckConstraint("progress IS NULL OR (progress >= 0 AND progress <= 100)", name="progress"),
        CheckConstraint("weight > 0", name="weight"),
        Index(None, "department", "due_on"),
        Index(None, "region", "due_on"),
        Index(None, "due_on"),
        Index(None, "parent"),
    )

    task: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]
    level: Mapped[str]
    parent: Mapped[str | None] = mapped_column(ForeignKey("task.task"))
    policy_task: Mapped[str | None]
    article: Mapped[int | None]
    text: Mapped[str]
    region: Mapped[str]
    department: Mapped[str | None]
    lead_proposed: Mapped[str | None]
    helpers: Mapped[str]
    person: Mapped[str | None]
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    weight: Mapped[float]
    targets: Mapped[str | None]
    state: Mapped[str]
    progress: Mapped[float | None]
    said: Mapped[str | None]
    trouble: Mapped[str | None]
    next_step: Mapped[str | None]
    reported_by: Mapped[str | None]
    reported_on: Mapped[date | None]
    done_on: Mapped[date | None]
    alert: Mapped[str | None]


class TaskStepRow(Base):
    """A step of a task: who did what, when, on which paper; none is altered or taken away."""

    __tablename__ = "task_step"
    __table_args__ = (Index(None, "task"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(ForeignKey("task.task"))
    version: Mapped[int]
    step: Mapped[str]
    changed: Mapped[dict[str, Any]]
    memo: Mapped[str]
    evidence: Mapped[str | None]
    evidence_hash: Mapped[str | None] = mapped_column(Hash)
    actor: Mapped[str]
    at: Mapped[datetime]
