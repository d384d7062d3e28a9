"""Contracts of the admission desk: dated rules, projects, what offsets them, and what each gate says."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "AdmissionFinding",
    "AdmissionProject",
    "AdmissionRule",
    "AdmissionSetting",
    "AdmissionSource",
    "AdmissionStep",
]

GATES = ["scope", "policy", "zoning", "capacity", "pollutant", "coal", "energy", "carbon", "offset"]
VERDICTS = ["pass", "fail", "needs_evidence", "not_applicable"]
OUTCOMES = ["support_with_conditions", "hold", "not_supported"]
SECTORS = [
    "steel",
    "clinker",
    "flat_glass",
    "pv_glass",
    "aluminium",
    "coal_power",
    "petrochemical",
    "chemical",
    "nonferrous",
    "building_materials",
    "other",
]
STAGES = ["existing", "under_construction", "planned"]
#: 取水许可、开工 … in the order of a project's life; the last two stop it and let it go on.
STEPS = [
    "approve",
    "refuse",
    "start",
    "replaced",
    "energy_accepted",
    "discharge_permit",
    "operate",
    "suspend",
    "resume",
]
POLLUTANTS = ["SO2", "NOx", "dust", "VOCs", "COD", "NH3N"]
#: accounting: arithmetic of this register and no clause of law; it refuses nothing alone, as the unverified.
STATUSES = ["verified", "unverified", "draft", "accounting"]
LEVELS = ["advanced", "meets", "below"]
NOT_TOLD = "not told"


def _text(zh: str, en: str, null: str = NOT_TOLD) -> dy.String:
    return dy.String(nullable=True, metadata=column(zh, en, null=null))


def _amount(zh: str, en: str, unit: str) -> dy.Float64:
    return dy.Float64(nullable=True, min=0, max=1e12, metadata=column(zh, en, unit=unit, null=NOT_TOLD))


def _level(zh: str, en: str) -> dy.Enum:
    return dy.Enum(LEVELS, nullable=True, metadata=column(zh, en, null=NOT_TOLD))


def _day(zh: str, en: str, null: str = NOT_TOLD) -> dy.Date:
    return dy.Date(nullable=True, metadata=column(zh, en, null=null))


class AdmissionRule(Contract):
    """A rule of a gate, in force from one day to another, with its document and clause."""

    sensitivity = Sensitivity.PUBLIC

    rule = dy.String(primary_key=True, metadata=column("规则编号", "rule"))
    gate = dy.Enum(GATES, metadata=column("关口", "gate"))
    sector = dy.String(metadata=column("行业（* 为全部）", "sector; * is every one"))
    region_set = dy.String(metadata=column("适用地区", "regions where it holds; not: those outside of a set"))
    condition = dy.String(metadata=column("条件", "kind of condition"))
    figure = dy.Float64(nullable=True, metadata=column("数值", "figure of the condition", null="no figure"))
    figure_unit = _text("数值单位", "unit of the figure", "no figure")
    basis = dy.Enum(
        ["announced", "decided"],
        metadata=column(
            "依据日期（公告、研判）", "day that counts: of the announced plan, or of the opinion"
        ),
    )
    effective_from = dy.Date(metadata=column("生效日", "in force from"))
    effective_to = dy.Date(nullable=True, metadata=column("失效日", "in force until", null="still in force"))
    document = dy.String(metadata=column("文件", "document"))
    clause = dy.String(metadata=column("条款", "clause"))
    citation = dy.String(metadata=column("出处", "citation key"))
    status = dy.Enum(
        STATUSES, metadata=column("核实情况", "whether its text was seen; accounting: a rule of arithmetic")
    )
    overridable = dy.Bool(
        metadata=column("可由人说明理由后批准", "whether a human may approve against it with a reason")
    )
    asks_zh = dy.String(metadata=column("要求", "what it asks, in Chinese"))
    asks_en = dy.String(metadata=column("要求（英文）", "what it asks, in English"))


class AdmissionSetting(Contract):
    """What a province sets for the desk from one day to another, with its document."""

    sensitivity = Sensitivity.PUBLIC

    setting = dy.Enum(
        ["coal_ratio", "two_high"],
        primary_key=True,
        metadata=column(
            "事项（煤炭替代比例、两高行业）", "ratio of coal replacement, or a two-high industry"
        ),
    )
    industry = dy.String(
        primary_key=True,
        metadata=column("行业代码（GB/T 4754，* 为不分行业）", "industry code; * is every one"),
    )
    effective_from = dy.Date(primary_key=True, metadata=column("生效日", "in force from"))
    effective_to = dy.Date(nullable=True, metadata=column("失效日", "in force until", null="still in force"))
    figure = dy.Float64(
        nullable=True, min_exclusive=0, max=100, metadata=column("数值", "figure", unit="1", null="no figure")
    )
    document = dy.String(metadata=column("文件", "document"))
    clause = dy.String(metadata=column("条款", "clause"))
    actor = dy.String(metadata=column("经办", "who entered it"))

    @dy.rule()
    def ratio_has_figure(cls) -> pl.Expr:  # noqa: N805 - dataframely calls it on the class
        """A ratio has its figure; an industry of the list has none."""
        return (pl.col("setting") == "coal_ratio") == pl.col("figure").is_not_null()


class AdmissionProject(Contract):
    """A project of the list of 两高一低 projects, as its form states it; what is not stated is missing."""

    project = dy.String(primary_key=True, metadata=column("项目编号", "project id"))
    name = dy.String(metadata=column("项目名称", "name of the project"))
    region = dy.String(metadata=column("地区", "region"))
    department = _text("主管部门", "department")
    enterprise = _text("企业编号", "enterprise", "of no enterprise that is listed")
    project_sector = dy.Enum(SECTORS, metadata=column("项目行业", "industry of the project"))
    industry = _text("国民经济行业代码（GB/T 4754）", "industry code of GB/T 4754")
    project_stage = dy.Enum(STAGES, metadata=column("项目类别（存量、在建、拟建）", "class of the list"))
    longitude = dy.Float64(
        nullable=True, min=-180, max=180, metadata=column("经度", "longitude", unit="degree", null=NOT_TOLD)
    )
    latitude = dy.Float64(
        nullable=True, min=-90, max=90, metadata=column("纬度", "latitude", unit="degree", null=NOT_TOLD)
    )
    outline = _text("用地边界（WKT，EPSG:4490）", "outline of the site, WKT")
    catalogue_class = dy.Enum(
        ["encouraged", "permitted", "restricted", "eliminated"],
        nullable=True,
        metadata=column("产业目录类别", "class of the industry catalogue", null=NOT_TOLD),
    )
    unit_list = dy.Enum(
        ["allowed", "forbidden"],
        nullable=True,
        metadata=column("单元准入清单结论", "what the list of its unit says", null=NOT_TOLD),
    )
    unit_list_document = _text("单元准入清单文件", "document of that list")
    announced_on = _day("置换方案公告日期", "day on which the replacement plan was announced")
    swap_case = dy.Enum(
        ["ordinary", "merger", "equal_case", "restricted_or_cross"],
        nullable=True,
        metadata=column("置换情形", "case of the replacement", null=NOT_TOLD),
    )
    capacity_t = _amount("建设产能", "capacity to be built", "t/a")
    coal_t = _amount("新增用煤", "new use of coal", "t/a")
    energy_tce = _amount("综合能源消费量", "use of energy", "tce/a")
    electricity_mwh = _amount("用电量", "use of electricity", "MWh/a")
    water_m3 = _amount("取水量", "water taken", "m3/a")
    co2_t = _amount("二氧化碳排放量", "emission of CO2", "t/a")
    SO2_t = _amount("二氧化硫排放量", "discharge of SO2", "t/a")
    NOx_t = _amount("氮氧化物排放量", "discharge of NOx", "t/a")
    dust_t = _amount("烟粉尘排放量", "discharge of dust", "t/a")
    VOCs_t = _amount("挥发性有机物排放量", "discharge of VOCs", "t/a")
    COD_t = _amount("化学需氧量排放量", "discharge of COD", "t/a")
    NH3N_t = _amount("氨氮排放量", "discharge of NH3-N", "t/a")
    energy_review = _text("节能审查意见文号", "number of the energy-conservation review")
    carbon_evaluation = _text("碳排放评价文号", "document of the carbon evaluation")
    eia = _text("环评批复文号", "document of the environmental assessment")
    water_permit = _text("取水许可文号", "number of the permit to take water")
    energy_level = _level("能耗水平", "level of energy use")
    material_level = _level("物耗水平", "level of material use")
    water_level = _level("水耗水平", "level of water use")
    level_document = _text("清洁生产评价文件", "document of cleaner production")
    told_as = dy.Enum(["stated", "synthetic"], metadata=column("数据性质", "stated, or synthetic"))
    note = _text("说明", "note", "none")


class AdmissionSource(Contract):
    """What a project uses to replace capacity, coal or discharge: a source and the amount from it."""

    project = dy.String(primary_key=True, metadata=column("项目编号", "project id"))
    offset_source = dy.String(
        primary_key=True, metadata=column("替代来源编号", "source, the same wherever it is used")
    )
    offset_kind = dy.Enum(
        ["capacity", "coal", *POLLUTANTS],
        primary_key=True,
        metadata=column("替代类别", "what is replaced"),
    )
    registration = dy.Int64(
        nullable=True,
        min=1,
        metadata=column("减排登记编号", "number in the register of reductions", null="not registered"),
    )
    amount_t = dy.Float64(min=0, max=1e12, metadata=column("使用量", "amount used", unit="t/a"))
    available_t = _amount("来源可用总量", "what the source has in all", "t/a")
    reduced_t = _amount("已计入总量减排的量", "counted as total reduction", "t/a")
    coal_tce_per_t = dy.Float64(
        nullable=True,
        min_exclusive=0,
        max=2,
        metadata=column("折标系数", "standard coal per tonne of the coal", unit="tce/t", null=NOT_TOLD),
    )
    substitute = dy.Enum(
        ["none", "gas", "electricity", "renewable", "petcoke", "coke", "semi_coke"],
        nullable=True,
        metadata=column("改用燃料", "fuel used instead", null=NOT_TOLD),
    )
    base_on = _day("基准日", "base day: reductions before it do not count")
    began_on = _day("减量开始日", "day from which it reduces")
    shut_on = _day("关停日期", "day of the shutdown", "not shut yet, or not told")
    lawful = dy.Bool(nullable=True, metadata=column("来源合法", "lawful", null=NOT_TOLD))
    evidence = _text("证明文件", "document that proves it")


class AdmissionFinding(Contract):
    """What a rule says of a project: the verdict, what it has and needs, and what would settle it."""

    project = dy.String(primary_key=True, metadata=column("项目编号", "project id"))
    number = dy.Int64(primary_key=True, metadata=column("序号", "number"))
    gate = dy.Enum(GATES, metadata=column("关口", "gate"))
    verdict = dy.Enum(VERDICTS, metadata=column("结论", "verdict"))
    rule = dy.String(metadata=column("规则编号", "rule"))
    status = dy.Enum(STATUSES, metadata=column("规则核实情况", "status of rule"))
    subject = _text("对象", "what was compared", "nothing was")
    have = dy.Float64(nullable=True, metadata=column("实有", "have", null="no figure"))
    need = dy.Float64(nullable=True, metadata=column("应有", "need", null="no figure"))
    figure_unit = _text("单位", "unit", "no figure")
    document = dy.String(metadata=column("文件", "document"))
    clause = dy.String(metadata=column("条款", "clause"))
    reason_zh = dy.String(metadata=column("理由", "reason, in Chinese"))
    reason_en = dy.String(metadata=column("理由（英文）", "reason, in English"))
    settle_zh = _text("补证文件", "document that would settle it, in Chinese", "nothing is open")
    settle_en = _text("补证文件（英文）", "document that would settle it, in English", "nothing is open")
    citation = dy.String(metadata=column("出处", "citation key"))


class AdmissionStep(Contract):
    """A step of a project after its opinion: decision, milestone, stop."""

    number = dy.Int64(primary_key=True, metadata=column("序号", "number"))
    project = dy.String(metadata=column("项目编号", "project id"))
    step = dy.Enum(STEPS, metadata=column("步骤", "step"))
    done_on = dy.Date(metadata=column("日期", "day"))
    document = dy.String(metadata=column("文件", "document"))
    memo = dy.String(metadata=column("说明", "note"))
    opinion = dy.Int64(nullable=True, metadata=column("研判意见", "opinion that it rests on", null="none"))
    actor = dy.String(metadata=column("经办", "actor"))
    at = dy.Datetime(time_zone="UTC", time_unit="us", metadata=column("时间", "time"))
