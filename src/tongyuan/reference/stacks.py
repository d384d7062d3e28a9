"""What stacks are judged by: rules of validity and substitution, marks, reference oxygen, limits, checks."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.reference.files import read_table

__all__ = [
    "stack_checklist",
    "stack_checks",
    "stack_limits",
    "stack_marks",
    "stack_reference_oxygen",
    "stack_rules",
    "stack_shares",
]


def _dated(name: str, number: str) -> pl.DataFrame:
    days = pl.col("valid_from", "valid_to").cast(pl.String).str.to_date()
    return read_table(name).with_columns(pl.col(number).cast(pl.Float64), days)


@cache
def stack_rules() -> pl.DataFrame:
    """Return the rules of conversion, validity and substitution with the days on which they hold.

    Returns
    -------
    pl.DataFrame
        ``edition``, ``rule``, ``value`` [``unit``], ``unit``, ``valid_from``, ``valid_to``, ``quality``,
        ``citation``, ``note``.

    Examples
    --------
    >>> stack_rules().filter(rule="day_hours").select("value", "quality").row(0)
    (20.0, 'unverified')
    """
    return _dated("stack_rules", "value")


@cache
def stack_marks() -> pl.DataFrame:
    """Return what the marks of a source say of an hour.

    Returns
    -------
    pl.DataFrame
        ``mark``, ``state``, ``name_zh``, ``name_en``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> stack_marks().filter(mark="F")["state"].item()
    'outage'
    """
    return read_table("stack_marks")


@cache
def stack_reference_oxygen() -> pl.DataFrame:
    """Return the reference oxygen of classes of sources with the days on which it holds.

    Returns
    -------
    pl.DataFrame
        ``source_class``, ``name_zh``, ``name_en``, ``oxygen_percent`` [%], ``valid_from``, ``valid_to``,
        ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> stack_reference_oxygen().filter(source_class="coal_power")["oxygen_percent"].item()
    6.0
    """
    return _dated("stack_reference_oxygen", "oxygen_percent")


@cache
def stack_limits() -> pl.DataFrame:
    """Return limits of concentration with the days on which they hold.

    Returns
    -------
    pl.DataFrame
        ``regime``, ``source_class``, ``pollutant``, ``limit_mg_m3`` [mg/m3 dry at 273 K and reference
        oxygen], ``valid_from``, ``valid_to``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> stack_limits().filter(source_class="sinter_head", pollutant="SO2")["limit_mg_m3"].item()
    35.0
    """
    return _dated("stack_limits", "limit_mg_m3")


@cache
def stack_shares() -> pl.DataFrame:
    """Return the least share of hours within the limits, by class of source.

    Returns
    -------
    pl.DataFrame
        ``regime``, ``source_class``, ``least_share`` [1], ``period``, ``valid_from``, ``valid_to``,
        ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> stack_shares().filter(source_class="sinter_head")["least_share"].item()
    0.95
    """
    return _dated("stack_shares", "least_share")


@cache
def stack_checklist() -> pl.DataFrame:
    """Return what a steel works shows of fugitive emission and clean transport.

    Returns
    -------
    pl.DataFrame
        ``item``, ``part``, ``name_zh``, ``name_en``, ``least_share`` [1], ``quality``, ``citation``,
        ``note``.

    Examples
    --------
    >>> stack_checklist()["part"].unique(maintain_order=True).to_list()
    ['fugitive', 'transport']
    """
    return read_table("stack_checklist").with_columns(pl.col("least_share").cast(pl.Float64))


@cache
def stack_checks() -> pl.DataFrame:
    """Return the bounds of the checks that bring findings.

    Returns
    -------
    pl.DataFrame
        ``check``, ``parameter``, ``value`` [``unit``], ``unit``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> stack_checks().filter(check="flat", parameter="hours")["value"].item()
    6.0
    """
    return read_table("stack_checks").with_columns(pl.col("value").cast(pl.Float64))
