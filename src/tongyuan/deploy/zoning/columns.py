"""Columns of files as offices name them, and the words that stand in them: read by tables, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["columns_of", "stated_columns", "word_of"]

#: A shapefile keeps that many bytes of a column's name.
DBF_BYTES = 10


def stated_columns(text: str | None) -> dict[str, str]:
    """Read what a person says about columns.

    Parameters
    ----------
    text
        ``unit=DYBM;name=DYMC``, or None.

    Returns
    -------
    dict of str to str
        Column of the file by field.

    Raises
    ------
    InputError
        If it is written otherwise.

    Examples
    --------
    >>> stated_columns("unit=DYBM;name=DYMC")
    {'unit': 'DYBM', 'name': 'DYMC'}
    """
    pairs = [part.partition("=") for part in (text or "").split(";") if part.strip()]
    if any(not field.strip() or not name.strip() for field, _, name in pairs):
        values = {"name": "fields", "got": text, "expected": "unit=DYBM;name=DYMC"}
        raise InputError(Problem("service.argument", values))
    return {field.strip(): name.strip() for field, _, name in pairs}


def columns_of(
    names: Iterable[str], *, fields: Iterable[str], stated: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Find the column of each field.

    Parameters
    ----------
    names
        Columns of the file; those of a shapefile may be cut off at ten bytes.
    fields
        Fields that are wanted.
    stated
        What a person said: it goes before the table.

    Returns
    -------
    dict of str to str
        Column by field; a field that the file has not is absent.

    Raises
    ------
    InputError
        If a stated column is not in the file.

    Examples
    --------
    >>> columns_of(["管控单元编码", "空间布局约"], fields=["unit", "space", "risk"])
    {'unit': '管控单元编码', 'space': '空间布局约'}
    """
    there = list(names)
    told = {field: name for field, name in (stated or {}).items() if field in set(fields)}
    absent = [name for name in told.values() if name not in there]
    if absent:
        values = {"got": "、".join(absent), "there": "、".join(there)}
        raise InputError(Problem("zoning.column", values))
    known = packaged_table("zone_fields")
    found = dict(told)
    for field in fields:
        aliases = known.filter(pl.col("field") == field)["name"].to_list()
        match = next((name for alias in aliases for name in there if _same(alias, name)), None)
        if field not in found and match is not None:
            found[field] = match
    return found


def _same(alias: str, name: str) -> bool:
    """Tell whether a name is the alias, or what a shapefile leaves of it."""
    if name.strip().lower() == alias:
        return True
    cut = {alias.encode(code)[:DBF_BYTES].decode(code, "ignore") for code in ("gbk", "utf-8")}
    return len(name) > 1 and name in cut


def word_of(field: str, text: str) -> str | None:
    """Translate a word of a column.

    Parameters
    ----------
    field
        ``zone_class`` or ``red_line``.
    text
        What stands there.

    Returns
    -------
    str or None
        What it means; None where the table does not know the word.

    Examples
    --------
    >>> word_of("zone_class", "优先保护单元"), word_of("red_line", "否"), word_of("zone_class", "其他")
    ('priority', 'no', None)
    """
    known = packaged_table("zone_words").filter(pl.col("field") == field)
    return dict(known.select("word", "means").iter_rows()).get(text.strip().lower())
