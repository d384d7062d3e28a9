"""Wastewater plants: from water, concentrations, sludge, power and biogas to activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import missing_state, quantity_of, told
from tongyuan.accounting.workings import (
    Record,
    Working,
    computed,
    derived_by,
    parameters_of,
)
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Factor, TreatmentPlant

__all__ = ["FLOWS", "Flow", "tell_plants", "treat_water"]

NAME = "plant.treat"
SOURCE = "2019 Refinement of the 2006 IPCC Guidelines, volume 5, equations 6.1, 6.3B, 6.7 and 6.9"
PARAMETERS = ("bod_per_sludge", "cod_per_sludge")
POWER, NO_SOURCE = "treatment_power", "none"


@dataclass(frozen=True, slots=True)
class Flow:
    """One activity of a plant: its material and kind, and the equation over the record's columns."""

    material: str
    activity: str
    unit: str
    equation: str
    columns: tuple[str, ...]


def _load(material: str, activity: str, concentration: str) -> Flow:
    columns = ("flow_m3", concentration)
    return Flow(material, activity, "t", f"flow_m3 * {concentration} / 1000000", columns)


def _organic(kind: str) -> tuple[Flow, ...]:
    """List the flows of organic load; sludge takes no more of it than the plant took out of the water."""
    inlet, outlet = f"{kind}_in_mg_l", f"{kind}_out_mg_l"
    columns = ("sludge_t", "flow_m3", inlet, outlet)
    return (
        _load(f"{kind}_load", "wastewater", inlet),
        Flow(f"{kind}_in_sludge", "wastewater", "t", "-min(by_sludge, by_water)", columns),
        _load(f"{kind}_discharged", "wastewater", outlet),
    )


ORGANIC = {kind: _organic(kind) for kind in ("bod", "cod")}
RECOVERED = Flow(
    "wastewater_methane_recovered",
    "wastewater",
    "m3",
    "-biogas_m3 * biogas_methane_share",
    ("biogas_m3", "biogas_methane_share"),
)
NONE_RECOVERED = Flow(RECOVERED.material, RECOVERED.activity, "m3", "0 - biogas_m3", ("biogas_m3",))
"""Without gas, how much of it was methane need not be told."""
FLOWS = (
    _load("nitrogen_load", "wastewater", "tn_in_mg_l"),
    _load("nitrogen_discharged", "wastewater", "tn_out_mg_l"),
    Flow("sewage_flow", "wastewater", "m3", "flow_m3", ("flow_m3",)),
    _load("effluent_cod", "discharge", "cod_out_mg_l"),
    _load("effluent_nh3n", "discharge", "nh3n_out_mg_l"),
    _load("effluent_tn", "discharge", "tn_out_mg_l"),
    _load("effluent_tp", "discharge", "tp_out_mg_l"),
    Flow(
        "electricity",
        POWER,
        "MWh",
        "electricity_mwh - pv_mwh - biogas_mwh",
        ("electricity_mwh", "pv_mwh", "biogas_mwh"),
    ),
)
"""What every plant gives beside its organic load and its gas; power of its own is not bought."""


def tell_plants(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell a year's flows of wastewater plants.

    Source: 2019 Refinement, volume 5, equations 6.1, 6.3B, 6.7 and 6.9.

    Parameters
    ----------
    records
        `TreatmentPlant`.
    factors, family
        Factors (organic matter in sludge) and the run's family.
    year
        Year.

    Returns
    -------
    list of Working
        Flows of the plants [t, m3, MWh].

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> tell_plants(TreatmentPlant.create_empty(), factors=Factor.create_empty(), family="x", year=2020)
    []

    10 million m3 with 200 mg/L BOD are 2,000 t:

    >>> from tongyuan.testing.waste import a_plant, plants_of
    >>> rows = treat_water(plants_of(a_plant()), factors=Factor.create_empty(), family="x", year=2020)
    >>> rows.filter(fuel="bod_load")["quantity"].item()
    2000.0
    """
    rows = records.filter(pl.col("year") == year).to_dicts()
    places = [{**row, "fuel": "sewage_sludge", "technology": row["process"]} for row in rows]
    found = parameters_of(places, factors=factors, family=family, method=NAME, parameters=PARAMETERS)
    return [
        _working(flow, row, parameters)
        for row, parameters in zip(rows, found, strict=True)
        for flow in _flows(row)
    ]


def _flows(row: Record) -> tuple[Flow, ...]:
    """List a plant's flows: the organic load of towns by BOD where it is measured, else by COD."""
    by_bod = row["source"] == "5D1" and row["bod_in_mg_l"] is not None
    gas = NONE_RECOVERED if row["biogas_m3"] == 0 else RECOVERED
    return (*ORGANIC["bod" if by_bod else "cod"], gas, *FLOWS)


def _working(flow: Flow, row: Record, parameters: Mapping[str, Node]) -> Working:
    leaves = {name: told(name, row, contract=TreatmentPlant) for name in flow.columns}
    children = list(leaves.values())
    if "by_sludge" in flow.equation:
        children = _bounds(leaves, parameters[flow.material.replace("_in_", "_per_")])
    tree = quantity_of(flow.material, flow.equation, children, unit=flow.unit, citation=SOURCE)
    lacking = [name for name in flow.columns if row[name] is None]
    return Working(
        region=row["region"],
        year=row["year"],
        sector=row["plant"],
        source=NO_SOURCE if flow.activity == POWER else row["source"],
        fuel=flow.material,
        technology=row["process"],
        activity=flow.activity,
        unit=flow.unit,
        tree=tree,
        citation=row["citation"],
        note=f"未报告：{', '.join(lacking)}" if lacking else row["note"],
        state=missing_state(tree),
    )


def _bounds(leaves: Mapping[str, Node], share: Node) -> list[Node]:
    """Tell the two bounds of what leaves with sludge: by the sludge, and by what the water lost, if any."""
    sludge, flow, inlet, outlet = leaves.values()
    words = {"zh": "随污泥去除的有机物", "en": "organic matter taken out with sludge", "citation": SOURCE}
    lost = f"-min(0, flow_m3 * ({outlet.name} - {inlet.name}) / 1000000)"
    return [
        computed("by_sludge", f"sludge_t * {share.name}", [sludge, share], unit="t", **words),
        computed("by_water", lost, [flow, inlet, outlet], unit="t", **words),
    ]


treat_water = derived_by(
    tell_plants,
    NAME,
    dataset="treatment_plant",
    source=SOURCE,
    edition="2019",
    span="year",
)
