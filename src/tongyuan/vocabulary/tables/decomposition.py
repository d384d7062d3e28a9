"""Contracts of decomposition: what a target gives each region, along which path, and who bears how much."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.accounting import QUALITIES
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Budget", "BudgetBurden", "BudgetFairness", "BudgetPath", "BudgetWeight"]

FORMS = ["amount", "ratio", "intensity", "concentration"]


def _region() -> dy.String:
    return dy.String(primary_key=True, metadata=column("地区", "region"))


def _indicator() -> dy.String:
    return dy.String(primary_key=True, metadata=column("指标（物种或目标编号）", "species, or target id"))


def _method() -> dy.String:
    return dy.String(primary_key=True, metadata=column("分解方法", "method of decomposition"))


def _year() -> dy.Int32:
    return dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))


class Budget(Contract):
    """What a region may still emit or reach in a year, by one method; the rows of a method add up exactly.

    A concentration is never added up: its rows are each region's own bound.
    """

    sensitivity = Sensitivity.INTERNAL

    region = _region()
    indicator = _indicator()
    year = _year()
    method = _method()
    form = dy.Enum(
        FORMS,
        metadata=column(
            "目标形式（总量、比例、强度、浓度）",
            "form of the target: amount, ratio, intensity, concentration",
        ),
    )
    base_year = dy.Int32(min=1900, max=2200, metadata=column("基准年", "base year"))
    base_value = dy.Float64(metadata=column("基准值", "base value, in the unit"))
    budget_value = dy.Float64(metadata=column("预算值", "budget, in the unit, rounded as printed"))
    exact_value = dy.Float64(metadata=column("取整前", "before rounding, in the unit"))
    method_value = dy.Float64(
        metadata=column("方法给出的值", "what the method gives where nobody negotiates, in the unit")
    )
    unit = dy.String(metadata=column("单位", "unit"))
    reduction_share = dy.Float64(
        metadata=column(
            "下降比例",
            "reduction share",
            unit="1",
            sign="against the base; of an intensity target: fall of the intensity; a rise is negative",
        )
    )
    decomposition = dy.String(metadata=column("分解名称", "name of the decomposition"))
    origin = dy.Enum(
        ["method", "negotiated"], metadata=column("由来（方法、协商）", "by the method, or negotiated")
    )
    reason = dy.String(
        nullable=True, metadata=column("协商理由", "reason of the negotiated value", null="by the method")
    )
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))

    @dy.rule()
    def negotiated_has_reason(cls) -> pl.Expr:  # noqa: N805 - dataframely calls it on the class
        """A negotiated value says why; no other does."""
        return (cls.origin.col == "negotiated") == cls.reason.col.is_not_null()


class BudgetPath(Contract):
    """What a region may emit in each year on the way to its budget."""

    sensitivity = Sensitivity.INTERNAL

    region = _region()
    indicator = _indicator()
    year = _year()
    method = _method()
    value = dy.Float64(metadata=column("当年预算", "budget of the year, in the unit"))
    progress = dy.Float64(metadata=column("时序进度", "part of the way", unit="1"))
    unit = dy.String(metadata=column("单位", "unit"))


class BudgetBurden(Contract):
    """What a method asks of a region, per person and per unit of GDP, and its rank among the regions."""

    sensitivity = Sensitivity.INTERNAL

    region = _region()
    indicator = _indicator()
    method = _method()
    reduction = dy.Float64(metadata=column("减少量", "reduction, in the unit", sign="a rise is negative"))
    per_capita = dy.Float64(
        nullable=True, metadata=column("人均减少量", "per person, in the unit", null="population not given")
    )
    per_gdp = dy.Float64(
        nullable=True,
        metadata=column("单位GDP减少量", "per unit of GDP as given, in the unit", null="GDP not given"),
    )
    cost_cny = dy.Float64(
        nullable=True, metadata=column("年成本", "cost", unit="CNY", null="no cost curve of it was given")
    )
    cost_per_gdp = dy.Float64(
        nullable=True,
        metadata=column("成本与GDP之比", "cost per unit of GDP as given", null="cost or GDP not given"),
    )
    rank = dy.Int32(nullable=True, metadata=column("负担位次", "rank by reduction per GDP", null="no GDP"))
    rank_best = dy.Int32(
        nullable=True,
        metadata=column("位次区间（起）", "smallest rank within uncertainty", null="uncertainty not stated"),
    )
    rank_worst = dy.Int32(
        nullable=True,
        metadata=column("位次区间（止）", "largest rank within uncertainty", null="uncertainty not stated"),
    )
    shifted = dy.Float64(
        metadata=column("协商转移", "reduction that negotiation lays on it", sign="taken off: negative")
    )


class BudgetFairness(Contract):
    """How even the burden of a method is; 0 is even."""

    sensitivity = Sensitivity.INTERNAL

    indicator = _indicator()
    method = _method()
    burden = dy.Enum(
        ["per_capita", "per_gdp", "cost_per_gdp"], primary_key=True, metadata=column("负担", "burden")
    )
    gini = dy.Float64(nullable=True, metadata=column("基尼系数", "Gini", null="not known for all, or a rise"))
    theil = dy.Float64(
        nullable=True, metadata=column("泰尔指数", "Theil", null="not known for all, or a rise")
    )


class BudgetWeight(Contract):
    """What a method gives each criterion to say."""

    sensitivity = Sensitivity.INTERNAL

    indicator = _indicator()
    method = _method()
    criterion = dy.String(primary_key=True, metadata=column("准则", "criterion"))
    weight = dy.Float64(min=0, max=1, metadata=column("权重", "weight", unit="1"))
