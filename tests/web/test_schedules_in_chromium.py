"""Scheduled work in a browser: set on the page of jobs, listed with its next time, ended."""

from __future__ import annotations

import pytest

from tongyuan.services.working import queue_due, work_off
from tongyuan.testing.sessions import a_session

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


def test_work_is_scheduled_done_and_ended_on_the_page(beginner: Browser, bare: Served) -> None:
    beginner.open("/jobs?lang=zh")
    assert "还没有定时工作" in beginner.text("schedules")
    beginner.press("schedule-set")
    beginner.wait(lambda: "轮询数据接口" in beginner.text("schedules"))
    assert "1 小时" in beginner.text("schedules")
    session = a_session(bare.workspace)
    queue_due(session.workspace)
    work_off(session)
    session.workspace.close()
    beginner.open("/jobs?lang=en")
    assert "Poll the feeds".lower() in beginner.text("schedules").lower()
    assert "done" in beginner.text("schedules")
    beginner.size(390, phone=True)
    assert beginner.run("return document.documentElement.scrollWidth <= window.innerWidth")
    beginner.size(1360)
    beginner.press("schedule-end-1")
    beginner.wait(lambda: "No work is scheduled yet" in beginner.text("schedules"))
    assert beginner.errors() == []


def test_a_first_time_that_is_none_is_told_on_the_page(beginner: Browser) -> None:
    beginner.open("/jobs?lang=zh")
    place = '[data-testid="schedule-first"]'
    box = beginner.wait(lambda: beginner.all(f"input{place}, {place} input"))[0]
    box.send_keys("25:00")
    beginner.press("schedule-set")
    beginner.wait(lambda: "首次时间 25:00 不能用" in beginner.text("schedules"))
