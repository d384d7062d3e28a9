"""From province to cities: each city's own records where they are whole, the remainder by declared proxies.

Nothing is clipped: a remainder against the province's sign stays at the province, and is told. What no city
takes stands as ``unallocated`` with the province, so that the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import polars as pl

from tongyuan.plan.cities.proxies import candidates
from tongyuan.plan.inventory.totals import sum_known
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import CityEmission

__all__ = ["CELL", "allocate"]

CELL = ["source", "activity", "species", "scope"]
#: Smaller than this part of the larger of two sums is rounding.
NOTHING = 1e-9


def allocate(
    province: pl.DataFrame,
    *,
    own: pl.DataFrame,
    units: Sequence[str],
    rules: pl.DataFrame,
    values: pl.DataFrame,
) -> dy.DataFrame[CityEmission]:
    """Give every city its part of a province's inventory.

    Parameters
    ----------
    province
        Emission of one province and year [t].
    own
        Emission of the cities that have activity of their own, same year and family [t].
    units
        The cities that add up to the province.
    rules
        ProxyRule.
    values
        Values of proxies, as ``proxy_values`` gives them.

    Returns
    -------
    dy.DataFrame[CityEmission]
        A row for each city, source, kind of activity, species and scope [t]; rows of the province hold
        what no city took.

    Raises
    ------
    ConflictError
        If factor families are mixed.

    Notes
    -----
    Source: scaling of data as in the Global Protocol for Community-Scale Inventories (GPC 2014); a city's
    share of the remainder is its proxy over the sum of the proxy among the cities that have no records.
    """
    wholes = _cells(province).drop("region")
    parts = _cells(own).filter(pl.col("region").is_in(list(units)))
    laid = _laid_out(wholes, parts, units=units)
    shared = _with_shares(laid, rules=rules, values=values)
    cities = _with_masses(shared)
    place, year = province["region"][0], province["year"][0]
    family = province["family"][0]
    left = _unallocated(cities, place=place)
    rows = pl.concat([cities.select(left.columns), left]).with_columns(
        year=pl.lit(year, dtype=pl.Int32), family=pl.lit(family)
    )
    return CityEmission.validate(rows.select(CityEmission.column_names()), cast=True)


def _cells(emission: pl.DataFrame) -> pl.DataFrame:
    """Sum over fuels, sectors and technologies; whole where nothing is missing."""
    by = ["region", *CELL, "medium", "family"]
    summed = sum_known(emission, value="mass_t", by=by)
    return summed.select("region", *CELL, "medium", "mass_t", "state", "complete", "quality")


def _laid_out(wholes: pl.DataFrame, parts: pl.DataFrame, *, units: Sequence[str]) -> pl.DataFrame:
    """Set every city beside every cell that the province or a city has."""
    cells = pl.concat([wholes.select(*CELL, "medium"), parts.select(*CELL, "medium")]).unique(
        CELL, maintain_order=True
    )
    grid = cells.join(pl.DataFrame({"region": list(units)}), how="cross", maintain_order="left_right")
    whole = wholes.select(
        *CELL,
        pl.col("mass_t").alias("province_t"),
        pl.col("state").alias("province_state"),
        pl.col("complete"),
        pl.col("quality").alias("province_quality"),
    )
    part = parts.select(
        "region",
        *CELL,
        pl.col("mass_t").alias("bottom_up_t"),
        pl.col("state").alias("own_state"),
        pl.col("complete").alias("own"),
        pl.col("quality").alias("own_quality"),
    )
    joined = grid.join(whole, on=CELL, how="left", maintain_order="left").join(
        part, on=["region", *CELL], how="left", maintain_order="left"
    )
    own = pl.col("own").fill_null(value=False)
    taken = pl.col("bottom_up_t").filter(own).sum().over(CELL)
    larger = pl.max_horizontal(pl.col("province_t").abs(), taken.abs())
    rest = pl.col("province_t") - taken
    return joined.with_columns(
        own=own,
        complete=pl.col("complete").fill_null(value=False),
        remainder_t=pl.when(rest.abs() <= NOTHING * larger).then(0.0).otherwise(rest),
    )


def _with_shares(laid: pl.DataFrame, *, rules: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Choose for each cell the first proxy that every city without records has, and take its shares."""
    offered = laid.join(
        candidates(rules, laid), on=["source", "activity"], how="inner", maintain_order="left_right"
    ).join(values, on=["proxy", "region"], how="left", maintain_order="left")
    among, choice = ~pl.col("own"), [*CELL, "proxy"]
    lacking = (pl.col("value").is_null() & among).any().over(choice)
    anybody = among.any().over(choice)
    weight = (
        pl.when(anybody)
        .then(pl.col("value").filter(among).sum().over(choice))
        .otherwise(pl.col("value").sum().over(choice))
    )
    none_lack = pl.col("value").is_not_null().all().over(choice)
    serves = pl.when(anybody).then(~lacking).otherwise(none_lack) & (weight > 0)
    total = pl.col("value").sum().over(choice)
    best = (
        offered.with_columns(
            share=pl.when(among)
            .then(pl.col("value") / weight)
            .when(none_lack & (total > 0))
            .then(pl.col("value") / total),
        )
        .filter(serves)
        .filter(pl.col("order") == pl.col("order").min().over(CELL))
        .select("region", *CELL, "proxy", "proxy_year", "share", pl.col("quality").alias("proxy_quality"))
    )
    return laid.join(best, on=["region", *CELL], how="left", maintain_order="left")


