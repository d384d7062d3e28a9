"""The frame of every page: keys, search, bell, drawer of jobs, light and dark; and every page's words."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tongyuan.testing.desks import Desk
from tongyuan.web.server import PAGES

from .browsing import Browser
from .conftest import Office
from .walking import chinese_words, english_sentences, poorly_read

pytestmark = pytest.mark.slow

#: What a page is asked for, so that it has something to show.
ASKED = {
    "/plan/inventory": "part=compare",
    "/deploy/policy": "article=9",
    "/advance/rounds": "round={round}",
    "/advance/rounds/overdue": "round={round}",
    "/advance/round": "assignment=1",
    "/assess/findings": "number=1&state=all",
    "/enterprise": "id=EX0001",
    "/run": "run={run}&table=total",
    "/jobs": "job={failed}&drawer=jobs",
    "/search": "q=steel",
    "/people": "login=one.inspector",
}


@pytest.fixture(scope="module")
def desk(office: Office) -> Desk:
    """What goes on there."""
    return office.desk


@pytest.fixture(scope="module")
def clerk(_chromium: Browser, office: Office) -> Iterator[Browser]:
    """The administrator's browser at the workspace in which something goes on."""
    served = office.served
    _chromium.address = served.address
    _chromium.driver.get(f"{served.address}/assets/pages.css")
    held = {"name": served.cookie, "value": office.cookies["administrator"], "path": "/"}
    _chromium.driver.add_cookie(held)
    _chromium.size(1360)
    yield _chromium
    _chromium.media()


def address(path: str, desk: Desk, *, lang: str) -> str:
    asked = ASKED.get(path, "").format(round=desk.round, run=desk.run, failed=desk.failed)
    return f"{path}?{asked}{'&' if asked else ''}lang={lang}"


def press(browser: Browser, *keys: str) -> None:
    ActionChains(browser.driver).send_keys(*keys).perform()


def focused(browser: Browser) -> str:
    return str(browser.run("return document.activeElement.id || document.activeElement.className"))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_read_in_english_on_dark_paper(clerk: Browser, desk: Desk, path: str) -> None:
    clerk.media(prefers_color_scheme="dark")
    clerk.open(address(path, desk, lang="en"))
    assert chinese_words(clerk) == []
    assert poorly_read(clerk) == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_read_in_chinese_on_light_paper(clerk: Browser, desk: Desk, path: str) -> None:
    clerk.media(prefers_color_scheme="light")
    clerk.open(address(path, desk, lang="zh"))
    assert english_sentences(clerk) == []
    assert poorly_read(clerk) == []


def test_keys_lead_through_a_search_to_the_page_that_was_found(clerk: Browser, desk: Desk) -> None:
    clerk.open("/assess/targets")
    press(clerk, "/")
    assert focused(clerk) == "ty-search"
    press(clerk, "超低排放", Keys.ENTER)
    clerk.wait(lambda: "q=" in clerk.driver.current_url and clerk.all("a.ty-found"))
    clerk.settle()
    press(clerk, "/" if focused(clerk) != "ty-search-page" else Keys.NULL, Keys.ARROW_DOWN)
    first = clerk.all("a.ty-found")[0].get_attribute("href")
    assert clerk.run("return document.activeElement.href") == first
    press(clerk, Keys.ENTER)
    clerk.wait(lambda: "/search" not in clerk.driver.current_url)


@pytest.mark.parametrize("text", ["X01", "A09-01", "第9条", "散煤台账", "EX0001", "990100", "2026Q3"])
def test_every_link_that_was_found_opens(clerk: Browser, desk: Desk, text: str) -> None:
    clerk.open(f"/search?q={text}")
    clerk.open(clerk.all("a.ty-found")[0].get_attribute("href").removeprefix(clerk.address))
    assert clerk.all("[data-testid=problems]") == []
    assert clerk.errors() == []


