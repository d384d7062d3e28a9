"""The templates: every figure owed, units, drop-downs, last values, and the same bytes for the same input."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from tongyuan.testing import workbooks as books
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.workspace.workbooks import inventory_template, read_statistics, statistic_template
from tongyuan.workspace.workbooks.book import INSTRUCTIONS, LOOKUP
from tongyuan.workspace.workbooks.inventory_template import ACTIVITY_SHEET, BALANCE_SHEET
from tongyuan.workspace.workbooks.template import DATA_SHEET


def template(department: str | None = "F01", **words: Any) -> bytes:
    given = {
        "series": books.series(),
        "departments": books.departments(),
        "regions": books.regions(),
        "statistics": books.statistics(),
        "periods": ("2023", "2024"),
    }
    return statistic_template(department, **{**given, **words})


def sheets(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(content: bytes) -> list[dict[str, Any]]:
    head, *lines = list(sheets(content)[DATA_SHEET].iter_rows(min_row=3, values_only=True))
    names = [str(name).split("\n")[0] for name in head]
    return [dict(zip(names, line, strict=True)) for line in lines]


def test_a_workbook_holds_every_figure_its_department_owes() -> None:
    rows = table(template())
    assert {row["指标代码"] for row in rows} == {
        "coal_use",
        "wind_share",
        "electric_cars",
        "net_import",
        "list_done",
    }
    regions = [(row["指标代码"], row["地区代码"]) for row in rows if row["地区代码"] != "990000"]
    assert regions == [("coal_use", "990100"), ("electric_cars", "990100")]
    assert sheets(template()).sheetnames == [INSTRUCTIONS, DATA_SHEET, LOOKUP]


def test_a_proposed_lead_is_marked_as_to_be_confirmed() -> None:
    states = {row["指标代码"]: row["部门确认"] for row in table(template())}
    assert (states["coal_use"], states["wind_share"]) == ("待确认", "已确认")


def test_the_last_value_is_shown_with_its_period_and_source() -> None:
    row = next(
        row for row in table(template()) if (row["指标代码"], row["地区代码"]) == ("coal_use", "990000")
    )
    assert (row["上次时期"], row["上次数值"], row["上次出处"]) == ("2022", 1234.5, "虚构年鉴 表1")
    assert row["2023年"] is None
    row = next(
        row for row in table(template()) if (row["指标代码"], row["地区代码"]) == ("electric_cars", "990100")
    )
    assert row["上次数值"] == "未估算"


def test_codes_are_locked_and_figures_are_not() -> None:
    content = template()
    sheet = sheets(content)[DATA_SHEET]
    cell = books.find_cell(content, series="coal_use", region="990000", heading="2023")
    assert sheet.protection.sheet
    assert sheet["A4"].protection.locked
    assert not sheet[cell].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked
    assert sheet.freeze_panes == "E4"


def test_choices_and_limits_are_offered_by_the_spreadsheet() -> None:
    content = template()
    sheet = sheets(content)[DATA_SHEET]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    share = books.find_cell(content, series="wind_share", region="990000", heading="2023")
    done = books.find_cell(content, series="list_done", region="990000", heading="2023")
    by_cell = {cell: rule for area, rule in rules.items() for cell in (area.split(":")[0],)}
    assert (float(by_cell[share].formula1), float(by_cell[share].formula2)) == (0.0, 100.0)
    assert by_cell[done].formula1 == '"是,否,—"'
    assert any(LOOKUP in str(rule.formula1) for rule in rules.values())


def test_the_same_input_gives_the_same_bytes() -> None:
    assert template() == template()
    words = {"region": "990000", "year": 2023, "regions": books.regions()}
    assert inventory_template(**words) == inventory_template(**words)


def test_figures_that_nobody_owes_have_a_workbook_too() -> None:
    orphans = books.series().with_columns(owner=None, owner_confirmed=False)
    rows = table(template(None, series=orphans))
    assert {row["填报部门"] for row in rows} == {None}


def test_a_department_that_is_unknown_or_owes_nothing_is_named() -> None:
    with pytest.raises(NotFoundError, match="F99"):
        template("F99")
    with pytest.raises(NotFoundError, match="owes no figure"):
        template("F02", series=books.series().head(2))


def test_a_quarter_can_be_asked_for() -> None:
    content = books.statistic_book({("coal_use", "990000", "2025Q3"): 7}, periods=("2025Q3", "2025-07"))
    words = {"series": books.series(), "regions": books.regions(), "departments": books.departments()}
    assert read_statistics(content, file="a.xlsx", **words).frame["period"].to_list() == ["2025Q3"]


def test_the_inventory_template_offers_sectors_and_prints_the_yearbooks_table() -> None:
    book = sheets(inventory_template(region="990000", year=2023, regions=books.regions()))
    assert book.sheetnames == [INSTRUCTIONS, ACTIVITY_SHEET, BALANCE_SHEET, LOOKUP]
    offered = {cell.value for line in book[LOOKUP].iter_cols(values_only=False) for cell in line}
    assert {"黑色金属冶炼及压延加工业", "焦炭", "水泥熟料", "1A3b 道路运输"} <= offered
    balance = book[BALANCE_SHEET]
    assert (balance["B2"].value, balance["B3"].value) == ("某省", 2023)
    heads = [str(cell.value).split("\n")[0] for cell in balance[7]]
    assert heads[:4] == ["行号", "项目", "煤合计", "原煤"]
    assert (balance["D8"].value, balance.max_row, balance.max_column) == ("万吨", 41, 24)
