"""Wastewater that reaches no plant: organic load and nitrogen of residents, and what reaches the water."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import missing_state, quantity_of, told
from tongyuan.accounting.workings import (
    Record,
    Working,
    derived_by,
    parameters_of,
)
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Factor, SewageSystem

__all__ = ["EQUATIONS", "collect_sewage", "tell_sewage"]

NAME = "sewage.collect"
SOURCE = "2019 Refinement of the 2006 IPCC Guidelines, volume 5, equations 6.3, 6.3A, 6.3D, 6.8 and 6.10"
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


def tell_sewage(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell organic load and nitrogen of residents whose wastewater reaches no plant.

    Source: 2019 Refinement, volume 5, equations 6.3, 6.3A, 6.3D, 6.8 and 6.10.

    Parameters
    ----------
    records
        `SewageSystem`.
    factors, family
        Factors and the run's family.
    year
        Year.

    Returns
    -------
    list of Working
        Loads [t BOD, t N].

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> nothing = SewageSystem.create_empty()
    >>> tell_sewage(nothing, factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    rows = records.filter(pl.col("year") == year).to_dicts()
    places = [{**row, "source": "5D1", "fuel": "bod_load", "technology": row["system"]} for row in rows]
    found = parameters_of(places, factors=factors, family=family, method=NAME, parameters=PARAMETERS)
    return [
        _working(row, material, parameters)
        for row, parameters in zip(rows, found, strict=True)
        for material in EQUATIONS
    ]


def _working(row: Record, material: str, parameters: Mapping[str, Node]) -> Working:
    equation, names = EQUATIONS[material]
    leaves = [_leaf(name, row, parameters) for name in names]
    tree = quantity_of(material, equation, leaves, unit="t", citation=SOURCE)
    lacking = [leaf.name for leaf in leaves if leaf.value is None and "column" in leaf.detail]
    return Working(
        region=row["region"],
        year=row["year"],
        sector=row["area"],
        source="5D1",
        fuel=material,
        technology=row["system"],
        activity="wastewater",
        unit="t",
        tree=tree,
        citation=row["citation"],
        note=f"未报告：{', '.join(lacking)}" if lacking else row["note"],
        state=missing_state(tree),
    )


def _leaf(name: str, row: Record, parameters: Mapping[str, Node]) -> Node:
    """Take what the record tells; of organic load it may leave the default."""
    if name == "bod_g_per_person_day" and row[name] is None:
        return replace(parameters["bod_default"], name=name)
    return told(name, row, contract=SewageSystem) if name in REPORTED else parameters[name]


collect_sewage = derived_by(
    tell_sewage,
    NAME,
    dataset="sewage_system",
    source=SOURCE,
    edition="2019",
    span="year",
)
