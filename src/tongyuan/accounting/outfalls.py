"""Outfalls: pollutants to water by measured concentration and flow, else by coefficient and output."""

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
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Factor, Outfall

__all__ = ["BY_COEFFICIENT", "MEASURED", "POLLUTANTS", "measure_outfalls", "tell_outfalls"]

NAME = "outfall.measure"
SOURCE = (
    "this platform: concentration x flow where both are measured, else coefficient x output x (1 - removal)"
)
MEASURED, BY_COEFFICIENT = "measured", "by_coefficient"
POLLUTANTS = {
    "effluent_cod": ("cod_mg_l", "cod_kg_per_unit"),
    "effluent_nh3n": ("nh3n_mg_l", "nh3n_kg_per_unit"),
    "effluent_tn": ("tn_mg_l", "tn_kg_per_unit"),
    "effluent_tp": ("tp_mg_l", "tp_kg_per_unit"),
}
"""For each material the column of its concentration and the name of its coefficient."""


def tell_outfalls(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell what outfalls release, each pollutant in the way it was found.

    Parameters
    ----------
    records
        `Outfall`.
    factors, family
        Factors (coefficients by product) and the run's family.
    year
        Year.

    Returns
    -------
    list of Working
        Pollutants [t].

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> tell_outfalls(Outfall.create_empty(), factors=Factor.create_empty(), family="x", year=2020)
    []

    A million m3 with 80 mg/L COD:

    >>> from tongyuan.testing.waste import an_outfall, outfalls_of
    >>> rows = measure_outfalls(outfalls_of(an_outfall()), factors=Factor.create_empty(), family="x",
    ...                         year=2020)
    >>> rows.filter(fuel="effluent_cod")["quantity"].item()
    80.0
    """
    rows = records.filter(pl.col("year") == year).to_dicts()
    places = [{**row, "fuel": row["product"] or "*", "technology": UNSTATED} for row in rows]
    coefficients = [coefficient for _, coefficient in POLLUTANTS.values()]
    found = parameters_of(places, factors=factors, family=family, method=NAME, parameters=coefficients)
    return [
        _working(row, material, parameters)
        for row, parameters in zip(rows, found, strict=True)
        for material in POLLUTANTS
    ]


def _working(row: Record, material: str, parameters: Mapping[str, Node]) -> Working:
    concentration, coefficient = POLLUTANTS[material]
    measured = row["flow_m3"] is not None and row[concentration] is not None
    tree = _measured(row, material) if measured else _by_output(row, material, parameters[coefficient])
    return Working(
        region=row["region"],
        year=row["year"],
        sector=row["outfall"],
        source=row["source"],
        fuel=material,
        technology=MEASURED if measured else BY_COEFFICIENT,
        activity="discharge",
        unit="t",
        tree=tree,
        citation=row["citation"],
        note=row["note"],
        state=missing_state(tree),
    )


def _measured(row: Record, material: str) -> Node:
    concentration, _ = POLLUTANTS[material]
    leaves = [told(name, row, contract=Outfall) for name in ("flow_m3", concentration)]
    equation = f"flow_m3 * {concentration} / 1000000"
    return quantity_of(material, equation, leaves, unit="t", citation=SOURCE)


def _by_output(row: Record, material: str, coefficient: Node) -> Node:
    """Compute a release from output; it is derived, however good what it rests on."""
    leaves = [*(told(name, row, contract=Outfall) for name in ("output", "removal")), coefficient]
    equation = f"output * {coefficient.name} / 1000 * (1 - removal)"
    tree = quantity_of(material, equation, leaves, unit="t", citation=SOURCE)
    return tree if tree.value is None else replace(tree, quality=Quality.DERIVED)


measure_outfalls = derived_by(
    tell_outfalls,
    NAME,
    dataset="outfall",
    source=SOURCE,
    edition="1",
    span="year",
)
