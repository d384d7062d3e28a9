"""Point sources on the grid: each takes its weight's share of what its region emits from its source."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from tongyuan.plan.gridding.cells import index_of

__all__ = ["outside", "shares_of_points"]


def shares_of_points(points: pl.DataFrame, *, step: float) -> pl.DataFrame:
    """Give each region's points their cells, by weight, source by source.

    Parameters
    ----------
    points
        PointSource [weight: any unit, one for each source].
    step
        Size of the cells [degree].

    Returns
    -------
    pl.DataFrame
        ``region``, ``pattern`` (``points:`` and the source), ``i``, ``j``, ``share`` [1]; a source of a
        region whose weights are all zero has no rows.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["1", "1"], "source": "1A1a", "lon": [123.41, 123.62], "lat": 41.8,
    ...                      "weight": [300.0, 100.0]})
    >>> shares_of_points(rows, step=0.1).rows()
    [('1', 'points:1A1a', 1234, 418, 0.75), ('1', 'points:1A1a', 1236, 418, 0.25)]
    """
    names = ["region", "pattern", "i", "j", "share"]
    types = [pl.String, pl.String, pl.Int32, pl.Int32, pl.Float64]
    if not points.height:
        return pl.DataFrame(schema=dict(zip(names, types, strict=True)))
    placed = points.with_columns(
        pattern="points:" + pl.col("source"),
        i=pl.col("lon").map_elements(lambda lon: index_of(lon, step=step), return_dtype=pl.Int32),
        j=pl.col("lat").map_elements(lambda lat: index_of(lat, step=step), return_dtype=pl.Int32),
    )
    total = pl.col("weight").sum().over("region", "pattern")
    summed = (
        placed.filter(total > 0)
        .with_columns(share=pl.col("weight") / total)
        .group_by("region", "pattern", "i", "j")
        .agg(pl.col("share").sum())
    )
    return summed.filter(pl.col("share") > 0).select(names).sort("region", "pattern", "j", "i")


def outside(points: pl.DataFrame, *, outlines: Mapping[str, BaseGeometry], within: float) -> pl.DataFrame:
    """Name points that do not lie in their own region: a wrong place or a wrong region.

    Parameters
    ----------
    points
        PointSource.
    outlines
        Outline of each region in longitude and latitude [degree].
    within
        How far from the outline is still within it: outlines are simplified [degree].

    Returns
    -------
    pl.DataFrame
        The rows that lie elsewhere, or whose region has no outline.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["1", "1"], "lon": [0.5, 2.5], "lat": [0.5, 0.5]})
    >>> outside(rows, outlines={"1": shapely.box(0, 0, 1, 1)}, within=0.05)["lon"].to_list()
    [2.5]
    """
    lies_in = [
        row["region"] in outlines
        and shapely.distance(outlines[row["region"]], shapely.Point(row["lon"], row["lat"])) <= within
        for row in points.iter_rows(named=True)
    ]
    return points.filter(~pl.Series(lies_in, dtype=pl.Boolean))
