"""A workspace without figures: its pages say what is missing and who owes it, and take it."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tongyuan.testing.workbooks import activity_book, altered, balance_book
from tongyuan.workspace.workbooks.inventory_template import BALANCE_SHEET

from .browsing import Browser

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", ["/plan/inventory", "/plan/energy"])
def test_an_empty_page_names_what_is_missing_and_who_owes_it(beginner: Browser, path: str) -> None:
    beginner.open(path)
    told = beginner.text("empty")
    assert "平衡表" in told
    assert "统计部门" in told
    assert beginner.all("input[type=file]")


@pytest.mark.parametrize("path", ["/", "/assess/targets", "/advance/statistics", "/jobs"])
def test_a_page_without_figures_opens_without_a_complaint(beginner: Browser, path: str) -> None:
    beginner.open(path)
    beginner.find("answer")
    assert beginner.errors() == []


def test_a_bad_inventory_workbook_is_refused_by_every_cell(beginner: Browser, tmp_path: Path) -> None:
    row = {"行业": "工业", "能源品种": "原煤", "数量": -5, "计量单位": "万吨"}
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(activity_book([row, {**row, "数量": "很多"}]))
    beginner.open("/plan/inventory")
    beginner.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(bad))
    told = beginner.text("problems")
    assert "bad.xlsx" in told
    assert "-5" in told
    assert beginner.find("empty").is_displayed()


def test_a_balance_is_handed_in_and_compiled(beginner: Browser, tmp_path: Path) -> None:
    book = tmp_path / "balance.xlsx"
    content = balance_book({(21, "原煤"): 100.0, (23, "原煤"): 100.0})
    book.write_bytes(altered(content, sheet=BALANCE_SHEET, cell="B2", value="演练省"))
    beginner.open("/plan/inventory")
    beginner.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(book))
    assert "2023" in beginner.text("landed")
    beginner.open("/plan/inventory")
    beginner.press("compile")
    beginner.wait(lambda: "run=" in beginner.driver.current_url)
    assert "2023" in beginner.text("answer")
