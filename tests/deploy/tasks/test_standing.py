"""How a task stands, which steps follow, how it is split: pure rules, by hand and by property."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.deploy.tasks import STANDINGS, rolled_up, split, standing_of, steps, taken
from tongyuan.testing.tasks import a_task
from tongyuan.vocabulary.problems import ConflictError, InputError, TongyuanError

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def standing(on: str, **changes: Any) -> str:
    return standing_of({"done_on": None, **a_task(**changes)}, on=date.fromisoformat(on))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2023-12-31", "not_begun"),
        ("2024-01-01", "going"),
        ("2025-12-01", "going"),
        ("2025-12-02", "due_soon"),
        ("2025-12-31", "due_soon"),
        ("2026-01-01", "overdue"),
    ],
)
def test_a_task_stands_by_its_dates(on: str, expected: str) -> None:
    assert standing(on) == expected


def test_without_a_lead_nobody_is_late_and_without_a_date_nothing_is() -> None:
    assert standing("2026-01-01", department=None) == "unassigned"
    assert standing("2026-01-01", due_on=None) == "undated"


def test_what_was_accepted_later_was_not_done_before() -> None:
    assert standing("2026-01-01", done_on=date(2026, 1, 2)) == "overdue"
    assert standing("2026-01-02", done_on=date(2026, 1, 2)) == "done"


@given(due=st.none() | DAYS, on=DAYS, later=st.integers(0, 2000))
def test_a_task_that_is_overdue_stays_so_until_it_is_done(due: date | None, on: date, later: int) -> None:
    task = {"done_on": None, **a_task(due_on=due, starts_on=None)}
    assert standing_of(task, on=on) in STANDINGS
    if standing_of(task, on=on) == "overdue":
        assert standing_of(task, on=on + timedelta(days=later)) == "overdue"


@given(
    starts=DAYS,
    length=st.integers(0, 2200),
    weight=st.floats(0.01, 100),
    level=st.sampled_from(["annual", "node"]),
)
def test_parts_follow_on_one_another_and_weigh_as_much_as_the_whole(
    starts: date, length: int, weight: float, level: str
) -> None:
    due = starts + timedelta(days=length)
    parts = split(starts_on=starts, due_on=due, weight=weight, level=level)
    assert (parts[0]["starts_on"], parts[-1]["due_on"]) == (starts, due)
    assert sum(part["weight"] for part in parts) == pytest.approx(weight)
    for before, after in pairwise(parts):
        assert after["starts_on"] == before["due_on"] + timedelta(days=1)
    assert len({part["label"] for part in parts}) == len(parts)


def test_five_years_are_five_parts_and_a_year_four() -> None:
    years = split(starts_on=date(2021, 1, 1), due_on=date(2025, 12, 31), weight=5, level="annual")
    assert [part["label"] for part in years] == ["2021", "2022", "2023", "2024", "2025"]
    nodes = split(starts_on=date(2024, 1, 1), due_on=date(2024, 12, 31), weight=366, level="node")
    assert [(part["label"], part["weight"]) for part in nodes] == [
        ("2024Q1", 91),
        ("2024Q2", 91),
        ("2024Q3", 92),
        ("2024Q4", 92),
    ]


PARTS = st.lists(st.tuples(st.floats(0.1, 9), st.none() | st.floats(0, 100)), min_size=1)


def parts(told: list[tuple[float, float | None]], *, of: str = "A") -> list[dict[str, Any]]:
    return [
        {"task": f"{of}/{place}", "parent": of, "weight": weight, "state": "open", "progress": progress}
        for place, (weight, progress) in enumerate(told)
    ]


@given(PARTS)
def test_what_is_not_reported_is_never_taken_for_zero(told: list[tuple[float, float | None]]) -> None:
    found = rolled_up(parts(told))["A"]
    heard = [progress for _, progress in told if progress is not None]
    assert (found.progress is None) == (not heard)
    assert found.told == len(heard)
    assert found.coverage == pytest.approx(
        100 * sum(w for w, p in told if p is not None) / sum(w for w, _ in told)
    )
    if found.progress is not None:
        assert min(heard) - 1e-9 <= found.progress <= max(heard) + 1e-9


@given(PARTS)
def test_a_part_divided_into_equal_parts_tells_what_it_told(told: list[tuple[float, float | None]]) -> None:
    whole = parts(told)
    below = [
        row for part in whole for row in parts([(part["weight"] / 2, part["progress"])] * 2, of=part["task"])
    ]
    silent = [part | {"progress": None} for part in whole]
    direct, rolled = rolled_up(whole)["A"], rolled_up([*silent, *below])["A"]
    assert rolled.coverage == pytest.approx(direct.coverage)
    assert rolled.progress == pytest.approx(direct.progress)


def test_what_was_accepted_counts_whole_and_what_asks_for_it_as_reported() -> None:
    rows = parts([(1, 40.0), (1, None)])
    rows[1]["state"] = "reported"
    assert rolled_up(rows)["A"].progress == 40.0
    rows[1]["state"] = "done"
    assert rolled_up(rows)["A"].progress == 70.0


def at(state: str, alert: str | None = None, by: str | None = "ann") -> dict[str, Any]:
    return {"task": "T1", "state": state, "alert": alert, "reported_by": by}


def test_a_report_is_accepted_by_another_and_on_paper() -> None:
    with pytest.raises(InputError):
        taken("finish", task=at("open"), actor="ann", evidence=None)
    assert taken("finish", task=at("open"), actor="ann", evidence="函1号")["state"] == "reported"
    with pytest.raises(ConflictError) as own:
        taken("accept", task=at("reported"), actor="ann", evidence=None)
    assert own.value.problems[0].code == "task.own_report"
    assert taken("accept", task=at("reported"), actor="ben", evidence=None)["state"] == "done"
    assert taken("return", task=at("reported"), actor="ben", evidence=None)["state"] == "open"


def test_an_alert_goes_its_way_from_warning_to_striking_off() -> None:
    with pytest.raises(ConflictError):
        taken("close", task=at("open", "rectifying") | {"rectified_by": "ben"}, actor="ben", evidence="函")
    task = at("open")
    for step in ("warn", "talk", "notify", "rectify", "close"):
        task = task | taken(step, task=task, actor="ben", evidence="函1号")
    assert task["alert"] == "closed"
    with pytest.raises(ConflictError):
        taken("talk", task=at("open"), actor="ben", evidence="函1号")


@given(st.lists(st.tuples(st.sampled_from(sorted(steps())), st.sampled_from(["ann", "ben"]))))
def test_whatever_is_tried_nothing_is_done_that_nobody_else_accepted(tried: list[tuple[str, str]]) -> None:
    task = at("open", by=None)
    for step, actor in tried:
        try:
            changed = taken(step, task=task, actor=actor, evidence="函1号")
        except TongyuanError:
            continue
        if changed["state"] == "done" and task["state"] != "done":
            assert task["reported_by"] not in (None, actor)
        task = task | changed
        if step in ("report", "finish"):
            task["reported_by"] = actor


ORDER = ("none", "warned", "talked", "notified")


@given(st.lists(st.sampled_from(sorted(one.step for one in steps().values() if one.kind == "alert"))))
def test_no_alert_skips_a_step_and_only_what_was_rectified_is_struck_off(tried: list[str]) -> None:
    task = at("open")
    for step in tried:
        before = task["alert"] or "none"
        try:
            task = task | taken(step, task=task, actor="ben", evidence="函1号")
        except TongyuanError:
            continue
        if task["alert"] in ORDER:
            assert ORDER.index(task["alert"]) == (0 if before == "closed" else ORDER.index(before)) + 1
        elif task["alert"] == "closed":
            assert before == "rectifying"
        else:
            assert before in ORDER[1:]
