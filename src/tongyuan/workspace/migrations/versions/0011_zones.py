"""Units of ecological zoning, red lines and contaminated plots."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("zone_edition", "zone_unit", "zone_rule", "plot", "plot_step")


def upgrade() -> None:
    """Make the tables."""
    _editions()
    _units()
    _rules()
    _plots()
    _steps()
    for table in TABLES:
        refuse_changes(table)


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _valid() -> list[sa.Column[Any]]:
    return [
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
    ]


def _made() -> list[sa.Column[Any]]:
    return [sa.Column("actor", sa.String(), nullable=False), sa.Column("at", Instant(), nullable=False)]


def _id(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")


def _editions() -> None:
    op.create_table(
        "zone_edition",
        *_id("zone_edition"),
        *_text("edition", "layer", "region"),
        *_valid(),
        *_text("source", "origin"),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        *_made(),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_zone_edition_valid")),
    )


def _units() -> None:
    op.create_table(
        "zone_unit",
        *_id("zone_unit"),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        *_text("unit", "name", "region", "zone_class"),
        sa.Column("red_line", sa.Boolean(), nullable=True),
        *_text("space", "pollution", "risk", "resource", nullable=True),
        sa.Column("geometry", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["zone_edition.id"], name=op.f("fk_zone_unit_edition_id_zone_edition")
        ),
        sa.UniqueConstraint("edition_id", "unit", name=op.f("uq_zone_unit_edition_id_unit")),
    )


def _rules() -> None:
    op.create_table(
        "zone_rule",
        *_id("zone_rule"),
        *_text("unit", "edition", "rule", "dimension", "effect", "subject"),
        *_text("comparison", nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        *_text("value_unit", nullable=True),
        *_text("text"),
        *_valid(),
        *_text("citation", "quality"),
        *_made(),
        sa.CheckConstraint("(value IS NULL) = (comparison IS NULL)", name=op.f("ck_zone_rule_value")),
    )
    op.create_index(op.f("ix_zone_rule_unit"), "zone_rule", ["unit"])


def _plots() -> None:
    op.create_table(
        "plot",
        *_id("plot"),
        *_text("plot", "kind", "name", "region"),
        *_text("enterprise", "former_use", nullable=True),
        sa.Column("severe", sa.Boolean(), nullable=True),
        sa.Column("area_m2", sa.Double(), nullable=True),
        sa.Column("geometry", sa.LargeBinary(), nullable=True),
        *_text("source", "origin"),
        *_made(),
        sa.CheckConstraint("area_m2 IS NULL OR area_m2 > 0", name=op.f("ck_plot_area")),
    )
    op.create_index(op.f("ix_plot_plot"), "plot", ["plot"])


def _steps() -> None:
    op.create_table(
        "plot_step",
        *_id("plot_step"),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        *_text("plot", "step"),
        sa.Column("day", sa.Date(), nullable=False),
        *_text("evidence", "memo"),
        *_made(),
        sa.UniqueConstraint("key", name=op.f("uq_plot_step_key")),
    )
    op.create_index(op.f("ix_plot_step_plot"), "plot_step", ["plot"])
