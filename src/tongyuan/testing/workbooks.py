"""Builders of filled workbooks: a fictive jurisdiction, its template filled in, and one cell altered."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
import polars as pl

from tongyuan.vocabulary.tables import Department, Region, Series, Statistic
from tongyuan.workspace.workbooks import inventory_template, statistic_template
from tongyuan.workspace.workbooks.inventory_template import ACTIVITY_SHEET, BALANCE_SHEET
from tongyuan.workspace.workbooks.template import DATA_SHEET

__all__ = [
    "activity_book",
    "altered",
    "balance_book",
    "departments",
    "find_cell",
    "regions",
    "series",
    "statistic_book",
    "statistics",
]


def departments() -> pl.DataFrame:
    """Build two departments of a fictive province."""
    rows = [
        {"department": "F01", "short_zh": "省能源局", "name_zh": "某省能源局", "name_en": "Energy Bureau"},
        {"department": "F02", "short_zh": "省交通厅", "name_zh": "某省交通厅", "name_en": "Transport"},
    ]
    return Department.validate(
        pl.DataFrame([{**row, "note": None} for row in rows], schema=_schema(Department))
    )


def regions() -> pl.DataFrame:
    """Build a fictive province with one city."""
    shared: dict[str, Any] = {
        "assessed": True,
        "additive": True,
        "valid_from": None,
        "valid_to": None,
        "note": None,
    }
    rows: list[dict[str, Any]] = [
        {"region": "990000", "name_zh": "某省", "name_en": "Province", "level": "province", "parent": None},
        {
            "region": "990100",
            "name_zh": "甲市",
            "name_en": "City A",
            "level": "prefecture",
            "parent": "990000",
        },
    ]
    written = [{**row, **shared, "citation": "fictive"} for row in rows]
    return Region.validate(pl.DataFrame(written, schema=_schema(Region)))


_SERIES = (
    # series, label, unit, owner, confirmed, minimum, maximum, choices
    ("coal_use", "煤炭消费量", "万吨", "F01", False, 0.0, 1e5, None),
    ("wind_share", "风电占比", "%", "F01", True, 0.0, 100.0, None),
    ("electric_cars", "新能源汽车保有量", "辆", "F01", True, 0.0, None, None),
    ("net_import", "电力净调入", "亿千瓦时", "F01", True, None, None, None),
    ("list_done", "名录已公布", "是/否", "F01", True, None, None, "是=1;否=0"),
    ("rail_freight", "铁路货运量", "万吨", "F02", True, 0.0, None, None),
)


def series() -> pl.DataFrame:
    """Build six series: five of the energy bureau, one of transport."""
    rows = [
        {
            "series": code,
            "label_zh": label,
            "label_en": code.replace("_", " "),
            "unit": unit,
            "owner": owner,
            "owner_confirmed": confirmed,
            "price_basis": "none",
            "minimum": low,
            "maximum": high,
            "choices": choices,
            "definition_zh": "虚构口径",
            "targets": None,
        }
        for code, label, unit, owner, confirmed, low, high, choices in _SERIES
    ]
    return Series.validate(pl.DataFrame(rows, schema=_schema(Series)))


def statistics() -> pl.DataFrame:
    """Build the figures that are known already: coal and cars of 2022 and before, synthetic."""
    row: dict[str, Any] = {
        "series": "coal_use",
        "region": "990000",
        "period": "2022",
        "kind": "published",
        "vintage": "final",
        "version": 1,
        "value": 1234.5,
        "state": None,
        "unit": "万吨",
        "believed_at": datetime(2023, 9, 1, tzinfo=UTC),
        "reporter": "test",
        "evidence": None,
        "quality": "synthetic",
        "citation": "虚构年鉴 表1",
        "note": None,
    }
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"period": "2021", "value": 1200.0},
        {"region": "990100", "value": 345.6},
        {"region": "990100", "series": "electric_cars", "unit": "辆", "value": None, "state": "NE"},
    )
    rows = [{**row, **change} for change in changes]
    return Statistic.validate(pl.DataFrame(rows, schema=_schema(Statistic)))


def _schema(contract: Any) -> dict[str, Any]:
    return {name: definition.dtype for name, definition in contract.columns().items()}


def statistic_book(
    entries: Mapping[tuple[str, str, str], object], *, periods: Sequence[str] = ("2023", "2024")
) -> bytes:
    """Fill in the energy bureau's template.

    Parameters
    ----------
    entries
        What is typed, by series, region and heading (a period as in ``periods``, or a heading in Chinese).
    periods
        Periods asked for.

    Returns
    -------
    bytes
        An xlsx file.
    """
    content = statistic_template(
        "F01",
        series=series(),
        departments=departments(),
        regions=regions(),
        statistics=statistics(),
        periods=periods,
    )
    for (code, region, heading), value in entries.items():
        cell = find_cell(content, series=code, region=region, heading=heading)
        content = altered(content, sheet=DATA_SHEET, cell=cell, value=value)
    return content


def find_cell(content: bytes, *, series: str, region: str, heading: str) -> str:
    """Return the address of a figure's cell in a filled template.

    Parameters
    ----------
    content
        The workbook.
    series, region
        The row.
    heading
        First line of the column's heading; a year may be given without 年.

    Returns
    -------
    str
        Address.

    Raises
    ------
    LookupError
        If there is no such cell.
    """
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content))[DATA_SHEET]
    lines = list(sheet.iter_rows())
    head = next(line for line in lines if any(str(cell.value).startswith("指标代码") for cell in line))
    columns = {str(cell.value).split("\n")[0].removesuffix("年"): cell.column_letter for cell in head}
    for line in lines:
        words = {str(cell.value) for cell in line}
        if series in words and region in words:
            return f"{columns[heading]}{line[0].row}"
    raise LookupError((series, region, heading))


def altered(
    content: bytes, *, sheet: str, cell: str, value: object, number_format: str | None = None
) -> bytes:
    """Copy a workbook with one cell altered.

    Parameters
    ----------
    content
        The workbook.
    sheet
        Sheet.
    cell
        Address.
    value
        What is typed; None clears it.
    number_format
        Display format, where it matters.

    Returns
    -------
    bytes
        An xlsx file.
    """
    book = openpyxl.load_workbook(io.BytesIO(content))
    target: Any = book[sheet][cell]
    target.value = value
    if number_format is not None:
        target.number_format = number_format
    return _saved(book)


_ACTIVITY = {"地区": "某省", "年份": 2023, "数据质量": "合成（虚构）", "出处": "虚构台账"}


def activity_book(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Fill in the activity sheet of the inventory's template.

    Parameters
    ----------
    rows
        What is typed, by heading in Chinese; region, year, quality and source are filled in by default.

    Returns
    -------
    bytes
        An xlsx file.
    """
    book = openpyxl.load_workbook(io.BytesIO(_empty_inventory()))
    sheet: Any = book[ACTIVITY_SHEET]
    head = next(line for line in sheet.iter_rows(max_row=10) if str(line[0].value).startswith("地区"))
    columns = {str(cell.value).split("\n")[0]: cell.column for cell in head}
    for number, row in enumerate(rows, start=1):
        for heading, value in {**_ACTIVITY, **row}.items():
            sheet.cell(head[0].row + number, columns[heading]).value = value
    return _saved(book)


def balance_book(figures: Mapping[tuple[int, str], object]) -> bytes:
    """Fill in the energy balance of the inventory's template.

    Parameters
    ----------
    figures
        What is typed, by row number of the yearbook and Chinese name of the carrier.

    Returns
    -------
    bytes
        An xlsx file.
    """
    book = openpyxl.load_workbook(io.BytesIO(_empty_inventory()))
    sheet: Any = book[BALANCE_SHEET]
    head = next(line for line in sheet.iter_rows(max_row=12) if str(line[0].value).startswith("行号"))
    columns = {str(cell.value).split("\n")[0]: cell.column for cell in head}
    first = head[0].row + 1
    for (row, carrier), value in figures.items():
        sheet.cell(first + row, columns[carrier]).value = value
    return _saved(book)


def _empty_inventory() -> bytes:
    return inventory_template(region="990000", year=2023, regions=regions())


def _saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
