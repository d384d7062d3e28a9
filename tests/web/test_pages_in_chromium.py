"""The pages in Chromium: they open, speak both languages, give tables, take workbooks, fit a phone."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tongyuan.testing.workbooks import altered, find_cell
from tongyuan.workspace.workbooks.template import DATA_SHEET

from .browsing import Browser

pytestmark = pytest.mark.slow

PAGES = (
    "/",
    "/?region=210200",
    "/plan/inventory",
    "/plan/inventory?species=SO2",
    "/plan/inventory?species=Hg",
    "/plan/inventory?part=compare",
    "/plan/inventory?part=reference",
    "/plan/inventory?part=keys",
    "/plan/inventory?part=make",
    "/plan/energy",
    "/plan/energy?basis=calorific",
    "/plan/energy?basis=coal_equivalent&coal=0.32",
    "/deploy/policy?article=6",
    "/advance/statistics",
    "/assess/targets",
    "/assess/targets?by=department&on=2024-12-31",
    "/figure",
    "/jobs",
    "/search?q=PM2.5",
)
ENTRIES = ("/", "/plan/inventory", "/plan/energy", "/deploy/policy", "/advance/statistics", "/assess/targets")
WRONG = (
    "/plan/inventory?run=nothing",
    "/plan/energy?year=1950",
    "/assess/targets?on=yesterday",
    "/figure?id=a",
)
# What is said in Chinese on an English page bears its language.
ENGLISH_TEXT = """
const skip = '[lang=zh], .material-icons, .q-icon, [data-testid=attribution]';
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const found = [];
while (words.nextNode()) {
  const at = words.currentNode.parentElement;
  if (at && !at.closest(skip + ', script, style') && /[\\u3400-\\u9fff]/.test(words.currentNode.data))
    found.push(words.currentNode.data.trim());
}
return found;
"""


def _with(path: str, **query: str) -> str:
    added = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{path}{'&' if '?' in path else '?'}{added}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_a_complaint_and_asks_only_this_machine(browser: Browser, path: str) -> None:
    browser.open(path)
    browser.find("answer") if "make" not in path else browser.find("compile")
    assert browser.errors() == []
    assert browser.asked() == {"127.0.0.1"}


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_holds_chinese_only_where_it_quotes(browser: Browser, path: str) -> None:
    browser.open(_with(path, lang="en"))
    assert browser.run(ENGLISH_TEXT) == []


def test_the_language_changes_and_every_choice_stays(browser: Browser) -> None:
    browser.open("/plan/inventory?species=NOx")
    browser.press("language")
    browser.wait(lambda: browser.title() == "Same root, same source: who emits what")
    assert "species=NOx" in browser.driver.current_url
    assert "NOx" in browser.text("answer")
    assert browser.run("return document.documentElement.lang") == "en-US"


def test_a_table_is_downloaded_as_csv_and_holds_what_the_page_shows(browser: Browser) -> None:
    browser.open("/plan/inventory")
    path = browser.downloaded(browser.find("inventory.total-csv"), ".csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    carbon = next(row for row in rows if "CO2" in row.values() and "1" in row.values())
    masses = [float(cell) for cell in carbon.values() if re.fullmatch(r"\d{8,}\.\d+", cell or "")]
    assert any(abs(mass / 348_980_729.9 - 1) < 0.02 for mass in masses), carbon


def test_a_table_is_downloaded_as_a_workbook(browser: Browser) -> None:
    browser.open("/plan/inventory")
    path = browser.downloaded(browser.find("sankey-xlsx"), ".xlsx")
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) > 1000
    assert any("raw_coal" in row for row in rows)


def test_a_chart_is_downloaded_as_a_picture(browser: Browser) -> None:
    browser.open("/")
    browser.wait(lambda: _regions(browser))
    path = browser.downloaded(browser.find("map-png"), ".png")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert browser.errors() == []


def _regions(browser: Browser) -> list[str]:
    script = """
    const chart = getElement(document.querySelector('[data-testid=map]').id.slice(1)).chart;
    const drawn = chart && chart.getModel() && chart.getModel().getSeriesByIndex(0);
    return drawn && drawn.coordinateSystem && drawn.coordinateSystem.regions
      ? drawn.coordinateSystem.regions.filter(region => region.geometries.length).map(region => region.name)
      : [];
    """
    return list(browser.run(script))


def test_the_map_draws_the_fourteen_cities(browser: Browser) -> None:
    browser.open("/")
    browser.wait(lambda: _regions(browser))
    assert len(_regions(browser)) == 14
    assert len(browser.all("[data-testid=attribution]")) == 1


def test_a_click_on_the_map_opens_the_city_and_changes_the_address(browser: Browser) -> None:
    browser.open("/")
    browser.wait(lambda: _regions(browser))
    where = browser.run(
        """
        const place = document.querySelector('[data-testid=map]');
        place.scrollIntoView({block: 'center'});
        const system = getElement(place.id.slice(1)).chart.getModel().getSeriesByIndex(0).coordinateSystem;
        const [x, y] = system.dataToPoint(system.getRegion('210600').getCenter());
        const box = place.getBoundingClientRect();
        return [box.left + x, box.top + y];
        """
    )
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "x": where[0], "y": where[1], "button": "left", "clickCount": 1}
        browser.driver.execute_cdp_cmd("Input.dispatchMouseEvent", event)
    browser.wait(lambda: "region=210600" in browser.driver.current_url)
    assert "丹东" in browser.text("city")


def test_a_bad_workbook_is_refused_by_its_cell(browser: Browser, tmp_path: Path) -> None:
    content = browser.fetch("/api/v1/statistic/template?department=D02&years=2024-2025&format=xlsx")
    cell = find_cell(content, series="capacity_wind", region="210000", heading="2025")
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(altered(content, sheet=DATA_SHEET, cell=cell, value="约三千万"))
    browser.open("/advance/statistics")
    browser.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(bad))
    told = browser.text("problems")
    assert cell in told
    assert "bad.xlsx" in told


def test_a_filled_workbook_lands_and_says_how_much(browser: Browser, tmp_path: Path) -> None:
    content = browser.fetch("/api/v1/statistic/template?department=D06&years=2024-2025&format=xlsx")
    cell = find_cell(content, series="fertiliser_use_efficiency", region="210000", heading="2025")
    good = tmp_path / "good.xlsx"
    good.write_bytes(altered(content, sheet=DATA_SHEET, cell=cell, value=43.5))
    browser.open("/advance/statistics")
    browser.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(good))
    assert "新增 1" in browser.text("landed")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone(browser: Browser, path: str) -> None:
    browser.size(390, 844, phone=True)
    browser.open(path)
    browser.wait(lambda: browser.all(".ty-answer, .q-uploader"))
    assert browser.run("return document.scrollingElement.scrollWidth") <= 390
    ends = "[...document.querySelectorAll('.ty-header > *')].map(part => part.getBoundingClientRect().right)"
    assert max(browser.run(f"return {ends}")) <= 390


def test_a_phone_shows_cards_instead_of_a_wide_table(browser: Browser) -> None:
    browser.size(390, 844, phone=True)
    browser.open("/plan/inventory")
    browser.wait(lambda: browser.all("[data-testid=matrix] .ty-item"))
    assert browser.all("[data-testid=matrix] table") == []


def test_a_number_of_the_table_leads_to_its_origin(browser: Browser) -> None:
    browser.open("/plan/inventory?species=SO2")
    link = browser.wait(lambda: browser.all("[data-testid=matrix] td a"))[0]
    browser.run("arguments[0].click()", link)
    tree = browser.find("tree")
    assert "公式" in tree.text
    assert browser.run("return document.querySelectorAll('.ty-tree details, .ty-leaf').length") > 3


def test_a_fault_of_the_balance_leads_to_its_cell(browser: Browser) -> None:
    browser.open("/plan/energy")
    links = browser.wait(
        lambda: [(a.text, a.get_attribute("href")) for a in browser.all("[data-testid=findings] td a")]
    )
    words, address = links[0]
    anchor = str(address).split("#")[1]
    assert "第 1 行" in words
    assert "ty-fault" in str(browser.driver.find_element(By.ID, anchor).get_attribute("class"))


def test_chips_of_the_targets_filter_by_their_address(browser: Browser) -> None:
    browser.open("/assess/targets?on=2024-12-31")
    chip = next(link for link in browser.all("[data-testid=chips] a") if "滞后" in link.text)
    count = int(chip.text.rsplit(" ", 1)[1])
    chip.click()
    browser.wait(lambda: "status=behind" in browser.driver.current_url)
    browser.wait(lambda: len(browser.all(".ty-target")) == count)
    assert {chip.get_attribute("data-status") for chip in browser.all(".ty-target .ty-chip")} == {"behind"}


def test_an_inventory_is_compiled_beside_the_page_and_then_opens(browser: Browser) -> None:
    browser.open("/plan/inventory?part=make")
    browser.press("compile")
    browser.wait(lambda: "run=" in browser.driver.current_url)
    assert "CO2" in browser.text("answer")
    browser.open("/jobs")
    assert "完成" in browser.text("jobs")


def test_an_unknown_address_is_told_within_the_frame(browser: Browser) -> None:
    browser.open("/no/such/room")
    assert browser.title() == "没有这一页"
    assert browser.all(".ty-room")


@pytest.mark.parametrize("path", WRONG)
def test_what_an_address_gets_wrong_is_told_within_the_frame(browser: Browser, path: str) -> None:
    browser.open(path)
    assert browser.text("problems")
    assert browser.all(".ty-room")


def test_the_keyboard_reaches_a_link_and_shows_where_it_is(browser: Browser) -> None:
    browser.open("/advance/statistics")
    body = browser.driver.find_element(By.TAG_NAME, "body")
    seen = set()
    for _ in range(12):
        body.send_keys(Keys.TAB)
        seen.add(browser.run("return document.activeElement.tagName"))
        outline = "return getComputedStyle(document.activeElement).outlineStyle"
        if browser.run("return document.activeElement.tagName") == "A":
            assert browser.run(outline) != "none"
    assert "A" in seen


def test_a_printed_page_bears_its_place_date_and_run_and_no_menu(browser: Browser) -> None:
    browser.open("/plan/inventory")
    browser.media("print")
    shown = "return getComputedStyle(document.querySelector('.ty-header')).display"
    assert browser.run(shown) == "none"
    head = [element.text for element in browser.all(".ty-print")]
    assert any("辽宁省" in text for text in head)
    assert any("运行" in text for text in head)


def test_a_dark_page_has_dark_paper_and_light_words(browser: Browser) -> None:
    browser.media(prefers_color_scheme="dark")
    browser.open("/plan/inventory")
    ink, paper = browser.run(
        "const style = getComputedStyle(document.querySelector('.ty-answer'));"
        "return [style.color, style.backgroundColor]"
    )
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) > 500
    assert sum(map(int, re.findall(r"\d+", paper)[:3])) < 200


@pytest.mark.parametrize("path", ENTRIES)
def test_every_page_of_the_fictive_province_says_that_it_is_synthetic(trainee: Browser, path: str) -> None:
    trainee.open(path)
    assert "合成" in trainee.text("synthetic")
    assert trainee.errors() == []


def test_the_fictive_province_has_a_map_of_its_own(trainee: Browser) -> None:
    trainee.open("/")
    trainee.wait(lambda: _regions(trainee))
    assert all(name.startswith("99") for name in _regions(trainee))
    assert "示意" in trainee.text("attribution")
