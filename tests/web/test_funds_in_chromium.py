"""Money goes by forms from issue to evaluation; the books stay whole, and faults are told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tongyuan.services.session import Session
from tongyuan.testing.funds import a_book, a_project
from tongyuan.testing.sessions import an_actor
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served

pytestmark = pytest.mark.slow
YEAR = "2026"


@pytest.fixture(scope="module")
def books(bare: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with one project that another person has entered into the pool."""
    workspace = Workspace.open(bare.workspace)
    session = Session(workspace, an_actor("second"))
    regions = workspace.dataset_frame("jurisdiction.regions")
    name = regions.filter(region=workspace.meta.region)["name_zh"][0]
    file = tmp_path_factory.mktemp("funds") / "projects.xlsx"
    file.write_bytes(a_book(session, a_project(name)))
    session.call("fund.import", file=file)
    session.call("fund.move", step="enter", project="P1", key="entered", memo="演练")
    yield workspace
    workspace.close()


def fill(browser: Browser, **fields: str) -> None:
    for name, text in fields.items():
        box = browser.wait(
            lambda name=name: browser.all(
                f'input[data-testid="fund-{name}"], [data-testid="fund-{name}"] input'
            )
        )[0]
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(text)


def choose(browser: Browser, step: str) -> None:
    box = browser.find("fund-step")
    browser.run("arguments[0].closest('.q-field').querySelector('.q-field__control').click()", box)
    item = browser.wait(
        lambda: next((one for one in browser.all(".q-menu .q-item") if one.text.strip() == step), None)
    )
    browser.run("arguments[0].click()", item)


def take(browser: Browser, step: str, **fields: str) -> None:
    choose(browser, step)
    fill(browser, memo="演练", **fields)
    browser.press("fund-take")
    browser.wait(lambda: f"已记：{step}" in browser.text("fund-done"))
    browser.settle()


def test_money_goes_by_forms_from_issue_to_evaluation(beginner: Browser, books: Workspace) -> None:
    beginner.open("/plan/funds?lang=zh&fund=all")
    take(beginner, "安排资金", year=YEAR, amount="500000")
    beginner.open("/plan/funds?lang=zh&project=P1")
    for step, amount in (("下达", "300000.50"), ("拨付", "300000.50"), ("支出", "300000.50")):
        take(beginner, step, year=YEAR, amount=amount)
        beginner.open("/plan/funds?lang=zh&project=P1")
    take(beginner, "绩效评价", score="88")
    session = Session(books, an_actor("second"))
    pot = session.call("fund.pots").frame().row(0, named=True)
    assert pot["issued"] == pot["allocated"] + pot["free"]
    assert pot["allocated"] == pot["paid"] == pot["spent"]
    assert session.call("fund.list").frame()["state"].to_list() == ["evaluated"]
    entries = session.call("audit.list").frame()
    assert entries.filter(service="fund.grant").height >= 3
    assert beginner.errors() == []


def test_every_fault_of_a_form_is_told_at_once(beginner: Browser, books: Workspace) -> None:
    beginner.open("/plan/funds?lang=zh")
    choose(beginner, "调减资金")
    fill(beginner, year=YEAR, amount="1.234", memo=" ")
    beginner.press("fund-take")
    told = beginner.text("problems")
    assert "2 个问题" in told
    assert "事由" in told


def test_the_card_shows_what_moves_a_projects_worth(
    beginner: Browser, books: Workspace, tmp_path: Path
) -> None:
    beginner.open("/plan/funds?lang=zh&project=P1")
    page = beginner.run("return document.body.innerText")
    for word in (
        "折现率",
        "净现值",
        "静态回收期",
        "财政资金占投资",
        "年少缴环境保护税",
        "每吨财政成本",
        "敏感性",
    ):
        assert word in page, word


def test_rates_and_the_carbon_price_stand_in_the_address(beginner: Browser, books: Workspace) -> None:
    beginner.open("/plan/funds?lang=en&project=P1")
    fill_card(beginner, social="5", carbon="100")
    beginner.press("card-again")
    beginner.wait(lambda: "carbon=100" in beginner.driver.current_url)
    beginner.open(beginner.driver.current_url.removeprefix(beginner.address))
    assert "5.000" in beginner.text("fund-card")


def fill_card(browser: Browser, **fields: str) -> None:
    for name, text in fields.items():
        box = browser.wait(
            lambda name=name: browser.all(
                f'input[data-testid="card-{name}"], [data-testid="card-{name}"] input'
            )
        )[0]
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(text)
