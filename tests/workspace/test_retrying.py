"""A unit that met another's is run again, whole; what the database cannot do is one clear problem."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import Random

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.problems import Problem, TongyuanError, UnavailableError
from tongyuan.workspace import engine
from tongyuan.workspace.faults import Contended
from tongyuan.workspace.retrying import Pace, run_again
from tongyuan.workspace.workspace import Workspace

QUICK = Pace(tries=4, first_s=0.0, longest_s=0.0, chance=Random(1))


def codes(error: TongyuanError) -> list[str]:
    return [problem.code for problem in error.problems]


def busy() -> Contended:
    return Contended(Problem("workspace.busy", {"reason": "test"}))


def test_the_whole_function_is_run_again_and_what_follows_the_commit_acts_once(workspace: Workspace) -> None:
    runs, acted = [], []

    def unit() -> None:
        with workspace.database.serialised():
            runs.append(len(runs))
            workspace.add_statistics(statistics_of(a_statistic(value=float(len(runs)))), actor="t")
            workspace.database.after_commit(lambda: acted.append(len(runs)))
            if len(runs) < 3:
                raise busy()

    workspace.database.retried(unit)
    assert (runs, acted) == ([0, 1, 2], [3])
    assert workspace.statistic_history()["value"].to_list() == [3.0]


def test_tries_are_bounded_and_then_it_is_said_that_nothing_was_changed() -> None:
    tried: list[int] = []

    def meet() -> None:
        tried.append(1)
        raise busy()

    with pytest.raises(Contended) as caught:
        run_again(meet, pace=QUICK)
    assert (len(tried), codes(caught.value)) == (QUICK.tries, ["workspace.busy"])
    assert "未作任何更改" in caught.value.text()


def test_inside_a_unit_nothing_is_run_again_by_itself(workspace: Workspace) -> None:
    tried: list[int] = []

    def meet() -> None:
        tried.append(1)
        raise busy()

    with pytest.raises(Contended), workspace.database.serialised():
        workspace.database.retried(meet)
    assert tried == [1]


def test_a_key_that_was_there_before_is_no_race(workspace: Workspace) -> None:
    def twice() -> None:
        with workspace.database.serialised(), workspace.database.write() as session:
            session.execute(text("INSERT INTO workspace_meta SELECT * FROM workspace_meta"))

    with pytest.raises(IntegrityError):
        workspace.database.retried(twice)


def test_a_reader_sees_one_snapshot_throughout_a_unit(workspace: Workspace) -> None:
    workspace.add_statistics(statistics_of(a_statistic(value=1.0)), actor="t")
    with ThreadPoolExecutor(1) as pool, workspace.database.serialised():
        before = workspace.statistics()["value"].to_list()
        other = pool.submit(workspace.add_statistics, statistics_of(a_statistic(value=2.0)), actor="another")
        assert workspace.statistics()["value"].to_list() == before == [1.0]
    other.result(timeout=60)
    assert workspace.statistics()["value"].to_list() == [2.0]


def test_a_file_that_somebody_else_holds_too_long_is_told(
    folder_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_workspace.close()
    monkeypatch.setattr(engine, "BUSY_MS", 1)
    with closing(sqlite3.connect(folder_workspace.folder / "tongyuan.db")) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Contended) as caught:
            folder_workspace.add_statistics(statistics_of(a_statistic()), actor="t")
    assert codes(caught.value) == ["workspace.busy"]


def test_a_database_that_cannot_be_opened_is_told(folder_workspace: Workspace) -> None:
    folder_workspace.close()
    shutil.rmtree(folder_workspace.folder)
    with pytest.raises(UnavailableError) as caught:
        folder_workspace.add_statistics(statistics_of(a_statistic()), actor="t")
    assert codes(caught.value) == ["workspace.unreachable"]


def test_a_full_database_is_told(folder_workspace: Workspace) -> None:
    with folder_workspace.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    many = statistics_of(*(a_statistic(period=str(year)) for year in range(1000, 4000)))

    def fill() -> None:
        with folder_workspace.database.serialised():
            with folder_workspace.database.write() as session:
                session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")
            folder_workspace.add_statistics(many, actor="t")

    with pytest.raises(UnavailableError) as caught:
        fill()
    assert codes(caught.value) == ["workspace.disk_full"]
    assert folder_workspace.statistics().is_empty()


def test_a_connection_that_is_cut_off_is_told_and_nothing_was_saved(
    workspace: Workspace, database: str | None
) -> None:
    if database is None:
        pytest.skip("a file has no connection")

    def work() -> None:
        with workspace.database.serialised():
            workspace.add_statistics(statistics_of(a_statistic()), actor="t")
            _cut(database)
            workspace.statistics()

    with pytest.raises(UnavailableError) as caught:
        work()
    assert codes(caught.value) == ["workspace.unreachable"]
    assert workspace.statistics().is_empty()


def test_a_connection_that_is_cut_off_in_the_commit_is_told_as_unconfirmed(
    workspace: Workspace, database: str | None
) -> None:
    if database is None:
        pytest.skip("a file has no connection")

    def work() -> None:
        with workspace.database.serialised():
            workspace.add_statistics(statistics_of(a_statistic()), actor="t")
            _cut(database)

    with pytest.raises(UnavailableError) as caught:
        work()
    assert codes(caught.value) == ["workspace.unconfirmed"]
    assert "看" in caught.value.text()


def _cut(database: str) -> None:
    """End every other connection to a database, as an administrator's restart does."""
    server = create_engine(database, isolation_level="AUTOCOMMIT")
    ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with server.connect() as connection:
        connection.execute(text(f"{ending} AND datname = current_database()"))
    server.dispose()


def test_what_is_a_fault_of_a_statement_stays_what_it_is(workspace: Workspace) -> None:
    with pytest.raises(Exception, match="nowhere") as caught, workspace.database.read() as session:
        session.execute(text("SELECT 1 FROM nowhere"))
    assert not isinstance(caught.value, TongyuanError)
