"""Restoration projects, before and after: a memo item, because the land's own figures hold it already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.soil_carbon import judge_change, notes_of
from tongyuan.accounting.surveys import Interval, grouped, half_width_of_change, interval_of
from tongyuan.accounting.workings import (
    Record,
    Working,
    absent,
    computed,
    derived_by,
    reported,
)
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Factor

__all__ = ["compare_projects", "derive_projects", "tell_projects"]

METHOD = "restoration.project"
ONE = "只有一次监测，尚无前后对比 · one monitoring alone: nothing to compare with yet"
POOLS = "两次监测所含碳库不同，不可比 · the pools measured differ: not comparable"


def compare_projects(records: pl.DataFrame) -> pl.DataFrame:
    """Set each project's last monitoring against its baseline, and say whether the change stands out.

    Parameters
    ----------
    records
        Contract Restoration.

    Returns
    -------
    pl.DataFrame
        One row a project: ``region``, ``project``, ``first``, ``last`` (years), ``area_ha``, ``before_t``
        and ``after_t`` [t C], ``change_t``, ``half_width_t`` [t C], null where not stated, and ``verdict``:
        ``gain``, ``loss``, ``within_uncertainty``, ``uncertainty_not_stated`` or ``not_comparable``.

    Examples
    --------
    >>> from tongyuan.testing.land import a_project, projects_of
    >>> before = a_project(year=2018, carbon_t_per_ha=50.0, half_width_t_per_ha=3.0)
    >>> after = a_project(year=2023, carbon_t_per_ha=54.0, half_width_t_per_ha=4.0)
    >>> compare_projects(projects_of(before, after)).select("change_t", "half_width_t", "verdict").row(0)
    (400.0, 500.0, 'within_uncertainty')
    """
    groups = grouped(records.sort("year").to_dicts(), by=("region", "project"))
    return pl.DataFrame([_compared(rows) for rows in groups.values()], schema=_COMPARED, orient="row")


_COMPARED: dict[str, type[pl.DataType]] = {
    "region": pl.String,
    "project": pl.String,
    "first": pl.Int32,
    "last": pl.Int32,
    "area_ha": pl.Float64,
    "before_t": pl.Float64,
    "after_t": pl.Float64,
    "change_t": pl.Float64,
    "half_width_t": pl.Float64,
    "verdict": pl.String,
}


def _compared(rows: Sequence[Record]) -> dict[str, Any]:
    first, last = rows[0], rows[-1]
    row = {
        "region": first["region"],
        "project": first["project"],
        "first": first["year"],
        "last": last["year"],
        "area_ha": last["area_ha"],
        "before_t": first["carbon_t_per_ha"] * last["area_ha"],
    }
    if not _comparable(first, last):
        return row | {"verdict": "not_comparable"}
    half = half_width_of_change(first["half_width_t_per_ha"], last["half_width_t_per_ha"])
    change = (last["carbon_t_per_ha"] - first["carbon_t_per_ha"]) * last["area_ha"]
    width = None if half is None else half * last["area_ha"]
    return row | {
        "after_t": last["carbon_t_per_ha"] * last["area_ha"],
        "change_t": change,
        "half_width_t": width,
        "verdict": judge_change(change, half_width=width),
    }


def _comparable(first: Record, last: Record) -> bool:
    """Tell whether two monitorings are two, and of the same pools."""
    return bool(first["year"] != last["year"] and first["pools"] == last["pools"])


def tell_projects(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell what each project gained in a year, from its two monitorings that bound it.

    Parameters
    ----------
    records
        Contract Restoration, all monitorings.
    factors, family
        Not used: all numbers are the monitoring's own.
    year
        Year.

    Returns
    -------
    list of Working
        Carbon gained [t C], under the memo items; the note says whether it stands out of its uncertainty.

    Examples
    --------
    >>> tell_projects(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []

    >>> from tongyuan.testing.land import a_project, projects_of
    >>> both = projects_of(a_project(year=2018), a_project(year=2023, carbon_t_per_ha=60.0))
    >>> derive_projects(both, factors=Factor.create_empty(), family="x", year=2020)["quantity"].item()
    200.0
    """
    groups = grouped(records.to_dicts(), by=("region", "project")).values()
    return [_working(rows, year) for rows in groups if min(row["year"] for row in rows) <= year]


def _working(rows: Sequence[Record], year: int) -> Working:
    by_year = {row["year"]: row for row in rows}
    interval = interval_of(list(by_year), year=year)
    if interval is None:
        return _told(rows[0], absent(), year, ONE)
    first, last = by_year[interval.first], by_year[interval.last]
    if not _comparable(first, last):
        return _told(last, absent(), year, POOLS)
    half = half_width_of_change(first["half_width_t_per_ha"], last["half_width_t_per_ha"])
    width = None if half is None else half * last["area_ha"] / interval.years
    tree = _change(first, last, interval)
    note = notes_of(judge_change(tree.value or 0.0, half_width=width), interval)
    return _told(last, tree, year, note, width=width)


def _change(first: Record, last: Record, interval: Interval) -> Node:
    return computed(
        "quantity",
        f"area * (stock_last - stock_first) / {interval.years}",
        [
            reported("area", last, column="area_ha", unit="ha"),
            reported("stock_last", last, column="carbon_t_per_ha", unit="t/ha"),
            reported("stock_first", first, column="carbon_t_per_ha", unit="t/ha"),
        ],
        unit="t",
        zh=f"{interval.first}—{interval.last} 年修复区碳储量年均变化",
        en=f"yearly change of carbon of the project, {interval.first} to {interval.last}",
        citation="2006 IPCC Guidelines, volume 4, equation 2.5: stock difference",
    )


def _told(row: Record, tree: Node, year: int, note: str, *, width: float | None = None) -> Working:
    return Working(
        region=row["region"],
        year=year,
        sector=f"project_{row['project']}",
        source="M4",
        fuel="restored_land",
        technology=row["kind"],
        activity="land",
        unit="t",
        tree=tree,
        citation=row["citation"],
        half_width=width,
        note=note,
    )


derive_projects = derived_by(
    tell_projects,
    METHOD,
    dataset="restorations",
    source="2006 IPCC Guidelines, volume 4, equation 2.5, with monitored stocks; memo item",
    edition="2006",
    span="all",
)
