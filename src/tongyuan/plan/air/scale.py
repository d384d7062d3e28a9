"""The screening kernel beside published numbers: slopes of a global model, shares of a regional one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from tongyuan.plan.air.screening import HEIGHTS, plume_response
from tongyuan.plan.air.winds import WindClass
from tongyuan.vocabulary.tables.air import PRECURSORS

__all__ = ["FAR", "scale_check", "shares_beside"]

#: Distance at which a national mean is likened to a plume [m].
FAR = 1e6
#: How far apart two numbers of one order may be [1].
ORDER = 10.0
KT_PER_MT = 1000.0
#: What primary particles are likened to: components of the global model.
LIKE = {"PM2.5": ("BC", "POM")}


def scale_check(winds: Sequence[WindClass], *, kernel: pl.DataFrame, slopes: pl.DataFrame) -> pl.DataFrame:
    """Lay the kernel at 1000 km beside the slopes of a global model: the order must be the same.

    Parameters
    ----------
    winds
        Classes of the winds of a place.
    kernel
        Contract ``KernelSpecies``.
    slopes
        ``species``, ``ug_m3_per_mt`` of components, which add up by species.

    Returns
    -------
    pl.DataFrame
        ``species``, ``kernel_ug_m3_per_mt``, ``published_ug_m3_per_mt``, ``ratio`` and ``same_order`` (within
        a factor of ten).
    """
    rows = []
    for species in PRECURSORS:
        seasons = {row["season"]: row for row in kernel.filter(species=species).iter_rows(named=True)}
        around = [
            plume_response(FAR, bearing=bearing, winds=winds, kernel=seasons, height=HEIGHTS["medium"])
            for bearing in (n * math.tau / 16 for n in range(16))
        ]
        ours = KT_PER_MT * sum(around) / len(around)
        named = LIKE.get(species, (species,))
        published = float(slopes.filter(pl.col("species").is_in(named))["ug_m3_per_mt"].sum()) / len(named)
        ratio = ours / published
        rows.append((species, ours, published, ratio, 1 / ORDER <= ratio <= ORDER))
    names = ["species", "kernel_ug_m3_per_mt", "published_ug_m3_per_mt", "ratio", "same_order"]
    return pl.DataFrame(rows, schema=names, orient="row")


def shares_beside(totals: pl.DataFrame, *, ranges: pl.DataFrame) -> pl.DataFrame:
    """Lay local, regional and outside shares beside published ranges.

    The whole is what was observed, where that is known and calibrated; outside is what the model does not
    give. Without it local and regional shares are those of the modelled part alone, and outside is missing.

    Parameters
    ----------
    totals
        Contract ``AirTotal``.
    ranges
        ``part``, ``low``, ``high``.

    Returns
    -------
    pl.DataFrame
        ``region``, ``part``, ``share`` [1], ``low``, ``high``, ``within``.
    """
    whole = pl.coalesce("calibrated_ug_m3", "modelled_ug_m3")
    scale = (pl.col("calibrated_ug_m3") - pl.col("background_ug_m3")) / pl.col("modelled_ug_m3")
    times = pl.coalesce(scale, pl.lit(1.0))
    shares = totals.with_columns(
        local=pl.col("local_ug_m3") * times / whole,
        regional=pl.col("regional_ug_m3") * times / whole,
        outside=pl.col("background_ug_m3") / whole,
    ).unpivot(["local", "regional", "outside"], index="region", variable_name="part", value_name="share")
    beside = shares.with_columns(pl.col("share").fill_nan(None)).join(
        ranges, on="part", how="left", maintain_order="left"
    )
    return beside.with_columns(within=pl.col("share").is_between("low", "high"))
