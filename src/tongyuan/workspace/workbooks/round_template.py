"""The workbook of a round: every item of every unit, last year's value beside, and what may be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from tongyuan.vocabulary.missing import Missing
from tongyuan.workspace.workbooks.book import Book
from tongyuan.workspace.workbooks.figures import allowed_values
from tongyuan.workspace.workbooks.headings import heading_labels

__all__ = ["ROUND_SHEET", "jumped", "round_template", "unit_names"]

ROUND_SHEET = "填报"
SAME = 1e-9
"""A change that is above the limit by no more than this share of it is at the limit [1]."""

_HEAD = 2
_COLUMNS = {
    "unit_name": 20,
    "item_name": 32,
    "unit": 12,
    "last_value": 14,
    "value": 14,
    "change": 12,
    "state": 14,
    "reason": 40,
    "region": 11,
    "assignment": 10,
    "item": 24,
}
_HIDDEN = ("assignment", "item")
_FROZEN = 2
_WRITABLE = ("value", "state", "reason")
_STATES = "缺失原因"
_LIMIT = 1e307
_LONGEST_LIST = 240
_CHANGE = (
    "=IF(AND(ISNUMBER({last}),ISNUMBER({value})),"
    'IF({last}=0,"—",ROUND(({value}-{last})/ABS({last})*100,1)),"")'
)

Row = dict[str, Any]


def round_template(
    assignments: pl.DataFrame,
    *,
    title: str,
    facts: Mapping[str, str],
    items: pl.DataFrame,
    entries: pl.DataFrame,
    previous: pl.DataFrame,
    names: Mapping[int, str],
    jump: float,
) -> bytes:
    """Write the workbook of some assignments of one round.

    Parameters
    ----------
    assignments
        Contract Assignment.
    title
        Title of the round and of whose workbook it is.
    facts
        What stands on the sheet of instructions, word by word: period, due date and the like.
    items
        Contract FormItem: what the round asks for.
    entries
        Contract Entry: what is entered so far, shown in its cells.
    previous
        Last year's values: ``assignment``, ``item``, ``value``, ``state``.
    names
        Name of the reporting unit by assignment, as :func:`unit_names` gives it.
    jump
        Change on last year above which a reason is asked [share of last year's value].

    Returns
    -------
    bytes
        An xlsx file; the same input gives the same bytes.
    """
    book = Book(title)
    book.write_instructions(title, workbooks=("rounds",), facts=facts)
    sheet = book.sheet(ROUND_SHEET)
    book.write_lookup({_STATES: [(state.label_zh, state.value, state.label_en) for state in Missing]})
    _write_head(sheet, book.formats, title, jump)
    held, last = _by_place(entries), _by_place(previous)
    row = _HEAD
    for assignment in assignments.iter_rows(named=True):
        asked = items.filter(pl.col("form") == assignment["form"]).sort("order", "item")
        for item in asked.iter_rows(named=True):
            row += 1
            place = (assignment["assignment"], item["item"])
            words = _words(assignment, item, names[place[0]], held.get(place, {}), last.get(place, {}))
            _write_row(book, sheet, row, words, item)
    _finish(book, sheet, row, jump)
    return book.content()


def unit_names(
    assignments: pl.DataFrame, *, regions: pl.DataFrame, enterprises: pl.DataFrame
) -> dict[int, str]:
    """Name the unit that fills in each assignment: its enterprise, or its region.

    Parameters
    ----------
    assignments
        Contract Assignment.
    regions
        Contract Region.
    enterprises
        Contract Enterprise.

    Returns
    -------
    dict of int to str
        Chinese name by assignment.
    """
    named = dict(regions.select("region", "name_zh").iter_rows())
    firms = dict(enterprises.select("enterprise", "name_zh").iter_rows())
    return {
        row["assignment"]: firms.get(row["enterprise"]) or named.get(row["region"], row["region"])
        for row in assignments.iter_rows(named=True)
    }


def jumped(value: float, last: float, *, jump: float) -> bool:
    """Tell whether a value differs from last year's by more than may pass without a reason.

    Parameters
    ----------
    value, last
        This year's and last year's value, in one unit.
    jump
        Limit [share of last year's value].

    Returns
    -------
    bool
        True above the limit; any change from zero is above it.

    Examples
    --------
    >>> jumped(1.2, 1.0, jump=0.2), jumped(1.21, 1.0, jump=0.2), jumped(1.0, 0.0, jump=0.2)
    (False, True, True)
    """
    return abs(value - last) > jump * abs(last) * (1 + SAME)


def _by_place(rows: pl.DataFrame) -> dict[tuple[int, str], Row]:
    return {(row["assignment"], row["item"]): row for row in rows.iter_rows(named=True)}


def _words(assignment: Row, item: Row, name: str, held: Row, last: Row) -> Row:
    state = held.get("state")
    return {
        "unit_name": name,
        "item_name": item["label_zh"],
        "unit": item["unit"],
        "last_value": _shown(last, item["choices"]),
        "value": _shown({**held, "state": None}, item["choices"]),
        "state": "" if state is None else Missing(state).label_zh,
        "reason": held.get("reason") or "",
        "region": assignment["region"],
        "assignment": str(assignment["assignment"]),
        "item": item["item"],
    }


def _shown(figure: Row, choices: str | None) -> float | str:
    """Write a figure: a choice by its word, a missing one by its state."""
    if figure.get("state") is not None:
        return Missing(figure["state"]).label_zh
    value = figure.get("value")
    if value is None:
        return ""
    words = {allowed: word for word, allowed in allowed_values(choices).items()}
    return words.get(value, float(value))


def _write_head(sheet: Any, formats: Mapping[str, Any], title: str, jump: float) -> None:
    sheet.write_string(0, 0, title, formats["title"])
    hint = f"只填白色单元格。比上年增减超过{jump:.0%}的须写说明。没有数据不等于0：留空并选缺失原因。"
    sheet.write_string(1, 0, hint, formats["hint"])
    for column, (field, width) in enumerate(_COLUMNS.items()):
        extra = "\n（按计量单位）" if field in ("last_value", "value") else ""
        sheet.write_string(
            _HEAD, column, "\n".join(heading_labels("rounds", field)) + extra, formats["heading"]
        )
        shape = {"hidden": True} if field in _HIDDEN else {}
        sheet.set_column(column, column, width, formats["spare"], shape)
    sheet.set_row(_HEAD, 48)


def _write_row(book: Book, sheet: Any, row: int, words: Row, item: Row) -> None:
    for column, field in enumerate(_COLUMNS):
        value = words.get(field, "")
        number = field in ("last_value", "value", "change")
        shape = (
            ("number" if number else "words")
            if field in _WRITABLE
            else ("locked_number" if number else "locked")
        )
        if field == "change":
            sheet.write_formula(row, column, _change(row), book.formats[shape], _changed(words))
        elif isinstance(value, float):
            sheet.write_number(row, column, value, book.formats[shape])
        elif value == "":
            sheet.write_blank(row, column, None, book.formats[shape])
        else:
            sheet.write_string(row, column, value, book.formats[shape])
    _limit(sheet, row, item)


def _change(row: int) -> str:
    cells = {
        name: f"${_letter(field)}{row + 1}" for name, field in (("last", "last_value"), ("value", "value"))
    }
    return _CHANGE.format(**cells)


def _changed(words: Row) -> float | str:
    """Work out what the formula shows, so that a program that does not calculate reads it too."""
    last, value = words["last_value"], words["value"]
    if not isinstance(last, float) or not isinstance(value, float):
        return ""
    return "—" if last == 0 else round((value - last) / abs(last) * 100, 1)


def _letter(field: str) -> str:
    return str(xl_col_to_name(list(_COLUMNS).index(field)))


def _limit(sheet: Any, row: int, item: Row) -> None:
    """Let the spreadsheet warn of a value outside the limits; a mark of missing can still be written."""
    column = list(_COLUMNS).index("value")
    allowed = allowed_values(item["choices"])
    if allowed:
        if sum(len(word) + 1 for word in allowed) < _LONGEST_LIST:
            rule = {"validate": "list", "source": [*allowed, "—"], "error_type": "warning"}
            sheet.data_validation(row, column, row, column, rule)
        return
    low, high = item["minimum"], item["maximum"]
    limits = {"minimum": -_LIMIT if low is None else low, "maximum": _LIMIT if high is None else high}
    message = f"应为以“{item['unit']}”计的数字；没有数据请留空并选缺失原因。"
    rule = {"validate": "decimal", "criteria": "between", "error_type": "warning", "error_message": message}
    sheet.data_validation(row, column, row, column, {**rule, **limits})


def _finish(book: Book, sheet: Any, last: int, jump: float) -> None:
    columns = list(_COLUMNS)
    states = columns.index("state")
    if last > _HEAD:
        book.offer(sheet, (_HEAD + 1, states, last, states), _STATES)
        _mark_jumps(book, sheet, last, jump)
    sheet.freeze_panes(_HEAD + 1, _FROZEN)
    sheet.autofilter(_HEAD, 0, max(last, _HEAD + 1), len(columns) - 1)
    sheet.repeat_rows(_HEAD)
    book.protect(sheet)
    sheet.activate()


def _mark_jumps(book: Book, sheet: Any, last: int, jump: float) -> None:
    """Colour a row whose change needs a reason: yellow, and the blank reason red."""
    first = _HEAD + 2
    before, value, reason = (f"${_letter(field)}{first}" for field in ("last_value", "value", "reason"))
    changed = f"ABS(N({value})-N({before}))>{jump * (1 + SAME)!r}*ABS(N({before}))"
    jump_here = f"AND(ISNUMBER({before}),ISNUMBER({value}),{changed})"
    wanting = book.book.add_format({"bg_color": "#F9C4B8"})
    marked = book.book.add_format({"bg_color": "#FFF3C4"})
    columns = list(_COLUMNS)
    cell = columns.index("reason")
    unexplained = f'=AND({jump_here},TRIM({reason})="")'
    sheet.conditional_format(
        _HEAD + 1,
        cell,
        last,
        cell,
        {"type": "formula", "criteria": unexplained, "format": wanting, "stop_if_true": True},
    )
    for field in ("value", "change", "reason"):
        column = columns.index(field)
        rule = {"type": "formula", "criteria": f"={jump_here}", "format": marked}
        sheet.conditional_format(_HEAD + 1, column, last, column, rule)
