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


def _place() -> dy.String:
    return dy.String(primary_key=True, metadata=column("地区或点位", "place"))


def _level(zh: str, en: str, *, unit: str = "微克/立方米") -> dy.Float64:
    return dy.Float64(nullable=True, metadata=column(zh, en, unit=unit, null="not valid or not measured"))


def _index(name: str) -> dy.Float64:
    return dy.Float64(nullable=True, metadata=column(f"{name} 分指数", f"index of {name}", null="not valid"))


class AirDay(Contract):
    """The daily evaluation of a place (HJ 633)."""

    sensitivity = Sensitivity.PUBLIC

    place = _place()
    day = dy.Date(primary_key=True, metadata=column("日期", "day"))
    edition = dy.String(metadata=column("标准版本", "edition"))
    so2 = _level("SO2 日均", "SO2, day")
    no2 = _level("NO2 日均", "NO2, day")
    co = _level("CO 日均", "CO, day", unit="毫克/立方米")
    o3 = _level("O3 日最大 8 小时平均", "O3, greatest mean of 8 hours")
    pm10 = _level("PM10 日均", "PM10, day")
    pm2_5 = _level("PM2.5 日均", "PM2.5, day")
    iaqi_so2 = _index("SO2")
    iaqi_no2 = _index("NO2")
    iaqi_co = _index("CO")
    iaqi_o3 = _index("O3")
    iaqi_pm10 = _index("PM10")
    iaqi_pm2_5 = _index("PM2.5")
    aqi = dy.Float64(nullable=True, metadata=column("AQI", "AQI; a least one below six items", null="none"))
    items = dy.Int64(metadata=column("有效项目数", "items that are valid"))
    primary = dy.String(nullable=True, metadata=column("首要污染物", "primary pollutants", null="up to 50"))
    exceeds = dy.Bool(nullable=True, metadata=column("超标", "exceeds", null="cannot be told"))
    dust = dy.Bool(metadata=column("沙尘日（已决定扣除）", "dust, deducted by decision"))


class AirPeriod(Contract):
    """An item of a place in a month, a quarter or a year (HJ 663)."""

    sensitivity = Sensitivity.PUBLIC

    place = _place()
    item = _item()
    year = dy.Int64(primary_key=True, metadata=column("年份", "year"))
    quarter = dy.Int64(
        primary_key=True, metadata=column("季度（0 为全年或某月）", "quarter; 0: year or month")
    )
    month = dy.Int64(primary_key=True, metadata=column("月份（0 为全年或某季）", "month; 0: year or quarter"))
    edition = dy.String(metadata=column("标准版本", "edition"))
    mean = _level("平均浓度", "mean", unit="微克/立方米（CO 毫克/立方米）")
    percentile = _level("百分位浓度", "percentile", unit="微克/立方米（CO 毫克/立方米）")
    days = dy.Int64(metadata=column("有效日数", "valid days"))
    dust = dy.Int64(metadata=column("扣除沙尘日数", "days deducted for dust"))
    expected = dy.Int64(metadata=column("应有日数", "days of the period"))
    valid = dy.Bool(metadata=column("有效", "valid"))
    limit = _level("年均限值", "limit of the yearly mean", unit="微克/立方米（CO 毫克/立方米）")
    percentile_limit = _level("百分位限值", "limit of the percentile", unit="微克/立方米（CO 毫克/立方米）")
    complies = dy.Bool(nullable=True, metadata=column("达标", "complies", null="cannot be told"))


class AirRank(Contract):
    """Composite index and rank of a place in a period."""

    sensitivity = Sensitivity.PUBLIC

    place = _place()
    year = dy.Int64(primary_key=True, metadata=column("年份", "year"))
    quarter = dy.Int64(
        primary_key=True, metadata=column("季度（0 为全年或某月）", "quarter; 0: year or month")
    )
    month = dy.Int64(primary_key=True, metadata=column("月份（0 为全年或某季）", "month; 0: year or quarter"))
    edition = dy.String(metadata=column("标准版本", "edition"))
    composite = dy.Float64(
        nullable=True, metadata=column("综合指数", "composite index", null="an item lacks")
    )
    greatest = dy.String(nullable=True, metadata=column("最大分项", "greatest part", null="no index"))
    lacking = dy.String(nullable=True, metadata=column("缺少的项目", "items that lack", null="none lacks"))
    rank = dy.Int64(nullable=True, metadata=column("名次（1 为最好）", "rank, 1 is best", null="no index"))
    tied = dy.Bool(metadata=column("并列", "tied"))


class ObservationFlag(Contract):
    """What an automatic check says of a value; it takes nothing out of any figure."""

    station = _station()
    item = _item()
    ended_at = dy.Datetime(
        primary_key=True, time_unit="us", time_zone="UTC", metadata=column("时段末（UTC）", "end, UTC")
    )
    check = dy.String(primary_key=True, metadata=column("检查", "check"))
    value = dy.Float64(metadata=column("数值", "value"))
    against = dy.Float64(nullable=True, metadata=column("比较对象", "compared with", null="nothing"))
    region = dy.String(nullable=True, metadata=column("地区", "region", null="kept before it was told"))
