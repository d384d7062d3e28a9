"""The workbook that a department fills in: every figure it owes, with last values, units and drop-downs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.periods import parse_period
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables.statistics import VINTAGES
from tongyuan.workspace.workbooks.book import Book
from tongyuan.workspace.workbooks.figures import allowed_values
from tongyuan.workspace.workbooks.headings import heading_labels
from tongyuan.workspace.workbooks.names import choices

__all__ = ["DATA_SHEET", "statistic_template"]

DATA_SHEET = "填报"
_HEAD = 2
_BEFORE = (
    ("series", 20),
    ("series_name", 28),
    ("region_name", 12),
    ("unit", 12),
    ("definition", 36),
    ("last_period", 9),
    ("last_value", 12),
    ("last_citation", 26),
)
_AFTER = (
    ("kind", 10),
    ("vintage", 11),
    ("quality", 12),
    ("citation", 32),
    ("evidence", 24),
    ("note", 28),
    ("department", 18),
    ("owner_state", 10),
    ("region", 10),
    ("series_name_en", 28),
)
_FROZEN = 4
_WRITABLE = {"department", "kind", "vintage", "quality", "citation", "evidence", "note"}
_LISTS = {"department": "填报部门", "kind": "数据类型", "vintage": "数据版次", "quality": "数据质量"}
_NO_DEPARTMENT = "尚无填报部门"
_TITLE = "统计数据填报表"
_LIMIT = 1e307
_LONGEST_LIST = 240
_SPARE_ROWS = 200


def statistic_template(
    department: str | None,
    *,
    series: pl.DataFrame,
    departments: pl.DataFrame,
    regions: pl.DataFrame,
    statistics: pl.DataFrame,
    periods: Sequence[str],
) -> bytes:
    """Write the workbook of one department.

    Parameters
    ----------
    department
        Department id; None for the series that nobody is known to owe.
    series
        Contract Series; those owned by the department are written.
    departments
        Contract Department: the list from which a figure can be reassigned.
    regions
        Contract Region. A series has one row for the top region and one for each region of which a figure is
        known; rows of others can be added below the table.
    statistics
        Contract Statistic, as believed now: the last value of each figure is shown in grey.
    periods
        Periods asked for, one column each: ``2024``, ``2025Q3``, ``2025-07``.

    Returns
    -------
    bytes
        An xlsx file; the same input gives the same bytes.

    Raises
    ------
    NotFoundError
        If the department is not known, or owes no figure.
    """
    owed = _owed(series, departments, department)
    label = _department_label(departments, department)
    book = Book(f"{_TITLE} {label}")
    unconfirmed = not all(owed["owner_confirmed"].to_list())
    facts = {
        "填报部门": label + ("（部分指标待确认）" if unconfirmed else ""),
        "指标数": str(owed.height),
        "时期": "、".join(periods),
    }
    book.write_instructions(_TITLE, workbooks=("statistics",), facts=facts)
    sheet = book.sheet(DATA_SHEET)
    book.write_lookup(_lookup(departments))
    _write_head(book, sheet, f"{_TITLE} · {label}", periods)
    last = _last_values(statistics)
    row = _HEAD
    for figure in owed.iter_rows(named=True):
        for region in _regions_of(figure["series"], regions, last):
            row += 1
            words = _words(figure, region, departments, last.get((figure["series"], region["region"])))
            _write_row(book, sheet, row, words, figure, len(periods))
    _finish(book, sheet, row, len(periods))
    return book.content()


def _owed(series: pl.DataFrame, departments: pl.DataFrame, department: str | None) -> pl.DataFrame:
    if department is not None and department not in departments["department"].to_list():
        expected = "、".join(departments["department"].to_list())
        raise NotFoundError(Problem("workbook.no_department", {"got": department, "expected": expected}))
    owned = pl.col("owner").is_null() if department is None else pl.col("owner") == department
    owed = series.filter(owned).sort("series")
    if owed.is_empty():
        raise NotFoundError(Problem("workbook.owes_nothing", {"got": department or _NO_DEPARTMENT}))
    return owed


def _department_label(departments: pl.DataFrame, department: str | None) -> str:
    if department is None:
        return _NO_DEPARTMENT
    return str(departments.filter(pl.col("department") == department)["short_zh"].item())


def _lookup(departments: pl.DataFrame) -> dict[str, list[tuple[str, ...]]]:
    owners = departments.sort("department").select("short_zh", "department", "name_zh")
    lists: dict[str, list[tuple[str, ...]]] = {"填报部门": [tuple(row) for row in owners.iter_rows()]}
    for field in ("kind", "vintage", "quality"):
        lists[_LISTS[field]] = [(label, code) for code, label in choices(field)]
    marks = {state: "—" if state is Missing.NOT_REPORTED else state.value for state in Missing}
    lists["缺失标记"] = [(mark, state.label_zh, state.label_en) for state, mark in marks.items()]
    return lists


def _last_values(statistics: pl.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Choose each figure's last value: latest period, then latest vintage, then latest belief."""
    ordered = sorted(
        statistics.iter_rows(named=True),
        key=lambda row: (
            parse_period(row["period"]).last,
            _RANKS[row["vintage"]],
            row["believed_at"],
            row["version"],
        ),
    )
    return {(row["series"], row["region"]): row for row in ordered}


