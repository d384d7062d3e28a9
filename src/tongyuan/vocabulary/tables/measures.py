"""Contracts of the library of measures: what one is, where it may be used, what it does, uses and costs."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "Measure",
    "MeasureBinding",
    "MeasureCost",
    "MeasureEffect",
    "MeasureOwn",
    "MeasurePenalty",
    "MeasurePerformance",
    "MeasureReach",
    "MeasureYield",
]

KINDS = ["substitution", "efficiency", "end_of_pipe", "process", "enabler", "sink"]
#: What a chain on one source has at most one of, in the order in which the gas passes.
STAGES = [
    "combustion",
    "denitration",
    "dust",
    "desulphurisation",
    "capture",
    "whole",
    "solvent",
    "exhaust",
    "gas",
    "manure",
    "burning",
]
MATURITIES = ["commercial", "demonstration", "research"]
EFFECTS = ["removal", "saving", "replacement", "change"]
ITEMS = ["capex", "fixed_om", "var_om", "unit_cost"]
#: What a figure counts for: a unit of activity, a MWh of service, a t removed, a capacity, the investment.
PER = ["unit", "service", "removed", "capacity", "capex"]
#: Whether the money that is stated pays for energy and reagents already.
IN_COST = ["yes", "no", "not_told"]
QUALITIES = [quality.value for quality in Quality]


def _measure() -> dy.String:
    return dy.String(primary_key=True, metadata=column("措施编号", "measure id"))


def _quality() -> dy.Enum:
    return dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))


def _citation() -> dy.String:
    return dy.String(metadata=column("出处", "citation key"))


def _place() -> dy.String:
    return dy.String(nullable=True, metadata=column("表或行", "table or row", null="not told apart"))


def _note() -> dy.String:
    return dy.String(nullable=True, metadata=column("说明", "note", null="none"))


def _origin() -> dy.String:
    return dy.String(
        nullable=True, metadata=column("来源地", "where the figure is from", null="holds anywhere")
    )


def _value() -> dy.Float64:
    return dy.Float64(metadata=column("数值", "central value"))


def _low() -> dy.Float64:
    return dy.Float64(nullable=True, metadata=column("下限", "low", null="range not stated"))


def _high() -> dy.Float64:
    return dy.Float64(nullable=True, metadata=column("上限", "high", null="range not stated"))


class Measure(Contract):
    """Something that can be done; which article asks for it is told by a policy's own pack."""

    sensitivity = Sensitivity.PUBLIC

    measure = _measure()
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    kind = dy.Enum(KINDS, metadata=column("类别", "kind"))
    stage = dy.Enum(
        STAGES,
        nullable=True,
        metadata=column("治理环节", "place in a chain of cleaning", null="not part of a chain"),
    )
    maturity = dy.Enum(MATURITIES, nullable=True, metadata=column("成熟度", "maturity", null="not found"))
    lifetime_a = dy.Float64(
        nullable=True, min_exclusive=0, metadata=column("寿命", "lifetime", unit="a", null="not found")
    )
    applicability_zh = dy.String(
        nullable=True, metadata=column("适用条件", "applicability in Chinese", null="not stated")
    )
    applicability_en = dy.String(
        nullable=True, metadata=column("适用条件（英文）", "applicability", null="not stated")
    )
    mechanism = dy.String(nullable=True, metadata=column("作用方式", "how it works", null="not stated"))
    quality = _quality()
    citation = _citation()
    note = _note()


class MeasureReach(Contract):
    """Which activity a measure may be used on, and on how much of it."""

    sensitivity = Sensitivity.PUBLIC

    measure = _measure()
    sector = dy.String(primary_key=True, metadata=column("行业（*：全部）", "sector of the data; * all"))
    source = dy.String(
        primary_key=True, metadata=column("排放源（前缀；*：全部）", "source category or its prefix; * all")
    )
    fuel = dy.String(
        primary_key=True, metadata=column("能源或物料（*：全部）", "fuel, carrier or material; * all")
    )
    activity = dy.String(primary_key=True, metadata=column("活动类型", "kind of activity"))
    technology = dy.String(primary_key=True, metadata=column("工艺或技术（*：全部）", "technology; * all"))
    most_share = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("最高应用比例", "highest share of the activity", unit="1", null="not found: not 1"),
    )
    quality = _quality()
    citation = _citation()
    note = _note()


