"""Rounds of reporting in Chromium: filled in, reported, returned, reviewed, approved, corrected, printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tongyuan.services.actors import folder_owner
from tongyuan.services.session import Session
from tongyuan.testing.people import a_person
from tongyuan.testing.visits import a_visit
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served

pytestmark = pytest.mark.slow
CITY, DEPARTMENT = "990500", "D04"
FORM = "/advance/round?assignment={}"
VALUE = ".ty-round [data-field=value]"
REASON = ".ty-round [data-field=reason]"

Open = Callable[..., int]


@pytest.fixture
def opened(behind: Workspace) -> Open:
    """Open a round of one form, and give its number."""

    def open_round(form: str = f"{DEPARTMENT}-QUARTER", **changes: str) -> int:
        about = {"kind": "dispatch", "period": "2026Q2", "opens_on": "2026-07-01", "due_on": "2099-07-20"}
        answer = Session(behind, folder_owner()).call("round.open", forms=form, **{**about, **changes})
        return int(answer.meta["round"])

    return open_round


@pytest.fixture
def become(stranger: Browser, gate: Served, behind: Workspace) -> Callable[..., Browser]:
    """Sign the browser in as a person of a role; who was signed in before is not any more."""

    def sign_in(role: str, **bound: Any) -> Browser:
        login = f"{role}.{len(behind.people.listing())}"
        person = a_person(behind, login, password=None, role=role, at=now(), **bound)
        stranger.driver.get(f"{gate.address}/sign-in")
        stranger.driver.delete_all_cookies()
        stranger.driver.add_cookie({"name": gate.cookie, "value": a_visit(behind, person)})
        return stranger

    return sign_in


def _assignment(behind: Workspace, number: int, *, region: str = CITY) -> int:
    rows = Session(behind, folder_owner()).call("round.show", number=number, region=region).frame()
    return int(rows["assignment"][0])


def _last_year(behind: Workspace, assignment: int) -> float:
    rows = Session(behind, folder_owner()).call("round.form", number=assignment).frame()
    return float(rows["last_value"][0])


def _saved(browser: Browser) -> None:
    browser.wait(lambda: browser.find("saved").get_attribute("data-state") == "saved")


def _type(browser: Browser, css: str, text: str) -> None:
    cell = browser.all(css)[0]
    cell.clear()
    cell.send_keys(text)
    browser.wait(lambda: browser.find("saved").get_attribute("data-state") in ("unsaved", "saving", "saved"))
    _saved(browser)


def _ask(browser: Browser, name: str) -> None:
    """Press a button that asks first, and wait until the question stands still."""
    browser.press(name)
    browser.wait(lambda: browser.find("ask-go").is_displayed())
    browser.settle()


def _take(browser: Browser, step: str, *, reason: str = "") -> None:
    _ask(browser, f"step-{step}")
    if reason:
        browser.find("ask-reason").send_keys(reason)
    browser.press("ask-go")
    browser.wait(lambda: not browser.all("[data-testid=ask]"))
    browser.settle()


def _steps(browser: Browser) -> set[str]:
    return {
        str(found.get_attribute("data-testid")).removeprefix("step-")
        for found in browser.all("[data-testid^=step-]")
    }


def _report_a_jump(reporter: Browser, assignment: int, last: float) -> None:
    """Fill in half as much again as last year: nothing is reported before the reason stands there."""
    reporter.open(FORM.format(assignment))
    assert _steps(reporter) == {"report"}
    assert "必填" in reporter.text("hindrances")
    assert not reporter.all(REASON)[0].is_displayed()
    _type(reporter, VALUE, f"{last * 1.5:.2f}")
    assert "已保存" in reporter.text("saved")
    assert reporter.all(REASON)[0].is_displayed()
    reporter.wait(lambda: "未说明原因" in reporter.text("hindrances"))
    _type(reporter, REASON, "新开工项目集中")
    reporter.wait(
        lambda: not [part for part in reporter.all("[data-testid=hindrances]") if part.is_displayed()]
    )
    _take(reporter, "report")
    assert "已报" in reporter.text("round-state")
    assert _steps(reporter) == set()
    assert reporter.errors() == []


def _send_back(reviewer: Browser, assignment: int) -> None:
    """Return what was reported: not without a reason."""
    reviewer.open(FORM.format(assignment))
    assert _steps(reviewer) == {"return", "review"}
    _ask(reviewer, "step-return")
    reviewer.press("ask-go")
    reviewer.wait(lambda: "请写理由" in reviewer.text("ask"))
    reviewer.find("ask-reason").send_keys("请附佐证")
    reviewer.press("ask-go")
    reviewer.wait(lambda: "退回" in reviewer.text("round-state"))


def test_a_form_goes_from_its_unit_through_four_hands(
    become: Callable[..., Browser], opened: Open, behind: Workspace
) -> None:
    assignment = _assignment(behind, opened())
    last = _last_year(behind, assignment)
    unit = {"region": CITY, "department": DEPARTMENT}

    _report_a_jump(become("city_department", **unit), assignment, last)
    _send_back(become("reviewer"), assignment)

    reporter = become("city_department", **unit)
    reporter.open(FORM.format(assignment))
    assert "请附佐证" in reporter.text("record")
    _type(reporter, VALUE, f"{last:.2f}")
    _take(reporter, "report")

    reviewer = become("reviewer")
    reviewer.open(FORM.format(assignment))
    _take(reviewer, "review")
    assert "approve" not in _steps(reviewer)
    approver = become("approver")
    approver.open(FORM.format(assignment))
    _take(approver, "approve")
    _take(approver, "lock")
    assert "已锁定" in approver.text("round-state")
    assert "city_department" in approver.text("record")
    assert f"{last:,.0f}"[:2] in approver.text("side-by-side")


def test_a_locked_figure_is_corrected_as_a_new_version(
    become: Callable[..., Browser], opened: Open, behind: Workspace
) -> None:
    assignment = _assignment(behind, opened())
    owner = Session(behind, folder_owner())
    last = _last_year(behind, assignment)
    item = owner.call("round.form", number=assignment).frame()["item"][0]
    owner.call("round.save", number=assignment, values=f'{{"{item}": {last}}}')
    owner.call("round.report", numbers=str(assignment))
    browser = become("reviewer")
    browser.open(FORM.format(assignment))
    _take(browser, "review")
    browser = become("approver")
    browser.open(FORM.format(assignment))
    _take(browser, "approve")

    browser = become("city_department", region=CITY, department=DEPARTMENT)
    browser.open(FORM.format(assignment))
    browser.press("step-correct")
    browser.wait(lambda: browser.all(VALUE))
    browser.settle()
    cell = browser.all(VALUE)[0]
    cell.clear()
    cell.send_keys(f"{last * 1.1:.2f}")
    _take(browser, "correct", reason="统计口径更正")
    assert "已报" in browser.text("round-state")
    assert "统计口径更正" in browser.text("record")
    assert owner.call("round.history", number=assignment).frame()["version"].to_list() == [1, 2]


def test_a_block_from_a_spreadsheet_is_pasted_and_what_is_no_number_is_told(
    become: Callable[..., Browser], opened: Open, behind: Workspace
) -> None:
    number = opened("D02-OWN", kind="january_call", period="2025")
    assignment = _assignment(behind, number, region="990000")
    browser = become("department_reporter", department="D02")
    browser.open(FORM.format(assignment))
    browser.run(
        """const block = new DataTransfer();
        block.setData('text/plain', '1,234.5\\t\\t原因\\nNE\\n很多\\n５６');
        const cells = [...document.querySelectorAll(arguments[0])].filter(c => c.tagName === 'INPUT');
        cells[0].focus();
        cells[0].dispatchEvent(new ClipboardEvent('paste',
          {clipboardData: block, bubbles: true, cancelable: true}));""",
        VALUE,
    )
    _saved(browser)
    browser.wait(lambda: "不是数字" in browser.find("round-grid").text)
    assert "1 项不能识别" in browser.text("saved")
    kept = Session(behind, folder_owner()).call("round.form", number=assignment).frame()
    entered = kept.filter(kept["version"].is_not_null()).select("value", "state").rows()
    assert set(entered) == {(1234.5, None), (None, "NE"), (56.0, None)}


def test_enter_and_arrows_move_down_a_column(
    become: Callable[..., Browser], opened: Open, behind: Workspace
) -> None:
    number = opened("D02-OWN", kind="january_call", period="2025")
    browser = become("department_reporter", department="D02")
    browser.open(FORM.format(_assignment(behind, number, region="990000")))
    rows = browser.run(
        "return [...document.querySelectorAll('.ty-round tr[data-item]')].map(r => r.dataset.item)"
    )
    inputs = [row for row in browser.all(VALUE) if row.tag_name == "input"]
    start = browser.run("return arguments[0].closest('tr').dataset.item", inputs[1])

    def here() -> str:
        return str(browser.run("return document.activeElement.closest('tr').dataset.item"))

    inputs[1].send_keys(Keys.ENTER)
    assert here() == rows[rows.index(start) + 1]
    browser.driver.switch_to.active_element.send_keys(Keys.SHIFT, Keys.ENTER)
    assert here() == start
    inputs[1].send_keys(Keys.ARROW_DOWN)
    assert here() == rows[rows.index(start) + 1]


def test_the_board_shows_23_departments_and_15_units_with_sign_and_word(
    become: Callable[..., Browser], behind: Workspace
) -> None:
    answer = Session(behind, folder_owner()).call("round.open", kind="dispatch", period="2026Q1")
    number = answer.meta["round"]
    browser = become("provincial_analyst")
    browser.open(f"/advance/rounds?round={number}")
    assert len(browser.all("[data-testid=board] tbody tr")) == 23
    assert len(browser.all("[data-testid=board] thead th")) == 15 + 2
    first = browser.all("[data-testid=board] tbody td .ty-state")[0]
    assert first.text == "! 逾期"
    assert "省生态环境厅" in str(first.get_attribute("aria-label"))
    assert "逾期未报" in browser.text("answer")
    browser.open(f"/advance/rounds?round={number}&department=D05&state=late")
    assert len(browser.all("[data-testid=board] tbody tr")) == 1
    assert len(browser.all("[data-testid=tasks] tbody tr")) == 15
    _ask(browser, "remind")
    browser.press("ask-go")
    browser.wait(lambda: "已催报" in browser.driver.page_source)
    assert browser.errors() == []


def test_the_bulletin_lists_the_overdue_and_prints_on_a4(
    become: Callable[..., Browser], opened: Open, behind: Workspace
) -> None:
    number = opened(due_on="2026-07-20")
    browser = become("provincial_analyst")
    browser.open(f"/advance/rounds/overdue?round={number}&on=2026-08-01")
    assert "15 项任务逾期未报" in browser.text("answer")
    assert "2026-08-01" in browser.text("answer")
    assert len(browser.all("[data-testid=overdue-D04] tbody tr")) == 15
    browser.media("print")
    assert browser.run("return document.querySelector('.ty-signature').offsetHeight") > 0
    assert browser.run("return getComputedStyle(document.querySelector('.ty-deeds')).display") == "none"
    browser.media()
    _ask(browser, "overdue-docx")
    browser.downloaded(browser.find("ask-go"), ".docx")
    steps = (
        Session(behind, folder_owner()).call("round.form", number=_assignment(behind, number)).meta["steps"]
    )
    assert [step["step"] for step in steps] == ["open", "overdue"]


@pytest.mark.parametrize("address", ["/advance/rounds?round={}", "/advance/rounds/overdue?round={}"])
def test_pages_of_rounds_speak_english_and_fit_a_phone(
    become: Callable[..., Browser], opened: Open, address: str
) -> None:
    number = opened(due_on="2026-07-20")
    browser = become("provincial_analyst")
    browser.size(390, phone=True)
    browser.open(address.format(number) + "&lang=en")
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert browser.run(wide) <= 0
    words = browser.run(
        """const shown = document.querySelector('.ty-page').cloneNode(true);
        shown.querySelectorAll('[lang=zh]').forEach(part => part.remove());
        return shown.textContent"""
    )
    assert not [sign for sign in words if "\u3400" <= sign <= "\u9fff"]
    assert browser.errors() == []


def test_a_form_on_a_phone_is_a_card_an_item(
    become: Callable[..., Browser], opened: Open, behind: Workspace
) -> None:
    assignment = _assignment(behind, opened())
    browser = become("city_department", region=CITY, department=DEPARTMENT)
    browser.size(390, phone=True)
    browser.open(FORM.format(assignment))
    assert browser.run("return getComputedStyle(document.querySelector('.ty-round thead')).display") == "none"
    assert "上年值" in browser.run(
        "const cell = document.querySelector('.ty-round td[data-head=\"上年值\"]');"
        "return getComputedStyle(cell, '::before').content"
    )
    _type(browser, VALUE, "12")
    assert "已保存" in browser.text("saved")


def test_a_form_of_another_unit_is_not_found_and_one_that_is_seen_has_no_cells(
    become: Callable[..., Browser], opened: Open, behind: Workspace
) -> None:
    number = opened()
    other = become("city_department", region="990100", department=DEPARTMENT)
    other.open(FORM.format(_assignment(behind, number)))
    assert "problems" in {part.get_attribute("data-testid") for part in other.all("[data-testid]")}
    assert other.all(VALUE) == []
    analyst = become("provincial_analyst")
    analyst.open(FORM.format(_assignment(behind, number)))
    assert analyst.all(VALUE) == []
    assert _steps(analyst) == {"waive"}


def test_the_workbook_of_a_form_goes_out_and_comes_back(
    become: Callable[..., Browser], opened: Open, behind: Workspace
) -> None:
    assignment = _assignment(behind, opened())
    browser = become("city_department", region=CITY, department=DEPARTMENT)
    browser.open(FORM.format(assignment))
    path = browser.downloaded(browser.find("round-template"), ".xlsx")
    content = _filled(path.read_bytes(), _last_year(behind, assignment))
    path.write_bytes(content)
    box = browser.all(".q-uploader input[type=file]")[0]
    box.send_keys(str(path))
    assert "1 项有变化" in browser.text("landed")


def _filled(content: bytes, value: float) -> bytes:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["填报"]
    heads = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[3]}
    sheet.cell(4, heads["本期值"]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
