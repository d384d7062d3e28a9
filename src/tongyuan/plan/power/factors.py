"""What one more MWh costs and emits in an hour, by the unit that moves; and what a MWh emits on average."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.plan.power.case import PowerCase
from tongyuan.vocabulary.tables import HourlyFactor

__all__ = ["hourly_factors"]

#: A unit moves where it lies off its bounds by this part of its capacity.
OFF = 1e-6
#: Units whose power is not made within the region.
NOT_MADE_HERE = ("storage", "interconnector", "unserved")


def hourly_factors(
    case: PowerCase, flows: pl.DataFrame, *, prices: list[float]
) -> dy.DataFrame[HourlyFactor]:
    """Find the unit that moves in each hour, its factor, and the mean factor.

    Parameters
    ----------
    case
        The system.
    flows
        Hours of every unit: ``unit``, ``carrier``, ``hour``, ``made``, ``heat``, ``fuel``, ``offered`` [MW].
    prices
        Price of power in each hour of the case [CNY/MWh].

    Returns
    -------
    dy.DataFrame[HourlyFactor]
        A row an hour.

    Notes
    -----
    The unit that moves is the one between its least and its greatest output whose variable cost is nearest
    to the price. Storage, and units whose hours of a year are bounded, only move power between hours: where
    nothing else moves, what one more MWh emits is emitted in another hour, and no factor is given. A combined
    plant whose heat binds it to its power does not move. The mean is CO2 of units that make power, heat of
    combined plants included, over power made within the region.
    """
    costs = case.units.select(
        "unit",
        "min_output",
        "chp",
        "co2_t_mwh",
        "most_hours",
        cost=pl.col("variable_cny_mwh")
        + case.co2_price * pl.col("co2_t_mwh").fill_null(0) * (pl.col("carrier") != "interconnector"),
        ratio=pl.col("power_to_heat").fill_null(0),
    )
    price = case.hours.select("hour", price=pl.Series(prices, dtype=pl.Float64))
    rows = flows.join(costs, on="unit", how="left", maintain_order="left")
    rows = rows.join(price, on="hour", how="left", maintain_order="left")
    moving = _moving(rows).group_by("hour", maintain_order=True).first()
    given = (
        pl.when(pl.col("late") | pl.col("carrier").is_in(NOT_MADE_HERE))
        .then(None)
        .otherwise(pl.col("co2_t_mwh"))
    )
    moved = moving.select("hour", marginal_unit="unit", marginal_t_mwh=given)
    told = price.join(moved, on="hour", how="left", maintain_order="left")
    told = told.join(_means(rows), on="hour", how="left", maintain_order="left")
    placed = told.rename({"price": "price_cny_mwh"}).with_columns(
        region=pl.lit(case.region), year=pl.lit(case.year, pl.Int32)
    )
    return HourlyFactor.validate(placed.select(HourlyFactor.column_names()), cast=True)


def _moving(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep what lies off its bounds, the nearest to the price first; what shifts power between hours last."""
    room = pl.col("offered").clip(lower_bound=1.0) * OFF
    least = pl.max_horizontal(
        pl.col("min_output").fill_null(0) * pl.col("offered"), pl.col("ratio").fill_null(0) * pl.col("heat")
    )
    flexible = (
        (pl.col("carrier") != "boiler")
        & (pl.col("fuel") < pl.col("offered") - room)
        & (pl.col("made") > least + room)
        & (pl.col("chp").cast(pl.String).fill_null("-") != "back_pressure")
    )
    stores = (pl.col("carrier") == "storage") & (pl.col("made") + pl.col("taken") > room)
    unmet = (pl.col("carrier") == "unserved") & (pl.col("made") > room)
    kept = rows.filter((flexible & (pl.col("carrier") != "unserved")) | stores | unmet)
    shifts = (pl.col("carrier") == "storage") | pl.col("most_hours").is_not_null()
    away = (pl.col("cost") - pl.col("price")).abs().fill_null(0)
    return kept.with_columns(late=shifts, away=away).sort("hour", "late", "away", "unit", maintain_order=True)


def _means(rows: pl.DataFrame) -> pl.DataFrame:
    made = rows.filter(~pl.col("carrier").is_in([*NOT_MADE_HERE, "boiler"]))
    unknown = ((pl.col("fuel") > OFF) & pl.col("co2_t_mwh").is_null()).any()
    mass = (pl.col("fuel") * pl.col("co2_t_mwh")).sum()
    power = pl.col("made").sum()
    return made.group_by("hour", maintain_order=True).agg(
        average_t_mwh=pl.when(unknown | (power <= OFF)).then(None).otherwise(mass / power)
    )
