"""The course of an indicator in words: where each year's figure is meant to stand, before there is a figure.

Marks are drawn first and numbers are made from them (``figures``); what a status must be follows from the
marks alone (``truth``), never from the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongyuan.packs.exercise.outline import Measure, Reading

__all__ = ["LINE_RULES", "RUN_RULES", "TREND_RULES", "VALUED_RULES", "Case", "Course", "Mark"]

LINE_RULES = frozenset(
    {"at_least", "at_most", "greater_than", "equal", "about", "relative_change", "percentage_points"}
)
RUN_RULES = frozenset({"every_year_at_least", "stable_at_least", "ban"})
TREND_RULES = frozenset({"trend_up", "trend_down"})
VALUED_RULES = LINE_RULES | {"every_year_at_least", "stable_at_least"}


class Mark(StrEnum):
    """Where the figure of a year is meant to stand."""

    BEYOND = "beyond"  # better than the target itself
    AHEAD = "ahead"  # better than the straight path, short of the target
    ON = "on"  # exactly on the path; in the target year exactly the target
    WITHIN = "within"  # worse, by half the tolerance
    EDGE = "edge"  # worse, by exactly the tolerance
    SHORT = "short"  # worse than any tolerance allows
    KEEPS = "keeps"  # keeps what is asked of the year
    EXACT = "exact"  # equal to what is asked, or to the year before
    FAILS = "fails"
    SHRINKS = "shrinks"  # increment below zero
    FLAT = "flat"  # increment of zero
    SLOWER = "slower"  # increment above zero, smaller than that of the year before
    SAME = "same"  # increment above zero, equal to that of the year before
    FASTER = "faster"  # increment above zero and larger


@dataclass(frozen=True, slots=True)
class Course:
    """Marks by year; ``absent`` holds the years without a figure, with their state ('' for no row at all)."""

    marks: Mapping[int, Mark]
    absent: Mapping[int, str]
    base_known: bool = True

    def seen(self, year: int) -> bool:
        """Tell whether the year has a figure."""
        return year in self.marks and year not in self.absent


@dataclass(frozen=True, slots=True)
class Case:
    """A reading and the indicator that carries it; ``alone``: no other indicator could."""

    reading: Reading
    measure: Measure
    alone: bool = True

    @property
    def rule(self) -> str:
        """Rule of the target."""
        return self.reading.rule

    @property
    def target_year(self) -> int | None:
        """Year by which it is due."""
        return self.reading.target_year

    @property
    def base_year(self) -> int | None:
        """Year from which it is counted."""
        return self.measure.base_year

    @property
    def tolerance(self) -> float | None:
        """Allowed deviation; None where nobody settled it."""
        return self.measure.tolerance

    @property
    def needs_base(self) -> bool:
        """Whether nothing at all can be said without the base figure."""
        changes = self.rule in {"relative_change", "percentage_points"}
        return changes and self.measure.form == "level"

    @property
    def year_by_year(self) -> bool:
        """Whether every year of the period counts."""
        if self.target_year is None:
            return False
        return self.rule in RUN_RULES or (self.rule in TREND_RULES and self.measure.trend == "every_year")

    @property
    def once_is_enough(self) -> bool:
        """Whether what was reached stays reached."""
        return self.measure.irreversible or self.rule == "event"
