"""Tasks on disk, on both databases: filters, standings, parts, steps, and what nobody may alter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tongyuan.deploy.tasks import standing_of
from tongyuan.testing.tasks import a_task
from tongyuan.vocabulary.problems import ConflictError, NotFoundError
from tongyuan.vocabulary.scope import Reach, Scope
from tongyuan.workspace.tasks import TaskFilter, Tasks, TaskSlip
from tongyuan.workspace.workspace import Workspace

SLIP = TaskSlip("add", "ann")
ON = date(2025, 6, 30)


def asked(**changes: object) -> TaskFilter:
    return TaskFilter(on=ON, soon=30, **changes)  # type: ignore[arg-type]


def fill(workspace: Workspace) -> None:
    part = {"parent": "A", "level": "annual", "weight": 1.0, "progress": 40.0}
    workspace.tasks.add(
        [
            a_task("A"),
            a_task("B", department=None, helpers="", text="50%的任务_甲"),
            a_task("C", due_on=ON - timedelta(days=1)),
            a_task("D", due_on=ON, department="D03", region="990100"),
            a_task("E", due_on=None, starts_on=None),
            a_task("F", starts_on=ON + timedelta(days=1)),
            a_task("A/2024", **part),
            a_task("A/2025", **(part | {"progress": None})),
        ],
        SLIP,
    )


def found(workspace: Workspace, **changes: object) -> list[str]:
    return [row["task"] for row in workspace.tasks.listed(asked(**changes))]


def test_each_filter_finds_its_tasks_by_date_then_id(workspace: Workspace) -> None:
    fill(workspace)
    assert found(workspace, level="plan") == ["C", "D", "A", "B", "F", "E"]
    assert found(workspace, department="D03") == found(workspace, region="990100") == ["D"]
    assert found(workspace, helper="D02", standing="overdue") == ["C"]
    assert found(workspace, helper="D0") == []
    assert found(workspace, text="50%") == found(workspace, text="_甲") == ["B"]
    assert found(workspace, due_from=ON, due_to=ON) == ["D"]


def test_the_databases_tell_standings_as_the_rule_does(workspace: Workspace) -> None:
    fill(workspace)
    for row in workspace.tasks.listed(asked()):
        assert row["standing"] == standing_of(row, on=ON)
    counts = workspace.tasks.counted(asked())
    assert counts["annual"] == {"going": 2}
    assert sum(counts["plan"].values()) == 6


def test_parts_are_found_under_their_whole_and_undivided_tasks_are_asked(workspace: Workspace) -> None:
    fill(workspace)
    assert [part["task"] for part in workspace.tasks.below(["A", "C"])] == ["A/2024", "A/2025"]
    rows = workspace.tasks.undivided(asked(), begun_by=ON)
    assert [row["task"] for row in rows] == ["A/2024", "A/2025", "C", "E", "D"]


def test_leads_are_counted_apart(workspace: Workspace) -> None:
    fill(workspace)
    counts = {row[0]: 0 for row in workspace.tasks.led(asked())}
    for row in workspace.tasks.led(asked()):
        counts[row[0]] += row[-1]
    assert counts == {"D01": 6, "D03": 1, None: 1}


def test_a_change_is_a_step_and_a_step_is_found_by_its_memo(workspace: Workspace) -> None:
    fill(workspace)
    after = workspace.tasks.change("A", TaskSlip("remind", "ann", "overdue 2025-06-30"), decide=lambda _: {})
    assert after["version"] == 2
    assert [step["step"] for step in workspace.tasks.history("A")] == ["add", "remind"]
    assert workspace.tasks.stepped("remind", memos=["overdue 2025-06-30"]) == {"A"}
    assert workspace.tasks.stepped("remind", memos=["overdue 2025-07-01"]) == set()


def test_an_id_that_is_taken_keeps_everything_out(workspace: Workspace) -> None:
    fill(workspace)
    with pytest.raises(ConflictError):
        workspace.tasks.add([a_task("Z"), a_task("A")], SLIP)
    with pytest.raises(NotFoundError):
        workspace.tasks.get("Z")


def test_a_department_sees_what_it_leads_and_helps_with(workspace: Workspace) -> None:
    fill(workspace)
    reach = Reach(regions=None, departments=frozenset({"D02"}), enterprises=None)
    helper = Tasks(workspace.database, Scope((reach,)))
    assert {row["task"] for row in helper.listed(asked(level="plan"))} == {"A", "C", "E", "F", "D"}
    with pytest.raises(NotFoundError):
        helper.get("B")


def test_steps_are_neither_altered_nor_taken_away(workspace: Workspace) -> None:
    fill(workspace)
    for statement in ("UPDATE task_step SET actor = 'ben'", "DELETE FROM task_step"):
        with pytest.raises(DBAPIError), workspace.database.write() as session:
            session.execute(text(statement))
