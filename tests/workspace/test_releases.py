from __future__ import annotations

import pytest

from tongyuan.vocabulary.problems import ConflictError, NotFoundError
from tongyuan.workspace.releases import Release
from tongyuan.workspace.runs import Run
from tongyuan.workspace.workspace import Workspace

NAME = "inventory/990000/2023"


def a_run(workspace: Workspace, seed: int = 1) -> Run:
    return workspace.record_run("inventory", params={}, inputs={}, tables={}, seed=seed, actor="li")


def official(workspace: Workspace, run: Run) -> Release:
    release = workspace.releases.propose(NAME, run.id, actor="li")
    workspace.releases.review(release.id, actor="wang")
    return workspace.releases.approve(release.id, actor="zhao")


def test_a_figure_becomes_official_by_three_different_people(workspace: Workspace) -> None:
    run = a_run(workspace)
    release = official(workspace, run)
    assert (release.state, release.proposed_by, release.approved_by) == ("official", "li", "zhao")
    assert workspace.releases.official(NAME) == release
    assert release.run_id == run.id


def test_who_proposed_can_neither_review_nor_approve(workspace: Workspace) -> None:
    release = workspace.releases.propose(NAME, a_run(workspace).id, actor="li")
    with pytest.raises(ConflictError) as caught:
        workspace.releases.review(release.id, actor="li")
    assert caught.value.problems[0].code == "workspace.same_person"
    assert "草稿" in caught.value.problems[0].remedy("zh")
    workspace.releases.review(release.id, actor="wang")
    with pytest.raises(ConflictError):
        workspace.releases.approve(release.id, actor="li")
    assert workspace.releases.official(NAME) is None


def test_who_reviewed_does_not_approve(workspace: Workspace) -> None:
    release = workspace.releases.propose(NAME, a_run(workspace).id, actor="li")
    workspace.releases.review(release.id, actor="wang")
    with pytest.raises(ConflictError) as caught:
        workspace.releases.approve(release.id, actor="wang")
    assert caught.value.problems[0].code == "workspace.same_reviewer"
    assert workspace.releases.approve(release.id, actor="zhao").state == "official"


def test_no_step_can_be_skipped(workspace: Workspace) -> None:
    release = workspace.releases.propose(NAME, a_run(workspace).id, actor="li")
    with pytest.raises(ConflictError) as caught:
        workspace.releases.approve(release.id, actor="wang")
    assert caught.value.problems[0].values["expected"] == "reviewed"


def test_only_the_pointer_moves_when_a_newer_run_is_approved(workspace: Workspace) -> None:
    first, second = a_run(workspace, 1), a_run(workspace, 2)
    before = official(workspace, first)
    after = official(workspace, second)
    assert workspace.releases.official(NAME) == after
    assert workspace.releases.get(before.id).state == "withdrawn"
    assert workspace.releases.get(before.id).run_id == first.id
    assert workspace.run(first.id) == first


def test_a_withdrawn_figure_says_why_and_stays_in_the_list(workspace: Workspace) -> None:
    release = official(workspace, a_run(workspace))
    workspace.releases.withdraw(release.id, actor="wang", reason="a factor was wrong")
    assert workspace.releases.official(NAME) is None
    row = workspace.releases.listing(NAME).row(0, named=True)
    assert (row["state"], row["reason"]) == ("withdrawn", "a factor was wrong")
    with pytest.raises(ConflictError):
        workspace.releases.withdraw(release.id, actor="wang", reason="again")


def test_a_run_is_proposed_once_under_a_name(workspace: Workspace) -> None:
    run = a_run(workspace)
    workspace.releases.propose(NAME, run.id, actor="li")
    with pytest.raises(ConflictError) as caught:
        workspace.releases.propose(NAME, run.id, actor="wang")
    assert caught.value.problems[0].code == "workspace.release_open"


def test_only_a_run_that_is_there_can_be_proposed(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError):
        workspace.releases.propose(NAME, "0123456789ab", actor="li")
    with pytest.raises(NotFoundError):
        workspace.releases.get(1)
