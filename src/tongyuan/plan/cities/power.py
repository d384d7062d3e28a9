"""Power and heat seen twice: where they are used (scope 2), and where they are made (scope 1)."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.plan.energy import column_scales
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.tables import Activity, PowerOverlap

__all__ = ["MADE", "electricity_use", "power_overlap"]

#: Where power and heat for others are made.
MADE = "1A1a"
#: Losses of the grid, and final consumption: together all power that the region used.
USE_ROWS = (20, 21)
ELECTRICITY, PURCHASED = "electricity", "purchased_electricity"


def electricity_use(balance: pl.DataFrame) -> dy.DataFrame[Activity]:
    """Take from an energy balance all electricity that its region used, wherever it was made.

    Parameters
    ----------
    balance
        EnergyBalance.

    Returns
    -------
    dy.DataFrame[Activity]
        One row of purchased electricity a region and year [MWh]: final consumption and losses (rows 20, 21);
        no row where neither is printed.

    Notes
    -----
    Source: scope 2 of cities counts grid-supplied energy used within the boundary (GPC 2014), wherever it is
    made; scope 2 of the province counts what came in from outside (provincial guideline).

    Examples
    --------
    Ten of the yearbook's 1e8 kWh used and one lost:

    >>> from tongyuan.testing.energy import balanced
    >>> electricity_use(balanced({(23, "electricity"): 10.0, (20, "electricity"): 1.0}))["quantity"].item()
    1100000.0
    """
    cells = balance.filter(
        pl.col("row").is_in(USE_ROWS), pl.col("fuel") == ELECTRICITY, pl.col("quantity").is_not_null()
    )
    scale = column_scales()[ELECTRICITY]
    used = cells.group_by("region", "year", maintain_order=True).agg(
        pl.col("quantity").sum() * scale, pl.col("quality").first(), pl.col("citation").first()
    )
    nothing = pl.lit(None, dtype=pl.Float64)
    return Activity.validate(
        used.with_columns(
            sector=pl.lit("electricity_use"),
            source=pl.lit("none"),
            fuel=pl.lit(ELECTRICITY),
            activity=pl.lit(PURCHASED),
            technology=pl.lit(UNSTATED),
            unit=pl.lit(fuels.activity_unit(ELECTRICITY)),
            state=pl.lit(None, dtype=pl.String),
            low=nothing,
            high=nothing,
            derived_from_co2=pl.lit(value=False),
            note=pl.lit("终端消费与损失之和（使用侧）"),
        ).select(Activity.column_names()),
        cast=True,
    )


def power_overlap(cities: pl.DataFrame, *, province: pl.DataFrame) -> dy.DataFrame[PowerOverlap]:
    """Say how much of each city's scope 2 is scope 1 of power and heat plants in the same province.

    Parameters
    ----------
    cities
        CityEmission; its scope 2 counts all that each city used [t].
    province
        Emission of the province; its scope 2 counts what came in from outside, net [t].

    Returns
    -------
    dy.DataFrame[PowerOverlap]
        A row for each city, carrier and species of scope 2 [t]. The cities' ``outside_t`` add up to the
        province's scope 2 where it took in more than it gave away.

    Examples
    --------
    A city used power of 10 t; of what the province used, 4 of 20 t came from outside:

    >>> facts = {"year": 2020, "activity": "purchased_electricity", "species": "CO2", "scope": 2,
    ...          "source": "none", "way": "top_down"}
    >>> cities = pl.DataFrame([facts | {"region": city, "mass_t": 10.0} for city in ("1", "2")])
    >>> power_overlap(cities, province=pl.DataFrame([facts | {"region": "0", "mass_t": 4.0}]))[0].select(
    ...     "used_t", "outside_t", "overlap_t").row(0)
    (10.0, 2.0, 8.0)
    """
    key = ["activity", "species"]
    used = cities.filter(pl.col("scope") == 2).with_columns(total_t=pl.col("mass_t").sum().over(key))
    listed = used.filter(pl.col("way") != "unallocated")
    outside = (
        province.filter(pl.col("scope") == 2)
        .group_by(key, maintain_order=True)
        .agg(pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()).alias("net_t"))
    )
    made = (
        cities.filter(pl.col("source").str.starts_with(MADE), pl.col("scope") == 1)
        .group_by("region", "species", maintain_order=True)
        .agg(pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()).alias("made_t"))
    )
    rows = (
        listed.group_by("region", "year", *key, maintain_order=True)
        .agg(
            pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()).alias("used_t"),
            pl.col("total_t").first(),
        )
        .join(outside, on=key, how="left", maintain_order="left")
        .join(made, on=["region", "species"], how="left", maintain_order="left")
    )
    part = pl.when(pl.col("total_t") > 0).then((pl.col("net_t") / pl.col("total_t")).clip(0.0, 1.0))
    told = rows.with_columns(outside_t=pl.col("used_t") * part).with_columns(
        overlap_t=pl.col("used_t") - pl.col("outside_t")
    )
    return PowerOverlap.validate(told.select(PowerOverlap.column_names()), cast=True)
