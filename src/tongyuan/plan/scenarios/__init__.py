"""Scenarios: how activity goes on from an inventory, by drivers that are told and cited."""

from tongyuan.plan.scenarios.projection import growth_of, value_at
from tongyuan.plan.scenarios.reading import read_scenario
from tongyuan.plan.scenarios.scenario import Adoption, Driver, Growth, Scenario

__all__ = ["Adoption", "Driver", "Growth", "Scenario", "growth_of", "read_scenario", "value_at"]
