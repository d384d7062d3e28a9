"""What a declared indicator is: a formula over series, with the official definition and how it is judged.

An indicator is data (a pack's ``indicators.yaml``); the rules that judge it are listed in
``data/target_rules.csv`` and said once more here, so that who writes a pack need read nothing else:

* A figure speaks for the last day of its year and stands from that day on; before it a year has none. The
  target year is over on the day after its last.
* Before the target year is over: ``on_track`` where the latest figure (not older than ``stale_after_years``
  whole years) is at or better than the straight path from base to target at the end of that figure's own
  year, less ``tolerance``, or at or better than the target itself; else ``behind``. A tolerance that is not
  settled (null) makes a shortfall ``cannot_tell``; a figure at or better than the path needs no tolerance.
* Once the target year is over, only the figure of the target year counts: ``done``, ``not_done`` or
  ``cannot_tell``. The tolerance counts there only where the text hedges (``hedged``: 左右, 基本). The figure
  of the target year decides as soon as it is there.
* What is ``irreversible`` (cumulated areas, an event) is ``done`` in the first year that reaches the target.
* Without a target year a rule is judged on the latest figure against the target itself (``on_track`` or
  ``behind``); an event that has not happened then has no deadline to miss: ``cannot_tell``.
* An event or irreversible deliverable that is reported as not reached, before its deadline, is ``on_track``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tongyuan.vocabulary.methods import equation_names
from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["FUNCTIONS", "At", "Indicator", "Input", "Tolerance", "parse_indicators"]

FUNCTIONS = frozenset({"product", "sum", "min", "max"})

At = Literal["year", "base", "previous_year", "each_year_since_base"]


class Input(BaseModel):
    """A name of the formula: which series it is, of what year, in what unit.

    Parameters
    ----------
    series
        Series id.
    unit
        Unit that the formula expects; must be the unit of the series.
    at
        ``year`` the year computed; ``base`` the base year; ``previous_year`` the year before;
        ``each_year_since_base`` a list, from the year after the base year to the year computed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    series: str
    unit: str
    at: At = "year"


