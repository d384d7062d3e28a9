"""The library of measures: what may be done, on which activity, with what effect, use and cost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import polars as pl

from tongyuan.reference.files import expand_fuels, read_table
from tongyuan.vocabulary.tables import (
    Measure,
    MeasureCost,
    MeasureEffect,
    MeasurePenalty,
    MeasurePerformance,
    MeasureReach,
    MeasureYield,
)
from tongyuan.vocabulary.tables.contract import Contract

__all__ = ["abatement", "measure_costs_found", "measure_tables", "world_potentials"]

CONTRACTS: Mapping[str, tuple[str, type[Contract]]] = {
    "measures": ("measures", Measure),
    "reach": ("measure_reach", MeasureReach),
    "effects": ("measure_effects", MeasureEffect),
    "penalties": ("measure_penalties", MeasurePenalty),
    "yields": ("measure_yields", MeasureYield),
    "performance": ("measure_performance", MeasurePerformance),
    "costs": ("measure_costs", MeasureCost),
}


@cache
def measure_tables() -> Mapping[str, Any]:
    """Return the tables of the library by name, each in its contract.

    What no source states has no row: a measure without rows in ``costs`` has no sourced cost.

    Returns
    -------
    Mapping
        ``measures``, ``reach``, ``effects``, ``penalties``, ``yields``, ``performance`` and ``costs``.

    Examples
    --------
    >>> measure_tables()["measures"].filter(measure="M001")["name_en"].item()
    'Onshore wind'
    """
    tables = {}
    for name, (file, contract) in CONTRACTS.items():
        rows = read_table(file)
        rows = expand_fuels(rows) if name == "reach" else rows
        tables[name] = contract.validate(_costs(rows) if name == "costs" else rows, cast=True)
    return MappingProxyType(tables)


def _costs(costs: pl.DataFrame) -> pl.DataFrame:
    """Name the items of cost, and say of each whether energy is in it, as its source has it."""
    told = read_table("measure_cost_energy").select(
        "citation",
        "item",
        "energy_in_cost",
        energy_told_zh="told_zh",
        energy_told_en="told_en",
    )
    return _named(costs).join(told, on=["citation", "item"], how="left", maintain_order="left")


def _named(costs: pl.DataFrame) -> pl.DataFrame:
    """Give each item of cost an id: measure/item/region/species/plant, counted where it repeats."""
    words = pl.concat_str("measure", "item", "region", "species", "plant", separator="/", ignore_nulls=True)
    named = costs.with_columns(cost=words).with_columns(nth=pl.int_range(pl.len()).over("cost"))
    again = pl.when(pl.col("nth") > 0).then(pl.format("~{}", pl.col("nth") + 1)).otherwise(pl.lit(""))
    return named.with_columns(cost=pl.col("cost") + again).drop("nth")


def measure_costs_found() -> pl.DataFrame:
    """Return every Chinese cost that was found, also of years to come; nothing applies it by itself.

    Returns
    -------
    pl.DataFrame
        ``technology``, ``item``, ``year``, ``value``, ``unit``, ``region``, ``quality``, ``citation``,
        ``note``; a value that its source gives as a range alone is null.

    Examples
    --------
    >>> found = measure_costs_found().filter(technology="nuclear", year=2020, unit="CNY/kW")
    >>> found["value"].to_list()
    [19500.0]
    """
    return read_table("measure_cost_literature").with_columns(
        pl.col("value").cast(pl.Float64), pl.col("year").cast(pl.Int32)
    )


def abatement() -> pl.DataFrame:
    """Return removals of technologies as European and Chinese documents print them; nothing applies them.

    Returns
    -------
    pl.DataFrame
        ``region``, ``source`` (null where not told), ``technology``, ``abatement``, ``species`` (null for a
        size class or metal that the vocabulary has no code for), ``printed_species``, ``value`` [1], ``low``,
        ``high``, ``quality``, ``citation``, ``note``.

    Examples
    --------
    >>> abatement().filter(source="1B1a", species="PM10")["value"].to_list()
    [0.9, 0.5]
    """
    europe = read_table("abatement_emep").with_columns(region=pl.lit("Europe"))
    share = ("efficiency", "emission reduction")
    china = (
        read_table("abatement_china")
        .filter(pl.col("kind").is_in(share))
        .rename({"technology": "abatement", "sector": "technology"})
        .with_columns(region=pl.lit("China"))
    )
    columns = ("region", "source", "technology", "abatement", "species", "printed_species")
    figures = ("value", "low", "high")
    told = ("quality", "citation", "note")
    return (
        pl.concat([europe, china], how="diagonal")
        .select(*columns, *figures, *told)
        .with_columns(pl.col(figures).cast(pl.Float64))
    )


def world_potentials() -> pl.DataFrame:
    """Return the world's potentials of 2030 by cost, for orientation: no cost of any plant.

    Returns
    -------
    pl.DataFrame
        ``measure``, ``option``, ``from_usd_per_t``, ``to_usd_per_t`` (null: no bound), ``gt_co2e``,
        ``quality``, ``citation``.

    Examples
    --------
    >>> world_potentials().filter(measure="M001")["gt_co2e"].to_list()
    [2.31, 0.77, 0.77]
    """
    numbers = ("from_usd_per_t", "to_usd_per_t", "gt_co2e")
    return read_table("measure_world_potentials").with_columns(pl.col(numbers).cast(pl.Float64))
