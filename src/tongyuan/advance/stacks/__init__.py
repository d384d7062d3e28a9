"""Stacks (CEMS): what hours are worth, validity, substitution, totals, limits, findings, comparison."""

from __future__ import annotations

from tongyuan.advance.stacks.attaining import attainment, episodes, share_status, with_limits
from tongyuan.advance.stacks.carbon import co2_totals
from tongyuan.advance.stacks.checklists import checklist, clean_share, worst_answer
from tongyuan.advance.stacks.comparing import (
    Beside,
    beside,
    compare_co2,
    compare_inventory,
    require_independent,
)
from tongyuan.advance.stacks.facts import Facts, in_force, rule_values, unverified
from tongyuan.advance.stacks.findings import findings
from tongyuan.advance.stacks.hours import stack_hours
from tongyuan.advance.stacks.substituting import filled, substitute, window_of
from tongyuan.advance.stacks.synthetic import Invented, invented
from tongyuan.advance.stacks.totals import Span, totals_of
from tongyuan.advance.stacks.validity import days_of, quarters_of, valid_hour

__all__ = [
    "Beside",
    "Facts",
    "Invented",
    "Span",
    "attainment",
    "beside",
    "checklist",
    "clean_share",
    "co2_totals",
    "compare_co2",
    "compare_inventory",
    "days_of",
    "episodes",
    "filled",
    "findings",
    "in_force",
    "invented",
    "quarters_of",
    "require_independent",
    "rule_values",
    "share_status",
    "stack_hours",
    "substitute",
    "totals_of",
    "unverified",
    "valid_hour",
    "window_of",
    "with_limits",
    "worst_answer",
]
