"""Reading a department's workbook of statistics: every figure checked, every problem with its cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import Place, Problem
from tongyuan.vocabulary.tables import Statistic
from tongyuan.workspace.workbooks.catalogue import Catalogue, check_unit
from tongyuan.workspace.workbooks.cells import Number, plain, read_text, same_words
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.figures import check_limits, read_figure
from tongyuan.workspace.workbooks.firsts import Firsts, address
from tongyuan.workspace.workbooks.grid import Cell, Findings
from tongyuan.workspace.workbooks.headings import packaged_headings
from tongyuan.workspace.workbooks.names import read_choice, read_code
from tongyuan.workspace.workbooks.tables import Line, find_tables, no_table
from tongyuan.workspace.workbooks.when import read_period

__all__ = ["StatisticsRead", "read_statistics"]

_NEEDED = (("series", "series_name"), ("unit",), ("region", "region_name"), ("period",))
_KEY = ("series", "region", "period", "kind", "vintage")
_LATER = ("version", "believed_at", "reporter")


@dataclass(frozen=True, slots=True)
class StatisticsRead:
    """What a workbook of statistics holds.

    Parameters
    ----------
    frame
        Columns of the contract Statistic but version, believed_at and reporter, which importing adds.
    owners
        Series that the workbook reassigns: ``series`` and ``owner`` (department id).
    notes
        What a person should know though nothing is wrong.
    places
        Cell of each figure, in the order of the frame.
    """

    frame: pl.DataFrame
    owners: pl.DataFrame
    notes: tuple[Problem, ...]
    places: tuple[Place, ...]


def read_statistics(
    content: bytes,
    *,
    file: str,
    series: pl.DataFrame,
    regions: pl.DataFrame,
    departments: pl.DataFrame,
    department: str | None = None,
) -> StatisticsRead:
    """Read figures from a filled template, or from any table with the same headings (xlsx, csv).

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for messages and evidence.
    series
        Contract Series: units, limits, owners.
    regions
        Contract Region.
    departments
        Contract Department.
    department
        Id of the department that hands in; rows with figures of another are refused.

    Returns
    -------
    StatisticsRead
        Figures, reassigned owners and notes. A blank cell gives no figure; a mark of missing gives a state.

    Raises
    ------
    InputError
        With every problem of the document, each with its cell.
    """
    findings = Findings()
    grids = findings.attempt(read_document, content, file=file, findings=findings) or ()
    tables = find_tables(grids, headings=packaged_headings("statistics"), needed=_NEEDED, findings=findings)
    reading = _Reading(Catalogue(series, regions, departments), department, findings)
    for table in tables:
        for line in table.lines():
            reading.take(line)
    if not tables and not findings.problems:
        findings.problems.append(no_table(file, headings=packaged_headings("statistics"), needed=_NEEDED))
    if not reading.rows and not reading.owners and not findings.problems:
        findings.problems.append(Problem("workbook.no_figure", {}, Place(file=file)))
    if reading.blanks:
        note = Problem("workbook.note_blank_cells", {"count": reading.blanks}, Place(file=file))
        findings.notes.append(note)
    notes = findings.finish()
    frame = _frame(reading.rows)
    places = tuple(reading.firsts.places[key] for key in frame.select(_KEY).rows())
    return StatisticsRead(frame, _owners(reading.owners), notes, places)


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {
        name: definition.dtype for name, definition in Statistic.columns().items() if name not in _LATER
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort(_KEY)


def _owners(owners: dict[str, str]) -> pl.DataFrame:
    ordered = sorted(owners.items())
    return pl.DataFrame(
        {"series": [code for code, _ in ordered], "owner": [owner for _, owner in ordered]},
        schema={"series": pl.String, "owner": pl.String},
    )


class _Reading:
    """The rows read so far, with the cell of each key."""

    def __init__(self, catalogue: Catalogue, department: str | None, findings: Findings) -> None:
        self.catalogue = catalogue
        self.department = department
        self.findings = findings
        self.rows: list[dict[str, Any]] = []
        self.owners: dict[str, str] = {}
        self.blanks = 0
        self.firsts = Firsts()

    def take(self, line: Line) -> None:
        """Read one row: its figures, or all that is wrong with it."""
        figures = [(period, cell) for period, cell in self._figure_cells(line) if not cell.blank]
        self.blanks += len(self._figure_cells(line)) - len(figures)
        if not figures and line.cell("series").blank and line.cell("series_name").blank:
            return
        known = self.findings.attempt(self.catalogue.read_series, line)
        self._take_owner(line, known, figures)
        if not figures:
            return
        words = self._read_words(line, known)
        for period_cell, cell in figures:
            self._take_figure(period_cell, cell, known, words)

    def _figure_cells(self, line: Line) -> list[tuple[str | Cell, Cell]]:
        wide: list[tuple[str | Cell, Cell]] = [*line.period_cells()]
        if "value" in line.table.fields:
            wide.append((line.cell("period"), line.cell("value")))
        return wide

    def _take_owner(
        self, line: Line, known: dict[str, Any] | None, figures: list[tuple[str | Cell, Cell]]
    ) -> None:
        cell = line.cell("department")
        names = self.catalogue.department_names
        owner = self.findings.attempt(read_code, cell, names=names, unknown="workbook.unknown_department")
        if known is None or owner is None:
            return
        owed = known["owner"] if known["owner_confirmed"] else None
        if figures and self.department not in (None, owner or owed or self.department):
            values = {"got": self._label(owner or owed), "expected": self._label(self.department)}
            self.findings.problems.append(cell.problem("workbook.foreign_row", **values))
        if owner not in ("", known["owner"]):
            self._reassign(cell, known, owner, owed)

    def _reassign(self, cell: Cell, known: dict[str, Any], owner: str, owed: str | None) -> None:
        values = {"series": known["label_zh"], "got": self._label(owner), "expected": self._label(owed)}
        if owed is not None:
            self.findings.problems.append(cell.problem("workbook.wrong_department", **values))
            return
        taken = self.owners.setdefault(known["series"], owner)
        if taken != owner:
            values["expected"] = self._label(taken)
            self.findings.problems.append(cell.problem("workbook.two_owners", **values))
            return
        note = cell.problem(
            "workbook.note_reassigned", series=known["label_zh"], department=self._label(owner)
        )
        self.findings.notes.append(note)

    def _label(self, department: str | None) -> str:
        labels = self.catalogue.department_names.labels
        return "" if department is None else labels.get(department, department)

    def _read_words(self, line: Line, known: dict[str, Any] | None) -> dict[str, Any] | None:
        """Read what stands beside the figures of a row; None where some of it is wrong."""
        before = len(self.findings.problems)
        words: dict[str, Any] = {"region": self.findings.attempt(self.catalogue.read_region, line)}
        if known is not None:
            self.findings.attempt(check_unit, line, known["unit"])
        for field in ("kind", "vintage", "quality"):
            labels = line.labels(field)
            words[field] = self.findings.attempt(
                read_choice, line.cell(field), field_name=field, labels=labels
            )
        for field in ("citation", "evidence", "note"):
            words[field] = self.findings.attempt(read_text, line.cell(field)) or None
        words["department"] = plain(str(line.cell("department").value or ""))
        return words if len(self.findings.problems) == before and known is not None else None

    def _take_figure(
        self, when: str | Cell, cell: Cell, known: dict[str, Any] | None, words: dict[str, Any] | None
    ) -> None:
        period = when if isinstance(when, str) else self.findings.attempt(read_period, when)
        if known is None:
            return
        number = self.findings.attempt(read_figure, cell, series=known)
        if number is None:
            return
        self.findings.attempt(check_limits, number, cell, series=known)
        self._note_mark(number, cell)
        if words is None or period is None:
            return
        row = _row(known, period, number, words, cell)
        key = tuple(str(row[name]) for name in _KEY)
        shown = f"{known['label_zh']}，{row['region']}，{period}"
        if self.firsts.take(key, cell, findings=self.findings, shown=shown):
            self.rows.append(row)

    def _note_mark(self, number: Number, cell: Cell) -> None:
        if number.state is Missing.NOT_REPORTED and same_words(str(cell.value)).strip("….") == "":
            self.findings.notes.append(cell.problem("workbook.note_less_than_unit"))


def _row(
    known: dict[str, Any], period: str, number: Number, words: dict[str, Any], cell: Cell
) -> dict[str, Any]:
    kind = words["kind"] or "declared"
    published = kind == "published" and words["citation"] is not None
    evidence = f"{cell.place.file} {address(cell.place)}"
    return {
        "series": known["series"],
        "region": words["region"],
        "period": period,
        "kind": kind,
        "vintage": words["vintage"] or "unstated",
        "value": number.value,
        "state": None if number.state is None else number.state.value,
        "unit": known["unit"],
        "evidence": words["evidence"] or evidence,
        "quality": words["quality"] or ("published" if published else "unverified"),
        "citation": words["citation"] or f"{words['department'] or '部门'}填报（{cell.place.file}）",
        "note": words["note"],
    }
