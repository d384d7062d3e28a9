"""Contracts of watching: stations through time, what they measured, what checks and people said of it.

One long table serves every kind of station. A value bears the end of its interval; an interval that ends at
24:00 belongs to the civil day that it closes. A row without a value was reported as missing; an hour without
a row was not reported at all, and counts as missing just the same.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["AVERAGINGS", "DECISIONS", "STATION_KINDS", "Observation", "ObservationDecision", "Station"]

STATION_KINDS = [
    *("air", "city", "stack", "water", "ghg", "voc", "composition", "weather", "ecology", "radiation"),
]
AVERAGINGS = ["hour", "day", "month", "sample"]
ORIGINS = ["measured", "synthetic"]
DECISIONS = ["void", "keep", "dust", "lift"]
INSTANT = pl.Datetime("us", "UTC")


def _station() -> dy.String:
    return dy.String(primary_key=True, metadata=column("点位编码", "station"))


def _item(*, key: bool = True) -> dy.String:
    return dy.String(primary_key=key, nullable=not key, metadata=column("项目", "item", null="all items"))


def _averaging() -> dy.Enum:
    return dy.Enum(
        AVERAGINGS,
        primary_key=True,
        metadata=column("时段（hour 小时，day 日，month 月，sample 单次）", "averaging"),
    )


class Station(Contract):
    """A station, an outlet or a section as it stood from a day on; moved, it has a further row."""

    sensitivity = Sensitivity.PUBLIC

    station = _station()
    valid_from = dy.Date(primary_key=True, metadata=column("启用日", "stands from"))
    valid_to = dy.Date(nullable=True, metadata=column("停用日", "stood until", null="stands still"))
    kind = dy.Enum(STATION_KINDS, metadata=column("类别", "kind of station"))
    name = dy.String(metadata=column("名称", "name"))
    region = dy.String(metadata=column("地区", "region"))
    lon = dy.Float64(nullable=True, min=-180, max=180, metadata=column("经度", "longitude", null="not told"))
    lat = dy.Float64(nullable=True, min=-90, max=90, metadata=column("纬度", "latitude", null="not told"))
    purpose = dy.String(
        nullable=True,
        metadata=column("点位性质（评价点、对照点等）", "purpose", null="counts for its city"),
    )
    enterprise = dy.String(nullable=True, metadata=column("企业", "enterprise", null="of none"))
    sensitivity_level = dy.Enum(
        [level.value for level in Sensitivity], metadata=column("公开程度", "who may read its values")
    )
    origin = dy.Enum(
        ORIGINS, metadata=column("性质（measured 实测，synthetic 合成）", "measured or synthetic")
    )
    source = dy.String(metadata=column("来源", "source"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))

    @dy.rule()
    def stood_a_while(cls) -> pl.Expr:  # noqa: N805 - dataframely calls it on the class
        """It stood until a day after the one on which it began."""
        return pl.col("valid_to").is_null() | (pl.col("valid_to") > pl.col("valid_from"))

    @dy.rule()
    def placed_whole(cls) -> pl.Expr:  # noqa: N805 - dataframely calls it on the class
        """A place has both its coordinates or none."""
        return pl.col("lon").is_null() == pl.col("lat").is_null()


class Observation(Contract):
    """A value of an item at a station, in the item's unit (``monitored_items.csv``)."""

    station = _station()
    item = _item()
    averaging = _averaging()
    ended_at = dy.Datetime(
        primary_key=True,
        time_unit="us",
        time_zone="UTC",
        metadata=column("时段末（UTC）", "end of the interval, UTC"),
    )
    value = dy.Float64(
        nullable=True,
        allow_inf=False,
        allow_nan=False,
        metadata=column("数值（单位见项目表）", "value, unit by item", null="reported as missing"),
    )
    mark = dy.String(nullable=True, metadata=column("来源标记", "mark of the source", null="none"))


class ObservationDecision(Contract):
    """What a person decided about values: void, kept against a check, dust, or a decision lifted."""

    number = dy.Int64(primary_key=True, metadata=column("编号", "number"))
    station = dy.String(metadata=column("点位或地区", "station, or region where a city's days are meant"))
    item = _item(key=False)
    first = dy.Datetime(
        time_unit="us", time_zone="UTC", metadata=column("首个时段末", "end of the first interval")
    )
    last = dy.Datetime(
        time_unit="us", time_zone="UTC", metadata=column("末个时段末", "end of the last interval")
    )
    decision = dy.Enum(
        DECISIONS,
        metadata=column("决定（void 无效，keep 保留，dust 沙尘，lift 撤销）", "void, keep, dust, or lifted"),
    )
    lifts = dy.Int64(
        nullable=True, metadata=column("撤销的编号", "decision that it lifts", null="lifts none")
    )
    reason = dy.String(metadata=column("理由与文件", "reason and document"))
    actor = dy.String(metadata=column("决定人", "who"))
    at = dy.Datetime(time_unit="us", time_zone="UTC", metadata=column("时间", "when"))
