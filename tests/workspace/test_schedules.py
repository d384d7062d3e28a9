"""Work that comes again and again is queued once a turn, whoever looks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.workspace.schedules import next_due
from tongyuan.workspace.workspace import Workspace

NINE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hourly(workspace: Workspace, *, actor: str = "li", due_at: datetime = NINE) -> int:
    return workspace.schedules.put("feed.poll", every_minutes=60, due_at=due_at, actor=actor, at=NINE)


def test_what_is_due_is_queued_in_the_name_of_who_set_it(workspace: Workspace) -> None:
    hourly(workspace)
    assert workspace.schedules.fire(NINE - timedelta(seconds=1)) == []
    (job,) = workspace.schedules.fire(NINE)
    queued = workspace.jobs.get(job)
    assert (queued.service, queued.actor, queued.state) == ("feed.poll", "li", "queued")
    row = workspace.schedules.listing().row(0, named=True)
    assert (row["job"], row["state"], row["due_at"]) == (job, "queued", NINE + HOUR)


def test_nothing_is_queued_while_the_last_turn_goes_on(workspace: Workspace) -> None:
    hourly(workspace)
    (first,) = workspace.schedules.fire(NINE)
    assert workspace.schedules.fire(NINE + HOUR) == []
    workspace.jobs.claim("one")
    assert workspace.schedules.fire(NINE + 2 * HOUR) == []
    workspace.jobs.finish(first, worker="one")
    assert len(workspace.schedules.fire(NINE + 3 * HOUR)) == 1


def test_turns_that_nobody_looked_at_are_one_turn_and_the_beat_is_kept(workspace: Workspace) -> None:
    hourly(workspace)
    assert len(workspace.schedules.fire(NINE + timedelta(hours=5, minutes=20))) == 1
    assert workspace.schedules.listing()["due_at"].to_list() == [NINE + 6 * HOUR]


def test_many_who_look_at_once_queue_it_once(workspace: Workspace) -> None:
    hourly(workspace)
    with ThreadPoolExecutor(8) as pool:
        queued = list(pool.map(lambda _: workspace.schedules.fire(NINE), range(16)))
    assert sum(map(len, queued)) == 1
    assert len(workspace.jobs.listing()) == 1


def test_what_was_ended_comes_no_more_and_cannot_be_ended_again(workspace: Workspace) -> None:
    number = hourly(workspace)
    workspace.schedules.end(number, actor="wang", at=NINE)
    assert workspace.schedules.fire(NINE + HOUR) == []
    assert workspace.schedules.listing().is_empty()
    for gone in (number, 404):
        with pytest.raises(NotFoundError) as caught:
            workspace.schedules.end(gone, actor="wang", at=NINE)
        assert caught.value.problems[0].code == "schedule.none"


def test_each_sees_what_he_set(workspace: Workspace) -> None:
    hourly(workspace)
    other = hourly(workspace, actor="wang")
    assert workspace.schedules.listing(actor="wang")["number"].to_list() == [other]
    assert workspace.schedules.listing().height == 2


def test_of_failures_in_a_row_the_first_alone_is_told(workspace: Workspace) -> None:
    hourly(workspace)
    told = []
    for turn, ends_well in enumerate((True, False, False, True, False)):
        (job,) = workspace.schedules.fire(NINE + turn * HOUR)
        workspace.jobs.claim("one")
        if ends_well:
            workspace.jobs.finish(job, worker="one")
        else:
            workspace.jobs.fail(job, worker="one", message="no answer")
        told.append(len(workspace.notices.of("li")))
    assert told == [0, 1, 1, 1, 2]


@given(every=st.integers(1, 10_080), late=st.integers(0, 10**7))
def test_the_next_time_lies_ahead_by_one_step_at_most_and_in_step(every: int, late: int) -> None:
    moment = NINE + timedelta(seconds=late)
    due = next_due(NINE, every_minutes=every, moment=moment)
    step = timedelta(minutes=every)
    assert moment < due <= moment + step
    assert (due - NINE) % step == timedelta(0)
