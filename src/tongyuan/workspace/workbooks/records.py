"""Reading a workbook of records: every cell by the contract of its kind, every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.records import RecordKind
from tongyuan.vocabulary.tables.contract import Contract, key_of
from tongyuan.workspace.workbooks.cells import read_flag, read_number, read_text, same_words
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.firsts import Firsts
from tongyuan.workspace.workbooks.grid import Cell, Findings, Grid, shown
from tongyuan.workspace.workbooks.headings import Headings, contract_headings
from tongyuan.workspace.workbooks.names import read_code
from tongyuan.workspace.workbooks.record_columns import MARK, STATE, RecordColumn, record_columns
from tongyuan.workspace.workbooks.tables import Line, find_tables, no_table
from tongyuan.workspace.workbooks.when import read_period, read_year

__all__ = ["RecordsRead", "read_records", "record_headings"]

_EXAMPLE = ("示例", "example")
_MARK = "row_mark"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordsRead:
    """What a workbook of records holds.

    Parameters
    ----------
    frames
        Rows by the name of their dataset, each by its contract.
    notes
        What a person should know though nothing is wrong.
    """

    frames: Mapping[str, pl.DataFrame]
    notes: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Number:
    """What stands in a cell for a number: the number, or why there is none."""

    value: float | None
    state: str | None
    blank: bool


def read_records(
    content: bytes, *, file: str, kinds: Sequence[RecordKind], regions: pl.DataFrame
) -> RecordsRead:
    """Read records from a filled template, or from tables with the same headings (xlsx, csv).

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for messages and citations.
    kinds
        What the file may hold. A sheet is of the kind whose name it bears; of one kind alone, any sheet.
    regions
        Contract Region.

    Returns
    -------
    RecordsRead
        Rows of each kind that is there. What is missing is null, with its state where the contract has one;
        never zero.

    Raises
    ------
    InputError
        With every problem of the document, each with its cell.
    """
    findings = Findings()
    grids = findings.attempt(read_document, content, file=file, findings=findings) or ()
    frames: dict[str, pl.DataFrame] = {}
    found, needed = False, []
    for kind in kinds:
        sheets = [grid for grid in grids if len(kinds) == 1 or _is_of(grid, kind)]
        columns = record_columns(kind.schema, regions=regions)
        needed = _needed(kind, columns)
        tables = find_tables(sheets, headings=record_headings(kind.schema), needed=needed, findings=findings)
        reading = _Reading(kind.schema, columns, findings)
        for table in tables:
            for line in table.lines():
                reading.take(line)
        found = found or bool(tables)
        if reading.rows:
            frames[kind.dataset] = reading.frame()
    if not found and len(kinds) == 1 and not findings.problems:
        findings.problems.append(no_table(file, headings=record_headings(kinds[0].schema), needed=needed))
    elif not found and not findings.problems:
        names = "、".join(kind.name_zh for kind in kinds)
        findings.problems.append(Problem("record.no_sheet", {"expected": names}, Place(file=file)))
    elif not frames and not findings.problems:
        findings.problems.append(Problem("workbook.no_figure", {}, Place(file=file)))
    return RecordsRead(frames, findings.finish())


def record_headings(contract: type[Contract]) -> Headings:
    """Return the headings of a kind's table: those of its contract, and the mark of an example row.

    Parameters
    ----------
    contract
        Contract of the records.

    Returns
    -------
    Headings
        Headings.
    """
    known = contract_headings(contract)
    marks = {same_words(text): _MARK for text in MARK}
    return Headings({**known.labels, _MARK: MARK}, {**known.fields, **marks})


def _is_of(grid: Grid, kind: RecordKind) -> bool:
    names = {same_words(name) for name in (kind.dataset, kind.name_zh, kind.name_en)}
    return same_words(grid.sheet or "") in names


def _needed(kind: RecordKind, columns: Sequence[RecordColumn]) -> list[tuple[str]]:
    """List the columns without which a sheet holds no such records: what tells rows apart."""
    key = key_of(kind.schema)
    return [(column.name,) for column in columns if column.name in key and column.needed]


class _Reading:
    """The rows of one kind read so far."""

    def __init__(self, contract: type[Contract], columns: Sequence[RecordColumn], findings: Findings) -> None:
        self.contract = contract
        self.columns = columns
        self.findings = findings
        self.rows: list[Row] = []
        self.lines: list[Line] = []
        self.firsts = Firsts()
        self.has_state = any(column.name == STATE for column in columns)

    def take(self, line: Line) -> None:
        """Read one row, or all that is wrong with it; an example is no row."""
        mark = line.cell(_MARK)
        if not mark.blank and same_words(str(mark.value)) in _EXAMPLE:
            return
        before = len(self.findings.problems)
        row = {column.name: self.findings.attempt(self._read, line, column) for column in self.columns}
        if self.has_state:
            self._tell_state(line, row)
        for name, value in row.items():
            if isinstance(value, _Number):
                row[name] = value.value
        if len(self.findings.problems) > before:
            return
        key = key_of(self.contract)
        if self.firsts.take(tuple(row[name] for name in key), line.cell(key[-1]), findings=self.findings):
            self.rows.append(row)
            self.lines.append(line)

    def _read(self, line: Line, column: RecordColumn) -> Any:
        cell = line.cell(column.name)
        if column.cell in ("number", "whole"):
            return self._read_number(line, column)
        if cell.blank:
            if column.needed and column.name != "citation":
                raise InputError(line.blank(column.name))
            return f"填报（{line.table.grid.file}）" if column.needed else column.default
        if column.cell == "year":
            return read_year(cell)
        if column.cell == "flag":
            return read_flag(cell)
        if column.cell == "day":
            return _day(cell)
        if column.names is not None:
            return _code(line, column)
        return _words(cell)

    def _read_number(self, line: Line, column: RecordColumn) -> _Number:
        cell = line.cell(column.name)
        number = read_number(cell, unit=column.unit)
        value = number.value
        if value is None and column.needed:
            raise InputError(line.blank(column.name))
        if value is not None and column.cell == "whole" and not value.is_integer():
            raise InputError(
                cell.problem("record.not_whole", label_zh=column.label_zh, label_en=column.label_en)
            )
        _check_limits(cell, column, value)
        state = None if number.state is None else number.state.value
        kept = number.blank or (self.has_state and column.says_state)
        if state not in (None, Missing.NOT_REPORTED.value) and not kept:
            self.findings.notes.append(cell.problem("record.note_state_dropped"))
        return _Number(value, state, number.blank)

    def _tell_state(self, line: Line, row: Row) -> None:
        """Say why the figures that the state column answers for are missing."""
        figures = [
            value
            for column in self.columns
            if column.says_state and isinstance(value := row[column.name], _Number)
        ]
        missing = [figure for figure in figures if figure.value is None]
        said = row[STATE]
        if not figures or (not missing and said is None):
            return
        if not missing:
            value = shown(figures[0].value)
            self.findings.problems.append(line.cell(STATE).problem("workbook.value_and_state", value=value))
        elif said is None:
            written = [figure.state for figure in missing if not figure.blank]
            row[STATE] = written[0] if written else Missing.NOT_REPORTED.value

    def frame(self) -> pl.DataFrame:
        """Return the rows by the contract; a row that breaks one of its rules is a problem."""
        schema = {name: definition.dtype for name, definition in self.contract.columns().items()}
        built = pl.DataFrame(self.rows, schema=schema, orient="row", strict=False)
        kept, failures = self.contract.filter(built)
        if kept.height < built.height:
            self._tell_broken(failures.details())
            return kept
        return kept.sort(key_of(self.contract))

    def _tell_broken(self, details: pl.DataFrame) -> None:
        key = key_of(self.contract)
        lines = {
            tuple(row[name] for name in key): line for row, line in zip(self.rows, self.lines, strict=True)
        }
        rules = [name for name in details.columns if name not in self.contract.column_names()]
        for row in details.iter_rows(named=True):
            line = lines[tuple(row[name] for name in key)]
            for rule in rules:
                if row[rule] == "invalid":
                    self.findings.problems.append(_broken(line, self.contract, rule))


def _broken(line: Line, contract: type[Contract], rule: str) -> Problem:
    column, _, what = rule.partition("|")
    cell = line.cell(column) if what else line.cell(key_of(contract)[-1])
    labels = line.labels(column) if what else ("本行", "the row")
    return cell.problem("record.rule", label_zh=labels[0], label_en=labels[1], rule=what or rule)


def _check_limits(cell: Cell, column: RecordColumn, value: float | None) -> None:
    if value is None:
        return
    got = {"got": shown(value), "unit": column.unit, "label_zh": column.label_zh, "label_en": column.label_en}
    if column.minimum is not None and value < column.minimum:
        code = "workbook.negative" if column.minimum == 0 else "workbook.below_minimum"
        raise InputError(cell.problem(code, expected=shown(float(column.minimum)), **got))
    if column.maximum is not None and value > column.maximum:
        raise InputError(cell.problem("workbook.above_maximum", expected=shown(float(column.maximum)), **got))


def _code(line: Line, column: RecordColumn) -> str:
    cell, names = line.cell(column.name), column.names
    if names is None:
        return read_text(cell)
    if column.name == "region":
        return read_code(cell, names=names, unknown="workbook.unknown_region")
    code = names.find(read_text(cell))
    if code is None:
        near = names.near(read_text(cell)) or ""
        values = {"label_zh": column.label_zh, "label_en": column.label_en}
        hint = {
            "near_zh": f"（是否为“{near}”）" if near else "",
            "near_en": f" (perhaps {near})" if near else "",
        }
        raise InputError(cell.problem("record.unknown_code", **values, **hint))
    return code


def _words(cell: Cell) -> str:
    """Read words as they were typed: a citation keeps the brackets of its language."""
    written = read_text(cell)
    return " ".join(cell.value.split()) if isinstance(cell.value, str) else written


def _day(cell: Cell) -> date:
    text = read_period(cell)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(cell.problem("record.not_a_day")) from None
