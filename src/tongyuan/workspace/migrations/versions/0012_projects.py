"""Projects at the admission desk, opinions on them, and their steps."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _table(
        "project_entry",
        *_text("project", "region"),
        *_text("department", "enterprise", nullable=True),
        *_text("form"),
        _hash("fingerprint"),
    )
    _table(
        "project_opinion",
        *_text("project"),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _hash("rules"),
        _hash("inputs"),
        *_text("outcome", "findings"),
        _foreign("project_opinion", "entry_id", "project_entry"),
        sa.UniqueConstraint("inputs", name=op.f("uq_project_opinion_inputs")),
    )
    _table(
        "project_step",
        *_text("key"),
        _hash("fingerprint"),
        *_text("project", "step"),
        sa.Column("done_on", sa.Date(), nullable=False),
        *_text("document", "memo"),
        sa.Column("opinion", sa.Integer(), nullable=True),
        _foreign("project_step", "opinion", "project_opinion"),
        sa.UniqueConstraint("key", name=op.f("uq_project_step_key")),
    )


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _hash(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), nullable=False)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _table(name: str, *rest: Any) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *rest,
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_project"), name, ["project"])
    refuse_changes(name)
