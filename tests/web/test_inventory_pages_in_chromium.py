"""What an inventory lacks, where it comes from, why two differ, and who owes which records, in Chromium."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from .browsing import Browser

pytestmark = pytest.mark.slow
PHONE = 390


def overflow(browser: Browser) -> int:
    """Tell by how much the page is wider than the screen [px]."""
    return int(browser.run("return document.documentElement.scrollWidth - window.innerWidth"))


def test_the_matrix_says_what_lacks_by_sign_and_word_and_leads_to_the_source(trainee: Browser) -> None:
    trainee.open("/plan/completeness?lang=zh")
    assert trainee.title() == "清单还缺什么"
    assert "应填" in trainee.text("answer")
    cells = [cell.text for cell in trainee.all('[data-testid="completeness"] td a')]
    assert any(cell.startswith("✓") for cell in cells)
    assert any(cell.startswith("? 未报告") for cell in cells)
    trainee.open("/plan/completeness?lang=zh&state=not_reported")
    shown = trainee.all('[data-testid="completeness"] td.ty-sign a')
    assert shown
    assert all("未报告" in cell.text for cell in shown)
    assert "/plan/sources" in shown[0].get_attribute("href")
    assert trainee.all('[data-testid="owed-records"] a[href*="record/template"]')
    assert trainee.errors() == []


def test_the_explorer_opens_a_branch_draws_it_and_leads_to_its_figures(trainee: Browser) -> None:
    trainee.open("/plan/sources?lang=en&source=1A&species=CO2")
    assert trainee.title() == "Which sources emit"
    assert "1A Fuel combustion" in trainee.text("answer")
    rows = [row.text for row in trainee.all('[data-testid="source-tree"] tbody tr')]
    assert any("1A1" in row for row in rows)
    assert trainee.run("return document.querySelectorAll('[data-testid=branches] canvas').length") == 1
    assert trainee.all('[data-testid="source-rows"] a[href*="/figure"]')
    assert trainee.all('[data-testid="carriers"] tbody tr')
    trainee.size(PHONE, phone=True)
    trainee.open("/plan/sources?lang=zh&source=1A")
    assert overflow(trainee) <= 0
    assert trainee.errors() == []


def test_two_inventories_differ_by_parts_that_add_up(trainee: Browser) -> None:
    trainee.open("/plan/compare?lang=zh")
    assert "最大的原因" in trainee.text("answer")
    parts = [
        float(row.text.replace(",", ""))
        for row in trainee.all('[data-testid="causes"] tbody tr td:nth-child(2)')
    ]
    assert sum(parts[:-1]) == pytest.approx(parts[-1], rel=1e-3)
    assert trainee.all('[data-testid="compared-sources"] a[href*="/plan/sources"]')
    assert trainee.errors() == []


def test_what_is_compared_is_the_total_of_the_inventory_and_land_stands_apart(trainee: Browser) -> None:
    trainee.open("/plan/sources?lang=zh")
    assert "另列、不计入此数" in trainee.text("answer")
    assert "备忘项" in trainee.text("answer")
    trainee.open("/plan/compare?lang=zh&account=land")
    sources = [link.text for link in trainee.all('[data-testid="compared-sources"] a')]
    assert sources
    assert all(source.startswith("4") for source in sources)


def test_the_header_names_an_inventory_shortly_and_tells_the_rest_on_hover(trainee: Browser) -> None:
    trainee.open("/plan/inventory?lang=zh")
    told = trainee.find("times")
    assert "_" not in told.text
    title = trainee.run("return document.querySelector('.ty-times[title], .ty-times [title]').title")
    assert "农业 IPCC 2019" in title


def test_a_technology_is_named_in_words(trainee: Browser) -> None:
    trainee.open("/plan/sources?lang=zh&source=1A1a")
    assert "煤粉炉" in trainee.text("source-rows")
    trainee.open("/plan/sources?lang=en&source=1A1a")
    assert "pulverised firing" in trainee.text("source-rows")


def test_records_are_read_in_words_with_units(trainee: Browser) -> None:
    trainee.open("/plan/records?lang=zh&kind=herds")
    assert "奶牛" in trainee.text("record-rows")
    assert "规模化饲养" in trainee.text("record-rows")
    assert "年均存栏（头）" in trainee.text("record-rows")
    assert "机动车新注册量" in trainee.text("answer")


def test_sums_beside_published_ones_show_ratio_band_and_years(browser: Browser) -> None:
    browser.open("/plan/inventory?part=compare&lang=zh")
    assert "一半到两倍之间" in browser.text("answer")
    assert "2012" in browser.text("answer")
    assert (
        browser.run("return document.querySelectorAll('[data-testid=published-ratios] canvas').length") == 1
    )
    rows = {row.text.split()[0]: row.text for row in browser.all('[data-testid="published"] tbody tr')}
    assert "● 是" in rows["SO2"]
    assert "◆ 否" in rows["BC"]
    assert "没有已发布值" in rows["CH4"]
    table = browser.downloaded(browser.all('a[href*="inventory/published"][href*="csv"]')[0], ".csv")
    assert "ratio" in table.read_text(encoding="utf-8-sig").splitlines()[0]
    browser.size(PHONE, phone=True)
    browser.open("/plan/inventory?part=compare&lang=en")
    assert overflow(browser) <= 0
    assert browser.errors() == []


def test_records_are_downloaded_filled_handed_in_and_asked_for(trainee: Browser, tmp_path: Path) -> None:
    trainee.open("/plan/records?lang=zh&kind=herds&year=2030")
    assert trainee.title() == "记录齐不齐，谁来补"
    assert "还没有这些记录" in trainee.text("one-record")
    template = trainee.downloaded(trainee.find("record-template"), ".xlsx")
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[1]
    for column, value in enumerate(("演练省", 2030, "奶牛", "规模化饲养", "粪浆贮存", -5), start=2):
        sheet.cell(5, column).value = value
    filled = tmp_path / "畜禽.xlsx"
    book.save(filled)
    trainee.all('input[type="file"]')[0].send_keys(str(filled))
    assert "G5" in trainee.text("problems")
    trainee.press("request")
    assert "已下达补报任务" in trainee.text("requested")
    sheet.cell(5, 7).value = 1200
    book.save(filled)
    trainee.open("/plan/records?lang=zh&kind=herds&year=2030")
    trainee.all('input[type="file"]')[0].send_keys(str(filled))
    assert "已入库" in trainee.text("landed")
    trainee.open("/plan/records?lang=zh&kind=herds&year=2030")
    assert "奶牛" in trainee.text("record-rows") or "dairy_cow" in trainee.text("record-rows")
    trainee.size(PHONE, phone=True)
    trainee.open("/plan/records?lang=en")
    assert overflow(trainee) <= 0


def test_pages_without_an_inventory_say_who_makes_one(beginner: Browser) -> None:
    for path in ("/plan/completeness", "/plan/sources", "/plan/compare"):
        beginner.open(f"{path}?lang=zh")
        assert "还没有" in beginner.text("empty")
