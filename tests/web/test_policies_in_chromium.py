"""The library of policies in a browser: a text taken, confirmed side by side, published, compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tongyuan.testing.policies import a_plan

from .browsing import Browser

pytestmark = pytest.mark.slow


def fill(browser: Browser, name: str, text: str) -> None:
    place = f'[data-testid="{name}"]'
    css = f"input{place}, textarea{place}, {place} input, {place} textarea"
    box = browser.wait(lambda: browser.all(css))[0]
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(text)


def test_a_text_is_taken_confirmed_beside_its_words_and_published(beginner: Browser, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(a_plan(), encoding="utf-8")
    beginner.open("/deploy/policies?lang=zh")
    fill(beginner, "take-id", "X-1")
    beginner.press("take-synthetic")
    beginner.all('[data-testid="policy-take"] input[type="file"]')[0].send_keys(str(file))
    beginner.wait(lambda: "300万千瓦" in beginner.text("policy-words"))
    beginner.settle()
    assert "虚构" in beginner.run("return document.body.innerText")
    beginner.run("document.querySelector('[data-testid=phrase-T001] [data-testid=take-reject]').click()")
    beginner.wait(lambda: "没有写理由" in beginner.text("phrase-T001"))
    fill(beginner, "memo-T001", "附件更正")
    beginner.run("document.querySelector('[data-testid=open-T001] .q-item').click()")
    beginner.settle()
    fill(beginner, "edit-T001-value", "310")
    beginner.run("document.querySelector('[data-testid=phrase-T001] [data-testid=take-correct]').click()")
    beginner.wait(lambda: "310 万千瓦" in beginner.text("phrase-T001"))
    beginner.settle()
    for phrase in ("G001", "T002", "T003", "T004", "T005", "K001", "K002"):
        article = {"G001": 1, "T005": 3, "K002": 3}.get(phrase, 2)
        beginner.open(f"/deploy/policies?lang=zh&policy=X-1&version=1&article={article}")
        beginner.run(
            f"document.querySelector('[data-testid=phrase-{phrase}] [data-testid=take-confirm]').click()"
        )
        beginner.wait(lambda phrase=phrase: "已确认" in beginner.text(f"phrase-{phrase}"))
    beginner.press("take-publish")
    beginner.wait(lambda: "已发布" in beginner.run("return document.body.innerText"))
    beginner.open("/deploy/policies?lang=zh&view=beside")
    assert "某省协同降碳实施方案" in beginner.text("policy-side")
    beginner.open("/deploy/policies?lang=en&old=X-1&new=X-1")
    assert "same" in beginner.run("return document.body.innerText")
    assert beginner.errors() == []