def _with_masses(shared: pl.DataFrame) -> pl.DataFrame:
    own, share = pl.col("own"), pl.col("share")
    against = pl.col("remainder_t") * pl.col("province_t") < 0
    top_down = pl.when(~against).then(pl.col("remainder_t") * share)
    mass = pl.when(own).then(pl.col("bottom_up_t")).otherwise(top_down)
    by_proxy = pl.when(own).then(pl.col("province_t") * share).otherwise(top_down)
    why = (
        pl.when(own)
        .then(pl.col("own_state"))
        .otherwise(pl.coalesce("province_state", pl.lit(Missing.NE.value)))
    )
    off = (pl.col("proxy_t") - pl.col("bottom_up_t")) / pl.col("bottom_up_t").abs()
    ranks = pl.max_horizontal(
        pl.col(name).cast(pl.String).cast(QUALITY) for name in ("province_quality", "proxy_quality")
    )
    inferred = pl.max_horizontal(ranks, pl.lit("derived").cast(QUALITY)).cast(pl.String)
    return shared.with_columns(mass_t=mass, proxy_t=by_proxy).with_columns(
        state=pl.when(pl.col("mass_t").is_null()).then(why),
        way=pl.when(own).then(pl.lit("bottom_up")).otherwise(pl.lit("top_down")),
        bottom_up_t=pl.col("bottom_up_t"),
        error=pl.when(own & off.is_finite()).then(off),
        quality=pl.when(pl.col("mass_t").is_not_null()).then(
            pl.when(own).then(pl.col("own_quality").cast(pl.String)).otherwise(inferred)
        ),
    )


def _unallocated(cities: pl.DataFrame, *, place: str) -> pl.DataFrame:
    """Keep with the province what no city took, beyond rounding."""
    summed = cities.group_by([*CELL, "medium"], maintain_order=True).agg(
        pl.col("mass_t").sum().alias("taken"),
        pl.col("province_t").first(),
        pl.col("complete").first(),
        pl.col("province_quality").first().cast(pl.String).alias("quality"),
    )
    rest = pl.col("province_t") - pl.col("taken")
    larger = pl.max_horizontal(pl.col("province_t").abs(), pl.col("taken").abs())
    left = summed.with_columns(mass_t=rest).filter(pl.col("mass_t").abs() > NOTHING * larger)
    nothing = pl.lit(None, dtype=pl.Float64)
    return left.select(
        pl.lit(place).alias("region"),
        *CELL,
        "medium",
        "mass_t",
        pl.lit(None, dtype=pl.String).alias("state"),
        pl.lit("unallocated").alias("way"),
        pl.lit(None, dtype=pl.String).alias("proxy"),
        pl.lit(None, dtype=pl.Int32).alias("proxy_year"),
        nothing.alias("share"),
        nothing.alias("bottom_up_t"),
        nothing.alias("proxy_t"),
        nothing.alias("error"),
        "complete",
        "quality",
    )
