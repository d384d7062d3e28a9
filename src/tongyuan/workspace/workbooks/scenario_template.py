"""Writing a scenario as a workbook: to begin with, to change, and to hand in again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from tongyuan.workspace.workbooks.book import Book
from tongyuan.workspace.workbooks.headings import heading_labels
from tongyuan.workspace.workbooks.names import choices
from tongyuan.workspace.workbooks.scenario import SHEETS

__all__ = ["scenario_cells", "scenario_template", "write_cells"]

Rows = list[list[str]]
FIELDS: Mapping[str, tuple[str, ...]] = {
    "scenario_about": ("scenario", "name_zh", "name_en", "base_year", "years", "note"),
    "scenario_drivers": (
        "driver",
        "region",
        "told_as",
        "name_zh",
        "unit",
    ),
    "scenario_growth": ("source", "fuel", "driver", "elasticity", "yearly_change"),
    "scenario_adoptions": ("measure", "source", "fuel"),
}
#: Columns right of the years.
BEHIND: Mapping[str, tuple[str, ...]] = {
    "scenario_drivers": ("name_en", "series", "read", "quality", "citation"),
}
TITLE = "情景"
#: Rows below what is written that may be filled, and width of a column.
SPARE, WIDTH = 30, 16
CHOSEN = {"quality": "数据质量", "read": "序列读法", "told_as": "数值含义"}


def scenario_cells(told: Mapping[str, Any], *, regions: pl.DataFrame) -> dict[str, Rows]:
    """Lay a scenario out as the rows of its sheets, headings first.

    Parameters
    ----------
    told
        What the scenario's file states.
    regions
        Contract Region, for the names of cities.

    Returns
    -------
    dict of str to list of list of str
        Name of each sheet to its rows.
    """
    names = dict(regions.select("region", "name_zh").iter_rows())
    rows: dict[str, tuple[list[int], list[tuple[dict[str, Any], Mapping[int, Any]]]]] = {
        "scenario_about": ([], [({**told, "years": " ".join(map(str, told.get("years", [])))}, {})]),
        "scenario_drivers": _with_years(list(_drivers(told, names))),
        "scenario_growth": ([], [(rule, {}) for rule in told.get("growth", [])]),
        "scenario_adoptions": _with_years([(one, one["shares"]) for one in told.get("adoptions", [])]),
    }
    plan = [int(year) for year in told.get("years", [])]
    cells = {}
    for table, (years, lines) in rows.items():
        dated = table in ("scenario_drivers", "scenario_adoptions")
        columns = sorted({*years, *plan}) if dated else []
        first, behind = FIELDS[table], BEHIND.get(table, ())
        heads = [[heading_labels(table, field)[0] for field in fields] for fields in (first, behind)]
        body = [
            [
                *(_text(row.get(field)) for field in first),
                *(_text(held.get(one)) for one in columns),
                *(_text(row.get(field)) for field in behind),
            ]
            for row, held in lines
        ]
        cells[SHEETS[table]] = [[*heads[0], *map(str, columns), *heads[1]], *body]
    return cells


def _with_years(
    lines: list[tuple[dict[str, Any], Mapping[int, Any]]],
) -> tuple[list[int], list[tuple[dict[str, Any], Mapping[int, Any]]]]:
    return sorted({int(year) for _, held in lines for year in held}), lines


def _drivers(
    told: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[dict[str, Any], Mapping[int, Any]]]:
    """Give the row of every driver, and one for each city that has its own."""
    labels = {field: dict(choices(field)) for field in CHOSEN}
    for name, driver in told.get("drivers", {}).items():
        row = {**driver, "driver": name}
        for field in ("quality", "read"):
            row[field] = labels[field].get(row.get(field, ""), "")
        yield row, driver.get("values", {})
        for group, told_as in (("by_city", "values"), ("share_by_city", "share")):
            for region, held in driver.get(group, {}).items():
                code = str(region)
                yield (
                    {
                        "driver": name,
                        "region": names.get(code, code),
                        "told_as": labels["told_as"][told_as],
                    },
                    held,
                )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def write_cells(cells: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Write rows as a workbook: what a form holds, handed in as a file.

    Parameters
    ----------
    cells
        As of ``scenario_cells``.

    Returns
    -------
    bytes
        An xlsx file; the same rows give the same bytes.
    """
    book = Book(TITLE)
    for name, rows in cells.items():
        _write(book, book.sheet(name), rows)
    return book.content()


def scenario_template(told: Mapping[str, Any], *, regions: pl.DataFrame) -> bytes:
    """Write the workbook of a scenario, with instructions and lists to choose from.

    Parameters
    ----------
    told
        What the scenario's file states: rows to change.
    regions
        Contract Region.

    Returns
    -------
    bytes
        An xlsx file; the same input gives the same bytes.
    """
    book = Book(TITLE)
    book.write_instructions(TITLE, workbooks=("scenario",), facts={})
    sheets = {name: book.sheet(name) for name in SHEETS.values()}
    listed = {CHOSEN[field]: [(label, code) for code, label in choices(field)] for field in CHOSEN}
    book.write_lookup({**listed, "地区": regions.select("name_zh", "region").rows()})
    cells = scenario_cells(told, regions=regions)
    for name, rows in cells.items():
        _write(book, sheets[name], rows)
    drivers = SHEETS["scenario_drivers"]
    last = len(cells[drivers]) + SPARE
    for field, heading in {**CHOSEN, "region": "地区"}.items():
        column = cells[drivers][0].index(heading_labels("scenario_drivers", field)[0])
        book.offer(sheets[drivers], (1, column, last, column), heading)
    sheets[drivers].activate()
    return book.content()


def _write(book: Book, sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows):
        shape = book.formats["heading" if number == 0 else "spare"]
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, shape)
    sheet.set_column(0, max((len(row) for row in rows), default=1), WIDTH)
    sheet.freeze_panes(1, 1)
