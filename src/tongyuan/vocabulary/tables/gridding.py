"""Contracts of the grid: point sources, and the share of each region's emission that falls on each cell."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.accounting import QUALITIES
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["GridPattern", "GridShare", "PointSource", "SpeciationShare", "TimeProfile"]


class PointSource(Contract):
    """A plant with a place: it takes its weight's share of its source's emission in its region."""

    region = dy.String(primary_key=True, metadata=column("所在地区", "region it lies in"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    id = dy.String(primary_key=True, metadata=column("编号", "id"))
    source = dy.String(
        primary_key=True, metadata=column("排放源（NFR，前缀）", "source category or its prefix")
    )
    name = dy.String(nullable=True, metadata=column("名称", "name", null="not told"))
    lon = dy.Float64(min=-180, max=180, metadata=column("经度", "longitude", unit="degree"))
    lat = dy.Float64(min=-90, max=90, metadata=column("纬度", "latitude", unit="degree"))
    weight = dy.Float64(min=0, metadata=column("权重", "weight: capacity, output or the like"))
    weight_unit = dy.String(metadata=column("权重单位", "unit of the weight (MW, t ...)"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class GridPattern(Contract):
    """Which pattern spreads a source of a region over its cells."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    source = dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))
    activity = dy.String(primary_key=True, metadata=column("活动类型", "kind of activity"))
    pattern = dy.String(
        metadata=column("空间分布", "pattern: points:<source>, a proxy of its parts, or area")
    )


class GridShare(Contract):
    """Share of a region that falls on a cell under one pattern; the shares of a region add up to one."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    pattern = dy.String(primary_key=True, metadata=column("空间分布", "pattern"))
    i = dy.Int32(primary_key=True, metadata=column("列号", "column: west edge / step"))
    j = dy.Int32(primary_key=True, metadata=column("行号", "row: south edge / step"))
    share = dy.Float64(min=0, max=1 + 1e-9, metadata=column("份额", "share of the region", unit="1"))


class TimeProfile(Contract):
    """How a year's mass of a sector falls on months, days of the week or hours; a mean of one."""

    sensitivity = Sensitivity.PUBLIC

    profile = dy.String(primary_key=True, metadata=column("时间谱组", "set of profiles"))
    sector = dy.String(primary_key=True, metadata=column("部门（GNFR）", "sector (GNFR)"))
    kind = dy.Enum(["month", "weekday", "hour"], primary_key=True, metadata=column("尺度", "scale"))
    step = dy.Int32(
        primary_key=True, min=1, max=24, metadata=column("序号", "month 1-12, Monday 1, hour that ends 1-24")
    )
    value = dy.Float64(min=0, metadata=column("系数", "factor with a mean of one", unit="1"))
    origin = dy.String(metadata=column("来源地", "where it is from"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))


class SpeciationShare(Contract):
    """Share of a component in the mass of NMVOC or PM2.5 of a source; shares of a source add up to one."""

    sensitivity = Sensitivity.PUBLIC

    profile = dy.String(primary_key=True, metadata=column("成分谱组", "set of profiles"))
    species = dy.String(primary_key=True, metadata=column("物种", "species that is split"))
    source = dy.String(
        primary_key=True, metadata=column("排放源（前缀；*：全部）", "source or its prefix; * all")
    )
    component = dy.String(primary_key=True, metadata=column("成分", "component"))
    share = dy.Float64(min=0, max=1, metadata=column("质量份额", "share of the mass", unit="1"))
    origin = dy.String(metadata=column("来源地", "where it is from"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
