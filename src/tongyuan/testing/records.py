"""Builders of records: filled workbooks, cell by cell as people type them, and those of the exercise."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import polars as pl

from tongyuan.packs.exercise import records as drawn
from tongyuan.vocabulary.records import RecordKind, record_kind
from tongyuan.vocabulary.tables import Contract
from tongyuan.workspace.workbooks import record_template
from tongyuan.workspace.workbooks.record_template import record_sheet

__all__ = ["exercise_records", "herd_book", "record_book"]

#: The first row of data of a template: below title, hint, headings and example.
FIRST = 5
COW = {"animal": "奶牛", "system": "规模化饲养", "manure": "粪浆贮存", "head": 1200, "citation": "虚构台账"}


def record_book(kind: RecordKind, rows: Sequence[Mapping[str, Any]], *, regions: pl.DataFrame) -> bytes:
    """Fill rows into the template of a kind.

    Parameters
    ----------
    kind
        The kind of record.
    rows
        What is typed, by column of the contract; what is not named stays blank.
    regions
        Contract Region.

    Returns
    -------
    bytes
        An xlsx file.
    """
    book = openpyxl.load_workbook(io.BytesIO(record_template(kind, regions=regions, year=2024)))
    sheet: Any = book[record_sheet(kind)]
    for line, row in enumerate(rows, start=FIRST):
        for position, name in enumerate(kind.schema.column_names(), start=2):
            sheet.cell(line, position).value = row.get(name)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def herd_book(*rows: Mapping[str, Any], regions: pl.DataFrame) -> bytes:
    """Fill dairy cows into the template of herds.

    Parameters
    ----------
    *rows
        What is typed besides: ``region``, ``year``, and what differs.
    regions
        Contract Region.

    Returns
    -------
    bytes
        An xlsx file.
    """
    return record_book(record_kind("herds"), [{**COW, **row} for row in rows], regions=regions)


def exercise_records(seed: int, *, region: str, first: int, last: int) -> dict[str, pl.DataFrame]:
    """Draw the records of the exercise province, with the types in which a workspace keeps them.

    Parameters
    ----------
    seed
        Seed of the province.
    region
        Code of the region that keeps them.
    first, last
        First and last year.

    Returns
    -------
    dict of str to pl.DataFrame
        Frames by dataset; they are not checked.
    """
    found = drawn.records(seed, region=region, first=first, last=last)
    return {name: _typed(rows, record_kind(name).schema) for name, rows in found.items()}


def _typed(rows: pl.DataFrame, contract: type[Contract]) -> pl.DataFrame:
    columns = [
        (
            pl.col(name) == "true" if definition.dtype == pl.Boolean else pl.col(name).cast(definition.dtype)
        ).alias(name)
        for name, definition in contract.columns().items()
    ]
    return rows.select(columns)