class MeasureEffect(Contract):
    """What a measure does to what an activity emits: by species, or (*) to the activity itself."""

    sensitivity = Sensitivity.PUBLIC

    measure = _measure()
    species = dy.String(primary_key=True, metadata=column("物种（*：各物种）", "species; * all"))
    effect = dy.Enum(
        EFFECTS,
        primary_key=True,
        metadata=column(
            "作用",
            "removal (share), saving (share of the activity), replacement (share), change (t per unit)",
        ),
    )
    value = _value()
    low = _low()
    high = _high()
    unit = dy.String(metadata=column("单位", "unit"))
    origin = _origin()
    quality = _quality()
    citation = _citation()
    place = _place()
    note = _note()

    @dy.rule()
    def a_share_is_at_most_one(cls) -> pl.Expr:
        """No more than all of it is removed, saved or replaced."""
        return (cls.effect.col.cast(pl.String) == "change") | (cls.value.col <= 1)


class MeasurePenalty(Contract):
    """What a measure uses: power, limestone, ammonia."""

    sensitivity = Sensitivity.PUBLIC

    measure = _measure()
    carrier = dy.String(primary_key=True, metadata=column("消耗品", "carrier or reagent"))
    per = dy.Enum(PER[:3], metadata=column("计量对象", "what it is counted for"))
    per_unit = dy.String(metadata=column("对象单位", "unit of what it is counted for"))
    species = dy.String(
        nullable=True, metadata=column("去除物种", "species removed", null="not counted by what is removed")
    )
    amount = dy.Float64(metadata=column("消耗量", "amount", sign="+ used"))
    low = _low()
    high = _high()
    unit = dy.String(metadata=column("消耗单位", "unit of the carrier"))
    origin = _origin()
    quality = _quality()
    citation = _citation()
    place = _place()
    note = _note()


class MeasureYield(Contract):
    """What a substitution takes up in place of what it gives up."""

    sensitivity = Sensitivity.PUBLIC

    measure = _measure()
    to_source = dy.String(
        primary_key=True, metadata=column("替代为：排放源（=：不变）", "source taken up; = the same")
    )
    to_fuel = dy.String(primary_key=True, metadata=column("替代为：能源或物料", "fuel taken up"))
    to_activity = dy.String(
        primary_key=True, metadata=column("替代为：活动类型", "kind of activity taken up")
    )
    to_technology = dy.String(primary_key=True, metadata=column("替代为：技术", "technology taken up"))
    amount = dy.Float64(metadata=column("替代量", "amount taken up"))
    per = dy.Enum(PER[:2], metadata=column("计量对象", "what it is counted for"))
    per_unit = dy.String(metadata=column("对象单位", "unit of what it is counted for"))
    unit = dy.String(metadata=column("单位", "unit taken up"))
    quality = _quality()
    citation = _citation()
    place = _place()
    note = _note()


class MeasurePerformance(Contract):
    """A figure of a measure's working: hours a year, efficiency of what it replaces, ratios."""

    sensitivity = Sensitivity.PUBLIC

    measure = _measure()
    parameter = dy.String(primary_key=True, metadata=column("参数", "parameter"))
    value = _value()
    low = _low()
    high = _high()
    unit = dy.String(metadata=column("单位", "unit"))
    origin = _origin()
    quality = _quality()
    citation = _citation()
    place = _place()
    note = _note()


