"""Contracts of fuel supply and use: coal mines, oil and gas operations, technologies that burn a fuel."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["CoalMining", "OilGasOperation", "TechnologyShare"]

QUALITIES = [quality.value for quality in Quality]
OPERATIONS = [
    material
    for material, source in packaged_table("materials").select("material", "source").iter_rows()
    if source in ("1B2a", "1B2b") and material.startswith(("oil_", "gas_", "gasoline_"))
]


class CoalMining(Contract):
    """Coal mined in a year by one mine or group of mines, and the methane recovered there."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    mine = dy.String(primary_key=True, metadata=column("煤矿或矿区", "mine or group of mines"))
    mining = dy.Enum(
        ["underground", "surface"], primary_key=True, metadata=column("开采方式", "way of mining")
    )
    depth = dy.Enum(
        ["unstated", "depth_to_200", "depth_200_400", "depth_over_400"],
        metadata=column("开采深度（unstated：未说明）", "depth; unstated where not told"),
    )
    coal_t = dy.Float64(
        nullable=True, min=0, metadata=column("原煤产量", "coal mined", unit="t", null="not reported")
    )
    methane_used_1e4_m3 = dy.Float64(
        min=0, metadata=column("抽采利用甲烷量（纯量）", "methane put to use, pure", unit="1e4_m3")
    )
    methane_flared_1e4_m3 = dy.Float64(
        min=0, metadata=column("火炬销毁甲烷量（纯量）", "methane flared, pure", unit="1e4_m3")
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class OilGasOperation(Contract):
    """One operation of oil or gas in a year: output, throughput, or number of installations."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    operation = dy.Enum(OPERATIONS, primary_key=True, metadata=column("环节或设施", "operation"))
    technology = dy.String(primary_key=True, metadata=column("类型（unstated：未说明）", "type"))
    quantity = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("活动量", "quantity, in the operation's own unit", null="not reported"),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class TechnologyShare(Contract):
    """Share of a fuel that one technology burns in a source: boilers, stoves, stages of machinery."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    source = dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))
    fuel = dy.String(primary_key=True, metadata=column("能源品种", "fuel"))
    technology = dy.String(primary_key=True, metadata=column("燃烧技术", "technology"))
    share = dy.Float64(min=0, max=1, metadata=column("占该燃料比例", "share of the fuel", unit="1"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
