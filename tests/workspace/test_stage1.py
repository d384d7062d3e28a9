"""A workspace of the first version opens, and says today what it said then."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tongyuan.services.figures import explain
from tongyuan.services.session import Session
from tongyuan.testing.keeping import a_backup
from tongyuan.testing.sessions import an_actor
from tongyuan.vocabulary.lineage import Node
from tongyuan.workspace.backups import restore
from tongyuan.workspace.hashing import hash_frame
from tongyuan.workspace.schema import head_revision, revision_of
from tongyuan.workspace.workspace import Workspace

HERE = Path(__file__).parent / "stage1"


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    """What the first version said."""
    return dict(json.loads((HERE / "recorded.json").read_text(encoding="utf-8")))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    with tarfile.open(HERE / "workspace.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "workspace"


@pytest.fixture(params=["in place", "restored into sqlite", "restored into postgres"])
def opened(request: pytest.FixtureRequest, old: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The old workspace: opened where it is, or from a backup that today's version made of it."""
    if request.param == "in place":
        with closing(Workspace.open(old)) as workspace:
            yield workspace
        return
    address = request.getfixturevalue("blank_database")() if "postgres" in request.param else None
    with closing(Workspace.open(old)) as workspace:
        a_backup(workspace, tmp_path / "kept.zip")
    restore(tmp_path / "kept.zip", tmp_path / "again", database=address)
    with closing(Workspace.open(tmp_path / "again", database=address)) as workspace:
        yield workspace


def tree(node: Node) -> list[Any]:
    return [node.value, node.unit, [tree(child) for child in node.children]]


def as_recorded(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out the column that contracts gained since."""
    return frame.drop("technology", strict=False)


@pytest.mark.slow
def test_its_figures_are_unchanged(opened: Workspace, recorded: dict[str, Any]) -> None:
    assert {
        run: {name: hash_frame(as_recorded(opened.run_table(run, name))) for name in tables}
        for run, tables in recorded["tables"].items()
    } == recorded["tables"]
    assert opened.runs()["run"].sort().to_list() == sorted(recorded["tables"])
    assert dict(sorted(opened.datasets().select("name", "sha256").iter_rows())) == recorded["datasets"]
    assert hash_frame(opened.statistics()) == recorded["statistics"]
    releases = opened.releases.listing().select("id", "name", "run_id", "state").iter_rows()
    assert [list(row) for row in sorted(releases)] == recorded["releases"]


@pytest.mark.slow
def test_why_gives_the_same_numbers(opened: Workspace, recorded: dict[str, Any]) -> None:
    differing = [
        figure for figure, numbers in recorded["figures"].items() if tree(explain(opened, figure)) != numbers
    ]
    assert (len(recorded["figures"]) > 30, differing) == (True, [])


def test_its_targets_stand_where_they_stood(opened: Workspace, recorded: dict[str, Any]) -> None:
    status = Session(opened, an_actor()).call("target.status", on="2025-12-31").frame()
    assert [list(row) for row in sorted(status.select("target", "status").iter_rows())] == recorded["status"]


def test_its_chain_is_unbroken_and_signed_from_now_on(opened: Workspace, recorded: dict[str, Any]) -> None:
    found = opened.audit.verify()
    assert found.problems == ()
    assert found.rows >= recorded["audit"]["rows"]
    row = opened.audit.rows(limit=1000).filter(seq=recorded["audit"]["rows"])
    assert row["hash"].to_list() == [recorded["audit"]["head"]]
    opened.audit.append(actor="tester", service="test.go_on", params={}, outcome="done")
    found = opened.audit.verify()
    assert (found.problems, found.proven) == ((), found.rows)


def test_it_is_copied_first_and_brought_forward(old: Path) -> None:
    with closing(Workspace.open(old)) as workspace:
        assert revision_of(workspace.database) == head_revision()
        assert [check.name for check in workspace.check() if not check.passed] == []
    copies = list((old / "backups").iterdir())
    assert [copy.name.partition("-")[0] for copy in copies] == ["0001"]


def test_a_migration_that_fails_leaves_it_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch, recorded: dict[str, Any]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as failing:
        failing.setattr("tongyuan.workspace.migrations.append_only.op.execute", fail)
        with pytest.raises(RuntimeError):
            Workspace.open(old)
    with closing(Workspace.open(old)) as workspace:
        assert workspace.audit.verify().rows == recorded["audit"]["rows"]


def test_the_first_version_is_what_it_is(old: Path) -> None:
    lines = (old / "audit.heads").read_text().splitlines()
    assert {len(line.split(" ")) for line in lines} == {2}
    assert not (old / "audit.keys").exists()
