"""Contracts of policies in versions: what each says, how two differ, what one covers of another."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = [
    "POLICY_LEVELS",
    "PolicyBeside",
    "PolicyCoverage",
    "PolicyDifference",
    "PolicyDraft",
    "PolicyLink",
    "PolicyReview",
    "PolicyStatement",
    "PolicyVersion",
]

POLICY_LEVELS = ["national", "provincial", "city", "county", "sector"]
LINKS = ["derived_from", "amends", "replaces", "not_applicable"]
NONE = "none"


class PolicyVersion(Contract):
    """A version of a policy that holds: what document it is, since when, until when."""

    sensitivity = Sensitivity.PUBLIC

    policy = dy.String(primary_key=True, metadata=column("政策编号", "policy id"))
    version = dy.Int32(primary_key=True, min=1, metadata=column("版本", "version"))
    level = dy.Enum(
        POLICY_LEVELS,
        metadata=column(
            "层级（国家、省、市、县、行业）", "level: national, provincial, city, county, sector"
        ),
    )
    region = dy.String(metadata=column("地区", "region"))
    title_zh = dy.String(metadata=column("标题", "title"))
    document_no = dy.String(nullable=True, metadata=column("文号", "document number", null="not told"))
    issued_on = dy.Date(nullable=True, metadata=column("印发日期", "date of issue", null="not told"))
    issuers = dy.String(nullable=True, metadata=column("印发单位", "issuers, by ;", null="not told"))
    in_force_from = dy.Date(nullable=True, metadata=column("施行日期", "in force from", null="not told"))
    in_force_to = dy.Date(
        nullable=True, metadata=column("失效日期", "last day in force", null="no end is told")
    )
    ended_by = dy.String(
        nullable=True, metadata=column("失效依据", "what ended it", null="nothing has ended it")
    )
    origin = dy.Enum(
        ["pack", "text"],
        metadata=column("由来（随数据包、由文本确认）", "with the pack, or confirmed from its text"),
    )
    articles = dy.Int64(metadata=column("条", "articles", unit="1"))
    targets = dy.Int64(metadata=column("目标", "targets", unit="1"))
    tasks = dy.Int64(metadata=column("任务", "tasks", unit="1"))
    synthetic = dy.Bool(metadata=column("合成", "invented"))


class PolicyDraft(Contract):
    """A text that was taken and waits to be confirmed, phrase by phrase."""

    sensitivity = Sensitivity.INTERNAL

    policy = dy.String(primary_key=True, metadata=column("政策编号", "policy id"))
    version = dy.Int32(primary_key=True, min=1, metadata=column("版本", "version"))
    level = dy.Enum(POLICY_LEVELS, metadata=column("层级", "level"))
    region = dy.String(metadata=column("地区", "region"))
    title_zh = dy.String(metadata=column("标题", "title"))
    file = dy.String(metadata=column("文件", "file"))
    file_hash = dy.String(metadata=column("文件校验值", "hash of the file"))
    state = dy.Enum(
        ["draft", "published", "dropped"],
        metadata=column("状态（草稿、已发布、已弃用）", "draft, published, dropped"),
    )
    phrases = dy.Int64(metadata=column("条目", "phrases that need a decision", unit="1"))
    undecided = dy.Int64(metadata=column("待确认", "of them without one", unit="1"))
    taken_by = dy.String(metadata=column("读入人", "who took it"))
    taken_at = dy.Datetime(time_zone="UTC", metadata=column("读入时间", "when it was taken"))
    published_by = dy.String(
        nullable=True, metadata=column("发布人", "who published it", null="not published")
    )
    published_at = dy.Datetime(
        time_zone="UTC", nullable=True, metadata=column("发布时间", "when", null="not published")
    )


class PolicyStatement(Contract):
    """What a version says, phrase by phrase, as a person confirmed it."""

    sensitivity = Sensitivity.PUBLIC

    policy = dy.String(primary_key=True, metadata=column("政策编号", "policy id"))
    version = dy.Int32(primary_key=True, min=1, metadata=column("版本", "version"))
    phrase = dy.String(primary_key=True, metadata=column("编号", "id within the version"))
    kind = dy.String(metadata=column("类别", "article, target, aim, task ..."))
    article = dy.Int32(min=0, metadata=column("条", "article"))
    label = dy.String(metadata=column("条号", "number as printed"))
    phrase_zh = dy.String(metadata=column("原文", "exact phrase"))
    name_zh = dy.String(nullable=True, metadata=column("指标", "indicator or title", null=NONE))
    rule = dy.String(nullable=True, metadata=column("判定规则", "rule", null="no target"))
    value = dy.Float64(nullable=True, metadata=column("数值", "value in the unit", null="not quantified"))
    unit = dy.String(nullable=True, metadata=column("单位", "unit", null="not quantified"))
    base_year = dy.Int32(nullable=True, metadata=column("基年", "base year", null="the text names none"))
    year = dy.Int32(nullable=True, metadata=column("年份", "year by which", null="the text names none"))
    hedge = dy.String(nullable=True, metadata=column("限定词", "hedges, by ;", null=NONE))
    aspirational = dy.Bool(nullable=True, metadata=column("力争类", "aspirational", null="no target"))
    nested_in = dy.String(nullable=True, metadata=column("隶属", "target it is a part of", null=NONE))
    departments = dy.String(nullable=True, metadata=column("责任部门", "named, by ;", null="none named"))
    lead = dy.String(nullable=True, metadata=column("牵头部门", "lead, of the text or confirmed", null=NONE))
    lead_proposed = dy.String(
        nullable=True, metadata=column("牵头部门（待确认）", "lead proposed by rule", null=NONE)
    )
    upper = dy.String(
        nullable=True,
        metadata=column("落实的上级条目", "what it carries out of a policy above: policy/phrase", null=NONE),
    )
    decided = dy.Enum(
        ["pack", "confirmed", "corrected", "added", "structure"],
        metadata=column(
            "确认方式（随包、确认、更正、补充、条文结构）",
            "with the pack, confirmed, corrected, added, or structure that needs no decision",
        ),
    )


class PolicyReview(Contract):
    """A phrase of a draft with its place in the text, and what a person decided of it."""

    sensitivity = Sensitivity.INTERNAL

    phrase = dy.String(primary_key=True, metadata=column("编号", "id within the version"))
    kind = dy.String(metadata=column("类别", "article, target, aim, task ..."))
    article = dy.Int32(min=0, metadata=column("条", "article"))
    label = dy.String(metadata=column("条号", "number as printed"))
    phrase_zh = dy.String(metadata=column("原文", "exact phrase"))
    starts_at = dy.Int64(min=0, metadata=column("起", "offset of its first character in the text"))
    ends_at = dy.Int64(min=1, metadata=column("止", "offset behind the last"))
    name_zh = dy.String(nullable=True, metadata=column("指标", "indicator or title", null=NONE))
    rule = dy.String(nullable=True, metadata=column("判定规则", "rule", null="no target"))
    value = dy.Float64(nullable=True, metadata=column("数值", "value in the unit", null="not quantified"))
    unit = dy.String(nullable=True, metadata=column("单位", "unit", null="not quantified"))
    base_year = dy.Int32(nullable=True, metadata=column("基年", "base year", null="the text names none"))
    year = dy.Int32(nullable=True, metadata=column("年份", "year by which", null="the text names none"))
    hedge = dy.String(nullable=True, metadata=column("限定词", "hedges, by ;", null=NONE))
    aspirational = dy.Bool(nullable=True, metadata=column("力争类", "aspirational", null="no target"))
    nested_in = dy.String(nullable=True, metadata=column("隶属", "target it is a part of", null=NONE))
    departments = dy.String(nullable=True, metadata=column("责任部门", "named, by ;", null="none named"))
    lead = dy.String(nullable=True, metadata=column("牵头部门", "lead, of the text or confirmed", null=NONE))
    lead_proposed = dy.String(
        nullable=True, metadata=column("牵头部门（待确认）", "lead proposed by rule", null=NONE)
    )
    upper = dy.String(nullable=True, metadata=column("落实的上级条目", "policy/phrase above", null=NONE))
    upper_proposed = dy.String(
        nullable=True,
        metadata=column("落实的上级条目（待确认）", "proposed by likeness of words", null="nothing is alike"),
    )
    open = dy.String(
        nullable=True, metadata=column("待定事项", "what a person has to settle, by ;", null=NONE)
    )
    state = dy.Enum(
        ["undecided", "confirmed", "corrected", "rejected", "added", "structure"],
        metadata=column(
            "状态（待确认、确认、更正、驳回、补充、条文结构）",
            "undecided, confirmed, corrected, rejected, added, or structure that needs no decision",
        ),
    )
    memo = dy.String(nullable=True, metadata=column("说明", "what was said", null=NONE))
    actor = dy.String(nullable=True, metadata=column("确认人", "who decided", null="nobody yet"))
    at = dy.Datetime(time_zone="UTC", nullable=True, metadata=column("确认时间", "when", null="not decided"))


class PolicyLink(Contract):
    """How a policy stands to another, or to a phrase of it."""

    sensitivity = Sensitivity.PUBLIC

    policy = dy.String(primary_key=True, metadata=column("政策编号", "policy id"))
    link = dy.Enum(
        LINKS,
        primary_key=True,
        metadata=column(
            "关系（依据、修订、替代、不适用）", "derived from, amends, replaces, does not apply to it"
        ),
    )
    other = dy.String(primary_key=True, metadata=column("对方", "the other: policy, or policy/phrase"))
    from_day = dy.Date(nullable=True, metadata=column("起始日期", "from this day", null="not told"))
    reason = dy.String(metadata=column("依据或理由", "on what ground"))


class PolicyDifference(Contract):
    """How two versions, or two policies, differ in one article, target or task."""

    sensitivity = Sensitivity.PUBLIC

    number = dy.Int64(primary_key=True, metadata=column("序号", "number"))
    kind = dy.String(metadata=column("类别", "article, target, aim, task"))
    change = dy.Enum(
        ["same", "changed", "moved", "added", "removed"],
        metadata=column("变化（相同、改动、移动、新增、删去）", "same, changed, moved, added, removed"),
    )
    old_phrase = dy.String(nullable=True, metadata=column("原条目", "phrase before", null="added"))
    new_phrase = dy.String(nullable=True, metadata=column("新条目", "phrase after", null="removed"))
    fields = dy.String(
        nullable=True, metadata=column("改动之处", "columns that differ, by ;", null="none differs")
    )
    direction = dy.Enum(
        ["stricter", "looser", "equal", "cannot_tell"],
        nullable=True,
        metadata=column(
            "松紧（更严、更松、相当、无法判断）", "stricter, looser, equal, cannot tell", null="no target"
        ),
    )
    old_zh = dy.String(nullable=True, metadata=column("原文", "words before", null="added"))
    new_zh = dy.String(nullable=True, metadata=column("新文", "words after", null="removed"))
    old_value = dy.String(nullable=True, metadata=column("原值", "value before", null="not quantified"))
    new_value = dy.String(nullable=True, metadata=column("新值", "value after", null="not quantified"))
    likeness = dy.Float64(
        nullable=True, metadata=column("文字相似度", "likeness of the words", unit="1", null="one side alone")
    )


class PolicyCoverage(Contract):
    """What a policy below does with a target or task of the one above."""

    sensitivity = Sensitivity.INTERNAL

    upper = dy.String(primary_key=True, metadata=column("上级条目", "policy/phrase above"))
    policy = dy.String(primary_key=True, metadata=column("下级政策", "policy below"))
    region = dy.String(metadata=column("地区", "region"))
    kind = dy.String(metadata=column("类别", "target, aim, task"))
    article = dy.Int32(metadata=column("条", "article above"))
    upper_zh = dy.String(metadata=column("上级原文", "words above"))
    state = dy.Enum(
        [
            "covered",
            "weaker",
            "later",
            "no_share",
            "not_comparable",
            "unconfirmed",
            "missing",
            "not_applicable",
        ],
        metadata=column(
            "覆盖（已覆盖、弱于份额、晚于时限、无份额可比、不可比、待确认、缺失、不适用）",
            "covered, weaker than its share, later, no share to compare with, not comparable, "
            "unconfirmed, missing, not applicable",
        ),
    )
    lower = dy.String(nullable=True, metadata=column("下级条目", "phrase below", null="missing"))
    lower_zh = dy.String(nullable=True, metadata=column("下级原文", "words below", null="missing"))
    share_value = dy.Float64(
        nullable=True, metadata=column("应承担", "share assigned, in the unit", null="no budget assigns one")
    )
    share_of = dy.String(
        nullable=True,
        metadata=column("份额依据", "decomposition that assigns it", null="no budget assigns one"),
    )
    lower_value = dy.Float64(
        nullable=True, metadata=column("下级数值", "value below, in the unit", null="not quantified")
    )
    unit = dy.String(nullable=True, metadata=column("单位", "unit", null="not quantified"))
    reason = dy.String(nullable=True, metadata=column("理由", "why it does not apply", null=NONE))


class PolicyBeside(Contract):
    """A target of one policy beside those of others that say the same thing."""

    sensitivity = Sensitivity.PUBLIC

    group = dy.String(metadata=column("对应条目", "policy/phrase that the others are held against"))
    group_zh = dy.String(metadata=column("指标", "indicator"))
    policy = dy.String(primary_key=True, metadata=column("政策编号", "policy id"))
    version = dy.Int32(primary_key=True, metadata=column("版本", "version"))
    phrase = dy.String(primary_key=True, metadata=column("编号", "id within the version"))
    phrase_zh = dy.String(metadata=column("原文", "exact phrase"))
    stated = dy.String(
        nullable=True, metadata=column("数值、单位与年份", "value, unit and years", null="not quantified")
    )
    link = dy.Enum(
        ["linked", "alike"],
        nullable=True,
        metadata=column(
            "对应方式（已确认、文字相似待确认）",
            "linked by a person, or alike by its words and not confirmed",
            null="it stands alone or is the first",
        ),
    )
    direction = dy.Enum(
        ["stricter", "looser", "equal", "cannot_tell"],
        nullable=True,
        metadata=column("与首个相比", "against the first", null="it is the first"),
    )
