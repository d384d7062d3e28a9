"""Writing workbooks that look alike: formats, instructions, lookup lists; the same input, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from tongyuan.workspace.workbooks.names import packaged_rows

__all__ = ["INSTRUCTIONS", "LOOKUP", "Book"]

INSTRUCTIONS = "填写说明"
LOOKUP = "可选值"

_BASE = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_EDGE = {"border": 1, "border_color": "#C8CDD3"}
_GREY = {"font_color": "#6B7280", "bg_color": "#F1F3F5"}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "hint": {"font_color": "#6B7280"},
    "heading": {**_EDGE, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DCE6F1"},
    "locked": {**_EDGE, **_GREY, "text_wrap": True},
    "locked_number": {**_EDGE, **_GREY, "num_format": "General", "align": "right"},
    "words": {**_EDGE, "locked": False, "text_wrap": True},
    "number": {**_EDGE, "locked": False, "num_format": "General", "align": "right"},
    "spare": {"locked": False},
    "text": {"text_wrap": True},
}
# The file's own date is fixed, so that the same figures give the same bytes.
_MADE = datetime(1980, 1, 1)


class Book:
    """A workbook in the making.

    Parameters
    ----------
    title
        Title, in the file's properties.
    """

    def __init__(self, title: str) -> None:
        self._buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Any = xlsxwriter.Workbook(self._buffer, options)
        self.book.set_properties({"title": title, "author": "Tongyuan", "created": _MADE})
        self.formats = {name: self.book.add_format({**_BASE, **shape}) for name, shape in _FORMATS.items()}
        self._lists: dict[str, str] = {}

    def sheet(self, name: str) -> Any:
        """Add a sheet, printed on landscape A4, one page wide."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def write_instructions(self, title: str, *, workbooks: Sequence[str], facts: Mapping[str, str]) -> None:
        """Add the sheet of instructions.

        Parameters
        ----------
        title
            Its title.
        workbooks
            Which instructions: ``statistics``, ``activity``, ``balance``.
        facts
            What this workbook is about, word by word.
        """
        sheet = self.sheet(INSTRUCTIONS)
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 2, 70)
        sheet.write_string(0, 0, title, self.formats["title"])
        row = 2
        for word, value in facts.items():
            sheet.write_string(row, 0, word, self.formats["locked"])
            sheet.write_string(row, 1, value, self.formats["text"])
            row += 1
        row += 1
        steps = [step for step in packaged_rows("instructions") if step["workbook"] in workbooks]
        for number, step in enumerate(steps, start=1):
            sheet.write_number(row, 0, number, self.formats["text"])
            sheet.write_string(row, 1, step["zh"], self.formats["text"])
            sheet.write_string(row, 2, step["en"], self.formats["text"])
            row += 1

    def write_lookup(self, lists: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """Add the sheet of lists that drop-downs draw from.

        Parameters
        ----------
        lists
            Heading to rows; the first word of a row is what is chosen, the others explain it.
        """
        sheet = self.sheet(LOOKUP)
        column = 0
        for heading, rows in lists.items():
            width = max((len(row) for row in rows), default=1)
            sheet.write_string(0, column, f"可选：{heading}", self.formats["heading"])
            for number, row in enumerate(rows, start=1):
                for offset, word in enumerate(row):
                    sheet.write_string(number, column + offset, word, self.formats["locked"])
            sheet.set_column(column, column + width - 1, 26)
            letter = xl_col_to_name(column, col_abs=True)
            self._lists[heading] = f"='{LOOKUP}'!{letter}$2:{letter}${len(rows) + 1}"
            column += width + 1
        sheet.freeze_panes(1, 0)
        sheet.protect("", {"select_locked_cells": True, "format_columns": True})

    def offer(self, sheet: Any, area: tuple[int, int, int, int], heading: str) -> None:
        """Offer a list of the lookup sheet as a drop-down.

        Parameters
        ----------
        sheet
            Sheet.
        area
            First row, first column, last row, last column, from 0.
        heading
            Heading of the list.
        """
        message = f"请从“{LOOKUP}”表的“{heading}”中选择"
        rule = {"validate": "list", "source": self._lists[heading], "error_type": "warning"}
        sheet.data_validation(*area, {**rule, "error_message": message})

    def protect(self, sheet: Any) -> None:
        """Lock what is grey; rows and columns may still be inserted, sized, sorted and filtered."""
        allowed = (
            "insert_rows",
            "insert_columns",
            "delete_rows",
            "format_cells",
            "format_columns",
            "format_rows",
            "sort",
            "autofilter",
        )
        sheet.protect("", dict.fromkeys(allowed, True))

    def content(self) -> bytes:
        """Close the workbook and return its bytes."""
        self.book.close()
        return self._buffer.getvalue()
