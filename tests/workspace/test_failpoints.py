"""A process is killed at every failpoint, by every operation that passes it, on both databases."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tongyuan.testing.backends import Backend
from tongyuan.testing.crashing import Crashes, crashes
from tongyuan.testing.kills import untold
from tongyuan.testing.operations import OPERATIONS, let_leases_lapse
from tongyuan.testing.workspace import a_workspace
from tongyuan.workspace import failpoints as places
from tongyuan.workspace.failpoints import Failure, armed, failpoint, failpoints
from tongyuan.workspace.workspace import Workspace

SOURCES = Path(places.__file__).parents[1]
NUMBER = 7
EACH = [
    pytest.param(place.name, operation, marks=[pytest.mark.slow] if number else [])
    for place in failpoints().values()
    for number, operation in enumerate(place.operations)
    if operation in OPERATIONS
]


@pytest.fixture(scope="module")
def killing() -> Iterator[Crashes]:
    with crashes() as ready:
        yield ready


@pytest.mark.parametrize(("place", "operation"), EACH)
def test_killed_there_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    place: str, operation: str, backend: Backend, tmp_path: Path, killing: Crashes
) -> None:
    done, database = OPERATIONS[operation], backend.new()
    with a_workspace(tmp_path, database=database) as workspace:
        done.prepare(workspace, NUMBER)
        end = killing.run(
            "tongyuan.testing.operating",
            [str(workspace.folder), database or "", f"{operation}:{NUMBER}"],
            failpoints=f"{place}=kill",
        )
        assert (end.killed, end.acknowledged, end.error) == (True, (), ""), "the place was not reached"
        assert len(set(done.parts(workspace, NUMBER).values())) == 1, "half of it is there"
        assert untold(workspace) == []
        let_leases_lapse(workspace)
        done.act(workspace, NUMBER)
        assert all(done.parts(workspace, NUMBER).values())
        assert untold(workspace) == []


def test_every_declared_place_is_in_the_code_and_every_place_in_the_code_is_declared() -> None:
    passed = {
        node.args[0].value
        for file in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "failpoint"
        and isinstance(node.args[0], ast.Constant)
    }
    handed_on = {"job.beaten", "job.ended"}
    assert passed | handed_on == set(failpoints())


def test_every_declared_place_names_an_operation_that_is_run() -> None:
    assert [
        place.name for place in failpoints().values() if not set(place.operations) & set(OPERATIONS)
    ] == []


def test_a_place_that_is_not_armed_does_nothing_and_an_armed_one_acts_when_it_is_reached_so_often() -> None:
    failpoint("lake.entered")
    with armed("lake.entered", reached=2):
        failpoint("lake.entered")
        with pytest.raises(Failure):
            failpoint("lake.entered")
        failpoint("lake.entered")
    failpoint("lake.entered")


def test_a_place_that_is_not_declared_cannot_be_armed() -> None:
    with pytest.raises(KeyError), armed("nowhere"):
        pass


def test_a_unit_that_fails_at_any_place_before_its_commit_leaves_nothing(workspace: Workspace) -> None:
    for place in ("unit.opened", "lake.catalogued", "lake.entered", "audit.appended", "unit.committing"):
        with armed(place), pytest.raises(Failure):
            OPERATIONS["import"].act(workspace, NUMBER)
        assert not any(OPERATIONS["import"].parts(workspace, NUMBER).values())
    OPERATIONS["import"].act(workspace, NUMBER)
    assert all(OPERATIONS["import"].parts(workspace, NUMBER).values())
