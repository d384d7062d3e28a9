"""Notices to people, and findings of inspectors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notice",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_actor_read_at"), "notice", ["actor", "read_at"])
    op.create_table(
        "finding",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("figure", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_finding_state")),
        sa.PrimaryKeyConstraint("number", "version", name=op.f("pk_finding")),
    )
    refuse_changes("finding")
