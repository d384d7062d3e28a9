"""The workbook of a kind of record: what its contract says of each column, an example, and what is held."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.records import RecordKind
from tongyuan.workspace.workbooks.book import Book
from tongyuan.workspace.workbooks.names import packaged_rows
from tongyuan.workspace.workbooks.record_columns import MARK, STATE, RecordColumn, record_columns
from tongyuan.workspace.workbooks.records import record_headings

__all__ = ["COLUMNS_SHEET", "record_sheet", "record_template"]

COLUMNS_SHEET = "列说明"
_ROWS = 1000
_HEAD = 2
_EXAMPLE = "示例"
_HINT = "每行一条记录，示例行不导入；单位和空白的含义见“列说明”。没有数据写“—”，或 NO、NE、IE、C。"
_LARGEST = 1e307
_WIDTHS = {"text": 24, "code": 20, "number": 14, "whole": 12, "year": 8, "flag": 8, "day": 12}
_EXPLAINED = (
    ("列\ncolumn", 26),
    ("英文名\nin English", 30),
    ("计量单位\nunit", 12),
    ("填什么\nwhat", 24),
    ("可否空白\nmay be blank", 20),
    ("空白的含义\nwhat a blank means", 34),
    ("示例\nexample", 20),
)
_CELLS = {
    "text": "文字 · words",
    "code": "从下拉框选择 · chosen from the list",
    "number": "数字 · a number",
    "whole": "整数 · a whole number",
    "year": "四位年份 · a year of four digits",
    "flag": "是/否 · 是 or 否",
    "day": "日期 · a day",
}


def record_sheet(kind: RecordKind) -> str:
    """Name the sheet that holds a kind's rows.

    Parameters
    ----------
    kind
        A kind of record.

    Returns
    -------
    str
        Its Chinese name, as a spreadsheet allows it.
    """
    return re.sub(r"[\[\]:*?/\\]", " ", kind.name_zh)[:31]


def record_template(
    kind: RecordKind,
    *,
    regions: pl.DataFrame,
    year: int,
    rows: pl.DataFrame | None = None,
    facts: Mapping[str, str] | None = None,
) -> bytes:
    """Write the workbook of a kind of record.

    Parameters
    ----------
    kind
        The kind.
    regions
        Contract Region: the list from which rows choose.
    year
        Year of the example.
    rows
        Rows to write out, for correction; none where it is not given.
    facts
        What the sheet of instructions says of it besides, word by word.

    Returns
    -------
    bytes
        An xlsx file; the same input gives the same bytes.
    """
    columns = record_columns(kind.schema, regions=regions)
    book = Book(f"{kind.name_zh} {kind.name_en}")
    told = {
        "记录": f"{kind.name_zh}（{kind.name_en}）",
        "负责部门": kind.department_zh,
        "用于排放源": kind.source,
    }
    book.write_instructions(f"{kind.name_zh}填报表", workbooks=("records",), facts={**told, **(facts or {})})
    sheet, explained = book.sheet(record_sheet(kind)), book.sheet(COLUMNS_SHEET)
    book.write_lookup({column.label_zh: listed for column in columns if (listed := _listed(column))})
    example = {column.name: _example(column, year) for column in columns}
    _write_columns(book, explained, columns, example)
    _write_rows(book, sheet, kind, columns, example, _written(columns, rows))
    sheet.activate()
    return book.content()


def _listed(column: RecordColumn) -> list[tuple[str, str]]:
    if column.cell == "flag":
        return [("是", "true"), ("否", "false")]
    return [] if column.names is None else [(label, code) for code, label in column.names.labels.items()]


def _example(column: RecordColumn, year: int) -> Any:
    """Make up what may stand in a column; an example is labelled as one and never read."""
    if column.name == STATE:
        return None
    if column.names is not None:
        preferred = column.default or next(iter(column.names.labels))
        return column.names.labels.get(preferred, preferred)
    if column.cell == "year":
        return year
    if column.cell in ("number", "whole"):
        return _example_number(column)
    return {"flag": "否", "day": f"{year}-06-30", "citation": "示例文件 表1"}.get(
        column.name if column.name == "citation" else column.cell, "示例"
    )


def _example_number(column: RecordColumn) -> float:
    low, high = column.minimum, column.maximum
    middle = 100.0 if high is None else (float(low or 0) + float(high)) / 2
    return float(int(middle)) if column.cell == "whole" else max(middle, float(low or 0))


def _written(columns: Sequence[RecordColumn], rows: pl.DataFrame | None) -> list[dict[str, Any]]:
    if rows is None:
        return []
    return [
        {column.name: _shown(column, row[column.name]) for column in columns}
        for row in rows.iter_rows(named=True)
    ]


def _shown(column: RecordColumn, value: Any) -> Any:
    if value is None:
        return None
    if column.cell == "flag":
        return "是" if value else "否"
    if column.names is not None:
        return column.names.labels.get(value, value)
    return str(value) if column.cell == "day" else value


def _write_rows(
    book: Book,
    sheet: Any,
    kind: RecordKind,
    columns: Sequence[RecordColumn],
    example: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    sheet.write_string(0, 0, f"{kind.name_zh}　{kind.name_en}", book.formats["title"])
    sheet.write_string(1, 0, _HINT, book.formats["hint"])
    labels = record_headings(kind.schema).labels
    last = _HEAD + 1 + max(_ROWS, 2 * len(rows))
    sheet.write_string(_HEAD, 0, "\n".join(MARK), book.formats["heading"])
    sheet.write_string(_HEAD + 1, 0, _EXAMPLE, book.formats["locked"])
    sheet.set_column(0, 0, 8, book.formats["words"])
    for position, column in enumerate(columns, start=1):
        sheet.write_string(_HEAD, position, "\n".join(labels[column.name]), book.formats["heading"])
        number = column.cell in ("number", "whole", "year")
        shape = book.formats["number" if number else "words"]
        sheet.set_column(position, position, _WIDTHS[column.cell], shape)
        _write_example(book, sheet, position, example[column.name])
        _limit(book, sheet, (_HEAD + 2, position, last, position), column)
        for line, row in enumerate(rows, start=_HEAD + 2):
            if row[column.name] is not None:
                sheet.write(line, position, row[column.name])
    sheet.set_row(_HEAD, 44)
    sheet.freeze_panes(_HEAD + 1, 3)
    sheet.repeat_rows(_HEAD)
    book.protect(sheet)


def _write_example(book: Book, sheet: Any, position: int, value: Any) -> None:
    shape = book.formats["locked_number" if isinstance(value, int | float) else "locked"]
    if value is None:
        sheet.write_blank(_HEAD + 1, position, None, shape)
    else:
        sheet.write(_HEAD + 1, position, value, shape)


def _limit(book: Book, sheet: Any, area: tuple[int, int, int, int], column: RecordColumn) -> None:
    """Offer a column's list, or warn of a number outside its limits; a mark of missing can be written."""
    if _listed(column):
        book.offer(sheet, area, column.label_zh)
        return
    if column.cell not in ("number", "whole", "year"):
        return
    low = -_LARGEST if column.minimum is None else float(column.minimum)
    high = _LARGEST if column.maximum is None else float(column.maximum)
    rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
    message = f"应为数字（{column.unit}）；没有数据写“—”。" if column.unit else "应为数字；没有数据写“—”。"
    sheet.data_validation(*area, {**rule, "error_type": "warning", "error_message": message})


