"""The register of reductions in a browser: registered, recomputed, never recognised by oneself."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from .browsing import Browser

pytestmark = pytest.mark.slow


def fill(browser: Browser, name: str, text: str) -> None:
    css = f'input[data-testid="{name}"], [data-testid="{name}"] input'
    box = browser.wait(lambda: browser.all(css))[0]
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(text)


def test_a_reduction_is_registered_recomputed_and_left_to_another(beginner: Browser) -> None:
    beginner.open("/deploy/amounts?lang=zh")
    assert "还没有登记减排量" in beginner.run("return document.body.innerText")
    beginner.run("document.querySelector('[data-testid=amount-register] .q-item').click()")
    beginner.settle()
    fill(beginner, "register-facility", "示例锅炉")
    fill(beginner, "register-amount", "40")
    fill(beginner, "register-parameters", "activity_before=7320;factor_before=5")
    beginner.press("reduction-register")
    beginner.wait(lambda: "缺少核算参数" in beginner.text("amount-register"))
    fill(beginner, "register-parameters", "activity_before=7320;factor_before=5;removal_before=0")
    beginner.press("reduction-register")
    beginner.wait(lambda: "36.60" in beginner.text("amount-list"))
    beginner.settle()
    beginner.open("/deploy/amounts?lang=zh&reduction=1")
    fill(beginner, "amount-amount", "36.6")
    beginner.press("reduction-recognise")
    beginner.wait(
        lambda: "登记人" in beginner.text("amount-steps") or "本人" in beginner.text("amount-steps")
    )
    assert beginner.errors() == []
