"""Builders of industrial records: the valid thing in one line; a test changes one fact."""

from __future__ import annotations

from typing import Any

import dataframely as dy

from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import CarbonFlow, GasUse, KilnFlow, OdsUse, PotLine

__all__ = [
    "a_carbon_flow",
    "a_gas_use",
    "a_kiln_flow",
    "a_pot_line",
    "an_ods_use",
    "carbon_flows_of",
    "gas_uses_of",
    "kiln_flows_of",
    "ods_uses_of",
    "pot_lines_of",
]

Row = dict[str, Any]
PLACE: Row = {"region": "990000", "year": 2020}
TOLD: Row = {"quality": "published", "citation": "test", "note": None}


def a_carbon_flow(**changes: Any) -> Row:
    """Build a flow: 100 t of limestone from outside into a blast furnace, counted in the works."""
    row = {
        "works": "works",
        "process": "blast_furnace",
        "direction": "in",
        "material": "limestone",
        "partner": "outside",
        "mass_t": 100.0,
        "carbon_share": 0.121,
        "counted": "works",
    }
    return PLACE | row | TOLD | changes


def a_kiln_flow(**changes: Any) -> Row:
    """Build what a kiln is fed: 1,000 t of magnesite with 95 % of MgCO3 for light-burnt magnesia."""
    row = {
        "works": "kiln",
        "product": "magnesia_light_burnt",
        "flow": "fed",
        "component": "magnesite",
        "mass_t": 1000.0,
        "share": 0.95,
        "calcined_share": None,
        "other_share": None,
    }
    return PLACE | row | TOLD | changes


def a_pot_line(**changes: Any) -> Row:
    """Build a pot line: 100,000 t of aluminium, 0.1 effects of 2 minutes a cell-day."""
    row = {
        "works": "smelter",
        "line": "1",
        "cell": "cwpb",
        "aluminium_t": 100_000.0,
        "effects_per_cell_day": 0.1,
        "minutes_per_effect": 2.0,
    }
    return PLACE | row | TOLD | changes


def a_gas_use(**changes: Any) -> Row:
    """Build a year of HFC-134a in cars: a bank of 100 t, 16 t put into service, 8 t retired."""
    row = {
        "gas": "HFC134a",
        "application": "mobile_ac",
        "charged_t": 20.0,
        "installed_t": 16.0,
        "bank_t": 100.0,
        "retired_t": 8.0,
    }
    return PLACE | row | TOLD | changes


def an_ods_use(**changes: Any) -> Row:
    """Build a registered use: 100 t of HCFC-22."""
    row = {
        "enterprise": "E1",
        "substance": "HCFC-22",
        "purpose": "used",
        "quantity_t": 100.0,
        "registration": "R1",
    }
    return PLACE | row | TOLD | changes


def carbon_flows_of(*rows: Row) -> dy.DataFrame[CarbonFlow]:
    """Put rows into a table of carbon flows that keeps the contract."""
    return CarbonFlow.validate(frame_of(CarbonFlow, rows), cast=True)


def kiln_flows_of(*rows: Row) -> dy.DataFrame[KilnFlow]:
    """Put rows into a table of kiln flows that keeps the contract."""
    return KilnFlow.validate(frame_of(KilnFlow, rows), cast=True)


def pot_lines_of(*rows: Row) -> dy.DataFrame[PotLine]:
    """Put rows into a table of pot lines that keeps the contract."""
    return PotLine.validate(frame_of(PotLine, rows), cast=True)


def gas_uses_of(*rows: Row) -> dy.DataFrame[GasUse]:
    """Put rows into a table of gas uses that keeps the contract."""
    return GasUse.validate(frame_of(GasUse, rows), cast=True)


def ods_uses_of(*rows: Row) -> dy.DataFrame[OdsUse]:
    """Put rows into a table of registered substances that keeps the contract."""
    return OdsUse.validate(frame_of(OdsUse, rows), cast=True)
