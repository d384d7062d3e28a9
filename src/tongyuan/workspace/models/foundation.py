"""Tables of the foundation: meta, lake, statistics, runs, releases, audit, jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.models.base import Base, Hash

__all__ = [
    "ArtefactRow",
    "AuditRow",
    "DatasetRow",
    "JobRow",
    "MetaRow",
    "ReleaseRow",
    "RunFrameRow",
    "RunRow",
    "StatisticRow",
]

#: What is not said to be public is not.
INTERNAL = Sensitivity.INTERNAL.value


class MetaRow(Base):
    """Whose workspace this is: one row, written in the same transaction as its first data."""

    __tablename__ = "workspace_meta"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pack: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    region: Mapped[str]
    synthetic: Mapped[bool]
    settings: Mapped[dict[str, Any]]
    package_version: Mapped[str]
    created_at: Mapped[datetime]


class ArtefactRow(Base):
    """A file of the lake, named for the hash of its content."""

    __tablename__ = "artefact"

    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    path: Mapped[str]
    rows: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    written_at: Mapped[datetime]


class DatasetRow(Base):
    """The catalogue of the lake: what was imported under which name, when, from what."""

    __tablename__ = "dataset"
    __table_args__ = (Index(None, "name", "imported_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(ForeignKey("artefact.sha256"))
    contract: Mapped[str | None]
    contract_version: Mapped[int | None]
    region: Mapped[str | None]
    year: Mapped[int | None]
    actor: Mapped[str]
    source_name: Mapped[str | None]
    source_sha256: Mapped[str | None] = mapped_column(Hash)
    imported_at: Mapped[datetime]
    sensitivity: Mapped[str] = mapped_column(server_default=INTERNAL)


class StatisticRow(Base):
    """A figure as handed in; a correction is a further version, believed later."""

    __tablename__ = "statistic"
    __table_args__ = (
        CheckConstraint("(value IS NULL) <> (state IS NULL)", name="value_or_state"),
        CheckConstraint("version >= 1", name="version"),
        Index(None, "believed_at"),
        Index(None, "region", "period"),
    )

    series: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    vintage: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[float | None]
    state: Mapped[str | None]
    unit: Mapped[str]
    believed_at: Mapped[datetime]
    reporter: Mapped[str]
    evidence: Mapped[str | None]
    quality: Mapped[str]
    citation: Mapped[str]
    note: Mapped[str | None]
    sensitivity: Mapped[str] = mapped_column(server_default=INTERNAL)


class RunRow(Base):
    """A computation with everything it stood on."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "kind", "finished_at"),)

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Hash, unique=True)
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    family: Mapped[str | None]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    as_of: Mapped[datetime | None]
    package_version: Mapped[str]
    actor: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    region: Mapped[str | None]
    sensitivity: Mapped[str] = mapped_column(server_default=INTERNAL)


class RunFrameRow(Base):
    """An input or a result of a run, by name."""

    __tablename__ = "run_frame"
    __table_args__ = (CheckConstraint("role IN ('input', 'table')", name="role"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("artefact.sha256"))


class ReleaseRow(Base):
    """A pointer from the name of an official figure to the run that gave it."""

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'reviewed', 'official', 'withdrawn')", name="state"),
        Index(None, "name", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    state: Mapped[str]
    note: Mapped[str | None]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class AuditRow(Base):
    """One change of state; each row carries the hash of the row before it."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    service: Mapped[str]
    params: Mapped[dict[str, Any]]
    outcome: Mapped[str]
    previous_hash: Mapped[str] = mapped_column(Hash)
    hash: Mapped[str] = mapped_column(Hash, unique=True)


class JobRow(Base):
    """Work that somebody asked for; this row is the truth about it."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
        Index(None, "state", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    service: Mapped[str]
    params: Mapped[dict[str, Any]]
    actor: Mapped[str]
    state: Mapped[str]
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    heartbeat: Mapped[datetime | None]
    attempts: Mapped[int]
    progress: Mapped[float]
    message: Mapped[str]
    log: Mapped[str] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    schedule: Mapped[int | None]
