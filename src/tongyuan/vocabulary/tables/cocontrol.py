"""Contracts of co-control: what may be chosen, what it emits and costs, what is asked, and what comes out.

A problem is a set of these tables. Amounts are in each activity's own unit, masses in t, money in CNY of the
price year that the problem names.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "ActivityLevel",
    "FixedEmission",
    "Limit",
    "LimitBinding",
    "LimitConflict",
    "LimitEmission",
    "LimitResponse",
    "LimitTerm",
    "OptionFactor",
    "Period",
    "PlannedEmission",
    "Project",
    "ProjectEmission",
    "Saving",
    "ShadowPrice",
    "Substitution",
    "TechnologyOption",
    "Uptake",
]

#: What a term of a limit counts: `item` and `part` name it.
SUBJECTS = ["emission", "running", "moved", "saved", "project"]
#: What moves a limit with its factors: of a concentration the emission of a place and source, a project, what
#: went with the level observed; of a bound that is set against a year, the emission of that year.
RAISING = ["emission", "project", "base", "bound"]
SENSES = ["at_most", "at_least", "equal"]
#: An obligation binds; 力争 is an aspiration and is never one; a bound of nature or supply is a resource.
HEDGES = ["obligation", "aspiration", "resource", "assumption"]


def _year() -> dy.Int32:
    return dy.Int32(primary_key=True, min=1900, max=2200, metadata=column("年份", "year"))


class Period(Contract):
    """A year of the plan and how much its yuan weigh in the objective."""

    year = _year()
    weight = dy.Float64(
        min_exclusive=0,
        metadata=column("权重", "present value of one yuan a year of this period", unit="1"),
    )


class ActivityLevel(Contract):
    """How much of an activity the scenario asks for in a year, before any measure."""

    activity = dy.String(primary_key=True, metadata=column("活动编号", "activity id"))
    year = _year()
    region = dy.String(metadata=column("地区", "region"))
    source = dy.String(metadata=column("排放源（NFR）", "source category (NFR)"))
    fuel = dy.String(metadata=column("能源或物料", "fuel, energy carrier or material"))
    quantity = dy.Float64(min=0, metadata=column("活动量", "quantity"))
    unit = dy.String(metadata=column("单位", "unit"))


class TechnologyOption(Contract):
    """A way to run an activity: as it runs today, or with a measure or a chain of measures."""

    activity = dy.String(primary_key=True, metadata=column("活动编号", "activity id"))
    option = dy.String(primary_key=True, metadata=column("技术状态", "option: base or measures joined by +"))
    year = _year()
    rank = dy.Int32(
        min=0, metadata=column("等级（0为现状）", "rank; 0 is as today; what is better is higher")
    )
    ladder = dy.String(
        nullable=True,
        metadata=column(
            "升级序列",
            "options of one ladder replace each other upwards by rank",
            null="replaced by options with all its measures",
        ),
    )
    cost_cny = dy.Float64(metadata=column("单位成本", "cost", unit="CNY per unit of activity"))
    least_share = dy.Float64(
        min=0, max=1, metadata=column("最低份额", "least share of the activity", unit="1")
    )
    most_share = dy.Float64(
        min=0, max=1, metadata=column("最高份额", "highest share: maximum application", unit="1")
    )
    yearly_share = dy.Float64(
        nullable=True,
        min=0,
        metadata=column(
            "每年最多增加份额", "most that the share may grow in a year", unit="1", null="no bound"
        ),
    )
    lifetime_a = dy.Float64(
        nullable=True,
        min_exclusive=0,
        metadata=column("寿命", "lifetime", unit="a", null="may be given up at any time"),
    )

    @dy.rule()
    def shares_in_order(cls) -> pl.Expr:
        """The least share is not above the highest."""
        return cls.least_share.col <= cls.most_share.col


class OptionFactor(Contract):
    """What a unit of activity emits under an option, with what its cleaning uses."""

    activity = dy.String(primary_key=True, metadata=column("活动编号", "activity id"))
    option = dy.String(primary_key=True, metadata=column("技术状态", "option"))
    year = _year()
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    factor_t = dy.Float64(metadata=column("排放因子", "emission factor", unit="t per unit of activity"))


class Substitution(Contract):
    """An activity given up for another one that serves the same need."""

    substitution = dy.String(primary_key=True, metadata=column("替代措施", "substitution"))
    year = _year()
    from_activity = dy.String(metadata=column("被替代的活动", "activity given up"))
    to_activity = dy.String(metadata=column("替代为", "activity taken up"))
    yield_ratio = dy.Float64(
        min=0, metadata=column("替代系数", "units taken up for one unit given up", unit="1")
    )
    cost_cny = dy.Float64(metadata=column("单位成本", "cost", unit="CNY per unit given up"))
    most = dy.Float64(
        nullable=True, min=0, metadata=column("最多替代量", "most that may move", null="all of it")
    )
    yearly = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("每年最多增加量", "most that it may grow in a year", null="no bound"),
    )


class Saving(Contract):
    """An activity made needless by efficiency or lower demand."""

    saving = dy.String(primary_key=True, metadata=column("节约措施", "saving"))
    year = _year()
    activity = dy.String(metadata=column("活动编号", "activity"))
    cost_cny = dy.Float64(metadata=column("单位成本", "cost, less what is saved", unit="CNY per unit saved"))
    most = dy.Float64(min=0, metadata=column("最多节约量", "most that may be saved"))


class FixedEmission(Contract):
    """Emission or uptake that the plan does not choose: it counts in every total, once."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    source = dy.String(primary_key=True, metadata=column("排放源", "source category"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    year = _year()
    mass_t = dy.Float64(metadata=column("排放量", "emission", unit="t", sign="uptake is negative"))


