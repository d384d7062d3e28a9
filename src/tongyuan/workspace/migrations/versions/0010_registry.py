"""The registry: versions of entries of every type, and types that a workspace defines."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "registry_type",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("type", "content", "actor"),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_registry_type"),
    )
    op.create_index(op.f("ix_registry_type_type"), "registry_type", ["type"])
    op.create_table(
        "registry_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("key"),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        *_text("type", "entry", "change", "name", "region"),
        *_text("department", "enterprise", "holder", nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        *_text("state"),
        sa.Column("since", sa.Date(), nullable=False),
        *_text("values_json", "evidence", "memo", "actor"),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_registry_entry"),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_registry_entry_point")),
        sa.UniqueConstraint("key", name=op.f("uq_registry_entry_key")),
    )
    op.create_index(op.f("ix_registry_entry_type_entry"), "registry_entry", ["type", "entry"])
    refuse_changes("registry_type")
    refuse_changes("registry_entry")


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]
