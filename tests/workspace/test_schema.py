from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError, StatementError

from tongyuan.testing.admission import fill_projects
from tongyuan.testing.ledger import PLANT, a_voucher, an_issue
from tongyuan.testing.monitoring import a_station, hours_of, stations_of
from tongyuan.testing.policies import take_policy
from tongyuan.testing.reductions import register, take
from tongyuan.testing.rounds import NOW, WORKS, a_round, said
from tongyuan.testing.tasks import a_task
from tongyuan.testing.workspace import a_statistic, a_workspace, statistics_of
from tongyuan.testing.zones import fill_zones
from tongyuan.vocabulary.problems import ConflictError, NotFoundError
from tongyuan.workspace.funds import FundSlip
from tongyuan.workspace.lake import Source
from tongyuan.workspace.models import APPEND_ONLY, Base, JobRow
from tongyuan.workspace.schema import copy_database, head_revision, revision_of, schema_differences
from tongyuan.workspace.tasks import TaskSlip
from tongyuan.workspace.workspace import Workspace


def test_a_migrated_database_differs_in_nothing_from_the_models(workspace: Workspace) -> None:
    assert schema_differences(workspace.database) == []
    assert revision_of(workspace.database) == head_revision()


def test_a_column_that_no_migration_made_is_seen(workspace: Workspace) -> None:
    with workspace.database.write() as session:
        session.execute(text("ALTER TABLE job ADD COLUMN forgotten INTEGER"))
    assert schema_differences(workspace.database) != []


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_itself_refuses_to_change_what_is_append_only(
    workspace: Workspace, table: str, verb: str
) -> None:
    _one_row_everywhere(workspace)
    rows = Base.metadata.tables[table]
    first = next(iter(rows.columns))
    statement = delete(rows) if verb == "delete" else update(rows).values({first.name: first})
    with pytest.raises(DatabaseError, match="append-only"), workspace.database.write() as session:
        session.execute(statement)


def _one_row_everywhere(workspace: Workspace) -> None:
    frame = statistics_of(a_statistic())
    workspace.add_statistics(frame, actor="tester")
    workspace.put_dataset("a", frame, actor="tester")
    workspace.record_run("k", params={}, inputs={"in": frame}, tables={"out": frame}, actor="tester")
    an_issue(workspace.ledger)
    held = workspace.ledger.reserve("co2_allowance", "1", holder=PLANT, vintage=2025, voucher=a_voucher())
    workspace.ledger.release(held.id, actor="tester", note="")
    a_round(workspace)
    workspace.rounds.save({WORKS: [said()]}, actor="tester", at=NOW)
    workspace.findings.write("散煤未清", region="990100", actor="tester")
    entered = {"step": "enter", "fund": None, "year": None, "project": "P1", "fen": 0}
    slip = FundSlip("K-1", "tester", "入库", "990100")
    workspace.funds.take(entered, slip, refuse=lambda movements: None)
    fill_zones(workspace)
    workspace.tasks.add([a_task()], TaskSlip("add", "tester"))
    fill_projects(workspace)
    workspace.registry.define("talk", content="{}", actor="tester")
    entry = {"key": "R1", "type": "talk", "entry": "1", "change": "enter", "name": "座谈", "region": "990100"}
    told = {"state": "held", "since": NOW.date(), "values_json": "{}", "evidence": "", "memo": ""}
    workspace.registry.put([entry | told], actor="tester", refuse=lambda versions: None)
    take(workspace, register(workspace), "recognise", 1, memo="why")
    take_policy(workspace)
    workspace.stations.put(stations_of(a_station()), actor="tester")
    workspace.observations.put(hours_of([1.0]), kind="air", source=Source("a.csv"), actor="tester")
    void = {"station": "S1", "item": None, "first": NOW, "last": NOW, "decision": "void", "lifts": None}
    workspace.observations.decide(void | {"reason": "检修"}, actor="tester")
    poll = {"feed": "f", "state": "taken", "tries": 1, "status": 200, "sha256": None, "batch": None}
    counts = {"records": 1, "added": 0, "corrected": 0, "told": None}
    workspace.feeds.polled(poll | counts, letters=[("{}", "空")], actor="tester")
    workspace.feeds.end([1], outcome="dropped", reason="空", actor="tester")


