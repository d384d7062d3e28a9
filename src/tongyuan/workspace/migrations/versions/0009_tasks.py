"""Tasks of a policy as work: who leads, who helps, by when, how far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_tasks()
    for columns in (("department", "due_on"), ("region", "due_on"), ("due_on",), ("parent",)):
        op.create_index(op.f(f"ix_task_{'_'.join(columns)}"), "task", list(columns))
    op.create_table(
        "task_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("evidence_hash", sa.String(64), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_step")),
        sa.ForeignKeyConstraint(["task"], ["task.task"], name=op.f("fk_task_step_task")),
    )
    op.create_index(op.f("ix_task_step_task"), "task_step", ["task"])
    refuse_changes("task_step")


def _make_tasks() -> None:
    texts = ("person", "said", "trouble", "next_step", "reported_by", "alert", "targets")
    op.create_table(
        "task",
        sa.Column("task", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent", sa.String(64), nullable=True),
        sa.Column("policy_task", sa.String(), nullable=True),
        sa.Column("article", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("lead_proposed", sa.String(), nullable=True),
        sa.Column("helpers", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=True) for name in texts),
        sa.CheckConstraint("level IN ('plan', 'annual', 'node')", name=op.f("ck_task_level")),
        sa.CheckConstraint("(level = 'plan') = (parent IS NULL)", name=op.f("ck_task_parent")),
        sa.CheckConstraint("state IN ('open', 'reported', 'done')", name=op.f("ck_task_state")),
        sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name=op.f("ck_task_done")),
        sa.CheckConstraint(
            "progress IS NULL OR (progress >= 0 AND progress <= 100)", name=op.f("ck_task_progress")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_task_weight")),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_task")),
        sa.ForeignKeyConstraint(["parent"], ["task.task"], name=op.f("fk_task_parent")),
    )
