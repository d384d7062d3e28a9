"""Contracts of agriculture: herds, crops, fertilisers, and the people of the countryside."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Countryside", "Cropping", "Fertiliser", "Herd"]

QUALITIES = [quality.value for quality in Quality]
NOT_REPORTED = "not reported"


def _codes(name: str, key: str) -> list[str]:
    return packaged_table(name)[key].to_list()


class Herd(Contract):
    """Animals of a region by how they are kept and where their manure goes."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    animal = dy.Enum(
        _codes("animals", "animal"), primary_key=True, metadata=column("畜禽种类", "kind of animal")
    )
    system = dy.Enum(
        _codes("feeding_systems", "system"),
        primary_key=True,
        metadata=column("饲养方式", "way of keeping: intensive, household, grazing, unstated"),
    )
    manure = dy.Enum(
        _codes("manure_systems", "system"),
        primary_key=True,
        metadata=column("粪便管理方式", "manure system; unstated is spread by default shares"),
    )
    head = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("年均存栏", "average population of the year", unit="head", null=NOT_REPORTED),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Cropping(Contract):
    """Area and yield of a crop, the water of its paddies, and what became of its straw."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    crop = dy.Enum(_codes("crops", "crop"), primary_key=True, metadata=column("作物", "crop"))
    water = dy.Enum(
        _codes("water_regimes", "regime"),
        primary_key=True,
        metadata=column("水分管理", "water regime of the season; unstated for dry crops"),
    )
    before = dy.Enum(
        ["short_dry", "long_dry", "flooded", "unstated"],
        primary_key=True,
        metadata=column("季前水分", "before the season: dry to 180 days, longer, flooded over 30 days"),
    )
    amendment = dy.Enum(
        ["none", "straw_recent", "straw_early", "compost", "farmyard_manure", "green_manure", "unstated"],
        primary_key=True,
        metadata=column("有机添加", "organic amendment; straw within or over 30 days before the season"),
    )
    area_ha = dy.Float64(
        nullable=True, min=0, metadata=column("播种面积", "area sown", unit="ha", null=NOT_REPORTED)
    )
    amendment_t_per_ha = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "添加量（秸秆干重，其他鲜重）", "amendment: straw dry, else fresh", unit="t/ha", null="none"
        ),
    )
    yield_t_per_ha = dy.Float64(
        nullable=True, min=0, metadata=column("单产", "yield", unit="t/ha", null=NOT_REPORTED)
    )
    straw_ratio = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("草谷比", "straw to grain", unit="1", null="the default is used"),
    )
    burned_share = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("露天焚烧比例", "share of straw burned in the open", unit="1", null=NOT_REPORTED),
    )
    returned_share = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("还田比例", "share of straw returned to soil", unit="1", null=NOT_REPORTED),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Fertiliser(Contract):
    """Nitrogen of fertilisers spread, by kind, land and soil."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    fertiliser = dy.Enum(
        _codes("fertilisers", "fertiliser"), primary_key=True, metadata=column("化肥品种", "fertiliser")
    )
    land = dy.Enum(
        ["upland", "flooded"], primary_key=True, metadata=column("施用农田", "upland or flooded rice")
    )
    soil = dy.Enum(
        ["normal_ph", "high_ph", "unstated"],
        primary_key=True,
        metadata=column("土壤酸碱度", "soil: pH to 7.0, above 7.0, unstated"),
    )
    nitrogen_t = dy.Float64(
        nullable=True, min=0, metadata=column("折纯氮量", "nitrogen", unit="t", null=NOT_REPORTED)
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Countryside(Contract):
    """People of the countryside by what becomes of their wastewater."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    treatment = dy.String(
        primary_key=True, metadata=column("污水去向（unstated：未说明）", "treatment of wastewater; unstated")
    )
    persons = dy.Float64(
        nullable=True, min=0, metadata=column("常住人口", "residents", unit="person", null=NOT_REPORTED)
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
