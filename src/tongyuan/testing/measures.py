"""Builders of a small library of measures; every figure is made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.money import Prices
from tongyuan.testing.accounting import an_activity
from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import (
    Emission,
    Measure,
    MeasureCost,
    MeasureEffect,
    MeasurePenalty,
    MeasurePerformance,
    MeasureReach,
    MeasureYield,
)

__all__ = [
    "a_cost",
    "a_flow",
    "a_library",
    "a_measure",
    "a_penalty",
    "a_performance",
    "a_reach",
    "a_yield",
    "an_effect",
    "an_emission",
    "an_own",
    "emission_of",
    "prices_of",
]

Row = dict[str, Any]
TOLD = {"quality": "published", "citation": "test", "note": None}
RANGE = {"low": None, "high": None}
PLACED = {"origin": "China", "place": None, **TOLD}


def a_measure(**changes: Any) -> Row:
    """Build one measure: a scrubber at the end of the pipe, of 15 years."""
    row = {
        "measure": "X1",
        "name_zh": "脱硫塔",
        "name_en": "scrubber",
        "kind": "end_of_pipe",
        "stage": "desulphurisation",
        "maturity": "commercial",
        "lifetime_a": 15.0,
        "applicability_zh": None,
        "applicability_en": None,
        "mechanism": None,
    }
    return row | TOLD | changes


def a_reach(**changes: Any) -> Row:
    """Build one reach: all fuels that industry burns."""
    place = {"sector": "*", "source": "1A2", "fuel": "*", "activity": "combustion", "technology": "*"}
    return {"measure": "X1"} | place | {"most_share": None} | TOLD | changes


def an_effect(**changes: Any) -> Row:
    """Build one effect: 0.9 of SO2 is removed."""
    row = {"measure": "X1", "species": "SO2", "effect": "removal", "value": 0.9, "unit": "1"}
    return row | RANGE | PLACED | changes


def a_penalty(**changes: Any) -> Row:
    """Build one use: 0.1 MWh of power a unit of activity."""
    row = {"measure": "X1", "carrier": "electricity", "per": "unit", "per_unit": "t", "species": None}
    return row | {"amount": 0.1, "unit": "MWh"} | RANGE | PLACED | changes


def a_yield(**changes: Any) -> Row:
    """Build one substitution's yield: 2 MWh of power bought a unit given up."""
    row = {
        "measure": "X1",
        "to_source": "none",
        "to_fuel": "electricity",
        "to_activity": "purchased_electricity",
        "to_technology": "unstated",
        "amount": 2.0,
        "per": "unit",
        "per_unit": "t",
        "unit": "MWh",
        "place": None,
    }
    return row | TOLD | changes


def a_performance(**changes: Any) -> Row:
    """Build one figure of working: 2,000 hours a year."""
    row = {"measure": "X1", "parameter": "hours", "value": 2000.0, "unit": "h/a"}
    return row | RANGE | PLACED | changes


def a_cost(**changes: Any) -> Row:
    """Build one cost: 1,000 CNY of 2020 a t of SO2 removed; its id follows its facts."""
    row = {
        "measure": "X1",
        "item": "unit_cost",
        "value": 1000.0,
        "per": "removed",
        "per_unit": "t",
        "species": "SO2",
        "material": None,
        "currency": "CNY",
        "price_year": 2020,
        "annualised_at": None,
        "region": "China",
        "plant": None,
        "energy_in_cost": "no",
        "energy_told_zh": None,
        "energy_told_en": None,
        "place": None,
    }
    full = row | RANGE | TOLD | changes
    named = ("measure", "item", "species", "region", "plant")
    return {"cost": "/".join(str(full[name]) for name in named)} | full


def a_flow(**changes: Any) -> Row:
    """Build one flow of energy: 1 t of raw coal less for a unit given up, of which the cost holds none."""
    activity = an_activity()
    place = {name: activity[name] for name in ("region", "year", "sector", "source", "fuel", "activity")}
    row = {"subject": "moved", "way": "X1", "measure": "X1", "carrier": "raw_coal", "amount": -1.0}
    return {**place, "technology": "unstated", **row, "unit": "t", "energy_in_cost": "no"} | changes


def an_own(**changes: Any) -> Row:
    """Build one figure that a user states: 800 CNY of 2020 a t of SO2 removed."""
    row = {
        "measure": "X1",
        "item": "unit_cost",
        "subject": "*",
        "value": 800.0,
        "per": "t_removed",
        "currency": "CNY",
        "price_year": 2020,
    }
    return row | RANGE | TOLD | changes


def a_library(
    *,
    measures: Sequence[Row] = (),
    reach: Sequence[Row] = (),
    effects: Sequence[Row] = (),
    penalties: Sequence[Row] = (),
    yields: Sequence[Row] = (),
    performance: Sequence[Row] = (),
    costs: Sequence[Row] = (),
) -> Library:
    """Put rows into a library that keeps every contract."""
    return Library(
        measures=Measure.validate(frame_of(Measure, measures), cast=True),
        reach=MeasureReach.validate(frame_of(MeasureReach, reach), cast=True),
        effects=MeasureEffect.validate(frame_of(MeasureEffect, effects), cast=True),
        penalties=MeasurePenalty.validate(frame_of(MeasurePenalty, penalties), cast=True),
        yields=MeasureYield.validate(frame_of(MeasureYield, yields), cast=True),
        performance=MeasurePerformance.validate(frame_of(MeasurePerformance, performance), cast=True),
        costs=MeasureCost.validate(frame_of(MeasureCost, costs), cast=True),
    )


def prices_of(year: int = 2020) -> Prices:
    """Give prices that never moved: 7 CNY and 0.9 EUR a US dollar in every year from 2000 to 2025."""
    years = range(2000, 2026)
    exchange = [("CNY", one, 7.0, "published") for one in years] + [
        ("EUR", one, 0.9, "published") for one in years
    ]
    growth = [(name, one, 0.0, "published") for name in ("CNY", "EUR", "USD") for one in years]
    return Prices(
        year,
        pl.DataFrame(exchange, schema=["currency", "year", "per_usd", "quality"], orient="row"),
        pl.DataFrame(growth, schema=["currency", "year", "growth_percent", "quality"], orient="row"),
    )


def an_emission(**changes: Any) -> Row:
    """Build one emission: 16 t of SO2 of the activity that `an_activity` builds."""
    place = {name: an_activity()[name] for name in ("region", "year", "sector", "source", "fuel")}
    row = {
        **place,
        "activity": "combustion",
        "species": "SO2",
        "technology": "unstated",
        "medium": "air",
        "scope": 1,
        "method": "test",
        "mass_t": 16.0,
        "state": None,
        "low_t": None,
        "high_t": None,
        "family": "test",
        "origin": "China",
        "derived_from_co2": False,
        "quality": "published",
        "range_quality": None,
        "controls_stated": False,
    }
    return row | changes


def emission_of(*rows: Row) -> dy.DataFrame[Emission]:
    """Put rows into a table of emission that keeps the contract."""
    return Emission.validate(frame_of(Emission, rows), cast=True)
