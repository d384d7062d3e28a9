"""Texts of policies as taken, their phrases, decisions of persons, links between policies."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_versions()
    _make_decisions()
    _make_links()
    for table in ("policy_version", "policy_phrase", "policy_decision", "policy_link"):
        refuse_changes(table)


def _make_versions() -> None:
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("policy"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("level", "region", "title_zh"),
        *_text("document_no", nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        *_text("issuers", nullable=True),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        *_text("file"),
        sa.Column("file_hash", sa.String(64), nullable=False),
        *_text("text"),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        *_signed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("policy", "version", name=op.f("uq_policy_version_policy_version")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_policy_version_version")),
    )
    op.create_table(
        "policy_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        *_taken("policy_phrase"),
        *_text("phrase", "content"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_phrase")),
        sa.UniqueConstraint("taken", "phrase", name=op.f("uq_policy_phrase_taken_phrase")),
    )


def _make_decisions() -> None:
    op.create_table(
        "policy_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        *_taken("policy_decision"),
        *_text("phrase", nullable=True),
        *_text("deed", "content"),
        sa.Column("day", sa.Date(), nullable=True),
        *_text("memo"),
        *_signed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_decision")),
    )
    op.create_index(op.f("ix_policy_decision_taken_phrase"), "policy_decision", ["taken", "phrase"])


def _make_links() -> None:
    op.create_table(
        "policy_link",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("policy", "link", "other"),
        sa.Column("held", sa.Boolean(), nullable=False),
        *_text("region"),
        sa.Column("from_day", sa.Date(), nullable=True),
        *_text("reason"),
        *_signed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_link")),
    )
    op.create_index(op.f("ix_policy_link_policy"), "policy_link", ["policy"])


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _signed() -> list[sa.Column[Any]]:
    return [*_text("actor"), sa.Column("at", Instant(), nullable=False)]


def _taken(table: str) -> list[Any]:
    key = sa.ForeignKeyConstraint(["taken"], ["policy_version.id"], name=op.f(f"fk_{table}_taken"))
    return [sa.Column("taken", sa.Integer(), nullable=False), key]
