"""Conditions of driving: how far temperature, humidity, altitude, speed, load and sulphur change a factor.

A correction of a region and year is a factor of its own, made of the printed ones by the share of the
distance driven in each condition; where nobody stated a condition, nothing is corrected (1).
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Factor

__all__ = ["correct", "demand_conditions"]

ANY = "*"
ROUNDING = 1e-6
GROUP = ("region", "year", "correction", "vehicle", "fuel")


def demand_conditions(conditions: pl.DataFrame) -> None:
    """Refuse conditions that are not known, and shares that do not make up the whole distance.

    Parameters
    ----------
    conditions
        RoadCondition.

    Raises
    ------
    InputError
        If a condition is unknown for its correction, or the shares of a group do not sum to 1; all at once.
    """
    text = conditions.with_columns(pl.col("correction", "vehicle", "fuel", "condition").cast(pl.String))
    known = packaged_table("road_conditions").select("correction", "condition")
    unknown = text.join(known, on=["correction", "condition"], how="anti")
    listed = known.group_by("correction").agg(expected=pl.col("condition").str.join(", "))
    problems = [
        Problem(
            "road.unknown_condition", {name: row[name] for name in ("correction", "condition", "expected")}
        )
        for row in unknown.join(listed, on="correction").to_dicts()
    ]
    summed = text.group_by(GROUP, maintain_order=True).agg(got=pl.col("share").sum())
    uneven = summed.filter((pl.col("got") - 1).abs() > ROUNDING)
    problems += [Problem("road.shares", row) for row in uneven.to_dicts()]
    if problems:
        raise InputError(problems)


def correct(
    conditions: pl.DataFrame, *, corrections: pl.DataFrame, materials: pl.DataFrame
) -> dy.DataFrame[Factor]:
    """Make the corrections of a region and year from the shares of its conditions.

    The correction is the sum over conditions of share x printed correction; what the guide does not print
    is 1. A vehicle's own conditions come before those of all vehicles, a fuel's before those of all fuels.
    Source: MEE technical guide on road-vehicle emission inventories (trial), 2014, tables of corrections.

    Parameters
    ----------
    conditions
        RoadCondition [share of the distance].
    corrections
        The printed corrections: ``correction``, ``condition``, ``species``, ``fuel``, ``vehicles``,
        ``technology``, ``value``, ``quality``, ``citation``, ``edition``.
    materials
        Vehicles with their fuel: ``material``, ``vehicle``, ``fuel``.

    Returns
    -------
    dy.DataFrame[Factor]
        Factors ``phi_...`` that serve that region and year alone [1].

    Raises
    ------
    InputError
        As for `demand_conditions`.

    Examples
    --------
    30 % of the distance below 10 degrees, where gasoline cars give 1.36 times the CO: 0.3 x 1.36 + 0.7.

    >>> shared = {"region": "990000", "year": 2020, "correction": "temperature", "vehicle": "*",
    ...           "fuel": "*", "quality": "published", "citation": "test"}
    >>> stated = pl.DataFrame([shared | {"condition": "below_10", "share": 0.3},
    ...                        shared | {"condition": "10_25", "share": 0.7}])
    >>> printed = pl.DataFrame({"correction": "temperature", "condition": "below_10", "species": "CO",
    ...     "fuel": "gasoline", "vehicles": "car_mini", "technology": "*", "value": 1.36,
    ...     "quality": "published", "citation": "test", "edition": "2014"})
    >>> cars = pl.DataFrame({"material": "car_mini_gasoline", "vehicle": "car_mini", "fuel": "gasoline"})
    >>> made = correct(stated, corrections=printed, materials=cars)
    >>> made.filter(species="CO").select("parameter", pl.col("value").round(6)).rows()
    [('phi_temperature', 1.108)]
    """
    if conditions.is_empty():
        return Factor.create_empty()
    demand_conditions(conditions)
    stated = _stated(conditions, materials)
    served = _printed(corrections, materials)
    weighed = stated.join(served, on=["correction", "condition", "material"], how="inner")
    key = ("region", "year", "correction", "material", "species", "technology")
    over = pl.col("share") * (pl.col("factor") - 1)
    told = pl.concat_str(
        pl.col("share").round(4).cast(pl.String),
        "condition",
        pl.col("factor").cast(pl.String),
        separator=" × ",
    )
    sums = weighed.group_by(key, maintain_order=True).agg(
        value=1 + over.sum(),
        quality=pl.max_horizontal("quality", "printed_quality").max(),
        edition=pl.col("edition").first(),
        citation=pl.concat_str("citation", "printed_citation", separator="; ").first(),
        note=told.str.join(" + "),
    )
    return _as_factors(pl.concat([_uncorrected(stated), sums], how="diagonal"))


def _stated(conditions: pl.DataFrame, materials: pl.DataFrame) -> pl.DataFrame:
    """Give each material the conditions that are stated most closely for it."""
    text = conditions.with_columns(
        pl.col("correction", "vehicle", "fuel", "condition").cast(pl.String),
        pl.col("quality").cast(pl.String).cast(QUALITY),
    ).rename({"vehicle": "of_vehicle", "fuel": "of_fuel"})
    paired = text.join(materials, how="cross").filter(
        pl.col("of_vehicle").is_in([ANY]) | (pl.col("of_vehicle") == pl.col("vehicle")),
        pl.col("of_fuel").is_in([ANY]) | (pl.col("of_fuel") == pl.col("fuel")),
    )
    close = (pl.col("of_vehicle") != ANY).cast(pl.Int8) * 2 + (pl.col("of_fuel") != ANY).cast(pl.Int8)
    ranked = paired.with_columns(close=close)
    return ranked.filter(
        pl.col("close") == pl.col("close").max().over("region", "year", "correction", "material")
    )


def _printed(corrections: pl.DataFrame, materials: pl.DataFrame) -> pl.DataFrame:
    """Give each printed correction the materials and standards that it serves."""
    opened = corrections.with_columns(
        of_vehicle=pl.col("vehicles").str.split(" "), technology=pl.col("technology").str.split(" ")
    )
    rows = opened.explode("of_vehicle").explode("technology").join(materials, on="fuel")
    served = rows.filter((pl.col("of_vehicle") == ANY) | (pl.col("of_vehicle") == pl.col("vehicle")))
    return served.select(
        "correction",
        "condition",
        "material",
        "species",
        "technology",
        "edition",
        factor=pl.col("value").cast(pl.Float64),
        printed_quality=pl.col("quality").cast(QUALITY),
        printed_citation=pl.col("citation"),
    )


def _uncorrected(stated: pl.DataFrame) -> pl.DataFrame:
    """Make the rows for what the guide prints no correction of: 1, with the conditions' quality."""
    rows = stated.group_by("region", "year", "correction", "material", maintain_order=True).agg(
        quality=pl.max_horizontal(pl.col("quality").max(), pl.lit("derived", QUALITY)),
        citation=pl.col("citation").first(),
    )
    return rows.with_columns(
        species=pl.lit(ANY),
        technology=pl.lit(ANY),
        value=pl.lit(1.0),
        edition=pl.lit("2014"),
        note=pl.lit("conditions are stated; the guide prints no correction for them"),
    )


def _as_factors(rows: pl.DataFrame) -> dy.DataFrame[Factor]:
    parameter = pl.lit("phi_") + pl.col("correction")
    parts = ["region", "material", "technology", "species"]
    nothing = pl.lit(None, pl.Float64)
    full = rows.with_columns(
        pl.max_horizontal(pl.col("quality"), pl.lit("derived", QUALITY)).alias("quality"),
        factor_id=pl.concat_str(pl.lit("conditions"), *parts, parameter, separator="/")
        + "@"
        + pl.col("year").cast(pl.String),
        family=pl.lit(ANY),
        method=pl.lit("driving.*"),
        parameter=parameter,
        source=pl.lit("1A3b"),
        fuel=pl.col("material"),
        year_from=pl.col("year"),
        year_to=pl.col("year"),
        low=nothing,
        high=nothing,
        range_quality=pl.lit(None, pl.String),
        distribution=pl.lit("fixed"),
        unit=pl.lit("1"),
        origin=pl.lit("records of the region"),
    )
    return Factor.validate(full.select(list(Factor.columns())), cast=True)
