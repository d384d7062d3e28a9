"""What did not agree between a province and its cities: told, never adjusted."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.plan.cities.allocation import CELL, NOTHING
from tongyuan.vocabulary.tables import CityFinding

__all__ = ["findings"]

KEPT = ["region", *CELL, "finding", "province_t", "bottom_up_t", "remainder_t"]


def findings(cities: pl.DataFrame, *, province: pl.DataFrame) -> dy.DataFrame[CityFinding]:
    """Name every cell in which cities and province do not agree.

    Parameters
    ----------
    cities
        CityEmission of the province's cities [t].
    province
        Emission of the province, as it was shared out [t].

    Returns
    -------
    dy.DataFrame[CityFinding]
        ``conflict``: the cities' own records exceed the province; ``not_in_province``: a city has a figure
        where the province has none; ``no_proxy``: nothing shares the remainder out; ``left_over``: every city
        has records, and they are less than the province; ``incomplete_records``: a city's records lack
        something, so that it is estimated top-down [t].
    """
    place, year = province["region"][0], province["year"][0]
    wholes = province.group_by(CELL, maintain_order=True).agg(
        pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()).alias("province_t")
    )
    by_city = cities.filter(pl.col("way") != "unallocated").with_columns(own=pl.col("way") == "bottom_up")
    summed = by_city.group_by(CELL, maintain_order=True).agg(
        pl.when(pl.col("mass_t").filter("own").count() > 0)
        .then(pl.col("mass_t").filter("own").sum())
        .alias("bottom_up_t"),
        (~pl.col("own")).any().alias("some_share"),
        pl.col("proxy").is_not_null().any().alias("proxied"),
    )
    sides = summed.join(wholes, on=CELL, how="left", maintain_order="left").with_columns(
        region=pl.lit(place),
        remainder_t=pl.col("province_t") - pl.col("bottom_up_t").fill_null(0.0),
    )
    whole = sides.with_columns(finding=_finding()).filter(pl.col("finding").is_not_null())
    parts = by_city.filter(~pl.col("own") & pl.col("bottom_up_t").is_not_null()).with_columns(
        finding=pl.lit("incomplete_records"),
        province_t=pl.lit(None, dtype=pl.Float64),
        remainder_t=pl.lit(None, dtype=pl.Float64),
    )
    rows = pl.concat([whole.select(KEPT), parts.select(KEPT)]).with_columns(year=pl.lit(year, dtype=pl.Int32))
    return CityFinding.validate(rows.select(CityFinding.column_names()), cast=True)


def _finding() -> pl.Expr:
    larger = pl.max_horizontal(pl.col("province_t").abs(), pl.col("bottom_up_t").abs())
    beyond = pl.col("remainder_t").abs() > NOTHING * larger
    has_own = pl.col("bottom_up_t").is_not_null()
    return (
        pl.when(pl.col("province_t").is_null() & has_own)
        .then(pl.lit("not_in_province"))
        .when(beyond & has_own & (pl.col("remainder_t") * pl.col("province_t") < 0))
        .then(pl.lit("conflict"))
        .when(beyond & ~pl.col("some_share"))
        .then(pl.lit("left_over"))
        .when(beyond & ~pl.col("proxied"))
        .then(pl.lit("no_proxy"))
    )
