"""The first schema: meta, lake, statistics, runs, releases, audit, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("artefact", "dataset", "statistic", "run", "run_frame", "audit")


def upgrade() -> None:
    """Make every table, and refuse changes of what is append-only."""
    _create_artefact()
    _create_audit()
    _create_job()
    _create_run()
    _create_statistic()
    _create_workspace_meta()
    _create_dataset()
    _create_release()
    _create_run_frame()
    for table in APPEND_ONLY:
        refuse_changes(table)


def _create_artefact() -> None:
    op.create_table(
        "artefact",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_artefact")),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("heartbeat", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_state_created_at"), "job", ["state", "created_at"], unique=False)


def _create_run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=True),
        sa.Column("as_of", Instant(), nullable=True),
        sa.Column("package_version", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_run_fingerprint")),
    )
    op.create_index(op.f("ix_run_kind_finished_at"), "run", ["kind", "finished_at"], unique=False)


def _create_statistic() -> None:
    op.create_table(
        "statistic",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("vintage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("believed_at", Instant(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("quality", sa.String(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("(value IS NULL) <> (state IS NULL)", name=op.f("ck_statistic_value_or_state")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_statistic_version")),
        sa.PrimaryKeyConstraint(
            "series", "region", "period", "kind", "vintage", "version", name=op.f("pk_statistic")
        ),
    )
    op.create_index(op.f("ix_statistic_believed_at"), "statistic", ["believed_at"], unique=False)
    op.create_index(op.f("ix_statistic_region_period"), "statistic", ["region", "period"], unique=False)


def _create_workspace_meta() -> None:
    op.create_table(
        "workspace_meta",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("title_zh", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("package_version", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_workspace_meta_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_meta")),
    )


def _create_dataset() -> None:
    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("contract", sa.String(), nullable=True),
        sa.Column("contract_version", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_sha256", sa.String(64), nullable=True),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["artefact.sha256"], name=op.f("fk_dataset_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset")),
    )
    op.create_index(op.f("ix_dataset_name_imported_at"), "dataset", ["name", "imported_at"], unique=False)


def _create_release() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(12), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.Column("reviewed_at", Instant(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'reviewed', 'official', 'withdrawn')", name=op.f("ck_release_state")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_release_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_name_state"), "release", ["name", "state"], unique=False)


def _create_run_frame() -> None:
    op.create_table(
        "run_frame",
        sa.Column("run_id", sa.String(12), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.CheckConstraint("role IN ('input', 'table')", name=op.f("ck_run_frame_role")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_frame_run_id")),
        sa.ForeignKeyConstraint(["sha256"], ["artefact.sha256"], name=op.f("fk_run_frame_sha256")),
        sa.PrimaryKeyConstraint("run_id", "role", "name", name=op.f("pk_run_frame")),
    )
