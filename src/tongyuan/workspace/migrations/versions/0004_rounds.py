"""Rounds of reporting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATES = "'not_reported', 'reported', 'returned', 'reviewed', 'approved', 'locked', 'waived'"


def upgrade() -> None:
    """Make the tables, and refuse changes of what is append-only."""
    _create_round()
    _create_round_item()
    _create_assignment()
    _create_entry()
    _create_step()
    for table in ("round_item", "round_entry", "round_step"):
        refuse_changes(table)


def _create_round() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'released')", name=op.f("ck_round_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )


def _create_round_item() -> None:
    op.create_table(
        "round_item",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("label_zh", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("sums", sa.Boolean(), nullable=False),
        sa.Column("minimum", sa.Double(), nullable=True),
        sa.Column("maximum", sa.Double(), nullable=True),
        sa.Column("choices", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_round_item_round")),
        sa.PrimaryKeyConstraint("round", "form", "item", name=op.f("pk_round_item")),
    )


def _create_assignment() -> None:
    op.create_table(
        "round_assignment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("park", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("adds", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_round_assignment_state")),
        sa.ForeignKeyConstraint(["parent"], ["round_assignment.id"], name=op.f("fk_round_assignment_parent")),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_round_assignment_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_assignment")),
    )
    for columns, unique in (
        (("round", "form", "region", "enterprise"), True),
        (("parent",), False),
        (("region", "form"), False),
    ):
        name = f"ix_round_assignment_{'_'.join(columns)}"
        op.create_index(op.f(name), "round_assignment", list(columns), unique=unique)


def _create_entry() -> None:
    op.create_table(
        "round_entry",
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("(value IS NULL) <> (state IS NULL)", name=op.f("ck_round_entry_value_or_state")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_round_entry_version")),
        sa.ForeignKeyConstraint(
            ["assignment"], ["round_assignment.id"], name=op.f("fk_round_entry_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment", "item", "version", name=op.f("pk_round_entry")),
    )


def _create_step() -> None:
    op.create_table(
        "round_step",
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment"], ["round_assignment.id"], name=op.f("fk_round_step_assignment")
        ),
        sa.PrimaryKeyConstraint("assignment", "seq", name=op.f("pk_round_step")),
    )