class Project(Contract):
    """An indivisible project: built whole or not at all."""

    project = dy.String(primary_key=True, metadata=column("项目", "project"))
    year = _year()
    cost_cny = dy.Float64(metadata=column("年成本", "cost in the year", unit="CNY"))


class ProjectEmission(Contract):
    """What a project changes in a region's emission once it is built."""

    project = dy.String(primary_key=True, metadata=column("项目", "project"))
    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    year = _year()
    mass_t = dy.Float64(metadata=column("排放变化", "change of emission", unit="t", sign="less is negative"))


class Limit(Contract):
    """A bound on a sum of terms: a target of a policy, a cap, a share, a resource, a budget."""

    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    year = _year()
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    target = dy.String(
        nullable=True, metadata=column("政策目标", "target of the policy", null="not of a policy")
    )
    article = dy.String(nullable=True, metadata=column("条款", "article", null="not of a policy"))
    hedge = dy.Enum(HEDGES, metadata=column("约束性质", "obligation, aspiration, resource or assumption"))
    sense = dy.Enum(SENSES, metadata=column("方向", "at most, at least or equal"))
    bound = dy.Float64(metadata=column("限值", "bound"))
    fixed = dy.Float64(
        metadata=column("其中不可选择的部分", "part of what is bounded that the plan does not choose")
    )
    unit = dy.String(metadata=column("单位", "unit"))


class LimitTerm(Contract):
    """One term of a limit: a coefficient on an emission, a way of running, a move, a saving or a project."""

    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    year = _year()
    subject = dy.Enum(SUBJECTS, primary_key=True, metadata=column("对象", "what is counted"))
    item = dy.String(
        primary_key=True,
        metadata=column("项", "region of an emission; activity; substitution; saving; project"),
    )
    part = dy.String(
        primary_key=True, metadata=column("子项", "species of an emission; option of an activity; else -")
    )
    coefficient = dy.Float64(metadata=column("系数", "coefficient"))


