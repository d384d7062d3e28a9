"""Wastewater that reaches no plant: organic load and nitrogen of residents, and what reaches the water."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.derived_activity import (
    as_activity,
    parameter_leaf,
    quantity_node,
    reported_leaf,
    worst_of,
)
from tongyuan.accounting.parameters import pick
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, Factor, SewageSystem

__all__ = ["EQUATIONS", "collect_sewage"]

NAME = "sewage.collect"
SOURCE = "2019 Refinement of the 2006 IPCC Guidelines, volume 5, equations 6.3, 6.3A, 6.3D, 6.8 and 6.10"
DAYS = 365.0
BOD = ("persons", "bod_g_per_person_day", "industrial_addition")
NITROGEN = (
    "persons",
    "protein_kg_per_person",
    "nitrogen_in_protein",
    "household_nitrogen",
    "unconsumed_protein",
    "industrial_addition",
)
BOD_LOAD = "persons * bod_g_per_person_day * 365 * industrial_addition / 1000000"
N_LOAD = " * ".join(NITROGEN) + " / 1000"
EQUATIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "bod_load": (BOD_LOAD, BOD),
    "bod_discharged": (f"{BOD_LOAD} * (1 - bod_removed)", (*BOD, "bod_removed")),
    "nitrogen_load": (N_LOAD, NITROGEN),
    "nitrogen_discharged": (f"{N_LOAD} * (1 - nitrogen_removed)", (*NITROGEN, "nitrogen_removed")),
}
"""For each material its equation and the names in it: columns of the record or parameters."""
PARAMETERS = (
    "bod_default",
    "industrial_addition",
    "nitrogen_in_protein",
    "household_nitrogen",
    "unconsumed_protein",
    "bod_removed",
    "nitrogen_removed",
)
REPORTED = ("persons", "bod_g_per_person_day", "protein_kg_per_person")


def _explain(
    key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if key.get("fuel") not in EQUATIONS:
        return None
    rows = records.filter(
        region=key["region"], year=int(key["year"]), area=key["sector"], system=key["technology"]
    )
    for record in _with_parameters(rows, factors=factors, family=family):
        equation, names = EQUATIONS[key["fuel"]]
        value = _quantity(record, key["fuel"])
        if value is not None:
            children = [_leaf(name, record, factors) for name in names]
            return quantity_node(
                key, equation=equation, value=value, unit="t", citation=SOURCE, children=children
            )
    return None


def _leaf(name: str, record: Mapping[str, Any], factors: dy.DataFrame[Factor]) -> Node:
    by_default = name == "bod_g_per_person_day" and record["bod_default_taken"]
    if name in REPORTED and not by_default:
        labels = SewageSystem.columns()[name].metadata or {}
        return reported_leaf(name, record, column=name, labels=labels)
    parameter = "bod_default" if by_default else name
    row = factors.filter(pl.col("factor_id") == record[f"{parameter}_id"]).row(0, named=True)
    return parameter_leaf(name, row)


@derives(NAME, dataset="sewage_system", source=SOURCE, edition="2019", explain=_explain, span="year")
def collect_sewage(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive organic load and nitrogen of residents whose wastewater reaches no plant.

    Source: 2019 Refinement, volume 5, equations 6.3, 6.3A, 6.3D, 6.8 and 6.10.

    Parameters
    ----------
    records
        `SewageSystem` of one region, all years up to ``year``.
    factors
        Factors.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Loads [t BOD, t N], ``sector`` the area, ``technology`` what becomes of the water.
    """
    found = _with_parameters(records.filter(pl.col("year") == year), factors=factors, family=family)
    return as_activity([_activity_row(material, record) for record in found for material in EQUATIONS])


def _with_parameters(
    rows: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str
) -> list[dict[str, Any]]:
    places = rows.with_columns(
        pl.col("quality").cast(pl.String),
        source=pl.lit("5D1"),
        fuel=pl.lit("bod_load"),
        technology="system",
        bod_default_taken=pl.col("bod_g_per_person_day").is_null(),
    )
    picked = pick(places, factors=factors, family=family, method=NAME, parameters=PARAMETERS)
    filled = picked.with_columns(pl.coalesce("bod_g_per_person_day", "bod_default"))
    return list(filled.iter_rows(named=True))


def _quantity(record: Mapping[str, Any], material: str) -> float | None:
    """Compute a load by its equation; None where a name of it has no value."""
    _, names = EQUATIONS[material]
    values: dict[str, float] = {name: record[name] for name in names}
    if None in values.values():
        return None
    removed = values.pop("bod_removed", 0.0) + values.pop("nitrogen_removed", 0.0)
    product = 1.0
    for value in values.values():
        product *= value
    return product * (DAYS / 1_000_000 if "bod" in material else 1 / 1000) * (1 - removed)


def _activity_row(material: str, record: Mapping[str, Any]) -> dict[str, Any]:
    _, names = EQUATIONS[material]
    lacking = [name for name in names if record[name] is None]
    parameters = ["bod_default"] if record["bod_default_taken"] and "bod" in material else []
    parameters += [name for name in names if name not in REPORTED]
    qualities = [record["quality"], *(record[f"{name}_quality"] for name in parameters)]
    not_told = [name for name in lacking if name in REPORTED and name != "bod_g_per_person_day"]
    return {
        "region": record["region"],
        "year": record["year"],
        "sector": record["area"],
        "source": "5D1",
        "fuel": material,
        "activity": "wastewater",
        "technology": record["system"],
        "quantity": _quantity(record, material),
        "unit": "t",
        "state": "NE" if lacking and not not_told else None,
        "quality": worst_of([quality for quality in qualities if quality is not None]),
        "citation": record["citation"],
        "note": f"未报告：{', '.join(not_told)}" if not_told else record["note"],
    }
