"""Contract of schedules: work that is asked for at regular times."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Schedule"]


class Schedule(Contract):
    """Work that comes again and again."""

    number = dy.Int64(primary_key=True, metadata=column("编号", "number"))
    service = dy.String(metadata=column("工作", "service"))
    every_minutes = dy.Int64(min=1, metadata=column("间隔（分钟）", "how often [min]"))
    due_at = dy.Datetime(time_unit="us", time_zone="UTC", metadata=column("下次时间", "when it is due next"))
    job = dy.String(nullable=True, metadata=column("最近任务", "last job", null="none so far"))
    state = dy.String(
        nullable=True, metadata=column("最近任务状态", "how the last job stands", null="none so far")
    )
    message = dy.String(nullable=True, metadata=column("说明", "what it said", null="none so far"))
    actor = dy.String(metadata=column("设定人", "who set it"))
    set_at = dy.Datetime(time_unit="us", time_zone="UTC", metadata=column("设定时间", "when it was set"))
