"""Contracts of tracing: what a receptor model found, how sure it is, and cells that are hot."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "HotCell",
    "ReceptorContribution",
    "ReceptorMapping",
    "ReceptorProfile",
    "ReceptorReach",
    "ReceptorSpecies",
    "ReceptorStart",
]


def _factor(name: str = "因子", *, key: bool = True) -> dy.Int64:
    return dy.Int64(primary_key=key, metadata=column(name, "factor, from 1"))


def _species() -> dy.String:
    return dy.String(primary_key=True, metadata=column("组分", "species"))


def _amount(zh: str, en: str, *, null: str = "") -> dy.Float64:
    return dy.Float64(nullable=bool(null), metadata=column(zh, en, unit="组分的单位", null=null))


class ReceptorProfile(Contract):
    """What a factor brings of a species on the mean of all samples, with its interval of bootstrap."""

    factor = _factor()
    species = _species()
    amount = _amount("平均贡献", "mean contribution")
    share = dy.Float64(
        nullable=True,
        metadata=column("占该组分的比例", "share of species", unit="%", null="none is explained"),
    )
    low = _amount("第 5 百分位", "5th percentile", null="no resample was mapped to it")
    median = _amount("中位数", "median", null="no resample was mapped to it")
    high = _amount("第 95 百分位", "95th percentile", null="no resample was mapped to it")


class ReceptorContribution(Contract):
    """How strong a factor is in a sample; 1 is its mean."""

    factor = _factor()
    number = dy.Int64(primary_key=True, metadata=column("样品序号", "number of the sample, from 1"))
    time = dy.String(metadata=column("样品时间（原文）", "time of the sample as written"))
    contribution = dy.Float64(metadata=column("贡献（均值为 1）", "contribution; the mean is 1", unit="1"))


class ReceptorSpecies(Contract):
    """How well a species is reproduced."""

    species = _species()
    measured = dy.Int64(metadata=column("有值样品数", "samples with a value"))
    missing = dy.Int64(metadata=column("缺测样品数", "samples without one"))
    weak = dy.Bool(metadata=column("弱组分（不确定度加至三倍）", "weak: uncertainty tripled"))
    mean = _amount("平均浓度", "mean concentration")
    explained = _amount("模型平均值", "mean of the model")
    r2 = dy.Float64(nullable=True, metadata=column("决定系数", "r squared", unit="1", null="no spread"))
    beyond_3 = dy.Float64(metadata=column("标准残差超过 3 的比例", "scaled residuals beyond 3", unit="%"))


class ReceptorStart(Contract):
    """One random start of the fit."""

    start = dy.Int64(primary_key=True, metadata=column("起点", "start, from 1"))
    q = dy.Float64(metadata=column("Q", "Q", unit="1"))
    iterations = dy.Int64(metadata=column("迭代次数", "iterations"))
    converged = dy.Bool(metadata=column("收敛", "came to rest"))
    agrees = dy.Bool(metadata=column("与最小 Q 相差不超过 1%", "within 1 % of the least Q"))


class ReceptorMapping(Contract):
    """How often a factor of a resample was mapped to a factor of the base."""

    factor = _factor("重抽样因子")
    base = dy.Int64(primary_key=True, metadata=column("对应的基准因子（0 为无）", "base factor; 0 is none"))
    times = dy.Int64(metadata=column("次数", "times"))


class ReceptorReach(Contract):
    """How far an element of a profile can go before Q has risen by what is allowed."""

    factor = _factor()
    species = _species()
    amount = _amount("平均贡献", "mean contribution")
    low = _amount("下限", "low")
    high = _amount("上限", "high")
    swapped = dy.Bool(metadata=column("因子互换", "factors changed places"))


class HotCell(Contract):
    """A cell of a grid, how often it is among the highest, and its level of warning."""

    cell = dy.String(primary_key=True, metadata=column("网格", "cell"))
    lon = dy.Float64(nullable=True, min=-180, max=180, metadata=column("经度", "longitude", null="not told"))
    lat = dy.Float64(nullable=True, min=-90, max=90, metadata=column("纬度", "latitude", null="not told"))
    measured = dy.Int64(metadata=column("有值时段数", "periods with a value"))
    missing = dy.Int64(metadata=column("缺测时段数", "periods without one"))
    hot = dy.Int64(metadata=column("热点时段数", "periods that are hot"))
    share = dy.Float64(nullable=True, metadata=column("热点比例", "share", unit="1", null="nothing measured"))
    longest = dy.Int64(metadata=column("最长连续时段数", "longest run of hot periods"))
    mean = dy.Float64(nullable=True, metadata=column("平均值", "mean", null="nothing measured"))
    level = dy.Int64(
        nullable=True,
        metadata=column("等级（1 最重，0 无）", "level, 1 is gravest, 0 none", null="too few periods"),
    )
