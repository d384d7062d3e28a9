"""The page of people in Chromium: an account is added, granted a role, handed a link, and disabled."""

from __future__ import annotations

from secrets import token_hex
from urllib.parse import urlsplit

import pytest

from tongyuan.testing.people import a_person
from tongyuan.testing.visits import a_visit
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


@pytest.fixture
def administrator(stranger: Browser, gate: Served, behind: Workspace) -> Browser:
    """A browser in which an administrator is signed in."""
    person = a_person(behind, f"keeper.{token_hex(4)}", role="administrator", at=now())
    stranger.open("/sign-in")
    stranger.driver.add_cookie({"name": gate.cookie, "value": a_visit(behind, person)})
    stranger.open("/people")
    return stranger


def fill(browser: Browser, field: str, text: str) -> None:
    browser.run(f"document.getElementById('{field}').focus()")
    browser.driver.switch_to.active_element.send_keys(text)


def choose(browser: Browser, field: str, text: str) -> None:
    browser.run(f"document.getElementById('{field}').click()")
    option = browser.wait(
        lambda: next((one for one in browser.all(".q-menu .q-item") if text in one.text), None)
    )
    option.click()
    browser.wait(lambda: not browser.all(".q-menu .q-item"))


def test_an_account_is_added_granted_a_role_and_handed_a_link(
    administrator: Browser, behind: Workspace, gate: Served
) -> None:
    fill(administrator, "field-new-login", "zhao.min")
    fill(administrator, "field-new-name", "赵敏")
    administrator.press("person-new")
    administrator.wait(lambda: "login=zhao.min" in administrator.driver.current_url)
    administrator.settle()
    choose(administrator, "field-grant-role", "审核人")
    administrator.press("grant-send")
    administrator.wait(lambda: behind.people.grants(behind.people.find("zhao.min").id))
    administrator.open("/people?login=zhao.min")
    assert "审核人" in administrator.text("person-card")
    administrator.press("person-link")
    link = administrator.text("link")
    assert link.startswith(f"{gate.address}/enter?code=")
    administrator.driver.get(link)
    administrator.press("enter-send")
    administrator.wait(lambda: urlsplit(administrator.driver.current_url).path == "/account")
    assert "赵敏" in administrator.text("person")


def test_a_role_that_must_be_bound_asks_at_the_field(administrator: Browser, behind: Workspace) -> None:
    behind.people.add("to.bind", name="to bind", actor="tester")
    administrator.open("/people?login=to.bind")
    choose(administrator, "field-grant-role", "市级分析人员")
    administrator.press("grant-send")
    form = administrator.find("grant-form")
    administrator.wait(lambda: "请选择" in form.text)
    assert "限定地区" in form.text
    assert "限定企业" not in form.text


def test_disabling_names_its_consequence_first(administrator: Browser, behind: Workspace) -> None:
    behind.people.add("to.leave", name="to leave", actor="tester")
    administrator.open("/people?login=to.leave")
    administrator.press("user-disable")
    administrator.wait(lambda: administrator.find("disable-sure").is_displayed())
    administrator.settle()
    administrator.press("disable-sure")
    administrator.wait(lambda: behind.people.find("to.leave").state == "disabled")


def test_an_inspector_reads_the_list_and_can_change_nothing(
    stranger: Browser, gate: Served, cookies: dict[str, str]
) -> None:
    stranger.open("/sign-in")
    stranger.driver.add_cookie({"name": gate.cookie, "value": cookies["inspector"]})
    stranger.open("/people?login=one.reviewer")
    assert "one.reviewer" in stranger.text("people")
    for name in ("person-new", "grant-form", "person-link", "user-disable"):
        assert stranger.all(f"[data-testid={name}]") == []
