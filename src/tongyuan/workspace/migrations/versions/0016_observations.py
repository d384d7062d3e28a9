"""Stations, batches and parts of observations, decisions on values."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_stations()
    _make_parts()
    _make_decisions()
    for table in ("station", "observation_batch", "observation_part", "observation_decision"):
        refuse_changes(table)


def _make_stations() -> None:
    op.create_table(
        "station",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("station"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        *_text("kind", "name", "region"),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        *_text("purpose", "enterprise", nullable=True),
        *_text("sensitivity_level", "origin", "source"),
        *_text("note", nullable=True),
        *_signed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_station_valid")),
    )
    op.create_index(op.f("ix_station_station"), "station", ["station"])


def _make_parts() -> None:
    op.create_table(
        "observation_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("kind", "source_name"),
        sa.Column("source_sha256", sa.String(64), nullable=True),
        *[sa.Column(name, sa.Integer(), nullable=False) for name in ("rows", "added", "corrected")],
        *_signed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_batch")),
    )
    op.create_index(op.f("ix_observation_batch_at"), "observation_batch", ["at"])
    op.create_table(
        "observation_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        *_text("kind", "averaging"),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_part")),
        _key("observation_part", "batch", "observation_batch.id"),
        _key("observation_part", "sha256", "artefact.sha256"),
    )
    where = ["kind", "averaging", "month"]
    op.create_index(op.f("ix_observation_part_kind_averaging_month"), "observation_part", where)


def _make_decisions() -> None:
    op.create_table(
        "observation_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("station"),
        *_text("item", nullable=True),
        *[sa.Column(name, Instant(), nullable=False) for name in ("first", "last")],
        *_text("decision"),
        sa.Column("lifts", sa.Integer(), nullable=True),
        *_text("reason"),
        *_signed(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_decision")),
        _key("observation_decision", "lifts", "observation_decision.id"),
        sa.CheckConstraint("first <= last", name=op.f("ck_observation_decision_interval")),
        sa.CheckConstraint(
            "(decision = 'lift') = (lifts IS NOT NULL)", name=op.f("ck_observation_decision_lifting")
        ),
    )
    op.create_index(op.f("ix_observation_decision_station"), "observation_decision", ["station"])


def _text(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _signed() -> list[sa.Column[Any]]:
    return [*_text("actor"), sa.Column("at", Instant(), nullable=False)]


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