class MeasureCost(Contract):
    """One item of a measure's cost, as printed, with its currency, price year and where it holds."""

    sensitivity = Sensitivity.PUBLIC

    cost = dy.String(primary_key=True, metadata=column("成本编号", "cost id"))
    measure = dy.String(metadata=column("措施编号", "measure id"))
    item = dy.Enum(ITEMS, metadata=column("成本项", "item"))
    value = _value()
    low = _low()
    high = _high()
    per = dy.Enum(PER, metadata=column("计量对象", "what it is counted for"))
    per_unit = dy.String(metadata=column("对象单位", "unit of what it is counted for"))
    species = dy.String(
        nullable=True, metadata=column("去除物种", "species removed", null="not counted by what is removed")
    )
    material = dy.String(
        nullable=True,
        metadata=column("只计此物料", "counts for activity of this material alone", null="any activity"),
    )
    currency = dy.Enum(
        ["CNY", "USD", "EUR"],
        nullable=True,
        metadata=column("币种", "currency", null="a share of the investment"),
    )
    price_year = dy.Int32(
        nullable=True,
        min=1970,
        max=2100,
        metadata=column("价格年份", "price year", null="not stated: not brought to another year"),
    )
    annualised_at = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "来源所用折现率", "rate at which the source spread capital", unit="1", null="none inside"
        ),
    )
    region = dy.String(metadata=column("适用地区", "where it holds"))
    plant = dy.String(nullable=True, metadata=column("规模", "size of plant", null="not stated"))
    energy_in_cost = dy.Enum(
        IN_COST, metadata=column("是否已含能源费", "whether energy and reagents are in the money stated")
    )
    energy_told_zh = dy.String(
        nullable=True, metadata=column("出处怎么说", "what the source says, in Chinese", null="nothing")
    )
    energy_told_en = dy.String(
        nullable=True, metadata=column("出处怎么说（英文）", "what the source says", null="nothing")
    )
    quality = _quality()
    citation = _citation()
    place = _place()
    note = _note()

    @dy.rule()
    def money_has_a_currency(cls) -> pl.Expr:
        """What is no share of the investment is money of a currency."""
        return (cls.per.col.cast(pl.String) == "capex") == cls.currency.col.is_null()


#: What a user may state of a measure, and for what it counts.
OWN_ITEMS = [*ITEMS, "removal", "saving", "lifetime", "hours", "base_efficiency", "most_share"]
OWN_PER = ["unit", "MWh", "t_removed", "kW", "t/h", "t/a", "capex"]


class MeasureOwn(Contract):
    """A figure of a measure that the workspace states itself: a cost, a removal, a saving, a life."""

    measure = _measure()
    item = dy.Enum(OWN_ITEMS, primary_key=True, metadata=column("数据项", "item"))
    subject = dy.String(
        primary_key=True,
        metadata=column("物种（*：不分物种）", "species removed; * where it is of none"),
    )
    value = dy.Float64(
        nullable=True, metadata=column("数值", "value", null="not filled in: the row says nothing")
    )
    low = _low()
    high = _high()
    per = dy.Enum(
        OWN_PER,
        nullable=True,
        metadata=column("成本计量", "what a cost counts for", null="not a cost"),
    )
    currency = dy.Enum(
        ["CNY", "USD", "EUR"], nullable=True, metadata=column("币种", "currency", null="no money")
    )
    price_year = dy.Int32(
        nullable=True, min=1970, max=2100, metadata=column("价格年份", "price year", null="no money")
    )
    quality = _quality()
    citation = _citation()
    note = _note()

    @dy.rule()
    def a_cost_says_what_it_is(cls) -> pl.Expr:
        """A cost says for what it counts; money says its currency and price year."""
        cost = cls.item.col.cast(pl.String).is_in(ITEMS)
        money = cost & (cls.per.col.cast(pl.String) != "capex")
        dated = cls.currency.col.is_not_null() & cls.price_year.col.is_not_null()
        return cls.value.col.is_null() | ((~cost | cls.per.col.is_not_null()) & (~money | dated))

    @dy.rule()
    def a_share_is_a_share(cls) -> pl.Expr:
        """What is removed, saved or applied lies between 0 and 1; a life, hours and a cost have a sense."""
        item, value = cls.item.col.cast(pl.String), cls.value.col
        shares = ["removal", "saving", "base_efficiency", "most_share"]
        share = ~item.is_in(shares) | value.is_between(0, 1)
        return value.is_null() | (share & (~item.is_in(["lifetime", "hours"]) | (value > 0)))


class MeasureBinding(Contract):
    """What a policy says of a measure: the article that asks for it, and the targets that it serves."""

    sensitivity = Sensitivity.PUBLIC

    measure = _measure()
    article = dy.Int32(primary_key=True, metadata=column("条款", "article"))
    targets = dy.String(nullable=True, metadata=column("目标", "targets", null="none is named"))
    words_zh = dy.String(
        nullable=True, metadata=column("本地说法", "local name or limit", null="as the library says")
    )
