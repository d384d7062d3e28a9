"""Wastewater plants: from water, concentrations, sludge, power and biogas to activity."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.tables import Activity, Factor, TreatmentPlant

__all__ = ["FLOWS", "Flow", "treat_water"]

NAME = "plant.treat"
SOURCE = "2019 Refinement of the 2006 IPCC Guidelines, volume 5, equations 6.1, 6.3B, 6.7 and 6.9"
PARAMETERS = ("bod_per_sludge", "cod_per_sludge")
POWER, NO_SOURCE = "treatment_power", "none"
NO_BIOGAS = "-biogas_m3"
TO_WATER = "flow_m3 * {} / 1000000"


@dataclass(frozen=True, slots=True)
class Flow:
    """One activity of a plant: its material and kind, and the equation over the record's columns."""

    material: str
    activity: str
    unit: str
    equation: str
    columns: tuple[str, ...]
    compute: Callable[..., float]
    parameter: str | None = None


def _load(concentration: str) -> tuple[str, tuple[str, ...], Callable[..., float]]:
    return (
        TO_WATER.format(concentration),
        ("flow_m3", concentration),
        lambda flow, mg_l: flow * mg_l / 1000000,
    )


def _organic(kind: str) -> tuple[Flow, ...]:
    """List the flows of organic load; sludge takes no more of it than the plant took out of the water."""
    inlet, outlet, share = f"{kind}_in_mg_l", f"{kind}_out_mg_l", f"{kind}_per_sludge"
    return (
        Flow(f"{kind}_load", "wastewater", "t", *_load(inlet)),
        Flow(
            f"{kind}_in_sludge",
            "wastewater",
            "t",
            "-min(removed_t)",
            ("sludge_t", "flow_m3", inlet, outlet),
            lambda sludge, flow, high, low, per_t: -min(sludge * per_t, _removed(flow, high, low)),
            share,
        ),
        Flow(f"{kind}_discharged", "wastewater", "t", *_load(outlet)),
    )


def _removed(flow: float, inlet: float, outlet: float) -> float:
    """Compute what a plant took out of the water [t]; none where more left than came."""
    return max(0.0, flow * (inlet - outlet) / 1000000)


ORGANIC = {kind: _organic(kind) for kind in ("bod", "cod")}
FLOWS = (
    Flow(
        "wastewater_methane_recovered",
        "wastewater",
        "m3",
        "-biogas_m3 * biogas_methane_share",
        ("biogas_m3", "biogas_methane_share"),
        lambda gas, share: -gas * share,
    ),
    Flow("nitrogen_load", "wastewater", "t", *_load("tn_in_mg_l")),
    Flow("nitrogen_discharged", "wastewater", "t", *_load("tn_out_mg_l")),
    Flow("sewage_flow", "wastewater", "m3", "flow_m3", ("flow_m3",), lambda flow: flow),
    Flow("effluent_cod", "discharge", "t", *_load("cod_out_mg_l")),
    Flow("effluent_nh3n", "discharge", "t", *_load("nh3n_out_mg_l")),
    Flow("effluent_tn", "discharge", "t", *_load("tn_out_mg_l")),
    Flow("effluent_tp", "discharge", "t", *_load("tp_out_mg_l")),
    Flow(
        "electricity",
        POWER,
        "MWh",
        "electricity_mwh - pv_mwh - biogas_mwh",
        ("electricity_mwh", "pv_mwh", "biogas_mwh"),
        lambda used, sun, gas: used - sun - gas,
    ),
)
"""What every plant gives beside its organic load; power of its own is not bought."""


def _flows(record: Mapping[str, Any]) -> tuple[Flow, ...]:
    """List a plant's flows: the organic load of towns by BOD where it is measured, else by COD."""
    by_bod = record["source"] == "5D1" and record["bod_in_mg_l"] is not None
    return (*ORGANIC["bod" if by_bod else "cod"], *FLOWS)


def _quantity(flow: Flow, record: Mapping[str, Any]) -> float | None:
    """Compute a flow's quantity; None where a column it needs is not reported."""
    given = [record[name] for name in flow.columns]
    if record["biogas_m3"] == 0 and "biogas_m3" in flow.columns:
        return 0.0  # no gas: how much of it was methane need not be told
    if flow.parameter is not None:
        given.append(record[flow.parameter])
    return None if None in given else flow.compute(*given)


