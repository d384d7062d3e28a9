"""Names that people write and the codes that they stand for: choices, regions, sectors, fuels."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.workspace.workbooks.cells import read_text, same_words
from tongyuan.workspace.workbooks.grid import Cell

__all__ = ["Names", "choice_names", "choices", "packaged_rows", "read_choice", "read_code"]


@dataclass(slots=True)
class Names:
    """Codes and the names that may be written for them; a name of two codes stands for neither."""

    labels: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, str | None] = field(default_factory=dict)

    def add(self, code: str, label: str, *others: str | None) -> None:
        """Add a code with its label and further names.

        Parameters
        ----------
        code
            Code.
        label
            Name to show.
        *others
            Other names; None and blank ones are left out.
        """
        self.labels[code] = label
        self._codes[same_words(code)] = code
        for name in {same_words(name) for name in (label, *others) if name}:
            taken = self._codes.setdefault(name, code)
            if taken != code and name not in {same_words(known) for known in self.labels}:
                self._codes[name] = None

    def find(self, text: str) -> str | None:
        """Return the code that a text stands for; None where it is not known or not certain.

        Parameters
        ----------
        text
            A code or name.

        Returns
        -------
        str or None
            Code.

        Examples
        --------
        >>> names = Names()
        >>> names.add("raw_coal", "原煤", "raw coal")
        >>> names.find("原 煤")
        'raw_coal'
        """
        return self._codes.get(same_words(text))

    def near(self, text: str) -> str | None:
        """Return the label nearest to a text; None where none is near."""
        found = difflib.get_close_matches(same_words(text), [name for name in self._codes if name], 1, 0.6)
        code = self._codes[found[0]] if found else None
        return None if code is None else self.labels[code]

    def unknown(self, code: str, cell: Cell) -> Problem:
        """State that a cell's text is not known, with the nearest name.

        Parameters
        ----------
        code
            Problem code.
        cell
            The cell.

        Returns
        -------
        Problem
            The problem.
        """
        near = self.near(read_text(cell))
        return cell.problem(
            code,
            near_zh=f"（是否为“{near}”）" if near else "",
            near_en=f" (perhaps {near})" if near else "",
        )


def read_code(cell: Cell, *, names: Names, unknown: str) -> str:
    """Read a cell that names a code; blank cells give an empty text.

    Parameters
    ----------
    cell
        The cell.
    names
        What may stand in it.
    unknown
        Code of the problem where it is not known.

    Returns
    -------
    str
        Code; empty where the cell is blank.

    Raises
    ------
    InputError
        If the text is not known.
    """
    text = read_text(cell)
    if not text:
        return ""
    code = names.find(text)
    if code is None:
        raise InputError(names.unknown(unknown, cell))
    return code


@cache
def packaged_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a table of this room: columns, choices, instructions.

    Parameters
    ----------
    name
        File name without its ending.

    Returns
    -------
    tuple of dict
        Rows.

    Examples
    --------
    >>> packaged_rows("choices")[0]["code"]
    'declared'
    """
    content = (files("tongyuan.workspace.workbooks") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(content.splitlines()))


def choices(field_name: str) -> tuple[tuple[str, str], ...]:
    """List the codes of a field of choices with their Chinese labels.

    Parameters
    ----------
    field_name
        ``kind``, ``vintage``, ``quality`` or ``activity``.

    Returns
    -------
    tuple of (str, str)
        Code and label.

    Examples
    --------
    >>> choices("vintage")[0]
    ('flash', '快报')
    """
    return tuple(
        (row["code"], row["label_zh"]) for row in packaged_rows("choices") if row["field"] == field_name
    )


@cache
def choice_names(field_name: str) -> Names:
    """Return what may be written for a field of choices.

    Parameters
    ----------
    field_name
        ``kind``, ``vintage``, ``quality`` or ``activity``.

    Returns
    -------
    Names
        Codes by their names.

    Examples
    --------
    >>> choice_names("vintage").find("初步核算")
    'preliminary'
    """
    names = Names()
    for row in packaged_rows("choices"):
        if row["field"] == field_name:
            names.add(row["code"], row["label_zh"], row["label_en"], *row["synonyms"].split(";"))
    return names


def read_choice(cell: Cell, *, field_name: str, labels: tuple[str, str]) -> str:
    """Read a cell of choices; blank gives an empty text.

    Parameters
    ----------
    cell
        The cell.
    field_name
        ``kind``, ``vintage``, ``quality`` or ``activity``.
    labels
        Heading in Chinese and English, for the message.

    Returns
    -------
    str
        Code; empty where the cell is blank.

    Raises
    ------
    InputError
        If the text is no choice.
    """
    text = read_text(cell)
    if not text:
        return ""
    code = choice_names(field_name).find(text)
    if code is None:
        raise InputError(_no_choice(cell, field_name, labels))
    return code


def _no_choice(cell: Cell, field_name: str, labels: tuple[str, str]) -> Problem:
    allowed = choices(field_name)
    return cell.problem(
        "workbook.not_a_choice",
        label_zh=labels[0],
        label_en=labels[1],
        expected_zh=_joined(label for _, label in allowed),
        expected_en=", ".join(code for code, _ in allowed),
    )


def _joined(words: Iterable[str]) -> str:
    return "、".join(words)
