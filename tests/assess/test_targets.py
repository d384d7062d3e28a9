"""Targets: each rule at its boundary, before and after its year; the unknown never counts as reached."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.assess.rules import RULES
from tongyuan.assess.targets import judge
from tongyuan.testing.assessment import a_case_of, a_series, a_target, an_indicator, rows_of, values_of
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Series, Target

BEFORE = date(2023, 12, 31)
LAST_DAY = date(2025, 12, 31)
AFTER = date(2026, 11, 22)
SLACK = {"tolerance": {"value": 5, "unit": "u", "reason_zh": "定", "reason_en": "set"}}
OPEN = {"tolerance": None}
CHANGE = {"rule": "relative_change", "value": -10.0, "base_year": 2020}
POINTS = {"rule": "percentage_points", "value": 0.5, "base_year": 2020}
YEARLY = {"rule": "every_year_at_least"}
EVENT = {"rule": "event", "value": 1.0}
NO_YEAR = {"target_year": None}


def judged(
    figures: dict[int, float | None], *, on: date, target: dict[str, Any] | None = None, **declared: Any
):
    return judge(**a_case_of(figures, on=on, target=target, **declared)).row(0, named=True)


@pytest.mark.parametrize(
    ("figures", "on", "target", "declared", "status"),
    [
        # the straight path runs 40, 52, 64, 76, 88, 100
        ({2020: 40, 2023: 76}, BEFORE, {}, {}, "on_track"),
        ({2020: 40, 2023: 75.9}, BEFORE, {}, {}, "behind"),
        ({2020: 40, 2023: 71}, BEFORE, {}, SLACK, "on_track"),
        ({2020: 40, 2023: 70.9}, BEFORE, {}, SLACK, "behind"),
        ({2020: 40, 2023: 75.9}, BEFORE, {}, OPEN, "cannot_tell"),
        ({2020: 40, 2025: 100}, AFTER, {}, {}, "done"),
        ({2020: 40, 2025: 99.99}, AFTER, {}, {}, "not_done"),
        ({2020: 40, 2025: 96}, AFTER, {}, SLACK, "not_done"),
        ({2020: 40, 2025: 96}, AFTER, {}, SLACK | {"hedged": True}, "done"),
        ({2020: 40, 2025: 96}, AFTER, {}, OPEN | {"hedged": True}, "cannot_tell"),
        ({2020: 40, 2025: 101}, AFTER, {}, OPEN | {"hedged": True}, "done"),
        ({2025: 100}, AFTER, {}, {}, "done"),
        ({2020: 40, 2024: 120}, AFTER, {}, {}, "cannot_tell"),
        ({2020: 40, 2024: 120}, AFTER, {}, {"irreversible": True}, "done"),
        ({2020: 40, 2024: 120}, date(2024, 12, 31), {}, {"irreversible": True}, "done"),
        ({2020: 40, 2026: 120}, date(2026, 12, 31), {}, {"irreversible": True}, "cannot_tell"),
        ({2020: 40, 2025: 100}, LAST_DAY, {}, {}, "done"),
        ({2020: 40, 2025: 100, 2024: 80}, date(2025, 12, 30), {}, {}, "behind"),
        ({2020: 120, 2023: 105}, BEFORE, {}, {}, "on_track"),
        ({2023: 90}, BEFORE, {}, {}, "cannot_tell"),
        ({2023: 100}, BEFORE, {}, {}, "on_track"),
        ({2020: 40, 2021: 90}, BEFORE, {}, {"stale_after_years": 1}, "cannot_tell"),
        ({2020: 40, 2021: 90}, BEFORE, {}, {"stale_after_years": 2}, "on_track"),
        ({2023: 90}, BEFORE, NO_YEAR, {}, "behind"),
        ({2023: 100}, BEFORE, NO_YEAR, {}, "on_track"),
        ({2025: 100}, AFTER, {"value": None}, {}, "cannot_tell"),
    ],
)
def test_at_least(figures: dict, on: date, target: dict, declared: dict, status: str) -> None:
    assert judged(figures, on=on, target=target, **declared)["status"] == status


@pytest.mark.parametrize(
    ("rule", "value", "status"),
    [
        ("at_most", 100, "done"),
        ("at_most", 100.1, "not_done"),
        ("greater_than", 100, "not_done"),
        ("greater_than", 100.1, "done"),
        ("equal", 100, "done"),
        ("equal", 99.9, "not_done"),
        ("equal", 100.1, "not_done"),
    ],
)
def test_at_most_greater_than_and_equal_at_the_boundary(rule: str, value: float, status: str) -> None:
    assert judged({2025: value}, on=AFTER, target={"rule": rule})["status"] == status


@pytest.mark.parametrize(
    ("value", "direction", "tolerance", "status"),
    [
        (100, "stable", None, "done"),
        (101, "stable", None, "cannot_tell"),
        (105, "stable", SLACK, "done"),
        (106, "stable", SLACK, "not_done"),
        (94, "stable", SLACK, "not_done"),
        (101, "up", None, "done"),
        (99, "up", None, "cannot_tell"),
        (99, "down", None, "done"),
    ],
)
def test_about_is_two_sided_only_where_the_value_is_to_be_kept(
    value: float, direction: str, tolerance: dict | None, status: str
) -> None:
    declared = (tolerance or OPEN) | {"direction": direction}
    assert judged({2025: value}, on=AFTER, target={"rule": "about"}, **declared)["status"] == status


@pytest.mark.parametrize(
    ("figures", "target", "declared", "status"),
    [
        ({2020: 200, 2025: 180}, CHANGE, {}, "done"),
        ({2020: 200, 2025: 180.1}, CHANGE, {}, "not_done"),
        ({2025: 180}, CHANGE, {}, "cannot_tell"),
        ({2020: 0, 2025: 180}, CHANGE, {}, "cannot_tell"),
        ({2025: -10}, CHANGE, {"form": "change_since_base"}, "done"),
        ({2025: -9.9}, CHANGE, {"form": "change_since_base"}, "not_done"),
        ({2020: 40, 2025: 40.5}, POINTS, {}, "done"),
        ({2020: 40, 2025: 40.4}, POINTS, {}, "not_done"),
        ({2020: 40, 2025: 40.2}, CHANGE | {"value": 0.5}, {}, "done"),
        ({2020: 40, 2025: 40.1}, CHANGE | {"value": 0.5}, {}, "not_done"),
    ],
)
def test_changes_against_the_base_year(figures: dict, target: dict, declared: dict, status: str) -> None:
    assert judged(figures, on=AFTER, target=target, **declared)["status"] == status


def test_two_readings_of_one_phrase_are_judged_each_by_itself() -> None:
    readings = [a_target(**POINTS), a_target(**CHANGE | {"reading": "b", "value": 0.5})]
    statuses = judge(
        rows_of(Target, readings),
        values_of({2020: 40.0, 2025: 40.3}),
        on=AFTER,
        indicators=[
            an_indicator(rule="percentage_points", targets=["T1/a"]),
            an_indicator(rule="relative_change", targets=["T1/b"]),
        ],
        series=rows_of(Series, [a_series()]),
    )
    assert dict(zip(statuses["reading"], statuses["status"], strict=True)) == {"a": "not_done", "b": "done"}


FULL = dict.fromkeys(range(2021, 2026), 100.0)


@pytest.mark.parametrize("rule", ["every_year_at_least", "stable_at_least"])
@pytest.mark.parametrize(
    ("figures", "on", "target", "declared", "status"),
    [
        (FULL, AFTER, {}, {}, "done"),
        (FULL | {2022: 99}, AFTER, {}, {}, "not_done"),
        ({2022: 99}, AFTER, {}, {}, "not_done"),
        ({2022: 99}, BEFORE, {}, {}, "behind"),
        ({2021: 100, 2022: 100, 2023: 100}, BEFORE, {}, {}, "on_track"),
        ({2021: 100, 2023: 100}, BEFORE, {}, {}, "cannot_tell"),
        ({2025: 100}, AFTER, {}, {}, "cannot_tell"),
        (FULL, AFTER, {}, {"base_year": None}, "cannot_tell"),
        ({2021: 90, 2025: 100}, AFTER, NO_YEAR, {}, "on_track"),
        ({2021: 100, 2025: 90}, AFTER, NO_YEAR, {}, "behind"),
        (FULL, AFTER, {"value": None}, {}, "cannot_tell"),
    ],
)
def test_every_year_counts(
    rule: str, figures: dict, on: date, target: dict, declared: dict, status: str
) -> None:
    assert judged(figures, on=on, target={"rule": rule} | target, **declared)["status"] == status


@pytest.mark.parametrize(
    ("figures", "on", "target", "status"),
    [
        (dict.fromkeys(range(2021, 2026), 0.0), AFTER, {}, "done"),
        (dict.fromkeys(range(2021, 2026), 0.0) | {2023: 1}, AFTER, {}, "not_done"),
        ({2025: 0}, AFTER, NO_YEAR, "on_track"),
        ({2025: 0.5}, AFTER, NO_YEAR, "behind"),
        ({2025: None}, AFTER, NO_YEAR, "cannot_tell"),
    ],
)
def test_a_ban_allows_nothing_and_silence_is_not_zero(
    figures: dict, on: date, target: dict, status: str
) -> None:
    banned = {"rule": "ban", "value": 0.0} | target
    assert judged(figures, on=on, target=banned, direction="down")["status"] == status


FALLS = {2020: 10, 2021: 9, 2022: 8, 2023: 7, 2024: 6, 2025: 5}


@pytest.mark.parametrize(
    ("figures", "on", "trend", "status"),
    [
        (FALLS, AFTER, "every_year", "done"),
        (FALLS | {2022: 9}, AFTER, "every_year", "not_done"),
        (FALLS | {2022: 9}, AFTER, "since_base", "done"),
        ({2020: 10, 2025: 10}, AFTER, "since_base", "not_done"),
        ({2020: 10, 2025: 9}, AFTER, "every_year", "cannot_tell"),
        ({2020: 10, 2022: 11}, AFTER, "every_year", "not_done"),
        ({2020: 10, 2025: 9}, AFTER, "since_base", "done"),
        ({2025: 9}, AFTER, "since_base", "cannot_tell"),
        ({2024: 9, 2025: 8}, AFTER, "every_year", "cannot_tell"),
        ({2020: 10}, BEFORE, "since_base", "cannot_tell"),
        ({2020: 10, 2023: 9}, BEFORE, "since_base", "on_track"),
        ({2020: 10, 2023: 11}, BEFORE, "since_base", "behind"),
        ({2020: 10, 2021: 9, 2022: 8, 2023: 7}, BEFORE, "every_year", "on_track"),
    ],
)
def test_a_trend_needs_its_base(figures: dict, on: date, trend: str, status: str) -> None:
    down = {"rule": "trend_down", "value": None}
    assert judged(figures, on=on, target=down, trend=trend, direction="down")["status"] == status
    up = {"rule": "trend_up", "value": None}
    mirrored = {year: -value for year, value in figures.items()}
    assert judged(mirrored, on=on, target=up, trend=trend)["status"] == status


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ({2023: 100, 2024: 110, 2025: 119}, "done"),
        ({2023: 100, 2024: 110, 2025: 120}, "not_done"),
        ({2023: 100, 2024: 90, 2025: 89}, "done"),
        ({2023: 100, 2024: 90, 2025: 90}, "done"),
        ({2024: 110, 2025: 119}, "cannot_tell"),
        ({2024: 110, 2025: 110}, "done"),
        ({2023: 100, 2025: 90}, "cannot_tell"),
    ],
)
def test_growth_slows_when_the_increment_shrinks_or_there_is_none(figures: dict, status: str) -> None:
    target = {"rule": "growth_slows", "value": None}
    assert judged(figures, on=AFTER, target=target, direction="down")["status"] == status


@pytest.mark.parametrize(
    ("figures", "on", "target", "status"),
    [
        ({2022: 1}, AFTER, {}, "done"),
        ({2022: 1}, BEFORE, {}, "done"),
        ({2023: 0}, BEFORE, {}, "on_track"),
        ({2025: 0}, AFTER, {}, "not_done"),
        ({2024: 0}, AFTER, {}, "cannot_tell"),
        ({}, AFTER, {}, "cannot_tell"),
        ({2025: 0, 2026: 1}, date(2026, 12, 31), {}, "not_done"),
        ({2025: 0}, AFTER, NO_YEAR, "cannot_tell"),
        ({2025: 1}, AFTER, NO_YEAR, "done"),
    ],
)
def test_an_event_is_done_once_it_happened(figures: dict, on: date, target: dict, status: str) -> None:
    known = figures or {2025: None}
    assert judged(known, on=on, target=EVENT | target, base_year=None, irreversible=True)["status"] == status


@pytest.mark.parametrize(
    ("figures", "target", "irreversible", "status"),
    [
        ({2024: 14}, {"value": 14.0, "target_year": None}, True, "done"),
        ({2024: 13}, {"value": 14.0, "target_year": None}, True, "cannot_tell"),
        ({2024: 1, 2025: 1}, {"value": 1.0, "target_year": None}, False, "on_track"),
        ({2024: 1, 2025: 0}, {"value": 1.0, "target_year": None}, False, "behind"),
        ({2024: 1, 2025: 0}, {"value": 1.0}, False, "not_done"),
        ({2025: 0}, {"value": None, "target_year": None}, False, "behind"),
        ({2025: 2}, {"value": None, "target_year": None}, False, "on_track"),
    ],
)
def test_a_deliverable_counts_once_or_every_year(
    figures: dict, target: dict, irreversible: bool, status: str
) -> None:
    about = {"rule": "deliverable"} | target
    assert (
        judged(figures, on=AFTER, target=about, base_year=None, irreversible=irreversible)["status"] == status
    )


@pytest.mark.parametrize(
    ("rank", "goal", "status"),
    [(1, None, "done"), (2, None, "cannot_tell"), (3, 3.0, "done"), (4, 3.0, "not_done")],
)
def test_only_the_first_place_leads_where_no_rank_is_stated(
    rank: int, goal: float | None, status: str
) -> None:
    target = {"rule": "rank_lead", "value": goal}
    assert judged({2025: rank}, on=AFTER, target=target, direction="down")["status"] == status


def test_the_latest_status_is_told_where_the_deciding_figure_lacks() -> None:
    row = judged({2020: 40, 2024: 80, 2025: None}, on=AFTER)
    assert (row["status"], row["reason_code"], row["latest_status"]) == (
        "cannot_tell",
        "not_reported",
        "behind",
    )
    assert row["owed_by"] == "D1"
    assert "2025" in row["reason_zh"]
    assert "2025" in row["reason_en"]


def test_the_worst_of_several_figures_decides_where_all_must_keep_the_target() -> None:
    arguments = a_case_of({2025: 120}, on=AFTER)
    arguments["indicators"] = [an_indicator(together=True), an_indicator(id="other", together=True)]
    lacking = judge(**arguments).row(0, named=True)
    assert lacking["status"] == "cannot_tell"
    arguments["values"] = pl.concat([arguments["values"], values_of({2025: 90.0}, indicator="other")])
    failing = judge(**arguments).row(0, named=True)
    assert (failing["status"], failing["indicator"]) == ("not_done", "other")


def test_the_first_indicator_that_has_the_deciding_figure_judges() -> None:
    arguments = a_case_of({2024: 120.0}, on=AFTER)
    arguments["indicators"] = [an_indicator(), an_indicator(id="other")]
    arguments["values"] = pl.concat([arguments["values"], values_of({2025: 90.0}, indicator="other")])
    assert judge(**arguments).row(0, named=True)["indicator"] == "other"


def test_research_never_judges() -> None:
    row = judged({2025: 120}, on=AFTER, role="research")
    assert (row["status"], row["reason_code"]) == ("cannot_tell", "not_bound")


def test_an_indicator_that_disagrees_with_its_target_is_refused() -> None:
    with pytest.raises(InputError) as told:
        judged({2025: 1}, on=AFTER, target={"unit": "kg", "base_year": 2015}, rule="at_most")
    assert len(told.value.problems) == 4


def test_every_rule_of_the_contract_is_judged_and_described() -> None:
    described = set(packaged_table("target_rules")["rule"])
    assert described == set(RULES) == set(Target.columns()["rule"].categories)


VALUE_RULES = ["at_least", "at_most", "greater_than", "relative_change", "percentage_points"]
RANK = ["not_done", "behind", "on_track", "done"]
NUMBER = st.floats(1, 200).map(lambda number: round(number, 3))


@settings(max_examples=60, deadline=None)
@given(
    rule=st.sampled_from(VALUE_RULES),
    base=NUMBER,
    value=NUMBER,
    gain=st.floats(0, 50),
    goal=NUMBER,
    on=st.sampled_from([BEFORE, AFTER]),
)
def test_a_better_value_never_worsens_the_status(
    rule: str, base: float, value: float, gain: float, goal: float, on: date
) -> None:
    sense = -1 if rule == "at_most" else 1
    year = min(on.year, 2025)
    target = {"rule": rule, "value": goal}
    worse = judged({2020: base, year: value}, on=on, target=target)["status"]
    better = judged({2020: base, year: value + sense * gain}, on=on, target=target)["status"]
    assert RANK.index(better) >= RANK.index(worse)


ALL_RULES = sorted(RULES)


@settings(max_examples=60, deadline=None)
@given(
    rule=st.sampled_from(ALL_RULES),
    figures=st.dictionaries(st.integers(2018, 2026), st.floats(0, 200), min_size=1),
    dropped=st.data(),
    on=st.sampled_from([BEFORE, LAST_DAY, AFTER]),
    irreversible=st.booleans(),
    trend=st.sampled_from(["since_base", "every_year"]),
)
def test_dropping_a_figure_never_makes_a_target_done(
    rule: str, figures: dict[int, float], dropped: st.DataObject, on: date, irreversible: bool, trend: str
) -> None:
    declared = {"irreversible": irreversible, "trend": trend}
    whole = judged(figures, on=on, target={"rule": rule}, **declared)["status"]
    year = dropped.draw(st.sampled_from(sorted(figures)))
    fewer = judged(figures | {year: None}, on=on, target={"rule": rule}, **declared)["status"]
    assert fewer != "done" or whole == "done"


@settings(max_examples=60, deadline=None)
@given(
    rule=st.sampled_from(ALL_RULES),
    figures=st.dictionaries(st.integers(2018, 2026), st.floats(0, 200), max_size=9),
    on=st.dates(date(2019, 1, 1), date(2028, 12, 31)),
    year=st.sampled_from([None, 2025]),
    goal=st.sampled_from([None, 50.0]),
)
def test_status_keeps_to_its_side_of_the_target_year(
    rule: str, figures: dict[int, float], on: date, year: int | None, goal: float | None
) -> None:
    known = {each: figures.get(each) for each in range(2018, 2027)}
    row = judged(known, on=on, target={"rule": rule, "target_year": year, "value": goal})
    if year is not None and on > date(year, 12, 31):
        assert row["status"] in {"done", "not_done", "cannot_tell"}
    if on < LAST_DAY:
        assert row["status"] != "not_done"
    if row["status"] == "cannot_tell":
        assert row["reason_code"]
        assert row["owed_by"]
        assert row["reason_zh"]
        assert row["reason_en"]
