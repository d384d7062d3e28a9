"""Least cost under every limit at once: one activity gives pollutants and carbon, so one plan judges both."""

from tongyuan.plan.cocontrol.alone import Alone, alone
from tongyuan.plan.cocontrol.case import BASE, Case
from tongyuan.plan.cocontrol.chances import chances, exact_parts
from tongyuan.plan.cocontrol.conflicts import Conflict, explain
from tongyuan.plan.cocontrol.coordinates import coordinates
from tongyuan.plan.cocontrol.crediting import credited
from tongyuan.plan.cocontrol.dividend import Dividend, dividend
from tongyuan.plan.cocontrol.elasticity import cross_elasticities, limiting
from tongyuan.plan.cocontrol.fronts import Reach, curve, front, reach
from tongyuan.plan.cocontrol.groups import attribute_fall
from tongyuan.plan.cocontrol.increments import increments
from tongyuan.plan.cocontrol.plan import Plan, plan_of, solve
from tongyuan.plan.cocontrol.prices import with_ranges
from tongyuan.plan.cocontrol.program import Infeasible, Program, State, open_program
from tongyuan.plan.cocontrol.ranking import ranked_bars
from tongyuan.plan.cocontrol.robust import RobustProgram, price_of_robustness

__all__ = [
    "BASE",
    "Alone",
    "Case",
    "Conflict",
    "Dividend",
    "Infeasible",
    "Plan",
    "Program",
    "Reach",
    "RobustProgram",
    "State",
    "alone",
    "attribute_fall",
    "chances",
    "coordinates",
    "credited",
    "cross_elasticities",
    "curve",
    "dividend",
    "exact_parts",
    "explain",
    "front",
    "increments",
    "limiting",
    "open_program",
    "plan_of",
    "price_of_robustness",
    "ranked_bars",
    "reach",
    "solve",
    "with_ranges",
]
