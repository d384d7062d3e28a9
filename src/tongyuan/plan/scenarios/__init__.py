"""Scenarios: how activity goes on from an inventory, by drivers that are told and cited; what is taken up."""

from tongyuan.plan.scenarios.adopting import Adopted, adopted, costless, share_at
from tongyuan.plan.scenarios.emitting import Emitted, emitted
from tongyuan.plan.scenarios.projection import growth_by_region, growth_of, rule_of, value_at
from tongyuan.plan.scenarios.scenario import Adoption, Driver, Growth, Scenario

__all__ = [
    "Adopted",
    "Adoption",
    "Driver",
    "Emitted",
    "Growth",
    "Scenario",
    "adopted",
    "costless",
    "emitted",
    "growth_by_region",
    "growth_of",
    "rule_of",
    "share_at",
    "value_at",
]
