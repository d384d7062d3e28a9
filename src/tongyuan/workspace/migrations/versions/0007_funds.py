"""The pool of projects that funds support."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "fund_movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("fund", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("project", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("fen >= 0", name=op.f("ck_fund_movement_fen")),
        sa.CheckConstraint("(fen > 0) = (fund IS NOT NULL)", name=op.f("ck_fund_movement_fund")),
        sa.CheckConstraint("(fund IS NULL) = (year IS NULL)", name=op.f("ck_fund_movement_year")),
        sa.CheckConstraint(
            "score IS NULL OR (score >= 0 AND score <= 100)", name=op.f("ck_fund_movement_score")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_movement")),
        sa.UniqueConstraint("key", name=op.f("uq_fund_movement_key")),
    )
    op.create_index(op.f("ix_fund_movement_project"), "fund_movement", ["project"])
    refuse_changes("fund_movement")
