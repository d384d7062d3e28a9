"""Makes the workspace of the first version that the tests open: run with the code of that version alone.

``PYTHONPATH=<checkout of d6d2bf2>/src python make.py <empty folder>`` writes ``workspace.tar.xz`` and
``recorded.json`` into that folder.
"""

from __future__ import annotations

import json
import sys
import tarfile
from pathlib import Path
from typing import Any

from tongyuan.services.actors import Actor
from tongyuan.services.ground.founding import found
from tongyuan.services.session import Session
from tongyuan.vocabulary.lineage import Node
from tongyuan.workspace.hashing import hash_frame
from tongyuan.workspace.workspace import Workspace

FIGURES_A_TABLE = 2


def tree(node: Node) -> list[Any]:
    """Return the numbers of a tree: value, unit, and those it was made from."""
    return [node.value, node.unit, [tree(child) for child in node.children]]


def recorded(workspace: Workspace, session: Session) -> dict[str, Any]:
    """Tell everything that must not change."""
    from tongyuan.services.figures import _TABLES, explain

    runs = workspace.runs()["run"].sort().to_list()
    tables = {
        run: {name: hash_frame(workspace.run_table(run, name)) for name in sorted(workspace.run(run).tables)}
        for run in runs
    }
    figures: dict[str, Any] = {}
    for run in runs:
        for name in sorted(set(workspace.run(run).tables) & set(_TABLES)):
            key = _TABLES[name][0]
            rows = workspace.run_table(run, name)
            step = max(1, rows.height // FIGURES_A_TABLE)
            for row in rows.gather_every(step).iter_rows(named=True):
                figure = "/".join([run, name, ",".join(str(row[part]) for part in key)])
                figures[figure] = tree(explain(workspace, figure))
    status = session.call("target.status", on="2025-12-31").frame()
    audit = workspace.audit.rows(limit=1000)
    return {
        "tables": tables,
        "figures": figures,
        "statistics": hash_frame(workspace.statistics()),
        "datasets": dict(sorted(workspace.datasets().select("name", "sha256").iter_rows())),
        "status": sorted(status.select("target", "status").iter_rows()),
        "releases": sorted(workspace.releases.listing().select("id", "name", "run_id", "state").iter_rows()),
        "audit": {"rows": audit.height, "head": workspace.audit.verify().head},
    }


def main(folder: Path) -> None:
    """Make the workspace, do a little of everything in it, and write down what it says."""
    found(folder / "workspace", pack="exercise")
    analyst, second = (
        Session(Workspace.open(folder / "workspace"), Actor(name, name, frozenset({"administrator"})))
        for name in ("analyst", "second")
    )
    run = analyst.run.list(kind="inventory").frame()["run"][0]
    number = analyst.release.propose(name="2025年清单", run=run).frame()["id"][0]
    second.release.review(number=number)
    second.release.approve(number=number)
    analyst.release.propose(name="进展", run=analyst.run.list(kind="assessment").frame()["run"][0])
    session = Session(analyst.workspace, analyst.actor)
    session.call("target.status", on="2025-12-31")
    told = recorded(analyst.workspace, session)
    analyst.workspace.close()
    second.workspace.close()
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (folder / "recorded.json").write_text(text, encoding="utf-8")
    with tarfile.open(folder / "workspace.tar.xz", "w:xz") as archive:
        archive.add(folder / "workspace", arcname="workspace", filter=_plain)


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    main(Path(sys.argv[1]))
