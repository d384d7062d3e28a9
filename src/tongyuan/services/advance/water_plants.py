"""Wastewater plants: energy and greenhouse gas of a kilogram of each pollutant removed, and reuse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance import water
from tongyuan.services.advance.monitor_stations import regions_by_name
from tongyuan.services.advance.water_files import plants_of
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.plan.kept_runs import about_run, kept_run
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["account", "plants"]

KIND = "water_plants"
NATION = "000000"
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
BRIEF = ("plant", "period", "pollutant", "removed_kg", "kwh_per_kg", "kg_co2e_per_kg", "reason")


@service("water.account", changes=True)
def account(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("污水处理厂（csv、xlsx） · plants as a file")],
    gwp: Annotated[
        Literal["SAR", "AR4", "AR5", "AR6"], "GWP 集 · set of warming potentials (100 years)"
    ] = "AR5",
    invented: Annotated[
        bool, "全部为合成数据；也可逐行写在 origin 列 · all synthetic; or row by row in the column origin"
    ] = False,
) -> Answer:
    """Account plants: energy and CO2e per kilogram removed, reuse; what lacks is no zero. 污水处理厂核算。"""
    region = ctx.workspace.meta.region
    rows = _placed(ctx, file, invented=invented)
    synthetic = (rows["origin"] == "synthetic").any()
    used: dict[str, dict[str, Any]] = {}
    made = pl.concat([_accounted(row, region, gwp, used) for row in rows.iter_rows(named=True)])
    told = [f"{name} ({one['citation']})" for name, one in used.items() if one["quality"] == "unverified"]
    factors = [{"factor": name, **one} for name, one in sorted(used.items())]
    params = {"region": region, "gwp_set": gwp, "invented": synthetic, "unverified": sorted(told)}
    kept = ctx.workspace.record_run(
        KIND,
        params=params,
        inputs={"water_plants_of": rows, "water_factors_of": pl.DataFrame(factors)},
        tables={"water_plants": made, "water_plant_factors": pl.DataFrame(factors)},
        actor=ctx.actor.id,
        sensitivity=Sensitivity.INTERNAL,
    )
    meta = {"run": kept.id, "outcome": kept.id, **params, "sensitivity": Sensitivity.INTERNAL.value}
    return Answer(meta=meta, data=made, brief=BRIEF)


@service("water.plants")
def plants(ctx: Context, *, run: Run = None) -> Answer:
    """List plants with energy and CO2e per kilogram removed. 污水处理厂能耗与碳排放强度。"""
    whole = ctx.workspace.whole
    found = kept_run(whole, KIND, run=run, absent="water.no_plants")
    rows = whole.run_table(found.id, "water_plants")
    seen = [code for code in rows["region"].unique() if ctx.scope.covers(region=code)]
    if not seen:
        raise NotFoundError(Problem("water.no_plants", {"got": run or "—"}))
    meta = {**about_run(whole, found), **{name: found.params[name] for name in ("gwp_set", "unverified")}}
    own = rows.filter(pl.col("region").is_in(seen))
    meta["synthetic"] = bool(meta["synthetic"] or (own["origin"] == "synthetic").any())
    meta["factors"] = whole.run_table(found.id, "water_plant_factors").to_dicts()
    meta["sensitivity"] = Sensitivity.INTERNAL.value
    return Answer(meta=meta, data=own, brief=BRIEF)


def _placed(ctx: Context, file: Path, *, invented: bool) -> pl.DataFrame:
    """Read plants; one without a region is the province's. All lie within reach of who hands them in."""
    rows, places = plants_of(file, regions=regions_by_name(ctx))
    region = pl.col("region").fill_null(ctx.workspace.meta.region)
    origin = pl.lit("synthetic") if invented else pl.col("origin").cast(pl.String).fill_null("measured")
    told = rows.with_columns(region=region, origin=origin)
    require_all_within(
        ctx,
        [
            Written(row["plant"], row["region"], None, None, place)
            for row, place in zip(told.iter_rows(named=True), places, strict=True)
        ],
    )
    return told


def _accounted(plant: dict[str, Any], region: str, gwp: str, used: dict[str, dict[str, Any]]) -> pl.DataFrame:
    factors = _factors(plant, region, gwp, used)
    carbon = water.carbon_of(plant, factors=factors)
    flow, reused = plant["flow_m3"], plant["reused_m3"]
    share = reused / flow if flow and reused is not None else None
    whole = {name: pl.lit(value, pl.Float64) for name, value in carbon.items()}
    figures = {name: pl.lit(plant[name], pl.Float64) for name in ("flow_m3", "reused_m3", "electricity_mwh")}
    return water.intensities(plant, carbon=carbon).select(
        pl.lit(plant["plant"]).alias("plant"),
        pl.lit(plant["period"]).alias("period"),
        pl.lit(plant["process"]).alias("process"),
        pl.lit(plant["region"]).alias("region"),
        pl.lit(plant["origin"]).alias("origin"),
        pl.all(),
        **figures,
        reuse_share=pl.lit(share, pl.Float64),
        **whole,
    )


def _factors(
    plant: dict[str, Any], region: str, gwp: str, used: dict[str, dict[str, Any]]
) -> water.PlantFactors:
    """Take what holds for a plant's process, place and year; where nothing does there is no figure."""
    table = reference.factors()
    process, year = plant["process"], int(plant["year"])
    of_process = pl.col("technology") == process
    methane = table.filter(method="wastewater.methane")
    share = table.filter(method="wastewater.nitrous_oxide", fuel="nitrogen_load").filter(of_process)
    correction = methane.filter(of_process & (pl.col("parameter") == "methane_correction"))
    capacity = methane.filter(parameter="methane_capacity", fuel="cod_load")
    power = table.filter(method="purchase.electricity").filter(
        (pl.col("year_from") <= year) & (pl.col("year_to") >= year)
    )
    own = power.filter(region=region)
    weights = dict(reference.gwp().filter(set=gwp).select("species", "value").iter_rows())
    return water.PlantFactors(
        methane_capacity=_value(capacity, used, "methane_capacity.cod"),
        methane_correction=_value(_one_set(correction), used, f"methane_correction.{process}"),
        n2o_n_share=_value(_one_set(share), used, f"n2o_n_share.{process}"),
        grid_t_per_mwh=_value(power.filter(region=NATION) if own.is_empty() else own, used, f"grid.{year}"),
        gwp_ch4=weights["CH4"],
        gwp_n2o=weights["N2O"],
    )


def _one_set(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the values of the 2019 Refinement where it has one, else of the set that does."""
    refined = rows.filter(pl.col("factor_id").str.starts_with("IPCC_2019"))
    return rows if refined.is_empty() else refined


def _value(rows: pl.DataFrame, used: dict[str, dict[str, Any]], name: str) -> float | None:
    if rows.height != 1:
        return None
    row = rows.row(0, named=True)
    told = ("value", "unit", "factor_id", "citation")
    used[name] = {key: row[key] for key in told} | {"quality": str(row["quality"])}
    return float(row["value"])
