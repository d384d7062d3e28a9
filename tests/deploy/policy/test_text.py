"""Lines become paragraphs, paragraphs articles, and each phrase is found again where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.deploy.policy import read_policy
from tongyuan.deploy.policy.outline import outline_of
from tongyuan.deploy.policy.paragraphs import mended
from tongyuan.testing.policies import a_plan, the_lexicon

PIECES = st.sampled_from(
    [
        "一、要求\n",
        "（一）目标。",
        "1.推进节能。",
        "到2025年，",
        "风电达到30%以上",
        "。",
        "\n",
        "\n\n",
        "（省林草局负责）",
        "、",
        "（",
        "”",
        "其中",
        "分别下降10%、5%",
        "“十四五”",
        "植树",
        "— 3 —\n",
        "比2020年",
        "力争",
        "第三条 ",
    ]
)


def test_a_page_break_within_a_word_is_mended_and_told() -> None:
    read = mended("一、要求\n（一）目标。统筹碳达峰与生\n\n生态环境保护。")
    assert read.passages[-1].text == "（一）目标。统筹碳达峰与生态环境保护。"
    assert [mend.removed for mend in read.mends] == ["生"]


def test_the_end_of_a_page_that_is_printed_again_is_taken_out_once() -> None:
    read = mended("一、要求\n奠定坚实基础。\n\n础。治理体系完善。")
    assert read.passages[-1].text == "奠定坚实基础。治理体系完善。"


def test_a_sentence_that_ends_stays_a_paragraph_of_its_own() -> None:
    read = mended("一、要求\n推进节能。\n\n推进植树。")
    assert [passage.text for passage in read.passages[1:]] == ["推进节能。", "推进植树。"]
    assert read.mends == ()


def test_hard_wrapped_lines_are_joined() -> None:
    read = mended("一、要求\n协同推动减污降\n碳一体谋划。\n（一）目标。")
    assert [passage.text for passage in read.passages] == [
        "一、要求",
        "协同推动减污降碳一体谋划。",
        "（一）目标。",
    ]


def test_the_head_of_a_document_is_read() -> None:
    head = read_policy(a_plan(), lexicon=the_lexicon()).head
    assert (head.title, head.document_no) == ("某省协同降碳实施方案", "某环发〔2024〕7号")
    assert (head.issued_on, head.issuers) == ("2024-03-05", ("某省生态环境厅",))


def test_half_width_marks_are_read_as_full_ones_and_kept_in_the_phrase() -> None:
    plan = "一、要求\n(一)目标。节能,植树(造林)。\n(二)任务。植树。\n(三)保障。督察。"
    articles = outline_of(mended(plan).passages).articles
    assert [one.title for one in articles] == ["目标", "任务", "保障"]
    assert articles[0].body.text == "节能,植树(造林)。"


def test_items_are_the_articles_where_nothing_above_them_is_numbered_throughout() -> None:
    plan = "一、任务\n（一）工业。\n1.推进节能。省电。\n2.推进节水。省水。\n3.推进减排。减量。"
    articles = outline_of(mended(plan).passages).articles
    assert [(one.number, one.chapter) for one in articles] == [
        (at, "一、任务 （一）工业") for at in (1, 2, 3)
    ]


def test_the_text_of_a_chapter_without_articles_is_read_too() -> None:
    plan = "一、目标\n到2025年，风电占比达到30%。\n二、任务\n（一）节能。省电。\n（二）节水。\n（三）植树。"
    read = read_policy(plan, lexicon=the_lexicon()).phrases
    assert read.filter(kind="target")["article"].to_list() == [0]
    assert read.filter(kind="article")["article"].to_list() == [0, 1, 2, 3]


@settings(deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_phrase_is_a_part_of_the_text_at_its_place(source: str) -> None:
    for phrase, start, end in (
        read_policy(source, lexicon=the_lexicon())
        .phrases.select("phrase_zh", "starts_at", "ends_at")
        .iter_rows()
    ):
        assert source[start] == phrase[0]
        assert source[end - 1] == phrase[-1]
        kept = iter("".join(source[start:end].split()))
        assert all(character in kept for character in phrase)  # in this order, white space and mends left out


@pytest.mark.parametrize("source", ["", "\n\n", "没有条号的一段话。"])
def test_a_text_without_headings_has_no_phrases(source: str) -> None:
    assert read_policy(source, lexicon=the_lexicon()).phrases.is_empty()


def test_a_document_of_two_headings_without_chapters_is_read_by_them() -> None:
    phrases = read_policy("（一）目标。甲率达到1%。\n（二）植树。推进造林。", lexicon=the_lexicon()).phrases
    assert phrases.filter(kind="article")["name_zh"].to_list() == ["目标", "植树"]
