"""A target is decomposed on its page, a city's value negotiated with a reason, and the rest bear it."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from .browsing import Browser

pytestmark = pytest.mark.slow


def fill(browser: Browser, name: str, text: str) -> None:
    box = browser.wait(lambda: browser.all(f'input[data-testid="{name}"], [data-testid="{name}"] input'))[0]
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(text)


def test_a_target_is_decomposed_and_negotiated(beginner: Browser) -> None:
    beginner.open("/deploy/decomposition?lang=zh")
    beginner.press("decompose")
    beginner.wait(lambda: "run=" in beginner.driver.current_url)
    beginner.settle()
    assert "合计均相等" in beginner.run("return document.body.innerText")
    before = beginner.driver.current_url
    fill(beginner, "negotiated-value", "50000")
    fill(beginner, "negotiated-reason", "搬迁推迟")
    beginner.press("negotiate")
    beginner.wait(lambda: beginner.driver.current_url != before)
    beginner.settle()
    assert "50,000 *" in beginner.run("return document.body.innerText")
    assert "搬迁推迟" in beginner.text("negotiated")
    beginner.open(beginner.driver.current_url.split("#")[0].split("/", 3)[3].join(["/", "&show=per_gdp"]))
    assert "单位GDP减少量" in beginner.text("decomposition-map-card")
    assert beginner.errors() == []
