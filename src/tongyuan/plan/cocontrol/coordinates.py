"""Co-control coordinates: how far a measure by itself lowers air pollutants, and how far carbon."""

from __future__ import annotations

import math
from collections.abc import Mapping

import polars as pl

from tongyuan.plan.cocontrol.alone import Alone
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["READINGS", "coordinates"]

#: What each quadrant says, in the order of the angle; on an axis, one of the two does not move.
READINGS = {1: "both_fall", 2: "carbon_falls_air_rises", 3: "both_rise", 4: "air_falls_carbon_rises"}
#: Less than this part of the whole emission is no change.
NOTHING = 1e-12


def coordinates(
    found: Alone,
    *,
    before: pl.DataFrame,
    air: Mapping[str, float],
    carbon: Mapping[str, float],
    year: int,
) -> pl.DataFrame:
    """Place every measure by what it does to air pollutants and to carbon.

    Parameters
    ----------
    found
        Every choice by itself.
    before
        Columns region, species, year, mass_t [t]: emission with no measure (``sizes.baseline``).
    air
        Weight of each air pollutant, such as one over its pollution equivalent [equivalents per kg].
    carbon
        Warming potential of each greenhouse gas, of one named set [t CO2e per t].
    year
        The year.

    Returns
    -------
    pl.DataFrame
        Columns measure, air and carbon (fall over the emission with no measure [1]; a rise is negative),
        quadrant (1 to 4; null on an axis), reading (of ``READINGS``; ``one_only`` on an axis, ``none`` where
        nothing moves), angle_deg [degrees from the axis of air; null where nothing moves]. Near 45 degrees a
        measure lowers both alike; cleaning that uses power lies in quadrant 4.

    Raises
    ------
    InputError
        If nothing of what is weighed is emitted before: nothing can be compared with it.

    Notes
    -----
    Source: Mao X.Q. et al. (2012), coordinates of co-control effects: x the fall of air pollutants in
    equivalents, y that of greenhouse gas; here each over its emission before, so that the angle has no unit.

    Examples
    --------
    A scrubber takes 90 of 100 t of SO2 and adds 10 to 200 t of CO2: 0.9 to the right, 0.05 down.

    >>> from tongyuan.plan.cocontrol.alone import alone
    >>> from tongyuan.plan.cocontrol.sizes import baseline
    >>> from tongyuan.testing.cocontrol import a_case, an_option
    >>> factors = {("works", "base"): {"SO2": 1.0, "CO2": 2.0},
    ...     ("works", "scrubber"): {"SO2": 0.1, "CO2": 2.1}}
    >>> scrubber = an_option("works", "scrubber", year=2025)
    >>> case = a_case({"works": 100.0}, options=[scrubber], factors=factors)
    >>> placed = coordinates(alone(case), before=baseline(case), air={"SO2": 1 / 0.95}, carbon={"CO2": 1.0},
    ...     year=2025)
    >>> placed.select("measure", pl.col("air").round(6), pl.col("carbon").round(6), "reading").row(0)
    ('scrubber', 0.9, -0.05, 'air_falls_carbon_rises')
    """
    placed = found.weighed(air, year=year).select(
        "measure", air=-pl.col("change") / _emitted(before, air, year=year)
    )
    fall = found.weighed(carbon, year=year).select(
        "measure", carbon=-pl.col("change") / _emitted(before, carbon, year=year)
    )
    both = placed.join(fall, on="measure", maintain_order="left").with_columns(
        pl.when(pl.col("air", "carbon").abs() > NOTHING).then(pl.col("air", "carbon")).otherwise(0.0)
    )
    return both.with_columns(_quadrant()).with_columns(_reading(), _angle())


def _emitted(before: pl.DataFrame, weights: Mapping[str, float], *, year: int) -> float:
    rows = before.filter(pl.col("year") == year, pl.col("species").is_in(list(weights)))
    whole = math.fsum(
        weights[species] * mass for species, mass in rows.select("species", "mass_t").iter_rows()
    )
    if whole <= 0:
        raise InputError([Problem("cocontrol.nothing_emitted", {"species": " ".join(weights), "year": year})])
    return float(whole)


def _quadrant() -> pl.Expr:
    x, y = pl.col("air"), pl.col("carbon")
    right = pl.when(y > 0).then(1).when(y < 0).then(4)
    left = pl.when(y > 0).then(2).when(y < 0).then(3)
    return pl.when(x > 0).then(right).when(x < 0).then(left).cast(pl.Int32).alias("quadrant")


def _reading() -> pl.Expr:
    still = (pl.col("air") == 0) & (pl.col("carbon") == 0)
    told = pl.col("quadrant").replace_strict(READINGS, default=None, return_dtype=pl.String)
    return pl.when(still).then(pl.lit("none")).otherwise(told.fill_null("one_only")).alias("reading")


def _angle() -> pl.Expr:
    moves = (pl.col("air") != 0) | (pl.col("carbon") != 0)
    angle = pl.arctan2("carbon", "air") * (180 / math.pi)
    return pl.when(moves).then(angle).alias("angle_deg")
