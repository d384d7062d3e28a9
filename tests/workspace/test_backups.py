"""Backups: made while people write, from either database into either, restored whole or not at all."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect

from tongyuan.testing.keeping import a_backup, a_filled, files_of, rows_of
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.problems import CheckFailed, ConflictError
from tongyuan.workspace.audit import read_outside
from tongyuan.workspace.backups import examine, restore
from tongyuan.workspace.engine import Database
from tongyuan.workspace.workspace import Workspace

LIMITS = settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)


@pytest.fixture(params=["into sqlite", "into postgres"])
def other(request: pytest.FixtureRequest) -> str | None:
    """Address of an empty database to restore into; None for the file in the folder."""
    if request.param == "into sqlite":
        return None
    return str(request.getfixturevalue("blank_database")())


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    return a_filled(workspace)


@pytest.fixture
def kept(tmp_path: Path, folder_workspace: Workspace) -> Path:
    """A backup of a workspace in a folder."""
    a_backup(a_filled(folder_workspace), tmp_path / "kept.zip")
    return tmp_path / "kept.zip"


def codes(file: Path) -> set[str]:
    with pytest.raises(CheckFailed) as caught:
        examine(file)
    return {problem.code.removeprefix("backup.") for problem in caught.value.problems}


def test_what_is_restored_is_what_was_kept(filled: Workspace, tmp_path: Path, other: str | None) -> None:
    manifest = a_backup(filled, tmp_path / "kept.zip")
    restore(tmp_path / "kept.zip", tmp_path / "again", database=other)
    with closing(Workspace.open(tmp_path / "again", database=other)) as again:
        assert rows_of(again) == rows_of(filled)
        assert files_of(again) == files_of(filled)
        assert manifest.tables == {name: len(rows) for name, rows in rows_of(again).items()}
        assert all(check.passed for check in again.check())
        assert again.audit.verify().proven == filled.audit.verify().rows


def test_a_restored_workspace_goes_on(filled: Workspace, tmp_path: Path, other: str | None) -> None:
    a_backup(filled, tmp_path / "kept.zip")
    restore(tmp_path / "kept.zip", tmp_path / "again", database=other)
    with closing(Workspace.open(tmp_path / "again", database=other)) as again:
        before = rows_of(again)
        a_filled(again)  # new numbers are new, and the chain goes on
        assert len(rows_of(again)["ledger_posting"]) == 2 * len(before["ledger_posting"])
        assert again.audit.verify().problems == ()
        assert all(check.passed for check in again.check())


def test_a_backup_made_while_ten_write_is_one_of_the_states_they_committed(
    workspace: Workspace, tmp_path: Path
) -> None:
    def write(number: int) -> None:
        for step in range(6):
            with workspace.transaction():
                pair = [
                    a_statistic(region=region, value=float(step)) for region in (f"a{number}", f"b{number}")
                ]
                workspace.add_statistics(statistics_of(*pair), actor="tester")
                workspace.put_dataset("pair", statistics_of(*pair), actor="tester")
                workspace.audit.append(actor="tester", service="t", params={"step": step}, outcome="done")

    with ThreadPoolExecutor(11) as pool:
        writing = [pool.submit(write, number) for number in range(10)]
        files = [tmp_path / f"{number}.zip" for number in range(3)]
        manifests = list(pool.map(lambda file: a_backup(workspace, file), files))
        for job in writing:
            job.result()
    assert workspace.audit.verify().rows == 61
    for file, manifest in zip(files, manifests, strict=True):
        restore(file, tmp_path / f"again-{file.stem}")
        with closing(Workspace.open(tmp_path / f"again-{file.stem}")) as again:
            changes = again.audit.verify()
            assert (changes.problems, changes.head) == ((), manifest.audit["hash"])
            # Each change wrote two figures: half of one is in no committed state.
            assert len(rows_of(again)["statistic"]) == 2 * (changes.rows - 1)
            assert all(check.passed for check in again.check())
        assert workspace.audit.verify(read_outside(file)).problems == ()


def test_a_backup_is_the_owners_alone_and_replaces_nothing(filled: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    a_backup(filled, file)
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    with pytest.raises(ConflictError, match="there already"):
        a_backup(filled, file)
    assert file.read_bytes() == content


def test_a_backup_whose_files_are_gone_names_all_and_leaves_nothing(
    filled: Workspace, tmp_path: Path
) -> None:
    gone = sorted(filled.folder.rglob("*.parquet"))[:2]
    for file in gone:
        file.unlink()
    with pytest.raises(CheckFailed) as caught:
        a_backup(filled, tmp_path / "kept.zip")
    assert len(caught.value.problems) == 2
    assert not [file for file in tmp_path.iterdir() if file.name != "workspace"]


def test_whoever_was_signed_in_is_not_signed_in_after_a_restore(filled: Workspace, tmp_path: Path) -> None:
    sign_in(filled)
    a_backup(filled, tmp_path / "kept.zip")
    restore(tmp_path / "kept.zip", tmp_path / "again")
    with closing(Workspace.open(tmp_path / "again")) as again:
        rows = rows_of(again)
    assert [row["ended_at"] is not None for row in rows["visit"]] == [True]
    assert [row["used_at"] is not None for row in rows["one_time_link"]] == [True]
    assert rows["person"] == rows_of(filled)["person"]


def sign_in(workspace: Workspace) -> None:
    """Put in a person with an open visit and an unused link."""
    from datetime import timedelta

    from sqlalchemy import insert

    from tongyuan.workspace.models import people
    from tongyuan.workspace.types import now

    at, later = now(), now() + timedelta(days=1)
    person = {
        "id": "0" * 16,
        "login": "li",
        "name": "李",
        "state": "active",
        "created_at": at,
        "created_by": "t",
    }
    visit = {
        "sha256": "a" * 64,
        "person": "0" * 16,
        "created_at": at,
        "last_seen_at": at,
        "expires_at": later,
    }
    visit |= {"how": "password", "address": "127.0.0.1", "agent": "test"}
    link = {"sha256": "b" * 64, "purpose": "first", "person": "0" * 16, "created_at": at, "expires_at": later}
    with workspace.database.write() as session:
        session.execute(insert(people.PersonRow).values(person))
        session.execute(insert(people.VisitRow).values(visit))
        session.execute(insert(people.LinkRow).values(link))


@given(size=st.floats(0, 0.999))
@LIMITS
def test_a_truncated_backup_is_refused(kept: Path, size: float) -> None:
    content = kept.read_bytes()
    cut = kept.with_name("cut.zip")
    cut.write_bytes(content[: int(len(content) * size)])
    assert codes(cut)
    refused_without_a_trace(cut, CheckFailed)


@given(data=st.data())
@LIMITS
def test_a_backup_in_which_any_byte_of_a_member_changed_is_refused(kept: Path, data: st.DataObject) -> None:
    with zipfile.ZipFile(kept) as archive:
        entry = data.draw(st.sampled_from([each for each in archive.infolist() if each.compress_size]))
    content = bytearray(kept.read_bytes())
    header = entry.header_offset
    start = header + 30 + int.from_bytes(content[header + 26 : header + 28], "little")
    start += int.from_bytes(content[header + 28 : header + 30], "little")
    content[start + data.draw(st.integers(0, entry.compress_size - 1))] ^= 0xFF
    changed = kept.with_name("changed.zip")
    changed.write_bytes(content)
    assume(not reads_the_same(changed, entry.filename, as_in=kept))
    with pytest.raises(CheckFailed):
        examine(changed)


def reads_the_same(changed: Path, name: str, *, as_in: Path) -> bool:
    """Tell whether only bits that fill up the last byte of a packed member were changed: they say nothing."""
    try:
        with zipfile.ZipFile(changed) as altered, zipfile.ZipFile(as_in) as whole:
            return altered.read(name) == whole.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return False


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a backup anew, as somebody would who holds it and not the key."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    made = file.with_name("rewritten.zip")
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made


def test_a_member_that_leads_out_of_the_folder_is_refused(kept: Path) -> None:
    def add(members: dict[str, bytes]) -> None:
        members["files/../../escaped"] = b"x"
        members["/etc/escaped"] = b"x"

    assert codes(rewritten(kept, add)) == {"foreign"}

    def list_too(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        manifest["members"]["files/../../escaped"] = {"sha256": "0" * 64, "bytes": 1}
        members["manifest.json"] = json.dumps(manifest).encode()
        members["files/../../escaped"] = b"x"

    file = rewritten(kept, list_too)
    assert "foreign" in codes(file)
    refused_without_a_trace(file, CheckFailed)


def test_a_row_that_was_changed_with_its_hash_in_the_manifest_is_refused(kept: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        from hashlib import sha256

        rows = members["tables/statistic.jsonl"].replace(b"100.0", b"900.0")
        manifest = json.loads(members["manifest.json"])
        manifest["members"]["tables/statistic.jsonl"]["sha256"] = sha256(rows).hexdigest()
        members["tables/statistic.jsonl"] = rows
        members["manifest.json"] = json.dumps(manifest).encode()

    assert codes(rewritten(kept, change)) == {"unsigned"}


def test_every_fault_of_a_backup_is_named(kept: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        del members["tables/run.jsonl"]
        members["tables/job.jsonl"] += b"\n"
        members["stranger"] = b""

    assert codes(rewritten(kept, change)) == {"missing", "altered", "foreign"}


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"PK\x05\x06" + bytes(18), b"hello", os.urandom(1000)):
        file = tmp_path / "no.zip"
        file.write_bytes(content)
        assert codes(file) == {"unreadable"}


def test_a_backup_of_a_newer_version_is_refused(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = replace(examine(kept), revision="9999", package_version="9.9")
    monkeypatch.setattr("tongyuan.workspace.backups.restoring.examine", lambda _: newer)
    with pytest.raises(ConflictError, match=r"newer version 9\.9"):
        restore(kept, kept.with_name("again"))


def test_a_place_that_is_not_empty_is_refused(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("mine")
    for place in (tmp_path / "taken", tmp_path / "taken" / "file"):
        with pytest.raises(ConflictError, match="not empty"):
            restore(kept, place)
    assert [file.name for file in (tmp_path / "taken").iterdir()] == ["file"]
    (tmp_path / "empty").mkdir()
    restore(kept, tmp_path / "empty")
    Workspace.open(tmp_path / "empty").close()


def test_a_database_that_is_not_empty_is_refused_and_left_alone(
    kept: Path, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    address = new_database()
    with closing(Database(address)) as database, database.engine.connect() as connection:
        before = inspect(connection).get_table_names()
        with pytest.raises(ConflictError, match="not empty"):
            restore(kept, tmp_path / "again", database=address)
        assert inspect(connection).get_table_names() == before
    assert not (tmp_path / "again").exists()


def test_a_restore_that_fails_leaves_the_database_empty(
    kept: Path, tmp_path: Path, blank_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    address = blank_database()
    with monkeypatch.context() as failing:
        failing.setattr("tongyuan.workspace.backups.restoring._look_over", fail)
        with pytest.raises(RuntimeError):
            restore(kept, tmp_path / "again", database=address)
    assert not (tmp_path / "again").exists()
    restore(kept, tmp_path / "again", database=address)
    Workspace.open(tmp_path / "again", database=address).close()


def refused_without_a_trace(file: Path, error: type[Exception]) -> None:
    before = sorted(path.name for path in file.parent.iterdir())
    with pytest.raises(error):
        restore(file, file.with_name("again"))
    assert sorted(path.name for path in file.parent.iterdir()) == before


def test_progress_runs_from_nothing_to_all(filled: Workspace, tmp_path: Path) -> None:
    from tongyuan.workspace.backups import back_up

    told: list[float] = []

    def say(part: float, _what: str) -> None:
        told.append(part)

    back_up(filled.database, filled.folder, filled.audit, tmp_path / "kept.zip", progress=say)
    assert (told[0], told[-1], sorted(told)) == (0.0, 1.0, told)
    told.clear()
    restore(tmp_path / "kept.zip", tmp_path / "again", progress=say)
    assert (told[0], told[-1], sorted(told)) == (0.0, 1.0, told)
