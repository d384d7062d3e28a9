"""The doctor: each thing that can be wrong is named by its check, with what to do, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text, update

from tongyuan.testing.keeping import a_filled
from tongyuan.testing.tampering import tamper
from tongyuan.workspace import health, place
from tongyuan.workspace.health import Check
from tongyuan.workspace.models import JobRow
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

CHECKS = (
    "schema",
    "database",
    "files",
    "orphans",
    "audit",
    "ledger",
    "disk",
    "clock",
    "permissions",
    "jobs",
    "backup",
)


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    return a_filled(workspace)


def failed(workspace: Workspace) -> dict[str, Check]:
    return {check.name: check for check in workspace.check() if not check.passed}


def test_a_sound_workspace_passes_every_check(filled: Workspace) -> None:
    checks = filled.check()
    assert [check.name for check in checks] == list(CHECKS)
    assert [check for check in checks if not check.passed] == []
    assert all(check.detail("zh") and check.detail("en") for check in checks)
    assert {check.remedy("zh") for check in checks} == {""}


def alter_schema(workspace: Workspace) -> None:
    with workspace.database.write() as session:
        session.execute(text("ALTER TABLE job ADD COLUMN forgotten INTEGER"))


def tear_file(workspace: Workspace) -> None:
    next(workspace.folder.rglob("*.parquet")).write_bytes(b"torn")


def edit_audit(workspace: Workspace) -> None:
    tamper(workspace, "UPDATE audit SET actor = 'wang' WHERE seq = 2")


def open_folder(workspace: Workspace) -> None:
    workspace.folder.chmod(0o755)


def open_key(workspace: Workspace) -> None:
    secret = workspace.audit.secret()
    assert secret is not None
    secret.file.chmod(0o644)


def abandon_job(workspace: Workspace) -> None:
    job = workspace.jobs.submit("target.status", params={}, actor="tester")
    long_ago = now() - timedelta(hours=1)
    with workspace.database.write() as session:
        values = {"state": "running", "lease_until": long_ago, "started_at": long_ago}
        session.execute(update(JobRow).where(JobRow.id == job.id).values(**values))


class Fault(NamedTuple):
    check: str
    do: Callable[[Workspace], None]
    told: str


FAULTS = (
    Fault("schema", alter_schema, "1 differences"),
    Fault("files", tear_file, "was altered"),
    Fault("audit", edit_audit, "row 2 of the audit chain was altered"),
    Fault("permissions", open_folder, "other users may enter"),
    Fault("permissions", open_key, "others may read the audit key"),
    Fault("jobs", abandon_job, "1 jobs whose lease lapsed"),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.do.__name__)
def test_a_fault_is_named_by_its_check_with_what_to_do(filled: Workspace, fault: Fault) -> None:
    fault.do(filled)
    found = failed(filled)
    assert set(found) == {fault.check}
    assert fault.told in found[fault.check].detail("en")
    assert found[fault.check].remedy("zh")
    assert found[fault.check].remedy("en")


def test_changes_that_no_backup_holds_are_told_after_a_week(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "UNKEPT", timedelta(0))
    assert set(failed(filled)) == {"backup"}
    filled.audit.append(actor="tester", service=health.BACKED_UP, params={}, outcome="done")
    assert failed(filled) == {}
    filled.audit.append(actor="tester", service="test.change", params={}, outcome="done")
    assert set(failed(filled)) == {"backup"}


def test_a_clock_that_runs_behind_is_told(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "now", lambda: now() - timedelta(hours=1))
    found = failed(filled)
    assert set(found) == {"clock"}
    assert "later than this machine's now" in found["clock"].detail("en")


def test_a_full_disk_is_told(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "LEAST", 10**18)
    assert set(failed(filled)) == {"disk"}


def test_a_key_inside_the_workspace_is_told(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = filled.audit.secret()
    assert secret is not None
    inside = filled.folder / "audit.key"
    inside.write_bytes(secret.file.read_bytes())
    inside.chmod(0o600)
    monkeypatch.setenv("TONGYUAN_AUDIT_KEY", str(inside))
    with closing(filled):
        assert "lies inside the workspace" in failed(filled)["permissions"].detail("en")
