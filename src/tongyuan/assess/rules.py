"""Which function judges by which rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tongyuan.assess.case import Case, Verdict
from tongyuan.assess.event_rules import judge_deliverable, judge_event, judge_rank
from tongyuan.assess.level_rules import judge_level
from tongyuan.assess.run_rules import judge_ban, judge_every_year, judge_growth, judge_trend

__all__ = ["RULES"]

RULES: Mapping[str, Callable[[Case], Verdict]] = {
    "at_least": judge_level,
    "at_most": judge_level,
    "greater_than": judge_level,
    "equal": judge_level,
    "about": judge_level,
    "relative_change": judge_level,
    "percentage_points": judge_level,
    "every_year_at_least": judge_every_year,
    "stable_at_least": judge_every_year,
    "trend_down": judge_trend,
    "trend_up": judge_trend,
    "growth_slows": judge_growth,
    "event": judge_event,
    "deliverable": judge_deliverable,
    "rank_lead": judge_rank,
    "ban": judge_ban,
}
