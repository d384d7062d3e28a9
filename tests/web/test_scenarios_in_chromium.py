"""A scenario is built in tables: pasted, checked with every fault at its cell, run, read and exported."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from .browsing import Browser

pytestmark = pytest.mark.slow
PHONE = 390
PASTE = """
const cell = arguments[0], data = new DataTransfer();
data.setData('text/plain', arguments[1]);
cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
"""


def cells(browser: Browser, sheet: str) -> list[str]:
    return [str(one.get_attribute("value")) for one in browser.all(f'[data-sheet="{sheet}"] tbody input')]


def type_over(browser: Browser, css: str, text: str) -> None:
    browser.run("arguments[0].value = arguments[1]", browser.all(css)[0], text)


def test_a_scenario_is_built_in_tables_run_read_and_exported(trainee: Browser) -> None:
    trainee.open("/plan/scenarios?lang=zh&example=planned")
    adoptions = '[data-sheet="措施采用"] tbody'
    before = len(trainee.all(f"{adoptions} tr"))
    blank = trainee.all(f"{adoptions} tr:last-child input")[0]
    trainee.run(PASTE, blank, "M016\t1A1a\traw_coal\t2\t0.3\nM999\t*\t*\t0.1\t0.1")
    assert len(trainee.all(f"{adoptions} tr")) == before + 1
    trainee.press("scenario-check")
    told = trainee.text("problems")
    assert "措施采用" in told
    trainee.wait(lambda: trainee.all('[aria-invalid="true"].ty-sheet-cell'))
    # What was pasted goes again, row by row, by its own buttons.
    for _ in range(2):
        trainee.all(f"{adoptions} tr:last-child button")[0].click()
    type_over(trainee, '[data-sheet="情景"] tbody input', "own-plan")
    type_over(trainee, '[data-sheet="情景"] tbody td:nth-child(2) input', "自己的情景")
    trainee.press("scenario-check")
    assert "没有问题" in trainee.text("foreseen")
    trainee.press("scenario-build-run")
    trainee.wait(lambda: "run=" in trainee.driver.current_url)
    trainee.open(trainee.driver.current_url.removeprefix(trainee.address) + "&species=NOx")
    assert "自己的情景" in trainee.text("answer")
    link = trainee.wait(lambda: trainee.all('a[href*="scenario_emission"]'))[0].get_attribute("href")
    trainee.open(link.removeprefix(trainee.address))
    assert "scenario_emission" in trainee.driver.current_url
    assert trainee.errors() == []


def test_the_template_holds_the_same_rows_and_a_year_may_be_added(trainee: Browser) -> None:
    trainee.open("/plan/scenarios?lang=zh&example=planned")
    address = trainee.find("scenario-template").get_attribute("href")
    book = openpyxl.load_workbook(io.BytesIO(trainee.fetch(address.removeprefix(trainee.address))))
    assert {"情景", "驱动因素", "增长规则", "措施采用"} <= set(book.sheetnames)
    years = '[data-sheet="驱动因素"] thead input'
    before = [one.get_attribute("value") for one in trainee.all(years)]
    trainee.run("arguments[0].click()", trainee.all('[data-of="驱动因素"][data-sheet-deed="year"]')[0])
    assert [one.get_attribute("value") for one in trainee.all(years)] == [*before, "2040"]


def test_a_filled_workbook_is_taken_into_the_tables(trainee: Browser, tmp_path: Path) -> None:
    trainee.open("/plan/scenarios?lang=zh&example=planned")
    address = trainee.find("scenario-template").get_attribute("href")
    book = openpyxl.load_workbook(io.BytesIO(trainee.fetch(address.removeprefix(trainee.address))))
    book["措施采用"]["A2"] = "M002"
    book.save(tmp_path / "own.xlsx")
    box = trainee.all('[data-testid="scenario-building"] input[type="file"]')[0]
    box.send_keys(str(tmp_path / "own.xlsx"))
    trainee.wait(lambda: cells(trainee, "措施采用")[0] == "M002")
    trainee.size(PHONE, phone=True)
    trainee.settle()
    wide = trainee.run("return document.documentElement.scrollWidth - window.innerWidth")
    assert int(wide) <= 0
    assert trainee.errors() == []


def test_in_english_the_tables_have_english_heads_and_the_file_stays(trainee: Browser) -> None:
    trainee.open("/plan/scenarios?lang=en")
    assert "Build a scenario" in trainee.text("scenario-building")
    trainee.press("way-yaml")
    trainee.wait(lambda: trainee.all('[data-testid="scenario-text"]'))
    assert trainee.errors() == []
