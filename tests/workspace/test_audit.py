from __future__ import annotations

import pytest

from tongyuan.testing.tampering import tamper
from tongyuan.workspace.workspace import Workspace


@pytest.fixture
def audited(workspace: Workspace) -> Workspace:
    for year in (2021, 2022, 2023):
        append(workspace, year)
    return workspace


def append(workspace: Workspace, year: int) -> None:
    workspace.audit.append(actor="li", service="inventory.compile", params={"year": year}, outcome="done")


def codes(workspace: Workspace) -> set[tuple[str, int]]:
    return {
        (problem.code.removeprefix("audit."), problem.values["seq"])
        for problem in workspace.audit.verify().problems
    }


def test_an_untouched_chain_has_no_fault(workspace: Workspace) -> None:
    for year in (2021, 2022):
        append(workspace, year)
    result = workspace.audit.verify()
    assert (result.rows, result.problems) == (3, ())
    assert result.head == workspace.audit.rows()["hash"][0]


@pytest.mark.parametrize(
    "column", ["actor = 'wang'", "outcome = 'x'", "params = '{}'", "at = '2020-01-01 00:00:00.000000'"]
)
def test_an_edited_row_is_found(audited: Workspace, column: str) -> None:
    tamper(audited, f"UPDATE audit SET {column} WHERE seq = 2")
    assert codes(audited) == {("edited", 2)}


def test_a_row_removed_from_the_middle_is_found(audited: Workspace) -> None:
    tamper(audited, "DELETE FROM audit WHERE seq = 2")
    assert ("gap", 2) in codes(audited)
    assert ("broken", 3) in codes(audited)


def test_a_row_cut_off_at_the_end_is_found_by_the_anchor(audited: Workspace) -> None:
    tamper(audited, "DELETE FROM audit WHERE seq = 4")
    assert codes(audited) == {("gap", 4), ("outside_gap", 4)}


def test_rows_that_changed_places_are_found(audited: Workspace) -> None:
    tamper(
        audited,
        "UPDATE audit SET seq = 99 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 99",
    )
    assert {("edited", 2), ("broken", 2), ("edited", 3), ("broken", 3)} <= codes(audited)


def test_a_chain_that_was_written_anew_is_found_by_the_anchor(audited: Workspace) -> None:
    tamper(audited, "DELETE FROM audit WHERE seq > 1")
    append(audited, 1999)
    assert codes(audited) == {("anchor", 2), ("gap", 3), ("gap", 4), ("outside_gap", 4)}


def test_the_check_of_the_workspace_names_the_audit(audited: Workspace) -> None:
    tamper(audited, "UPDATE audit SET actor = 'wang' WHERE seq = 2")
    assert {check.name: check.passed for check in audited.check()}["audit"] is False


def test_a_change_that_fails_leaves_no_row_and_no_anchor(workspace: Workspace) -> None:
    def fail() -> None:
        with workspace.transaction():
            append(workspace, 2021)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert workspace.audit.verify().rows == 1
    assert workspace.audit.anchor.read_text().count("\n") == 1


def test_rows_are_listed_newest_first_a_page_at_a_time(audited: Workspace) -> None:
    assert audited.audit.rows(limit=2)["seq"].to_list() == [4, 3]
    assert audited.audit.rows(limit=2, before=3)["seq"].to_list() == [2, 1]


def test_a_change_that_cannot_be_anchored_does_not_land(folder_workspace: Workspace) -> None:
    before = folder_workspace.audit.rows()
    folder_workspace.audit.anchor.unlink(missing_ok=True)
    folder_workspace.audit.anchor.mkdir()
    with pytest.raises(OSError, match=r"audit\.heads"), folder_workspace.transaction():
        folder_workspace.audit.append(actor="a", service="s", params={}, outcome="done")
    assert folder_workspace.audit.rows().equals(before)
