"""Who is told of a step; what search finds for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tongyuan.services.search_entries import kinds
from tongyuan.testing.desks import Desk, acting, busy
from tongyuan.testing.sessions import a_copy
from tongyuan.testing.visits import one_of_each_role
from tongyuan.vocabulary.problems import InputError, NotFoundError, PermissionDeniedError
from tongyuan.workspace.workspace import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workspace(
    founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    folder = a_copy(founded("exercise"), to=tmp_path_factory.mktemp("desk") / "workspace")
    opened = Workspace.open(folder)
    one_of_each_role(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def desk(workspace: Workspace) -> Desk:
    return busy(workspace)


def told(workspace: Workspace, role: str) -> list[str]:
    return acting(workspace, role).call("notice.list").frame()["code"].to_list()


def found(workspace: Workspace, role: str, text: str) -> dict[str, list[str]]:
    rows = acting(workspace, role).call("search.find", text=text).frame()
    return {kind: rows.filter(kind=kind)["key"].to_list() for kind in rows["kind"].unique()}


def test_whoever_may_take_the_next_step_is_told_and_nobody_else(workspace: Workspace, desk: Desk) -> None:
    assert told(workspace, "reviewer") == ["notice.release_proposed"]
    assert told(workspace, "approver") == []
    assert told(workspace, "provincial_analyst").count("notice.release_proposed") == 0


def test_each_step_of_a_release_is_told(workspace: Workspace, desk: Desk) -> None:
    acting(workspace, "reviewer").call("release.review", number=1)
    assert told(workspace, "approver") == ["notice.release_reviewed"]
    acting(workspace, "approver").call("release.approve", number=1)
    assert "notice.release_official" in told(workspace, "provincial_analyst")
    assert "notice.release_official" in told(workspace, "reviewer")


def test_a_finding_reaches_whoever_may_answer_it_and_its_answer_the_inspector(
    workspace: Workspace, desk: Desk
) -> None:
    assert told(workspace, "city_analyst").count("notice.finding_written") == 2
    assert told(workspace, "enterprise_manager") == ["notice.finding_written"]
    assert told(workspace, "inspector") == ["notice.finding_answered"]
    assert told(workspace, "department_reporter") == []


def test_a_job_tells_whoever_asked_for_it_how_it_ended(workspace: Workspace, desk: Desk) -> None:
    rows = acting(workspace, "administrator").call("notice.list").frame()
    assert sorted(rows["link"].to_list()) == sorted([f"/jobs?job={desk.done}", f"/jobs?job={desk.failed}"])
    assert any("编制" in text and "1900" in text for text in rows["text_zh"])


def test_a_grant_tells_its_holder(workspace: Workspace, desk: Desk) -> None:
    administrator = acting(workspace, "administrator")
    made = administrator.call("user.grant", login="one.verifier", role="inspector")
    administrator.call("user.revoke", number=made.record()["id"])
    assert told(workspace, "verifier") == ["notice.revoked", "notice.granted"]


def test_what_was_read_counts_no_longer(workspace: Workspace, desk: Desk) -> None:
    manager = acting(workspace, "enterprise_manager")
    assert manager.call("notice.unread").record() == {"unread": 1}
    manager.call("notice.read")
    assert manager.call("notice.unread").record() == {"unread": 0}


def test_nobody_finds_what_is_out_of_reach(workspace: Workspace, desk: Desk) -> None:
    assert found(workspace, "inspector", "散煤台账")["finding"] == ["1"]
    assert "finding" not in found(workspace, "enterprise_manager", "散煤台账")
    assert found(workspace, "enterprise_manager", "监测数据")["finding"] == ["2"]
    assert "run" not in found(workspace, "enterprise_manager", desk.run)
    assert found(workspace, "provincial_analyst", desk.run)["run"] == [desk.run]
    assert len(found(workspace, "enterprise_manager", "EX0")["enterprise"]) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("第9条", "article"),
        ("X01", "target"),
        ("A09-01", "task"),
        ("steel_capacity", "series"),
        ("990100", "region"),
        ("EX0001", "enterprise"),
        ("季度调度", "round"),
        ("甲州市", "assignment"),
        ("散煤台账", "finding"),
        ("同源清单", "run"),
        ("能源平衡表", "page"),
        ("催报", "guide"),
        ("陆上风电", "measure"),
    ],
)
def test_every_kind_is_found(workspace: Workspace, desk: Desk, text: str, kind: str) -> None:
    assert kind in found(workspace, "administrator", text)


def test_every_kind_has_its_case() -> None:
    mark = next(mark for mark in test_every_kind_is_found.pytestmark if mark.name == "parametrize")
    assert {kind for _, kind in mark.args[1]} == set(kinds())


def test_a_finding_out_of_reach_is_not_there_and_none_is_written_there(
    workspace: Workspace, desk: Desk
) -> None:
    with pytest.raises(NotFoundError):
        acting(workspace, "enterprise_manager").call("finding.show", number=1)
    acting(workspace, "administrator").call("user.grant", login="one.park", role="inspector", region="990200")
    with pytest.raises(PermissionDeniedError):
        acting(workspace, "park").call("finding.write", region="990100", text="越界")


def test_a_finding_says_something_about_someone_who_is_there(workspace: Workspace, desk: Desk) -> None:
    inspector = acting(workspace, "inspector")
    with pytest.raises(InputError):
        inspector.call("finding.write", region="990100", text="  ")
    with pytest.raises(InputError):
        inspector.call("finding.write", region="990100", text="有", enterprise="nobody")
