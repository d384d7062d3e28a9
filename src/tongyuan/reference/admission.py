"""Rules of admission as dated data, and the regions that they name."""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.reference.files import read_table
from tongyuan.vocabulary.tables import AdmissionRule

__all__ = ["admission_regions", "admission_rules"]


@cache
def admission_rules() -> pl.DataFrame:
    """Return every rule of admission, whenever it held.

    Returns
    -------
    pl.DataFrame
        Rows of ``AdmissionRule``.

    Examples
    --------
    >>> admission_rules().filter(rule="R06")["figure"].item()
    1.5
    """
    days = pl.col("effective_from", "effective_to").str.to_date()
    told = (pl.col("figure").cast(pl.Float64), pl.col("overridable") == "true")
    return AdmissionRule.validate(read_table("admission_rules").with_columns(days, *told), cast=True)


@cache
def admission_regions() -> pl.DataFrame:
    """Return the members of each set of regions, whenever each belonged to it.

    Returns
    -------
    pl.DataFrame
        ``region_set``, ``region`` (code; what lies under it belongs too), ``effective_from``,
        ``effective_to`` (null: still), ``quality`` (unverified where recalled alone), ``citation``.

    Examples
    --------
    >>> admission_regions().filter(region_set="air_key", region="110000")["quality"].to_list()
    ['unverified', 'published']
    """
    return read_table("admission_regions").with_columns(
        pl.col("effective_from", "effective_to").str.to_date()
    )
