"""Headings of a table: what may head a column, and which field that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tongyuan.vocabulary import units
from tongyuan.vocabulary.problems import Language
from tongyuan.vocabulary.tables.contract import Contract, column_labels
from tongyuan.workspace.workbooks.cells import plain, same_words
from tongyuan.workspace.workbooks.grid import Cell
from tongyuan.workspace.workbooks.names import packaged_rows

__all__ = ["Headings", "contract_headings", "heading_labels", "packaged_headings"]

#: Tables whose columns may be headed by a period.
_WITH_PERIODS = ("statistics", "scenario_drivers", "scenario_adoptions")


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of one kind of table.

    Parameters
    ----------
    labels
        Field to its heading in Chinese and English.
    fields
        Heading, as :func:`same_words` writes it, to its field.
    periods
        Whether a column may be headed by a period.
    """

    labels: Mapping[str, tuple[str, str]]
    fields: Mapping[str, str]
    periods: bool = False

    def field(self, cell: Cell) -> str | None:
        """Recognise a heading by its first line, with or without what stands in brackets behind it."""
        if not isinstance(cell.value, str):
            return None
        first = plain(cell.value.strip().split("\n")[0])
        bare = re.sub(r"[(\[].*[)\]]$", "", first)
        return self.fields.get(same_words(first)) or self.fields.get(same_words(bare))

    def listed(self, fields: Sequence[tuple[str, ...]]) -> str:
        """Write the Chinese headings of fields; of each tuple one is enough."""
        return "、".join("/".join(self.labels[field][0] for field in either) for either in fields)


@cache
def packaged_headings(name: str) -> Headings:
    """Return the headings of a table that this room lays out itself.

    Parameters
    ----------
    name
        ``statistics``, ``activity``, ``balance`` or ``rounds``.

    Returns
    -------
    Headings
        Its headings, with all that people write for them.
    """
    rows = [row for row in packaged_rows("columns") if row["table"] == name]
    labels = {row["field"]: (row["label_zh"], row["label_en"]) for row in rows}
    written = [
        (text, row["field"])
        for row in rows
        for text in (row["label_zh"], row["label_en"], *row["synonyms"].split(";"))
    ]
    return Headings(labels, _by_words(written), name in _WITH_PERIODS)


@cache
def contract_headings(contract: type[Contract]) -> Headings:
    """Return the headings of a contract's table: its labels, with and without unit, and its own names.

    Parameters
    ----------
    contract
        A contract.

    Returns
    -------
    Headings
        One heading a column.

    Examples
    --------
    >>> from tongyuan.vocabulary.tables import Activity
    >>> contract_headings(Activity).labels["quantity"]
    ('活动量', 'quantity')
    """
    exported = [column_labels(contract, language) for language in ("zh", "en")]
    labels, written = {}, []
    for name, definition in contract.columns().items():
        metadata = definition.metadata or {}
        bare = [str(metadata.get(f"label_{language}", name)) for language in ("zh", "en")]
        unit = str(metadata.get("unit", ""))
        labels[name] = _with_unit(bare[0], unit, "（{}）", "zh"), _with_unit(bare[1], unit, " [{}]", "en")
        written += [
            (text, name) for text in (*labels[name], *(known[name] for known in exported), *bare, name)
        ]
    return Headings(labels, _by_words(written))


def _with_unit(label: str, unit: str, brackets: str, language: Language) -> str:
    """Write a heading with its unit, as people of a language read it; a plain ratio has none."""
    shown = units.written(unit, language=language)
    return f"{label}{brackets.format(shown)}" if shown else label


def heading_labels(name: str, field: str) -> tuple[str, str]:
    """Return the heading of a field in Chinese and English.

    Parameters
    ----------
    name
        ``statistics``, ``activity``, ``balance`` or ``rounds``.
    field
        Field.

    Returns
    -------
    tuple of (str, str)
        Labels.

    Examples
    --------
    >>> heading_labels("activity", "quantity")
    ('数量', 'quantity')
    """
    return packaged_headings(name).labels[field]


def _by_words(written: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Key fields by comparable words; the first of two fields that share a heading keeps it."""
    found: dict[str, str] = {}
    for text, field in written:
        if text:
            found.setdefault(same_words(text), field)
    return found
