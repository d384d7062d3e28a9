"""Contracts of health: who breathes, who dies of what, what risk a concentration brings, what comes out.

People are counted in persons, rates in deaths a year of 100 000 persons, concentrations in ug/m3. Only PM2.5
stands here: whoever counted its precursors beside it would count the same deaths twice.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "CAUSES",
    "Concentration",
    "Impact",
    "ImpactSum",
    "MortalityRate",
    "Population",
    "RiskFunction",
    "RiskTable",
]

QUALITIES = [quality.value for quality in Quality]
POLLUTANTS = ["PM2.5"]
CAUSES = [
    "all_causes",
    "ncd_lri",
    "heart_disease",
    "stroke",
    "chronic_lung_disease",
    "lung_cancer",
    "lower_respiratory",
    "diabetes",
]
FORMS = ["gemm", "log_linear", "logistic", "table"]
MEASURES = ["deaths", "years_lost"]
WITHOUT = "range not stated"


def _region() -> dy.String:
    return dy.String(primary_key=True, metadata=column("地区", "region"))


def _year() -> dy.Int32:
    return dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))


def _age() -> dy.Int32:
    return dy.Int32(
        primary_key=True,
        min=0,
        max=120,
        metadata=column("年龄组起点", "first age of the group; it ends where the next begins", unit="年"),
    )


def _end(zh: str, en: str, unit: str) -> dy.Float64:
    return dy.Float64(nullable=True, min=0, metadata=column(zh, en, unit=unit, null=WITHOUT))


def _quality() -> dy.Enum:
    return dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))


def _citation() -> dy.String:
    return dy.String(metadata=column("出处", "citation key"))


def _note() -> dy.String:
    return dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Population(Contract):
    """People of a region by age."""

    region = _region()
    year = _year()
    age_from = _age()
    persons = dy.Float64(min=0, metadata=column("人口", "persons", unit="人"))
    low = _end("下限（95%）", "low, 95 %", "人")
    high = _end("上限（95%）", "high, 95 %", "人")
    quality = _quality()
    citation = _citation()
    note = _note()


class MortalityRate(Contract):
    """Deaths of a cause in a year, of 100 000 persons of an age."""

    region = _region()
    year = _year()
    cause = dy.Enum(CAUSES, primary_key=True, metadata=column("死因", "cause of death"))
    age_from = _age()
    per_100k = dy.Float64(min=0, max=100000, metadata=column("死亡率", "deaths a year", unit="人/10万人"))
    low = _end("下限（95%）", "low, 95 %", "人/10万人")
    high = _end("上限（95%）", "high, 95 %", "人/10万人")
    quality = _quality()
    citation = _citation()
    note = _note()


class Concentration(Contract):
    """Yearly mean of a pollutant that the people of a region breathe."""

    region = _region()
    year = _year()
    pollutant = dy.Enum(POLLUTANTS, primary_key=True, metadata=column("污染物", "pollutant"))
    ug_m3 = dy.Float64(min=0, metadata=column("年均浓度", "yearly mean", unit="微克/立方米"))
    low = _end("下限（95%）", "low, 95 %", "微克/立方米")
    high = _end("上限（95%）", "high, 95 %", "微克/立方米")
    basis = dy.Enum(
        ["observed", "modelled", "target"], metadata=column("依据", "observed, modelled or a target")
    )
    quality = _quality()
    citation = _citation()
    note = _note()


class RiskFunction(Contract):
    """Parameters of a concentration-response function for a cause and, where it has them, by age.

    ``slope`` is theta (gemm), beta (log_linear) or gamma (logistic); ``least_ug_m3`` is the concentration
    without risk; the other terms belong to one form each. Of the form ``table`` a row is one point.
    """

    sensitivity = Sensitivity.PUBLIC

    function = dy.String(primary_key=True, metadata=column("暴露反应函数", "concentration-response function"))
    cause = dy.Enum(CAUSES, primary_key=True, metadata=column("死因", "cause of death"))
    age_from = _age()
    ug_m3 = dy.Float64(
        primary_key=True,
        min=0,
        metadata=column("浓度（函数表的点）", "point of a table; else 0", unit="微克/立方米"),
    )
    form = dy.Enum(FORMS, metadata=column("函数形式", "form"))
    slope = dy.Float64(nullable=True, metadata=column("斜率参数", "slope", null="form table"))
    slope_se = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("斜率标准误", "standard error of the slope", null="not printed: drawn as exact"),
    )
    least_ug_m3 = dy.Float64(
        min=0, metadata=column("无风险浓度", "concentration without risk", unit="微克/立方米")
    )
    alpha = dy.Float64(nullable=True, metadata=column("参数α", "alpha", null="form has none"))
    centre = dy.Float64(
        nullable=True, metadata=column("参数μ", "centre of the logistic", null="form has none")
    )
    width = dy.Float64(nullable=True, metadata=column("参数ν", "width of the logistic", null="form has none"))
    ratio = dy.Float64(
        nullable=True, min=0, metadata=column("相对危险度", "hazard ratio", unit="1", null="form has none")
    )
    ratio_low = dy.Float64(
        nullable=True, min=0, metadata=column("相对危险度下限", "its low end", unit="1", null=WITHOUT)
    )
    ratio_high = dy.Float64(
        nullable=True, min=0, metadata=column("相对危险度上限", "its high end", unit="1", null=WITHOUT)
    )
    quality = _quality()
    citation = _citation()
    note = _note()


class RiskTable(Contract):
    """A point of an own table of hazard ratios, as the Global Burden of Disease hands them out."""

    region = _region()
    year = _year()
    function = dy.String(primary_key=True, metadata=column("暴露反应函数", "concentration-response function"))
    cause = dy.Enum(CAUSES, primary_key=True, metadata=column("死因", "cause of death"))
    age_from = _age()
    ug_m3 = dy.Float64(primary_key=True, min=0, metadata=column("浓度", "concentration", unit="微克/立方米"))
    ratio = dy.Float64(min=0, metadata=column("相对危险度", "hazard ratio", unit="1"))
    ratio_low = _end("相对危险度下限", "its low end", "1")
    ratio_high = _end("相对危险度上限", "its high end", "1")
    quality = _quality()
    citation = _citation()
    note = _note()


class _Burden(Contract):
    measure = dy.Enum(MEASURES, primary_key=True, metadata=column("指标", "deaths, or years of life lost"))
    base = dy.Float64(
        nullable=True, metadata=column("现状", "burden as it is", null="not computed: see note")
    )
    base_low = dy.Float64(nullable=True, metadata=column("现状下限", "low, 95 %", null="not computed"))
    base_high = dy.Float64(nullable=True, metadata=column("现状上限", "high, 95 %", null="not computed"))
    case = dy.Float64(nullable=True, metadata=column("情景", "burden of the case", null="no case is asked"))
    case_low = dy.Float64(nullable=True, metadata=column("情景下限", "low, 95 %", null="no case is asked"))
    case_high = dy.Float64(nullable=True, metadata=column("情景上限", "high, 95 %", null="no case is asked"))
    avoided = dy.Float64(
        nullable=True,
        metadata=column("避免", "base less case", sign="fewer is positive", null="no case is asked"),
    )
    avoided_low = dy.Float64(nullable=True, metadata=column("避免下限", "low, 95 %", null="no case is asked"))
    avoided_high = dy.Float64(
        nullable=True, metadata=column("避免上限", "high, 95 %", null="no case is asked")
    )


class Impact(_Burden):
    """What PM2.5 costs a region in deaths and years of life, by cause and age, and what a case avoids."""

    region = _region()
    cause = dy.Enum(CAUSES, primary_key=True, metadata=column("死因", "cause of death"))
    age_from = _age()
    persons = dy.Float64(min=0, metadata=column("人口", "persons", unit="人"))
    per_100k = dy.Float64(min=0, metadata=column("死亡率", "deaths a year", unit="人/10万人"))
    base_ug_m3 = dy.Float64(min=0, metadata=column("现状浓度", "PM2.5 as it is", unit="微克/立方米"))
    case_ug_m3 = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("情景浓度", "PM2.5 of the case", unit="微克/立方米", null="no case"),
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "worst quality of what it rests on"))


class ImpactSum(_Burden):
    """Sums of impacts with intervals of their own: ends of parts do not add up to the ends of a sum."""

    by = dy.Enum(
        ["whole", "region", "cause", "age"],
        primary_key=True,
        metadata=column("汇总方式", "what is summed by"),
    )
    region = dy.String(
        primary_key=True, metadata=column("地区", "region; the region that holds all, of the other sums")
    )
    item = dy.String(primary_key=True, metadata=column("项", "cause or first age of the group; else *"))
    persons = dy.Float64(
        nullable=True, metadata=column("人口", "persons exposed", unit="人", null="by cause: the same people")
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "worst quality"))

    @dy.rule()
    def interval_in_order(cls) -> pl.Expr:
        """The low end is not above the high end."""
        return (cls.base_low.col <= cls.base_high.col).fill_null(value=True)