def _explain(
    key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if not {"region", "year", "sector", "fuel", "activity"} <= key.keys():
        return None
    rows = records.filter(region=key["region"], year=int(key["year"]), plant=key["sector"])
    for record in _with_parameters(rows, factors=factors, family=family):
        for flow in _flows(record):
            value = _quantity(flow, record)
            if (flow.material, flow.activity) != (key["fuel"], str(key["activity"])) or value is None:
                continue
            children = list(_leaves(flow, record, factors))
            told = all(record[name] is not None for name in flow.columns)
            equation = flow.equation if told else NO_BIOGAS
            return quantity_node(
                key, equation=equation, value=value, unit=flow.unit, citation=SOURCE, children=children
            )
    return None


def _leaves(flow: Flow, record: Mapping[str, Any], factors: dy.DataFrame[Factor]) -> Iterator[Node]:
    columns = TreatmentPlant.columns()
    leaves = {
        name: reported_leaf(name, record, column=name, labels=columns[name].metadata or {})
        for name in flow.columns
        if record[name] is not None
    }
    if flow.parameter is None:
        yield from leaves.values()
        return
    row = factors.filter(pl.col("factor_id") == record[f"{flow.parameter}_id"]).row(0, named=True)
    yield from _bounds(leaves, parameter_leaf(flow.parameter, row))


def _bounds(leaves: Mapping[str, Node], share: Node) -> Iterator[Node]:
    """Explain the two bounds of what leaves with sludge: by the sludge, and by what the water lost."""
    sludge, flow, inlet, outlet = leaves.values()
    by_sludge = (sludge.value or 0.0) * (share.value or 0.0)
    lost = _removed(flow.value or 0.0, inlet.value or 0.0, outlet.value or 0.0)
    equation = f"flow_m3 * ({inlet.name} - {outlet.name}) / 1000000"
    for value, written, children in (
        (by_sludge, f"sludge_t * {share.name}", (sludge, share)),
        (lost, equation if lost else "", (flow, inlet, outlet) if lost else ()),
    ):
        yield Node(
            name="removed_t",
            kind=NodeKind.EQUATION if children else NodeKind.CONSTANT,
            value=value,
            unit="t",
            equation=written,
            label_zh="随污泥去除的有机物",
            label_en="organic matter taken out with sludge",
            citation=SOURCE,
            children=children,
        )


@derives(NAME, dataset="treatment_plant", source=SOURCE, edition="2019", explain=_explain, span="year")
def treat_water(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive a year's activity of wastewater plants: loads, sludge, gas, nitrogen, discharge, power bought.

    What leaves with sludge and what is recovered are negative rows of their own, so that methane is
    (TOW - S) x B0 x MCF - R; no more leaves with sludge than the water lost. A quantity whose
    concentration or flow lacks is not reported; a plant without sunlight or biogas says 0.

    Source: 2019 Refinement, volume 5, equations 6.1, 6.3B, 6.7 and 6.9.

    Parameters
    ----------
    records
        `TreatmentPlant` of one region, all years up to ``year``.
    factors
        Factors: organic matter in sludge.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of the plants, ``sector`` the plant, ``technology`` its process [t, m3, MWh].

    Examples
    --------
    10 million m3 with 200 mg/L BOD are 2,000 t:

    >>> from tongyuan.testing.waste import a_plant, plants_of
    >>> rows = treat_water(plants_of(a_plant()), factors=Factor.create_empty(), family="x", year=2020)
    >>> rows.filter(fuel="bod_load")["quantity"].item()
    2000.0
    """
    rows = records.filter(pl.col("year") == year)
    return as_activity(
        [
            _activity_row(flow, record)
            for record in _with_parameters(rows, factors=factors, family=family)
            for flow in _flows(record)
        ]
    )


def _with_parameters(
    rows: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str
) -> list[dict[str, Any]]:
    places = rows.with_columns(
        pl.col("source", "quality").cast(pl.String), fuel=pl.lit("sewage_sludge"), technology="process"
    )
    picked = pick(places, factors=factors, family=family, method=NAME, parameters=PARAMETERS)
    return list(picked.iter_rows(named=True))


def _activity_row(flow: Flow, record: Mapping[str, Any]) -> dict[str, Any]:
    qualities = [record["quality"]]
    if flow.parameter is not None and record[f"{flow.parameter}_quality"] is not None:
        qualities.append(record[f"{flow.parameter}_quality"])
    quantity = _quantity(flow, record)
    lacking = [name for name in flow.columns if record[name] is None]
    of_parameter = quantity is None and not lacking
    return {
        "region": record["region"],
        "year": record["year"],
        "sector": record["plant"],
        "source": NO_SOURCE if flow.activity == POWER else record["source"],
        "fuel": flow.material,
        "activity": flow.activity,
        "technology": record["process"],
        "quantity": quantity,
        "unit": flow.unit,
        "state": "NE" if of_parameter else None,
        "quality": worst_of(qualities),
        "citation": record["citation"],
        "note": f"未报告：{', '.join(lacking)}" if lacking and quantity is None else record["note"],
    }
