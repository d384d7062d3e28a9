"""Tables: units of ecological zoning, red lines, contaminated plots and candidates; append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tongyuan.workspace.models.base import Base, Hash

__all__ = ["PlotRow", "PlotStepRow", "ZoneEditionRow", "ZoneRuleRow", "ZoneUnitRow"]


class ZoneEditionRow(Base):
    """An edition of units as one file brought it; the same name again corrects it, the latest holds."""

    __tablename__ = "zone_edition"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="valid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[str]
    layer: Mapped[str]
    region: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    origin: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(Hash)
    actor: Mapped[str]
    at: Mapped[datetime]


class ZoneUnitRow(Base):
    """A unit of an edition; its outline is WKB in EPSG:4490."""

    __tablename__ = "zone_unit"
    __table_args__ = (UniqueConstraint("edition_id", "unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("zone_edition.id"))
    unit: Mapped[str]
    name: Mapped[str]
    region: Mapped[str]
    zone_class: Mapped[str]
    red_line: Mapped[bool | None]
    space: Mapped[str | None]
    pollution: Mapped[str | None]
    risk: Mapped[str | None]
    resource: Mapped[str | None]
    geometry: Mapped[bytes | None] = mapped_column(LargeBinary)


class ZoneRuleRow(Base):
    """A line of a unit's entry or exit list; the same number again corrects it, the latest holds."""

    __tablename__ = "zone_rule"
    __table_args__ = (
        CheckConstraint("(value IS NULL) = (comparison IS NULL)", name="value"),
        Index(None, "unit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str]
    edition: Mapped[str]
    rule: Mapped[str]
    dimension: Mapped[str]
    effect: Mapped[str]
    subject: Mapped[str]
    comparison: Mapped[str | None]
    value: Mapped[float | None]
    value_unit: Mapped[str | None]
    text: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    citation: Mapped[str]
    quality: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class PlotRow(Base):
    """A plot of land as it was entered; entered again it is corrected, the latest holds."""

    __tablename__ = "plot"
    __table_args__ = (CheckConstraint("area_m2 IS NULL OR area_m2 > 0", name="area"), Index(None, "plot"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plot: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    region: Mapped[str]
    enterprise: Mapped[str | None]
    former_use: Mapped[str | None]
    severe: Mapped[bool | None]
    area_m2: Mapped[float | None]
    geometry: Mapped[bytes | None] = mapped_column(LargeBinary)
    source: Mapped[str]
    origin: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class PlotStepRow(Base):
    """A step in the life of a plot, with its evidence; the same key never takes anything twice."""

    __tablename__ = "plot_step"
    __table_args__ = (Index(None, "plot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str] = mapped_column(Hash)
    plot: Mapped[str]
    step: Mapped[str]
    day: Mapped[date]
    evidence: Mapped[str]
    memo: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
