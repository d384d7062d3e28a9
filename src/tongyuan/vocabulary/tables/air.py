"""Contracts of air response: winds, what a kilotonne there does to the air here, and what cities did to it.

Concentrations are yearly means of PM2.5 at the ground [ug/m3]. Ozone has no row here: it does not respond in
proportion, and no number of it may come from a linear matrix.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "PRECURSORS",
    "RELEASES",
    "SECTORS",
    "AirContribution",
    "AirTotal",
    "KernelSpecies",
    "SourceReceptor",
    "WindSector",
]

QUALITIES = [quality.value for quality in Quality]
SECTORS = [
    *("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE"),
    *("S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"),
]
SEASONS = ["heating", "non_heating"]
RELEASES = ["surface", "medium", "tall"]
PRECURSORS = ["PM2.5", "SO2", "NOx", "NH3"]
MODELS = ["screening", "imported"]
PER_KT = "微克/立方米/kt"
UNCALIBRATED = "not calibrated"


def _region(zh: str = "地区", en: str = "region") -> dy.String:
    return dy.String(primary_key=True, metadata=column(zh, en))


def _year() -> dy.Int32:
    return dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))


def _source() -> dy.String:
    return dy.String(primary_key=True, metadata=column("来源地区", "region that emits"))


def _species() -> dy.Enum:
    return dy.Enum(PRECURSORS, primary_key=True, metadata=column("物种", "species emitted"))


def _release() -> dy.Enum:
    return dy.Enum(RELEASES, primary_key=True, metadata=column("排放高度", "height of release"))


def _level(zh: str, en: str, *, null: str = "", sign: str = "") -> dy.Float64:
    return dy.Float64(nullable=bool(null), metadata=column(zh, en, unit="微克/立方米", null=null, sign=sign))


def _quality() -> dy.Enum:
    return dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))


def _citation() -> dy.String:
    return dy.String(metadata=column("出处", "citation key"))


def _note() -> dy.String:
    return dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class WindSector(Contract):
    """How often the wind blows from a sector, how fast, and how high the air mixes meanwhile."""

    region = _region()
    year = _year()
    season = dy.Enum(SEASONS, primary_key=True, metadata=column("季节", "season"))
    sector = dy.Enum(
        [*SECTORS, "calm"], primary_key=True, metadata=column("风向", "whence the wind blows; calm")
    )
    hours = dy.Float64(min=0, metadata=column("小时数", "hours", unit="小时"))
    speed_ms = dy.Float64(min=0, metadata=column("平均风速", "mean speed", unit="米/秒"))
    mixing_m = dy.Float64(min_exclusive=0, metadata=column("混合层高度", "mixing height", unit="米"))
    quality = _quality()
    citation = _citation()
    note = _note()


class SourceReceptor(Contract):
    """By how much the yearly mean of PM2.5 rises in a region for a kilotonne a year emitted in another."""

    region = _region("受体地区", "region that receives")
    year = _year()
    source_region = _source()
    species = _species()
    release = _release()
    ug_m3_per_kt = dy.Float64(
        metadata=column("响应系数", "response", unit=PER_KT, sign="less air pollution is negative")
    )
    model = dy.Enum(MODELS, metadata=column("模型", "screening: built in; imported: of a transport model"))
    quality = _quality()
    citation = _citation()
    note = _note()


class KernelSpecies(Contract):
    """How the screening kernel treats a species in a season; shipped values are assumptions."""

    sensitivity = Sensitivity.PUBLIC

    species = _species()
    season = dy.Enum(SEASONS, primary_key=True, metadata=column("季节", "season"))
    conversion_per_h = dy.Float64(min=0, metadata=column("转化速率", "first-order conversion", unit="1/h"))
    deposition_ms = dy.Float64(min=0, metadata=column("沉降速度", "deposition velocity", unit="米/秒"))
    washout_per_h = dy.Float64(min=0, metadata=column("湿清除", "washout", unit="1/h"))
    product_deposition_ms = dy.Float64(
        min=0, metadata=column("产物沉降速度", "deposition velocity of the product", unit="米/秒")
    )
    product_washout_per_h = dy.Float64(
        min=0, metadata=column("产物湿清除", "washout of the product", unit="1/h")
    )
    product_mass = dy.Float64(
        min=0, metadata=column("产物质量比", "mass of the product for one of the species", unit="1")
    )
    effect = dy.Float64(
        min=0, max=1, metadata=column("有效份额", "share that becomes PM2.5 where ammonia limits", unit="1")
    )
    quality = _quality()
    citation = _citation()
    note = _note()


class AirContribution(Contract):
    """What the emission of a region and height does to the air of another, before any calibration.

    A row is the emitter's: whoever may see a region's emissions may see what they do.
    """

    region = _region("来源地区", "region that emits")
    receptor = dy.String(primary_key=True, metadata=column("受体地区", "region that receives"))
    species = _species()
    release = _release()
    mass_t = dy.Float64(metadata=column("排放量", "emission", unit="t"))
    change_t = dy.Float64(
        nullable=True, metadata=column("排放变化", "change of emission", unit="t", null="no other run")
    )
    ug_m3 = _level("贡献", "contribution")
    change_ug_m3 = _level("变化", "change", null="no other run", sign="cleaner is negative")


class AirTotal(Contract):
    """The air of a region: from itself, from its neighbours, from elsewhere; uncalibrated and calibrated."""

    region = _region()
    model = dy.Enum(MODELS, metadata=column("模型", "screening or imported"))
    local_ug_m3 = _level("本地", "of itself")
    regional_ug_m3 = _level("省内其他", "of the others")
    modelled_ug_m3 = _level("未校准合计", "both, uncalibrated")
    calibrated_ug_m3 = _level("校准合计", "both, calibrated, with background", null=UNCALIBRATED)
    background_ug_m3 = _level("省外与本底", "from outside, and background", null=UNCALIBRATED)
    observed_ug_m3 = _level("观测", "observed", null="not observed")
    left_out_ug_m3 = _level(
        "留一预测", "calibrated without this city", null="not calibrated, or not observed"
    )
    change_ug_m3 = _level("变化（未校准）", "change, uncalibrated", null="no other run")
    calibrated_change_ug_m3 = _level(
        "变化（校准）", "change, calibrated", null="no other run, or the calibration does not serve"
    )

    @dy.rule()
    def parts_make_the_whole(cls) -> pl.Expr:
        """Local and regional parts make up what is modelled."""
        parts = cls.local_ug_m3.col + cls.regional_ug_m3.col
        return (parts - cls.modelled_ug_m3.col).abs() <= 1e-9 * (1 + cls.modelled_ug_m3.col.abs())