class LimitEmission(Contract):
    """Which emission a limit on a branch of sources counts; its terms are ways of running.

    No bound is read from it. It says where the ranges of factors enter the limit.
    """

    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    year = _year()
    source = dy.String(primary_key=True, metadata=column("排放源（前缀）", "source category or its prefix"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    weight = dy.Float64(metadata=column("权重", "weight"))


class LimitResponse(Contract):
    """What a tonne does to a bounded concentration, or to a bound that is set against a year.

    No bound is read from it. It says where the ranges of factors enter the limit; the slopes have none.
    """

    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    year = _year()
    subject = dy.Enum(RAISING, primary_key=True, metadata=column("对象", "what raises the concentration"))
    item = dy.String(
        primary_key=True, metadata=column("项", "region/source of an emission; project; activity of a base")
    )
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    per_t = dy.Float64(metadata=column("每吨的作用", "what a tonne does, in the unit of the limit"))
    mass_t = dy.Float64(
        nullable=True,
        metadata=column("基准排放", "emission of the base", unit="t", null="the problem says how much"),
    )


class Uptake(Contract):
    """What the plan chooses."""

    subject = dy.Enum(SUBJECTS[1:], primary_key=True, metadata=column("对象", "what is chosen"))
    item = dy.String(primary_key=True, metadata=column("项", "activity; substitution; saving; project"))
    part = dy.String(primary_key=True, metadata=column("子项", "option of an activity; else -"))
    year = _year()
    quantity = dy.Float64(metadata=column("数量", "quantity"))
    unit = dy.String(metadata=column("单位", "unit"))
    share = dy.Float64(
        nullable=True,
        metadata=column("份额", "share of what the scenario asks for", unit="1", null="nothing is asked for"),
    )
    cost_cny = dy.Float64(metadata=column("年成本", "cost in the year", unit="CNY"))


class PlannedEmission(Contract):
    """Emission of a region under the plan, beside what it would be without."""

    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    species = dy.String(primary_key=True, metadata=column("物种", "species"))
    year = _year()
    baseline_t = dy.Float64(metadata=column("不采取措施", "without measures", unit="t"))
    mass_t = dy.Float64(metadata=column("方案排放", "under the plan", unit="t"))


class ShadowPrice(Contract):
    """What the next unit of a limit costs: the dual, in yuan of the year, and its range where it jumps."""

    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    year = _year()
    value = dy.Float64(metadata=column("达到值", "value under the plan"))
    bound = dy.Float64(metadata=column("限值", "bound"))
    unit = dy.String(metadata=column("单位", "unit"))
    binding = dy.Bool(metadata=column("是否起约束", "whether it binds"))
    price_cny = dy.Float64(
        metadata=column(
            "影子价格",
            "shadow price",
            unit="CNY per unit",
            sign="what one unit stricter costs; >= 0 but for equal",
        )
    )
    relaxed_cny = dy.Float64(
        nullable=True,
        metadata=column("放宽一单位省下", "saved by one unit less strict", null="not computed"),
    )
    tightened_cny = dy.Float64(
        nullable=True,
        metadata=column(
            "加严一单位多花", "cost of one unit stricter", null="not computed, or it cannot be stricter"
        ),
    )


class LimitConflict(Contract):
    """A limit where no plan keeps them all: whether it is one of those that contend, and what would do."""

    limit = dy.String(primary_key=True, metadata=column("约束", "limit"))
    year = _year()
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    target = dy.String(
        nullable=True, metadata=column("政策目标", "target of the policy", null="not of a policy")
    )
    article = dy.String(nullable=True, metadata=column("条款", "article", null="not of a policy"))
    hedge = dy.Enum(HEDGES, metadata=column("约束性质", "obligation, aspiration, resource or assumption"))
    bound = dy.Float64(metadata=column("限值", "bound"))
    needed = dy.Float64(
        metadata=column("放宽后可行的限值", "bound that would do: least sum of relative relaxations")
    )
    unit = dy.String(metadata=column("单位", "unit"))
    contends = dy.Bool(
        metadata=column(
            "属于冲突集", "one of an irreducible set: without any one of them the rest can be kept"
        )
    )
    conflict_set = dy.Int32(
        nullable=True,
        metadata=column("第几组冲突", "number of its irreducible set", null="contends with none"),
    )


class LimitBinding(Contract):
    """How a target of a policy becomes a limit: on what, in which form, against which year."""

    target = dy.String(primary_key=True, metadata=column("目标", "target"))
    reading = dy.String(primary_key=True, metadata=column("解读", "reading"))
    part = dy.String(
        primary_key=True, metadata=column("分项", "part of a target that bounds several things; else -")
    )
    form = dy.Enum(
        ["intensity", "energy_intensity", "emission_not_above", "activity_not_above", "option_share"],
        metadata=column(
            "形式",
            "intensity of emission or energy, emission or activity not above a base year, share of an option",
        ),
    )
    species = dy.String(nullable=True, metadata=column("物种", "species", null="no emission is bounded"))
    source = dy.String(metadata=column("排放源（前缀；*：全部）", "source category or its prefix; * all"))
    sector = dy.String(metadata=column("行业（*：全部）", "sector of the data; * all"))
    fuel = dy.String(metadata=column("能源或物料（空格分隔；*：全部）", "fuels, by spaces; * all"))
    measure = dy.String(
        nullable=True, metadata=column("计入的措施", "measures that count", null="none counts")
    )
    base_year = dy.Int32(
        nullable=True, metadata=column("对比年份", "year it is compared with", null="the target's own")
    )
    driver = dy.String(nullable=True, metadata=column("分母", "driver it is divided by", null="none"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
