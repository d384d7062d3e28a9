"""Reading a file of factors: one a row, headed by the contract's names or labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tongyuan.vocabulary.problems import Place, Problem
from tongyuan.vocabulary.tables import Factor, column_labels
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.grid import Findings, Grid

__all__ = ["read_factors"]

OWN = (
    "replaces",
    *(name for name in Factor.column_names() if name not in ("factor_id", "origin", "edition")),
)
NUMBERS = ("value", "low", "high")
YEARS = ("year_from", "year_to")
REPLACES = {"zh": "替换的因子编号", "en": "id of the factor replaced"}
HEADS_SEARCHED = 20


def read_factors(content: bytes, *, file: str) -> list[tuple[Place, dict[str, Any]]]:
    """Read the factors of an xlsx or csv file.

    Parameters
    ----------
    content
        The file's bytes.
    file
        Its name, for messages.

    Returns
    -------
    list of tuple
        For each row its place, and its fields by name; blank fields are left out. Columns that a person does
        not state (id, origin, edition) are passed over.

    Raises
    ------
    InputError
        If no sheet has the heads, or a number is none; every cell is named.
    """
    findings = Findings()
    grids = findings.attempt(read_document, content, file=file, findings=findings) or ()
    rows = [row for grid in grids for row in _rows(grid, findings)]
    if not rows and not findings.problems:
        findings.problems.append(Problem("factor.no_head", {}, Place(file=file)))
    findings.finish()
    return rows


def _rows(grid: Grid, findings: Findings) -> Iterator[tuple[Place, dict[str, Any]]]:
    used = grid.used_rows()
    head = next(
        (row for row in sorted(used)[:HEADS_SEARCHED] if _is_head(_fields(grid, row, used[row]))), None
    )
    if head is None:
        return
    fields = _fields(grid, head, used[head])
    for row in (number for number in used if number > head):
        told = {name: _read(grid, row, column, name, findings) for name, column in fields.items()}
        yield grid.place(row, 1), {name: value for name, value in told.items() if value is not None}


def _is_head(fields: Mapping[str, int]) -> bool:
    return {"value", "citation"} <= set(fields) and bool({"parameter", "replaces"} & set(fields))


def _fields(grid: Grid, row: int, columns: list[int]) -> dict[str, int]:
    names = _names()
    found = ((names.get(str(grid.cell(row, column).value).strip()), column) for column in columns)
    return {name: column for name, column in found if name is not None}


def _names() -> dict[str, str]:
    """Map every head that is understood to a field: its name, its label in either language."""
    labelled = {language: column_labels(Factor, language) for language in ("zh", "en")}
    heads = {labels[name]: name for labels in labelled.values() for name in OWN if name in labels}
    return heads | {label: "replaces" for label in REPLACES.values()} | {name: name for name in OWN}


def _read(grid: Grid, row: int, column: int, name: str, findings: Findings) -> Any:
    cell = grid.cell(row, column)
    if findings.attempt(cell.refuse_fault) is None and cell.fault is not None:
        return None
    if cell.blank:
        return None
    if name not in (*NUMBERS, *YEARS):
        return str(cell.value).strip()
    try:
        number = float(str(cell.value).strip())
        return int(number) if name in YEARS else number
    except (ValueError, OverflowError):
        findings.problems.append(cell.problem("factor.no_number", column=name))
        return None
