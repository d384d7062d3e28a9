"""How long the list of tasks takes to be filtered: ``python -m benchmarks.tasks [--tasks 100000]``.

Prints the 95th percentile of many filters over the limit of the list, 200 ms, on SQLite.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert

from tongyuan.testing.workspace import a_workspace
from tongyuan.workspace.models.tasks import TaskRow
from tongyuan.workspace.tasks import TaskFilter

LIMIT_S = 0.2
PAGE = 1000
QUERIES = 200
FIRST = date(2021, 1, 1)
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
    """Fill a workspace, filter it, print the ratio to the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tasks")
    parser.add_argument("--tasks", type=int, default=100_000)
    count = parser.parse_args().tasks
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder, a_workspace(Path(folder)) as workspace:
        with workspace.database.write() as session:
            session.execute(insert(TaskRow), [_task(rng, number) for number in range(count)])
        taken = []
        for _ in range(QUERIES):
            asked = _filter(rng)
            began = time.perf_counter()
            counts = workspace.tasks.counted(asked)
            rows = workspace.tasks.listed(asked, most=PAGE)
            taken.append(time.perf_counter() - began)
            if len(rows) != min(PAGE, sum(counts.values())):
                raise SystemExit("what is listed is not what is counted")
    worst = sorted(taken)[int(0.95 * len(taken))]
    print(f"{count} tasks, {QUERIES} filters, each counted by standing and {PAGE} rows listed:")
    print(f"95 % are done within {worst / LIMIT_S:.2f} of the limit")


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


def _filter(rng: random.Random) -> TaskFilter:
    """Ask as people do: one to three of department, helper, city, standing, words and period."""
    first = FIRST + timedelta(days=rng.randrange(1800))
    asked: list[dict[str, object]] = [
        {"department": f"D{rng.randrange(1, 24):02}"},
        {"helper": f"D{rng.randrange(1, 24):02}"},
        {"region": f"99{rng.randrange(15):02}00"},
        {"standing": rng.choice(STANDINGS)},
        {"text": rng.choice(WORDS)[:3]},
        {"due_from": first, "due_to": first + timedelta(days=90)},
    ]
    chosen: dict[str, object] = {}
    for one in rng.sample(asked, rng.randint(1, 3)):
        chosen |= one
    return TaskFilter(on=date(2024, 6, 30), soon=30, **chosen)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
