"""Builders of records of energy: the valid thing in one line; a test changes one fact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tongyuan.vocabulary.tables import (
    CoalMining,
    Contract,
    Fleet,
    FlightCycle,
    OilGasOperation,
    PortCall,
    Registration,
    RoadCondition,
    TechnologyShare,
)

__all__ = [
    "a_call",
    "a_condition",
    "a_flight",
    "a_mine",
    "a_registration",
    "a_share",
    "an_operation",
    "records_of",
    "vehicles",
]

Row = dict[str, Any]
TOLD = {"quality": "published", "citation": "test", "note": None}
PLACE = {"region": "990000", "year": 2020}


def vehicles(**changes: Any) -> Row:
    """Build one row of a fleet: 10,000 mini cars of China V, 15,000 km each."""
    row = {"vehicle": "car_mini", "fuel": "gasoline", "standard": "china_5"}
    amounts = {"population": 10_000.0, "km_per_vehicle": 15_000.0, "mean_speed": None}
    return PLACE | row | amounts | TOLD | changes


def a_registration(**changes: Any) -> Row:
    """Build one year's registrations: 1,000 small cars of China V in 2020."""
    row = {"vehicle": "car_small", "fuel": "gasoline", "standard": "china_5", "registered": 1000.0}
    rest = {"km_per_vehicle": 10_000.0, "survival_scale": None, "survival_shape": None, "mean_speed": None}
    return PLACE | row | rest | TOLD | changes


def a_condition(**changes: Any) -> Row:
    """Build one condition of driving: the whole distance at 10 to 25 degrees."""
    row = {"correction": "temperature", "vehicle": "*", "fuel": "*", "condition": "10_25", "share": 1.0}
    return PLACE | row | TOLD | changes


def a_call(**changes: Any) -> Row:
    """Build calls of ships: 100 calls of 20 h at berth, auxiliary engines of 1,000 kW at half load."""
    row = {"port": "port", "ship": "container", "phase": "berth", "engine": "auxiliary"}
    kind = {"engine_type": "medium_speed", "fuel": "diesel_oil"}
    amounts = {"calls": 100.0, "hours": 20.0, "power_kw": 1000.0, "load": 0.5, "shore_share": 0.0}
    return PLACE | row | kind | amounts | TOLD | changes


def a_flight(**changes: Any) -> Row:
    """Build cycles of flights: 1,000 domestic landings and take-offs of A320."""
    row = {"airport": "airport", "aircraft": "a320", "traffic": "domestic", "cycles": 1000.0}
    return PLACE | row | TOLD | changes


def a_mine(**changes: Any) -> Row:
    """Build one mine: 1 Mt of coal mined underground at 200 to 400 m, nothing recovered."""
    row = {"mine": "mine", "mining": "underground", "depth": "depth_200_400", "coal_t": 1e6}
    recovered = {"methane_used_1e4_m3": 0.0, "methane_flared_1e4_m3": 0.0}
    return PLACE | row | recovered | TOLD | changes


def an_operation(**changes: Any) -> Row:
    """Build one operation: 1e8 m3 of gas distributed."""
    row = {"operation": "gas_distributed", "technology": "unstated", "quantity": 10_000.0}
    return PLACE | row | TOLD | changes


def a_share(**changes: Any) -> Row:
    """Build one share of a technology: 60 % of industry's raw coal on hand-fed grates."""
    row = {"source": "1A2", "fuel": "raw_coal", "technology": "grate_manual", "share": 0.6}
    return PLACE | row | TOLD | changes


CONTRACTS: dict[str, type[Contract]] = {
    "condition": RoadCondition,
    "port": PortCall,
    "airport": FlightCycle,
    "mine": CoalMining,
    "operation": OilGasOperation,
    "registered": Registration,
    "population": Fleet,
    "share": TechnologyShare,
}


def records_of(*rows: Row) -> pl.DataFrame:
    """Put rows of one kind into a table that keeps their contract."""
    contract = next(found for column, found in CONTRACTS.items() if column in rows[0])
    return _validated(contract, rows)


def _validated(contract: type[Contract], rows: Sequence[Row]) -> pl.DataFrame:
    return contract.validate(pl.DataFrame(list(rows), infer_schema_length=None), cast=True)
