"""Contracts of land: forest stands, changes of use, wood products, wetlands, soils, mariculture, projects."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "Greenery",
    "HarvestedWood",
    "LandChange",
    "Mariculture",
    "Restoration",
    "SoilCarbon",
    "Stand",
    "WetlandArea",
]

QUALITIES = [quality.value for quality in Quality]
USES = ["forest", "cropland", "grassland", "wetland", "settlement", "other"]
KEEPINGS = ["natural", "restored", "created", "drained"]
NOT_TOLD = "not told"


class Stand(Contract):
    """Forest of one kind at one inventory: its area and standing volume; no trees are written as zero."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(
        primary_key=True, min=1900, max=2200, metadata=column("清查年份", "year of the forest inventory")
    )
    material = dy.String(primary_key=True, metadata=column("优势树种（组）", "species group"))
    origin = dy.Enum(
        ["all", "natural", "planted"],
        primary_key=True,
        metadata=column("起源（天然、人工；all：不分）", "natural or planted; all: not told apart"),
    )
    area_ha = dy.Float64(min=0, metadata=column("面积", "area", unit="ha"))
    volume_m3 = dy.Float64(min=0, metadata=column("活立木蓄积量", "standing volume", unit="m3"))
    growth_share = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("年均总生长率", "gross growth of a year over the volume", unit="1", null=NOT_TOLD),
    )
    consumption_share = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("年均总消耗率", "felling and death of a year over volume", unit="1", null=NOT_TOLD),
    )
    removed_m3 = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "当年采伐量（已在蓄积变化中）", "felled, within the volume", unit="m3", null=NOT_TOLD
        ),
    )
    disturbed_ha = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("受灾面积（火灾、病虫、风雪）", "disturbed area", unit="ha", null=NOT_TOLD),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class LandChange(Contract):
    """Land that passed from one use to another in a year."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(
        primary_key=True, min=1900, max=2200, metadata=column("转化年份", "year of the conversion")
    )
    use_from = dy.Enum(USES, primary_key=True, metadata=column("原用途", "use before"))
    use_to = dy.Enum(USES, primary_key=True, metadata=column("现用途", "use after"))
    soil = dy.String(
        primary_key=True, metadata=column("土壤类型（soil_hac 等）", "class of soil (soil_hac ...)")
    )
    technology = dy.String(
        primary_key=True, metadata=column("气候带（cool_moist 等）", "climate (cool_moist ...)")
    )
    area_ha = dy.Float64(min=0, metadata=column("当年转化面积", "area converted that year", unit="ha"))
    biomass_from_t_per_ha = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("转化前生物量（干重）", "biomass before, dry", unit="t/ha", null=NOT_TOLD),
    )
    growth_t_per_ha = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "新造林地上部年均生长量（干重）",
            "above-ground growth of a planted forest in a year, dry",
            unit="t/ha",
            null="not told: the shipped default, if any",
        ),
    )
    in_stands = dy.Bool(
        metadata=column("林木已计入森林清查蓄积", "its trees stand in the forest inventory's volume")
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))

    @dy.rule()
    def uses_differ(cls) -> pl.Expr:
        """Land that keeps its use is no change."""
        return cls.use_from.col != cls.use_to.col


class HarvestedWood(Contract):
    """Wood products made in a year from wood of the region's own forests (production approach)."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    material = dy.String(primary_key=True, metadata=column("木质林产品", "wood product"))
    produced = dy.Float64(
        min=0,
        metadata=column("产量（锯材、人造板 m3；纸 t）", "made (sawnwood, panels: m3; paper: t)"),
    )
    own_share = dy.Float64(
        min=0, max=1, metadata=column("本地木材比例", "share from the region's own wood", unit="1")
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class WetlandArea(Contract):
    """Area of a kind of wetland, how it is kept and how salt its water is."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    material = dy.String(primary_key=True, metadata=column("湿地类型", "kind of wetland"))
    keeping = dy.Enum(
        KEEPINGS,
        primary_key=True,
        metadata=column("状态（natural：天然未改动）", "how it is kept; natural: as it was"),
    )
    technology = dy.String(
        primary_key=True,
        metadata=column("水的盐度（saline、brackish、fresh）", "salinity (saline, brackish, fresh)"),
    )
    area_ha = dy.Float64(min=0, metadata=column("面积", "area", unit="ha"))
    planted = dy.Bool(
        metadata=column("经人工栽种或播种（盖度达 10%）", "planted or sown, cover of 10 % or more")
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class SoilCarbon(Contract):
    """Organic carbon of a soil at one survey: black soil and other fields or pastures under a measure."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("调查年份", "year of the survey"))
    material = dy.String(
        primary_key=True,
        metadata=column("土壤（black_soil、cropland_soil、grassland_soil）", "soil"),
    )
    plot = dy.String(primary_key=True, metadata=column("监测单元", "plot or unit of the survey"))
    measure = dy.String(metadata=column("保护措施（保护性耕作、秸秆还田等）", "measure: tillage, straw ..."))
    area_ha = dy.Float64(min=0, metadata=column("代表面积", "area it stands for", unit="ha"))
    carbon_g_per_kg = dy.Float64(
        min=0, max=1000, metadata=column("土壤有机碳含量", "soil organic carbon", unit="g/kg")
    )
    density_g_per_cm3 = dy.Float64(min=0, max=3, metadata=column("容重", "bulk density", unit="g/cm3"))
    depth_cm = dy.Float64(min=0, metadata=column("土层厚度", "depth of the layer", unit="cm"))
    stones_share = dy.Float64(min=0, max=1, metadata=column("砾石体积比", "stones by volume", unit="1"))
    half_width_t_per_ha = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("碳密度95%半宽", "half width, 95 %", unit="t/ha", null=NOT_TOLD),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Mariculture(Contract):
    """Shellfish and seaweed taken from the sea in a year."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    material = dy.String(primary_key=True, metadata=column("养殖种类", "what is grown"))
    wet_t = dy.Float64(min=0, metadata=column("收获量（鲜重）", "harvest, wet", unit="t"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Restoration(Contract):
    """Carbon of a restoration project at one monitoring; the first year of a project is its baseline."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("监测年份", "year of monitoring"))
    project = dy.String(primary_key=True, metadata=column("项目编号", "project"))
    place = dy.String(metadata=column("地点", "place"))
    kind = dy.String(metadata=column("修复类型（矿山、滨海湿地、退化林等）", "kind of restoration"))
    area_ha = dy.Float64(min=0, metadata=column("修复面积", "area", unit="ha"))
    carbon_t_per_ha = dy.Float64(min=0, metadata=column("碳密度", "carbon of the land", unit="t/ha"))
    half_width_t_per_ha = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("碳密度95%半宽", "half width, 95 %", unit="t/ha", null=NOT_TOLD),
    )
    pools = dy.String(metadata=column("所含碳库", "pools that were measured"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Greenery(Contract):
    """Trees of towns: dry leaves and the hours they emit for, as if at standard light and warmth."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    material = dy.String(primary_key=True, metadata=column("树种（属）", "trees (genus)"))
    leaf_t = dy.Float64(min=0, metadata=column("叶生物量（干重）", "leaves, dry", unit="t"))
    standard_hours = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "标准光温当量小时数",
            "hours of the year at standard light and warmth",
            unit="h",
            null="no weather of the place: not estimated",
        ),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
