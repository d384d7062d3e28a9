"""Tables: versions of the registry's entries, and types that a workspace defines; append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["RegistryEntryRow", "RegistryTypeRow"]


class RegistryTypeRow(Base):
    """A type as somebody defined it, in JSON; the last of a code holds."""

    __tablename__ = "registry_type"
    __table_args__ = (Index(None, "type"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    content: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class RegistryEntryRow(Base):
    """A version of an entry; the last of its type and number holds, the same key never writes twice."""

    __tablename__ = "registry_entry"
    __table_args__ = (
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="point"),
        Index(None, "type", "entry"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(Hash)
    type: Mapped[str]
    entry: Mapped[str]
    change: Mapped[str]
    name: Mapped[str]
    region: Mapped[str]
    department: Mapped[str | None]
    enterprise: Mapped[str | None]
    holder: Mapped[str | None]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    state: Mapped[str]
    since: Mapped[date]
    values_json: Mapped[str]
    evidence: Mapped[str]
    memo: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
