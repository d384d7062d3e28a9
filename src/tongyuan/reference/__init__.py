"""Universal, cited facts: factors, controls, warming potentials, standard coal. No jurisdiction in it.

Every fact is a row of a table in ``data`` with a citation key; ``data/README.md`` describes the tables.
"""

from __future__ import annotations

from tongyuan.reference.citations import citations, cite
from tongyuan.reference.controls import control_technologies, controls
from tongyuan.reference.conversions import (
    densities,
    gwp,
    ozone_potentials,
    standard_coal,
    standard_coal_heat,
)
from tongyuan.reference.factors import factors, families
from tongyuan.reference.roads import road_corrections, road_vehicles
from tongyuan.reference.spreading import cf_names, proxy_rules, speciation, time_profiles

__all__ = [
    "cf_names",
    "citations",
    "cite",
    "control_technologies",
    "controls",
    "densities",
    "factors",
    "families",
    "gwp",
    "ozone_potentials",
    "proxy_rules",
    "road_corrections",
    "road_vehicles",
    "speciation",
    "standard_coal",
    "standard_coal_heat",
    "time_profiles",
]
