"""Key categories by level: the few that make up most of the inventory."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tongyuan.plan.inventory.equivalents import co2e, total_co2e

__all__ = ["key_categories"]

INVENTORY = ("region", "year")
BOUND_NOISE = 1e-12


def key_categories(
    emission: pl.DataFrame,
    *,
    gwp: pl.DataFrame,
    gwp_set: str,
    threshold: float = 0.95,
    by: Sequence[str] = ("source", "species"),
) -> pl.DataFrame:
    """Rank categories by their share of CO2e and mark those that together reach the threshold.

    Scope 1 alone, land among them, memo items not. What is missing has no level: ``gaps`` says how much of a
    category is not in its rank.

    Parameters
    ----------
    emission
        Emission [t].
    gwp
        ``set``, ``species``, ``value`` [t CO2e per t].
    gwp_set
        SAR, AR4, AR5 or AR6.
    threshold
        Share of the inventory that key categories reach [1].
    by
        What makes a category.

    Returns
    -------
    pl.DataFrame
        By region and year: ``by``, ``co2e_t`` [t CO2e], ``level`` and ``cumulative`` [1], ``rank``, ``key``,
        ``gaps``; largest first, removals by their absolute value; categories without a figure are left
        out.

    Raises
    ------
    InputError
        If there is no such GWP set, or no such column.

    Notes
    -----
    Source: IPCC 2006 Guidelines, volume 1, chapter 4, equation 4.1 (level assessment, threshold 95 %).

    Examples
    --------
    >>> row = {"region": "990000", "year": 2020, "scope": 1, "family": "f", "state": None, "species": "CO2"}
    >>> known = {"derived_from_co2": False, "quality": "published"}
    >>> masses = [("1A1a", 90.0), ("1A2", 8.0), ("1A3b", 2.0)]
    >>> table = pl.DataFrame([row | known | {"source": source, "mass_t": mass} for source, mass in masses])
    >>> gwp = pl.DataFrame({"set": ["AR5"], "species": ["CO2"], "value": [1.0]})
    >>> key_categories(table, gwp=gwp, gwp_set="AR5").select("source", "level", "key").rows()
    [('1A1a', 0.9, True), ('1A2', 0.08, True), ('1A3b', 0.02, False)]
    """
    direct = emission.filter(pl.col("scope") == 1)
    weighed = co2e(direct, gwp=gwp, gwp_set=gwp_set)
    summed = total_co2e(weighed, by=by, account="with_land").drop_nulls("co2e_t")
    size = pl.col("co2e_t").abs()
    ranked = summed.with_columns((size / size.sum().over(INVENTORY)).alias("level")).sort(
        *INVENTORY, pl.col("level"), *by, descending=[False, False, True, *(False for _ in by)]
    )
    before = (pl.col("cumulative") - pl.col("level")).over(INVENTORY)
    return (
        ranked.with_columns(
            pl.col("level").cum_sum().over(INVENTORY).alias("cumulative"),
            pl.col("level").cum_count().cast(pl.Int64).over(INVENTORY).alias("rank"),
        )
        .with_columns((before < threshold - BOUND_NOISE).alias("key"))
        .select(*INVENTORY, *by, "gwp_set", "co2e_t", "level", "cumulative", "rank", "key", "gaps")
    )
