"""Tables that are filled in like a spreadsheet, as pieces of HTML that ``static/sheets.js`` makes alive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from nicegui import ui

from tongyuan import __version__
from tongyuan.vocabulary.problems import Problem
from tongyuan.web.view import View

__all__ = ["SHEETS_HEAD", "draw_lists", "draw_sheet", "mark_wrong", "read_sheets"]

SHEETS_HEAD = f"""<link rel="stylesheet" href="/assets/sheets.css?v={__version__}">
<script src="/assets/sheets.js?v={__version__}"></script>"""
PATIENCE = 10.0  # seconds in which a browser tells what it holds
LETTERS = 26

Cells = dict[str, list[list[str]]]


def draw_sheet(
    view: View,
    name: str,
    rows: Sequence[Sequence[str]],
    *,
    spare: int,
    words: Mapping[str, str],
    lists: Mapping[str, str],
) -> None:
    """Draw a table whose cells may be filled in.

    Parameters
    ----------
    view
        What is shown.
    name
        Name of the sheet.
    rows
        Its rows, headings first; headings of four digits are years, which may be typed over.
    spare
        Blank rows below; a table without any states one thing and gets no more rows.
    words
        Heading to the word shown for it.
    lists
        Heading to the id of the list that it offers.
    """
    heads = list(rows[0])
    year = view.word("年份")
    head = "".join(_head(one, words, year) for one in heads)
    blank = [[""] * len(heads)] * spare
    body = "".join(_row(view, line, heads, words, lists) for line in [*rows[1:], *blank])
    deeds = _deed(name, "row", view.word("加一行")) if spare else ""
    if any(map(_is_year, heads)):
        deeds += _deed(name, "year", view.word("加一年"))
    end = '<th class="ty-sheet-end"></th>'
    written = (
        f'<div class="ty-sheet-frame"><table class="ty-sheet" data-sheet="{escape(name)}" '
        f'data-year="{escape(year)}" aria-label="{escape(words.get(name, name))}">'
        f"<thead><tr>{head}{end}</tr></thead><tbody>{body}</tbody></table></div>{deeds}"
    )
    ui.html(written, sanitize=False).classes("w-full")


def draw_lists(lists: Mapping[str, Mapping[str, str]]) -> None:
    """Lay out the lists from which cells may choose.

    Parameters
    ----------
    lists
        Id of each to its words, and what each word means.
    """
    written = "".join(
        f'<datalist id="{escape(name)}">'
        + "".join(f'<option value="{escape(word)}">{escape(told)}</option>' for word, told in held.items())
        + "</datalist>"
        for name, held in lists.items()
    )
    ui.html(written, sanitize=False)


def _is_year(head: str) -> bool:
    return len(head) == len("2030") and head.isdigit()


def _head(head: str, words: Mapping[str, str], year: str) -> str:
    if _is_year(head):
        return (
            f'<th scope="col"><input class="ty-sheet-cell ty-sheet-year" value="{escape(head)}" '
            f'aria-label="{escape(year)}"></th>'
        )
    return f'<th scope="col" data-head="{escape(head)}">{escape(words.get(head, head))}</th>'


def _row(
    view: View, line: Sequence[str], heads: Sequence[str], words: Mapping[str, str], lists: Mapping[str, str]
) -> str:
    cells = "".join(
        f'<td><input class="ty-sheet-cell{" ty-sheet-year" if _is_year(head) else ""}" '
        f'value="{escape(text)}" aria-label="{escape(words.get(head, head))}"'
        f"{_offered(lists, head)}></td>"
        for head, text in zip(heads, line, strict=True)
    )
    drop = view.word("删除这一行")
    return (
        f'<tr>{cells}<td class="ty-sheet-end"><button type="button" class="ty-sheet-deed" '
        f'data-sheet-deed="drop" aria-label="{escape(drop)}">×</button></td></tr>'
    )


def _offered(lists: Mapping[str, str], head: str) -> str:
    return f' list="{escape(lists[head])}"' if head in lists else ""


def _deed(name: str, deed: str, word: str) -> str:
    return (
        f'<button type="button" class="ty-sheet-deed" data-sheet-deed="{deed}" '
        f'data-of="{escape(name)}">+ {escape(word)}</button>'
    )


async def read_sheets() -> Cells:
    """Ask the browser what stands in the tables: name of each to its rows, headings first."""
    found: Cells = await ui.run_javascript("tySheetRead()", timeout=PATIENCE)
    return found


def mark_wrong(problems: Iterable[Problem]) -> None:
    """Mark the cells that problems name; those marked before are marked no more."""
    places = [
        [place.sheet, place.row, _column(place.column)]
        for place in (problem.place for problem in problems)
        if place.sheet and place.row and place.column
    ]
    ui.run_javascript(f"tySheetWrong({json.dumps(places)})")


def _column(letters: str) -> int:
    """Read the letters of a column as its number, from one."""
    number = 0
    for letter in letters:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number
