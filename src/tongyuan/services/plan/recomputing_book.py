"""The workbook that recomputes: activity, factors and controls as cells, emissions and sums as formulas."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from tongyuan.plan.outputs.formula import spreadsheet_formula
from tongyuan.plan.outputs.recomputing import Recomputing
from tongyuan.services.sheets import LONGEST_NAME, MADE, SYNTHETIC
from tongyuan.vocabulary.methods import get_method
from tongyuan.vocabulary.tables import column_labels, contracts

__all__ = ["SHEETS", "write_recomputing"]

SHEETS = {
    "activity": "活动水平",
    "factor": "因子",
    "control": "治理措施",
    "emission": "排放",
    "total": "合计",
    "source_total": "分源合计",
    "basis": "依据",
}
ID = "id"
CONTRACTS = {
    "activity": "Activity",
    "factor": "Factor",
    "control": "Control",
    **dict.fromkeys(("emission", "total", "source_total"), "Emission"),
}
LABELS = {"id": "编号", "equation": "算式", "gaps": "缺项数", "mass_t": "排放量（t）"}
EMISSION = (
    "region",
    "year",
    "sector",
    "source",
    "fuel",
    "activity",
    "technology",
    "species",
    "scope",
    "method",
)
FIRST = 1
HINT = (
    "排放与合计均为公式：改动“活动水平”“因子”“治理措施”中的数值，结果随之重算。编号列用于回读，请勿改动。",
    "Emissions and sums are formulas: change a quantity, factor or control and they follow. Leave the ids.",
)


@dataclass(frozen=True, slots=True)
class _Book:
    """The workbook being written: its sheets, and the address of every input by its id."""

    sheets: Mapping[str, Worksheet]
    names: Mapping[str, str]
    formats: Mapping[str, Any]
    addresses: dict[tuple[str, str, str], str]

    def write_table(self, name: str, frame: pl.DataFrame, *, editable: Sequence[str]) -> None:
        """Write a table of inputs, and remember where each number that may be changed stands."""
        sheet, key = self.sheets[name], frame.columns[0]
        self.head(name, frame.columns)
        for at, row in enumerate(frame.iter_rows(named=True), start=FIRST):
            for column, (field, value) in enumerate(row.items()):
                shape = self.formats["input"] if field in editable else None
                write_cell(sheet, at, column, value, shape)
                self.addresses[name, row[key], field] = self.address(name, at, column)

    def head(self, name: str, fields: Sequence[str]) -> None:
        """Write the heads of a sheet."""
        contract = CONTRACTS.get(name)
        labels = {**(column_labels(contracts()[contract], "zh") if contract else {}), **LABELS}
        for column, field in enumerate(fields):
            self.sheets[name].write_string(0, column, labels.get(field, field), self.formats["head"])
        self.sheets[name].set_column(0, max(len(fields) - 1, 0), 15)
        self.sheets[name].freeze_panes(FIRST, 1)

    def address(self, name: str, row: int, column: int) -> str:
        """Write the address of a cell with its sheet."""
        return f"'{self.names[name]}'!{xl_rowcol_to_cell(row, column)}"

    def column(self, name: str, column: int, rows: int) -> str:
        """Write the address of a column of a table."""
        ends = (
            xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (FIRST, max(rows, FIRST))
        )
        return f"'{self.names[name]}'!{':'.join(ends)}"


def write_recomputing(tables: Recomputing, *, meta: Mapping[str, Any]) -> bytes:
    """Write the workbook.

    Parameters
    ----------
    tables
        Inputs, and which figure uses which.
    meta
        Run id, family, edition; where ``synthetic`` is true every sheet's name says so.

    Returns
    -------
    bytes
        An xlsx file; each formula bears our figure as its kept result.
    """
    stream = io.BytesIO()
    mark = SYNTHETIC["zh"] if meta.get("synthetic") else ""
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        made.set_properties({"author": "Tongyuan", "created": MADE})
        names = {name: (title + mark)[:LONGEST_NAME] for name, title in SHEETS.items()}
        sheets = {name: made.add_worksheet(title) for name, title in names.items()}
        formats = {
            "head": made.add_format(
                {"bold": True, "bg_color": "#E8EEF2", "text_wrap": True, "valign": "top"}
            ),
            "input": made.add_format({"bg_color": "#FFF8E1"}),
        }
        book = _Book(sheets, names, formats, {})
        _write_inputs(book, tables)
        rows = _write_figures(book, tables.figures)
        _write_totals(book, "total", tables.figures, by=("species", "scope"), rows=rows)
        _write_totals(book, "source_total", tables.figures, by=("source", "species", "scope"), rows=rows)
        for at, (key, value) in enumerate([*zip(("说明", "note"), HINT, strict=True), *meta.items()]):
            sheets["basis"].write_string(at, 0, key, formats["head"])
            sheets["basis"].write_string(at, 1, str(value))
        sheets["basis"].set_column(0, 1, 40)
    return stream.getvalue()


def _write_inputs(book: _Book, tables: Recomputing) -> None:
    activity = tables.activity.select(ID, pl.exclude(ID))
    book.write_table("activity", activity, editable=["quantity"])
    book.write_table("factor", tables.factors, editable=["value"])
    book.write_table("control", tables.controls, editable=["efficiency", "application"])


def _write_figures(book: _Book, figures: pl.DataFrame) -> int:
    """Write every figure as a formula over its inputs, or the state that says why there is none."""
    sheet, fields = book.sheets["emission"], [ID, *EMISSION, "mass_t", "state", "equation"]
    book.head("emission", fields)
    mass, state, equation = (fields.index(name) for name in ("mass_t", "state", "equation"))
    for at, row in enumerate(figures.iter_rows(named=True), start=FIRST):
        for column, field in enumerate((ID, *EMISSION)):
            write_cell(sheet, at, column, row[field], None)
        if row["mass_t"] is None or row["factors"] is None:
            sheet.write_string(at, state, str(row["state"] or "NE"))
            continue
        sheet.write_formula(at, mass, _formula(book, row), None, row["mass_t"])
        sheet.write_string(at, equation, get_method(row["method"]).equation)
    if figures.height:
        sheet.autofilter(0, 0, figures.height, len(fields) - 1)
    return figures.height


def _formula(book: _Book, row: Mapping[str, Any]) -> str:
    entry = get_method(row["method"])
    cells = {term["name"]: book.addresses["factor", term["factor_id"], "value"] for term in row["factors"]}
    cells["quantity"] = book.addresses["activity", row["activity_id"], "quantity"]
    products = [
        "*".join(book.addresses["control", control, field] for field in ("efficiency", "application"))
        for control in row["controls"] or []
    ]
    cells["removal"] = f"({'+'.join(products)})" if products else "0"
    return spreadsheet_formula(entry.equation, cells=cells)


def _write_totals(book: _Book, name: str, figures: pl.DataFrame, *, by: Sequence[str], rows: int) -> None:
    sheet, fields = book.sheets[name], [ID, *EMISSION, "mass_t", "state"]
    book.head(name, [*by, "mass_t", "gaps"])
    known = pl.col("mass_t").count() > 0
    sums = figures.group_by(by, maintain_order=True).agg(
        pl.when(known).then(pl.col("mass_t").sum()).alias("mass_t"),
        pl.col("mass_t").null_count().alias("gaps"),
    )
    mass, state = (book.column("emission", fields.index(column), rows) for column in ("mass_t", "state"))
    for at, row in enumerate(sums.iter_rows(named=True), start=FIRST):
        pairs = []
        for column, field in enumerate(by):
            write_cell(sheet, at, column, row[field], None)
            where = book.column("emission", fields.index(field), rows)
            pairs.append(f"{where},{xl_rowcol_to_cell(at, column, col_abs=True)}")
        match = ",".join(pairs)
        lacking = f'COUNTIFS({match},{mass},"<>")=0'
        summed = f'=IF({lacking},"NE",SUMIFS({mass},{match}))'
        sheet.write_formula(at, len(by), summed, None, "NE" if row["mass_t"] is None else row["mass_t"])
        sheet.write_formula(at, len(by) + 1, f'=COUNTIFS({match},{state},"<>")', None, row["gaps"])


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, shape: Any) -> None:
    """Write a value; a missing one stays blank, and a text that looks like a formula stays a text."""
    if value is None:
        return
    if isinstance(value, bool | int | float):
        sheet.write(row, column, value, shape)
    else:
        sheet.write_string(row, column, str(value), shape)
