"""Work that comes again and again, and which of the jobs came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.types import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and let a job name the schedule that asked for it."""
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("job", sa.String(16), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.ForeignKeyConstraint(["job"], ["job.id"], name=op.f("fk_schedule_job")),
        sa.CheckConstraint("every_minutes > 0", name=op.f("ck_schedule_every")),
    )
    op.create_index(op.f("ix_schedule_ended_at_due_at"), "schedule", ["ended_at", "due_at"])
    op.add_column("job", sa.Column("schedule", sa.Integer(), nullable=True))