def test_a_file_workspace_writes_ahead_syncs_fully_and_keeps_foreign_keys(
    folder_workspace: Workspace,
) -> None:
    with folder_workspace.database.engine.connect() as connection:
        pragmas = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in PRAGMAS]
    assert pragmas == ["wal", 2, 1]


PRAGMAS = ("journal_mode", "synchronous", "foreign_keys")


def test_an_instant_comes_back_as_the_same_instant_in_utc(workspace: Workspace) -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=8)))
    workspace.add_statistics(statistics_of(a_statistic()), actor="tester", believed_at=noon)
    believed = workspace.believed_until()
    assert believed == noon
    assert believed is not None
    assert believed.tzinfo is UTC
    assert workspace.statistics()["believed_at"][0] == noon


def test_an_instant_without_a_zone_is_refused(workspace: Workspace) -> None:
    with pytest.raises(StatementError, match="time zone"), workspace.database.read() as session:
        session.query(JobRow).filter(JobRow.created_at < datetime(2026, 1, 1)).all()


def test_a_folder_that_is_no_workspace_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        Workspace.open(tmp_path)
    assert caught.value.problems[0].code == "workspace.none"


def test_opening_a_workspace_gives_the_meta_it_was_made_with(tmp_path: Path, database: str | None) -> None:
    with a_workspace(tmp_path, database=database, settings={"family": "NDRC_2013"}) as made:
        meta = made.meta
    with Workspace.open(tmp_path / "workspace", database=database) as opened:
        assert opened.meta == meta
        assert opened.meta.settings == {"family": "NDRC_2013"}
        assert opened.meta.synthetic


def test_a_workspace_is_not_made_twice(workspace: Workspace, tmp_path: Path, database: str | None) -> None:
    with pytest.raises(ConflictError) as caught:
        a_workspace(tmp_path, database=database)
    assert caught.value.problems[0].code == "workspace.exists"


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "示例省 100%?#&"
    folder.mkdir()
    with a_workspace(folder) as made:
        assert (made.folder / "tongyuan.db").exists()
    with Workspace.open(folder / "workspace") as opened:
        assert opened.meta.pack == "exercise"


def test_a_folder_with_other_files_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "thesis.docx").touch()
    with pytest.raises(ConflictError) as caught:
        a_workspace(tmp_path)
    assert caught.value.problems[0].code == "workspace.folder_taken"
    assert not (tmp_path / "workspace" / "tongyuan.db").exists()


def test_a_workspace_whose_making_was_cut_off_is_refused_and_then_completed(
    tmp_path: Path, database: str | None
) -> None:
    def fail(half: Workspace) -> None:
        half.add_statistics(statistics_of(a_statistic()), actor="tester")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        a_workspace(tmp_path, database=database, fill=fail)
    with pytest.raises(ConflictError) as caught:
        Workspace.open(tmp_path / "workspace", database=database)
    assert caught.value.problems[0].code == "workspace.incomplete"
    with a_workspace(tmp_path, database=database) as completed:
        assert completed.statistics().is_empty()
        assert all(check.passed for check in completed.check())


def test_an_empty_database_file_counts_as_a_making_that_was_cut_off(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    sqlite3.connect(folder / "tongyuan.db").close()
    (folder / "tongyuan.db").touch()
    with pytest.raises(ConflictError) as caught:
        Workspace.open(folder)
    assert caught.value.problems[0].code == "workspace.incomplete"


def test_a_workspace_of_a_newer_version_is_refused_and_left_alone(
    workspace: Workspace, database: str | None
) -> None:
    with workspace.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConflictError) as caught:
        Workspace.open(workspace.folder, database=database)
    assert caught.value.problems[0].code == "workspace.newer"
    assert revision_of(workspace.database) == "9999"


def test_making_is_the_first_row_of_the_audit(workspace: Workspace) -> None:
    assert workspace.audit.rows()["service"].to_list() == ["workspace.create"]


def test_a_copy_holds_all_that_was_committed_while_the_workspace_is_in_use(
    folder_workspace: Workspace, tmp_path: Path
) -> None:
    _one_row_everywhere(folder_workspace)
    copy = tmp_path / "copy" / "tongyuan.db"
    copy_database(folder_workspace.database, copy)
    with Workspace.open(copy.parent) as opened:
        assert opened.statistics().equals(folder_workspace.statistics())
        assert opened.meta == folder_workspace.meta
