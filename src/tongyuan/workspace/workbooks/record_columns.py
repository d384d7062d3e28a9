"""Columns of a record's workbook, as its contract declares them: cell, limits, codes, meaning of a blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import dataframely as dy
import polars as pl

from tongyuan.vocabulary import materials, species, technologies, units
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables.contract import Contract
from tongyuan.workspace.workbooks.catalogue import region_names
from tongyuan.workspace.workbooks.energy import carrier_names, sector_table, source_names
from tongyuan.workspace.workbooks.names import Names, packaged_rows

__all__ = ["MARK", "STATE", "RecordColumn", "code_names", "record_columns"]

#: Heading of the column that tells an example row from a row of data.
MARK = ("行标记", "row mark")
#: The column that says why a figure is missing.
STATE = "state"
_SEE_STATE = "see state"

Cell = Literal["number", "whole", "year", "flag", "day", "code", "text"]


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """One column.

    Parameters
    ----------
    name
        Name in the contract.
    label_zh, label_en
        Headings without the unit.
    unit
        Unit of its numbers, as it is written in Chinese.
    cell
        What its cells hold.
    needed
        Whether a blank is a problem.
    default
        What a blank becomes; None where it becomes null.
    null
        What a null means, in the contract's words.
    minimum, maximum
        Limits of its numbers.
    names
        Codes that may stand in it, by the names that people write.
    """

    name: str
    label_zh: str
    label_en: str
    unit: str
    cell: Cell
    needed: bool
    default: str | None
    null: str
    minimum: float | None
    maximum: float | None
    names: Names | None

    @property
    def says_state(self) -> bool:
        """Tell whether the state column says why it is missing."""
        return _SEE_STATE in self.null


def record_columns(contract: type[Contract], *, regions: pl.DataFrame) -> tuple[RecordColumn, ...]:
    """List the columns of a record's workbook.

    Parameters
    ----------
    contract
        Contract of the records; its key begins with ``region`` and ``year``.
    regions
        Contract Region: the list from which regions are chosen.

    Returns
    -------
    tuple of RecordColumn
        Columns in the contract's order.
    """
    return tuple(
        _column(name, definition, region_names(regions)) for name, definition in contract.columns().items()
    )


def code_names(column: str, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name the codes of a record's column as its workbook writes them.

    Parameters
    ----------
    column
        Name in the contract.
    codes
        Codes, or other words that stand for themselves.

    Returns
    -------
    dict
        Code to its Chinese and English name; what no table names is left out.

    Examples
    --------
    >>> code_names("animal", ["dairy_cow", "一个牧场"])
    {'dairy_cow': ('奶牛', 'dairy cow')}
    """
    told = _written(column)
    known: dict[str, tuple[str, str]] = {}
    for code in codes:
        if code in told:
            known[code] = (told[code][0], told[code][1])
        elif column in _BY_TECHNOLOGY and code in technologies.codes():
            known[code] = (technologies.label(code), technologies.label(code, language="en"))
    return known


_BY_TECHNOLOGY = ("technology", "process", "system", "treatment", "measure", "kind")


def _column(name: str, definition: dy.Column, regions: Names) -> RecordColumn:
    metadata: Mapping[str, Any] = definition.metadata or {}
    names = _names(name, definition, str(metadata.get("codes", "")), regions)
    default = _of_columns("default").get(name)
    return RecordColumn(
        name=name,
        label_zh=str(metadata.get("label_zh", name)),
        label_en=str(metadata.get("label_en", name)),
        unit=units.written(str(metadata.get("unit", "")), language="zh"),
        cell=_cell(name, definition, names),
        needed=not definition.nullable and default is None,
        default=default,
        null=str(metadata.get("null", "")),
        minimum=getattr(definition, "min", None),
        maximum=getattr(definition, "max", None),
        names=names,
    )


def _cell(name: str, definition: dy.Column, names: Names | None) -> Cell:
    if name == "year":
        return "year"
    if names is not None:
        return "code"
    kind = definition.dtype
    if kind.is_float():
        return "number"
    if kind.is_integer():
        return "whole"
    if kind == pl.Boolean:
        return "flag"
    return "day" if kind == pl.Date else "text"


def _names(name: str, definition: dy.Column, codes: str, regions: Names) -> Names | None:
    if isinstance(definition, dy.Enum):
        return _choices(name, tuple(definition.categories))
    listed = codes or _of_columns("codes").get(name, "")
    if listed == "region":
        return regions
    return _registered(listed) if listed else None


def _choices(name: str, categories: tuple[str, ...]) -> Names:
    """Name the categories of a column: by the choices of workbooks, then by the register of their codes."""
    written = _written(name)
    names = Names()
    for code in categories:
        names.add(code, *written.get(code, (code,)))
    return names


@cache
def _written(name: str) -> dict[str, tuple[str, ...]]:
    if name == STATE:
        return {state.value: (state.label_zh, state.label_en) for state in Missing}
    found: dict[str, tuple[str, ...]] = {
        code: (zh, en) for code, zh, en in materials.table().select(_NAMED_BY).iter_rows()
    }
    if register := _of_columns("register").get(name):
        table = packaged_table(register)
        found |= {
            code: (zh, en) for code, zh, en in table.select(table.columns[0], *_NAMED_BY[1:]).iter_rows()
        }
    for row in packaged_rows("record_choices"):
        if row["column"] in ("*", name):
            found[row["code"]] = (row["label_zh"], row["label_en"])
    for row in packaged_rows("choices"):
        if row["field"] == name:
            found[row["code"]] = (row["label_zh"], row["label_en"], *row["synonyms"].split(";"))
    return found


_NAMED_BY = ("material", "name_zh", "name_en")


@cache
def _registered(listed: str) -> Names:
    """Return the names of a register: ``source``, ``fuel``, ``material``, ``species``, ``sector``."""
    if listed in _NAMED:
        return _NAMED[listed]()
    names = Names()
    table = _TABLES[listed]()
    for code, zh, en in table.select(table.columns[0], "name_zh", "name_en").iter_rows():
        names.add(code, zh, en)
    return names


_NAMED: Mapping[str, Callable[[], Names]] = {"source": source_names, "fuel": carrier_names}
_TABLES: Mapping[str, Callable[[], pl.DataFrame]] = {
    "material": materials.table,
    "species": species.table,
    "sector": sector_table,
}


@cache
def _of_columns(what: str) -> dict[str, str]:
    return {row["column"]: row[what] for row in packaged_rows("record_columns") if row[what]}
