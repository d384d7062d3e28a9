from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.problems import CheckFailed, InputError, NotFoundError
from tongyuan.vocabulary.tables import Membership
from tongyuan.workspace.lake import Source
from tongyuan.workspace.workspace import Workspace

COAST = pl.DataFrame(
    {
        "group": ["coast", "coast"],
        "region": ["990200", "990100"],
        "share": [None, 1.0],
        "quality": ["synthetic", "synthetic"],
        "citation": ["invented", "invented"],
    }
)


def test_a_dataset_comes_back_with_its_rows_in_canonical_order(workspace: Workspace) -> None:
    kept = workspace.put_dataset("memberships", COAST, contract=Membership, actor="tester")
    assert (kept.contract, kept.contract_version) == ("Membership", 1)
    assert workspace.get_dataset(kept.sha256).equals(COAST.reverse())
    assert workspace.dataset_frame("memberships").equals(COAST.reverse())


def test_enumerations_survive_the_lake(workspace: Workspace) -> None:
    workspace.add_statistics(statistics_of(a_statistic()), actor="tester")
    statistics = workspace.statistics()
    workspace.put_dataset("copy", statistics, actor="tester")
    assert workspace.dataset_frame("copy").equals(statistics)


def test_the_same_content_again_adds_nothing(workspace: Workspace) -> None:
    first = workspace.put_dataset("a", COAST, actor="tester")
    assert workspace.put_dataset("a", COAST.reverse(), actor="another") == first
    assert workspace.lake.history("a").height == 1


def test_other_content_under_the_name_is_a_further_version(workspace: Workspace) -> None:
    first = workspace.put_dataset("a", COAST, actor="tester")
    second = workspace.put_dataset("a", COAST.head(1), actor="tester")
    assert workspace.dataset("a") == second
    assert workspace.dataset("a", as_of=first.imported_at) == first
    assert workspace.datasets("a")["sha256"].to_list() == [second.sha256]
    assert workspace.lake.history("a").height == 2


def test_regions_and_years_have_versions_of_their_own(workspace: Workspace) -> None:
    for year in (2007, 2008):
        workspace.put_dataset("balance", COAST.head(year - 2006), region="990000", year=year, actor="tester")
    assert workspace.dataset_frame("balance", region="990000", year=2007).height == 1
    assert workspace.datasets("balance")["year"].to_list() == [2007, 2008]
    with pytest.raises(NotFoundError):
        workspace.dataset("balance", year=2009)


def test_a_dataset_remembers_the_file_that_it_came_from(workspace: Workspace) -> None:
    kept = workspace.put_dataset("a", COAST, actor="tester", source=Source("统计.xlsx", "0" * 64))
    assert (kept.source_name, kept.source_sha256) == ("统计.xlsx", "0" * 64)


def test_rows_that_break_the_contract_stay_out(workspace: Workspace) -> None:
    with pytest.raises(InputError) as caught:
        workspace.put_dataset("a", COAST.with_columns(share=2.0), contract=Membership, actor="tester")
    assert caught.value.problems[0].values["column"] == "share"
    assert workspace.datasets().is_empty()
    assert workspace.artefacts.orphans() == ()


def test_what_came_in_last_tells_as_of_when_a_reading_never_changes(workspace: Workspace) -> None:
    workspace.put_dataset("a", COAST, actor="tester")
    pinned = workspace.believed_until()
    workspace.add_statistics(statistics_of(a_statistic()), actor="tester")
    workspace.put_dataset("a", COAST.head(1), actor="tester")
    assert workspace.statistics(as_of=pinned).is_empty()
    assert workspace.dataset_frame("a", as_of=pinned).height == 2


def test_a_name_that_nobody_imported_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError):
        workspace.dataset("nothing")
    with pytest.raises(NotFoundError):
        workspace.get_dataset("0" * 64)


def test_a_transaction_that_fails_leaves_no_dataset_behind(workspace: Workspace) -> None:
    def fail() -> None:
        with workspace.transaction():
            workspace.put_dataset("a", COAST, actor="tester")
            assert workspace.dataset("a").name == "a"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert workspace.datasets().is_empty()
    assert len(workspace.artefacts.orphans()) == 1
    workspace.put_dataset("a", COAST, actor="tester")
    assert workspace.artefacts.orphans() == ()


def test_an_altered_file_and_a_file_that_is_gone_are_named(workspace: Workspace) -> None:
    altered = _file(workspace, workspace.put_dataset("a", COAST, actor="tester").sha256)
    gone = _file(workspace, workspace.put_dataset("b", COAST.head(1), actor="tester").sha256)
    COAST.with_columns(share=0.5).write_parquet(altered)
    gone.unlink()
    problems = {problem.code: problem.values["file"] for problem in workspace.artefacts.verify()}
    assert problems.keys() == {"workspace.file_altered", "workspace.file_missing"}
    assert {check.name: check.passed for check in workspace.check()}["files"] is False
    with pytest.raises(CheckFailed):
        workspace.dataset_frame("b")


def test_a_file_that_is_gone_comes_back_with_its_content(workspace: Workspace) -> None:
    _file(workspace, workspace.put_dataset("a", COAST, actor="tester").sha256).unlink()
    workspace.put_dataset("a", COAST, actor="tester")
    assert workspace.artefacts.verify() == ()


def _file(workspace: Workspace, sha256: str) -> Path:
    return workspace.folder / "lake" / sha256[:2] / f"{sha256}.parquet"
