"""Builders of what is judged: targets, declared indicators, series, statistics; a test changes one fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.tables import Contract, IndicatorValue, Series, Statistic, Target

__all__ = ["a_case_of", "a_series", "a_statistic", "a_target", "an_indicator", "rows_of", "values_of"]

REGION = "990000"

Row = dict[str, Any]


def a_target(**changes: Any) -> Row:
    """Build one target: at least 100 units in 2025."""
    row: Row = dict.fromkeys(Target.columns())
    row |= {
        "target": "T1",
        "reading": "a",
        "policy": "p",
        "article": 1,
        "name_zh": "目标",
        "name_en": "target",
    }
    row |= {"rule": "at_least", "target_year": 2025, "value": 100.0, "unit": "u", "aspirational": False}
    return row | {"phrase_zh": "原文", "lead_proposed": "D1"} | changes


def an_indicator(**changes: Any) -> Indicator:
    """Build one indicator: the series ``x`` as it is, from 2020 on, without tolerance."""
    declared: Row = {
        "id": "x",
        "label_zh": "指标",
        "label_en": "indicator",
        "targets": ["T1"],
        "unit": "u",
        "rule": "at_least",
        "direction": "up",
        "formula": "x",
        "inputs": {"x": {"series": "x", "unit": "u"}},
        "base_year": 2020,
        "tolerance": {"value": 0, "unit": "u", "reason_zh": "无", "reason_en": "none"},
        "definition_zh": "口径",
        "definition_en": "definition",
        "cannot_tell_zh": "缺数",
        "cannot_tell_en": "no figure",
    }
    return Indicator.model_validate(declared | changes)


def a_series(**changes: Any) -> Row:
    """Build one series that department D1 owes."""
    row: Row = dict.fromkeys(Series.columns())
    row |= {"series": "x", "label_zh": "序列", "label_en": "series", "unit": "u", "owner": "D1"}
    return row | {"owner_confirmed": False, "price_basis": "none"} | changes


def a_statistic(**changes: Any) -> Row:
    """Build one published figure of series ``x``: 1 in 2020."""
    row: Row = dict.fromkeys(Statistic.columns())
    row |= {
        "series": "x",
        "region": REGION,
        "period": "2020",
        "kind": "published",
        "vintage": "final",
        "version": 1,
    }
    row |= {"value": 1.0, "unit": "u", "believed_at": datetime(2026, 1, 1, tzinfo=UTC), "reporter": "test"}
    return row | {"quality": "published", "citation": "test"} | changes


def rows_of(contract: type[Contract], rows: list[Row]) -> dy.DataFrame[Any]:
    """Build a table of a contract from rows."""
    columns = {name: definition.dtype for name, definition in contract.columns().items()}
    return contract.validate(pl.DataFrame(rows, schema=columns), cast=True)


def values_of(figures: Mapping[int, float | None], *, indicator: str = "x") -> dy.DataFrame[IndicatorValue]:
    """Build indicator values by year; None is a year whose figure lacks."""
    return rows_of(
        IndicatorValue,
        [
            {
                "indicator": indicator,
                "region": REGION,
                "year": year,
                "value": value,
                "unit": "u",
                "reason": "not_reported" if value is None else None,
                "lacks": "x" if value is None else None,
                "verified_definition": True,
                "quality": None if value is None else "published",
            }
            for year, value in figures.items()
        ],
    )


def a_case_of(
    figures: Mapping[int, float | None], *, on: date, target: Row | None = None, **declared: Any
) -> dict[str, Any]:
    """Build the arguments of ``judge`` for one target, one indicator and its figures."""
    about = a_target(**(target or {}))
    indicator = an_indicator(**({"rule": about["rule"]} | declared))
    return {
        "targets": rows_of(Target, [about]),
        "values": values_of(figures),
        "on": on,
        "indicators": [indicator],
        "series": rows_of(Series, [a_series()]),
    }
