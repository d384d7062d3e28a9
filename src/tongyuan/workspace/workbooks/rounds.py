"""Reading a round's workbook: every item of every unit checked, every problem with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.workspace.workbooks.catalogue import check_unit, read_pair
from tongyuan.workspace.workbooks.cells import Number, read_number, read_text
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.figures import check_limits, read_figure
from tongyuan.workspace.workbooks.firsts import Firsts
from tongyuan.workspace.workbooks.grid import Cell, Findings, column_letter, shown
from tongyuan.workspace.workbooks.headings import packaged_headings
from tongyuan.workspace.workbooks.names import Names
from tongyuan.workspace.workbooks.round_template import jumped
from tongyuan.workspace.workbooks.tables import Line, Table, find_tables, no_table

__all__ = ["RoundRead", "read_round"]

_NEEDED = (("assignment", "unit_name"), ("item", "item_name"), ("value",), ("unit",))
_SCHEMA = {
    "assignment": pl.Int64,
    "item": pl.String,
    "value": pl.Float64,
    "state": pl.String,
    "unit": pl.String,
    "reason": pl.String,
}

_ANY: dict[str, Any] = {"unit": "", "choices": None}
"""Item of a row whose keys are wrong: its value is read all the same, so that all is told at once."""
_STATES_ZH = "、".join(state.label_zh for state in Missing)
_STATES_EN = ", ".join(state.label_en for state in Missing)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RoundRead:
    """What a round's workbook holds.

    Parameters
    ----------
    frame
        ``assignment``, ``item``, ``value``, ``state``, ``unit``, ``reason``; rows left blank are not in it.
    notes
        What a person should know though nothing is wrong.
    """

    frame: pl.DataFrame
    notes: tuple[Problem, ...]


def read_round(
    content: bytes,
    *,
    file: str,
    assignments: pl.DataFrame,
    items: pl.DataFrame,
    previous: pl.DataFrame,
    names: Mapping[int, str],
    jump: float,
) -> RoundRead:
    """Read what was filled in for some assignments of one round (xlsx, csv).

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for messages.
    assignments
        Contract Assignment: those that may be filled in; a row of any other is a problem.
    items
        Contract FormItem: what the round asks for.
    previous
        Last year's values: ``assignment``, ``item``, ``value``, ``state``.
    names
        Name of the reporting unit by assignment.
    jump
        Change on last year above which a reason is asked [share of last year's value].

    Returns
    -------
    RoundRead
        Entries and notes.

    Raises
    ------
    InputError
        With every problem of the document, each with its cell.
    """
    findings = Findings()
    grids = findings.attempt(read_document, content, file=file, findings=findings) or ()
    tables = find_tables(grids, headings=packaged_headings("rounds"), needed=_NEEDED, findings=findings)
    reading = _Reading(_Asked.of(assignments, items, previous, names, jump), findings)
    for table in tables:
        for line in table.lines():
            reading.take(line)
    if not tables and not findings.problems:
        findings.problems.append(no_table(file, headings=packaged_headings("rounds"), needed=_NEEDED))
    if not reading.rows and not findings.problems:
        findings.problems.append(Problem("workbook.no_figure", {}, Place(file=file)))
    if reading.blanks:
        findings.notes.append(
            Problem("workbook.note_blank_cells", {"count": reading.blanks}, Place(file=file))
        )
    findings.notes[:] = [note for note in findings.notes if not _about_keys(note, tables)]
    notes = findings.finish()
    return RoundRead(pl.DataFrame(reading.rows, schema=_SCHEMA).sort("assignment", "item"), notes)


def _about_keys(note: Problem, tables: list[Table]) -> bool:
    """Tell whether a note is about the keys, which the template hides itself."""
    keys = {
        (table.grid.sheet, column_letter(table.fields[field]))
        for table in tables
        for field in ("assignment", "item")
        if field in table.fields
    }
    return note.code == "workbook.note_hidden_column" and (note.place.sheet, note.place.column) in keys


@dataclass(frozen=True, slots=True)
class _Asked:
    """What may be filled in: assignments by number and name, items by form, last year's values."""

    forms: dict[int, str]
    units: Names
    items: dict[tuple[str, str], Row]
    labels: dict[str, Names]
    last: dict[tuple[int, str], float | None]
    jump: float

    @classmethod
    def of(
        cls,
        assignments: pl.DataFrame,
        items: pl.DataFrame,
        previous: pl.DataFrame,
        names: Mapping[int, str],
        jump: float,
    ) -> _Asked:
        forms = dict(assignments.select("assignment", "form").iter_rows())
        units = Names()
        for number in forms:
            units.add(str(number), names[number])
        labels = {form: Names() for form in set(forms.values())}
        for row in items.filter(pl.col("form").is_in(sorted(labels))).iter_rows(named=True):
            labels[row["form"]].add(row["item"], row["label_zh"], row["label_en"])
        by_key = {(row["form"], row["item"]): row for row in items.iter_rows(named=True)}
        last = {
            (number, item): value
            for number, item, value in previous.select("assignment", "item", "value").iter_rows()
        }
        return cls(forms, units, by_key, labels, last, jump)


class _Reading:
    """The rows read so far, with the cell of each key."""

    def __init__(self, asked: _Asked, findings: Findings) -> None:
        self.asked = asked
        self.findings = findings
        self.rows: list[Row] = []
        self.blanks = 0
        self.firsts = Firsts()

    def take(self, line: Line) -> None:
        """Read one row, or find all that is wrong with it."""
        value, state = line.cell("value"), line.cell("state")
        if value.blank and state.blank:
            self._take_blank(line)
            return
        item = self._item(line)
        reason = self.findings.attempt(read_text, line.cell("reason"))
        number = self.findings.attempt(_read, value, state, item or _ANY)
        if item is None or number is None:
            return
        before = len(self.findings.problems)
        self.findings.attempt(check_limits, number, value, series=item)
        self.findings.attempt(check_unit, line, item["unit"])
        self._check_jump(line, item, number, reason or "")
        self._check_twice(value, item)
        if len(self.findings.problems) == before:
            self.rows.append(_row(item, number, reason or None))

    def _take_blank(self, line: Line) -> None:
        if not line.cell("item").blank or not line.cell("item_name").blank:
            self.blanks += 1
        if not line.cell("reason").blank:
            self.findings.problems.append(line.cell("reason").problem("workbook.reason_alone"))

    def _item(self, line: Line) -> Row | None:
        """Find which item of which assignment a row is, by its keys or else by its names."""
        fields = ("assignment", "unit_name")
        number = self.findings.attempt(
            read_pair, line, fields, names=self.asked.units, unknown="workbook.not_assigned"
        )
        if number is None:
            return None
        form = self.asked.forms[int(number)]
        names, fields = self.asked.labels[form], ("item", "item_name")
        code = self.findings.attempt(read_pair, line, fields, names=names, unknown="workbook.not_asked")
        return None if code is None else {**self.asked.items[form, code], "assignment": int(number)}

    def _check_jump(self, line: Line, item: Row, number: Number, reason: str) -> None:
        last = self.asked.last.get((item["assignment"], item["item"]))
        if number.value is None or last is None or reason or item["choices"]:
            return
        if jumped(number.value, last, jump=self.asked.jump):
            change = f"{(number.value - last) / abs(last):+.1%}" if last else "—"
            values = {"change": change, "last": shown(last), "limit": f"{self.asked.jump:.0%}"}
            written = {"got": shown(number.value), "unit": item["unit"], **values}
            problem = line.cell("reason").problem("workbook.jump_without_reason", **written)
            self.findings.problems.append(problem)

    def _check_twice(self, cell: Cell, item: Row) -> None:
        named = f"{self.asked.units.labels[str(item['assignment'])]}，{item['label_zh']}"
        self.firsts.take((item["assignment"], item["item"]), cell, findings=self.findings, shown=named)


def _read(value: Cell, state: Cell, item: Row) -> Number:
    """Read the value, or the state that stands beside a blank one; both at once contradict each other."""
    number = Number(None, None, blank=True) if value.blank else read_figure(value, series=item)
    if state.blank:
        return number
    said = read_number(state, unit="")
    if said.state is None:
        raise InputError(
            state.problem("workbook.not_a_state", expected_zh=_STATES_ZH, expected_en=_STATES_EN)
        )
    if number.value is not None or number.state not in (None, said.state):
        raise InputError(state.problem("workbook.value_and_state", value=shown(value.value)))
    return said


def _row(item: Row, number: Number, reason: str | None) -> Row:
    return {
        "assignment": item["assignment"],
        "item": item["item"],
        "value": number.value,
        "state": None if number.state is None else number.state.value,
        "unit": item["unit"],
        "reason": reason,
    }