def _write_columns(
    book: Book, sheet: Any, columns: Sequence[RecordColumn], example: Mapping[str, Any]
) -> None:
    for position, (text, width) in enumerate(_EXPLAINED):
        sheet.write_string(0, position, text, book.formats["heading"])
        sheet.set_column(position, position, width)
    for line, column in enumerate(columns, start=1):
        shown = example[column.name]
        values = (
            column.label_zh,
            column.label_en,
            column.unit,
            _CELLS[column.cell],
            "不可空白 · needed" if column.needed and column.name != "citation" else "可空白 · may be blank",
            _blank_means(column),
            "" if shown is None else str(shown),
        )
        for position, text in enumerate(values):
            sheet.write_string(line, position, text, book.formats["locked"])
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 34)


def _blank_means(column: RecordColumn) -> str:
    if column.name == "citation":
        return "记为“填报（文件名）” · the name of the file"
    if column.default is not None:
        default = column.names.labels.get(column.default, column.default) if column.names else column.default
        return f"记为“{default}” · {column.default}"
    if column.says_state:
        return f"缺失，原因见“缺失状态”；未写原因记为“{Missing.NOT_REPORTED.label_zh}” · {column.null}"
    if column.needed:
        return "—"
    zh = {row["en"]: row["zh"] for row in packaged_rows("null_words")}.get(column.null, "没有数据，不是0")
    return f"{zh} · {column.null or 'no figure; not 0'}"
