"""What a workspace is asked to do, as crash tests see it: prepare, act, and how much of it is there then.

Each operation takes a number, so that many may be done side by side; :attr:`Operation.parts` counts what it
leaves behind: nothing or all of it, never some.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from tongyuan.testing.monitoring import hours_of
from tongyuan.testing.operations_keeping import back_up_once, backed_up, hold, paid, pay
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.workspace.artefacts import INBOX
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.inbox import Inbox, Upload
from tongyuan.workspace.jobs import Job
from tongyuan.workspace.lake import Source
from tongyuan.workspace.models import JobRow
from tongyuan.workspace.types import now
from tongyuan.workspace.workers import Progress, Worker
from tongyuan.workspace.workspace import Workspace

__all__ = ["OPERATIONS", "Operation", "let_leases_lapse"]

#: Between what goes into a run and what comes of it, so that their contents differ.
FAR = 10_000_000
#: Regions of the figures that one save brings.
REGIONS = ("990000", "990100", "990200")


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that is acknowledged by its return.

    Parameters
    ----------
    act
        Does it; doing it again where it is there already adds nothing.
    parts
        Tells for each part that it leaves behind whether it is there.
    prepare
        Puts there what it stands on.
    """

    act: Callable[[Workspace, int], None]
    parts: Callable[[Workspace, int], Mapping[str, bool]]
    prepare: Callable[[Workspace, int], None] = lambda workspace, number: None


def _changed(workspace: Workspace, service: str, number: int, change: Callable[[], object]) -> None:
    """Make a change as a service does: one serialised unit with its audit row, run again where it must."""

    def unit() -> None:
        with workspace.database.serialised():
            change()
            workspace.audit.append(actor="tester", service=service, params={"number": number}, outcome="done")

    workspace.database.retried(unit)


def _audited(workspace: Workspace, service: str, number: int) -> bool:
    rows = workspace.audit.rows(limit=100_000)
    return (
        rows.filter((pl.col("service") == service) & (pl.col("params") == f'{{"number": {number}}}')).height
        > 0
    )


def _frame(number: int) -> pl.DataFrame:
    return pl.DataFrame({"number": [number], "mass_t": [number / 7]})


def _import(workspace: Workspace, number: int) -> None:
    _changed(
        workspace,
        "test.import",
        number,
        lambda: workspace.put_dataset(f"import {number}", _frame(number), actor="tester"),
    )


def _imported(workspace: Workspace, number: int) -> Mapping[str, bool]:
    try:
        there = workspace.dataset_frame(f"import {number}").equals(_frame(number))
    except NotFoundError:
        there = False
    return {"dataset": there, "audit": _audited(workspace, "test.import", number)}


def _hours(number: int) -> pl.DataFrame:
    """Make the last hour of January and the first of February: they lie in two files."""
    january = datetime(2024, 1, 31, 16, tzinfo=UTC)
    return hours_of([float(number), number + 0.5], station=f"S{number}", first=january)


def _observe(workspace: Workspace, number: int) -> None:
    source = Source(f"hours {number}", hash_bytes(str(number).encode()))

    def put() -> None:
        workspace.observations.put(_hours(number), kind="air", source=source, actor="tester")

    _changed(workspace, "test.observe", number, put)


def _observed(workspace: Workspace, number: int) -> Mapping[str, bool]:
    held = workspace.observations.frame(kind="air", stations=[f"S{number}"])["value"].to_list()
    months = {"january": float(number) in held, "february": number + 0.5 in held}
    return months | {"audit": _audited(workspace, "test.observe", number)}


def _save(workspace: Workspace, number: int) -> None:
    rows = [a_statistic(region=region, series=f"save_{number}", value=float(number)) for region in REGIONS]
    _changed(
        workspace,
        "test.save",
        number,
        lambda: workspace.add_statistics(statistics_of(*rows), actor="tester"),
    )


def _saved(workspace: Workspace, number: int) -> Mapping[str, bool]:
    held = set(workspace.statistic_history(series=f"save_{number}")["region"])
    figures = {region: region in held for region in REGIONS}
    return figures | {"audit": _audited(workspace, "test.save", number)}


