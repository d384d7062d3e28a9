"""Contracts of the rounds of reporting: forms, rounds, assignments, what was entered, and every step."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.rounds import KINDS, LEVELS, STATES, STEPS
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.accounting import STATES as MISSING
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Assignment", "Entry", "Form", "FormItem", "Round", "Step"]


class Form(Contract):
    """A form (表式): what a kind of round asks for, and of whom."""

    sensitivity = Sensitivity.PUBLIC

    form = dy.String(primary_key=True, regex=r"^[A-Za-z][A-Za-z0-9_-]*$", metadata=column("表号", "form id"))
    title_zh = dy.String(metadata=column("表名", "title in Chinese"))
    title_en = dy.String(metadata=column("英文表名", "title in English"))
    kind = dy.Enum(KINDS, metadata=column("轮次类型", "kind of round"))
    department = dy.String(metadata=column("主管部门", "department that owns it"))
    grain = dy.Enum(["year", "quarter", "month"], metadata=column("报告期别", "year, quarter or month"))
    levels = dy.String(
        metadata=column("填报层级", "who fills it in, by ;: province, unit, county, park, enterprise")
    )

    @dy.rule()
    def every_level_is_known(cls) -> pl.Expr:
        """A form is filled in at levels that we know, and at one at least."""
        levels = cls.levels.col.str.split(";")
        return (levels.list.len() > 0) & levels.list.eval(pl.element().is_in(list(LEVELS))).list.all()


class FormItem(Contract):
    """An item of a form: what to fill in, in which unit, and what is allowed."""

    sensitivity = Sensitivity.PUBLIC

    form = dy.String(primary_key=True, metadata=column("表号", "form id"))
    item = dy.String(primary_key=True, regex=r"^[a-z][a-z0-9_]*$", metadata=column("项目代码", "item id"))
    order = dy.Int32(min=1, metadata=column("顺序", "order in the form"))
    label_zh = dy.String(metadata=column("项目", "name in Chinese"))
    label_en = dy.String(metadata=column("英文名称", "name in English"))
    unit = dy.String(metadata=column("计量单位", "unit"))
    required = dy.Bool(metadata=column("必填", "a value or the state of its absence is required"))
    series = dy.String(
        nullable=True, metadata=column("指标代码", "statistic that it feeds", null="feeds none")
    )
    sums = dy.Bool(metadata=column("逐级汇总", "figures of the level below add up"))
    minimum = dy.Float64(nullable=True, metadata=column("最小值", "lowest possible value", null="no limit"))
    maximum = dy.Float64(nullable=True, metadata=column("最大值", "highest possible value", null="no limit"))
    choices = dy.String(nullable=True, metadata=column("可选值", "allowed values, by ;", null="any number"))


class Round(Contract):
    """A round of reporting (填报轮次)."""

    round = dy.Int64(primary_key=True, metadata=column("轮次编号", "round"))
    kind = dy.Enum(KINDS, metadata=column("轮次类型", "kind"))
    period = dy.String(metadata=column("报告期", "period: 2024, 2025Q1, 2025-03"))
    title = dy.String(metadata=column("标题", "title"))
    opens_on = dy.Date(metadata=column("开始日期", "opens on"))
    due_on = dy.Date(metadata=column("截止日期", "due on"))
    state = dy.Enum(["open", "closed", "released"], metadata=column("状态", "open, closed or released"))
    opened_by = dy.String(metadata=column("下达人", "who opened it"))
    opened_at = dy.Datetime(time_zone="UTC", metadata=column("下达时间（UTC）", "when it was opened, UTC"))


class Assignment(Contract):
    """An assignment (填报任务): one form of one round, to be filled in by one unit."""

    assignment = dy.Int64(primary_key=True, metadata=column("任务编号", "assignment"))
    round = dy.Int64(metadata=column("轮次编号", "round"))
    form = dy.String(metadata=column("表号", "form id"))
    department = dy.String(metadata=column("部门", "department"))
    region = dy.String(metadata=column("地区", "region"))
    enterprise = dy.String(nullable=True, metadata=column("企业", "enterprise", null="the region itself"))
    park = dy.String(nullable=True, metadata=column("所在园区", "park it lies in", null="none"))
    level = dy.Enum(LEVELS, metadata=column("层级", "level"))
    parent = dy.Int64(nullable=True, metadata=column("上级任务", "assignment it reports to", null="the top"))
    adds = dy.Bool(metadata=column("计入上级合计", "adds to the sum of its parent"))
    due_on = dy.Date(metadata=column("截止日期", "due on"))
    state = dy.Enum(STATES, metadata=column("状态", "state"))
    seq = dy.Int32(min=1, metadata=column("步骤数", "number of its latest step"))
    reported_on = dy.Date(
        nullable=True, metadata=column("首次上报日期", "first reported on", null="not yet reported")
    )


class Entry(Contract):
    """What was entered in one item of an assignment; a change is a further version."""

    assignment = dy.Int64(primary_key=True, metadata=column("任务编号", "assignment"))
    item = dy.String(primary_key=True, metadata=column("项目代码", "item id"))
    version = dy.Int32(primary_key=True, min=1, metadata=column("版本", "version"))
    value = dy.Float64(nullable=True, metadata=column("数值", "value", null="missing: see state"))
    state = dy.Enum(
        MISSING, nullable=True, metadata=column("缺失状态", "state of missing", null="value is there")
    )
    unit = dy.String(metadata=column("单位", "unit"))
    reason = dy.String(nullable=True, metadata=column("说明", "reason", null="none"))
    actor = dy.String(metadata=column("填报人", "who entered it"))
    at = dy.Datetime(time_zone="UTC", metadata=column("时间（UTC）", "when, UTC"))

    @dy.rule()
    def a_value_or_the_state_of_its_absence(cls) -> pl.Expr:
        """An entry has a value or says why it has none."""
        return cls.value.col.is_null() != cls.state.col.is_null()


class Step(Contract):
    """One step of an assignment, in order."""

    assignment = dy.Int64(primary_key=True, metadata=column("任务编号", "assignment"))
    seq = dy.Int32(primary_key=True, min=1, metadata=column("序号", "step number"))
    step = dy.Enum(STEPS, metadata=column("步骤", "step"))
    state = dy.Enum(STATES, metadata=column("其后状态", "state after it"))
    actor = dy.String(metadata=column("办理人", "who"))
    at = dy.Datetime(time_zone="UTC", metadata=column("时间（UTC）", "when, UTC"))
    reason = dy.String(nullable=True, metadata=column("理由", "reason", null="none"))