_RANKS = {vintage: rank for rank, vintage in enumerate(["unstated", *VINTAGES[:-1]])}


def _regions_of(
    series: str, regions: pl.DataFrame, last: dict[tuple[str, str], dict[str, Any]]
) -> list[dict[str, Any]]:
    given = set(regions["region"].to_list())
    return [
        row
        for row in regions.iter_rows(named=True)
        if row["parent"] not in given or (series, row["region"]) in last
    ]


def _words(
    figure: dict[str, Any], region: dict[str, Any], departments: pl.DataFrame, last: dict[str, Any] | None
) -> dict[str, Any]:
    state = None if last is None or last["state"] is None else Missing(last["state"]).label_zh
    owner = figure["owner"]
    return {
        "department": "" if owner is None else _department_label(departments, owner),
        "owner_state": "已确认" if figure["owner_confirmed"] else "待确认",
        "region": region["region"],
        "region_name": region["name_zh"],
        "series": figure["series"],
        "series_name": figure["label_zh"],
        "series_name_en": figure["label_en"],
        "definition": figure["definition_zh"] or "",
        "unit": figure["unit"],
        "last_period": "" if last is None else last["period"],
        "last_value": "" if last is None else (state or last["value"]),
        "last_citation": "" if last is None else last["citation"],
        "kind": choices("kind")[0][1],
    }


def _write_head(book: Book, sheet: Any, title: str, periods: Sequence[str]) -> None:
    sheet.write_string(0, 0, title, book.formats["title"])
    hint = "白色单元格填写；灰色单元格不改。空白不导入；没有数据写“—”，或 NO、NE、IE、C。"
    sheet.write_string(1, 0, hint, book.formats["hint"])
    headings = [*(_heading(field) for field, _ in _BEFORE), *(_period_heading(period) for period in periods)]
    headings += [_heading(field) for field, _ in _AFTER]
    for column, text in enumerate(headings):
        sheet.write_string(_HEAD, column, text, book.formats["heading"])
    sheet.set_row(_HEAD, 34)
    widths = [*(width for _, width in _BEFORE), *(14 for _ in periods), *(width for _, width in _AFTER)]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, book.formats["spare"])


def _heading(field: str) -> str:
    return "\n".join(heading_labels("statistics", field))


def _period_heading(period: str) -> str:
    return f"{period}年\n（按计量单位）" if period.isdigit() else f"{period}\n（按计量单位）"


def _write_row(
    book: Book, sheet: Any, row: int, words: dict[str, Any], figure: dict[str, Any], periods: int
) -> None:
    first = len(_BEFORE)
    for column, field in enumerate(_columns(periods)):
        value = words.get(field, "")
        shape = "number" if field == "" else "words" if field in _WRITABLE else "locked"
        if isinstance(value, float):
            sheet.write_number(row, column, value, book.formats["locked_number"])
        elif value == "":
            sheet.write_blank(row, column, None, book.formats[shape])
        else:
            sheet.write_string(row, column, value, book.formats[shape])
    _limit(sheet, (row, first, row, first + periods - 1), figure)


def _columns(periods: int) -> list[str]:
    """List the fields by column; a column of figures has none."""
    return [*(field for field, _ in _BEFORE), *[""] * periods, *(field for field, _ in _AFTER)]


def _limit(sheet: Any, area: tuple[int, int, int, int], figure: dict[str, Any]) -> None:
    """Let the spreadsheet warn of a value outside the limits; a mark of missing can still be written."""
    allowed = allowed_values(figure["choices"])
    if allowed and sum(len(words) + 1 for words in allowed) < _LONGEST_LIST:
        source = [*allowed, "—"]
        sheet.data_validation(*area, {"validate": "list", "source": source, "error_type": "warning"})
    if allowed:
        return
    low, high = figure["minimum"], figure["maximum"]
    limits = {"minimum": -_LIMIT if low is None else low, "maximum": _LIMIT if high is None else high}
    message = f"应为以“{figure['unit']}”计的数字；没有数据写“—”。"
    rule = {"validate": "decimal", "criteria": "between", "error_type": "warning", "error_message": message}
    sheet.data_validation(*area, {**rule, **limits})


def _finish(book: Book, sheet: Any, last: int, periods: int) -> None:
    columns = _columns(periods)
    for column, field in enumerate(columns):
        if field in _LISTS:
            book.offer(sheet, (_HEAD + 1, column, last + _SPARE_ROWS, column), _LISTS[field])
    sheet.freeze_panes(_HEAD + 1, _FROZEN)
    sheet.autofilter(_HEAD, 0, last, len(columns) - 1)
    sheet.repeat_rows(_HEAD)
    book.protect(sheet)
    sheet.activate()
