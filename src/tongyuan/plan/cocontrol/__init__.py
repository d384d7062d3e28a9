"""Least cost under every limit at once: one activity gives pollutants and carbon, so one plan judges both."""

from tongyuan.plan.cocontrol.case import BASE, Case
from tongyuan.plan.cocontrol.conflicts import Conflict, explain
from tongyuan.plan.cocontrol.fronts import Reach, curve, front, reach
from tongyuan.plan.cocontrol.plan import Plan, plan_of, solve
from tongyuan.plan.cocontrol.prices import with_ranges
from tongyuan.plan.cocontrol.program import Infeasible, Program, State, open_program

__all__ = [
    "BASE",
    "Case",
    "Conflict",
    "Infeasible",
    "Plan",
    "Program",
    "Reach",
    "State",
    "curve",
    "explain",
    "front",
    "open_program",
    "plan_of",
    "reach",
    "solve",
    "with_ranges",
]
