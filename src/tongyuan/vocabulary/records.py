"""Kinds of records: what departments keep and an inventory is derived from (herds, fleets, plants, deposits).

One row of ``data/records.csv`` is one kind. Its contract tells the columns; templates, import, lists, pages
and requests of data follow from the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables.contract import Contract, contracts

__all__ = ["RecordKind", "owner_of", "record_kind", "record_kinds"]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record.

    Parameters
    ----------
    dataset
        Name under which a workspace keeps it, by region and year.
    contract
        Name of the contract of its rows.
    name_zh, name_en
        Names.
    department_zh
        Which department keeps it, as most provinces have it.
    source
        Source categories (NFR) that are derived from it.
    """

    dataset: str
    contract: str
    name_zh: str
    name_en: str
    department_zh: str
    source: str

    @property
    def schema(self) -> type[Contract]:
        """The contract of its rows."""
        return contracts()[self.contract]


@cache
def record_kinds() -> tuple[RecordKind, ...]:
    """List the kinds of records, in the order of the table.

    Returns
    -------
    tuple of RecordKind
        The kinds.
    """
    rows = packaged_table("records").select(RecordKind.__slots__).fill_null("")
    return tuple(RecordKind(**row) for row in rows.iter_rows(named=True))


def record_kind(dataset: str) -> RecordKind:
    """Return a kind of record by the name of its dataset, or by its own name.

    Parameters
    ----------
    dataset
        Name of the dataset, or the kind's name in Chinese or English.

    Returns
    -------
    RecordKind
        The kind.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    for kind in record_kinds():
        if dataset in (kind.dataset, kind.name_zh, kind.name_en):
            return kind
    known = "、".join(kind.dataset for kind in record_kinds())
    raise NotFoundError(Problem("record.no_kind", {"got": dataset, "expected": known}))


def owner_of(kind: RecordKind, departments: pl.DataFrame) -> str | None:
    """Find the department of a jurisdiction that keeps a kind of record.

    Parameters
    ----------
    kind
        A kind of record; of several departments that it names, the first that the jurisdiction has.
    departments
        Contract Department.

    Returns
    -------
    str or None
        Id of the one department whose name holds the field of work; None where there is no such one.

    Examples
    --------
    >>> herd = RecordKind("herd", "Activity", "畜禽存栏", "herd", "农业农村部门", "3A")
    >>> bureau = {"department": "D1", "short_zh": "省农业农村厅", "name_zh": "某省农业农村厅"}
    >>> owner_of(herd, pl.DataFrame([bureau]))
    'D1'
    """
    names = [pl.col(column).str.replace_all("[和与]", "") for column in ("short_zh", "name_zh")]
    for field in _fields(kind.department_zh):
        held = [name.str.contains(field, literal=True) for name in names]
        found = departments.filter(held[0] | held[1])["department"]
        if found.len() == 1:
            return str(found[0])
    return None


def _fields(departments: str) -> list[str]:
    """List the fields of work that departments are named for, without 部门, 厅, 局 and the like."""
    named = re.sub(r"（.*?）|\(.*?\)|[和与]", "", departments)
    fields = [re.sub(r"(主管)?(部门|[厅局委])$", "", part.strip()) for part in re.split("[、;；,，/]", named)]
    return [field for field in fields if field]
