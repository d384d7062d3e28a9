"""Source categories (NFR of the EMEP/EEA Guidebook), by the codes of ``data/sources.csv``."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.packaged import look_up, packaged_table

__all__ = ["NOT_A_SOURCE", "ancestors", "codes", "descends", "label", "parent", "table"]

NOT_A_SOURCE = {"none": ("不属排放源（外购）", "no source: purchased energy")}


def table() -> pl.DataFrame:
    """Return the tree of source categories with its concordances to IPCC 2006 and CRF."""
    return packaged_table("sources")


def codes() -> tuple[str, ...]:
    """List the codes of all source categories, in the order of the tree."""
    return tuple(table()["source"].to_list())


def parent(code: str) -> str | None:
    """Return the category above; None at the top.

    Parameters
    ----------
    code
        Source category.

    Returns
    -------
    str or None
        The parent's code.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> parent("1A2a")
    '1A2'
    """
    return look_up("sources", key="source", code=code, column="parent")


def ancestors(code: str) -> tuple[str, ...]:
    """List the categories above, nearest first.

    Parameters
    ----------
    code
        Source category.

    Returns
    -------
    tuple of str
        Codes.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> ancestors("1A2a")
    ('1A2', '1A', '1')
    """
    above = parent(code)
    return () if above is None else (above, *ancestors(above))


def descends(code: str, *, prefix: str) -> bool:
    """Tell whether a category is the given one or lies below it; ``*`` holds all.

    Parameters
    ----------
    code
        Source category.
    prefix
        A category above, or ``*``.

    Returns
    -------
    bool
        True where it lies in that branch.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> descends("1A2a", prefix="1A"), descends("1A2a", prefix="2")
    (True, False)
    """
    if prefix == "*" or code == prefix:
        return True
    if code in NOT_A_SOURCE:
        return False
    return prefix in ancestors(code)


def label(code: str, *, language: str = "zh") -> str:
    """Name a source category; ``none`` is purchased energy (scope 2).

    Parameters
    ----------
    code
        Source category, or ``none``.
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
    >>> label("2A1", language="en")
    'Cement production'
    """
    if code in NOT_A_SOURCE:
        return NOT_A_SOURCE[code][language == "en"]
    return str(look_up("sources", key="source", code=code, column=f"name_{language}"))
