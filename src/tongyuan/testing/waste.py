"""Builders of waste and water records: the valid thing in one line; a test changes one fact."""

from __future__ import annotations

from typing import Any

import dataframely as dy

from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import (
    Deposit,
    Outfall,
    SewageSystem,
    TreatedWaste,
    TreatmentPlant,
    WasteFlow,
)

__all__ = [
    "a_deposit",
    "a_flow",
    "a_plant",
    "a_sewage_system",
    "a_treated_waste",
    "an_outfall",
    "deposits_of",
    "flows_of",
    "outfalls_of",
    "plants_of",
    "sewage_of",
    "treated_of",
]

Row = dict[str, Any]
SOURCE: Row = {"quality": "published", "citation": "test", "note": None}


def a_deposit(**changes: Any) -> Row:
    """Build one deposit: 10,000 t of food waste in a managed, covered landfill opened and closed in 2020."""
    row = {
        "region": "990000",
        "year": 2020,
        "site": "site A",
        "landfill": "managed_covered",
        "waste": "food_waste",
        "mass_t": 10_000.0,
        "state": None,
        "climate": "temperate_wet",
        "opened": 2020,
        "closed": 2020,
        "backcast_growth": None,
    }
    return row | SOURCE | changes


def a_plant(**changes: Any) -> Row:
    """Build one plant: ten million m3 of domestic wastewater, all measured, no biogas, some sunlight."""
    row = {
        "region": "990000",
        "year": 2020,
        "plant": "plant A",
        "source": "5D1",
        "process": "a2o",
        "flow_m3": 1e7,
        "cod_in_mg_l": 400.0,
        "cod_out_mg_l": 40.0,
        "bod_in_mg_l": 200.0,
        "bod_out_mg_l": 10.0,
        "nh3n_in_mg_l": 30.0,
        "nh3n_out_mg_l": 2.0,
        "tn_in_mg_l": 45.0,
        "tn_out_mg_l": 12.0,
        "tp_in_mg_l": 5.0,
        "tp_out_mg_l": 0.4,
        "sludge_t": 1500.0,
        "electricity_mwh": 4000.0,
        "pv_mwh": 500.0,
        "biogas_mwh": 0.0,
        "biogas_m3": 0.0,
        "biogas_methane_share": None,
        "heat_pump_gj": None,
    }
    return row | SOURCE | changes


def a_sewage_system(**changes: Any) -> Row:
    """Build one area: 100,000 residents on septic tanks who eat 30 kg of protein a year."""
    row = {
        "region": "990000",
        "year": 2020,
        "area": "town A",
        "system": "septic_tank",
        "persons": 100_000.0,
        "bod_g_per_person_day": None,
        "protein_kg_per_person": 30.0,
    }
    return row | SOURCE | changes


def a_treated_waste(**changes: Any) -> Row:
    """Build one works: 1,000 t of municipal waste burned in a furnace that nobody described."""
    row = {
        "region": "990000",
        "year": 2020,
        "site": "works A",
        "treatment": "incineration",
        "waste": "municipal_waste",
        "technology": "unstated",
        "mass_t": 1000.0,
        "state": None,
    }
    return row | SOURCE | changes


def an_outfall(**changes: Any) -> Row:
    """Build one outfall of an enterprise: a million m3 with everything measured."""
    row = {
        "region": "990000",
        "year": 2020,
        "outfall": "outfall A",
        "sector": "paper",
        "source": "W1",
        "flow_m3": 1e6,
        "cod_mg_l": 80.0,
        "nh3n_mg_l": 5.0,
        "tn_mg_l": 10.0,
        "tp_mg_l": 0.5,
        "product": None,
        "output": None,
        "removal": None,
    }
    return row | SOURCE | changes


def a_flow(**changes: Any) -> Row:
    """Build one flow of solid waste that closes: 100 t made, 60 used, 30 landfilled, 10 stored."""
    names = ("generated", "received", "from_store", "utilised", "burned", "landfilled", "dumped", "stored")
    amounts = dict.fromkeys((f"{name}_t" for name in (*names, "sent")), 0.0)
    amounts |= {"generated_t": 100.0, "utilised_t": 60.0, "landfilled_t": 30.0, "stored_t": 10.0}
    place = {
        "region": "990000",
        "year": 2020,
        "unit_name": "works A",
        "waste": "industrial_waste",
        "hazardous": False,
    }
    return place | amounts | SOURCE | changes


def deposits_of(*rows: Row) -> dy.DataFrame[Deposit]:
    """Put rows into a table of deposits that keeps the contract."""
    return Deposit.validate(frame_of(Deposit, rows), cast=True)


def plants_of(*rows: Row) -> dy.DataFrame[TreatmentPlant]:
    """Put rows into a table of plants that keeps the contract."""
    return TreatmentPlant.validate(frame_of(TreatmentPlant, rows), cast=True)


def sewage_of(*rows: Row) -> dy.DataFrame[SewageSystem]:
    """Put rows into a table of areas without a plant that keeps the contract."""
    return SewageSystem.validate(frame_of(SewageSystem, rows), cast=True)


def treated_of(*rows: Row) -> dy.DataFrame[TreatedWaste]:
    """Put rows into a table of waste treated that keeps the contract."""
    return TreatedWaste.validate(frame_of(TreatedWaste, rows), cast=True)


def outfalls_of(*rows: Row) -> dy.DataFrame[Outfall]:
    """Put rows into a table of outfalls that keeps the contract."""
    return Outfall.validate(frame_of(Outfall, rows), cast=True)


def flows_of(*rows: Row) -> dy.DataFrame[WasteFlow]:
    """Put rows into a table of flows of waste that keeps the contract."""
    return WasteFlow.validate(frame_of(WasteFlow, rows), cast=True)
