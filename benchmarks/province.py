"""A synthetic provincial year: sectors x fuels of activity, with the factors and controls of 13 species.

All of it is drawn by seed and labelled synthetic; no province has these figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import numpy as np

from tongyuan.accounting.choice import AIR_SPECIES
from tongyuan.testing.accounting import (
    a_control,
    a_factor,
    activity_of,
    an_activity,
    controls_of,
    factors_of,
)
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.tables import Activity, Control, Factor

FAMILY = "CEADs_2018"
SOURCES = (
    *("1A1a", "1A1b", "1A1c", "1A2a", "1A2b", "1A2c", "1A2d", "1A2e", "1A2f", "1A2g"),
    *("1A3a", "1A3b", "1A3c", "1A3d", "1A3e", "1A4a", "1A4b", "1A4c", "1A5", "1B1"),
)


@dataclass(frozen=True)
class Province:
    """Tables of one synthetic provincial year."""

    activity: dy.DataFrame[Activity]
    factors: dy.DataFrame[Factor]
    controls: dy.DataFrame[Control]
    family: str
    species: tuple[str, ...]


def synthetic_province(*, sectors: int = 47, carriers: int = 20, seed: int = 2026) -> Province:
    """Draw a province: sectors stand in 20 source categories, pollutant factors go by source and fuel."""
    rng = np.random.default_rng(seed)
    burned = [code for code in fuels.codes() if fuels.activity_unit(code) in ("t", "1e4_m3")][:carriers]
    return Province(
        activity=activity_of(*_activity(rng, sectors, burned)),
        factors=factors_of(*_factors(rng, burned)),
        controls=controls_of(*_controls(rng)),
        family=FAMILY,
        species=AIR_SPECIES,
    )


def _activity(rng: np.random.Generator, sectors: int, burned: list[str]) -> list[dict]:
    rows = []
    for number in range(sectors):
        for fuel in burned:
            quantity = float(rng.lognormal(10, 1))
            rows.append(
                an_activity(
                    sector=f"sector_{number:02d}",
                    source=SOURCES[number % len(SOURCES)],
                    fuel=fuel,
                    unit=fuels.activity_unit(fuel),
                    quantity=quantity,
                    low=0.9 * quantity,
                    high=1.1 * quantity,
                    quality="synthetic",
                )
            )
    return rows


def _ranged(value: float, share: float, distribution: str, **facts: object) -> dict:
    low, high = (value / (1 + share), value * (1 + share))
    if distribution == "normal":
        low, high = value * (1 - share), value * (1 + share)
    return a_factor(value=value, low=low, high=high, distribution=distribution, quality="synthetic", **facts)


def _factors(rng: np.random.Generator, burned: list[str]) -> list[dict]:
    rows = []
    for fuel in burned:
        own = {"fuel": fuel, "family": FAMILY}
        co2 = {"method": "combustion.co2", "species": "CO2"} | own
        rows += [
            _ranged(float(rng.uniform(15, 45)), 0.05, "normal", **own),
            _ranged(float(rng.uniform(15, 30)), 0.03, "normal", parameter="carbon_tc_per_tj", **co2),
            _ranged(float(rng.uniform(0.9, 0.97)), 0.02, "normal", parameter="oxidation", **co2),
        ]
        rows += [
            _ranged(
                float(rng.lognormal(3, 1)),
                1.0,
                "lognormal",
                method="combustion.energy",
                parameter="ef_kg_per_tj",
                species=species,
                fuel=fuel,
                source=source,
            )
            for species in AIR_SPECIES[1:]
            for source in ("1A1", "1A2", "1A3", "1A4", "*")
        ]
    return rows


def _controls(rng: np.random.Generator) -> list[dict]:
    return [
        a_control(
            technology=f"{species}_control",
            species=species,
            source=source,
            efficiency=float(rng.uniform(0.3, 0.99)),
            application=float(rng.uniform(0.3, 1)),
            quality="synthetic",
        )
        for species in ("SO2", "NOx", "PM10", "PM2.5", "Hg")
        for source in ("1A1", "1A2")
    ]
