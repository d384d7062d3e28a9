"""Reading a regional energy balance in the yearbook's rows and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.tables import EnergyBalance
from tongyuan.workspace.workbooks.catalogue import region_names
from tongyuan.workspace.workbooks.cells import plain, read_number, read_text, same_words
from tongyuan.workspace.workbooks.energy import balance_items, unit_label, unit_ratio
from tongyuan.workspace.workbooks.firsts import Firsts
from tongyuan.workspace.workbooks.grid import Cell, Findings, Grid
from tongyuan.workspace.workbooks.names import Names, read_choice, read_code
from tongyuan.workspace.workbooks.tables import note_unread
from tongyuan.workspace.workbooks.when import read_year

__all__ = ["BalanceHead", "collect_balance"]

_KEY = ("region", "year", "row", "fuel")
_FEWEST_CARRIERS = 3
_ROWS_SEARCHED = 40

_Figure = tuple[Cell, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a balance stands in its sheet."""

    grid: Grid
    head: int
    fuels: dict[int, str]
    first: int
    units: int | None


@dataclass(frozen=True, slots=True)
class BalanceHead:
    """What is used where a sheet names no region, year or source of its own."""

    region: str | None = None
    year: int | None = None
    citation: str | None = None


def collect_balance(
    grids: Sequence[Grid], *, regions: pl.DataFrame, head: BalanceHead, findings: Findings
) -> tuple[pl.DataFrame, bool]:
    """Read the energy balances of a document's sheets; a sheet without any figure is passed over.

    Parameters
    ----------
    grids
        The sheets.
    regions
        Contract Region.
    head
        Region, year and source of sheets that name none.
    findings
        Gathers problems and notes.

    Returns
    -------
    tuple of (pl.DataFrame, bool)
        Rows with the columns of the contract EnergyBalance, and whether a table was found at all.
    """
    layouts = [layout for grid in grids if (layout := _lay_out(grid, findings)) is not None]
    rows: list[dict[str, Any]] = []
    firsts = Firsts()
    names = region_names(regions)
    for layout in layouts:
        if not _has_figures(layout):
            continue
        found = _read_head(layout, names, head, findings)
        for cell, row in _read_rows(layout, found, findings):
            if firsts.take(tuple(row[name] for name in _KEY), cell, findings=findings):
                rows.append(row)
    schema = {name: definition.dtype for name, definition in EnergyBalance.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row"), bool(layouts)


def _has_figures(layout: _Layout) -> bool:
    return any(
        row > layout.head and row != layout.units and layout.fuels.keys() & set(used)
        for row, used in layout.grid.used_rows().items()
    )


def _carriers() -> Names:
    names = Names()
    for row in fuels.table().filter(pl.col("balance_order").is_not_null()).iter_rows(named=True):
        if row["balance_unit"] is not None:
            names.add(row["fuel"], row["name_zh"], row["name_en"])
    return names


def _lay_out(grid: Grid, findings: Findings) -> _Layout | None:
    """Find the row that names the carriers, the column of items, and the row of units below."""
    names, used = _carriers(), grid.used_rows()
    best: dict[int, str] = {}
    head = 0
    for row in list(used)[:_ROWS_SEARCHED]:
        found = {column: code for column in used[row] if (code := _carrier(grid.cell(row, column), names))}
        if len(found) > len(best):
            best, head = found, row
    if len(best) < _FEWEST_CARRIERS:
        return None
    columns: dict[str, int] = {}
    for column, code in best.items():
        if code in columns:
            values = {"first": grid.place(head, columns[code]).cell}
            findings.problems.append(grid.cell(head, column).problem("workbook.column_twice", **values))
        columns.setdefault(code, column)
    units = next((row for row in used if head < row <= head + 2 and _is_units(grid, row, best)), None)
    return _Layout(grid, head, best, min(best), units)


def _carrier(cell: Cell, names: Names) -> str | None:
    if not isinstance(cell.value, str):
        return None
    first = plain(cell.value.strip().split("\n")[0])
    return names.find(first) or names.find(re.sub(r"\(.*\)$", "", first))


def _is_units(grid: Grid, row: int, carriers: dict[int, str]) -> bool:
    """Tell whether a row below the heading holds units: words and no number."""
    below = [grid.cell(row, column) for column in carriers]
    written = [cell for cell in below if isinstance(cell.value, str) and not cell.blank]
    return bool(written) and all(re.match(r"\(?[^\d—…/.\-(]|\(?1[0e]", plain(str(c.value))) for c in written)


def _read_head(layout: _Layout, names: Names, head: BalanceHead, findings: Findings) -> dict[str, Any]:
    """Read region, year, source and quality from above the table."""
    above = {word: _beside(layout, word) for word in ("地区", "年份", "出处", "数据质量")}
    place = Place(file=layout.grid.file, sheet=layout.grid.sheet)
    region, year, citation, quality = head.region, head.year, head.citation, None
    if (cell := above["地区"]) is not None:
        region = findings.attempt(read_code, cell, names=names, unknown="workbook.unknown_region")
    elif region is None:
        values = {"label_zh": "地区", "label_en": "region"}
        findings.problems.append(Problem("workbook.blank", values, place))
    if (cell := above["年份"]) is not None:
        year = findings.attempt(read_year, cell)
    elif year is None:
        findings.problems.append(Problem("workbook.no_year", {}, place))
    if (cell := above["出处"]) is not None:
        citation = findings.attempt(read_text, cell)
    if (cell := above["数据质量"]) is not None:
        labels = ("数据质量", "quality")
        quality = findings.attempt(read_choice, cell, field_name="quality", labels=labels)
    return {
        "region": region,
        "year": year,
        "citation": citation or f"填报（{layout.grid.file}）",
        "quality": quality or "unverified",
    }


def _beside(layout: _Layout, word: str) -> Cell | None:
    """Return the cell to the right of a word above the table; None where it is blank or not there."""
    for (row, column), cell in sorted(layout.grid.cells.items()):
        if row >= layout.head:
            return None
        if isinstance(cell.value, str) and same_words(cell.value).rstrip(":") == word:
            value = layout.grid.cell(row, column + 1)
            return None if value.blank else value
    return None


def _read_rows(layout: _Layout, head: dict[str, Any], findings: Findings) -> list[_Figure]:
    units = {column: findings.attempt(_read_unit, layout, column) for column in layout.fuels}
    items, read = balance_items(), []
    left = set(range(1, layout.first))
    note_unread(layout.grid, layout.head, {*layout.fuels, *left}, findings)
    for row, used in layout.grid.used_rows().items():
        if row <= layout.head or row == layout.units:
            continue
        if not any(column in layout.fuels for column in used) and not _names_item(layout, row, items):
            continue
        number = findings.attempt(_read_item, layout, row, items)
        for column, fuel in layout.fuels.items():
            cell = _value_cell(layout, row, column)
            value = findings.attempt(_read_value, cell, fuel, units[column], findings)
            if number is not None:
                key = {"region": head["region"], "year": head["year"], "row": number, "fuel": fuel}
                words = {"unit": fuels.balance_unit(fuel), "quality": head["quality"]}
                cited = {"citation": head["citation"]}
                read.append((cell, {**key, "quantity": value, **words, **cited}))
    return read


def _value_cell(layout: _Layout, row: int, column: int) -> Cell:
    cell = layout.grid.cell(row, column)
    area = layout.grid.merged.get((row, column))
    return cell if area is None else Cell(None, cell.place, cell.format, "workbook.merged", area)


def _read_unit(layout: _Layout, column: int) -> float:
    """Return the factor from a column's written unit to the carrier's balance unit."""
    own = str(fuels.balance_unit(layout.fuels[column]))
    heading = layout.grid.cell(layout.head, column)
    bracket = re.search(r"\((.+)\)\s*$", plain(str(heading.value)), re.DOTALL)
    cell = heading if layout.units is None else layout.grid.cell(layout.units, column)
    written = "" if cell.blank or cell is heading else read_text(cell).strip("()")
    written = written or (bracket[1] if bracket else "")
    if not written:
        raise InputError(cell.problem("workbook.blank", label_zh="计量单位", label_en="unit"))
    ratio = unit_ratio(written, to=own)
    if ratio is None:
        raise InputError(cell.problem("workbook.wrong_unit", got=written, expected=unit_label(own)))
    return ratio


def _read_value(cell: Cell, fuel: str, ratio: float | None, findings: Findings) -> float | None:
    number = read_number(cell, unit=unit_label(str(fuels.balance_unit(fuel))))
    if number.value is None:
        if number.state is not None and number.state.value in {"NO", "NE", "IE", "C"}:
            findings.notes.append(cell.problem("workbook.note_state_dropped"))
        return None
    return number.value if ratio in (None, 1.0) else float(f"{number.value * (ratio or 1.0):.15g}")


def _item_cells(layout: _Layout, row: int) -> list[Cell]:
    cells = [_value_cell(layout, row, column) for column in range(1, layout.first)]
    return [cell for cell in cells if cell.fault is None and not cell.blank]


def _names_item(layout: _Layout, row: int, items: Names) -> bool:
    return any(items.find(read_text(cell)) for cell in _item_cells(layout, row))


def _read_item(layout: _Layout, row: int, items: Names) -> int:
    """Read the row's number from what stands left of the figures; number and name must agree."""
    cells = _item_cells(layout, row)
    if not cells:
        place = layout.grid.cell(row, max(layout.first - 1, 1))
        raise InputError(place.problem("workbook.blank", label_zh="项目", label_en="item"))
    found = {code: cell for cell in cells if (code := items.find(read_text(cell))) is not None}
    if not found:
        raise InputError(cells[-1].problem("workbook.unknown_item"))
    if len(found) > 1:
        code, other = list(found)[:2]
        values = {"label_zh": "项目", "label_en": "item", "code": code, "expected": items.labels[code]}
        raise InputError(found[other].problem("workbook.name_mismatch", **values))
    return int(next(iter(found)))
