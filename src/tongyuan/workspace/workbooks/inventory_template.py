"""The workbook of an inventory: activity by sector and fuel, and the regional energy balance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tongyuan.vocabulary import balance, fuels, technologies
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.workspace.workbooks.book import Book
from tongyuan.workspace.workbooks.energy import carrier_names, carrier_unit, sector_table, unit_label
from tongyuan.workspace.workbooks.headings import heading_labels
from tongyuan.workspace.workbooks.names import choices

__all__ = ["ACTIVITY_SHEET", "BALANCE_SHEET", "inventory_template"]

ACTIVITY_SHEET = "活动水平"
BALANCE_SHEET = "地区能源平衡表"
_TITLE = "排放清单活动水平填报表"
_ROWS = 1000
_HEAD = 2
_COLUMNS = (
    ("region", 12),
    ("year", 8),
    ("sector", 30),
    ("fuel", 18),
    ("quantity", 14),
    ("unit", 12),
    ("quality", 12),
    ("citation", 34),
    ("low", 12),
    ("high", 12),
    ("derived_from_co2", 12),
    ("activity", 12),
    ("source", 18),
    ("technology", 18),
    ("note", 28),
)
_NUMBERS = {"year", "quantity", "low", "high"}
_LISTS = {
    "region": "地区",
    "sector": "行业",
    "fuel": "能源品种",
    "unit": "计量单位",
    "quality": "数据质量",
    "derived_from_co2": "是否",
    "activity": "活动类型",
}
_LARGEST = 1e307


def inventory_template(
    *,
    region: str,
    year: int,
    regions: pl.DataFrame,
    sectors: pl.DataFrame | None = None,
    activity: pl.DataFrame | None = None,
) -> bytes:
    """Write the workbook of one region and year.

    Parameters
    ----------
    region
        Region of the energy balance.
    year
        Year of the energy balance.
    regions
        Contract Region: the list from which activity rows choose.
    sectors
        ``sector``, ``name_zh``, ``name_en``, ``source``; the vocabulary's own where it is not given.
    activity
        Contract Activity: rows to write out, for correction; none where it is not given.

    Returns
    -------
    bytes
        An xlsx file; the same input gives the same bytes.
    """
    named = dict(regions.select("region", "name_zh").iter_rows())
    book = Book(f"{_TITLE} {named.get(region, region)} {year}")
    facts = {"地区": f"{named.get(region, region)}（{region}）", "年份": str(year)}
    book.write_instructions(_TITLE, workbooks=("activity", "balance"), facts=facts)
    first, second = book.sheet(ACTIVITY_SHEET), book.sheet(BALANCE_SHEET)
    listed = sector_table() if sectors is None else sectors
    book.write_lookup(_lookup(regions, listed))
    _write_activity(book, first, _known_rows(activity, named, listed))
    _write_balance(book, second, region=named.get(region, region), year=year)
    first.activate()
    return book.content()


def _lookup(regions: pl.DataFrame, sectors: pl.DataFrame) -> dict[str, Sequence[Sequence[str]]]:
    carriers = carrier_names().labels
    return {
        "地区": regions.select("name_zh", "region").rows(),
        "行业": sectors.select("name_zh", "sector", "source").rows(),
        "能源品种": [(label, code, unit_label(carrier_unit(code))) for code, label in carriers.items()],
        "计量单位": [(label, code) for code, label in choices("unit")],
        "数据质量": [(label, code) for code, label in choices("quality")],
        "活动类型": [(label, code) for code, label in choices("activity")],
        "是否": [("是",), ("否",)],
    }


def _known_rows(
    activity: pl.DataFrame | None, regions: dict[str, str], sectors: pl.DataFrame
) -> list[dict[str, Any]]:
    if activity is None:
        return []
    names = dict(sectors.select("sector", "name_zh").iter_rows())
    carriers = carrier_names().labels
    kinds, qualities = dict(choices("activity")), dict(choices("quality"))
    return [
        {
            **row,
            "region": regions.get(row["region"], row["region"]),
            "sector": names.get(row["sector"], row["sector"]),
            "fuel": carriers.get(row["fuel"], row["fuel"]),
            "quantity": row["state"] if row["quantity"] is None else row["quantity"],
            "unit": unit_label(row["unit"]),
            "quality": qualities[row["quality"]],
            "activity": kinds[row["activity"]],
            "derived_from_co2": "是" if row["derived_from_co2"] else "否",
            "technology": None if row["technology"] == UNSTATED else technologies.label(row["technology"]),
        }
        for row in activity.iter_rows(named=True)
    ]


def _write_activity(book: Book, sheet: Any, rows: list[dict[str, Any]]) -> None:
    sheet.write_string(0, 0, _TITLE, book.formats["title"])
    hint = "每行一项活动；数量按实物量。没有数据写“—”，或 NO、NE、IE、C。"
    sheet.write_string(1, 0, hint, book.formats["hint"])
    last = _HEAD + max(_ROWS, 2 * len(rows))
    for column, (field, width) in enumerate(_COLUMNS):
        heading = "\n".join(heading_labels("activity", field))
        sheet.write_string(_HEAD, column, heading, book.formats["heading"])
        sheet.set_column(column, column, width, book.formats["number" if field in _NUMBERS else "words"])
        if field in _LISTS:
            book.offer(sheet, (_HEAD + 1, column, last, column), _LISTS[field])
    for number, row in enumerate(rows, start=_HEAD + 1):
        for column, (field, _) in enumerate(_COLUMNS):
            if row[field] is not None:
                sheet.write(number, column, row[field])
    _limit_numbers(sheet, last)
    sheet.set_row(_HEAD, 34)
    sheet.freeze_panes(_HEAD + 1, 4)
    sheet.repeat_rows(_HEAD)
    book.protect(sheet)


def _limit_numbers(sheet: Any, last: int) -> None:
    columns = [field for field, _ in _COLUMNS]
    year, quantity = columns.index("year"), columns.index("quantity")
    whole = {"validate": "integer", "criteria": "between", "minimum": 1900, "maximum": 2200}
    sheet.data_validation(_HEAD + 1, year, last, year, {**whole, "error_type": "warning"})
    positive = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": _LARGEST}
    message = "应为不小于0的数；没有数据写“—”。"
    rule = {**positive, "error_type": "warning", "error_message": message}
    sheet.data_validation(_HEAD + 1, quantity, last, quantity, rule)


def _write_balance(book: Book, sheet: Any, *, region: str, year: int) -> None:
    """Write the yearbook's table: one row each item, one column each carrier, units below the headings."""
    sheet.write_string(0, 0, f"{BALANCE_SHEET}（实物量）", book.formats["title"])
    for row, (word, value) in enumerate(
        {"地区": region, "年份": year, "出处": "", "数据质量": ""}.items(), 1
    ):
        sheet.write_string(row, 0, word, book.formats["locked"])
        sheet.write(row, 1, value, book.formats["words"])
    book.offer(sheet, (4, 1, 4, 1), "数据质量")
    carriers = fuels.balance_carriers()
    for column, words in enumerate(("行号\nrow", "项目\nitem")):
        sheet.write_string(6, column, words, book.formats["heading"])
        sheet.write_string(7, column, "计量单位" if column else "", book.formats["heading"])
    for column, code in enumerate(carriers, start=2):
        name = f"{fuels.label(code)}\n{fuels.label(code, language='en')}"
        sheet.write_string(6, column, name, book.formats["heading"])
        sheet.write_string(7, column, unit_label(str(fuels.balance_unit(code))), book.formats["heading"])
    for row, item in enumerate(balance.rows().iter_rows(named=True), start=8):
        sheet.write_number(row, 0, item["row"], book.formats["locked"])
        sheet.write_string(row, 1, "　" * (item["level"] - 1) + item["name_zh"], book.formats["locked"])
        for column in range(2, len(carriers) + 2):
            sheet.write_blank(row, column, None, book.formats["number"])
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, len(carriers) + 1, 12)
    sheet.set_row(6, 34)
    sheet.freeze_panes(8, 2)
    book.protect(sheet)
