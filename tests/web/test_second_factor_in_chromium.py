"""The second factor in Chromium: set up before anything else, asked for at the door, changed with care."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import pytest

from tongyuan.services.second_factor import code_at, new_seed
from tongyuan.testing.people import PASSWORD, a_person
from tongyuan.testing.sessions import a_bare_demo
from tongyuan.testing.visits import a_visit
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served, browsing, serving

pytestmark = pytest.mark.slow
HALF_MINUTE = 30


def fill(browser: Browser, form: str, **fields: str) -> None:
    """Type into one form of several, and send it."""
    place = browser.find(form)
    for name, text in fields.items():
        place.find_element("css selector", f"input[name={name}]").send_keys(text)
    place.find_element("css selector", "[type=submit]").click()


def begin(browser: Browser, path: str) -> None:
    """Do the first step of signing in, as a browser that knows nothing yet."""
    browser.driver.delete_all_cookies()
    browser.open(path)
    fill(browser, "sign-in-form", login="li.na", password=PASSWORD)


def next_code(seed: bytes, *, after: int) -> tuple[str, int]:
    """Give a code that was not used yet, and its step; wait for the next step where the last was used."""
    while (step := int(time.time()) // HALF_MINUTE) <= after:
        time.sleep(0.5)
    return code_at(seed, step * HALF_MINUTE), step


def test_a_second_factor_is_set_up_and_asked_for(tmp_path: Path) -> None:
    folder = a_bare_demo(tmp_path / "workspace", pack="exercise")
    workspace = Workspace.open(folder)
    a_person(workspace, "li.na", role="provincial_analyst", at=now())
    with serving(folder, TONGYUAN_SECOND_FACTOR="required") as served, browsing(tmp_path) as browser:
        browser.address = served.address
        begin(browser, "/sign-in")
        assert "第二因素" in browser.text("factor")
        assert urlsplit(browser.driver.current_url).path == "/account"
        assert browser.all("[data-testid=tokens]") == []
        browser.open("/plan/energy")
        assert browser.find("restricted")
        browser.open("/account")
        fill(browser, "factor-begin", password="not the password")
        browser.wait(lambda: "不正确" in browser.text("factor"))
        fill(browser, "factor-begin", password=PASSWORD)
        seed = base64.b32decode(browser.text("factor-seed").replace(" ", ""))
        assert browser.find("factor-picture").get_attribute("src").startswith("data:image/svg")
        fill(browser, "factor-confirm", code="000000")
        browser.wait(lambda: "不正确" in browser.text("factor"))
        code, step = next_code(seed, after=0)
        fill(browser, "factor-confirm", code=code)
        recovery = browser.text("factor-codes").split()
        assert len(recovery) == 10
        browser.open("/account")
        assert recovery[0] not in browser.driver.page_source
        assert browser.find("tokens")
        begin(browser, "/sign-in?next=/plan/energy")
        fill(browser, "code-form", code=code)  # it was used to confirm
        browser.wait(lambda: browser.all("[data-testid=problems]"))
        code, step = next_code(seed, after=step)
        fill(browser, "code-form", code=code)
        browser.wait(lambda: urlsplit(browser.driver.current_url).path == "/plan/energy")
        begin(browser, "/sign-in")
        fill(browser, "code-form", code=recovery[0])
        browser.wait(lambda: browser.all("[data-testid=person]"))
    workspace.close()


def test_an_administrator_resets_a_lost_factor_and_hands_over_a_link(
    stranger: Browser, gate: Served, behind: Workspace
) -> None:
    keeper = a_person(behind, f"keeper.{token_hex(4)}", role="administrator", at=now())
    person = a_person(behind, f"lost.{token_hex(4)}", at=now())
    behind.authenticators.begin(person.id, seed=new_seed(person.id))
    behind.authenticators.confirm(person.id)
    stranger.open("/sign-in")
    stranger.driver.add_cookie({"name": gate.cookie, "value": a_visit(behind, keeper)})
    stranger.open(f"/people?login={person.login}")
    stranger.press("factor-reset")
    stranger.press("factor-reset-sure")
    assert "/enter?code=" in stranger.text("link")
    assert behind.authenticators.get(person.id) is None
    credential = behind.people.credential(person.id)
    assert credential is not None
    assert (credential.hash, credential.must_change) == (None, True)
