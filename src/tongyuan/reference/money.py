"""Money: the schedule of the tax on pollution, what of it counts, catalogues of green finance."""

from __future__ import annotations

import polars as pl

from tongyuan.reference.files import read_table

__all__ = ["green_finance_rules", "pollution_equivalents", "pollution_tax_reductions", "pollution_tax_rules"]


def pollution_equivalents() -> pl.DataFrame:
    """Return the schedule of taxed pollutants (应税污染物和当量值表).

    Returns
    -------
    pl.DataFrame
        ``medium``, ``pollutant`` (as printed), ``name_en``, ``tax_class``, ``species`` (null: none of ours),
        ``kg_per_equivalent`` [kg], ``one_of`` (of those that share it one alone is taxed), ``quality``,
        ``citation``, ``note``.

    Examples
    --------
    >>> pollution_equivalents().filter(species="SO2")["kg_per_equivalent"].item()
    0.95
    """
    return read_table("pollution_equivalents").with_columns(pl.col("kg_per_equivalent").cast(pl.Float64))


def pollution_tax_rules() -> pl.DataFrame:
    """Return how many pollutants count at an outlet, and between what a province sets its rate.

    Returns
    -------
    pl.DataFrame
        ``medium``, ``tax_class``, ``most_counted``, ``least_cny``, ``highest_cny`` [CNY per equivalent],
        ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> pollution_tax_rules().filter(medium="air")["most_counted"].item()
    3
    """
    numbers = pl.col("least_cny", "highest_cny").cast(pl.Float64)
    return read_table("pollution_tax_rules").with_columns(numbers, pl.col("most_counted").cast(pl.Int32))


def pollution_tax_reductions() -> pl.DataFrame:
    """Return what part of the tax is due where a concentration lies below the standard.

    Returns
    -------
    pl.DataFrame
        ``below_standard_percent`` [%], ``tax_share`` [1], ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> pollution_tax_reductions()["tax_share"].to_list()
    [0.75, 0.5]
    """
    numbers = pl.col("below_standard_percent", "tax_share").cast(pl.Float64)
    return read_table("pollution_tax_reductions").with_columns(numbers)


def green_finance_rules() -> pl.DataFrame:
    """Return what catalogues of green finance say of activities; what was not seen has no row.

    Returns
    -------
    pl.DataFrame
        ``catalogue``, ``edition``, ``from_date``, ``to_date``, ``activity``, ``name_zh``, ``name_en``,
        ``verdict`` (included, excluded), ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> green_finance_rules().filter(activity="carbon_capture", edition="2021")["verdict"].item()
    'included'
    """
    return read_table("green_finance_rules").with_columns(pl.col("from_date", "to_date").str.to_date())
