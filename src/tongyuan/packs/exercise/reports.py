"""Fuel that enterprises of the province report, drawn as shares of what its balance burns.

``reporting.csv`` has the truth: which share of the statistics each enterprise reports, and what is planted
besides: reports above the statistics, a fuel that the statistics lack, a unit that cannot be compared, an
enterprise that states no quantity.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.packs.exercise import energy
from tongyuan.packs.exercise.outline import read
from tongyuan.vocabulary import fuels, units
from tongyuan.vocabulary.quality import Quality

__all__ = ["reported", "reports"]

DIGITS = 2
NOTE = "虚构企业报告，仅供演练"


def reports(seed: int, *, region: str) -> pl.DataFrame:
    """Draw what enterprises report.

    Parameters
    ----------
    seed
        Seed of the province.
    region
        Code of the province.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``EnterpriseFuel``, all synthetic [unit of each row].
    """
    rows = _amounts(seed).select(
        "year", "enterprise", "source", "fuel", pl.col("amount").alias("quantity"), "unit"
    )
    return rows.with_columns(
        region=pl.lit(region),
        quality=pl.lit(Quality.SYNTHETIC.value),
        citation=pl.lit("synthetic"),
        note=pl.lit(NOTE),
    )


def reported(seed: int) -> pl.DataFrame:
    """Tell what was planted: the statistics' amount of each source and fuel, and the share reported.

    Parameters
    ----------
    seed
        Seed of the province.

    Returns
    -------
    pl.DataFrame
        ``year``, ``level`` (source category of the statistics), ``fuel``, ``statistics`` [the fuel's own
        unit; null where they lack it], ``share`` [1; null where none was planted].
    """
    given = pl.col("share").count() > 0
    return (
        _amounts(seed)
        .group_by("year", "level", "fuel", maintain_order=True)
        .agg(pl.col("statistics").first(), pl.when(given).then(pl.col("share").sum()).alias("share"))
    )


@cache
def _amounts(seed: int) -> pl.DataFrame:
    """Set each enterprise's share beside the statistics of every year."""
    blank = pl.col("share", "quantity").replace("", None).cast(pl.Float64)
    planted = pl.DataFrame(read("reporting")).with_columns(blank)
    scales = {
        (fuel, unit): units.factor(fuels.activity_unit(fuel), to=unit)
        for fuel, unit in planted.filter(pl.col("share").is_not_null()).select("fuel", "unit").rows()
    }
    pairs = [(fuel, unit, scale) for (fuel, unit), scale in scales.items()]
    scaled = pl.DataFrame(pairs, schema=["fuel", "unit", "scale"], orient="row")
    used = energy.used(seed).rename({"source": "level", "quantity": "statistics"})
    years = used.select("year").unique(maintain_order=True)
    share = (pl.col("share") * pl.col("statistics") * pl.col("scale")).round(DIGITS)
    return (
        years.join(planted, how="cross", maintain_order="left_right")
        .join(used, on=["year", "level", "fuel"], how="left", maintain_order="left")
        .join(scaled, on=["fuel", "unit"], how="left", maintain_order="left")
        .with_columns(amount=pl.coalesce(share, "quantity"))
    )
