"""Why a dispatch says what it says: units' solved energy, what follows it by factor, and shares of sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.quality import Quality

__all__ = ["FACTORS", "explain_energy", "explain_mass", "explain_share"]

Row = Mapping[str, Any]
#: Species, the unit's factor, the scale to tonnes, and the column of its year.
FACTORS = {"CO2": ("co2_t_mwh", 1.0, "co2_t")} | {
    species: (f"{name}_kg_mwh", 1e-3, f"{name}_t")
    for species, name in {"SO2": "so2", "NOx": "nox", "PM2.5": "pm25"}.items()
}


def explain_energy(rows: pl.DataFrame, *, limits: pl.DataFrame, name: str = "power_mwh") -> Node:
    """Explain the energy of a carrier: what its units were solved to make in the year.

    Parameters
    ----------
    rows
        Rows of ``PowerYear``.
    limits
        Contract ``PowerLimitState`` of the run.
    name
        Name by which an equation calls it.

    Returns
    -------
    Node
        The tree [MWh].

    Examples
    --------
    >>> rows = pl.DataFrame({"unit": ["a", "b"], "carrier": ["coal", "coal"], "generation_mwh": [3.0, 4.0]})
    >>> limits = pl.DataFrame({"limit": ["cap"], "binding": [False], "price_cny": [0.0]})
    >>> explain_energy(rows, limits=limits).value
    7.0
    """
    parts = [_solved(row, "generation_mwh", limits) for row in rows.iter_rows(named=True)]
    return Node(
        name=name,
        kind=NodeKind.AGGREGATE,
        value=float(rows["generation_mwh"].sum()),
        unit="MWh",
        equation="sum(generation_mwh)",
        label_zh="这些机组一年的发电、受电或放电",
        label_en="what these units make, bring in or discharge in the year",
        children=tuple(parts),
    )


def _solved(row: Row, column: str, limits: pl.DataFrame, *, unit: str = "MWh") -> Node:
    """Give a solved amount of a unit's year: a leaf that names what it was found under."""
    bind = limits.filter(pl.col("binding")).select("limit", "price_cny").iter_rows()
    told = [f"{limit}: {price:.6g} CNY" for limit, price in bind]
    return Node(
        name=column,
        kind=NodeKind.SOLUTION,
        value=row[column],
        unit=unit,
        label_zh="最低成本调度求得，各小时乘代表小时数之和",
        label_en="solved for at least cost: hours times what they stand for",
        detail={"unit": row["unit"], "carrier": row["carrier"], "binding": "; ".join(told)},
    )


def explain_mass(rows: pl.DataFrame, *, units: pl.DataFrame, limits: pl.DataFrame, species: str) -> Node:
    """Explain what units emit: energy, with the power that heat costs, times their factor.

    Parameters
    ----------
    rows
        Rows of ``PowerYear`` within the region.
    units
        Contract ``PowerUnit`` of the run.
    limits
        Contract ``PowerLimitState`` of the run.
    species
        One of :data:`FACTORS`.

    Returns
    -------
    Node
        The tree [t]; its value is None where a unit that ran has no factor.
    """
    column = FACTORS[species][2]
    known = {unit["unit"]: unit for unit in units.iter_rows(named=True)}
    ran = rows.filter((pl.col(column) != 0).fill_null(True))
    parts = [_emitted(row, known[row["unit"]], limits, species) for row in ran.iter_rows(named=True)]
    missing = ran[column].null_count() > 0
    return Node(
        name="mass_t",
        kind=NodeKind.AGGREGATE,
        value=None if missing else float(rows[column].sum()),
        unit="t",
        equation="sum(part_t)" if parts else "0",
        label_zh=f"这些机组一年排放的{species}",
        label_en=f"{species} that these units emit in the year",
        children=tuple(parts),
    )


def _emitted(row: Row, unit: Row, limits: pl.DataFrame, species: str) -> Node:
    column, scale, mass = FACTORS[species]
    boils = unit["carrier"] == "boiler"
    children = [_factor(unit, column, scale)]
    burned = "heat_mwh" if boils else "generation_mwh"
    children.append(_solved(row, burned, limits))
    equation = burned
    if not boils and unit["power_loss"] and row["heat_mwh"]:
        equation = "(generation_mwh + power_loss * heat_mwh)"
        children += [_solved(row, "heat_mwh", limits), _loss(unit)]
    return Node(
        name="part_t",
        kind=NodeKind.EQUATION,
        value=row[mass],
        unit="t",
        equation=f"{equation} * {column}" + ("" if scale == 1.0 else " / 1000"),
        label_zh="电量（含供热减发）乘排放因子",
        label_en="energy, with the power that heat costs, times the factor",
        detail={"unit": row["unit"]},
        children=tuple(children),
    )


def _factor(unit: Row, column: str, scale: float) -> Node:
    value = unit[column]
    return Node(
        name=column,
        kind=NodeKind.MISSING if value is None else NodeKind.FACTOR,
        value=value,
        unit="t/MWh" if scale == 1.0 else "kg/MWh",
        label_zh="机组记录中的排放因子",
        label_en="factor of the unit's record",
        citation=unit["citation"],
        quality=Quality(unit["quality"]),
        detail={"unit": unit["unit"], "note": unit["note"] or ""},
    )


def _loss(unit: Row) -> Node:
    return Node(
        name="power_loss",
        kind=NodeKind.REPORTED,
        value=unit["power_loss"],
        unit="1",
        label_zh="供热减发电",
        label_en="power lost per heat drawn",
        citation=unit["citation"],
        quality=Quality(unit["quality"]),
        detail={"unit": unit["unit"]},
    )


def explain_share(
    rows: pl.DataFrame,
    *,
    limits: pl.DataFrame,
    form: str,
    carriers: Sequence[str],
    whole: Sequence[str],
) -> Node:
    """Explain what a target's measure reaches: a sum of capacity, or a share of capacity or energy.

    Parameters
    ----------
    rows
        Contract ``PowerYear``, of all units.
    limits
        Contract ``PowerLimitState`` of the run.
    form
        ``capacity_floor``, ``capacity_share`` or ``generation_share``.
    carriers, whole
        Carriers that count, and of the whole.

    Returns
    -------
    Node
        The tree [MW or 1].
    """
    column, unit = ("generation_mwh", "MWh") if form == "generation_share" else ("capacity_mw", "MW")
    good = rows.filter(pl.col("carrier").is_in(list(carriers)))
    rest = rows.filter(pl.col("carrier").is_in(list(set(whole) - set(carriers))))
    counted = _sum(good, column, limits, name="counted", unit=unit)
    if form == "capacity_floor":
        return counted
    others = _sum(rest, column, limits, name="others", unit=unit)
    total = (counted.value or 0.0) + (others.value or 0.0)
    return Node(
        name="share",
        kind=NodeKind.EQUATION,
        value=(counted.value or 0.0) / total if total else 0.0,
        unit="1",
        equation="counted / (counted + others)" if total else "0",
        label_zh="计入的类型占全部的比例",
        label_en="share of what counts in the whole",
        children=(counted, others),
    )


def _sum(rows: pl.DataFrame, column: str, limits: pl.DataFrame, *, name: str, unit: str) -> Node:
    parts = [_solved(row, column, limits, unit=unit) for row in rows.iter_rows(named=True)]
    return Node(
        name=name,
        kind=NodeKind.AGGREGATE,
        value=float(rows[column].sum()),
        unit=unit,
        equation=f"sum({column})" if parts else "0",
        label_zh="各机组之和",
        label_en="sum of units",
        children=tuple(parts),
    )
