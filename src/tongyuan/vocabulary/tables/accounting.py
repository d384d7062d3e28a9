"""Contracts of same-source accounting: activity, factors, controls, emissions, the energy balance."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.activities import kinds
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Activity", "Control", "Emission", "EnergyBalance", "Factor", "Leverage"]

QUALITIES = [quality.value for quality in Quality]
STATES = [state.value for state in Missing]


class Activity(Contract):
    """What was burned, bought, made, kept or treated, by sector; one row gives every species."""

    contract_version = 2

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    sector = dy.String(
        primary_key=True, metadata=column("行业（数据来源的行业）", "sector, as in the data's own list")
    )
    source = dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))
    fuel = dy.String(primary_key=True, metadata=column("能源或物料", "fuel, energy carrier or material"))
    activity = dy.Enum(kinds(), primary_key=True, metadata=column("活动类型", "kind of activity"))
    technology = dy.String(
        primary_key=True,
        metadata=column("工艺或技术（unstated：未说明）", "technology; unstated where not told"),
    )
    quantity = dy.Float64(nullable=True, metadata=column("活动量", "quantity", null="missing: see state"))
    unit = dy.String(metadata=column("单位", "unit: the fuel's own (t, 1e4_m3, MWh, GJ)"))
    state = dy.Enum(
        STATES, nullable=True, metadata=column("缺失状态", "state of missing", null="quantity is there")
    )
    low = dy.Float64(nullable=True, metadata=column("下限（95%）", "low, 95 %", null="range not stated"))
    high = dy.Float64(nullable=True, metadata=column("上限（95%）", "high, 95 %", null="range not stated"))
    derived_from_co2 = dy.Bool(metadata=column("由CO2反推", "activity was derived from CO2"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))

    @dy.rule()
    def quantity_or_state(cls) -> pl.Expr:
        """A quantity, or the state that says why there is none; never both, never neither."""
        return cls.quantity.col.is_null() != cls.state.col.is_null()


class Factor(Contract):
    """One parameter of one method; several rows may fit an activity: the most specific is used."""

    contract_version = 2
    sensitivity = Sensitivity.PUBLIC

    factor_id = dy.String(primary_key=True, metadata=column("因子编号", "factor id"))
    family = dy.String(metadata=column("因子族（*：各族通用）", "family; * serves every family"))
    method = dy.String(metadata=column("方法", "method id"))
    parameter = dy.String(metadata=column("参数", "parameter: a name in the method's equation"))
    species = dy.String(metadata=column("物种（*：各物种通用）", "species; * serves every species"))
    source = dy.String(metadata=column("排放源（前缀；*：全部）", "source category or its prefix; * all"))
    fuel = dy.String(metadata=column("能源或物料", "fuel, carrier or material; * all"))
    technology = dy.String(metadata=column("工艺或技术（*：全部）", "technology; * all"))
    region = dy.String(metadata=column("地区（*：全部）", "region; * all"))
    year_from = dy.Int32(metadata=column("起始年", "first data year"))
    year_to = dy.Int32(metadata=column("截止年", "last data year"))
    value = dy.Float64(metadata=column("数值", "central value"))
    low = dy.Float64(nullable=True, metadata=column("下限（95%）", "low, 95 %", null="range not stated"))
    high = dy.Float64(nullable=True, metadata=column("上限（95%）", "high, 95 %", null="range not stated"))
    range_quality = dy.Enum(
        QUALITIES,
        nullable=True,
        metadata=column("范围的数据质量", "quality of the range", null="no range, or as the value's"),
    )
    distribution = dy.Enum(
        ["normal", "lognormal", "triangular", "uniform", "fixed"], metadata=column("分布", "distribution")
    )
    unit = dy.String(metadata=column("单位", "unit"))
    origin = dy.String(metadata=column("来源地", "where the value is from (China, IPCC default, Europe ...)"))
    edition = dy.String(metadata=column("版本", "edition of the document"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Control(Contract):
    """An end-of-pipe or combustion control: efficiency times the share of activity it serves."""

    sensitivity = Sensitivity.PUBLIC

    control_id = dy.String(primary_key=True, metadata=column("控制编号", "control id"))
    technology = dy.String(metadata=column("技术", "technology"))
    species = dy.String(metadata=column("物种", "species"))
    source = dy.String(metadata=column("排放源（前缀；*：全部）", "source category or its prefix; * all"))
    fuel = dy.String(metadata=column("能源或物料（*：全部）", "fuel; * all"))
    region = dy.String(metadata=column("地区（*：全部）", "region; * all"))
    year_from = dy.Int32(metadata=column("起始年", "first data year"))
    year_to = dy.Int32(metadata=column("截止年", "last data year"))
    efficiency = dy.Float64(min=0, max=1, metadata=column("去除效率", "removal efficiency", unit="1"))
    application = dy.Float64(min=0, max=1, metadata=column("应用比例", "share of activity served", unit="1"))
    energy_penalty_mwh_per_tj = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("能耗代价", "electricity used by the control", unit="MWh/TJ", null="not estimated"),
    )
    edition = dy.String(metadata=column("版本", "edition of the document"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Leverage(Contract):
    """By how much a derived quantity moves when one parameter of its derivation goes to an end of its range.

    It holds for the quantity that it names: an activity that was changed since is not served by it.
    """

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))
    sector = dy.String(primary_key=True, metadata=column("行业", "sector"))
    source = dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))
    fuel = dy.String(primary_key=True, metadata=column("能源或物料", "fuel, energy carrier or material"))
    activity = dy.Enum(kinds(), primary_key=True, metadata=column("活动类型", "kind of activity"))
    technology = dy.String(primary_key=True, metadata=column("工艺或技术", "technology"))
    factor_id = dy.String(primary_key=True, metadata=column("参数的因子编号", "factor id of the parameter"))
    quantity = dy.Float64(metadata=column("推算所得活动量", "the derived quantity"))
    at_low = dy.Float64(
        metadata=column("参数取下限时的变化", "change at the parameter's low end", sign="+ more activity")
    )
    at_high = dy.Float64(
        metadata=column("参数取上限时的变化", "change at the parameter's high end", sign="+ more activity")
    )


class Emission(Contract):
    """What one activity row gave of one species; CO2e is never stored here."""

    contract_version = 2

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, metadata=column("年份", "year"))
    sector = dy.String(primary_key=True, metadata=column("行业", "sector"))
    source = dy.String(primary_key=True, metadata=column("排放源（NFR）", "source category (NFR)"))
    fuel = dy.String(primary_key=True, metadata=column("能源或物料", "fuel, carrier or material"))
    activity = dy.String(primary_key=True, metadata=column("活动类型", "kind of activity"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    technology = dy.String(primary_key=True, metadata=column("工艺或技术", "technology"))
    medium = dy.Enum(["air", "water", "land"], metadata=column("介质", "medium"))
    scope = dy.Int8(min=1, max=3, metadata=column("范围", "scope"))
    method = dy.String(nullable=True, metadata=column("方法", "method id", null="no method: see state"))
    mass_t = dy.Float64(
        nullable=True,
        metadata=column("排放量", "mass", unit="t", null="missing: see state", sign="+ to the medium"),
    )
    state = dy.Enum(
        STATES, nullable=True, metadata=column("缺失状态", "state of missing", null="mass is there")
    )
    low_t = dy.Float64(
        nullable=True,
        metadata=column(
            "下限（95%，仅含已给出的范围）",
            "low, 95 %, of the ranges that inputs state",
            unit="t",
            null="no input states a range",
        ),
    )
    high_t = dy.Float64(
        nullable=True,
        metadata=column(
            "上限（95%，仅含已给出的范围）",
            "high, 95 %, of the ranges that inputs state",
            unit="t",
            null="no input states a range",
        ),
    )
    family = dy.String(metadata=column("因子族", "factor family"))
    origin = dy.String(
        nullable=True, metadata=column("因子来源地", "where the factors are from", null="no factor")
    )
    derived_from_co2 = dy.Bool(metadata=column("活动由CO2反推", "activity was derived from CO2"))
    quality = dy.Enum(
        QUALITIES, nullable=True, metadata=column("数据质量", "worst quality", null="no figure")
    )
    range_quality = dy.Enum(
        QUALITIES,
        nullable=True,
        metadata=column("范围的数据质量", "worst quality of the ranges behind low and high", null="no range"),
    )
    controls_stated = dy.Bool(
        nullable=True,
        metadata=column(
            "已列治理措施（否：未计治理措施）",
            "a control is stated; if not, none is counted",
            null="no figure, or no air pollutant",
        ),
    )

    @dy.rule()
    def mass_or_state(cls) -> pl.Expr:
        """A mass, or the state that says why there is none; never both, never neither."""
        return cls.mass_t.col.is_null() != cls.state.col.is_null()


class EnergyBalance(Contract):
    """A regional energy balance in physical units, in the yearbook's rows and columns."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, metadata=column("年份", "year"))
    row = dy.Int32(primary_key=True, min=1, max=33, metadata=column("行号", "row number of the yearbook"))
    fuel = dy.String(primary_key=True, metadata=column("能源品种", "energy carrier"))
    quantity = dy.Float64(
        nullable=True, metadata=column("数量", "quantity", null="the yearbook prints a blank: not reported")
    )
    unit = dy.String(metadata=column("单位", "unit (1e4_t, 1e8_m3, 1e10_kJ, 1e8_kWh, 1e4_tce)"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))
