"""Scheduled work: set by who may do it, done with the rights of then, seen by whose it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tongyuan.services.actors import Actor, Grant
from tongyuan.services.clock import Clock
from tongyuan.services.ground.schedule import offered
from tongyuan.services.session import Session
from tongyuan.services.working import queue_due, work_off
from tongyuan.testing.people import ask
from tongyuan.vocabulary.problems import InputError, NotFoundError, PermissionDeniedError

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def set_poll(session: Session, **more: Any) -> dict[str, Any]:
    made = session.call("schedule.set", work="feed.poll", every_minutes=60, **more)
    return made.frame().row(0, named=True)


def test_a_poll_that_was_set_is_done_and_listed(own: Session) -> None:
    number = set_poll(own)["number"]
    assert len(queue_due(own.workspace)) == 1
    work_off(own)
    (row,) = own.call("schedule.list").frame().rows(named=True)
    assert (row["number"], row["service"], row["state"]) == (number, "feed.poll", "done")
    assert row["due_at"] > datetime.now(UTC)
    assert queue_due(own.workspace) == []


def test_a_clock_does_what_is_due_until_it_is_stopped(own: Session) -> None:
    set_poll(own)
    clock = Clock(own, look_s=0.05)
    clock.start()
    until = datetime.now(UTC) + timedelta(minutes=2)
    while own.call("schedule.list").frame()["state"].to_list() != ["done"] and datetime.now(UTC) < until:
        pass
    clock.stop()
    assert own.call("schedule.list").frame()["state"].to_list() == ["done"]


def test_what_is_offered_is_long_work_that_needs_no_argument(own: Session) -> None:
    names = own.call("schedule.offered").frame()["service"].to_list()
    assert names == [one.name for one in offered()]
    assert all(one.job and one.changes for one in offered())
    assert all(given.optional for one in offered() for given in one.parameters())


def test_work_that_needs_arguments_is_not_taken(own: Session) -> None:
    with pytest.raises(InputError) as caught:
        own.call("schedule.set", work="forecast.train", every_minutes=60)
    assert caught.value.problems[0].code == "schedule.work"


@pytest.mark.parametrize("every", [0, -5, 600_000])
def test_an_interval_out_of_range_is_refused(own: Session, every: int) -> None:
    with pytest.raises(InputError):
        own.call("schedule.set", work="feed.poll", every_minutes=every)


@pytest.mark.parametrize("first", ["2026-01-05", "25:00", "2026-01-05 11:00", "2028-01-01 00:00"])
def test_a_first_time_that_is_none_or_past_or_far_is_refused(own: Session, first: str) -> None:
    told = {"work": "feed.poll", "every_minutes": 60, "first": first}
    with pytest.raises(InputError) as caught:
        ask(own.workspace, own.actor, "schedule.set", at=NOON, **told)
    assert caught.value.problems[0].code == "schedule.first"


def test_a_first_time_is_of_the_clock_of_the_place(own: Session) -> None:
    told = {"work": "feed.poll", "every_minutes": 1440, "first": "2026-01-06 02:30"}
    made = ask(own.workspace, own.actor, "schedule.set", at=NOON, **told).frame()
    assert made["due_at"].to_list() == [datetime(2026, 1, 5, 18, 30, tzinfo=UTC)]


def test_who_may_not_do_the_work_may_not_have_it_done(own: Session) -> None:
    city = Session(own.workspace, Actor("c", "C", (Grant("city_analyst", region="210100"),)))
    assert "feed.poll" not in city.call("schedule.offered").frame()["service"].to_list()
    with pytest.raises(PermissionDeniedError):
        set_poll(city)


def test_anothers_schedule_is_not_seen_and_not_ended(own: Session) -> None:
    number = set_poll(own)["number"]
    city = Session(own.workspace, Actor("c", "C", (Grant("city_analyst", region="210100"),)))
    assert city.call("schedule.list").frame().is_empty()
    with pytest.raises(NotFoundError):
        city.call("schedule.end", number=number)
    own.call("schedule.end", number=number)
    assert own.call("schedule.list").frame().is_empty()


def test_rights_that_were_lost_since_are_lost_for_its_work(own: Session) -> None:
    set_poll(own)
    queue_due(own.workspace)
    work_off(Session(own.workspace, Actor(own.actor.id, own.actor.name, (Grant("inspector"),))))
    assert own.call("schedule.list").frame()["state"].to_list() == ["failed"]
