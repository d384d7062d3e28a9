"""The trophic index of lakes."""

from __future__ import annotations

import math
from collections.abc import Mapping

import polars as pl

__all__ = ["level_of", "trophic_index", "trophic_indices"]

#: Upper bounds of the levels; what lies above the last is heavily eutrophic.
LEVELS = ((30.0, "oligotrophic"), (50.0, "mesotrophic"), (60.0, "light"), (70.0, "moderate"))
TEN = 10.0


def level_of(index: float) -> str:
    """Name the level of a trophic index.

    Parameters
    ----------
    index
        The index [1].

    Returns
    -------
    str
        ``oligotrophic`` (below 30), ``mesotrophic`` (30 to 50), ``light``, ``moderate`` or ``heavy``.

    Examples
    --------
    >>> [level_of(index) for index in (29.9, 30.0, 50.0, 50.1, 60.1, 70.1)]
    ['oligotrophic', 'mesotrophic', 'mesotrophic', 'light', 'moderate', 'heavy']
    """
    if index < LEVELS[0][0]:
        return LEVELS[0][1]
    return next((name for bound, name in LEVELS[1:] if index <= bound), "heavy")


def trophic_index(means: Mapping[str, float], *, coefficients: pl.DataFrame) -> float:
    """Compute the weighted trophic index TLI of a lake.

    Source: 总站生字〔2001〕090号; 环办〔2011〕22号.

    Parameters
    ----------
    means
        Chlorophyll a [mg/m3], transparency [m], total phosphorus, total nitrogen, permanganate index [mg/L],
        all five and above zero.
    coefficients
        ``item``, ``intercept``, ``slope``, ``correlation`` with chlorophyll a; weights are its squares.

    Returns
    -------
    float
        The index [1].

    Examples
    --------
    With every concentration 1 (and 1 m) each part is ten times its intercept:

    >>> table = pl.DataFrame({"item": ["a", "b"], "intercept": [2.5, 9.436], "slope": [1.086, 1.624],
    ...                       "correlation": [1.0, 0.84]})
    >>> round(trophic_index({"a": 1.0, "b": 1.0}, coefficients=table), 3)  # (25 + 0.7056 x 94.36) / 1.7056
    53.694
    """
    total = weights = 0.0
    for row in coefficients.iter_rows(named=True):
        weight = row["correlation"] ** 2
        total += weight * TEN * (row["intercept"] + row["slope"] * math.log(means[row["item"]]))
        weights += weight
    return total / weights


def trophic_indices(
    means: pl.DataFrame, *, sections: pl.DataFrame, coefficients: pl.DataFrame
) -> pl.DataFrame:
    """Compute the index of each lake in each period, of the means over its points.

    Parameters
    ----------
    means
        Monthly and yearly means.
    sections
        Rows of ``WaterSection``; rivers are left out.
    coefficients
        As ``water_trophic``.

    Returns
    -------
    pl.DataFrame
        ``water``, ``year``, ``month``, ``index`` (null where an item lacks or is zero at a point), ``level``,
        ``missing`` items.
    """
    points = sections.filter(pl.col("body").cast(pl.String) == "lake").select("station", "water")
    items = coefficients["item"].to_list()
    periods = means.join(points, on="station").select("water", "year", "month").unique()
    grid = periods.join(points, on="water").join(coefficients.select("item"), how="cross")
    keys = ["station", "item", "year", "month"]
    rows = grid.join(means.select(*keys, "mean"), on=keys, how="left")
    of_lake = rows.group_by("water", "year", "month", "item").agg(
        mean=pl.when(pl.col("mean").null_count() == 0).then(pl.col("mean").mean())
    )
    made = []
    for key, part in of_lake.group_by("water", "year", "month"):
        held = dict(part.select("item", "mean").iter_rows())
        absent = [item for item in items if not held[item]]
        index = None if absent else trophic_index(held, coefficients=coefficients)
        told = dict(zip(("water", "year", "month"), key, strict=True))
        level = None if index is None else level_of(index)
        made.append(told | {"index": index, "level": level, "missing": ";".join(absent)})
    schema = {"water": pl.String, "year": pl.Int64, "month": pl.Int64, "index": pl.Float64}
    table = pl.DataFrame(made, schema=schema | {"level": pl.String, "missing": pl.String})
    return table.sort("water", "year", "month")
