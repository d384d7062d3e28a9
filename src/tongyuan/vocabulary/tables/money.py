"""Contracts of projects that funds support: what each is, costs and changes; rates of the tax."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.funds import fund_kinds, fund_steps
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["FundEffect", "FundInput", "FundMovement", "FundProject", "TaxRate"]

QUALITIES = [quality.value for quality in Quality]
MEDIA = ["air", "water"]
FIGURES = [
    "investment_cny",
    "building_a",
    "lifetime_a",
    "operation_cny",
    "saving_cny",
    "subsidy_cny",
    "carbon_price_cny",
]
#: Whole years: a project is built and works for so many of them.
YEARS = ["building_a", "lifetime_a"]


def _project() -> dy.String:
    return dy.String(primary_key=True, metadata=column("项目编号", "project id"))


def _quality() -> dy.Enum:
    return dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))


def _citation() -> dy.String:
    return dy.String(metadata=column("出处", "citation key"))


def _note() -> dy.String:
    return dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class FundProject(Contract):
    """A project that may be kept in the pool of a fund."""

    project = _project()
    region = dy.String(metadata=column("地区", "region"))
    name = dy.String(metadata=column("项目名称", "name of the project"))
    fund = dy.Enum(list(fund_kinds()), metadata=column("申请资金", "fund that it is for"))
    enterprise = dy.String(
        nullable=True, metadata=column("企业编号", "enterprise", null="of no enterprise that is listed")
    )
    measure = dy.String(
        nullable=True, metadata=column("措施编号", "measure of the library", null="not of the library")
    )
    green_activity = dy.String(
        nullable=True,
        metadata=column("绿色目录活动", "activity of a catalogue of green finance", null="not told"),
    )
    quality = _quality()
    citation = _citation()
    note = _note()


class FundInput(Contract):
    """A figure of a project's money, with its range."""

    project = _project()
    figure = dy.Enum(FIGURES, primary_key=True, metadata=column("数据项", "figure"))
    value = dy.Float64(metadata=column("数值", "central value"))
    low = dy.Float64(nullable=True, metadata=column("下限", "low", null="range not stated"))
    high = dy.Float64(nullable=True, metadata=column("上限", "high", null="range not stated"))
    quality = _quality()
    citation = _citation()
    note = _note()

    @dy.rule()
    def the_value_lies_in_its_range(cls) -> pl.Expr:
        """Low <= value <= high, where they are stated."""
        low, high = cls.low.col, cls.high.col
        return (low.is_null() | (low <= cls.value.col)) & (high.is_null() | (cls.value.col <= high))

    @dy.rule()
    def years_are_whole(cls) -> pl.Expr:
        """Years of building and of working are whole, and at least one; so are their ends."""
        years = cls.figure.col.cast(pl.String).is_in(YEARS)
        whole = [(end >= 1) & (end == end.round(0)) for end in (cls.value.col, cls.low.col, cls.high.col)]
        return ~years | pl.all_horizontal(*(each.fill_null(True) for each in whole))

    @dy.rule()
    def money_is_not_below_zero(cls) -> pl.Expr:
        """Only the price of carbon may be below zero: a cost."""
        free = cls.figure.col.cast(pl.String) == "carbon_price_cny"
        return free | ((cls.value.col >= 0) & (cls.low.col.fill_null(0.0) >= 0))


class FundEffect(Contract):
    """What an outlet discharges in a year before a project and after it."""

    project = _project()
    outlet = dy.String(primary_key=True, metadata=column("排放口", "outlet"))
    medium = dy.Enum(MEDIA, primary_key=True, metadata=column("介质", "medium"))
    pollutant = dy.String(
        primary_key=True,
        metadata=column(
            "污染物（物种代码，或税法附表中的名称）", "species, or a name of the schedule of the tax"
        ),
    )
    before_t = dy.Float64(min=0, metadata=column("实施前排放量", "discharged before", unit="t"))
    after_t = dy.Float64(min=0, metadata=column("实施后排放量", "discharged after", unit="t"))
    after_low_t = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("实施后排放量下限", "after, low", unit="t", null="range not stated"),
    )
    after_high_t = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("实施后排放量上限", "after, high", unit="t", null="range not stated"),
    )
    before_tax_share = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("实施前征收比例", "part of the tax due before", unit="1", null="the whole tax"),
    )
    after_tax_share = dy.Float64(
        nullable=True,
        min=0,
        max=1,
        metadata=column("实施后征收比例", "part of the tax due after", unit="1", null="the whole tax"),
    )
    quality = _quality()
    citation = _citation()
    note = _note()


class FundMovement(Contract):
    """A step of the pool; written once."""

    movement = dy.Int64(primary_key=True, metadata=column("序号", "number"))
    key = dy.String(metadata=column("业务编号", "own number of the caller"))
    step = dy.Enum(list(fund_steps()), metadata=column("步骤", "step"))
    fund = dy.String(nullable=True, metadata=column("资金", "fund", null="no money moves"))
    year = dy.Int32(nullable=True, metadata=column("预算年度", "budget year", null="no money moves"))
    project = dy.String(nullable=True, metadata=column("项目编号", "project", null="of the fund itself"))
    region = dy.String(metadata=column("地区", "region"))
    enterprise = dy.String(
        nullable=True, metadata=column("企业编号", "enterprise", null="of no enterprise that is listed")
    )
    amount = dy.Decimal(
        precision=20,
        scale=2,
        nullable=True,
        metadata=column("金额", "amount", unit="CNY", null="no money moves"),
    )
    score = dy.Int32(
        nullable=True,
        min=0,
        max=100,
        metadata=column("绩效得分", "score of the evaluation", null="not scored"),
    )
    memo = dy.String(metadata=column("事由", "reason"))
    actor = dy.String(metadata=column("经办", "who"))
    at = dy.Datetime(time_zone="UTC", time_unit="us", metadata=column("时间", "when"))


class TaxRate(Contract):
    """What a jurisdiction takes for an equivalent of pollution."""

    sensitivity = Sensitivity.PUBLIC

    medium = dy.Enum(MEDIA, primary_key=True, metadata=column("介质", "medium"))
    from_date = dy.Date(primary_key=True, metadata=column("施行日", "in force from"))
    cny_per_equivalent = dy.Float64(
        min_exclusive=0, metadata=column("每污染当量税额", "rate per equivalent", unit="CNY")
    )
    quality = _quality()
    citation = _citation()
    note = _note()
