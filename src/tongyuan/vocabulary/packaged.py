"""Reading the vocabulary's own tables: packaged CSV, read once, the same for everybody."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["look_up", "packaged_table"]


@cache
def packaged_table(name: str) -> pl.DataFrame:
    """Read a packaged table; every column is text, a blank is null.

    Parameters
    ----------
    name
        File name in ``data`` without its ending.

    Returns
    -------
    pl.DataFrame
        The table, in the order of the file.

    Raises
    ------
    FileNotFoundError
        If the package holds no such table.

    Examples
    --------
    >>> packaged_table("species")["species"][0]
    'CO2'
    """
    content = (files("tongyuan.vocabulary") / "data" / f"{name}.csv").read_bytes()
    return pl.read_csv(content, infer_schema=False)


def look_up(name: str, *, key: str, code: str, column: str) -> str | None:
    """Return one cell of a packaged table by its key.

    Parameters
    ----------
    name
        Table.
    key
        Key column.
    code
        Value of the key.
    column
        Column to return.

    Returns
    -------
    str or None
        The cell; None where it is blank.

    Raises
    ------
    InputError
        If the code is not in the table.

    Examples
    --------
    >>> look_up("species", key="species", code="NOx", column="as_reported")
    'as NO2'
    """
    cells = _cells(name, key, column)
    if code not in cells:
        known = ", ".join(cells)
        raise InputError(Problem("vocabulary.unknown_code", {"column": key, "got": code, "expected": known}))
    return cells[code]


@cache
def _cells(name: str, key: str, column: str) -> dict[str, str | None]:
    table = packaged_table(name)
    return dict(zip(table[key].to_list(), table[column].to_list(), strict=True))
