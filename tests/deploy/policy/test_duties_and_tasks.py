"""Who is responsible as the text says it; a lead that it does not name is only proposed."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.deploy.policy import read_policy
from tongyuan.deploy.policy.duties import duties
from tongyuan.deploy.policy.leads import proposed_lead
from tongyuan.deploy.policy.tasks import steps_of
from tongyuan.testing.policies import a_plan, an_article, the_lexicon


@pytest.mark.parametrize(
    ("said", "kind", "leads", "departments"),
    [
        ("省财政厅、省水利厅按职责分工负责", "division", (), ("省财政厅", "省水利厅")),
        ("省林草局牵头，省财政厅、省水利厅配合", "lead", ("省林草局",), ("省林草局", "省财政厅", "省水利厅")),
        ("省生态环境厅牵头负责", "lead", ("省生态环境厅",), ("省生态环境厅",)),
        ("省生态环境厅负责", "sole", ("省生态环境厅",), ("省生态环境厅",)),
        ("各相关部门、各市按职责分工负责", "collective", (), ("各相关部门", "各市")),
        ("牵头单位：市发展改革委；配合单位：市水务局、市财政局", "lead", ("市发展改革委",), None),
        ("责任单位：市生态环境局", "sole", ("市生态环境局",), ("市生态环境局",)),
        ("责任单位：市发展改革委、生态环境局，各区、县（市）政府", "division", (), None),
    ],
)
def test_each_way_of_naming_departments_is_read(
    said: str, kind: str, leads: tuple[str, ...], departments: tuple[str, ...] | None
) -> None:
    (duty,) = duties(f"植树。（{said}）", lexicon=the_lexicon())
    assert (duty.kind, duty.leads) == (kind, leads)
    assert departments is None or duty.departments == departments


def test_roles_without_brackets_speak_of_the_text_before_them_alone() -> None:
    text = "植树。牵头单位：市林草局；配合单位：市财政局。节水。责任单位：市水务局。"
    first, second = duties(text, lexicon=the_lexicon())
    assert (first.leads, first.departments) == (("市林草局",), ("市林草局", "市财政局"))
    assert (second.kind, second.departments) == ("sole", ("市水务局",))
    assert first.end <= text.index("节水") < second.start


def test_brackets_that_name_nobody_are_no_duty() -> None:
    assert duties("植树（造林）。挥发性有机物（VOCs）减排。", lexicon=the_lexicon()) == []


def test_a_lead_is_proposed_among_those_named_alone() -> None:
    lead = proposed_lead("提升铁路运能", departments=("省财政厅", "省水利厅"), lexicon=the_lexicon())
    assert lead is not None
    assert (lead.department, lead.rule) == ("省财政厅", "first_named")


def test_the_lead_that_the_text_names_is_not_proposed_over() -> None:
    phrases = read_policy(a_plan(), lexicon=the_lexicon()).phrases
    named = phrases.filter(pl.col("article") == 2, kind="task")
    assert named["lead"].unique().to_list() == ["省交通运输厅"]
    assert named["lead_proposed"].is_null().all()


def test_a_proposed_lead_is_marked_for_confirmation() -> None:
    phrases = read_policy(a_plan(), lexicon=the_lexicon()).phrases
    proposed = phrases.filter(pl.col("lead_proposed").is_not_null())
    assert proposed.height > 0
    assert proposed["lead"].is_null().all()
    assert proposed["open"].str.contains("lead:").all()


def tasks(text: str, *, title: str = "推动减排") -> list[str]:
    one = an_article(text, title=title)
    owed = duties(text, lexicon=the_lexicon())
    return [
        text[step.start : step.end] for step in steps_of(one, targets=[], duties=owed, lexicon=the_lexicon())
    ]


def test_a_sentence_is_a_task_and_another_deed_another_one() -> None:
    assert tasks("支持水泥行业实施原燃料替代，探索化工与钢铁产业耦合发展。提升铁路运能，优化水运系统。") == [
        "支持水泥行业实施原燃料替代",
        "探索化工与钢铁产业耦合发展",
        "提升铁路运能，优化水运系统",
    ]


def test_the_reason_before_a_deed_is_no_part_of_it() -> None:
    assert tasks("以环境质量改善为导向，推动落后产能退出。") == ["推动落后产能退出"]


def test_who_is_responsible_is_no_task() -> None:
    assert tasks("推动落后产能退出。（省生态环境厅、省财政厅按职责分工负责）") == ["推动落后产能退出"]


def test_principles_and_aims_hold_no_tasks() -> None:
    assert tasks("坚持系统观念，强化目标协同。", title="工作原则") == []


def test_an_adverb_before_a_deed_begins_it_too() -> None:
    assert tasks("引导企业深入实施节能改造，依法开展清洁生产认证。") == [
        "引导企业深入实施节能改造",
        "依法开展清洁生产认证",
    ]


def test_what_a_deed_presupposes_is_no_task() -> None:
    assert tasks("在保障能源安全的前提下，推进煤炭减量。") == ["推进煤炭减量"]


def test_an_aim_in_words_is_not_a_task_too() -> None:
    first = "（一）减煤。到2025年，甲地煤炭消费实现负增长，严格控制新增产能。"
    text = f"一、任务\n{first}\n（二）植树。推进造林绿化。\n（三）节水。建设节水城市。"
    phrases = read_policy(text, lexicon=the_lexicon()).phrases
    read = phrases.filter(article=1)
    assert read.filter(kind="aim").select("name_zh", "rule").rows() == [("甲地煤炭消费", "trend_down")]
    assert read.filter(kind="task")["phrase_zh"].to_list() == ["严格控制新增产能"]


def test_an_item_of_one_sentence_is_its_own_task() -> None:
    text = "一、任务\n1.完成焦化企业废水处理。\n2.推进园区节水改造。\n3.建设再生水管网。"
    phrases = read_policy(text, lexicon=the_lexicon()).phrases
    assert phrases.filter(kind="task")["phrase_zh"].to_list() == [
        "完成焦化企业废水处理",
        "推进园区节水改造",
        "建设再生水管网",
    ]


def test_a_duty_in_square_brackets_parts_the_tasks_around_it() -> None:
    text = "完成准入清单编制。〔市环境局牵头，市财政局参与。以下各项均需各区落实。〕不再新建燃煤锅炉。"
    (duty,) = duties(text, lexicon=the_lexicon())
    assert duty.departments == ("市环境局", "市财政局")
    assert tasks(text) == ["完成准入清单编制", "不再新建燃煤锅炉"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("甲县、乙市、丙经济开发区管委会负责落实", "甲县、乙市、丙经济开发区管委会"),
        ("各县（市、区）政府负责", "各县（市、区）政府"),
        ("各县、区人民政府（管委会）负责落实", "各县、区人民政府（管委会）"),
    ],
)
def test_bodies_that_share_an_ending_are_one_name(said: str, name: str) -> None:
    (duty,) = duties(f"植树。（市林草局牵头，{said}）", lexicon=the_lexicon())
    assert duty.departments == ("市林草局", name)
