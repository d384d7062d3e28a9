"""What is wrong with a matrix: pairs that are missing, numbers that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import polars as pl

from tongyuan.vocabulary.tables.air import PRECURSORS, RELEASES

__all__ = ["check_matrix"]

#: A response of the yearly mean above this is a slip of units [ug/m3 per kt].
LARGEST = 50.0
SCHEMA = {
    "region": pl.String,
    "source_region": pl.String,
    "species": pl.String,
    "release": pl.String,
    "finding": pl.String,
    "ug_m3_per_kt": pl.Float64,
}
KEY = ["region", "source_region", "species", "release"]


def check_matrix(matrix: pl.DataFrame, *, regions: Sequence[str]) -> pl.DataFrame:
    """List what is wrong with a matrix.

    Parameters
    ----------
    matrix
        Contract ``SourceReceptor``, one year.
    regions
        Regions that must all stand in it, as receptor and as source.

    Returns
    -------
    pl.DataFrame
        Rows with ``finding``: ``missing`` (no number for a pair), ``negative_primary`` (more particles cannot
        mean less), ``negative`` (less sulphur may mean more nitrate: look at it), ``too_large`` (a slip of
        units), ``foreign`` (a region that is not asked about).
    """
    named = matrix.select(*(pl.col(name).cast(pl.String) for name in KEY), "ug_m3_per_kt")
    wanted = pl.DataFrame(
        list(product(regions, regions, PRECURSORS, RELEASES)),
        schema=dict.fromkeys(KEY, pl.String),
        orient="row",
    )
    primary = pl.col("species") == "PM2.5"
    below = pl.col("ug_m3_per_kt") < 0
    within = pl.col("region").is_in(list(regions)) & pl.col("source_region").is_in(list(regions))
    parts = {
        "missing": wanted.join(named, on=KEY, how="anti").with_columns(ug_m3_per_kt=pl.lit(None, pl.Float64)),
        "negative_primary": named.filter(below & primary),
        "negative": named.filter(below & ~primary),
        "too_large": named.filter(pl.col("ug_m3_per_kt") > LARGEST),
        "foreign": named.filter(~within),
    }
    told = [rows.with_columns(finding=pl.lit(name)).select(list(SCHEMA)) for name, rows in parts.items()]
    return pl.concat(told)
