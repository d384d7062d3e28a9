"""One target before its judge: its rule and value, the figures known at the date, and what a verdict says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

__all__ = ["Case", "Gap", "Verdict", "at_least", "beyond"]

_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Gap:
    """Why an indicator has no value in a year, and which series lack."""

    code: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status with the code of its sentence and the numbers in it.

    Parameters
    ----------
    status
        One of the five.
    code
        Reason or finding in ``data/status_reasons.csv``.
    value, value_year
        Figure judged, in the unit of the target.
    path, base, goal
        Straight path at that year, base and target, in the unit of the target; None where there is none.
    words
        Further numbers of the sentence.
    lacks
        Series whose figure would settle it.
    """

    status: str
    code: str
    value: float | None = None
    value_year: int | None = None
    path: float | None = None
    base: float | None = None
    goal: float | None = None
    words: Mapping[str, object] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule looks at.

    Parameters
    ----------
    rule, goal, target_year
        Of the target; goal and year None where the text names none.
    base_year, base_value
        Base year of the indicator and its value there; None where not known.
    direction, form, trend, irreversible, hedged, stale_after_years
        Of the indicator.
    tolerance
        Allowed deviation in the target's unit; None is not settled.
    figures
        Value of the indicator by year, shape (years,); only years that are over at ``on``.
    gaps
        Years without a value: why, and which series lack.
    default_gap
        What is said of years that were not evaluated.
    on
        Date of judgement.
    """

    rule: str
    goal: float | None
    target_year: int | None
    base_year: int | None
    base_value: float | None
    direction: str
    form: str
    trend: str
    irreversible: bool
    hedged: bool
    stale_after_years: int
    tolerance: float | None
    figures: Mapping[int, float]
    gaps: Mapping[int, Gap]
    default_gap: Gap
    on: date

    @property
    def is_over(self) -> bool:
        """Whether the target year is over, or its figure is there."""
        if self.target_year is None:
            return False
        return self.on.year > self.target_year or self.target_year in self.figures

    @property
    def latest(self) -> int | None:
        """Year of the latest figure that can be judged: after the base year, not after the target year."""
        first = self.base_year if self.base_year is not None else -1
        last = self.target_year if self.target_year is not None else self.on.year
        return max((year for year in self.figures if first < year <= last), default=None)

    @property
    def judged_year(self) -> int | None:
        """Year whose figure decides: the target year once it is over, else the latest one."""
        return self.target_year if self.is_over else self.latest

    @property
    def closed_year(self) -> int:
        """The last year that is over at the date of judgement."""
        return self.on.year if (self.on.month, self.on.day) == (12, 31) else self.on.year - 1

    def judged(self) -> int | Verdict:
        """Give the year whose figure decides, or say why no figure can be judged."""
        year = self.judged_year
        if year is None:
            return self.lacking(min(self.closed_year, self.target_year or self.closed_year))
        if year not in self.figures:
            return self.lacking(year)
        if not self.is_over and self.on.year - year > self.stale_after_years:
            gap = self.gaps.get(self.closed_year, self.default_gap)
            return Verdict(
                "cannot_tell", "stale", value_year=year, words={"value_year": year}, lacks=gap.lacks
            )
        return year

    def lacking(self, year: int, *, code: str | None = None) -> Verdict:
        """Say that the figure of a year lacks."""
        gap = self.gaps.get(year, self.default_gap)
        return Verdict("cannot_tell", code or gap.code, words={"year": year}, lacks=gap.lacks)

    def without_base(self) -> Verdict:
        """Say that the base is not known."""
        if self.base_year is None:
            return Verdict("cannot_tell", "start_year_open")
        return self.lacking(self.base_year, code="base_unknown")

    def settled(self, good: bool, *, code: tuple[str, str]) -> Verdict:
        """Give the final or the running status that a finding means, with its sentence."""
        pair = ("done", "not_done") if self.is_over else ("on_track", "behind")
        return Verdict(pair[not good], code[not good])

    def about(self, verdict: Verdict, *, value: float, year: int) -> Verdict:
        """Add to a verdict the figure that it judges."""
        return replace(verdict, value=value, value_year=year, goal=self.goal)


def at_least(value: float, reference: float) -> bool:
    """Tell whether a value is at least a reference, but for the noise of arithmetic."""
    return value >= reference - _noise(value, reference)


def beyond(value: float, reference: float) -> bool:
    """Tell whether a value is truly above a reference, not by the noise of arithmetic."""
    return value > reference + _noise(value, reference)


def _noise(value: float, reference: float) -> float:
    return _NOISE * max(1.0, abs(value), abs(reference))
