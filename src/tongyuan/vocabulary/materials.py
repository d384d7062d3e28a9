"""Materials: what processes make or use, by the codes of ``data/materials``, one file an area."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.packaged import look_up, packaged_table

__all__ = ["activity_unit", "carrier_label", "codes", "label", "table"]


def table() -> pl.DataFrame:
    """Return the table of materials: code, names, unit of activity, source category."""
    return packaged_table("materials")


def codes() -> tuple[str, ...]:
    """List the codes of all materials, in their fixed order."""
    return tuple(table()["material"].to_list())


def activity_unit(code: str) -> str:
    """Return the unit in which a material is counted.

    Parameters
    ----------
    code
        Material.

    Returns
    -------
    str
        Unit.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> activity_unit("clinker")
    't'
    """
    return str(look_up("materials", key="material", code=code, column="activity_unit"))


def label(code: str, *, language: str = "zh") -> str:
    """Name a material.

    Parameters
    ----------
    code
        Material.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> label("clinker")
    '水泥熟料'
    """
    return str(look_up("materials", key="material", code=code, column=f"name_{language}"))


def carrier_label(code: str, *, language: str = "zh") -> str:
    """Name what may stand in a column ``fuel``: a fuel, or a material.

    Parameters
    ----------
    code
        Fuel or material.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    InputError
        If the code is neither.

    Examples
    --------
    >>> carrier_label("coke", language="en"), carrier_label("limestone", language="en")
    ('coke', 'limestone')
    """
    if code in fuels.codes():
        return fuels.label(code, language=language)
    return label(code, language=language)
