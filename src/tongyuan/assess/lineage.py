"""Trees behind an indicator's value and a target's status, down to who reported each figure and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from tongyuan.assess.formula import compute
from tongyuan.assess.indicators import evaluate, years_needed
from tongyuan.assess.inputs import Leaf, check_declared, index_figures, index_series, resolve
from tongyuan.assess.path import PATH_EQUATION
from tongyuan.assess.targets import judge
from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.quality import Quality

__all__ = ["explain_indicator", "explain_status"]

Row = Mapping[str, Any]

_CHANGES = {"relative_change": "(level / base_level - 1) * 100", "percentage_points": "level - base_level"}


def explain_indicator(
    indicator: Indicator, *, statistics: pl.DataFrame, series: pl.DataFrame, region: str, year: int
) -> Node:
    """Show how an indicator's value follows from reported figures.

    Parameters
    ----------
    indicator
        Declared indicator.
    statistics
        Contract ``Statistic``, current rows only.
    series
        Contract ``Series``.
    region
        Region.
    year
        Year.

    Returns
    -------
    Node
        Equation over reported leaves [unit of the indicator]; a leaf that nobody handed in is ``missing``,
        and then the value is None.

    Raises
    ------
    InputError
        If a series is unknown, or in another unit than declared.
    """
    known = index_series(series)
    check_declared([indicator], series=known)
    figures = index_figures(statistics, region=region, series=known)
    resolved = resolve(indicator, figures=figures, year=year)
    value = None
    if not resolved.missing:
        try:
            value = compute(resolved.equation, values=resolved.values)
        except ZeroDivisionError:
            value = None
    return Node(
        name=indicator.id,
        kind=NodeKind.EQUATION if value is not None else NodeKind.MISSING,
        value=value,
        unit=indicator.unit,
        equation=resolved.equation,
        label_zh=indicator.label_zh,
        label_en=indicator.label_en,
        citation=indicator.definition_source or "",
        detail={
            "figure": f"indicator_value/{indicator.id},{region},{year}",
            "formula": indicator.formula,
            "definition_zh": indicator.definition_zh,
            "definition_en": indicator.definition_en,
            "definition_verified": indicator.definition_verified,
            "base_year": indicator.base_year,
            "base_stated": indicator.base_stated,
        },
        children=tuple(_leaf(leaf, series=known, region=region) for leaf in resolved.leaves),
    )


def _leaf(leaf: Leaf, *, series: Mapping[str, Row], region: str) -> Node:
    about = series[leaf.series]
    common = Node(
        name=leaf.name,
        kind=NodeKind.MISSING,
        value=leaf.value,
        unit=leaf.unit,
        label_zh=f"{about['label_zh']}（{leaf.year}）",
        label_en=f"{about['label_en']} ({leaf.year})",
        detail={"series": leaf.series, "region": region, "period": str(leaf.year), "owner": about["owner"]},
    )
    row = leaf.row
    if row is None:
        return common
    key = ",".join(str(row[column]) for column in ("series", "region", "period", "kind", "vintage"))
    origin = {
        "figure": f"statistic/{key}@{row['version']}",
        "reporter": row["reporter"],
        "believed_at": row["believed_at"].isoformat(),
        "evidence": row["evidence"],
        "state": row["state"],
        "note": row["note"],
    }
    return replace(
        common,
        kind=NodeKind.REPORTED if leaf.value is not None else NodeKind.MISSING,
        citation=row["citation"],
        quality=Quality(row["quality"]),
        detail={**common.detail, **origin},
    )


def explain_status(
    target: str,
    *,
    reading: str,
    targets: pl.DataFrame,
    indicators: Sequence[Indicator],
    statistics: pl.DataFrame,
    series: pl.DataFrame,
    region: str,
    on: date,
) -> Node:
    """Show what a status rests on: the value judged, the straight path, and the margin between the two.

    Parameters
    ----------
    target, reading
        Key of the target's reading.
    targets
        Contract ``Target``.
    indicators
        Declared indicators.
    statistics
        Contract ``Statistic``, current rows only.
    series
        Contract ``Series``.
    region
        Region.
    on
        Date of judgement.

    Returns
    -------
    Node
        ``value - path`` or ``value - goal`` where there is one [unit of the target], else the value; its
        ``detail`` holds the status and the reason in both languages.

    Raises
    ------
    NotFoundError
        If there is no such reading.
    """
    own = targets.filter(pl.col("target") == target, pl.col("reading") == reading)
    if own.is_empty():
        raise NotFoundError(Problem("assess.unknown_key", {"got": f"{target}/{reading}"}))
    years = years_needed(indicators, until=on.year)
    values = evaluate(indicators, statistics=statistics, series=series, region=region, years=years)
    status = judge(own, values, on=on, indicators=indicators, series=series).row(0, named=True)
    about = own.row(0, named=True)
    told = {
        key: status[key]
        for key in ("status", "reason_code", "reason_zh", "reason_en", "owed_by", "latest_status")
    }
    detail = {"figure": f"target_status/{target},{reading},{region},{on}", **told}
    named = [indicator for indicator in indicators if indicator.id == status["indicator"]]
    if not named:
        return _untold(about, detail)
    source: dict[str, Any] = {"statistics": statistics, "series": series, "region": region}
    if status["value"] is None:
        year = min(on.year, about["target_year"] or on.year)
        return replace(_untold(about, detail), children=(explain_indicator(named[0], year=year, **source),))
    value = _value_node(named[0], status, about, source)
    return _margin(value, status=status, about=about, indicator=named[0], source=source, detail=detail)


def _untold(about: Row, detail: dict[str, Any]) -> Node:
    return Node(
        name="status",
        kind=NodeKind.MISSING,
        value=None,
        unit=about["unit"],
        label_zh=about["name_zh"],
        label_en=about["name_en"],
        detail=detail,
    )


def _value_node(indicator: Indicator, status: Row, about: Row, source: Mapping[str, Any]) -> Node:
    tree = explain_indicator(indicator, year=status["value_year"], **source)
    if about["rule"] not in _CHANGES or indicator.form == "change_since_base":
        return replace(tree, name="value")
    base = _base_node(indicator, source)
    return Node(
        name="value",
        kind=NodeKind.EQUATION,
        value=status["value"],
        unit=about["unit"],
        equation=_CHANGES[about["rule"]],
        label_zh="比基年变化",
        label_en="change against the base year",
        children=(replace(tree, name="level"), replace(base, name="base_level")),
    )


def _base_node(indicator: Indicator, source: Mapping[str, Any]) -> Node:
    if indicator.base_year is not None:
        tree = explain_indicator(indicator, year=indicator.base_year, **source)
        if tree.value is not None:
            return tree
    return replace(
        _constant("base", indicator.base_value, unit=indicator.unit, zh="基年值", en="base value"),
        citation=indicator.base_reason_en or "",
        detail={"reason_zh": indicator.base_reason_zh, "reason_en": indicator.base_reason_en},
    )


def _margin(
    value: Node,
    *,
    status: Row,
    about: Row,
    indicator: Indicator,
    source: Mapping[str, Any],
    detail: dict[str, Any],
) -> Node:
    goal = _constant("goal", status["target_value"], unit=about["unit"], zh="目标值", en="target value")
    if goal.value is None or value.value is None:
        return replace(value, detail={**value.detail, **detail})
    against = goal
    if status["path_value"] is not None:
        against = _path_node(goal, status=status, about=about, indicator=indicator, source=source)
    return Node(
        name="margin",
        kind=NodeKind.EQUATION,
        value=value.value - against.value if against.value is not None else None,
        unit=about["unit"],
        equation=f"value - {against.name}",
        label_zh=f"{about['name_zh']}：与{against.label_zh}之差",
        label_en=f"{about['name_en']}: distance from the {against.label_en}",
        detail=detail,
        children=(value, against),
    )


def _path_node(
    goal: Node, *, status: Row, about: Row, indicator: Indicator, source: Mapping[str, Any]
) -> Node:
    base = _constant("base", status["base_value"], unit=about["unit"], zh="基年值", en="base value")
    if about["rule"] not in _CHANGES and indicator.form == "level":
        base = replace(_base_node(indicator, source), name="base")
    years = [
        _constant("year", status["value_year"], unit="年", zh="数据年份", en="year of the value"),
        _constant("base_year", indicator.base_year, unit="年", zh="基年", en="base year"),
        _constant("target_year", about["target_year"], unit="年", zh="目标年", en="target year"),
    ]
    return Node(
        name="path",
        kind=NodeKind.EQUATION,
        value=status["path_value"],
        unit=about["unit"],
        equation=PATH_EQUATION,
        label_zh="时序目标值",
        label_en="straight path",
        citation="target.path",
        children=(base, goal, *years),
    )


def _constant(name: str, value: float | None, *, unit: str, zh: str, en: str) -> Node:
    return Node(name=name, kind=NodeKind.CONSTANT, value=value, unit=unit, label_zh=zh, label_en=en)
