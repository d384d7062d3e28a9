"""Contracts of a policy: the document, its articles, targets and tasks."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["Article", "Entity", "Mention", "Policy", "PolicyPhrase", "PolicyWord", "Target", "Task"]


class Policy(Contract):
    """A policy document in one version."""

    sensitivity = Sensitivity.PUBLIC

    policy = dy.String(primary_key=True, metadata=column("政策编号", "policy id"))
    version = dy.Int32(primary_key=True, min=1, metadata=column("版本", "version"))
    region = dy.String(metadata=column("地区", "region"))
    title_zh = dy.String(metadata=column("标题", "title"))
    title_en = dy.String(metadata=column("英文标题", "title in English"))
    document_no = dy.String(metadata=column("文号", "document number"))
    issued_on = dy.Date(metadata=column("印发日期", "date of issue"))
    issuers = dy.String(metadata=column("印发单位", "issuers, separated by ;"))


class Article(Contract):
    """An article (条) with its exact text."""

    sensitivity = Sensitivity.PUBLIC

    policy = dy.String(primary_key=True, metadata=column("政策编号", "policy id"))
    article = dy.Int32(primary_key=True, min=1, metadata=column("条", "article"))
    chapter_zh = dy.String(metadata=column("章", "chapter"))
    title_zh = dy.String(metadata=column("标题", "title"))
    title_en = dy.String(
        nullable=True, metadata=column("英文标题", "title in English", null="not translated")
    )
    text_zh = dy.String(metadata=column("条文", "text, page-break artefacts mended"))
    departments = dy.String(
        nullable=True, metadata=column("责任部门", "departments, by ;", null="none named")
    )


class Target(Contract):
    """A target in one reading of its phrase; an ambiguous phrase has several rows."""

    sensitivity = Sensitivity.PUBLIC

    target = dy.String(primary_key=True, metadata=column("目标编号", "target id"))
    reading = dy.String(
        primary_key=True, metadata=column("读法", "reading: a, b ...; a where there is one only")
    )
    policy = dy.String(metadata=column("政策编号", "policy id"))
    article = dy.Int32(metadata=column("条", "article"))
    name_zh = dy.String(metadata=column("目标", "target"))
    name_en = dy.String(metadata=column("英文", "target in English"))
    reading_zh = dy.String(
        nullable=True, metadata=column("读法说明", "what this reading says", null="one reading")
    )
    reading_en = dy.String(
        nullable=True, metadata=column("读法说明（英文）", "this reading, in English", null="one reading")
    )
    rule = dy.Enum(
        [
            "at_least",
            "at_most",
            "greater_than",
            "equal",
            "about",
            "relative_change",
            "percentage_points",
            "every_year_at_least",
            "stable_at_least",
            "trend_down",
            "trend_up",
            "growth_slows",
            "event",
            "deliverable",
            "rank_lead",
            "ban",
        ],
        metadata=column("判定规则", "rule by which it is judged"),
    )
    base_year = dy.Int32(nullable=True, metadata=column("基年", "base year", null="the text names none"))
    target_year = dy.Int32(
        nullable=True, metadata=column("目标年", "target year", null="the text names none")
    )
    value = dy.Float64(
        nullable=True, metadata=column("目标值", "target value", null="not quantified in the text")
    )
    unit = dy.String(metadata=column("单位", "unit of the value"))
    hedge = dy.String(nullable=True, metadata=column("限定词", "hedge: 力争, 左右, 以上 ...", null="none"))
    aspirational = dy.Bool(metadata=column("力争类", "aspirational, not an obligation"))
    nested_in = dy.String(nullable=True, metadata=column("隶属目标", "target it is nested in", null="none"))
    phrase_zh = dy.String(metadata=column("原文", "exact phrase"))
    lead_proposed = dy.String(
        nullable=True, metadata=column("牵头部门（待确认）", "proposed lead, to be confirmed", null="none")
    )
    departments = dy.String(
        nullable=True, metadata=column("责任部门", "departments named, by ;", null="none named")
    )
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))


class Task(Contract):
    """A task with its exact phrase; the lead department is a proposal until a person confirms it."""

    sensitivity = Sensitivity.PUBLIC

    task = dy.String(primary_key=True, metadata=column("任务编号", "task id"))
    policy = dy.String(metadata=column("政策编号", "policy id"))
    article = dy.Int32(metadata=column("条", "article"))
    phrase_zh = dy.String(metadata=column("任务（原文）", "task, exact phrase"))
    name_en = dy.String(metadata=column("英文", "task in English"))
    kind = dy.String(metadata=column("类型", "type"))
    sector = dy.String(nullable=True, metadata=column("领域", "sector", null="none"))
    targets = dy.String(nullable=True, metadata=column("关联目标", "targets, by ;", null="none"))
    lead_proposed = dy.String(
        nullable=True, metadata=column("牵头部门（待确认）", "proposed lead, to be confirmed", null="none")
    )
    departments = dy.String(
        nullable=True, metadata=column("责任部门", "departments named, by ;", null="none named")
    )


class Entity(Contract):
    """A place, project, enterprise or area that a policy names."""

    sensitivity = Sensitivity.PUBLIC

    entity = dy.String(primary_key=True, metadata=column("对象编号", "entity id"))
    name_zh = dy.String(metadata=column("名称", "name in Chinese"))
    name_en = dy.String(metadata=column("英文名称", "name in English"))
    kind = dy.String(metadata=column("类型", "kind: city, park, enterprise, river basin ..."))
    located_in = dy.String(
        nullable=True,
        metadata=column("所在地代码", "adcode where it lies", null="not stated, or not one region"),
    )
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
    citation = dy.String(metadata=column("出处", "citation key"))


class Mention(Contract):
    """Where a policy names an entity, in what part, with the exact words."""

    sensitivity = Sensitivity.PUBLIC

    mention = dy.String(primary_key=True, metadata=column("提及编号", "mention id"))
    entity = dy.String(metadata=column("对象编号", "entity id"))
    policy = dy.String(metadata=column("政策编号", "policy id"))
    article = dy.Int32(metadata=column("条", "article"))
    role = dy.String(metadata=column("事项", "what it is named for"))
    phrase_zh = dy.String(metadata=column("原文", "exact phrase"))


class PolicyPhrase(Contract):
    """What was read in the text of a policy, each phrase with its place; a person has to confirm it."""

    sensitivity = Sensitivity.PUBLIC

    phrase = dy.String(primary_key=True, metadata=column("编号", "id: kind and number"))
    kind = dy.Enum(
        ["article", "target", "aim", "task", "duty", "place", "enterprise", "project"],
        metadata=column(
            "类别",
            "article, quantified target, aim in words, task, departments responsible; what the text names",
        ),
    )
    article = dy.Int32(min=0, metadata=column("条", "article, by its order; 0 for a chapter's own text"))
    label = dy.String(metadata=column("条号", "number as printed, or table and row"))
    phrase_zh = dy.String(metadata=column("原文", "exact phrase, white space left out"))
    starts_at = dy.Int64(min=0, metadata=column("起", "offset of the first character in the file's text"))
    ends_at = dy.Int64(min=1, metadata=column("止", "offset behind the last character"))
    page = dy.Int32(
        nullable=True, min=1, metadata=column("页", "page of the first character", null="no pages")
    )
    name_zh = dy.String(nullable=True, metadata=column("指标", "indicator or title", null="none"))
    rule = dy.String(nullable=True, metadata=column("判定规则", "rule", null="no target"))
    value = dy.Float64(nullable=True, metadata=column("数值", "value in the unit", null="not quantified"))
    unit = dy.String(nullable=True, metadata=column("单位", "unit as printed", null="not quantified"))
    base_year = dy.Int32(nullable=True, metadata=column("基年", "base year", null="the text names none"))
    year = dy.Int32(nullable=True, metadata=column("年份", "year by which", null="the text names none"))
    hedge = dy.String(nullable=True, metadata=column("限定词", "hedges, by ;", null="none"))
    aspirational = dy.Bool(nullable=True, metadata=column("力争类", "aspirational", null="no target"))
    nested_in = dy.String(nullable=True, metadata=column("隶属", "target it is a part of", null="none"))
    departments = dy.String(nullable=True, metadata=column("责任部门", "named, by ;", null="none named"))
    lead = dy.String(nullable=True, metadata=column("牵头部门", "lead that the text names", null="none"))
    lead_proposed = dy.String(
        nullable=True,
        metadata=column("牵头部门（待确认）", "lead proposed by rule", null="none, or the text's"),
    )
    open = dy.String(
        nullable=True, metadata=column("待确认", "what a person has to settle, by ;", null="nothing")
    )


class PolicyWord(Contract):
    """A word of the genre of plans, by the part it plays when a text is read."""

    sensitivity = Sensitivity.PUBLIC

    role = dy.String(primary_key=True, metadata=column("作用", "part: unit, hedge, comparator ..."))
    word = dy.String(primary_key=True, metadata=column("词", "word"))
    reading = dy.String(nullable=True, metadata=column("读作", "what it is read as", null="itself"))
    note = dy.String(nullable=True, metadata=column("说明", "note", null="none"))
