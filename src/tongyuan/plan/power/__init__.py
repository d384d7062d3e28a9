"""The power system: hourly dispatch and expansion at least cost, under the targets of a policy."""

from __future__ import annotations

from tongyuan.plan.power.case import PowerCase, PowerLimit
from tongyuan.plan.power.conflicts import conflicts
from tongyuan.plan.power.dispatch import Dispatched, dispatch
from tongyuan.plan.power.reached import reached_of
from tongyuan.plan.power.shapes import invented_hours
from tongyuan.plan.power.study import PowerStudy
from tongyuan.plan.power.weeks import hours_of, spread_weeks

__all__ = [
    "Dispatched",
    "PowerCase",
    "PowerLimit",
    "PowerStudy",
    "conflicts",
    "dispatch",
    "hours_of",
    "invented_hours",
    "reached_of",
    "spread_weeks",
]
