"""Contracts of the power system: units, hourly profiles, how targets bind, and what a dispatch gives.

Power and heat are MW in an hour, so that an hour's MW are its MWh. Emission factors hold per MWh of power as
in condensing operation; of a back-pressure unit per MWh of power with its heat included; of a boiler per MWh
of heat.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "CARRIERS",
    "FORMS",
    "PROFILES",
    "HourlyFactor",
    "PowerBinding",
    "PowerConflict",
    "PowerDispatch",
    "PowerLimitState",
    "PowerProfile",
    "PowerUnit",
    "PowerYear",
    "WeatherHour",
]

QUALITIES = [quality.value for quality in Quality]
CARRIERS = [
    *("coal", "coal_chp", "gas", "gas_chp", "nuclear", "hydro", "biomass"),
    *("wind_onshore", "wind_offshore", "solar", "storage", "interconnector", "boiler"),
]
PROFILES = ["load", "heat", "wind_onshore", "wind_offshore", "solar", "hydro"]
FORMS = ["capacity_floor", "capacity_share", "generation_share", "co2_cap", "curtailment"]
#: Whether a marginal factor is given, or why not.
MARGINS = ["given", "corner", "tie", "interconnector", "unserved", "no_factor"]
NOT_TOLD = "not reported"


def _region() -> dy.String:
    return dy.String(primary_key=True, metadata=column("地区", "region"))


def _year() -> dy.Int32:
    return dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))


def _hour() -> dy.Int32:
    return dy.Int32(
        primary_key=True,
        min=1,
        max=8784,
        metadata=column("小时（全年第几小时）", "hour of the year, at its end"),
    )


def _unit() -> dy.String:
    return dy.String(primary_key=True, metadata=column("机组或机组群", "unit or group of units"))


def _carrier() -> dy.Enum:
    return dy.Enum(CARRIERS, metadata=column("类型", "carrier class"))


def _amount(zh: str, en: str, *, unit: str, null: str = "") -> dy.Float64:
    return dy.Float64(nullable=bool(null), min=0, metadata=column(zh, en, unit=unit, null=null))


def _share(zh: str, en: str, *, null: str = "") -> dy.Float64:
    return dy.Float64(nullable=bool(null), min=0, max=1, metadata=column(zh, en, unit="1", null=null))


def _mass(name: str) -> dy.Float64:
    zh, en = f"{name}排放", f"emission of {name}"
    return _amount(zh, en, unit="t", null="a unit that ran has no factor")


def _citation() -> dy.String:
    return dy.String(metadata=column("出处", "citation key"))


def _note() -> dy.String:
    return dy.String(nullable=True, metadata=column("说明", "note", null="none"))


def _quality() -> dy.Enum:
    return dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))


class PowerUnit(Contract):
    """A unit, or a group of like units, that makes, stores or brings power or heat."""

    region = _region()
    year = _year()
    unit = _unit()
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(nullable=True, metadata=column("英文名称", "name in English", null="none"))
    carrier = _carrier()
    capacity_mw = _amount("现有容量", "capacity that stands", unit="MW")
    max_capacity_mw = _amount("最大可建容量", "most it may grow to", unit="MW", null="is not expanded")
    availability = _share("可用率", "share of the capacity that may be used")
    min_output = _share("最小出力（占容量）", "least output, share of the capacity (must run)")
    efficiency = _share("储能往返效率", "round-trip efficiency of storage", null="no storage")
    storage_hours = _amount("储能时长", "hours of storage at full power", unit="小时", null="no storage")
    most_hours = _amount(
        "年最大利用小时", "most full-load hours a year", unit="小时", null="no bound beside availability"
    )
    chp = dy.Enum(
        ["extraction", "back_pressure"],
        nullable=True,
        metadata=column("供热方式", "extraction or back pressure", null="makes no heat beside power"),
    )
    heat_mw = _amount("最大供热出力", "most heat", unit="MW", null="makes no heat beside power")
    power_to_heat = _amount(
        "电热比", "least power per heat; of back pressure the only one", unit="1", null="no heat"
    )
    power_loss = _amount("供热减发电", "power lost per heat drawn", unit="1", null="no heat, or none lost")
    export_mw = _amount("外送能力", "most that is sent out", unit="MW", null="nothing is sent out")
    export_cny_mwh = _amount(
        "外送电价", "price of what is sent out", unit="元/MWh", null="nothing is sent out"
    )
    variable_cny_mwh = _amount("变动成本（含燃料）", "variable cost with fuel", unit="元/MWh")
    fixed_cny_kw_year = _amount("固定运维费", "fixed cost a year", unit="元/kW/年", null=NOT_TOLD)
    capex_cny_kw = _amount("单位投资", "investment", unit="元/kW", null="is not expanded")
    life_years = _amount("寿命", "life", unit="年", null="is not expanded")
    co2_t_mwh = _amount("二氧化碳排放因子", "CO2 factor", unit="t/MWh", null=NOT_TOLD)
    so2_kg_mwh = _amount("二氧化硫排放因子", "SO2 factor", unit="kg/MWh", null=NOT_TOLD)
    nox_kg_mwh = _amount("氮氧化物排放因子", "NOx factor", unit="kg/MWh", null=NOT_TOLD)
    pm25_kg_mwh = _amount("细颗粒物排放因子", "PM2.5 factor", unit="kg/MWh", null=NOT_TOLD)
    quality = _quality()
    citation = _citation()
    note = _note()


class PowerProfile(Contract):
    """An hour of load, of demand of heat, or of what wind, sun and water would give."""

    region = _region()
    year = _year()
    profile = dy.Enum(
        PROFILES, primary_key=True, metadata=column("曲线", "load and heat [MW]; others, share of capacity")
    )
    hour = _hour()
    value = dy.Float64(min=0, metadata=column("数值（负荷、热负荷：MW；其余：0–1）", "value [MW; else 0-1]"))
    profile_origin = dy.Enum(
        ["imported", "weather", "synthetic"],
        metadata=column("曲线来历", "imported as measured, computed from weather, or synthetic"),
    )
    quality = _quality()
    citation = _citation()
    note = _note()

    @dy.rule()
    def shares_are_at_most_one(cls) -> pl.Expr:  # noqa: N805
        """Ask for shares of capacity between 0 and 1."""
        return pl.col("profile").is_in(["load", "heat"]) | (pl.col("value") <= 1)


class WeatherHour(Contract):
    """An hour of weather at a site, from which profiles of wind, sun and heat are worked out."""

    region = _region()
    year = _year()
    site = dy.String(primary_key=True, metadata=column("站点或格点", "site or cell of a grid"))
    hour = _hour()
    surface = dy.Enum(["land", "sea"], metadata=column("下垫面（陆上、海上）", "land or sea"))
    wind_m_s = dy.Float64(
        nullable=True, min=0, max=100, metadata=column("风速", "wind", unit="米/秒", null=NOT_TOLD)
    )
    wind_height_m = dy.Float64(
        nullable=True,
        min=1,
        max=300,
        metadata=column("测风高度", "height of the wind above ground", unit="米", null=NOT_TOLD),
    )
    irradiance_w_m2 = dy.Float64(
        nullable=True,
        min=0,
        max=1500,
        metadata=column(
            "辐照度（组件平面；没有时填水平面总辐射）",
            "irradiance on the modules; on the ground where that is not told",
            unit="瓦/平方米",
            null=NOT_TOLD,
        ),
    )
    temperature_c = dy.Float64(
        nullable=True, min=-70, max=60, metadata=column("气温", "temperature", unit="摄氏度", null=NOT_TOLD)
    )
    weather_origin = dy.Enum(
        ["measured", "reanalysis", "synthetic"],
        metadata=column("气象来历", "measured at a station, of a reanalysis, or synthetic"),
    )
    quality = _quality()
    citation = _citation()
    note = _note()


class PowerBinding(Contract):
    """How a target of a policy becomes a constraint of the power system."""

    sensitivity = Sensitivity.PUBLIC

    target = dy.String(primary_key=True, metadata=column("目标", "target"))
    reading = dy.String(primary_key=True, metadata=column("解读", "reading"))
    form = dy.Enum(FORMS[:3], metadata=column("形式", "capacity, share of capacity, share of generation"))
    carriers = dy.String(metadata=column("计入的类型（空格分隔）", "carriers that count"))
    whole = dy.String(metadata=column("分母的类型（空格分隔）", "carriers of the whole; as those that count"))
    scale = dy.Float64(
        min_exclusive=0, metadata=column("目标值换算", "what the target's number is multiplied by", unit="1")
    )
    note = _note()


class PowerDispatch(Contract):
    """What the units of a carrier did in an hour."""

    region = _region()
    year = _year()
    hour = _hour()
    carrier = dy.String(primary_key=True, metadata=column("类型", "carrier class; unserved: demand not met"))
    hours_stood_for = dy.Float64(
        min_exclusive=0, metadata=column("代表小时数", "hours it stands for", unit="小时")
    )
    power_mwh = _amount("发电或放电", "power made, brought in or discharged", unit="MWh")
    taken_mwh = _amount("充电或外送", "power stored or sent out", unit="MWh")
    heat_mwh = _amount("供热", "heat", unit="MWh")
    curtailed_mwh = _amount("弃电", "curtailed", unit="MWh")


class PowerYear(Contract):
    """A unit's year: capacity, generation, emission and cost."""

    region = _region()
    year = _year()
    unit = _unit()
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(nullable=True, metadata=column("英文名称", "name in English", null="none"))
    carrier = dy.String(metadata=column("类型", "carrier class; unserved: demand not met"))
    capacity_mw = _amount("容量", "capacity", unit="MW")
    built_mw = _amount("其中新建", "of it built", unit="MW")
    generation_mwh = _amount("发电量", "power made, brought in or discharged", unit="MWh")
    taken_mwh = _amount("充电或外送", "power stored or sent out", unit="MWh")
    heat_mwh = _amount("供热量", "heat", unit="MWh")
    curtailed_mwh = _amount("弃电量", "curtailed", unit="MWh")
    co2_t = _mass("CO2")
    so2_t = _mass("SO2")
    nox_t = _mass("NOx")
    pm25_t = _mass("PM2.5")
    variable_cny = dy.Float64(
        metadata=column("变动成本", "variable cost", unit="元", sign="sales are negative")
    )
    fixed_cny = _amount("固定运维费", "fixed cost", unit="元", null=NOT_TOLD)
    investment_cny = _amount("年化投资", "investment of a year", unit="元")


