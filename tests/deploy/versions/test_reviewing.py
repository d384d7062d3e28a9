"""A text under review: the last decision of a phrase holds, and a version says what was confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.deploy.versions import (
    corrections,
    decision_problems,
    found_phrase,
    needs_decision,
    reviewed,
    statements,
)
from tongyuan.testing.policies import a_plan, a_reading
from tongyuan.vocabulary.problems import Place

PHRASES = a_reading()
OPEN = [row["phrase"] for row in PHRASES if row["kind"] in ("target", "aim", "task")]


def deed(phrase: str, name: str, **content: Any) -> dict[str, Any]:
    return {"phrase": phrase, "deed": name, "content": content, "memo": "m", "actor": "li", "at": None}


def test_nothing_is_said_before_anybody_decided() -> None:
    review = reviewed(PHRASES, decisions=[])
    assert set(needs_decision(review)["phrase"]) == set(OPEN)
    assert set(statements(review, policy="P", version=1)["kind"]) == {"article", "duty"}


def test_the_last_decision_of_a_phrase_holds_and_keeps_what_was_corrected_before() -> None:
    deeds = [deed("T001", "correct", value=310.0), deed("T001", "reject"), deed("T001", "confirm")]
    row = reviewed(PHRASES, decisions=deeds).filter(phrase="T001").row(0, named=True)
    assert (row["state"], row["value"]) == ("corrected", 310.0)


def test_a_rejected_phrase_is_no_part_of_the_version() -> None:
    review = reviewed(PHRASES, decisions=[deed("T001", "reject"), deed("K001", "confirm")])
    said = statements(review, policy="P", version=2)
    assert "T001" not in said["phrase"].to_list()
    assert said.filter(phrase="K001").select("policy", "version", "decided").row(0) == ("P", 2, "confirmed")


def test_a_confirmed_lead_is_no_proposal_any_more() -> None:
    row = reviewed(PHRASES, decisions=[deed("K002", "confirm", lead="省财政厅")]).filter(phrase="K002")
    assert row.select("lead", "lead_proposed", "state").row(0) == ("省财政厅", None, "confirmed")


@given(st.lists(st.tuples(st.sampled_from(OPEN), st.sampled_from(["confirm", "reject"])), max_size=30))
def test_every_phrase_is_either_undecided_said_or_rejected(chosen: list[tuple[str, str]]) -> None:
    review = reviewed(PHRASES, decisions=[deed(*one) for one in chosen])
    said = set(statements(review, policy="P", version=1)["phrase"]) & set(OPEN)
    open_ = set(needs_decision(review)["phrase"])
    rejected = {name for name in OPEN if dict(chosen).get(name) == "reject"}
    assert said | open_ | rejected == set(OPEN)
    assert len(said) + len(open_) + len(rejected) == len(OPEN)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"value": "abc"}, "policy.value"),
        ({"value": "inf"}, "policy.value"),
        ({"year": "25"}, "policy.value"),
        ({"rule": "more"}, "policy.value"),
        ({"aspirational": "perhaps"}, "policy.value"),
        ({"phrase_zh": "别的话"}, "policy.no_column"),
    ],
)
def test_what_cannot_be_read_is_named(told: dict[str, str], code: str) -> None:
    values, problems = corrections(told, place=Place(row=3))
    assert not values
    assert [(one.code, one.place.row) for one in problems] == [(code, 3)]


def test_every_fault_of_a_correction_is_named_at_once() -> None:
    _, problems = corrections({"value": "x", "year": "y", "unit": "吨"}, place=Place())
    assert len(problems) == 2


def test_a_phrase_with_several_readings_is_not_confirmed_before_one_is_chosen() -> None:
    row = dict(reviewed(PHRASES, decisions=[]).filter(phrase="T001").row(0, named=True))
    row["open"] = "readings:relative_change|percentage_points"
    (problem,) = decision_problems(row, deed="confirm", content={}, place=Place())
    assert problem.code == "policy.readings"
    chosen = {"rule": "percentage_points"}
    assert not decision_problems(row, deed="correct", content=chosen, place=Place())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"unit": None}, "policy.no_unit"),
        ({"rule": None}, "policy.no_rule"),
        ({"base_year": 2030}, "policy.base_after"),
    ],
)
def test_a_target_that_nobody_could_judge_is_refused(content: dict[str, Any], code: str) -> None:
    row = reviewed(PHRASES, decisions=[]).filter(phrase="T001").row(0, named=True)
    (problem,) = decision_problems(row, deed="correct", content=content, place=Place())
    assert problem.code == code


def test_structure_of_the_text_needs_no_decision() -> None:
    row = reviewed(PHRASES, decisions=[]).filter(kind="article").row(0, named=True)
    (problem,) = decision_problems(row, deed="reject", content={}, place=Place())
    assert problem.code == "policy.structure"


def test_a_phrase_is_found_across_a_broken_line_and_only_where_it_is_alone() -> None:
    text = a_plan()
    found = found_phrase("出租车清洁能源车辆", text="出租车清洁能\n源车辆比例")
    assert found is not None
    assert (found.starts_at, found.ends_at) == (0, 10)
    assert found_phrase("年", text=text) is None
    assert found_phrase("文中没有的话", text=text) is None
    assert found_phrase("  ", text=text) is None
