"""Types of the registry that ship with the package: rows, their fields and how each comes to count."""

from __future__ import annotations

import polars as pl

from tongyuan.reference.files import read_table

__all__ = ["registry_fields", "registry_lives", "registry_types"]


def registry_types() -> pl.DataFrame:
    """Return the types of entries.

    Returns
    -------
    pl.DataFrame
        ``type``, ``name_zh``, ``name_en``, ``chapter_zh`` (of plans of this genre), ``life``.

    Examples
    --------
    >>> registry_types().filter(type="outfall")["life"].item()
    'rectifying'
    """
    return read_table("registry_types")


def registry_fields() -> pl.DataFrame:
    """Return the fields of each type beyond those that every entry has.

    Returns
    -------
    pl.DataFrame
        ``type``, ``field``, names, ``kind``, ``required``, ``unit``, ``choices``.

    Examples
    --------
    >>> registry_fields().filter(type="kitchen_waste")["unit"].item()
    't/d'
    """
    return read_table("registry_fields")


def registry_lives() -> pl.DataFrame:
    """Return the states of each kind of life, after which each may come, and whether it counts.

    Returns
    -------
    pl.DataFrame
        ``life``, ``state``, names, ``after``, ``evidence``, ``by_other``, ``counts``.

    Examples
    --------
    >>> registry_lives().filter(life="rectifying", counts="yes")["state"].item()
    'closed'
    """
    return read_table("registry_lives")
