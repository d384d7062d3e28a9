"""Builders of accounting tables: the valid thing in one line; a test changes one fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy

from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import Activity, Control, Factor, Leverage, key_of

__all__ = ["a_control", "a_factor", "activity_of", "an_activity", "controls_of", "factors_of", "moves_of"]

Row = dict[str, Any]


def an_activity(**changes: Any) -> Row:
    """Build one row of activity: 1,000 t of raw coal burned by industry in a region without a name."""
    row = {
        "region": "990000",
        "year": 2020,
        "sector": "industry",
        "source": "1A2",
        "fuel": "raw_coal",
        "activity": "combustion",
        "technology": "unstated",
        "quantity": 1000.0,
        "unit": "t",
        "state": None,
        "low": None,
        "high": None,
        "derived_from_co2": False,
        "quality": "published",
        "citation": "test",
        "note": None,
    }
    return row | changes


def a_factor(**changes: Any) -> Row:
    """Build one factor: a calorific value of raw coal that serves every species; its id follows its facts."""
    row = {
        "family": "*",
        "method": "combustion.*",
        "parameter": "ncv_gj_per_unit",
        "species": "*",
        "source": "*",
        "fuel": "raw_coal",
        "technology": "*",
        "region": "*",
        "year_from": 1900,
        "year_to": 2100,
        "value": 20.908,
        "low": None,
        "high": None,
        "range_quality": None,
        "distribution": "normal",
        "unit": "as the parameter says",
        "origin": "China",
        "edition": "test",
        "quality": "published",
        "citation": "test",
        "note": None,
    } | changes
    places = (
        "family",
        "method",
        "parameter",
        "species",
        "source",
        "fuel",
        "technology",
        "region",
        "year_from",
    )
    return {"factor_id": "/".join(str(row[name]) for name in places)} | row


def a_control(**changes: Any) -> Row:
    """Build one control: wet desulphurisation of 0.9 on half of all activity; its id follows its facts."""
    row = {
        "technology": "wet_fgd",
        "species": "SO2",
        "source": "*",
        "fuel": "*",
        "region": "*",
        "year_from": 1900,
        "year_to": 2100,
        "efficiency": 0.9,
        "application": 0.5,
        "energy_penalty_mwh_per_tj": None,
        "edition": "test",
        "quality": "published",
        "citation": "test",
        "note": None,
    } | changes
    places = ("technology", "species", "source", "fuel", "region")
    return {"control_id": "/".join(str(row[name]) for name in places)} | row


def activity_of(*rows: Row) -> dy.DataFrame[Activity]:
    """Put rows into a table of activity that keeps the contract."""
    return Activity.validate(frame_of(Activity, rows), cast=True)


def factors_of(*rows: Row) -> dy.DataFrame[Factor]:
    """Put rows into a table of factors that keeps the contract."""
    return Factor.validate(frame_of(Factor, rows), cast=True)


def controls_of(*rows: Row) -> dy.DataFrame[Control]:
    """Put rows into a table of controls that keeps the contract; none is an empty table."""
    return Control.validate(frame_of(Control, rows), cast=True)


def moves_of(activity: Row, moves: Mapping[str, tuple[float, float]]) -> dy.DataFrame[Leverage]:
    """Put the moves of one derived row, by factor id at its low and high end, into a table of leverage."""
    row = {name: activity[name] for name in (*key_of(Activity), "quantity")}
    rows = [row | {"factor_id": name, "at_low": low, "at_high": high} for name, (low, high) in moves.items()]
    return Leverage.validate(frame_of(Leverage, rows), cast=True)
