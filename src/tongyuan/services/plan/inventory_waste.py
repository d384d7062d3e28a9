"""Wastewater plants and flows of solid waste behind an inventory: carbon per kilogram removed, gaps."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl

from tongyuan import reference
from tongyuan.accounting.parameters import pick
from tongyuan.accounting.plant_intensity import plant_intensity
from tongyuan.accounting.waste_flows import balance_flows, balance_transfers
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.inventory_runs import Compiled, compiled, meta_of
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.tables import Contract, TreatmentPlant, WasteFlow

__all__ = ["plants", "waste_balance"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
GwpSet = Annotated[Literal["SAR", "AR4", "AR5", "AR6"], "GWP 版本 · GWP set"]
BRIEF = ("plant", "co2e_t", "cod_removed_t", "carbon_per_kg_cod", "kwh_per_m3", "own_power_share")


@service("inventory.plants")
def plants(ctx: Context, *, run: Run = None, gwp: GwpSet = "AR5") -> Answer:
    """Say what carbon each wastewater plant spends on a kilogram removed. 污水处理厂去除每千克的碳。"""
    found = compiled(ctx.workspace, run=run)
    known = _records(found, "treatment_plant", contract=TreatmentPlant)
    weights = reference.gwp().filter(set=gwp).select("species", "value")
    factor = _power_factor(found)
    rows = plant_intensity(
        found.emission, plants=known, gwp=dict(weights.iter_rows()), power_t_per_mwh=factor
    )
    meta = meta_of(ctx.workspace, found.run) | {"gwp_set": gwp, "power_t_per_mwh": factor}
    return Answer(meta=meta, data=rows, brief=BRIEF)


@service("inventory.waste_balance")
def waste_balance(ctx: Context, *, run: Run = None) -> Answer:
    """Balance solid waste: what was made or received and went nowhere shows. 固体废物平衡与缺口。"""
    found = compiled(ctx.workspace, run=run)
    flows = _records(found, "waste_flow", contract=WasteFlow)
    balanced = balance_flows(flows)
    meta = meta_of(ctx.workspace, found.run) | {
        "open": balanced.filter(pl.col("gap_t").is_null()).height,
        "gaps": balanced.filter(pl.col("gap_t").abs() > 0.5).height,
        "transfers": balance_transfers(flows).to_dicts(),
    }
    return Answer(meta=meta, data=balanced.with_columns(pl.col("lacking").list.join("; ")))


def _records(found: Compiled, dataset: str, *, contract: type[Contract]) -> pl.DataFrame:
    """Return the records of the inventory's own year; none where it was compiled without any."""
    if dataset not in found.run.inputs:
        return contract.create_empty()
    held: pl.DataFrame = contract.cast(found.require_input(dataset))
    return held.filter(pl.col("year") == found.year)


def _power_factor(found: Compiled) -> float | None:
    """Find the factor of electricity of the inventory's region and year [t CO2/MWh]; None where it lacks."""
    place = pl.DataFrame(
        {"region": found.region, "source": "none", "fuel": "electricity", "technology": UNSTATED}
    ).with_columns(year=pl.lit(found.year, pl.Int32))
    picked = pick(
        place,
        factors=found.require_input("factor"),
        family=found.family,
        method="purchase.electricity",
        parameters=["ef_t_per_mwh"],
    )
    value: float | None = picked["ef_t_per_mwh"].item()
    return value
