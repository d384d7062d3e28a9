"""The registry in a browser: an outfall entered by hand, moved on with its paper, and found again."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from .browsing import Browser

pytestmark = pytest.mark.slow


def fill(browser: Browser, **fields: str) -> None:
    for name, text in fields.items():
        place = f'[data-testid="{name.replace("__", "-")}"]'
        css = f"input{place}, {place} input"
        box = browser.wait(lambda css=css: browser.all(css))[0]
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(text)


CHOSEN = """
const items = [...document.querySelectorAll('.q-menu .q-item')];
const item = items.find(one => one.innerText.includes(arguments[0]));
if (item) item.click();
return Boolean(item);
"""


def choose(browser: Browser, name: str, text: str) -> None:
    browser.run(f"document.querySelector('[data-testid={name}]').closest('.q-field').click()")
    browser.wait(lambda: browser.run(CHOSEN, text))
    browser.settle()


def test_an_outfall_is_entered_and_moved_on(beginner: Browser) -> None:
    beginner.open("/deploy/registry?lang=zh&type=outfall")
    assert "还没有登记" in beginner.run("return document.body.innerText")
    beginner.run("document.querySelector('[data-testid=registry-enter] .q-item').click()")
    beginner.settle()
    fill(beginner, enter__entry="W-1", enter__name="示例口", enter__since="2024-01-01", enter__lon="500")
    beginner.press("enter-take")
    beginner.wait(lambda: "地区" in beginner.text("registry-enter"))
    beginner.wait(lambda: "-180" in beginner.text("registry-enter"))
    fill(beginner, enter__lon="121.5", enter__lat="41.2", enter__f_river="示例河")
    choose(beginner, "enter-region", "演练")
    choose(beginner, "enter-f_kind", "其他")
    beginner.press("enter-take")
    beginner.wait(lambda: "示例口" in beginner.text("registry-card"))
    beginner.settle()
    fill(beginner, move__on="2024-05-01")
    beginner.press("move-take")
    beginner.wait(lambda: "溯源" in beginner.text("registry-history"))
    beginner.settle()
    beginner.open("/deploy/registry?lang=zh&type=outfall&text=W-1")
    assert "W-1" in beginner.text("registry-list")
    assert beginner.all('[data-testid="registry-map"] circle')
    beginner.open("/deploy/registry?lang=en&type=outfall&text=nothing")
    assert "0 of river outfalls" in beginner.run("return document.body.innerText")
    assert beginner.errors() == []
