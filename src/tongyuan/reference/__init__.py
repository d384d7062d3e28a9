"""Universal, cited facts: factors, controls, warming potentials, standard coal. No jurisdiction in it.

Every fact is a row of a table in ``data`` with a citation key; ``data/README.md`` describes the tables.
"""

from __future__ import annotations

from tongyuan.reference.air import air_kernel, national_slopes, release_heights, share_ranges
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
from tongyuan.reference.health import health_functions, health_values, mortality_example
from tongyuan.reference.measures import (
    abatement,
    measure_costs_found,
    measure_tables,
    world_potentials,
)
from tongyuan.reference.money import (
    green_finance_rules,
    pollution_equivalents,
    pollution_tax_reductions,
    pollution_tax_rules,
)
from tongyuan.reference.monitoring import (
    ambient_limits,
    ambient_rules,
    aqi_breakpoints,
    aqi_levels,
    data_marks,
    heavy_pollution_warnings,
    monitored_items,
    monitored_names,
    monitoring_checks,
    ozone_regimes,
    source_tracers,
    tracer_names,
    trend_critical_values,
    voc_species,
)
from tongyuan.reference.policies import policy_words
from tongyuan.reference.prices import discount_rates, exchange_rates, price_growth
from tongyuan.reference.roads import road_corrections, road_vehicles
from tongyuan.reference.spreading import cf_names, proxy_rules, speciation, time_profiles
from tongyuan.reference.stacks import (
    stack_checklist,
    stack_checks,
    stack_limits,
    stack_marks,
    stack_reference_oxygen,
    stack_rules,
    stack_shares,
)
from tongyuan.reference.water import water_classes, water_limits, water_rules, water_trophic
from tongyuan.reference.weather import weather_parameters, wind_power_curves

__all__ = [
    "abatement",
    "air_kernel",
    "ambient_limits",
    "ambient_rules",
    "aqi_breakpoints",
    "aqi_levels",
    "cf_names",
    "citations",
    "cite",
    "control_technologies",
    "controls",
    "data_marks",
    "densities",
    "discount_rates",
    "exchange_rates",
    "factors",
    "families",
    "green_finance_rules",
    "gwp",
    "health_functions",
    "health_values",
    "heavy_pollution_warnings",
    "measure_costs_found",
    "measure_tables",
    "monitored_items",
    "monitored_names",
    "monitoring_checks",
    "mortality_example",
    "national_slopes",
    "ozone_potentials",
    "ozone_regimes",
    "policy_words",
    "pollution_equivalents",
    "pollution_tax_reductions",
    "pollution_tax_rules",
    "price_growth",
    "proxy_rules",
    "release_heights",
    "road_corrections",
    "road_vehicles",
    "share_ranges",
    "source_tracers",
    "speciation",
    "stack_checklist",
    "stack_checks",
    "stack_limits",
    "stack_marks",
    "stack_reference_oxygen",
    "stack_rules",
    "stack_shares",
    "standard_coal",
    "standard_coal_heat",
    "time_profiles",
    "tracer_names",
    "trend_critical_values",
    "voc_species",
    "water_classes",
    "water_limits",
    "water_rules",
    "water_trophic",
    "weather_parameters",
    "wind_power_curves",
    "world_potentials",
]
