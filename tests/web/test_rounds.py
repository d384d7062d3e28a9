"""What is typed into a form, which state a cell of the board shows, and what the pages of rounds say."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import Problem
from tongyuan.vocabulary.rounds import STATES as VOCABULARY_STATES
from tongyuan.vocabulary.rounds import STEPS
from tongyuan.web.advance.round_board import board_html, cell_state
from tongyuan.web.advance.round_filling import typed_values
from tongyuan.web.advance.round_grid import change_text, grid_html, jumps
from tongyuan.web.advance.round_names import Names
from tongyuan.web.advance.round_steps import CONSEQUENCES, DEEDS
from tongyuan.web.advance.round_typed import read_typed
from tongyuan.web.advance.round_words import STATES, label, round_title, short_word, sign
from tongyuan.web.view import View

ITEM: dict[str, Any] = {"unit": "万吨", "choices": None, "label_zh": "煤炭消费量", "label_en": "coal"}
FLAG = {**ITEM, "unit": "是/否", "choices": "是=1;否=0"}


def _view(lang: str = "zh") -> View:
    session: Session = None  # type: ignore[assignment]  # nothing here calls a service
    return View(session, "/advance/rounds", lang, {"round": "3"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value", "state"),
    [
        ("1,234.5", 1234.5, None),
        ("１２．５", 12.5, None),
        ("-3", -3.0, None),
        ("1e3", 1000.0, None),
        ("56 万吨", 56.0, None),
        ("  ", None, None),
        ("—", None, "not_reported"),
        ("无", None, "not_reported"),
        ("NE", None, "NE"),
        ("no", None, "NO"),
        ("保密", None, "C"),
    ],
)
def test_what_can_be_read_in_one_way_is_read(text: str, value: float | None, state: str | None) -> None:
    assert read_typed(text, item=ITEM) == (value, state)


@pytest.mark.parametrize(
    "text", ["很多", "12吨", "1.2.3", "12%", "1,23", "nan", "inf", "1e999", "2026-01-01"]
)
def test_what_is_no_number_is_told_with_its_item(text: str) -> None:
    problem = read_typed(text, item=ITEM)
    assert isinstance(problem, Problem)
    assert "煤炭消费量" in problem.what("zh")
    assert "coal" in problem.what("en")


def test_a_choice_is_read_by_its_word() -> None:
    assert read_typed("是", item=FLAG) == (1.0, None)
    assert read_typed("否", item=FLAG) == (0.0, None)


def test_a_value_takes_the_state_away_and_a_state_the_value() -> None:
    items = {"coal": ITEM}
    values, wrong = typed_values(items, {"coal": {"value": "5", "state": "NE", "reason": " 因 "}})
    assert (values, wrong) == ({"coal": {"value": 5.0, "state": None, "reason": "因"}}, {})
    values, _ = typed_values(items, {"coal": {"value": "", "state": "NE", "reason": ""}})
    assert values == {"coal": {"value": None, "state": "NE", "reason": None}}


def test_what_is_wrong_keeps_nothing_else_from_being_saved() -> None:
    typed = {name: {"value": text, "state": "", "reason": ""} for name, text in (("a", "x"), ("b", "7"))}
    values, wrong = typed_values({"a": ITEM, "b": ITEM}, {**typed, "unknown": typed["b"]})
    assert set(wrong) == {"a"}
    assert values == {"b": {"value": 7.0, "state": None, "reason": None}}


@pytest.mark.parametrize(
    ("value", "last", "expected"), [(120, 100, False), (121, 100, True), (79, 100, True), (1, 0, True)]
)
def test_a_change_of_more_than_a_fifth_asks_for_a_reason(
    value: float, last: float, *, expected: bool
) -> None:
    assert jumps({"value": value, "last_value": last}, jump=0.2) is expected


def test_a_change_from_nothing_is_a_dash() -> None:
    assert change_text({"value": 1.0, "last_value": 0.0, "choices": None}) == "—"
    assert change_text({"value": 90.0, "last_value": 100.0, "choices": None}) == "-10.0"


def _cell(**counts: int) -> dict[str, int]:
    return {**dict.fromkeys(VOCABULARY_STATES, 0), "late": 0, **counts}


def test_a_cell_shows_the_most_pressing_of_its_states() -> None:
    assert cell_state(_cell(approved=2, reported=1)) == "reported"
    assert cell_state(_cell(locked=2, not_reported=1, late=1)) == "late"
    assert cell_state(_cell(locked=2, not_reported=1)) == "not_reported"
    assert cell_state(_cell(returned=1, not_reported=4)) == "returned"
    assert cell_state(_cell(locked=1, late=1)) == "locked"
    assert cell_state(_cell(waived=3)) == "waived"


def test_every_state_has_a_sign_of_its_own_and_words_in_both_languages() -> None:
    assert set(STATES) == {*VOCABULARY_STATES, "late"}
    assert len({sign(state) for state in STATES}) == len(STATES)
    for state in STATES:
        assert label(_view(), "round_states", state) != label(_view("en"), "round_states", state)
        assert short_word(_view(), state) != short_word(_view("en"), state)


def test_every_step_that_a_person_takes_has_a_button() -> None:
    assert set(DEEDS) == set(STEPS) - {"open", "save", "overdue"}
    assert set(CONSEQUENCES) == set(DEEDS) - {"correct", "remind"}


def test_a_title_made_from_its_kind_is_said_in_the_views_language() -> None:
    made = {"kind": "dispatch", "period": "2026Q1", "title": "2026Q1 季度调度"}
    assert round_title(_view("en"), made) == "2026Q1 quarterly dispatch"
    assert round_title(_view("en"), {**made, "title": "专项调度"}) == "专项调度"


def test_what_people_wrote_is_never_read_as_html() -> None:
    danger = '"><script>alert(1)</script>'
    row = {
        **ITEM,
        "form": "F",
        "item": "coal",
        "order": 1,
        "label_zh": danger,
        "required": True,
        "series": None,
        "sums": False,
        "minimum": None,
        "maximum": None,
        "version": 1,
        "value": 5.0,
        "state": None,
        "reason": danger,
        "last_value": 4.0,
        "last_state": None,
        "sum_value": None,
        "sum_state": None,
        "sum_parts": None,
        "sum_absent": None,
    }
    frame = pl.DataFrame([row])
    for writable in (True, False):
        assert "<script" not in grid_html(_view(), frame, jump=0.2, writable=writable)
    cells = pl.DataFrame(
        [{**_cell(reported=1), "department": "D", "region": "R", "assignments": 1, "assignment": 7}]
    ).with_columns(department_name=pl.lit(danger))
    written = board_html(_view(), cells, Names({"D": danger}, {"R": danger}))
    assert "<script" not in written
    assert "assignment=7" in written
