"""All factors as one table in the contract's form, assembled from the packaged tables."""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from tongyuan.reference.citations import with_edition
from tongyuan.reference.files import FIRST_YEAR, LAST_YEAR, expand_fuels, read_table
from tongyuan.reference.fuels import fuel_factors
from tongyuan.vocabulary.families import parts_of
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import Factor

__all__ = ["FACTOR_TABLES", "distribution", "factors", "families"]

FACTOR_TABLES = (
    "combustion_ch4_n2o",
    "combustion_stationary",
    "combustion_mobile",
    "combustion_china",
    "purchased",
    "process",
    "process_pollutants",
    "agriculture_livestock",
    "agriculture_fields",
    "industry",
    "combustion_technology",
    "driving",
    "fugitive",
    "movement",
    "vehicle_survival",
    "waste",
    "wastewater",
    "land_biogenic",
    "land_carbon",
    "land_forest",
    "land_marine",
    "land_soil",
    "land_wetland",
    "land_wood",
)
COLUMNS = (
    "set",
    "family",
    "method",
    "parameter",
    "species",
    "source",
    "fuel",
    "technology",
    "region",
    "year_from",
    "year_to",
    "value",
    "low",
    "high",
    "range_quality",
    "unit",
    "origin",
    "quality",
    "citation",
    "place",
    "note",
)
NARROW = 0.3


def factors(family: str | None = None) -> dy.DataFrame[Factor]:
    """Return the factors that a run with one family may use.

    Parameters
    ----------
    family
        Family, or families joined by ``+``: their rows and those that serve every family. All rows where
        it is not given.

    Returns
    -------
    dy.DataFrame[Factor]
        Factors; the unit stands on each row.

    Raises
    ------
    NotFoundError
        If there is no such family.

    Examples
    --------
    >>> rows = factors("GBT32150_2025").filter(fuel="gasoline", method="combustion.co2")
    >>> dict(rows.select("parameter", "value").rows())
    {'carbon_tc_per_tj': 18.9, 'oxidation': 0.98}
    """
    if family is None:
        return _all_factors()
    known = families()["family"].to_list()
    parts = parts_of(family)
    if not set(parts) <= set(known):
        values = {"got": family, "expected": ", ".join(known)}
        raise NotFoundError(Problem("reference.unknown_family", values))
    return Factor.validate(_all_factors().filter(pl.col("family").is_in([*parts, "*"])))


def families() -> pl.DataFrame:
    """Return the families: ``family``, names, what it ``serves``, ``edition``, ``note``.

    Returns
    -------
    pl.DataFrame
        One row a family; families of different documents are never mixed in a run.

    Examples
    --------
    >>> families().filter(serves="fuels")["family"].to_list()
    ['NDRC_2013', 'GBT32150_2025', 'CEADs_2018']
    """
    return read_table("families")


@cache
def _all_factors() -> dy.DataFrame[Factor]:
    tables = [_with_all_columns(read_table(name)) for name in FACTOR_TABLES]
    rows = pl.concat([_with_all_columns(fuel_factors()), *map(expand_fuels, tables)])
    full = with_edition(rows).with_columns(
        factor_id=_factor_id(),
        distribution=distribution(),
        note=pl.concat_str("place", "note", separator="; ", ignore_nulls=True).replace("", None),
    )
    return Factor.validate(full.select(list(Factor.columns())), cast=True)


def _with_all_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Fill what a table leaves out: it then holds for every family, source, region and year."""
    missing = [pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in rows.columns]
    return (
        rows.with_columns(missing)
        .select(COLUMNS)
        .with_columns(
            pl.col("family", "species", "source", "technology", "region").fill_null("*"),
            pl.col("year_from").cast(pl.Int32).fill_null(FIRST_YEAR),
            pl.col("year_to").cast(pl.Int32).fill_null(LAST_YEAR),
            pl.col("value", "low", "high").cast(pl.Float64),
        )
    )


def _factor_id() -> pl.Expr:
    """Write an id that reads: set/source/fuel/technology/species/parameter/region@year, no empty parts."""
    short = pl.col("parameter").replace_strict(
        {"ncv_gj_per_unit": "ncv", "carbon_tc_per_tj": "carbon"}, default=pl.col("parameter")
    )
    plain = pl.col("parameter").str.starts_with("ef_") & (pl.col("parameter") != "ef_t_per_t_carbonate")
    of_fuel = pl.col("parameter").is_in(["ncv_gj_per_unit", "carbon_tc_per_tj", "oxidation"])
    parts = [
        pl.col("set"),
        pl.when(pl.col("source") != "*").then("source"),
        pl.col("fuel"),
        pl.when(pl.col("technology") != "*").then("technology"),
        pl.when(~of_fuel & (pl.col("species") != "*")).then("species"),
        pl.when(~plain).then(short),
        pl.when(pl.col("region") != "*").then("region"),
    ]
    first = pl.col("year_from")
    year = pl.when(first != FIRST_YEAR).then("@" + first.cast(pl.String)).otherwise(pl.lit(""))
    return pl.concat_str(parts, separator="/", ignore_nulls=True) + year


def distribution() -> pl.Expr:
    """Choose the distribution from the shape of the range.

    No range: fixed. A share: triangular, because it is bounded. A range within 30 % of the value, or one
    that begins at 0: normal. Wider ranges of positive quantities: lognormal.

    Returns
    -------
    pl.Expr
        Name of the distribution, from ``value``, ``low``, ``high`` and ``parameter``.

    Examples
    --------
    >>> rows = {"parameter": ["ncv_gj_per_unit"] * 3, "value": [20.0] * 3}
    >>> ranges = {"low": [None, 19.0, 5.0], "high": [None, 21.0, 60.0]}
    >>> pl.DataFrame(rows | ranges).select(distribution().alias("d"))["d"].to_list()
    ['fixed', 'normal', 'lognormal']
    """
    up, down = pl.col("high") - pl.col("value"), pl.col("value") - pl.col("low")
    return (
        pl.when(pl.col("low").is_null() | pl.col("high").is_null())
        .then(pl.lit("fixed"))
        .when(pl.col("parameter") == "share_of_pm25")
        .then(pl.lit("triangular"))
        .when((pl.max_horizontal(up, down) <= NARROW * pl.col("value")) | (pl.col("low") <= 0))
        .then(pl.lit("normal"))
        .otherwise(pl.lit("lognormal"))
    )
