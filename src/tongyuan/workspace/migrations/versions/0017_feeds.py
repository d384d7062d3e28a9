"""Polls of feeds, the records that could not be taken, and how those ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_polls()
    _make_letters()
    for table in ("feed_poll", "feed_letter", "feed_letter_end"):
        refuse_changes(table)


def _make_polls() -> None:
    op.create_table(
        "feed_poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("batch", sa.Integer(), nullable=True),
        *[
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("records", "added", "corrected", "letters")
        ],
        sa.Column("told", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_poll")),
        sa.ForeignKeyConstraint(["batch"], ["observation_batch.id"], name=op.f("fk_feed_poll_batch")),
        sa.CheckConstraint(
            "state IN ('taken', 'unchanged', 'refused', 'unreachable')", name=op.f("ck_feed_poll_state")
        ),
    )
    op.create_index(op.f("ix_feed_poll_feed"), "feed_poll", ["feed"])


def _make_letters() -> None:
    op.create_table(
        "feed_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_letter")),
        sa.ForeignKeyConstraint(["poll"], ["feed_poll.id"], name=op.f("fk_feed_letter_poll")),
        sa.UniqueConstraint("feed", "sha256", name=op.f("uq_feed_letter_feed_sha256")),
    )
    op.create_table(
        "feed_letter_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_letter_end")),
        sa.ForeignKeyConstraint(["letter"], ["feed_letter.id"], name=op.f("fk_feed_letter_end_letter")),
        sa.ForeignKeyConstraint(["batch"], ["observation_batch.id"], name=op.f("fk_feed_letter_end_batch")),
        sa.UniqueConstraint("letter", name=op.f("uq_feed_letter_end_letter")),
        sa.CheckConstraint("outcome IN ('delivered', 'dropped')", name=op.f("ck_feed_letter_end_outcome")),
    )