def _record(workspace: Workspace, number: int) -> str:
    frames = {
        "inputs": {"in": _frame(FAR + number)},
        "tables": {"out": _frame(number), "sum": _frame(-number)},
    }
    return workspace.record_run("test", params={"number": number}, actor="tester", **frames).id  # type: ignore[arg-type]


def _run(workspace: Workspace, number: int) -> None:
    _changed(workspace, "test.run", number, lambda: _record(workspace, number))


def _ran(workspace: Workspace, number: int) -> Mapping[str, bool]:
    found = workspace.runs("test").filter(pl.col("params") == f'{{"number": {number}}}')["run"].to_list()
    tables = {
        name: bool(found) and workspace.run_table(found[0], name).equals(_frame(expected))
        for name, expected in (("out", number), ("sum", -number))
    }
    return tables | {"run": len(found) == 1, "audit": _audited(workspace, "test.run", number)}


def _propose(workspace: Workspace, number: int) -> None:
    """Leave an official release and a reviewed one of the same name."""
    for content in (2 * number, 2 * number + 1):
        run = _record(workspace, 1_000_000 + content)
        release = workspace.releases.propose(f"release {number}", run, actor="one")
        workspace.releases.review(release.id, actor="two")
        if content == 2 * number:
            workspace.releases.approve(release.id, actor="three")


def _release(workspace: Workspace, number: int) -> None:
    waiting = _releases(workspace, number).filter(pl.col("state") == "reviewed")["id"].to_list()
    _changed(
        workspace,
        "test.release",
        number,
        lambda: [workspace.releases.approve(release, actor="three") for release in waiting],
    )


def _releases(workspace: Workspace, number: int) -> pl.DataFrame:
    return workspace.releases.listing(f"release {number}").sort("id")


def _released(workspace: Workspace, number: int) -> Mapping[str, bool]:
    before, after = _releases(workspace, number)["state"].to_list()
    return {
        "withdrawn": before == "withdrawn",
        "official": after == "official",
        "audit": _audited(workspace, "test.release", number),
    }


def _job(workspace: Workspace, number: int) -> None:
    def perform(job: Job, progress: Progress) -> str:
        progress(0.5, "半 · half")
        _run(workspace, job.params["number"])
        return "done"

    if not _jobs(workspace, number):
        workspace.database.retried(
            lambda: workspace.jobs.submit("test.run", params={"number": number}, actor="tester")
        )
    Worker(workspace.jobs, perform, Worker.new_name(), timedelta(seconds=30)).work_off()


def _jobs(workspace: Workspace, number: int) -> list[Job]:
    listed = workspace.jobs.listing(limit=100_000)
    return [job for job in listed if job.params == {"number": number}]


def _worked(workspace: Workspace, number: int) -> Mapping[str, bool]:
    # Between the work and the job's end the work stands alone, and is done again: its run is the same run.
    states = [job.state for job in _jobs(workspace, number)]
    return {"done": states == ["done"], **(_ran(workspace, number) if states == ["done"] else {})}


def let_leases_lapse(workspace: Workspace) -> None:
    """Let the time pass in which a dead worker's jobs are still held."""

    def lapse() -> None:
        with workspace.database.write() as session:
            for job in workspace.jobs.listing("running"):
                session.get_one(JobRow, job.id).lease_until = now() - timedelta(seconds=1)

    workspace.database.retried(lapse)


def _content(number: int) -> bytes:
    return f"handed in {number}".encode()


def _upload(workspace: Workspace, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "表.txt"
        file.write_bytes(_content(number))
        workspace.database.retried(lambda: Inbox(workspace.artefacts).keep(file))


def _uploaded(workspace: Workspace, number: int) -> Mapping[str, bool]:
    sha256 = hash_bytes(_content(number))
    try:
        with Inbox(workspace.artefacts).laid_out(Upload(sha256, "x")) as file:
            return {INBOX: file.read_bytes() == _content(number)}
    except NotFoundError:
        return {INBOX: False}


OPERATIONS: dict[str, Operation] = {
    "import": Operation(_import, _imported),
    "observe": Operation(_observe, _observed),
    "save": Operation(_save, _saved),
    "run": Operation(_run, _ran),
    "job": Operation(_job, _worked),
    "release": Operation(_release, _released, _propose),
    "upload": Operation(_upload, _uploaded),
    "ledger": Operation(pay, paid, hold),
    "backup": Operation(back_up_once, backed_up),
}
