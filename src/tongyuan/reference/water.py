"""What surface water is judged by: limits of classes, states, rules of evaluation, trophic index."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.reference.files import read_table

__all__ = ["water_classes", "water_limits", "water_rules", "water_trophic"]

CLASSES = [f"class_{number}" for number in range(1, 6)]


def _days() -> pl.Expr:
    return pl.col("valid_from", "valid_to").cast(pl.String).str.to_date()


@cache
def water_limits() -> pl.DataFrame:
    """Return the limits of the classes of surface water with the days on which they hold.

    Returns
    -------
    pl.DataFrame
        ``edition``, ``item``, ``body`` (``any``, ``river``, ``lake``), ``direction`` (``most``, ``least``,
        ``range``), ``role`` (``judged``, ``apart``), ``weighs_first``, ``class_1`` to ``class_5``, ``least``,
        ``most`` [unit of the item], ``valid_from``, ``valid_to``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> water_limits().filter(item="water_tp").select("body", "class_3").rows()
    [('river', 0.2), ('lake', 0.05)]
    """
    numbers = pl.col(*CLASSES, "least", "most").cast(pl.Float64)
    return read_table("water_limits").with_columns(numbers, _days(), pl.col("edition").cast(pl.String))


@cache
def water_classes() -> pl.DataFrame:
    """Return the classes and the state that a section of each is in.

    Returns
    -------
    pl.DataFrame
        ``class`` (6 is worse than V), ``name_zh``, ``name_en``, ``state``, ``quality``, ``citation``,
        ``note``.

    Examples
    --------
    >>> water_classes()["state"].to_list()
    ['excellent', 'excellent', 'good', 'light', 'moderate', 'heavy']
    """
    return read_table("water_classes").with_columns(pl.col("class").cast(pl.Int64))


@cache
def water_rules() -> pl.DataFrame:
    """Return the rules of evaluation with the days on which they hold.

    Returns
    -------
    pl.DataFrame
        ``edition``, ``rule``, ``value`` [``unit``], ``unit``, ``valid_from``, ``valid_to``, ``quality``,
        ``citation``, ``note``.

    Examples
    --------
    >>> water_rules().filter(rule="excellent_share")["value"].item()
    90.0
    """
    edition, value = pl.col("edition").cast(pl.String), pl.col("value").cast(pl.Float64)
    return read_table("water_rules").with_columns(value, _days(), edition)


@cache
def water_trophic() -> pl.DataFrame:
    """Return the coefficients of the trophic index of lakes.

    Returns
    -------
    pl.DataFrame
        ``item``, ``intercept``, ``slope``, ``correlation`` [1], ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> water_trophic().filter(item="water_tp").select("intercept", "slope").row(0)
    (9.436, 1.624)
    """
    return read_table("water_trophic").with_columns(
        pl.col("intercept", "slope", "correlation").cast(pl.Float64)
    )
