"""A study is chosen, run beside the page, read week by week; every target says whether it is met."""

from __future__ import annotations

import pytest

from .browsing import Browser

pytest.importorskip("pypsa", reason="the extra `power` is not installed")
pytestmark = pytest.mark.slow
PHONE = 390


def test_without_a_dispatch_the_page_says_who_runs_one(beginner: Browser) -> None:
    beginner.open("/plan/power?lang=zh")
    assert "还没有运行过电力调度" in beginner.text("empty")


def test_a_study_is_run_beside_the_page_and_read_by_week_target_and_hour(trainee: Browser) -> None:
    trainee.open("/plan/power?lang=zh&part=pose")
    box = trainee.all('textarea[data-testid="power-study"], [data-testid="power-study"] textarea')[0]
    assert "study:" in str(box.get_attribute("value"))
    trainee.press("power-run")
    trainee.wait(lambda: trainee.all('[data-testid="power-week"]'))
    assert "合成" in trainee.text("power-labels")
    assert "X08" in trainee.text("answer")
    trainee.settle()
    trainee.all('[data-testid^="week-"]')[-1].click()
    trainee.wait(lambda: "week=" in trainee.run("return location.search"))
    trainee.open("/plan/power?lang=zh&part=targets")
    assert trainee.text("power-targets").count("达到") >= 3
    trainee.open("/plan/power?lang=en&part=emissions")
    assert "CO2" in trainee.text("power-emissions")
    assert trainee.all('[data-testid="power-factors"] canvas')
    trainee.size(PHONE, phone=True)
    trainee.open("/plan/power?lang=en")
    wide = trainee.run("return document.documentElement.scrollWidth - window.innerWidth")
    assert int(wide) <= 0
    assert trainee.errors() == []