class HourlyFactor(Contract):
    """What one more MWh costs and emits in an hour, and what a MWh emits on average."""

    region = _region()
    year = _year()
    hour = _hour()
    price_cny_mwh = dy.Float64(metadata=column("边际电价", "what one more MWh costs", unit="元/MWh"))
    marginal_unit = dy.String(
        nullable=True,
        metadata=column(
            "边际机组", "unit that makes most of one more MWh, in whatever hour", null="not told"
        ),
    )
    margin = dy.Enum(
        MARGINS, metadata=column("边际因子状态", "whether the marginal factor is given, or why not")
    )
    marginal_t_mwh = dy.Float64(
        nullable=True,
        metadata=column(
            "边际排放因子",
            "CO2 within the region of one more MWh, in whatever hour it is emitted",
            unit="t/MWh",
            sign="negative where one more MWh lets the whole emit less",
            null="see margin",
        ),
    )
    average_t_mwh = _amount(
        "平均排放因子", "mean CO2 of what is made within", unit="t/MWh", null="a unit that ran has no factor"
    )


class PowerLimitState(Contract):
    """A target or bound of the case: kept or not, whether it binds, what one unit stricter costs."""

    region = _region()
    year = _year()
    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    target = dy.String(nullable=True, metadata=column("目标", "target", null="no target of the policy"))
    article = dy.String(nullable=True, metadata=column("条款", "article", null="no target of the policy"))
    form = dy.Enum(FORMS, metadata=column("形式", "form"))
    unit = dy.String(metadata=column("单位", "unit"))
    bound = dy.Float64(metadata=column("要求", "bound"))
    reached = dy.Float64(metadata=column("达到", "reached"))
    kept = dy.Bool(metadata=column("满足", "kept"))
    binding = dy.Bool(metadata=column("起约束作用", "binding"))
    price_cny = dy.Float64(
        nullable=True,
        metadata=column(
            "再严一个单位的年成本",
            "what one unit stricter costs a year",
            unit="元/单位",
            null="was no constraint",
        ),
    )


class PowerConflict(Contract):
    """A limit of a case that cannot be kept as it stands: by how much it must give way."""

    region = _region()
    year = _year()
    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    article = dy.String(nullable=True, metadata=column("条款", "article", null="no target of the policy"))
    unit = dy.String(metadata=column("单位", "unit"))
    bound = dy.Float64(metadata=column("要求", "bound"))
    give_way = _amount("最少放宽", "least relaxation that helps, with that of the others", unit="")
    in_conflict = dy.Bool(
        metadata=column("属于冲突集", "one of an irreducible set: without any one the rest can be kept")
    )
