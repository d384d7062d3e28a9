"""Air: the response of cities' PM2.5 to cities' emissions, by a matrix; screening is labelled screening."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import air
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.activity import years_with
from tongyuan.services.plan.air_inputs import (
    Emitted,
    Matrix,
    Model,
    emitted,
    imported_matrix,
    matrix_of,
    winds_of,
)
from tongyuan.services.plan.air_runs import KIND, AirRun, air_run
from tongyuan.services.plan.city_runs import city_run
from tongyuan.services.plan.kept_runs import kept_runs
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.regions import additive_children
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import AirContribution, AirTotal, Concentration, SourceReceptor, key_of
from tongyuan.workspace.reading import reading

__all__ = ["check", "response", "show"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Chosen = Annotated[Model, "矩阵：screening 内置筛查，imported 导入 · matrix: built-in screening or imported"]
Background = Annotated[
    float | None, "省外与自然本底（微克/立方米），缺省由观测拟合 · background; fitted by default"
]
#: What stands with every number of a model, in both languages.
SAID: dict[str, dict[str, str]] = {
    "screening": {
        "zh": "筛查模型：与年均浓度相关性好，不证明它会算输送；地形、天气过程与臭氧不在其中，"
        "不能据此给出臭氧浓度。",
        "en": "Screening: a good correlation with annual means is no proof of transport skill; terrain, "
        "weather systems and ozone are not in it, and no ozone may be told from it.",
    },
    "imported": {
        "zh": "导入的线性矩阵：与年均浓度相关性好，不证明它会算输送；只在导出它的排放附近成立，"
        "不能据此给出臭氧浓度。",
        "en": "Imported linear matrix: a good correlation with annual means is no proof of transport skill; "
        "it holds near the emissions it was made with, and no ozone may be told from it.",
    },
}
BRIEF = (
    "region_name_zh",
    "local_ug_m3",
    "regional_ug_m3",
    "modelled_ug_m3",
    "calibrated_ug_m3",
    "observed_ug_m3",
    "left_out_ug_m3",
    "change_ug_m3",
)


@service("air.response", changes=True, job=True)
def response(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"],
    run: Annotated[str | None, "分市清单运行编号 · run of the cities"] = None,
    against: Annotated[str | None, "对照的分市清单运行编号 · another run of the cities"] = None,
    model: Chosen = "screening",
    background: Background = None,
) -> Answer:
    """Work out what cities' emissions do to cities' PM2.5; another run gives the change. 空气质量响应。"""
    found = city_run(ctx.workspace, run=run, year=year)
    require_reach(ctx, region=found.region)
    units = list(additive_children(jurisdiction(ctx.workspace).regions, parent=found.region))
    with reading() as read:
        given = emitted(found, regions=units)
        other = None if against is None else emitted(city_run(ctx.workspace, run=against), regions=units)
        ctx.progress(0.2, "矩阵 · matrix")
        matrix = matrix_of(ctx.workspace, model, regions=units, province=found.region, year=year)
        observed = _observed(ctx, units, year=year)
    ctx.progress(0.7, "响应 · response")
    parts = air.contributions(
        matrix.rows, emission=given.masses, other=None if other is None else other.masses
    )
    modelled = dict(parts.group_by("receptor", maintain_order=True).agg(pl.col("ug_m3").sum()).iter_rows())
    fitted = air.calibrate(modelled, observed=observed, background=background)
    totals = air.totals(parts, regions=units, model=model, calibration=fitted)
    told = {"cities": found.run.id, "model": model, "against": against, "given_background": background}
    made = ctx.workspace.record_run(
        KIND,
        params={"region": found.region, "year": year} | told | _fit(fitted) | _lacking(given, matrix),
        inputs=_pinned(given, other=other, observed=observed) | matrix.inputs,
        tables={"source_receptor": matrix.rows, "air_contribution": parts, "air_total": totals},
        family=found.run.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=read.level or Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, made.id)
    return _told(ctx, AirRun(ctx.workspace, made), "cities")


def _observed(ctx: Context, units: list[str], *, year: int) -> dict[str, float]:
    """Take the observed yearly means that are held; targets and modelled values calibrate nothing."""
    found = {}
    for unit in units:
        if year in years_with(ctx.workspace, "concentrations", unit):
            rows = Concentration.cast(ctx.workspace.dataset_frame("concentrations", region=unit, year=year))
            seen = rows.filter(pollutant="PM2.5", basis="observed")["ug_m3"]
            if seen.len():
                found[unit] = float(seen[0])
    return found


def _pinned(given: Emitted, *, other: Emitted | None, observed: dict[str, float]) -> dict[str, pl.DataFrame]:
    schema = {"region": pl.String, "ug_m3": pl.Float64}
    seen = pl.DataFrame({"region": list(observed), "ug_m3": list(observed.values())}, schema=schema)
    compared = {} if other is None else {"emitted_against": other.masses}
    return {"emitted": given.masses, "observed": seen, **compared}


def _fit(fitted: air.Calibration | None) -> dict[str, Any]:
    """Keep what calibration found, and its errors with and without the city that is told."""
    if fitted is None:
        return {"multiplier": None, "background": None, "calibration_serves": False, "skill": None}
    skills = {
        "before": fitted.before,
        "after": fitted.after,
        "left_out": fitted.without,
        "mean_of_others": fitted.naive,
    }
    return {
        "multiplier": fitted.multiplier,
        "background": fitted.background,
        "calibration_serves": fitted.serves,
        "skill": {name: asdict(one) for name, one in skills.items()},
    }


def _lacking(given: Emitted, matrix: Matrix) -> dict[str, Any]:
    """Say what is in no response: sources without a figure, and what no city took."""
    return {
        "missing": given.missing.to_dicts(),
        "left_t": dict(given.left.iter_rows()),
        "scale": None if matrix.scale is None else matrix.scale.to_dicts(),
    }


@service("air.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    year: Annotated[int | None, "年份 · year"] = None,
    part: Annotated[
        Literal["cities", "pairs", "contributions", "matrix", "shares", "operator"],
        "部分：各市、市对市、明细、矩阵、份额、线性算子 · part",
    ] = "cities",
    species: Annotated[str | None, "物种，用于 pairs、contributions、matrix · species"] = None,
) -> Answer:
    """Show a response: cities, pairs, contributions, matrix, shares, operator. 查看空气质量响应。"""
    return _told(ctx, air_run(ctx.workspace, run=run, year=year), part, species)


@service("air.check")
def check(
    ctx: Context,
    *,
    year: Annotated[int | None, "年份，缺省为上一年 · year; the last one by default"] = None,
) -> Answer:
    """Check the imported matrix, and say whether winds are held; faults fail. 核对源—受体矩阵与风。"""
    province, asked = ctx.workspace.meta.region, year or ctx.today.year - 1
    units = list(additive_children(jurisdiction(ctx.workspace).regions, parent=province))
    windless = [
        one for one in units if winds_of(ctx.workspace, region=one, province=province, year=asked) is None
    ]
    rows = _checked(ctx, units, year=asked)
    bad = rows.filter(pl.col("finding") != "negative").height
    meta = {"region": province, "year": asked, "without_winds": windless, "faults": bad}
    return Answer(meta=meta, data=_named(ctx, rows), passed=bad == 0)


def _checked(ctx: Context, units: list[str], *, year: int) -> pl.DataFrame:
    """List the faults of the imported matrix; where none is imported there are none."""
    if not any(years_with(ctx.workspace, "source_receptor", one) for one in units):
        return air.check_matrix(SourceReceptor.create_empty(), regions=[])
    return air.check_matrix(imported_matrix(ctx.workspace, regions=units, year=year), regions=units)


def _told(ctx: Context, found: AirRun, part: str, species: str | None = None) -> Answer:
    meta = found.meta() | {
        "part": part,
        "species": sorted(found.contributions["species"].cast(pl.String).unique()),
        **{f"said_{language}": text for language, text in SAID[str(found.run.params["model"])].items()},
        "citations": _cited(found),
        "runs": _runs(ctx),
    }
    rows = _with_figures(found, _part(found, part, species), part)
    return Answer(meta=meta, data=_named(ctx, rows), brief=BRIEF if part == "cities" else ())


#: Parts whose rows are figures of a table.
TABLES = {"cities": ("air_total", AirTotal), "contributions": ("air_contribution", AirContribution)}


def _with_figures(found: AirRun, rows: pl.DataFrame, part: str) -> pl.DataFrame:
    """Give each figure its id, where there is a tree behind it."""
    if part not in TABLES:
        return rows
    table, contract = TABLES[part]
    key = pl.concat_str([pl.col(name).cast(pl.String) for name in key_of(contract)], separator=",")
    return rows.with_columns(figure=pl.lit(f"{found.run.id}/{table}/") + key)


def _part(found: AirRun, part: str, species: str | None) -> pl.DataFrame:
    wanted = pl.lit(value=True) if species is None else pl.col("species").cast(pl.String) == species
    if part == "cities":
        return found.totals.sort("region")
    if part == "pairs":
        kept = found.contributions.filter(wanted)
        summed = kept.group_by("region", "receptor", maintain_order=True).agg(pl.col("ug_m3").sum())
        return summed.sort("receptor", "region")
    if part == "shares":
        return air.shares_beside(found.totals, ranges=reference.share_ranges()).sort(
            "region", maintain_order=True
        )
    if part == "contributions":
        return found.contributions.filter(wanted).sort("receptor", "region", "species", "release")
    rows = found.matrix if part == "matrix" else found.operator
    return rows.filter(wanted).sort("region", "source_region", "species", "release")


def _cited(found: AirRun) -> list[str]:
    known = reference.citations()
    keys = set(found.matrix["citation"]) | set(reference.share_ranges()["citation"]) | {"TM5_FASST"}
    if found.run.params["model"] == "screening":
        keys |= set(reference.air_kernel()["citation"]) | set(reference.release_heights()["citation"])
    return [known[key].text() if key in known else key for key in sorted(keys)]


def _named(ctx: Context, rows: pl.DataFrame) -> pl.DataFrame:
    places = jurisdiction(ctx.workspace).regions.select(
        "region", pl.col("name_zh").alias("region_name_zh"), pl.col("name_en").alias("region_name_en")
    )
    named = rows.join(places, on="region", how="left", maintain_order="left")
    for other in ("source_region", "receptor"):
        if other in rows.columns:
            names = places.rename({name: name.replace("region", other, 1) for name in places.columns})
            named = named.join(names, on=other, how="left", maintain_order="left")
    return named


def _runs(ctx: Context) -> dict[str, str]:
    return {run.id: f"{run.params['year']} · {run.params['model']}" for run in kept_runs(ctx.workspace, KIND)}