class Tolerance(BaseModel):
    """Allowed deviation, never negative, with the reason for it.

    Parameters
    ----------
    value
        Deviation, in the unit of the target's value.
    unit
        That unit.
    reason_zh, reason_en
        Where it comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float = Field(ge=0)
    unit: str
    reason_zh: str
    reason_en: str


class Indicator(BaseModel):
    """A declared indicator.

    Parameters
    ----------
    id
        Name, unique in its pack.
    label_zh, label_en
        What it is.
    targets
        Targets that it judges: ``T37`` (every reading) or ``T37/a``.
    role
        ``official`` judges; ``research`` is shown beside, labelled, and never judges.
    together
        The target asks this of several figures at once (each major pollutant): all indicators so marked must
        keep it, and the worst decides. Else the first of a target's indicators that has figures judges.
    unit
        Unit of the formula's result.
    form
        ``level``: the result is a level; ``change_since_base``: it is already the change since the base year.
    rule
        Rule of the targets, as in ``Target.rule``.
    direction
        What is better: ``up``, ``down``, or ``stable`` (two-sided).
    formula
        Python arithmetic over the inputs, with ``product``, ``sum``, ``min``, ``max`` over list inputs.
    inputs
        Name in the formula to where its figure stands.
    prices
        ``constant``: a series at current prices is refused except in the base year (whose prices are the
        constant ones); ``current``: the definition itself is at current prices; ``none``: no money in it.
    base_year, base_stated
        Base year, and whether the policy states it; an assumed base is shown as a reading.
    base_value, base_reason_zh, base_reason_en
        Base value where it follows from the definition (a cumulated quantity starts at 0), with the reason.
    irreversible
        What was reached stays reached.
    hedged
        The phrase hedges its value (左右, 基本), so that the tolerance holds for the target itself.
    tolerance
        Allowed deviation; null is 待确认.
    trend
        For trend rules: ``since_base`` compares with the base year; ``every_year`` (持续) each with the last.
    stale_after_years
        A figure of year Y still tells the state up to the end of year Y plus this many years.
    definition_zh, definition_en, definition_source, definition_verified
        Official definition; the document it was seen in, or null; false where it is trade knowledge only.
    missing_reason
        Reason code (``data/status_reasons.csv``) where the figure is missing.
    cannot_tell_zh, cannot_tell_en
        When, and for want of what, the indicator cannot tell.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label_zh: str
    label_en: str
    targets: tuple[str, ...] = Field(min_length=1)
    role: Literal["official", "research"] = "official"
    together: bool = False
    unit: str
    form: Literal["level", "change_since_base"] = "level"
    rule: str
    direction: Literal["up", "down", "stable"]
    formula: str
    inputs: dict[str, Input] = Field(min_length=1)
    prices: Literal["constant", "current", "none"] = "none"
    base_year: int | None = None
    base_stated: bool = False
    base_value: float | None = None
    base_reason_zh: str | None = None
    base_reason_en: str | None = None
    irreversible: bool = False
    hedged: bool = False
    tolerance: Tolerance | None = None
    trend: Literal["since_base", "every_year"] = "since_base"
    stale_after_years: int = Field(default=2, ge=0)
    definition_zh: str
    definition_en: str
    definition_source: str | None = None
    definition_verified: bool = False
    missing_reason: str = "not_reported"
    cannot_tell_zh: str
    cannot_tell_en: str

    @model_validator(mode="after")
    def _names_agree(self) -> Indicator:
        used = equation_names(self.formula) - FUNCTIONS
        if used != set(self.inputs):
            raise ValueError(f"the formula names {sorted(used)}, the inputs are {sorted(self.inputs)}")
        return self

    @model_validator(mode="after")
    def _base_is_told(self) -> Indicator:
        needs = any(item.at in {"base", "each_year_since_base"} for item in self.inputs.values())
        if (needs or self.form == "change_since_base") and self.base_year is None:
            raise ValueError("the formula needs a base year")
        if self.base_value is not None and not (self.base_reason_zh and self.base_reason_en):
            raise ValueError("a declared base value needs its reason in both languages")
        return self

    @model_validator(mode="after")
    def _verified_needs_source(self) -> Indicator:
        if self.definition_verified and not self.definition_source:
            raise ValueError("a verified definition needs its document")
        return self

    def judges(self, target: str, *, reading: str) -> bool:
        """Tell whether it judges this reading of a target."""
        return self.role == "official" and bool({target, f"{target}/{reading}"} & set(self.targets))

    def series_ids(self) -> tuple[str, ...]:
        """List its series once each, in the order of its inputs."""
        return tuple(dict.fromkeys(item.series for item in self.inputs.values()))


def parse_indicators(records: Iterable[Mapping[str, Any]]) -> tuple[Indicator, ...]:
    """Read declared indicators; every fault of every record is told at once.

    Parameters
    ----------
    records
        Records as they stand in a pack.

    Returns
    -------
    tuple of Indicator
        In the order given.

    Raises
    ------
    InputError
        If a record breaks the declaration, or an id is used twice.

    Examples
    --------
    >>> parse_indicators([])
    ()
    """
    indicators: list[Indicator] = []
    problems: list[Problem] = []
    for record in records:
        name = str(record.get("id", "?"))
        if name in {indicator.id for indicator in indicators}:
            problems.append(_fault(name, column="id", fault="used twice"))
        try:
            indicators.append(Indicator.model_validate(record))
        except ValidationError as error:
            problems += [
                _fault(name, column=".".join(map(str, fault["loc"])), fault=fault["msg"])
                for fault in error.errors()
            ]
    if problems:
        raise InputError(problems)
    return tuple(indicators)


def _fault(indicator: str, *, column: str, fault: str) -> Problem:
    return Problem("assess.declaration", {"indicator": indicator, "fault": fault}, Place(column=column))
