"""Contracts of a deployment proposal: what would be done where and when, whom the policy names, its basis."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["ProposalAssumption", "ProposalFall", "ProposalRow", "ProposalTarget"]

SUBJECTS = ["running", "moved", "saved", "project", "rest"]
#: What a proposal rests on that somebody must know before he acts on it.
ASSUMPTIONS = [
    "driver",
    "share_unknown",
    "share_stated",
    "measure",
    "cost_origin",
    "grid_factor",
    "air",
    "bound_moved",
    "inventory",
]


def _year() -> dy.Int32:
    return dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))


def _region() -> dy.String:
    return dy.String(primary_key=True, metadata=column("地区", "region"))


def _source() -> dy.String:
    return dy.String(
        primary_key=True, metadata=column("排放源（NFR）", "source category (NFR); - of a project")
    )


def _measure() -> dy.String:
    return dy.String(
        primary_key=True,
        metadata=column("措施", "measure, measures joined by +, or a project; rest: see subject"),
    )


def _subject() -> dy.Enum:
    return dy.Enum(
        SUBJECTS,
        primary_key=True,
        metadata=column("方式", "run, moved, saved, built; rest: what the solver's tolerance leaves"),
    )


def _unit() -> dy.String:
    return dy.String(primary_key=True, metadata=column("单位", "unit of the quantity"))


class ProposalRow(Contract):
    """What is to be done: a measure on a source in a region and year."""

    sensitivity = Sensitivity.INTERNAL

    year = _year()
    region = _region()
    source = _source()
    measure = _measure()
    subject = _subject()
    unit = _unit()
    region_zh = dy.String(nullable=True, metadata=column("地区名称", "region in Chinese", null="not named"))
    region_en = dy.String(nullable=True, metadata=column("地区英文", "region in English", null="not named"))
    source_zh = dy.String(nullable=True, metadata=column("排放源名称", "source in Chinese", null="a project"))
    source_en = dy.String(nullable=True, metadata=column("排放源英文", "source in English", null="a project"))
    measure_zh = dy.String(metadata=column("措施名称", "measure in Chinese"))
    measure_en = dy.String(metadata=column("措施英文", "measure in English"))
    quantity = dy.Float64(min=0, metadata=column("涉及活动量", "activity covered"))
    level = dy.Float64(
        nullable=True,
        metadata=column("可用活动量", "activity on which it may be used", null="a project has none"),
    )
    share = dy.Float64(
        nullable=True,
        metadata=column("应用比例", "share of that activity", unit="1", null="a project has none"),
    )
    share_known = dy.Bool(metadata=column("最高比例是否查到", "whether its highest share was found"))
    cost_cny = dy.Float64(metadata=column("年成本", "cost in the year", unit="CNY"))
    investment_cny = dy.Float64(
        nullable=True,
        metadata=column(
            "投资", "investment", unit="CNY", null="not known: nothing per unit of this use was found"
        ),
    )
    articles = dy.String(
        nullable=True, metadata=column("政策条款", "articles, by spaces", null="no article asks for it")
    )
    targets = dy.String(
        nullable=True, metadata=column("关联目标", "targets, by spaces", null="none is bound to it")
    )
    departments = dy.String(
        nullable=True,
        metadata=column(
            "责任部门", "departments that these articles name, by ;", null="the policy names none"
        ),
    )


class ProposalFall(Contract):
    """Tonnes that a row takes away; over the rows they add up to what the plan lowers."""

    sensitivity = Sensitivity.INTERNAL

    year = _year()
    region = _region()
    source = _source()
    measure = _measure()
    subject = _subject()
    unit = _unit()
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    fall_t = dy.Float64(metadata=column("减少量", "less emitted", unit="t", sign="a rise is negative"))


class ProposalTarget(Contract):
    """A limit that bound the plan."""

    sensitivity = Sensitivity.INTERNAL

    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    year = _year()
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    target = dy.String(
        nullable=True, metadata=column("政策目标", "target of the policy", null="not of a policy")
    )
    article = dy.String(nullable=True, metadata=column("条款", "article", null="not of a policy"))
    hedge = dy.String(metadata=column("约束性质", "obligation, aspiration, resource or assumption"))
    sense = dy.String(metadata=column("方向", "at most, at least or equal"))
    value = dy.Float64(metadata=column("达到", "value under the plan"))
    bound = dy.Float64(metadata=column("限值", "bound"))
    stated = dy.Float64(metadata=column("原限值", "bound as stated, before a point of a front moved it"))
    unit = dy.String(metadata=column("单位", "unit"))
    binding = dy.Bool(metadata=column("是否起约束", "whether it binds"))
    price_cny = dy.Float64(metadata=column("下一单位的价格", "price of the next unit", unit="CNY per unit"))


class ProposalAssumption(Contract):
    """What the plan rests on: invented, unverified or screening figures, moved bounds, unknown shares."""

    sensitivity = Sensitivity.INTERNAL

    kind = dy.Enum(ASSUMPTIONS, primary_key=True, metadata=column("类别", "kind"))
    item = dy.String(primary_key=True, metadata=column("项", "item"))
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    quality = dy.String(nullable=True, metadata=column("数据质量", "quality", null="says nothing of quality"))
    value = dy.String(nullable=True, metadata=column("数值", "value", null="none"))
