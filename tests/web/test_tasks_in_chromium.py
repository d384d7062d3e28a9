"""The list of tasks in a browser: made from the policy, a lead confirmed, progress reported, faults told."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from .browsing import Browser

pytestmark = pytest.mark.slow


def fill(browser: Browser, **fields: str) -> None:
    for name, text in fields.items():
        place = f'[data-testid="task-{name}"]'
        css = f"input{place}, textarea{place}, {place} input, {place} textarea"
        box = browser.wait(lambda css=css: browser.all(css))[0]
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(text)


def test_a_task_is_made_given_a_lead_and_reported_on(beginner: Browser) -> None:
    beginner.open("/deploy/tasks?lang=zh")
    fill(beginner, first="2023-11-01", last="2025-12-31")
    beginner.press("task-generate")
    beginner.wait(lambda: "待明确牵头" in beginner.text("task-list"))
    link = beginner.wait(lambda: beginner.all('[data-testid="task-list"] a[href*="task="]'))[0]
    beginner.open(str(link.get_attribute("href")).split("/", 3)[3].join(["/", ""]))
    beginner.press("task-take-assign")
    beginner.wait(lambda: "明确责任" in beginner.text("task-history"))
    beginner.settle()
    fill(beginner, progress="很多", said="一期并网")
    beginner.press("task-take-report")
    beginner.wait(lambda: "不是数" in beginner.text("task-report"))
    fill(beginner, progress="60")
    beginner.press("task-take-report")
    beginner.wait(lambda: "一期并网" in beginner.text("task-history"))
    beginner.settle()
    assert "60" in beginner.text("task-card")
    beginner.open("/deploy/tasks?lang=zh")
    assert "方案任务" in beginner.text("task-overview")
    beginner.press("task-confirm")
    beginner.wait(lambda: "待确认" not in beginner.text("task-list"))
    beginner.settle()
    fill(beginner, quarter="何时")
    beginner.press("task-ask")
    beginner.wait(lambda: "不是季度" in beginner.text("task-ask-card"))
    assert beginner.errors() == []
