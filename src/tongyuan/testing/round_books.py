"""Builders of round workbooks: two units of a fictive city, three items, and one cell altered."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import openpyxl
import polars as pl

from tongyuan.vocabulary.tables import Assignment, Entry, FormItem
from tongyuan.workspace.workbooks import RoundRead, read_round, round_template
from tongyuan.workspace.workbooks.round_template import ROUND_SHEET

__all__ = [
    "NAMES",
    "address",
    "assignments",
    "entries",
    "filled",
    "form_items",
    "previous",
    "rearranged",
    "round_book",
    "typed",
]

FILE = "台账.xlsx"
FORM = "F01-QUARTER"
JUMP = 0.2
NAMES = {11: "甲市", 12: "乙市"}
_ITEMS = (
    # item, label, unit, minimum, maximum, choices
    ("coal_use", "煤炭消费量", "万吨", 0.0, 1e5, None),
    ("share_green", "绿色比例", "%", 0.0, 100.0, None),
    ("plan_issued", "已印发方案", "是/否", None, None, "是=1;否=0"),
)


def assignments() -> pl.DataFrame:
    """Build the assignments of two cities."""
    shared: dict[str, Any] = {
        "round": 3,
        "form": FORM,
        "department": "F01",
        "enterprise": None,
        "park": None,
        "level": "unit",
        "parent": None,
        "adds": False,
        "due_on": date(2026, 4, 20),
        "state": "not_reported",
        "seq": 1,
        "reported_on": None,
    }
    rows = [{"assignment": number, "region": f"99{n}00", **shared} for n, number in ((11, 11), (12, 12))]
    return _frame(Assignment, rows)


def form_items() -> pl.DataFrame:
    """Build three items: a quantity, a share and a yes or no."""
    rows = [
        {
            "form": FORM,
            "item": item,
            "order": order,
            "label_zh": label,
            "label_en": item.replace("_", " "),
            "unit": unit,
            "required": True,
            "series": None,
            "sums": False,
            "minimum": low,
            "maximum": high,
            "choices": choices,
        }
        for order, (item, label, unit, low, high, choices) in enumerate(_ITEMS, 1)
    ]
    return _frame(FormItem, rows)


def previous() -> pl.DataFrame:
    """Build last year's values: coal of both cities, a share of one."""
    rows = [
        (11, "coal_use", 100.0, None),
        (12, "coal_use", 250.0, None),
        (11, "share_green", 40.0, None),
        (12, "share_green", None, "NE"),
    ]
    schema = {"assignment": pl.Int64, "item": pl.String, "value": pl.Float64, "state": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def entries() -> pl.DataFrame:
    """Build what is entered so far: nothing."""
    return Entry.create_empty()


def _frame(contract: Any, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {name: definition.dtype for name, definition in contract.columns().items()}
    return contract.validate(pl.DataFrame(rows, schema=schema))  # type: ignore[no-any-return]


def round_book(typed_in: Mapping[tuple[int, str, str], object] | None = None, **changes: Any) -> bytes:
    """Write the template and type into it.

    Parameters
    ----------
    typed_in
        What is typed, by assignment, item and field (``value``, ``state``, ``reason``, ``unit`` ...).
    **changes
        Other arguments of the template.

    Returns
    -------
    bytes
        An xlsx file.
    """
    arguments: dict[str, Any] = {
        "title": "2026年第一季度调度 省能源局",
        "facts": {"报告期": "2026Q1", "截止": "2026-04-20"},
        "items": form_items(),
        "entries": entries(),
        "previous": previous(),
        "names": NAMES,
        "jump": JUMP,
    }
    content = round_template(assignments(), **{**arguments, **changes})
    return typed(content, typed_in or {})


def typed(content: bytes, typed_in: Mapping[tuple[int, str, str], object]) -> bytes:
    """Type into a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in typed_in.items():
        cell: Any = book[ROUND_SHEET][address(content, *place)]
        cell.value = value
    return _saved(book)


def address(content: bytes, assignment: int, item: str, field: str) -> str:
    """Return the address of a field of an item of an assignment."""
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content))[ROUND_SHEET]
    heads = {str(cell.value).split("\n")[1]: cell.column_letter for cell in sheet[3] if cell.value}
    keys = (heads["assignment"], heads["item code"])
    columns = {"unit_name": "reporting unit", "value": "this period", "state": "why missing"}
    for row in range(4, sheet.max_row + 1):
        if (str(sheet[f"{keys[0]}{row}"].value), sheet[f"{keys[1]}{row}"].value) == (str(assignment), item):
            return f"{heads[columns.get(field, field)]}{row}"
    raise LookupError((assignment, item))


def rearranged(content: bytes, change: Callable[[list[list[Any]]], list[list[Any]]]) -> bytes:
    """Copy a workbook with the rows of its table, the heading first, put in another order.

    Parameters
    ----------
    content
        The workbook.
    change
        Takes and gives the rows, each a list of cell values.

    Returns
    -------
    bytes
        An xlsx file with that table alone.
    """
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content))[ROUND_SHEET]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)]
    book = openpyxl.Workbook()
    target: Any = book.active
    for row in change(rows):
        target.append([None if str(value).startswith("=") else value for value in row])
    return _saved(book)


def filled(content: bytes, **changes: Any) -> RoundRead:
    """Read a filled workbook."""
    arguments: dict[str, Any] = {
        "file": FILE,
        "assignments": assignments(),
        "items": form_items(),
        "previous": previous(),
        "names": NAMES,
        "jump": JUMP,
    }
    return read_round(content, **{**arguments, **changes})


def _saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
