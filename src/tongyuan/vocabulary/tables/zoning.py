"""Contracts of ecological zoning: units, their lists and outlines, and what a site has to do with them."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Plot", "PlotStep", "ZoneEdition", "ZonePart", "ZoneRule", "ZoneSite", "ZoningUnit"]

#: 优先保护、重点管控、一般管控; from the strictest.
CLASSES = ["priority", "key", "general"]
#: A red line may come as a layer of its own, over the units: it is no unit then, and no share counts it.
LAYERS = ["unit", "red_line"]
#: The four dimensions of a unit's list.
DIMENSIONS = ["space", "pollution", "risk", "resource"]
ORIGINS = ["issued", "synthetic"]
NOT_TOLD = "not told"


def _unit(*, key: bool) -> dy.String:
    return dy.String(primary_key=key, metadata=column("管控单元编码", "unit"))


def _class() -> dy.Enum:
    return dy.Enum(
        CLASSES,
        metadata=column(
            "管控分类（priority 优先保护，key 重点管控，general 一般管控）",
            "class: priority protection, key control, general control",
        ),
    )


def _red_line() -> dy.Bool:
    return dy.Bool(
        nullable=True, metadata=column("生态保护红线", "lies in the red line", null="not told by the source")
    )


def _text(zh: str, en: str) -> dy.String:
    return dy.String(nullable=True, metadata=column(zh, en, null=NOT_TOLD))


class ZoningUnit(Contract):
    """A unit of ecological zoning in one edition, with its four-dimension list and its outline.

    The outline is WKB in longitude and latitude of CGCS2000 (EPSG:4490); a list may come without one.
    """

    sensitivity = Sensitivity.PUBLIC

    unit = _unit(key=True)
    edition = dy.String(primary_key=True, metadata=column("版本", "edition"))
    layer = dy.Enum(
        LAYERS, metadata=column("图层（unit 单元，red_line 红线）", "layer: units, or a red line")
    )
    name = dy.String(metadata=column("管控单元名称", "name"))
    region = dy.String(metadata=column("地区", "region"))
    zone_class = _class()
    red_line = _red_line()
    space = _text("空间布局约束", "constraints of spatial layout")
    pollution = _text("污染物排放管控", "control of discharges")
    risk = _text("环境风险防控", "prevention of environmental risk")
    resource = _text("资源开发效率要求", "efficiency of resource use")
    valid_from = dy.Date(metadata=column("生效日", "in force from"))
    valid_to = dy.Date(nullable=True, metadata=column("失效日", "in force until", null="still in force"))
    source = dy.String(metadata=column("来源", "source"))
    origin = dy.Enum(
        ORIGINS,
        metadata=column("性质（issued 发布，synthetic 合成）", "issued by an authority, or synthetic"),
    )
    geometry = dy.Binary(
        nullable=True, metadata=column("边界（WKB，EPSG:4490）", "outline, WKB", null="list without a map")
    )


class ZoneRule(Contract):
    """A line of the entry or exit list of a unit, quantified where its text is."""

    sensitivity = Sensitivity.PUBLIC

    unit = _unit(key=True)
    edition = dy.String(primary_key=True, metadata=column("版本", "edition"))
    rule = dy.String(primary_key=True, metadata=column("条目编号", "number of the rule"))
    dimension = dy.Enum(DIMENSIONS, metadata=column("维度", "dimension"))
    effect = dy.Enum(
        ["allow", "restrict", "forbid", "exit", "limit"],
        metadata=column(
            "要求（允许、限制、禁止、退出、限值）", "allowed, restricted, forbidden, to leave, limit"
        ),
    )
    subject = dy.String(
        metadata=column("对象（行业、项目类别或指标）", "industry, kind of project, or quantity")
    )
    comparison = dy.Enum(
        ["at_most", "at_least"],
        nullable=True,
        metadata=column("比较", "comparison", null="no figure"),
    )
    value = dy.Float64(nullable=True, metadata=column("数值", "value", null="no figure"))
    value_unit = dy.String(nullable=True, metadata=column("数值单位", "unit of the value", null="no figure"))
    text = dy.String(metadata=column("原文", "text"))
    valid_from = dy.Date(metadata=column("生效日", "in force from"))
    valid_to = dy.Date(nullable=True, metadata=column("失效日", "in force until", null="still in force"))
    citation = dy.String(metadata=column("出处", "citation"))
    quality = dy.Enum(
        ["verified", "unverified", "synthetic"], metadata=column("核实情况", "whether it was seen")
    )

    @dy.rule()
    def figure_whole(cls) -> pl.Expr:  # noqa: N805 - dataframely calls it on the class
        """A figure has its comparison and its unit, or there is none."""
        told = pl.col("value").is_not_null()
        return (told == pl.col("comparison").is_not_null()) & (told == pl.col("value_unit").is_not_null())


class ZonePart(Contract):
    """A unit that a site touches, with how much of the site lies in it."""

    sensitivity = Sensitivity.INTERNAL

    site = dy.String(primary_key=True, metadata=column("地块或项目", "site"))
    unit = _unit(key=True)
    edition = dy.String(primary_key=True, metadata=column("版本", "edition"))
    layer = dy.Enum(LAYERS, metadata=column("图层", "layer"))
    name = dy.String(metadata=column("管控单元名称", "name"))
    region = dy.String(metadata=column("地区", "region"))
    zone_class = _class()
    red_line = _red_line()
    area_m2 = dy.Float64(
        nullable=True, min=0, metadata=column("重叠面积", "area", unit="m2", null="the site has no area")
    )
    length_m = dy.Float64(
        nullable=True, min=0, metadata=column("重叠长度", "length", unit="m", null="the site is no line")
    )
    share = dy.Float64(min=0, max=1.000001, metadata=column("占比", "share of the site", unit="1"))
    on_border = dy.Bool(metadata=column("仅在边界上", "touches the border alone"))


class ZoneSite(Contract):
    """What all units say about a site: how much of it lies where, and what cannot be told."""

    sensitivity = Sensitivity.INTERNAL

    site = dy.String(primary_key=True, metadata=column("地块或项目", "site"))
    kind = dy.Enum(["point", "line", "polygon"], metadata=column("类型", "kind"))
    area_m2 = dy.Float64(nullable=True, min=0, metadata=column("面积", "area", unit="m2", null="no polygon"))
    length_m = dy.Float64(nullable=True, min=0, metadata=column("长度", "length", unit="m", null="no line"))
    units = dy.Int64(min=0, metadata=column("涉及单元数", "units"))
    zone_class = dy.Enum(
        CLASSES,
        nullable=True,
        metadata=column("最严管控分类", "strictest class", null="outside of all units"),
    )
    outside_share = dy.Float64(
        min=0, max=1, metadata=column("单元以外占比", "share outside of all units", unit="1")
    )
    double_share = dy.Float64(
        min=0, metadata=column("重复计入占比", "share that overlapping units count more than once", unit="1")
    )
    shared_border = dy.Bool(metadata=column("位于单元交界", "a point on the border of several units"))
    red_line = dy.Enum(
        ["overlaps", "touches", "clear", "not_told"],
        metadata=column(
            "红线（占用、相接、不涉及、未标明）", "red line: overlaps, touches, clear, cannot be told"
        ),
    )
    red_line_m2 = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("占用红线面积", "area in the red line", unit="m2", null="no polygon"),
    )
    red_line_m = dy.Float64(
        nullable=True,
        min=0,
        metadata=column("穿越红线长度", "length in the red line", unit="m", null="no line"),
    )


class ZoneEdition(Contract):
    """An edition of units, from which day it holds, and whether a later file corrects it."""

    sensitivity = Sensitivity.PUBLIC

    number = dy.Int64(primary_key=True, metadata=column("序号", "number"))
    edition = dy.String(metadata=column("版本", "edition"))
    layer = dy.Enum(
        LAYERS, metadata=column("图层（unit 单元，red_line 红线）", "layer: units, or a red line")
    )
    region = dy.String(metadata=column("地区", "region"))
    valid_from = dy.Date(metadata=column("生效日", "in force from"))
    valid_to = dy.Date(nullable=True, metadata=column("失效日", "in force until", null="still in force"))
    source = dy.String(metadata=column("来源", "source"))
    origin = dy.Enum(
        ORIGINS,
        metadata=column("性质（issued 发布，synthetic 合成）", "issued by an authority, or synthetic"),
    )
    units = dy.Int64(min=0, metadata=column("单元数", "units"))
    corrected = dy.Bool(metadata=column("已被更正", "corrected by a later file"))
    actor = dy.String(metadata=column("经办", "actor"))
    at = dy.Datetime(time_zone="UTC", time_unit="us", metadata=column("时间", "time"))


class Plot(Contract):
    """A plot of land: contaminated, or a candidate for wind or sun on mining land."""

    sensitivity = Sensitivity.INTERNAL

    plot = dy.String(primary_key=True, metadata=column("地块编码", "plot"))
    kind = dy.Enum(
        ["contaminated", "wind", "pv"],
        metadata=column("类别（污染地块、风电、光伏备选）", "kind: contaminated, wind or PV candidate"),
    )
    name = dy.String(metadata=column("地块名称", "name"))
    region = dy.String(metadata=column("地区", "region"))
    enterprise = dy.String(nullable=True, metadata=column("企业", "enterprise", null="of none"))
    former_use = dy.String(nullable=True, metadata=column("原用途", "former use", null=NOT_TOLD))
    severe = dy.Bool(nullable=True, metadata=column("重度污染", "severely contaminated", null=NOT_TOLD))
    area_m2 = dy.Float64(
        nullable=True, min_exclusive=0, metadata=column("面积", "area", unit="m2", null=NOT_TOLD)
    )
    geometry = dy.Binary(
        nullable=True, metadata=column("边界（WKB，EPSG:4490）", "outline, WKB", null=NOT_TOLD)
    )
    source = dy.String(metadata=column("来源", "source"))
    origin = dy.Enum(
        ORIGINS,
        metadata=column("性质（issued 发布，synthetic 合成）", "issued by an authority, or synthetic"),
    )


class PlotStep(Contract):
    """A step in the life of a plot, with the document that shows it."""

    sensitivity = Sensitivity.INTERNAL

    number = dy.Int64(primary_key=True, metadata=column("序号", "number"))
    key = dy.String(metadata=column("业务编号", "key"))
    plot = dy.String(metadata=column("地块编码", "plot"))
    step = dy.String(metadata=column("步骤", "step"))
    day = dy.Date(metadata=column("日期", "day"))
    evidence = dy.String(metadata=column("依据文件", "evidence"))
    memo = dy.String(metadata=column("说明", "note"))
    actor = dy.String(metadata=column("经办", "actor"))
    at = dy.Datetime(time_zone="UTC", time_unit="us", metadata=column("时间", "time"))
