"""A small region with every kind of activity, every method, ranges, controls and gaps."""

from __future__ import annotations

from typing import Any

import pytest

from tongyuan.testing.accounting import (
    a_control,
    a_factor,
    activity_of,
    an_activity,
    controls_of,
    factors_of,
)

SPECIES = ["CO2", "CH4", "SO2", "NOx", "PM2.5", "BC", "NMVOC", "Hg"]
HEAT = {"activity": "purchased_heat", "source": "none", "fuel": "heat", "unit": "GJ"}
MADE = {"activity": "production", "unit": "t"}


def ranged(value: float, share: float = 0.1, **facts: Any) -> dict[str, Any]:
    return a_factor(value=value, low=value * (1 - share), high=value * (1 + share), **facts)


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    """Rows of activity, of which a test may change one."""
    uncertain = {"low": 900.0, "high": 1100.0}
    return [
        an_activity(sector="steel", source="1A2a", **uncertain),
        an_activity(sector="power", source="1A1a", quantity=5000.0),
        an_activity(sector="power", source="1A1a", fuel="natural_gas", unit="1e4_m3", quantity=20.0),
        an_activity(sector="homes", source="1A4b", quantity=None, state="not_reported"),
        an_activity(sector="steel", **HEAT, quantity=5000.0),
        an_activity(sector="lime", source="2A4", fuel="magnesite", **MADE, quantity=1000.0),
        an_activity(sector="clinker", source="2A1", fuel="clinker", **MADE, quantity=2000.0),
        an_activity(sector="steel", source="2C1", fuel="steel_product_carbon", **MADE, quantity=1000.0),
    ]


@pytest.fixture
def factors() -> Any:
    coal = {"method": "combustion.energy", "parameter": "ef_kg_per_tj"}
    carbon = {"method": "combustion.co2", "species": "CO2", "family": "CEADs_2018"}
    magnesite = {"method": "production.carbonate", "fuel": "magnesite", "species": "CO2"}
    sulphur = {"method": "combustion.sulphur", "species": "SO2"}
    return factors_of(
        ranged(20.908, 0.05, family="CEADs_2018"),
        ranged(26.37, 0.03, parameter="carbon_tc_per_tj", **carbon),
        a_factor(value=0.94, low=0.9, high=0.99, parameter="oxidation", **carbon),
        a_factor(value=389.31, fuel="natural_gas", family="CEADs_2018"),
        ranged(1.0, species="CH4", distribution="lognormal", **coal),
        ranged(250.0, species="NOx", **coal),
        ranged(120.0, species="NOx", source="1A2", **coal),
        ranged(100.0, species="PM2.5", **coal),
        a_factor(value=0.1, method="combustion.share", parameter="share_of_pm25", species="BC"),
        ranged(0.01, parameter="sulphur_share", **sulphur),
        a_factor(value=0.15, low=0.05, high=0.2, parameter="ash_retention", **sulphur),
        ranged(2.0, method="combustion.mass", parameter="ef_kg_per_unit", species="NMVOC"),
        a_factor(value=0.11, method="purchase.heat", parameter="ef_t_per_gj", fuel="heat"),
        a_factor(value=0.95, parameter="purity", **magnesite),
        a_factor(value=0.52197, parameter="ef_t_per_t_carbonate", **magnesite),
        a_factor(value=1.0, parameter="calcination", **magnesite),
        ranged(0.52, method="production.mass", parameter="ef_t_per_t", fuel="clinker", species="CO2"),
        ranged(0.2, method="production.pollutant", parameter="ef_kg_per_t", fuel="clinker", species="PM2.5"),
        a_factor(
            value=0.0154,
            method="production.kept",
            parameter="ef_t_per_t",
            fuel="steel_product_carbon",
            species="CO2",
        ),
    )


@pytest.fixture
def controls() -> Any:
    return controls_of(
        a_control(source="1A1", efficiency=0.95, application=0.9),
        a_control(source="1A1", technology="dry_fgd", efficiency=0.7, application=0.1),
        a_control(species="PM2.5", technology="fabric_filter", efficiency=0.99, application=0.6),
    )


@pytest.fixture
def region(rows: list[dict[str, Any]], factors: Any, controls: Any) -> dict[str, Any]:
    """All that estimating takes, as keywords, and the activity."""
    return {
        "activity": activity_of(*rows),
        "factors": factors,
        "controls": controls,
        "family": "CEADs_2018",
        "species": SPECIES,
    }
