"""Fuels and energy carriers, by the codes of ``data/fuels.csv``, with their two units."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.vocabulary.packaged import look_up, packaged_table

__all__ = ["activity_unit", "balance_carriers", "balance_unit", "codes", "group", "label", "table"]


def table() -> pl.DataFrame:
    """Return the table of fuels.

    Returns
    -------
    pl.DataFrame
        ``fuel``, names, ``group``, ``activity_unit``, ``balance_unit`` (null: not a column of the energy
        balance), ``balance_order`` (integer) and ``aggregate`` (true: a sum of other columns).

    Examples
    --------
    >>> table().filter(pl.col("aggregate"))["fuel"].to_list()
    ['coal_total', 'petroleum_total']
    """
    return packaged_table("fuels").with_columns(
        pl.col("balance_order").cast(pl.Int32), pl.col("aggregate") == "1"
    )


def codes() -> tuple[str, ...]:
    """List the codes of all fuels, in their fixed order."""
    return tuple(packaged_table("fuels")["fuel"].to_list())


@cache
def balance_carriers() -> tuple[str, ...]:
    """List the columns of the regional energy balance, in the yearbook's order.

    Returns
    -------
    tuple of str
        Fuel codes.

    Examples
    --------
    >>> len(balance_carriers())
    22
    """
    columns = table().filter(pl.col("balance_order").is_not_null()).sort("balance_order")
    return tuple(columns["fuel"].to_list())


def activity_unit(code: str) -> str:
    """Return the unit in which burning this fuel is counted.

    Parameters
    ----------
    code
        Fuel.

    Returns
    -------
    str
        ``t``, ``1e4_m3``, ``MWh``, ``GJ`` or ``tce``.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> activity_unit("natural_gas")
    '1e4_m3'
    """
    return str(look_up("fuels", key="fuel", code=code, column="activity_unit"))


def balance_unit(code: str) -> str | None:
    """Return the unit of a fuel's column in the energy balance; None where it has no column.

    Parameters
    ----------
    code
        Fuel.

    Returns
    -------
    str or None
        ``1e4_t``, ``1e8_m3``, ``1e10_kJ``, ``1e8_kWh`` or ``1e4_tce``.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> balance_unit("heat")
    '1e10_kJ'
    """
    return look_up("fuels", key="fuel", code=code, column="balance_unit")


def group(code: str) -> str:
    """Return the group that a fuel belongs to (coal, coke, petroleum ...).

    Parameters
    ----------
    code
        Fuel.

    Returns
    -------
    str
        Group.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> group("raw_coal")
    'coal'
    """
    return str(look_up("fuels", key="fuel", code=code, column="group"))


def label(code: str, *, language: str = "zh") -> str:
    """Name a fuel.

    Parameters
    ----------
    code
        Fuel.
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
    >>> label("raw_coal")
    '原煤'
    """
    return str(look_up("fuels", key="fuel", code=code, column=f"name_{language}"))
