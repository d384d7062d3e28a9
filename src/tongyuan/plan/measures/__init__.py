"""Measures: what each costs a year, where it may be used, what it takes away, uses and leaves."""

from tongyuan.plan.measures.applying import Setting, reached
from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.costing import PARTS, Rates, cost_states, unit_costs
from tongyuan.plan.measures.energy import energy_of
from tongyuan.plan.measures.energy_at import energy_at
from tongyuan.plan.measures.money import Prices, in_cny
from tongyuan.plan.measures.options import Options, options
from tongyuan.plan.measures.own import with_hours, with_own
from tongyuan.plan.measures.potential import Potential, potential

__all__ = [
    "PARTS",
    "Library",
    "Options",
    "Potential",
    "Prices",
    "Rates",
    "Setting",
    "cost_states",
    "energy_at",
    "energy_of",
    "in_cny",
    "options",
    "potential",
    "reached",
    "unit_costs",
    "with_hours",
    "with_own",
]
