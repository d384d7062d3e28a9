"""Twenty writers at once: what they read and wrote could have happened one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from tongyuan.testing.backends import Backend
from tongyuan.testing.histories import Transaction, anomalies
from tongyuan.testing.workspace import a_statistic, a_workspace, statistics_of
from tongyuan.vocabulary.problems import ConflictError
from tongyuan.workspace.engine import QUEUE, Database
from tongyuan.workspace.retrying import Pace
from tongyuan.workspace.workspace import Workspace

T = TypeVar("T")

WRITERS, EACH = 20, 4
KEYS = ("a", "b", "c", "d", "e")


@pytest.fixture(
    params=[pytest.param(QUEUE, id="queued"), pytest.param(None, id="unqueued", marks=pytest.mark.slow)]
)
def writers(request: pytest.FixtureRequest, backend: Backend, tmp_path: Path) -> Iterator[list[Workspace]]:
    """Twenty openings of one workspace, each with connections of its own."""
    address = backend.new()
    if address is None and request.param is None:
        pytest.skip("a file has one writer at a time")
    with a_workspace(tmp_path, database=address) as made:
        opened = []
        for seed in range(WRITERS):
            workspace = Workspace.open(made.folder, database=address)
            workspace.database.close()
            url = workspace.database.engine.url
            pace = Pace(tries=200, longest_s=0.5, chance=Random(seed))
            opened.append(Workspace(made.folder, Database(url, opening=request.param, pace=pace)))
        yield opened
        for workspace in opened:
            workspace.close()


def values_of(workspace: Workspace, key: str) -> list[int]:
    """A figure's versions are a list that is only appended to."""
    history = workspace.statistic_history(series=key).sort("version")
    return [int(value) for value in history["value"]]


def append(workspace: Workspace, key: str, value: int) -> None:
    workspace.add_statistics(statistics_of(a_statistic(series=key, value=float(value))), actor="t")


def decide(workspace: Workspace, name: str, chance: Random, value: int) -> Transaction:
    """Read some lists and append to others, in one unit that is run again where it met another."""
    looked, written = chance.sample(KEYS, 2), chance.sample(KEYS, 2)

    def unit() -> Transaction:
        with workspace.database.serialised():
            reads = {key: values_of(workspace, key) for key in looked}
            for key in written:
                append(workspace, key, value)
            workspace.audit.append(actor="t", service="s", params={"value": value}, outcome="done")
        return Transaction(name, reads, {key: [value] for key in written})

    return workspace.database.retried(unit)


def all_at_once(writers: list[Workspace], act: Callable[[Workspace, int], list[T]]) -> list[T]:
    with ThreadPoolExecutor(len(writers)) as pool:
        made = pool.map(act, writers, range(len(writers)))
        return [one for several in made for one in several]


def test_twenty_writers_leave_a_serialisable_history_and_lose_no_update(writers: list[Workspace]) -> None:
    def work(workspace: Workspace, number: int) -> list[Transaction]:
        chance = Random(number)
        return [
            decide(workspace, f"{number}.{step}", chance, number * EACH + step + 1) for step in range(EACH)
        ]

    history = all_at_once(writers, work)
    final = {key: values_of(writers[0], key) for key in KEYS}
    assert len(history) == WRITERS * EACH
    assert anomalies(history, final) == ()
    assert sum(map(len, final.values())) == 2 * WRITERS * EACH
    assert writers[0].audit.verify().problems == ()
    assert writers[0].audit.verify().rows == 1 + WRITERS * EACH
    unqueued = writers[0].database.opening is None
    retries = sum(workspace.database.pace.retries for workspace in writers)
    assert (retries > 0) is unqueued


def test_twenty_writers_count_together_and_no_count_is_lost(writers: list[Workspace]) -> None:
    def work(workspace: Workspace, number: int) -> list[int]:
        def count() -> int:
            with workspace.database.serialised():
                reached = max(values_of(workspace, "count"), default=0) + 1
                append(workspace, "count", reached)
            return reached

        return [workspace.database.retried(count) for _ in range(EACH)]

    assert sorted(all_at_once(writers, work)) == list(range(1, WRITERS * EACH + 1))
    assert max(values_of(writers[0], "count")) == WRITERS * EACH


def test_of_twenty_that_propose_the_same_release_one_succeeds_and_the_rest_are_told(
    writers: list[Workspace],
) -> None:
    frame = statistics_of(a_statistic())
    run = writers[0].record_run("k", params={}, inputs={"in": frame}, tables={"out": frame}, actor="t")

    def work(workspace: Workspace, number: int) -> list[str]:
        def propose() -> str:
            with workspace.database.serialised():
                return workspace.releases.propose("figure", run.id, actor=str(number)).state

        try:
            return [workspace.database.retried(propose)]
        except ConflictError as error:
            return [error.problems[0].code]

    outcomes = all_at_once(writers, work)
    assert sorted(outcomes) == ["draft", *["workspace.release_open"] * (WRITERS - 1)]
