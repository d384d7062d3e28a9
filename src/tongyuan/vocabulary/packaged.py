"""Reading the vocabulary's own tables: packaged CSV, read once, the same for everybody."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["look_up", "packaged_table", "read_packaged"]


@cache
def packaged_table(name: str) -> pl.DataFrame:
    """Read a packaged table; every column is text, a blank is null.

    A table may lie in several files of one folder, one an area; they are put below each other by name.

    Parameters
    ----------
    name
        File name in ``data`` without its ending, or name of the folder.

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
    return read_packaged("tongyuan.vocabulary", name)


def read_packaged(package: str, name: str) -> pl.DataFrame:
    """Read a table among the data of a package: one file, or the files of one folder below each other."""
    place = files(package) / "data"
    folder = place / name
    if not folder.is_dir():
        return pl.read_csv((place / f"{name}.csv").read_bytes(), infer_schema=False)
    parts = sorted(part.name for part in folder.iterdir() if part.name.endswith(".csv"))
    tables = [pl.read_csv((folder / part).read_bytes(), infer_schema=False) for part in parts]
    return pl.concat(tables, how="diagonal")


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
