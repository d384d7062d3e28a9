"""What the cities of the province keep of their own: plants with a place, and the output of some works.

Plants lie on the tiles that the outlines of the province are drawn as: no real place is meant.
"""

from __future__ import annotations

import math

import polars as pl

from tongyuan.packs.exercise.draws import FIRST_YEAR, LAST_YEAR, random_for
from tongyuan.packs.exercise.outline import read
from tongyuan.packs.exercise.units import cities
from tongyuan.vocabulary.quality import Quality

__all__ = ["points", "works"]

INSIDE = (0.1, 0.9)
"""Where on its city's tile a plant may lie [1]."""
NOTE = "虚构点源，仅供演练；坐标为示意方格"


def points(seed: int) -> pl.DataFrame:
    """Draw the plants of every year; a plant keeps its place and its size.

    Parameters
    ----------
    seed
        Seed of the province.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``PointSource``, all synthetic [MW of power, kt a year of products].
    """
    rng = random_for(seed, "points")
    across = math.ceil(math.sqrt(len(cities())))
    rows = []
    for row in read("stations"):
        place = sorted(cities()).index(row["region"])
        east, south = (float(rng.uniform(*INSIDE)) for _ in range(2))
        weight = round(float(rng.uniform(float(row["least"]), float(row["most"]))), -1)
        lon, lat = place % across + east, -(place // across) - south
        facts = (row["id"], row["source"], f"演练{row['id']}", round(lon, 4), round(lat, 4), weight)
        rows += [
            (row["region"], year, *facts, row["weight_unit"]) for year in range(FIRST_YEAR, LAST_YEAR + 1)
        ]
    names = ["region", "year", "id", "source", "name", "lon", "lat", "weight", "weight_unit"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        quality=pl.lit(Quality.SYNTHETIC.value), citation=pl.lit("synthetic"), note=pl.lit(NOTE)
    )


def works(processes: pl.DataFrame) -> pl.DataFrame:
    """Give the cities that keep records their part of the province's output.

    Parameters
    ----------
    processes
        Output of the province, as ``energy.processes`` draws it [t].

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``Activity``: the parts of ``works.csv`` [t].
    """
    shares = pl.DataFrame(
        [(row["region"], row["material"], float(row["share"])) for row in read("works")],
        schema=["city", "fuel", "share"],
        orient="row",
    )
    own = processes.join(shares, on="fuel", how="inner", maintain_order="left_right")
    return own.with_columns(
        pl.col("city").alias("region"), (pl.col("quantity") * pl.col("share")).round(1)
    ).select(processes.columns)
