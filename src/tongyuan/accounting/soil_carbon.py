"""Carbon of soils by surveys: black soil, other fields and pastures; and whether a change can be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import dataframely as dy
import polars as pl

from tongyuan.accounting.surveys import CARRIED_ON, Interval, grouped, half_width_of_change, interval_of
from tongyuan.accounting.workings import (
    Record,
    Working,
    absent,
    computed,
    derived_by,
    reported,
)
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.packaged import look_up
from tongyuan.vocabulary.tables import Factor

__all__ = ["Verdict", "derive_soils", "judge_change", "notes_of", "tell_soils"]

METHOD = "soil.survey"
SOURCES = {"black_soil": "4B", "cropland_soil": "4B", "grassland_soil": "4C"}
STOCK = "carbon * density * depth * (1 - stones) / 10"
Verdict = Literal["gain", "loss", "within_uncertainty", "uncertainty_not_stated"]


def judge_change(change: float, *, half_width: float | None) -> Verdict:
    """Say whether a change stands out of its uncertainty.

    Parameters
    ----------
    change
        Change between two surveys [any unit].
    half_width
        Half width of the change, 95 % [the same unit]; None where it is not stated.

    Returns
    -------
    str
        ``gain``, ``loss``, ``within_uncertainty`` or ``uncertainty_not_stated``.

    Examples
    --------
    >>> judge_change(4.0, half_width=5.0), judge_change(-6.0, half_width=5.0)
    ('within_uncertainty', 'loss')
    """
    if half_width is None:
        return "uncertainty_not_stated"
    if abs(change) <= half_width:
        return "within_uncertainty"
    return "gain" if change > 0 else "loss"


def notes_of(verdict: Verdict, interval: Interval) -> str:
    """Write what a reader must know of a change: whether it stands out, and whether it is carried on."""
    zh, en = (
        look_up("verdicts", key="verdict", code=verdict, column=name) for name in ("name_zh", "name_en")
    )
    return "；".join([f"{zh} · {en}", *([CARRIED_ON] if interval.beyond else [])])


def tell_soils(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the yearly change of carbon of each plot between two surveys.

    Parameters
    ----------
    records
        Contract SoilCarbon, all surveys.
    factors, family
        Not used: all numbers are the surveys' own.
    year
        Year.

    Returns
    -------
    list of Working
        Carbon gained, negative where lost [t C], with its range where the surveys state theirs; not
        estimated where one survey lacks or depths differ.

    Examples
    --------
    >>> tell_soils(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []

    1,000 ha of black soil from 20.0 to 20.5 g/kg in five years, 1.2 g/cm3, 30 cm: 1.8 t/ha, 360 t C a year.

    >>> from tongyuan.testing.land import a_soil, soils_of
    >>> surveys = soils_of(a_soil(year=2015), a_soil(year=2020, carbon_g_per_kg=20.5))
    >>> told = derive_soils(surveys, factors=Factor.create_empty(), family="x", year=2018)
    >>> told["quantity"].round(6).item()
    360.0
    """
    rows = records.to_dicts()
    if not rows or min(row["year"] for row in rows) > year:
        return []
    return [_working(group, year) for group in grouped(rows, by=("region", "material", "plot")).values()]


def _working(rows: Sequence[Record], year: int) -> Working:
    by_year = {row["year"]: row for row in rows}
    interval = interval_of(list(by_year), year=year)
    if interval is None:
        return _told(rows[0], absent(), year, "须有前后两次调查 · two surveys are needed")
    first, last = by_year[interval.first], by_year[interval.last]
    if first["depth_cm"] != last["depth_cm"]:
        return _told(last, absent(), year, "两次调查土层厚度不同 · the surveys differ in depth")
    tree = _change(first, last, interval)
    half = half_width_of_change(first["half_width_t_per_ha"], last["half_width_t_per_ha"])
    area = min(first["area_ha"], last["area_ha"])
    width = None if half is None else half * area / interval.years
    change = tree.value or 0.0
    note = notes_of(judge_change(change, half_width=width), interval)
    return _told(last, tree, year, note, width=width)


def _change(first: Record, last: Record, interval: Interval) -> Node:
    common = first if first["area_ha"] < last["area_ha"] else last
    return computed(
        "quantity",
        f"area * (stock_last - stock_first) / {interval.years}",
        [
            reported("area", common, column="area_ha", unit="ha"),
            _stock("stock_first", first),
            _stock("stock_last", last),
        ],
        unit="t",
        zh=f"{interval.first}—{interval.last} 年土壤碳年均变化",
        en=f"yearly change of soil carbon, {interval.first} to {interval.last}",
        citation="2006 IPCC Guidelines, volume 4, equation 2.25, surveyed stocks",
    )


def _stock(name: str, row: Record) -> Node:
    """Give the carbon of a hectare: g/kg x g/cm3 x cm / 10 is t/ha."""
    return computed(
        name,
        STOCK,
        [
            reported("carbon", row, column="carbon_g_per_kg", unit="g/kg"),
            reported("density", row, column="density_g_per_cm3", unit="g/cm3"),
            reported("depth", row, column="depth_cm", unit="cm"),
            reported("stones", row, column="stones_share", unit="1"),
        ],
        unit="t/ha",
        zh=f"{row['year']} 年土壤碳密度",
        en=f"carbon of a hectare, {row['year']}",
        citation="content x bulk density x depth x fine earth",
    )


def _told(row: Record, tree: Node, year: int, note: str, *, width: float | None = None) -> Working:
    return Working(
        region=row["region"],
        year=year,
        sector=f"plot_{row['plot']}",
        source=SOURCES.get(row["material"], "4B"),
        fuel=row["material"],
        technology=row["measure"],
        activity="land",
        unit="t",
        tree=tree,
        citation=row["citation"],
        half_width=width,
        note=note,
    )


derive_soils = derived_by(
    tell_soils,
    METHOD,
    dataset="soil_carbon",
    source="2006 IPCC Guidelines, volume 4, equation 2.25, with surveyed stocks (tier 3)",
    edition="2006",
    span="all",
)
