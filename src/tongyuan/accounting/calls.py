"""Calls of ships and flights: work of engines, what the shore supplies, landings and take-offs."""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import polars as pl

from tongyuan.accounting.surveys import grouped
from tongyuan.accounting.workings import (
    Record,
    Working,
    added,
    computed,
    derived_by,
    reported,
)
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Factor

__all__ = ["cycle_flights", "tell_calls", "tell_flights", "work_at_calls"]

SHIPS = "EMEP/EEA Guidebook, 1.A.3.d, tier 3: work = calls x hours x power x load"
WORK = {"calls": "1", "hours": "h", "power_kw": "kW", "load": "1", "shore_share": "1"}
OWN = "calls * hours * power_kw * load * (1 - shore_share)"
ASHORE = "calls * hours * power_kw * load * shore_share / 1000"
TRAFFIC_SOURCES = {"domestic": "1A3aii", "international": "1A3ai"}


def tell_calls(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the work of ships' engines in a year, and the electricity that the shore gives in their place.

    What the engines and the shore do is together what the engines would have done alone. Source: EMEP/EEA
    Guidebook 2023, 1.A.3.d, tier 3.

    Parameters
    ----------
    records
        Contract PortCall.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kinds ``movement`` [kWh] and ``shore_power`` [MWh].

    Examples
    --------
    >>> tell_calls(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    rows = [row for row in records.to_dicts() if row["year"] == year]
    engines = grouped(rows, by=("region", "engine", "fuel", "engine_type"))
    supplied = grouped([row for row in rows if row["shore_share"] > 0], by=("region",))
    return [_engines(found) for found in engines.values()] + [_shore(found) for found in supplied.values()]


def _engines(rows: Sequence[Record]) -> Working:
    row = rows[0]
    return Working(
        region=row["region"],
        year=row["year"],
        sector="ports",
        source="1A3d",
        fuel=f"ship_{row['engine']}_{row['fuel']}",
        technology=row["engine_type"],
        activity="movement",
        unit="kWh",
        tree=_worked(rows, OWN, unit="kWh"),
        citation=_cited(rows),
    )


def _shore(rows: Sequence[Record]) -> Working:
    return Working(
        region=rows[0]["region"],
        year=rows[0]["year"],
        sector="ports",
        source="none",
        fuel="electricity",
        technology=UNSTATED,
        activity="shore_power",
        unit="MWh",
        tree=_worked(rows, ASHORE, unit="MWh"),
        citation=_cited(rows),
    )


def _worked(rows: Sequence[Record], equation: str, *, unit: str) -> Node:
    """Make the node of the work of several calls."""
    words = {"zh": "船舶做功", "en": "work of ships"}
    parts = [
        computed(
            "part",
            equation,
            [reported(name, row, column=name, unit=told) for name, told in WORK.items()],
            unit=unit,
            citation=SHIPS,
            **words,
        )
        for row in rows
    ]
    return added("quantity", parts, unit=unit, **words)


def _cited(rows: Sequence[Record]) -> str:
    return "; ".join(dict.fromkeys(str(row["citation"]) for row in rows))


work_at_calls = derived_by(
    tell_calls,
    "port_call.work",
    dataset="port_calls",
    source=SHIPS,
    edition="2023",
    span="year",
)


def tell_flights(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the cycles of landing and take-off of a year, by aircraft, domestic and international.

    Source: 2006 IPCC Guidelines, volume 2, chapter 3, tier 2.

    Parameters
    ----------
    records
        Contract FlightCycle.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``movement`` [LTO].

    Examples
    --------
    >>> tell_flights(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    rows = [row for row in records.to_dicts() if row["year"] == year]
    return [_flown(found) for found in grouped(rows, by=("region", "traffic", "aircraft")).values()]


def _flown(rows: Sequence[Record]) -> Working:
    row = rows[0]
    cycles = [reported("cycles", one, column="cycles", unit="LTO") for one in rows]
    return Working(
        region=row["region"],
        year=row["year"],
        sector="airports",
        source=TRAFFIC_SOURCES[row["traffic"]],
        fuel=f"lto_{row['aircraft']}",
        technology=UNSTATED,
        activity="movement",
        unit="LTO",
        tree=added("quantity", cycles, unit="LTO", zh="起降循环", en="landings and take-offs"),
        citation=_cited(rows),
    )


cycle_flights = derived_by(
    tell_flights,
    "flight.cycles",
    dataset="flights",
    source="2006 IPCC Guidelines, volume 2, chapter 3, tier 2: cycles by aircraft",
    edition="2006",
    span="year",
)
