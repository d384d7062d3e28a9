"""Coming in and going out in Chromium: the link, the password, the provider; rights end on an open page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tongyuan.services.one_time_links import new_link
from tongyuan.testing.identity import Between, a_provider
from tongyuan.testing.people import PASSWORD, a_person
from tongyuan.testing.sessions import a_bare_demo
from tongyuan.testing.visits import a_visit
from tongyuan.workspace.people import Person
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served, browsing, serving

pytestmark = pytest.mark.slow
NEW = "three wooden boats at dawn"
LONG = timedelta(days=1)


@pytest.fixture
def analyst(behind: Workspace) -> Person:
    """An analyst of the province with a password, for one test."""
    return a_person(behind, f"analyst.{token_hex(4)}", role="provincial_analyst", at=now())


def sign_in(browser: Browser, login: str, password: str = PASSWORD, *, path: str = "/sign-in") -> None:
    browser.open(path)
    browser.send(login=login, password=password)
    browser.wait(lambda: browser.all("[data-testid=person]"))


def path_of(browser: Browser) -> str:
    return urlsplit(browser.driver.current_url).path


def cookie_of(browser: Browser, served: Served) -> dict[str, object] | None:
    found: dict[str, object] | None = browser.driver.get_cookie(served.cookie)
    return found


def test_the_first_link_lets_the_owner_in_once_and_leaves_the_address(
    stranger: Browser, bare: Served, tmp_path: Path
) -> None:
    # Of a server just started: the link holds for ten minutes, and the gate may have stood longer than that.
    stranger.driver.get(bare.link)
    stranger.find("person")
    assert "code" not in stranger.driver.current_url
    assert stranger.errors() == []
    held = cookie_of(stranger, bare)
    assert held is not None
    assert (held["httpOnly"], held["sameSite"]) == (True, "Lax")
    assert bare.cookie not in stranger.run("return document.cookie")
    with browsing(tmp_path) as other:
        other.driver.get(bare.link)
        assert "已使用" in other.text("problems")
        assert cookie_of(other, bare) is None


def test_the_public_sees_what_is_public_and_a_way_to_sign_in(stranger: Browser) -> None:
    stranger.open("/")
    rooms = {urlsplit(link.get_attribute("href")).path for link in stranger.all(".ty-room")}
    assert rooms == {"/", "/deploy/policy", "/deploy/policies", "/advance/air", "/assess/targets"}
    assert stranger.all("[data-testid=person]") == []
    stranger.press("sign-in")
    stranger.wait(lambda: stranger.title() == "登录")
    assert stranger.errors() == []


def test_a_wrong_password_is_told_at_the_field_and_the_login_stays(
    stranger: Browser, gate: Served, analyst: Person
) -> None:
    stranger.open("/sign-in")
    stranger.send(login=analyst.login, password="not the one")
    assert "不正确" in stranger.text("problems")
    assert "不正确" in stranger.wait(lambda: stranger.all(".q-field__messages"))[0].text
    assert stranger.run("return document.getElementsByName('login')[0].value") == analyst.login
    assert stranger.run("return document.getElementsByName('password')[0].value") == ""
    assert cookie_of(stranger, gate) is None


def test_after_signing_in_one_is_where_one_wanted_to_go(stranger: Browser, analyst: Person) -> None:
    stranger.open("/plan/inventory?species=NOx")
    stranger.press("restricted-sign-in")
    stranger.wait(lambda: stranger.title() == "登录")
    stranger.settle()
    stranger.send(login=analyst.login, password=PASSWORD)
    stranger.find("person")
    assert path_of(stranger) == "/plan/inventory"
    assert "species=NOx" in stranger.driver.current_url


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"]
)
def test_signing_in_leads_to_no_other_site(stranger: Browser, analyst: Person, elsewhere: str) -> None:
    sign_in(stranger, analyst.login, path=f"/sign-in?next={elsewhere}")
    assert urlsplit(stranger.driver.current_url).hostname == "127.0.0.1"


def test_signing_out_ends_the_visit_and_takes_the_cookie(
    stranger: Browser, gate: Served, behind: Workspace, analyst: Person
) -> None:
    sign_in(stranger, analyst.login)
    stranger.press("person")
    stranger.press("sign-out")
    stranger.find("sign-in")
    assert cookie_of(stranger, gate) is None
    assert behind.visits.listing(analyst.id, idle=LONG) == ()


def test_a_changed_password_ends_every_other_visit(
    stranger: Browser, behind: Workspace, analyst: Person
) -> None:
    a_visit(behind, analyst)
    sign_in(stranger, analyst.login)
    stranger.open("/account")
    stranger.send(current="not the one", new=NEW, again=NEW)
    assert "当前密码" in stranger.text("problems")
    stranger.settle()
    stranger.send(current=PASSWORD, new=NEW, again=NEW)
    stranger.wait(lambda: "done=password" in stranger.driver.current_url)
    assert len(behind.visits.listing(analyst.id, idle=LONG)) == 1


def test_an_invitation_asks_for_a_password_before_anything_else(
    stranger: Browser, gate: Served, behind: Workspace
) -> None:
    person = a_person(behind, "new.one", password=None, role="provincial_analyst", at=now())
    code = new_link(behind, person, purpose="invite")
    with urlopen(f"{gate.address}/enter?code={code}") as looked_through:  # as a mail gate does
        assert looked_through.headers.get("set-cookie") is None
    stranger.driver.get(f"{gate.address}/enter?code={code}")
    assert behind.visits.listing(person.id, idle=LONG) == ()
    stranger.press("enter-send")
    stranger.wait(lambda: path_of(stranger) == "/account")
    assert "请先设置密码" in stranger.text("answer")
    stranger.open("/plan/inventory")
    stranger.find("restricted")
    stranger.open("/account")
    stranger.send(new=NEW, again=NEW)
    stranger.wait(lambda: "done=password" in stranger.driver.current_url)
    stranger.open("/plan/inventory?part=make")
    stranger.find("compile")


def test_a_page_that_is_open_loses_a_right_with_the_grant(
    stranger: Browser, behind: Workspace, analyst: Person
) -> None:
    sign_in(stranger, analyst.login)
    stranger.open("/plan/inventory?part=make")
    for grant in behind.people.grants(analyst.id):
        behind.people.revoke(grant.id, actor="tester")
    stranger.press("compile")
    assert "inventory.compile" in stranger.text("problems")
    assert all(job.actor != analyst.actor_id for job in behind.jobs.listing())


@pytest.mark.parametrize("ending", ["visit", "person"])
def test_a_page_that_is_open_ends_with_the_visit_and_with_the_person(
    stranger: Browser, behind: Workspace, analyst: Person, ending: str
) -> None:
    sign_in(stranger, analyst.login)
    stranger.open("/plan/inventory?part=make")
    if ending == "visit":
        behind.visits.end_all(analyst.id)
    else:
        behind.people.set_state(analyst.id, "disabled")
    stranger.press("compile")
    assert "登录已结束" in stranger.text("problems")
    stranger.open("/")
    stranger.find("sign-in")


def test_a_token_is_shown_once_and_serves_a_program(stranger: Browser, analyst: Person) -> None:
    sign_in(stranger, analyst.login)
    stranger.open("/account")
    stranger.run("document.getElementById('field-token-name').focus()")
    stranger.driver.switch_to.active_element.send_keys("monthly")
    stranger.press("token-new")
    secret = stranger.text("token-secret")
    stranger.open("/account")
    assert "monthly" in stranger.text("tokens")
    assert secret not in stranger.driver.page_source


@pytest.fixture
def provider() -> Iterator[Between]:
    with a_provider() as between:
        yield between


def test_people_come_in_through_the_provider_of_their_organisation(tmp_path: Path, provider: Between) -> None:
    folder = a_bare_demo(tmp_path / "workspace", pack="exercise")
    workspace = Workspace.open(folder)
    person = a_person(workspace, "li.na", password=None, role="provincial_analyst", at=now())
    workspace.people.link_identity(person.id, issuer=provider.issuer, subject="subject-1", actor="t")
    settings = {
        "TONGYUAN_OIDC_ISSUER": provider.issuer,
        "TONGYUAN_OIDC_CLIENT_ID": "tongyuan",
        "TONGYUAN_OIDC_CLIENT_SECRET": "a secret",
        "TONGYUAN_PUBLIC_ADDRESS": "{address}",
    }
    with serving(folder, **settings) as served, browsing(tmp_path) as browser:
        browser.address = served.address
        for subject, told in (("subject-2", "problems"), ("subject-1", "person")):
            browser.open("/sign-in?next=/plan/energy")
            browser.press("sign-in-oidc")
            browser.wait(lambda: browser.all("[name=sub]"))
            browser.send(sub=subject)
            assert browser.find(told).text
        assert path_of(browser) == "/plan/energy"
        assert [visit.how for visit in workspace.visits.listing(person.id, idle=LONG)] == ["oidc"]
    workspace.close()
