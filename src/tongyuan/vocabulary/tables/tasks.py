"""Contracts of tasks as work: each as it stands, and the steps that brought it there."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["WorkStep", "WorkTask"]

NOT_SETTLED = "not settled"
NOT_REPORTED = "not reported"


class WorkTask(Contract):
    """A line of the list of tasks (任务台账): who leads, who helps, by when, how far, how it stands."""

    sensitivity = Sensitivity.INTERNAL

    task = dy.String(primary_key=True, metadata=column("任务编号", "task id"))
    level = dy.Enum(
        ["plan", "annual", "node"],
        metadata=column(
            "层级（plan 方案，annual 年度，node 季度节点）", "level: of the plan, a year, a quarter"
        ),
    )
    parent = dy.String(nullable=True, metadata=column("上级任务", "task that it is a part of", null="none"))
    policy_task = dy.String(nullable=True, metadata=column("政策任务", "task of the policy", null="none"))
    article = dy.Int64(nullable=True, metadata=column("条", "article", null="of no article"))
    text = dy.String(metadata=column("任务", "task"))
    region = dy.String(metadata=column("责任地区", "region that answers for it"))
    department = dy.String(
        nullable=True, metadata=column("牵头单位", "department that leads", null=NOT_SETTLED)
    )
    lead_proposed = dy.String(
        nullable=True, metadata=column("牵头建议（待确认）", "lead proposed, to be confirmed", null="none")
    )
    helpers = dy.String(
        nullable=True, metadata=column("配合单位", "departments that help, by ;", null="none")
    )
    person = dy.String(nullable=True, metadata=column("责任人", "who answers for it", null="nobody named"))
    starts_on = dy.Date(nullable=True, metadata=column("开始", "start", null=NOT_SETTLED))
    due_on = dy.Date(nullable=True, metadata=column("时限", "date by which", null=NOT_SETTLED))
    weight = dy.Float64(metadata=column("权重", "weight among the parts of a whole", unit="1"))
    targets = dy.String(nullable=True, metadata=column("关联目标", "targets, by ;", null="none"))
    state = dy.Enum(
        ["open", "reported", "done"],
        metadata=column(
            "办理状态（open 办理中，reported 申请办结，done 已办结）", "open, reported as done, done"
        ),
    )
    progress = dy.Float64(nullable=True, metadata=column("进展", "progress", unit="%", null=NOT_REPORTED))
    said = dy.String(nullable=True, metadata=column("进展说明", "what was done", null=NOT_REPORTED))
    trouble = dy.String(nullable=True, metadata=column("问题", "what stands in the way", null="none told"))
    next_step = dy.String(nullable=True, metadata=column("下一步", "what comes next", null="none told"))
    reported_on = dy.Date(
        nullable=True, metadata=column("报送日期", "day of the last report", null=NOT_REPORTED)
    )
    done_on = dy.Date(
        nullable=True, metadata=column("办结日期", "day on which it was accepted", null="not done")
    )
    alert = dy.String(nullable=True, metadata=column("督办", "alert: warned, talked ... closed", null="none"))
    standing = dy.String(metadata=column("进度状态", "how it stands on the day asked"))
    parts = dy.Int64(metadata=column("下级任务数", "parts of it"))
    parts_told = dy.Int64(metadata=column("已报送的下级任务数", "parts that reported"))
    parts_progress = dy.Float64(
        nullable=True,
        metadata=column(
            "下级任务进展（按权重，只计已报送的）",
            "progress of the parts that reported, by weight",
            unit="%",
            null=NOT_REPORTED,
        ),
    )
    parts_coverage = dy.Float64(
        nullable=True,
        metadata=column(
            "下级任务已报送的权重", "weight of the parts that reported", unit="%", null="no parts"
        ),
    )


class WorkStep(Contract):
    """A step of a task: who did what, when, on which paper."""

    sensitivity = Sensitivity.INTERNAL

    id = dy.Int64(primary_key=True, metadata=column("序号", "number"))
    task = dy.String(metadata=column("任务编号", "task id"))
    version = dy.Int64(metadata=column("版本", "version of the task after it"))
    step = dy.String(metadata=column("步骤", "step"))
    changed = dy.String(metadata=column("变动", "what changed, as JSON"))
    memo = dy.String(metadata=column("说明", "what was said"))
    evidence = dy.String(nullable=True, metadata=column("材料", "paper", null="none"))
    evidence_hash = dy.String(
        nullable=True, metadata=column("材料校验值", "hash of the file", null="no file")
    )
    actor = dy.String(metadata=column("办理人", "who"))
    at = dy.Datetime(time_zone="UTC", metadata=column("时间", "when"))
