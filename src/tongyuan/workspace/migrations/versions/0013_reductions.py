"""Registered reductions, and what each tonne is used for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _reductions()
    _steps()
    for table in ("reduction", "reduction_step"):
        refuse_changes(table)


def _reductions() -> None:
    op.create_table(
        "reduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("facility", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("commodity", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=False),
        sa.Column("emitted_before", sa.BigInteger(), nullable=True),
        sa.Column("emitted_after", sa.BigInteger(), nullable=True),
        sa.Column("base_on", sa.Date(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("lawful", sa.Boolean(), nullable=True),
        sa.Column("substitute", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("claimed > 0", name=op.f("ck_reduction_claimed")),
        sa.CheckConstraint(
            "(emitted_before IS NULL) = (emitted_after IS NULL)", name=op.f("ck_reduction_emitted")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reduction")),
        sa.UniqueConstraint("key", name=op.f("uq_reduction_key")),
    )
    op.create_index(op.f("ix_reduction_facility_commodity"), "reduction", ["facility", "commodity"])


def _steps() -> None:
    op.create_table(
        "reduction_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reduction", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=True),
        sa.Column("project", sa.String(), nullable=True),
        sa.Column("hold", sa.Integer(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("ledger_number", sa.Integer(), nullable=True),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_reduction_step_amount")),
        sa.CheckConstraint(
            "quarter IS NULL OR (quarter >= 1 AND quarter <= 4)", name=op.f("ck_reduction_step_quarter")
        ),
        sa.CheckConstraint(
            "(step = 'count') = (quarter IS NOT NULL)", name=op.f("ck_reduction_step_counted")
        ),
        sa.ForeignKeyConstraint(
            ["reduction"], ["reduction.id"], name=op.f("fk_reduction_step_reduction_reduction")
        ),
        sa.ForeignKeyConstraint(
            ["hold"], ["reduction_step.id"], name=op.f("fk_reduction_step_hold_reduction_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reduction_step")),
        sa.UniqueConstraint("key", name=op.f("uq_reduction_step_key")),
    )
    op.create_index(op.f("ix_reduction_step_reduction"), "reduction_step", ["reduction"])
