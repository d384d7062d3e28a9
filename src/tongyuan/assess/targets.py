"""Judging targets: the five statuses by declared rules, each with its reason and who owes the figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.assess.binding import check_bindings, choose, judging
from tongyuan.assess.case import Case, Gap, Verdict
from tongyuan.assess.inputs import index_series
from tongyuan.assess.rules import RULES
from tongyuan.assess.wording import owed_by, say
from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import worst
from tongyuan.vocabulary.tables import TargetStatus

__all__ = ["build_case", "judge"]

Row = Mapping[str, Any]
Values = Mapping[tuple[str, int], Row]

_WORST_FIRST = ("not_done", "behind", "cannot_tell", "on_track", "done")


def judge(
    targets: pl.DataFrame,
    values: pl.DataFrame,
    *,
    on: date,
    indicators: Iterable[Indicator],
    series: pl.DataFrame,
) -> dy.DataFrame[TargetStatus]:
    """Judge every reading of every target at a date, in each region that has indicator values.

    Parameters
    ----------
    targets
        Contract ``Target``; each reading is judged by itself.
    values
        Contract ``IndicatorValue``, base years included; years not over on the date are not looked at.
    on
        Date of judgement.
    indicators
        Declared indicators.
    series
        Contract ``Series``, which says who owes a figure.

    Returns
    -------
    dy.DataFrame[TargetStatus]
        One row a target, reading and region. ``value``, ``path_value``, ``base_value`` and ``target_value``
        are in the unit of the target; for a change against the base year the base is 0.

    Raises
    ------
    InputError
        If an indicator and a target disagree, or there are no values at all.
    """
    declared = tuple(indicators)
    check_bindings(targets, indicators=declared)
    if values.is_empty():
        raise InputError(Problem("assess.no_values"))
    known = index_series(series)
    rows = [
        _status_row(target, values=own, region=region, on=on, indicators=declared, series=known)
        for region, own in _by_region(values).items()
        for target in targets.iter_rows(named=True)
    ]
    columns = {name: definition.dtype for name, definition in TargetStatus.columns().items()}
    return TargetStatus.validate(pl.DataFrame(rows, schema=columns), cast=True)


def _by_region(values: pl.DataFrame) -> dict[str, dict[tuple[str, int], Row]]:
    found: dict[str, dict[tuple[str, int], Row]] = {}
    for row in values.sort("region", maintain_order=True).iter_rows(named=True):
        found.setdefault(row["region"], {})[row["indicator"], row["year"]] = row
    return found


def _status_row(
    target: Row,
    *,
    values: Values,
    region: str,
    on: date,
    indicators: Sequence[Indicator],
    series: Mapping[str, Row],
) -> dict[str, Any]:
    bound = judging(indicators, target=target["target"], reading=target["reading"])
    row = {name: target[name] for name in ("target", "reading", "aspirational", "unit")}
    row |= {"region": region, "on": on, "target_value": target["value"]}
    if not bound:
        verdict = Verdict("cannot_tell", "not_bound")
        return (
            row
            | _told(verdict, target=target, indicator=None, series=series)
            | {"verified_definition": False}
        )
    parts = [
        Part(indicator, build_case(target, indicator, values=values, on=on))
        for indicator in _taking_part(bound, target=target, values=values, on=on)
    ]
    indicator, verdict = _worst_of(parts)
    return row | {
        **_told(verdict, target=target, indicator=indicator, series=series),
        "value": verdict.value,
        "value_year": verdict.value_year if verdict.value is not None else None,
        "path_value": verdict.path,
        "base_value": verdict.base,
        "indicator": indicator.id,
        "latest_status": _worst_status([part.latest_status for part in parts]),
        "verified_definition": indicator.definition_verified,
        "quality": _quality(verdict, indicator, values),
    }


@dataclass(frozen=True, slots=True)
class Part:
    """One figure that a target is judged by."""

    indicator: Indicator
    case: Case

    @property
    def verdict(self) -> Verdict:
        """What its rule says."""
        return RULES[self.case.rule](self.case)

    @property
    def latest_status(self) -> str | None:
        """Status at the end of the year of the latest figure, judged on that day; None without a figure."""
        first = self.case.base_year if self.case.base_year is not None else -1
        year = max((year for year in self.case.figures if year > first), default=None)
        if year is None:
            return None
        return RULES[self.case.rule](replace(self.case, on=date(year, 12, 31))).status


def _taking_part(bound: Sequence[Indicator], *, target: Row, values: Values, on: date) -> list[Indicator]:
    together = [indicator for indicator in bound if indicator.together]
    if together:
        return together
    return [choose(bound, known=_closed_years(values, on), target_year=target["target_year"])]


def _worst_of(parts: Sequence[Part]) -> tuple[Indicator, Verdict]:
    """Let the worst part decide: one that is known to fail fails the whole, whatever else lacks."""
    judged = [(part.indicator, part.verdict) for part in parts]
    indicator, worst_verdict = min(judged, key=lambda pair: _WORST_FIRST.index(pair[1].status))
    if worst_verdict.status != "cannot_tell":
        return indicator, worst_verdict
    alike = [verdict.lacks for _, verdict in judged if verdict.code == worst_verdict.code]
    lacks = tuple(dict.fromkeys(series for each in alike for series in each))
    return indicator, replace(worst_verdict, lacks=lacks)


def _worst_status(statuses: Sequence[str | None]) -> str | None:
    known = [status for status in statuses if status is not None]
    if not known:
        return None
    if len(known) < len(statuses):
        known.append("cannot_tell")
    return min(known, key=_WORST_FIRST.index)


def _closed_years(values: Values, on: date) -> dict[str, list[int]]:
    closed: dict[str, list[int]] = {}
    for (indicator, year), row in values.items():
        if row["value"] is not None and date(year, 12, 31) <= on:
            closed.setdefault(indicator, []).append(year)
    return closed


def build_case(target: Row, indicator: Indicator, *, values: Values, on: date) -> Case:
    """Bring a target, its indicator and the figures known at a date together.

    Parameters
    ----------
    target
        Row of contract ``Target``.
    indicator
        Indicator that judges it.
    values
        Rows of contract ``IndicatorValue`` of one region, by indicator and year.
    on
        Date of judgement.

    Returns
    -------
    Case
        What a rule looks at.
    """
    own = {year: row for (name, year), row in values.items() if name == indicator.id}
    figures = {year: row["value"] for year, row in sorted(own.items()) if row["value"] is not None}
    gaps = {year: _gap(indicator, row) for year, row in sorted(own.items()) if row["value"] is None}
    base = figures.get(indicator.base_year) if indicator.base_year is not None else None
    return Case(
        rule=target["rule"],
        goal=target["value"],
        target_year=target["target_year"],
        base_year=indicator.base_year,
        base_value=indicator.base_value if base is None else base,
        direction=indicator.direction,
        form=indicator.form,
        trend=indicator.trend,
        irreversible=indicator.irreversible,
        hedged=indicator.hedged,
        stale_after_years=indicator.stale_after_years,
        tolerance=indicator.tolerance.value if indicator.tolerance else None,
        figures={year: value for year, value in figures.items() if date(year, 12, 31) <= on},
        gaps=gaps,
        default_gap=Gap(indicator.missing_reason, indicator.series_ids()),
        on=on,
    )


def _gap(indicator: Indicator, row: Row) -> Gap:
    lacks = tuple(row["lacks"].split(";")) if row["lacks"] else indicator.series_ids()
    return Gap(row["reason"] or indicator.missing_reason, lacks)


def _told(
    verdict: Verdict, *, target: Row, indicator: Indicator | None, series: Mapping[str, Row]
) -> dict[str, Any]:
    zh, en = say(verdict, target=target, indicator=indicator, series=series)
    untold = verdict.status == "cannot_tell"
    return {
        "status": verdict.status,
        "reason_code": verdict.code if untold else None,
        "reason_zh": zh,
        "reason_en": en,
        "owed_by": owed_by(verdict, target=target, indicator=indicator, series=series) if untold else None,
    }


def _quality(verdict: Verdict, indicator: Indicator, values: Values) -> str | None:
    years = {verdict.value_year, indicator.base_year}
    rows = [
        values[indicator.id, year] for year in years if year is not None and (indicator.id, year) in values
    ]
    found = [row["quality"] for row in rows if row["quality"] is not None]
    return worst(found).value if found and verdict.value is not None else None
