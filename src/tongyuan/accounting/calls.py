"""Calls of ships and flights: work of engines, what the shore supplies, landings and take-offs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.recorded import part_node, quantity_node, record_leaf
from tongyuan.accounting.traffic import as_activity
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, Factor, FlightCycle, PortCall

__all__ = ["cycle_flights", "work_at_calls"]

SHIPS = "EMEP/EEA Guidebook, 1.A.3.d, tier 3: work = calls x hours x power x load"
PORTS, AIRPORTS = "ports", "airports"
WORK = "calls * hours * power_kw * load"
Row = Mapping[str, Any]


def _explain_calls(
    key: Row, *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if key.get("sector") != PORTS:
        return None
    text = records.with_columns(pl.col("engine", "fuel", "engine_type", "quality").cast(pl.String)).filter(
        (pl.col("region") == key["region"]) & (pl.col("year") == int(key["year"]))
    )
    ashore = key["activity"] == "shore_power"
    if ashore:
        served, unit, equation = text.filter(pl.col("shore_share") > 0), "MWh", f"{WORK} * shore_share / 1000"
    else:
        material = pl.concat_str(pl.lit("ship"), "engine", "fuel", separator="_")
        served = text.filter((material == key["fuel"]) & (pl.col("engine_type") == key["technology"]))
        unit, equation = "kWh", f"{WORK} * (1 - shore_share)"
    columns = ("calls", "hours", "power_kw", "load", "shore_share")
    parts = [
        part_node(
            "part",
            _work(row, ashore=row["shore_share"] / 1000 if ashore else 1 - row["shore_share"]),
            unit=unit,
            equation=equation,
            children=[record_leaf(name, row, contract=PortCall) for name in columns],
        )
        for row in served.iter_rows(named=True)
    ]
    return quantity_node(parts, unit=unit, citation=SHIPS)


def _work(row: Row, *, ashore: float) -> float:
    worked: float = row["calls"] * row["hours"] * row["power_kw"] * row["load"] * ashore
    return worked


@derives("port_call.work", dataset="port_calls", source=SHIPS, edition="2023", explain=_explain_calls)
def work_at_calls(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive the work of ships' engines in a year, and the electricity that the shore gives in their place.

    What the engines and the shore do is together what the engines would have done alone. Source: EMEP/EEA
    Guidebook 2023, 1.A.3.d, tier 3.

    Parameters
    ----------
    records
        PortCall, of any years.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of kinds ``movement`` [kWh] and ``shore_power`` [MWh].

    Examples
    --------
    >>> work_at_calls(PortCall.create_empty(), factors=Factor.create_empty(), family="*", year=2020).height
    0
    """
    worked = pl.col("calls") * pl.col("hours") * pl.col("power_kw") * pl.col("load")
    text = records.filter(pl.col("year") == year).with_columns(
        pl.col("engine", "fuel", "engine_type").cast(pl.String), full=worked
    )
    own = text.select(
        "region",
        "year",
        "quality",
        "citation",
        source=pl.lit("1A3d"),
        fuel=pl.concat_str(pl.lit("ship"), "engine", "fuel", separator="_"),
        technology=pl.col("engine_type"),
        unit=pl.lit("kWh"),
        quantity=pl.col("full") * (1 - pl.col("shore_share")),
    )
    ashore = text.filter(pl.col("shore_share") > 0).select(
        "region",
        "year",
        "quality",
        "citation",
        source=pl.lit("none"),
        fuel=pl.lit("electricity"),
        technology=pl.lit(UNSTATED),
        unit=pl.lit("MWh"),
        quantity=pl.col("full") * pl.col("shore_share") / 1000,
    )
    return Activity.validate(
        pl.concat(
            [
                as_activity(own, sector=PORTS, kind="movement"),
                as_activity(ashore, sector=PORTS, kind="shore_power"),
            ]
        ),
        cast=True,
    )


TRAFFIC_SOURCES = {"domestic": "1A3aii", "international": "1A3ai"}


def _explain_flights(
    key: Row, *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if key.get("sector") != AIRPORTS:
        return None
    served = _flown(records).filter(
        (pl.col("region") == key["region"])
        & (pl.col("year") == int(key["year"]))
        & (pl.col("fuel") == key["fuel"])
        & (pl.col("source") == key["source"])
    )
    parts = [
        part_node(
            "part",
            row["cycles"],
            unit="LTO",
            equation="cycles",
            children=[record_leaf("cycles", row, contract=FlightCycle)],
        )
        for row in served.iter_rows(named=True)
    ]
    return quantity_node(parts, unit="LTO", citation="landings and take-offs by airport and aircraft")


@derives(
    "flight.cycles",
    dataset="flights",
    source="2006 IPCC Guidelines, volume 2, chapter 3, tier 2: cycles by aircraft",
    edition="2006",
    explain=_explain_flights,
)
def cycle_flights(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive the cycles of landing and take-off of a year, by aircraft, domestic and international.

    Source: 2006 IPCC Guidelines, volume 2, chapter 3, tier 2.

    Parameters
    ----------
    records
        FlightCycle, of any years [LTO].
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of kind ``movement`` [LTO].

    Examples
    --------
    >>> empty = FlightCycle.create_empty()
    >>> cycle_flights(empty, factors=Factor.create_empty(), family="*", year=2020).height
    0
    """
    rows = _flown(records.filter(pl.col("year") == year)).with_columns(
        quantity=pl.col("cycles"), unit=pl.lit("LTO"), technology=pl.lit(UNSTATED)
    )
    return as_activity(rows, sector=AIRPORTS, kind="movement")


def _flown(records: pl.DataFrame) -> pl.DataFrame:
    """Name material and source of each record of flights."""
    return records.with_columns(
        pl.col("quality").cast(pl.String),
        fuel=pl.concat_str(pl.lit("lto_"), "aircraft"),
        source=pl.col("traffic").cast(pl.String).replace_strict(TRAFFIC_SOURCES, return_dtype=pl.String),
    )
