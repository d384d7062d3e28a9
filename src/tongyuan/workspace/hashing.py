"""The hash of a frame: its schema and rows, never the bytes of a file nor the order of the rows.

The same content has the same hash on every machine and with every version of the file format. Words hash as
words, whether a column holds them as text or as an enumeration; 0.0 and -0.0 are one number.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import polars as pl

__all__ = ["canonical", "hash_bytes", "hash_frame", "hash_ordered", "hash_record"]

_WORDS = (pl.Enum, pl.Categorical)


def canonical(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with its rows in the one order that every machine gives them.

    Parameters
    ----------
    frame
        Any rows.

    Returns
    -------
    pl.DataFrame
        The same rows, by all columns from left to right, words in the order of their bytes, nulls first.

    Examples
    --------
    >>> canonical(pl.DataFrame({"a": [2, None, 1]}))["a"].to_list()
    [None, 1, 2]
    """
    if frame.height < 2 or not frame.width:
        return frame
    order = [_sortable(frame[name]) for name in frame.columns]
    return frame.sort(order, nulls_last=False, maintain_order=True)


def hash_frame(frame: pl.DataFrame) -> str:
    """Hash a frame's schema and rows; the order of the rows does not matter.

    Parameters
    ----------
    frame
        Any rows.

    Returns
    -------
    str
        SHA-256 in 64 hexadecimal digits.

    Raises
    ------
    TypeError
        If a column holds objects of Python.

    Examples
    --------
    >>> one = pl.DataFrame({"fuel": ["coal", "oil"], "mass_t": [1.0, None]})
    >>> hash_frame(one) == hash_frame(one.reverse())
    True
    >>> hash_frame(one) == hash_frame(one.fill_null(0.0))
    False
    """
    return hash_ordered(canonical(frame))


def hash_ordered(frame: pl.DataFrame) -> str:
    """Hash a frame whose rows are in canonical order already, as :func:`hash_frame` does.

    Parameters
    ----------
    frame
        What :func:`canonical` returned.

    Returns
    -------
    str
        SHA-256 in 64 hexadecimal digits.

    Examples
    --------
    >>> one = pl.DataFrame({"mass_t": [2.0, 1.0]})
    >>> hash_ordered(canonical(one)) == hash_frame(one)
    True
    """
    digest = hashlib.sha256(f"frame/1 {frame.height} {frame.width}".encode())
    for column in frame:
        digest.update(_hash_column(column))
    return digest.hexdigest()


def hash_record(record: Any) -> str:
    """Hash a nested record of plain values by its canonical JSON.

    Parameters
    ----------
    record
        Mappings, lists, text, numbers.

    Returns
    -------
    str
        SHA-256 in 64 hexadecimal digits.

    Examples
    --------
    >>> hash_record({"a": 1, "b": 2}) == hash_record({"b": 2, "a": 1})
    True
    """
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hash_bytes(text.encode())


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def _sortable(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, _WORDS):
        return column.cast(pl.String)
    if column.dtype.is_nested():
        return pl.Series(column.name, [_nested_text(value) for value in column.to_list()], dtype=pl.String)
    return column + 0.0 if column.dtype.is_float() else column


def _nested_text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _hash_column(column: pl.Series) -> bytes:
    kind, parts = _parts(column)
    digest = hashlib.sha256(json.dumps([column.name, kind], ensure_ascii=False).encode())
    for part in (_nulls(column), *parts):
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


def _nulls(column: pl.Series) -> bytes:
    if not column.null_count():
        return bytes(len(column))
    return column.is_null().to_numpy().astype("u1").tobytes()


def _filled(column: pl.Series, nothing: Any) -> pl.Series:
    return column.fill_null(nothing) if column.null_count() else column


def _parts(column: pl.Series) -> tuple[str, tuple[bytes, ...]]:
    kind = column.dtype
    if kind == pl.String or isinstance(kind, _WORDS) or kind.is_nested():
        return "String" if not kind.is_nested() else str(kind), _text_parts(_sortable(column))
    if kind.is_float():
        numbers = _filled(column, 0.0).to_numpy().astype("<f8") + 0.0
        return str(kind), (np.where(np.isnan(numbers), np.nan, numbers).tobytes(),)
    if kind.is_integer() or kind == pl.Boolean:
        wide = "<u8" if kind == pl.UInt64 else "<i8"
        whole = column.cast(pl.UInt8) if kind == pl.Boolean else column
        return str(kind), (_filled(whole, 0).to_numpy().astype(wide).tobytes(),)
    if kind.is_temporal():
        return str(kind), (_filled(column.to_physical(), 0).to_numpy().astype("<i8").tobytes(),)
    if kind == pl.Null:
        return "Null", ()
    if kind.is_decimal():
        return str(kind), _text_parts(column.cast(pl.String))
    raise TypeError(f"column {column.name} of type {kind} has no hash")


def _text_parts(column: pl.Series) -> tuple[bytes, bytes]:
    words = _filled(column, "").to_list()
    text = "".join(words)
    sizes = map(len, words) if text.isascii() else (len(word.encode()) for word in words)
    return np.fromiter(sizes, dtype="<u8", count=len(words)).tobytes(), text.encode()
