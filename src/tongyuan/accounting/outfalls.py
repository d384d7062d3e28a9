"""Outfalls: pollutants to water by measured concentration and flow, else by coefficient and output."""

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
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, Factor, Outfall

__all__ = ["BY_COEFFICIENT", "MEASURED", "POLLUTANTS", "measure_outfalls"]

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


def _explain(
    key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if key.get("fuel") not in POLLUTANTS:
        return None
    concentration, coefficient = POLLUTANTS[key["fuel"]]
    rows = records.filter(region=key["region"], year=int(key["year"]), outfall=key["sector"])
    for record in _with_coefficients(rows, factors=factors, family=family):
        value, way = _mass(record, concentration, coefficient)
        if value is None or way != key["technology"]:
            continue
        columns = Outfall.columns()
        names = ("flow_m3", concentration) if way == MEASURED else ("output", "removal")
        leaves = [
            reported_leaf(name, record, column=name, labels=columns[name].metadata or {}) for name in names
        ]
        equation = f"flow_m3 * {concentration} / 1000000"
        if way == BY_COEFFICIENT:
            row = factors.filter(pl.col("factor_id") == record[f"{coefficient}_id"]).row(0, named=True)
            leaves.append(parameter_leaf(coefficient, row))
            equation = f"output * {coefficient} / 1000 * (1 - removal)"
        return quantity_node(key, equation=equation, value=value, unit="t", citation=SOURCE, children=leaves)
    return None


@derives(NAME, dataset="outfall", source=SOURCE, edition="1", explain=_explain, span="year")
def measure_outfalls(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive what outfalls release: measured where flow and concentration are, else by coefficient.

    The coefficient needs the output and the share removed; where either lacks, the pollutant is not
    reported; where no coefficient is known, it is not estimated.

    Source: definition of this platform, edition 1.

    Parameters
    ----------
    records
        `Outfall` of one region, all years up to ``year``.
    factors
        Factors: coefficients by product.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Pollutants at the outfall [t], ``sector`` the outfall, ``technology`` the way they were found.

    Examples
    --------
    A million m3 with 80 mg/L COD:

    >>> from tongyuan.testing.waste import an_outfall, outfalls_of
    >>> rows = measure_outfalls(outfalls_of(an_outfall()), factors=Factor.create_empty(), family="x",
    ...                         year=2020)
    >>> rows.filter(fuel="effluent_cod")["quantity"].item()
    80.0
    """
    rows = records.filter(pl.col("year") == year)
    found = _with_coefficients(rows, factors=factors, family=family)
    return as_activity([_activity_row(material, record) for record in found for material in POLLUTANTS])


def _with_coefficients(
    rows: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str
) -> list[dict[str, Any]]:
    coefficients = [coefficient for _, coefficient in POLLUTANTS.values()]
    places = rows.with_columns(
        pl.col("quality").cast(pl.String),
        fuel=pl.col("product").fill_null("*"),
        technology=pl.lit(UNSTATED),
    )
    picked = pick(places, factors=factors, family=family, method=NAME, parameters=coefficients)
    return list(picked.iter_rows(named=True))


def _mass(record: Mapping[str, Any], concentration: str, coefficient: str) -> tuple[float | None, str]:
    flow, mg_l = record["flow_m3"], record[concentration]
    if flow is not None and mg_l is not None:
        return flow * mg_l / 1000000, MEASURED
    output, share, removal = record["output"], record[coefficient], record["removal"]
    if None in (output, share, removal):
        return None, BY_COEFFICIENT
    return output * share / 1000 * (1 - removal), BY_COEFFICIENT


def _activity_row(material: str, record: Mapping[str, Any]) -> dict[str, Any]:
    concentration, coefficient = POLLUTANTS[material]
    quantity, way = _mass(record, concentration, coefficient)
    quality = record["quality"]
    if way == BY_COEFFICIENT and quantity is not None:
        quality = worst_of([quality, "derived", record[f"{coefficient}_quality"]])
    reported = record["output"] is not None and record["removal"] is not None
    return {
        "region": record["region"],
        "year": record["year"],
        "sector": record["outfall"],
        "source": record["source"],
        "fuel": material,
        "activity": "discharge",
        "technology": way,
        "quantity": quantity,
        "unit": "t",
        "state": "NE" if quantity is None and reported else None,
        "quality": quality,
        "citation": record["citation"],
        "note": record["note"],
    }
