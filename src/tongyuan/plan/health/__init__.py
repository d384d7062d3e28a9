"""Health: concentration-response functions, deaths and years of life lost, differences of two burdens."""

from tongyuan.plan.health.burden import attributable, brought, underlying
from tongyuan.plan.health.curves import gemm, log_linear, logistic, tabulated
from tongyuan.plan.health.exposed import refuse_overlapping
from tongyuan.plan.health.impact import Case, Impacts, impacts
from tongyuan.plan.health.life_table import remaining_years, years_of_a_death

__all__ = [
    "Case",
    "Impacts",
    "attributable",
    "brought",
    "gemm",
    "impacts",
    "log_linear",
    "logistic",
    "refuse_overlapping",
    "remaining_years",
    "tabulated",
    "underlying",
    "years_of_a_death",
]