def test_the_list_of_keys_holds_the_focus_and_closes_by_escape(clerk: Browser, desk: Desk) -> None:
    clerk.open("/notices")
    press(clerk, "?")
    dialog = clerk.find("shortcuts")
    assert dialog.get_attribute("open")
    for _ in range(6):
        press(clerk, Keys.TAB)
        assert clerk.run(
            "const at = document.activeElement; return at === document.body || !!at.closest('dialog')"
        )
    press(clerk, Keys.ESCAPE)
    assert not dialog.get_attribute("open")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(clerk: Browser, desk: Desk) -> None:
    clerk.open("/notices")
    press(clerk, Keys.TAB)
    assert clerk.run("return document.activeElement.dataset.testid") == "skip"
    press(clerk, Keys.ENTER)
    clerk.wait(lambda: focused(clerk) == "ty-main")


def test_the_drawer_of_jobs_stays_open_from_page_to_page(clerk: Browser, desk: Desk) -> None:
    clerk.open("/notices")
    clerk.press("tool-jobs")
    clerk.wait(lambda: len(clerk.all("[data-testid=drawer-job]")) == 2)
    assert "drawer=jobs" in clerk.driver.current_url
    clerk.run("document.querySelector('.ty-room[href^=\"/assess/targets\"]').click()")
    clerk.wait(lambda: "/assess/targets" in clerk.driver.current_url)
    clerk.wait(lambda: len(clerk.all("[data-testid=drawer-job]")) == 2)
    assert desk.run in str(clerk.find("drawer-result").get_attribute("href"))
    press(clerk, Keys.ESCAPE)
    clerk.wait(lambda: "drawer" not in clerk.driver.current_url)


def test_the_bell_counts_what_is_not_read(clerk: Browser, office: Office, desk: Desk) -> None:
    administrator = office.workspace.people.find("one.administrator").actor_id
    clerk.open("/notices")
    unread = office.workspace.notices.unread(administrator)
    clerk.wait(lambda: clerk.text("unread") == str(unread))
    clerk.all("[data-testid=read]")[0].click()
    clerk.wait(lambda: office.workspace.notices.unread(administrator) == unread - 1)
    clerk.open("/notices?show=unread")
    assert len(clerk.all("[data-testid=notice]")) == unread - 1


def test_the_shade_that_was_chosen_stays_and_nothing_else_is_kept(clerk: Browser, desk: Desk) -> None:
    clerk.media(prefers_color_scheme="light")
    clerk.open("/notices")
    clerk.press("tool-shade")
    clerk.open("/account")
    assert clerk.run("return document.documentElement.dataset.shade") == "dark"
    assert clerk.run("return document.body.classList.contains('body--dark')")
    kept = json.loads(clerk.run("return JSON.stringify({...localStorage})"))
    assert {name: value for name, value in kept.items() if name.startswith("tongyuan")} == {
        "tongyuan-shade": "dark"
    }
    clerk.press("tool-shade")
    assert clerk.run("return localStorage.getItem('tongyuan-shade')") is None


@pytest.mark.parametrize("path", ["/assess/findings", "/notices", "/run", "/people", "/account", "/jobs"])
def test_paper_bears_the_place_the_date_and_the_run(clerk: Browser, desk: Desk, path: str) -> None:
    clerk.open(address(path, desk, lang="zh"))
    clerk.run("window.dispatchEvent(new Event('beforeprint'))")
    sheet = str(clerk.run("return document.getElementById('ty-sheet').textContent"))
    assert "演练省" in sheet
    assert ("运行" in sheet) == (path == "/run")
    printed = clerk.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    content = base64.b64decode(printed["data"])
    assert b"/MediaBox [0 0 594" in content or b"/MediaBox [0 0 595" in content


def test_every_stop_of_the_keyboard_can_be_seen(clerk: Browser, desk: Desk) -> None:
    clerk.open("/assess/findings?number=1")
    body = clerk.driver.find_element(By.TAG_NAME, "body")
    for _ in range(25):
        body.send_keys(Keys.TAB)
        seen = clerk.run(
            "const at = document.activeElement; if (at === document.body) return true;"
            "const box = at.closest('.q-field') || at, style = getComputedStyle(box);"
            "return style.outlineStyle !== 'none' || at.classList.contains('ty-skip')"
        )
        assert seen, clerk.run("return document.activeElement.outerHTML.slice(0, 200)")
