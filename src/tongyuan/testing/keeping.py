"""What is compared when a workspace is kept and restored: every row of every table, and every file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from tongyuan.testing.ledger import PLANT, a_voucher, an_issue
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.workspace.backups import Manifest, back_up
from tongyuan.workspace.backups.making import snapshot
from tongyuan.workspace.backups.rows import tables_of
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.workspace import Workspace

__all__ = ["a_backup", "a_filled", "files_of", "rows_of"]


def a_filled(workspace: Workspace) -> Workspace:
    """Put something into most of a workspace's tables, in one audited change."""
    frame = statistics_of(a_statistic(), a_statistic(period="2023", value=None, state="NE"))
    with workspace.transaction():
        workspace.add_statistics(frame, actor="tester")
        workspace.put_dataset("测试", frame, actor="tester")
        workspace.record_run(
            "k",
            params={"年": 2024, "x": 0.1},
            inputs={"in": frame},
            tables={"out": frame.head(1)},
            actor="tester",
        )
        an_issue(workspace.ledger)
        held = workspace.ledger.reserve(
            "co2_allowance", "40", holder=PLANT, vintage=2025, voucher=a_voucher()
        )
        workspace.ledger.settle(held.id, to=PLANT, amount="25", voucher=a_voucher())
        workspace.findings.write("散煤未清", region="990100", actor="tester")
        workspace.audit.append(actor="tester", service="test.fill", params={"年": [1, 2]}, outcome="done")
    return workspace


def a_backup(workspace: Workspace, file: Path) -> Manifest:
    """Write a backup of a workspace."""
    return back_up(workspace.database, workspace.folder, workspace.audit, file)


def rows_of(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, by table."""
    with snapshot(workspace.database) as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in tables_of(connection)
        }


def files_of(workspace: Workspace) -> dict[str, str]:
    """Return the hash of every file of the lake and of the audit."""
    kept = [file for file in sorted(workspace.folder.rglob("*")) if file.is_file()]
    kept = [file for file in kept if not file.name.startswith("tongyuan.db") and "backups" not in file.parts]
    return {str(file.relative_to(workspace.folder)): hash_bytes(file.read_bytes()) for file in kept}
