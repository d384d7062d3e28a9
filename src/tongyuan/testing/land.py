"""Builders of records of land: the valid thing in one line; a test changes one fact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dataframely as dy

from tongyuan.testing.accounting import a_factor, factors_of
from tongyuan.testing.frames import frame_of
from tongyuan.vocabulary.tables import (
    Factor,
    Greenery,
    HarvestedWood,
    LandChange,
    Mariculture,
    Restoration,
    SoilCarbon,
    Stand,
    WetlandArea,
)

__all__ = [
    "a_change",
    "a_harvest",
    "a_project",
    "a_soil",
    "a_stand",
    "a_tree",
    "a_wetland",
    "changes_of",
    "fang_larch",
    "harvests_of",
    "projects_of",
    "sea_factors",
    "soil_factors",
    "soils_of",
    "some_wood",
    "stands_of",
    "trees_of",
    "wetlands_of",
    "wood_factors",
]

Row = dict[str, Any]
TOLD: Row = {"region": "990000", "year": 2020, "quality": "published", "citation": "test", "note": None}


def a_stand(**changes: Any) -> Row:
    """Build one hectare of larch with 100 m3."""
    own = {"material": "larch", "origin": "all", "area_ha": 1.0, "volume_m3": 100.0}
    unsaid = dict.fromkeys(("growth_share", "consumption_share", "removed_m3", "disturbed_ha"))
    return TOLD | own | unsaid | changes


def a_change(**changes: Any) -> Row:
    """Build 100 ha of grass that were ploughed up on a moist, cool soil of high-activity clay."""
    own = {
        "use_from": "grassland",
        "use_to": "cropland",
        "soil": "soil_hac",
        "technology": "cool_moist",
        "area_ha": 100.0,
        "biomass_from_t_per_ha": None,
        "growth_t_per_ha": None,
        "in_stands": False,
    }
    return TOLD | own | changes


def a_soil(**changes: Any) -> Row:
    """Build a survey of 1,000 ha of black soil: 20 g/kg, 1.2 g/cm3, 30 cm: 72 t of carbon on a hectare."""
    own = {
        "material": "black_soil",
        "plot": "p1",
        "measure": "no_till",
        "area_ha": 1000.0,
        "carbon_g_per_kg": 20.0,
        "density_g_per_cm3": 1.2,
        "depth_cm": 30.0,
        "stones_share": 0.0,
        "half_width_t_per_ha": None,
    }
    return TOLD | own | changes


def a_harvest(**changes: Any) -> Row:
    """Build a harvest of 1,000 t of wet kelp."""
    return TOLD | {"material": "kelp", "wet_t": 1000.0} | changes


def a_project(**changes: Any) -> Row:
    """Build a monitoring of a project of 100 ha with 50 t of carbon on a hectare."""
    own = {
        "project": "r1",
        "place": "somewhere",
        "kind": "mine",
        "area_ha": 100.0,
        "carbon_t_per_ha": 50.0,
        "half_width_t_per_ha": None,
        "pools": "biomass and soil to 30 cm",
    }
    return TOLD | own | changes


def a_wetland(**changes: Any) -> Row:
    """Build 100 ha of tidal marsh, as it was, in salt water."""
    own = {
        "material": "tidal_marsh",
        "keeping": "natural",
        "technology": "saline",
        "area_ha": 100.0,
        "planted": False,
    }
    return TOLD | own | changes


def a_tree(**changes: Any) -> Row:
    """Build poplars of a town: 1,000 t of leaves, 500 standard hours."""
    return TOLD | {"material": "poplar_trees", "leaf_t": 1000.0, "standard_hours": 500.0} | changes


def stands_of(*rows: Row) -> dy.DataFrame[Stand]:
    """Put stands into a table that keeps the contract."""
    return Stand.validate(frame_of(Stand, rows), cast=True)


def changes_of(*rows: Row) -> dy.DataFrame[LandChange]:
    """Put changes of use into a table that keeps the contract."""
    return LandChange.validate(frame_of(LandChange, rows), cast=True)


def soils_of(*rows: Row) -> dy.DataFrame[SoilCarbon]:
    """Put surveys of soils into a table that keeps the contract."""
    return SoilCarbon.validate(frame_of(SoilCarbon, rows), cast=True)


def harvests_of(*rows: Row) -> dy.DataFrame[Mariculture]:
    """Put harvests into a table that keeps the contract."""
    return Mariculture.validate(frame_of(Mariculture, rows), cast=True)


def projects_of(*rows: Row) -> dy.DataFrame[Restoration]:
    """Put monitorings of projects into a table that keeps the contract."""
    return Restoration.validate(frame_of(Restoration, rows), cast=True)


def wetlands_of(*rows: Row) -> dy.DataFrame[WetlandArea]:
    """Put wetlands into a table that keeps the contract."""
    return WetlandArea.validate(frame_of(WetlandArea, rows), cast=True)


def trees_of(*rows: Row) -> dy.DataFrame[Greenery]:
    """Put trees of towns into a table that keeps the contract."""
    return Greenery.validate(frame_of(Greenery, rows), cast=True)


def some_wood(produced: Sequence[float], *, last: int = 2020) -> dy.DataFrame[HarvestedWood]:
    """Build a series of sawnwood [m3], a year each, that ends with a year; all from the region's own wood."""
    first = last - len(produced) + 1
    own = {"material": "sawnwood", "own_share": 1.0}
    rows = [TOLD | own | {"year": first + number, "produced": made} for number, made in enumerate(produced)]
    return HarvestedWood.validate(frame_of(HarvestedWood, tuple(rows)), cast=True)


def fang_larch() -> dy.DataFrame[Factor]:
    """Build the parameters of larch as Fang et al. 2001 print them."""
    values = {"bef_a": 0.6096, "bef_b": 33.806, "carbon_fraction": 0.5}
    return _parameters("forest.stock", {"larch": values})


def soil_factors() -> dy.DataFrame[Factor]:
    """Build the reference carbon of one soil and the factors of three uses."""
    growing = {"growth_above": 4.0, "root_shoot": 0.4, "carbon_fraction": 0.47}
    factor = {"use_grassland": 1.0, "use_forest": 1.0, "use_cropland": 0.69}
    uses = {use: {"use_factor": value} for use, value in factor.items()}
    return _parameters("land.change", {"soil_hac": {"soil_reference": 95.0}, "new_forest": growing, **uses})


def wood_factors() -> dy.DataFrame[Factor]:
    """Build the carbon and the half life of sawnwood."""
    return _parameters("wood.decay", {"sawnwood": {"carbon_per_unit": 0.229, "half_life": 35.0}})


def sea_factors() -> dy.DataFrame[Factor]:
    """Build the shares of kelp and of a shell that is all carbonate."""
    kelp = {"dry_share": 0.2, "tissue_share": 1.0, "shell_share": 0.0, "tissue_carbon": 0.312}
    shell = {"dry_share": 0.5, "tissue_share": 0.1, "shell_share": 0.9, "tissue_carbon": 0.4}
    rest = {"shell_carbon": 0.12, "calcification": 0.6}
    return _parameters("mariculture.harvest", {"kelp": kelp | rest, "oyster": shell | rest})


def _parameters(method: str, values: dict[str, dict[str, float]]) -> dy.DataFrame[Factor]:
    rows = [
        a_factor(method=method, parameter=parameter, fuel=material, value=value)
        for material, named in values.items()
        for parameter, value in named.items()
    ]
    return factors_of(*rows)
