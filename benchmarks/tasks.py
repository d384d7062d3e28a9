"""How long the list of tasks takes to be filtered: ``python -m benchmarks.tasks [--tasks 100000]``.

Prints, for each database, the 95th percentile of many filters over the limit of the list, 200 ms: of the
store alone, and of the whole answer of the service ``task.list`` as a page and HTTP give it, checked by its
contract. PostgreSQL is run where the wheel or the system has it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from tongyuan.services.session import Session
from tongyuan.testing.backends import postgres_databases
from tongyuan.testing.postgres import postgres_binaries
from tongyuan.testing.sessions import an_actor
from tongyuan.testing.workspace import a_workspace
from tongyuan.workspace.models.tasks import TaskRow
from tongyuan.workspace.tasks import TaskFilter
from tongyuan.workspace.workspace import Workspace

LIMIT_S = 0.2
PAGE = 200
QUERIES = 200
FIRST = date(2021, 1, 1)
MOMENT = datetime(2024, 6, 30, tzinfo=UTC)
WORDS = (
    "清理散烧煤",
    "钢铁企业超低排放改造",
    "修建进港铁路支线",
    "推行测土施肥",
    "造林与抚育",
    "组建核查队伍",
)
STANDINGS = ("overdue", "due_soon", "going", "not_begun", "done")


def main() -> None:
    """Fill a workspace on each database, filter it, print ratios to the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tasks")
    parser.add_argument("--tasks", type=int, default=100_000)
    count = parser.parse_args().tasks
    print(f"{count} tasks, {QUERIES} filters; 95 % are done within this share of the limit of 200 ms")
    for name, workspace in _workspaces():
        rng = random.Random(1)
        with workspace.database.write() as session:
            session.execute(insert(TaskRow), [_task(rng, number) for number in range(count)])
        asked = [_asked(rng) for _ in range(QUERIES)]
        store = [_of_store(workspace, one) for one in asked]
        acting = Session(workspace, an_actor())
        whole = [_of_service(acting, one) for one in asked]
        print(f"{name}: store {_ratio(store):.2f}, whole answer {_ratio(whole):.2f}")


def _workspaces() -> Iterator[tuple[str, Workspace]]:
    with tempfile.TemporaryDirectory() as folder, a_workspace(Path(folder)) as workspace:
        yield "SQLite", workspace
    binaries = postgres_binaries()
    if binaries is None:
        print("PostgreSQL: not on this machine")
        return
    with ExitStack() as stack:
        make = stack.enter_context(postgres_databases(binaries))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        yield "PostgreSQL", stack.enter_context(a_workspace(Path(folder), database=make()))


def _asked(rng: random.Random) -> dict[str, object]:
    """Ask as people do: one to three of department, helper, city, standing, words and period."""
    first = FIRST + timedelta(days=rng.randrange(1800))
    ways: list[dict[str, object]] = [
        {"department": f"D{rng.randrange(1, 24):02}"},
        {"helper": f"D{rng.randrange(1, 24):02}"},
        {"region": f"99{rng.randrange(15):02}00"},
        {"standing": rng.choice(STANDINGS)},
        {"text": rng.choice(WORDS)[:3]},
        {"due_from": first, "due_to": first + timedelta(days=90)},
    ]
    chosen: dict[str, object] = {}
    for one in rng.sample(ways, rng.randint(1, 3)):
        chosen |= one
    return chosen


def _of_store(workspace: Workspace, asked: dict[str, object]) -> float:
    began = time.perf_counter()
    wanted = TaskFilter(on=MOMENT.date(), soon=30, **asked)  # type: ignore[arg-type]
    counts = workspace.tasks.counted(wanted)
    rows = workspace.tasks.listed(wanted, most=PAGE)
    taken = time.perf_counter() - began
    if len(rows) != min(PAGE, sum(sum(level.values()) for level in counts.values())):
        raise SystemExit("what is listed is not what is counted")
    return taken


def _of_service(session: Session, asked: dict[str, object]) -> float:
    told = {name: str(value) if isinstance(value, date) else value for name, value in asked.items()}
    began = time.perf_counter()
    answer = session.call("task.list", on=MOMENT.date().isoformat(), **told)
    taken = time.perf_counter() - began
    if answer.frame().height != min(PAGE, answer.meta["tasks"]):
        raise SystemExit("what is answered is not what is counted")
    return taken


def _ratio(taken: list[float]) -> float:
    return sorted(taken)[int(0.95 * len(taken))] / LIMIT_S


def _task(rng: random.Random, number: int) -> dict[str, object]:
    due = FIRST + timedelta(days=rng.randrange(2190))
    done = due + timedelta(days=rng.randrange(-90, 90)) if rng.random() < 0.4 else None
    return {
        "task": f"T{number:06}",
        "version": 1,
        "level": "plan",
        "text": f"{rng.choice(WORDS)} {number}",
        "region": f"99{rng.randrange(15):02}00",
        "department": f"D{rng.randrange(1, 24):02}",
        "helpers": f";D{rng.randrange(1, 24):02};D{rng.randrange(1, 24):02};",
        "starts_on": due - timedelta(days=365),
        "due_on": due,
        "weight": 1.0,
        "state": "open" if done is None else "done",
        "done_on": done,
    }


if __name__ == "__main__":
    main()
