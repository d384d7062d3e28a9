"""Contracts of statistics: the series that departments owe, and the figures they hand in."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.accounting import QUALITIES, STATES
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["KINDS", "VINTAGES", "Series", "Statistic"]

KINDS = ["declared", "verified", "audited", "published"]
VINTAGES = ["flash", "preliminary", "final", "census_revised", "unstated"]


class Series(Contract):
    """A series of statistics: what it means, its unit, and who owes it."""

    sensitivity = Sensitivity.PUBLIC

    series = dy.String(primary_key=True, regex=r"^[a-z][a-z0-9_]*$", metadata=column("指标代码", "series id"))
    label_zh = dy.String(metadata=column("指标名称", "name in Chinese"))
    label_en = dy.String(metadata=column("英文名称", "name in English"))
    unit = dy.String(metadata=column("计量单位", "unit, as the statistics print it"))
    owner = dy.String(
        nullable=True, metadata=column("填报部门", "department id that owes it", null="nobody is known to")
    )
    owner_confirmed = dy.Bool(metadata=column("部门已确认", "the owner is confirmed; else 待确认"))
    price_basis = dy.Enum(["none", "nominal", "constant"], metadata=column("价格口径", "price basis"))
    minimum = dy.Float64(nullable=True, metadata=column("最小值", "lowest possible value", null="no limit"))
    maximum = dy.Float64(nullable=True, metadata=column("最大值", "highest possible value", null="no limit"))
    choices = dy.String(nullable=True, metadata=column("可选值", "allowed values, by ;", null="any number"))
    definition_zh = dy.String(nullable=True, metadata=column("口径", "definition", null="not found"))
    targets = dy.String(nullable=True, metadata=column("关联目标", "targets it serves, by ;", null="none"))


class Statistic(Contract):
    """A figure as somebody handed it in or published it; a correction is a new row, believed later."""

    series = dy.String(primary_key=True, metadata=column("指标代码", "series id"))
    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    period = dy.String(primary_key=True, metadata=column("时期", "period: 2024, 2024Q3, 2024-07"))
    kind = dy.Enum(
        KINDS, primary_key=True, metadata=column("数据类型", "declared, verified, audited, published")
    )
    vintage = dy.Enum(
        VINTAGES,
        primary_key=True,
        metadata=column(
            "数据版次", "快报 flash, 初步核算 preliminary, 最终核实 final, 普查修订 census_revised"
        ),
    )
    version = dy.Int32(primary_key=True, min=1, metadata=column("版本", "version"))
    value = dy.Float64(nullable=True, metadata=column("数值", "value", null="missing: see state"))
    state = dy.Enum(
        STATES, nullable=True, metadata=column("缺失状态", "state of missing", null="value is there")
    )
    unit = dy.String(metadata=column("单位", "unit"))
    believed_at = dy.Datetime(
        time_zone="UTC", metadata=column("入库时间（UTC）", "when it was believed, UTC")
    )
    reporter = dy.String(metadata=column("填报人", "who handed it in"))
    evidence = dy.String(nullable=True, metadata=column("佐证", "evidence", null="none"))
    quality = dy.Enum(QUALITIES, metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation: document, table, year; and via what"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))

    @dy.rule()
    def value_or_state(cls) -> pl.Expr:
        """A value, or the state that says why there is none; never both, never neither."""
        return cls.value.col.is_null() != cls.state.col.is_null()
