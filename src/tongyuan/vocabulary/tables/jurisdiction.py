"""Contracts of a jurisdiction: its regions, groups, departments and enterprises. The rows come from packs."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Department", "Enterprise", "Membership", "Region"]


class Region(Contract):
    """An administrative region (GB/T 2260) or a functional area with an id of its own."""

    sensitivity = Sensitivity.PUBLIC

    region = dy.String(primary_key=True, metadata=column("代码", "GB/T 2260 code, or the pack's own id"))
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    level = dy.Enum(["province", "prefecture", "county", "functional"], metadata=column("层级", "level"))
    parent = dy.String(nullable=True, metadata=column("上级", "parent region", null="the top of this pack"))
    assessed = dy.Bool(metadata=column("考核单元", "is an assessment unit"))
    additive = dy.Bool(metadata=column("计入合计", "adds to the sum of its parent"))
    valid_from = dy.Date(
        nullable=True, metadata=column("启用日期", "valid from", null="since before our records")
    )
    valid_to = dy.Date(nullable=True, metadata=column("停用日期", "valid to", null="still valid"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
    citation = dy.String(metadata=column("出处", "citation key"))

    @dy.rule()
    def functional_areas_never_add(cls) -> pl.Expr:
        """A functional area overlaps administrative regions, so it never adds to a sum."""
        return (cls.level.col != "functional") | ~cls.additive.col


class Membership(Contract):
    """Share of a region in a group or functional area (coastal cities, basins, belts)."""

    sensitivity = Sensitivity.PUBLIC

    group = dy.String(primary_key=True, metadata=column("区域组", "group id"))
    region = dy.String(primary_key=True, metadata=column("地区", "region"))
    share = dy.Float64(
        nullable=True, min=0, max=1, metadata=column("份额", "share", unit="1", null="member, share unknown")
    )
    quality = dy.String(metadata=column("数据质量", "quality"))
    citation = dy.String(metadata=column("出处", "citation key"))


class Department(Contract):
    """A department that owns tasks, targets and figures."""

    sensitivity = Sensitivity.PUBLIC

    department = dy.String(primary_key=True, metadata=column("部门编号", "department id"))
    short_zh = dy.String(metadata=column("简称", "short name, as in the policy"))
    name_zh = dy.String(metadata=column("全称", "full name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Enterprise(Contract):
    """An enterprise that reports for itself; whoever may see it sees its region and industry too."""

    enterprise = dy.String(primary_key=True, metadata=column("企业编号", "enterprise id"))
    name_zh = dy.String(metadata=column("企业名称", "name in Chinese"))
    name_en = dy.String(nullable=True, metadata=column("英文名称", "name in English", null="none"))
    credit_code = dy.String(
        nullable=True, metadata=column("统一社会信用代码", "unified social credit code", null="not known")
    )
    region = dy.String(metadata=column("所在地区", "county or city it lies in"))
    park = dy.String(nullable=True, metadata=column("所在园区", "park it lies in", null="none"))
    industry = dy.String(metadata=column("行业代码", "industry, GB/T 4754 code"))
    parent = dy.String(nullable=True, metadata=column("母公司", "enterprise that owns it", null="none"))
    valid_from = dy.Date(nullable=True, metadata=column("启用日期", "reports from", null="since before"))
    valid_to = dy.Date(nullable=True, metadata=column("停用日期", "reports until", null="still reports"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
    citation = dy.String(metadata=column("出处", "citation key"))
