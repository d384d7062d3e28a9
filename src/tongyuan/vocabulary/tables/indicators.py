"""Contracts of judging: indicator values and the status of targets."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.tables.accounting import QUALITIES
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["STATUSES", "IndicatorValue", "TargetStatus"]

STATUSES = ["done", "on_track", "behind", "not_done", "cannot_tell"]


class IndicatorValue(Contract):
    """The value of an indicator in a region and year, or why there is none."""

    indicator = dy.String(primary_key=True, metadata=column("指标", "indicator id"))
    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    year = dy.Int32(primary_key=True, metadata=column("年份", "year"))
    value = dy.Float64(nullable=True, metadata=column("数值", "value", null="cannot be told: see reason"))
    unit = dy.String(metadata=column("单位", "unit"))
    reason = dy.String(
        nullable=True, metadata=column("无法计算原因", "why there is no value", null="there is one")
    )
    lacks = dy.String(
        nullable=True, metadata=column("缺少数据", "series that are missing, by ;", null="none")
    )
    verified_definition = dy.Bool(metadata=column("口径已核实", "definition seen in its document"))
    quality = dy.Enum(
        QUALITIES, nullable=True, metadata=column("数据质量", "worst quality", null="no figure")
    )


class TargetStatus(Contract):
    """Where a target stands at a date, by UI's five statuses, with the reason in both languages."""

    target = dy.String(primary_key=True, metadata=column("目标编号", "target id"))
    reading = dy.String(primary_key=True, metadata=column("读法", "reading"))
    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    on = dy.Date(primary_key=True, metadata=column("判定日期", "date of judgement"))
    status = dy.Enum(STATUSES, metadata=column("状态", "status"))
    aspirational = dy.Bool(metadata=column("力争类", "aspirational"))
    indicator = dy.String(nullable=True, metadata=column("指标", "indicator id", null="not bound"))
    value = dy.Float64(nullable=True, metadata=column("现值", "value judged", null="no figure to judge"))
    value_year = dy.Int32(nullable=True, metadata=column("数据年份", "year of the value", null="no figure"))
    path_value = dy.Float64(
        nullable=True, metadata=column("时序目标值", "value on the straight path", null="no path")
    )
    base_value = dy.Float64(
        nullable=True, metadata=column("基年值", "base value", null="base unknown or not needed")
    )
    target_value = dy.Float64(nullable=True, metadata=column("目标值", "target value", null="not quantified"))
    unit = dy.String(metadata=column("单位", "unit"))
    reason_code = dy.String(nullable=True, metadata=column("原因代码", "reason code", null="none needed"))
    reason_zh = dy.String(metadata=column("判定理由", "why this status"))
    reason_en = dy.String(metadata=column("判定理由（英文）", "why this status, in English"))
    owed_by = dy.String(
        nullable=True, metadata=column("欠报部门", "department that owes the figure", null="nobody")
    )
    latest_status = dy.Enum(
        STATUSES,
        nullable=True,
        metadata=column("最近一期状态", "status at the latest figure's year end", null="no figure"),
    )
    verified_definition = dy.Bool(metadata=column("口径已核实", "definition seen in its document"))
    quality = dy.Enum(
        QUALITIES, nullable=True, metadata=column("数据质量", "worst quality", null="no figure")
    )
