"""Tracing: what receptor models found, sources that factors are like, winds of high values, hot cells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance.tracing import Screening, hot_cells, match_library, match_tracers
from tongyuan.advance.tracing.synthetic import invented_samples
from tongyuan.services.advance import trace_modelling, trace_winds
from tongyuan.services.advance.trace_files import cells_of, library_of
from tongyuan.services.advance.trace_modelling import KIND, REACH
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import LARGEST, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.plan.kept_runs import about_run, kept_run, kept_runs
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.tracing import HotCell

__all__ = ["cells", "example", "hotspots", "listed", "match", "show"]

#: Its services belong to the same noun.
PARTS = (trace_modelling, trace_winds)
HOT = "hot_cells"
TOLD = ("receptor", "factors", "samples", "species", "missing", "starts", "starts_agreeing", "mapped_share")
TOLD_Q = ("q_true", "q_robust", "q_expected", "seed", "weak", "resamples")
#: A source is proposed from this score on; it is this house's bound.
LIKELY = 40.0
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Part = Literal["profiles", "contributions", "species", "starts", "mapping", "reach"]


@service("trace.list")
def listed(ctx: Context) -> Answer:
    """List the source apportionments that were made. 来源解析一览。"""
    rows = [
        {"run": run.id, "made": run.finished_at, **{name: run.params.get(name) for name in (*TOLD, "q_true")}}
        for run in kept_runs(ctx.workspace, KIND)
    ]
    whole = ("factors", "samples", "species", "missing", "starts", "starts_agreeing")
    schema: dict[str, Any] = {"run": pl.String(), "made": pl.Datetime("us", "UTC"), "receptor": pl.String()}
    schema |= {name: pl.Int64() for name in whole}
    schema |= {"mapped_share": pl.Float64(), "q_true": pl.Float64()}
    return Answer(meta={"sensitivity": Sensitivity.INTERNAL.value}, data=pl.DataFrame(rows, schema=schema))


def _model(ctx: Context, run: str | None) -> tuple[Any, dict[str, Any]]:
    found = kept_run(ctx.workspace, KIND, run=run, absent="tracing.no_run")
    meta = about_run(ctx.workspace, found)
    meta["synthetic"] = bool(meta.get("synthetic") or found.params["synthetic"])
    return found, meta | {name: found.params.get(name) for name in (*TOLD, *TOLD_Q)}


@service("trace.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    part: Annotated[Part, "谱、贡献、组分、起点、重抽样、位移 · which table"] = "profiles",
) -> Answer:
    """Show a source apportionment: profiles with intervals, contributions, fit, starts. 来源解析结果。"""
    found, meta = _model(ctx, run)
    if part == "reach":
        reach = [one for one in kept_runs(ctx.workspace, REACH) if one.params.get("model") == found.id]
        if not reach:
            raise NotFoundError(Problem("tracing.no_run", {"got": f"displace {found.id}"}))
        rows = ctx.workspace.run_table(reach[0].id, "receptor_reach")
        return Answer(meta=meta | {"displacement": reach[0].id, "rise": reach[0].params["rise"]}, data=rows)
    return Answer(meta=meta | {"part": part}, data=ctx.workspace.run_table(found.id, f"receptor_{part}"))


@service("trace.match")
def match(
    ctx: Context,
    *,
    run: Run = None,
    library: Annotated[
        Path | None, "源谱库（source、species、share）；缺省按示踪组分 · library; tracers by default"
    ] = None,
) -> Answer:
    """Propose sources of factors, by tracers or by a library of profiles; a person decides. 因子来源建议。"""
    found, meta = _model(ctx, run)
    rows = ctx.workspace.run_table(found.id, "receptor_profiles")
    wide = rows.pivot("species", index="factor", values="amount").sort("factor")
    profiles, species = wide.drop("factor").to_numpy(), wide.columns[1:]
    if library is not None:
        told = match_library(profiles, species=species, library=library_of(library))
        data = told.with_columns(pl.col("factor") + 1).sort("factor", "cosine", descending=[False, True])
        return Answer(meta=meta | {"by": "library"}, data=data)
    tracers = reference.source_tracers()
    names = dict(reference.tracer_names().iter_rows())
    known = [names.get(name.strip().lower(), name) for name in species]
    wanted = {
        str(source): part["species"].to_list()
        for (source,), part in tracers.group_by("source", maintain_order=True)
    }
    told = match_tracers(profiles, species=known, tracers=wanted)
    words = tracers.select("source", "name_zh", "name_en").unique()
    data = told.with_columns(pl.col("factor") + 1).join(words, on="source").drop_nulls("score")
    best = pl.col("score") == pl.col("score").max().over("factor")
    data = data.with_columns(proposed=best & (pl.col("score") >= LIKELY))
    data = data.sort("factor", "score", descending=[False, True])
    said = {
        "zh": "按示踪组分提出，只供判断，不能证明；示踪组分表未核实。",
        "en": "Proposed by tracers for a person to judge, no proof; the table of tracers is unverified.",
    }
    return Answer(meta=meta | {"by": "tracers", "said": said}, data=data)


@service("trace.hotspots", changes=True)
def hotspots(
    ctx: Context,
    *,
    file: Annotated[
        Path, Positional("网格值（cell、period、value，可有 lon、lat） · values of cells as a file")
    ],
    percentile: Annotated[float, "热点的百分位 · percentile above which a cell is hot"] = 90.0,
    limit: Annotated[float | None, "且须高于此值 · and above this value"] = None,
    region: Annotated[str | None, "地区，缺省为本省 · region; the province by default"] = None,
) -> Answer:
    """Screen cells that are often among the highest, and warn in three levels. 热点网格筛选与三级预警。"""
    where = region or ctx.workspace.meta.region
    require_reach(ctx, region=where)
    values = cells_of(file)
    chosen = Screening(percentile=percentile, limit=limit)
    found = hot_cells(values.select("cell", "period", "value"), choices=chosen)
    places = values.unique("cell", keep="first").select("cell", "lon", "lat")
    rows = HotCell.validate(found.join(places, on="cell").select(HotCell.column_names()), cast=True)
    params = {
        **{"region": where, "percentile": percentile, "limit": limit, "shares": list(chosen.shares)},
        **{"least_periods": chosen.least_periods, "quality": "unverified"},
    }
    kept = ctx.workspace.record_run(
        HOT,
        params=params,
        inputs={"cell_values": values},
        tables={"hot_cells": rows},
        actor=ctx.actor.id,
        sensitivity=Sensitivity.INTERNAL,
    )
    return Answer(meta={"run": kept.id, "outcome": kept.id, **params}, data=_gravest_first(rows))


def _gravest_first(rows: pl.DataFrame) -> pl.DataFrame:
    order = pl.col("level").replace(0, 4)
    return rows.sort(order, -pl.col("share"), "cell", nulls_last=True)


@service("trace.cells")
def cells(ctx: Context, *, run: Run = None) -> Answer:
    """List the cells of the latest screening, gravest first. 热点网格。"""
    found = kept_run(ctx.workspace, HOT, run=run, absent="tracing.no_run")
    told = {name: found.params[name] for name in ("percentile", "limit", "shares", "least_periods")}
    rows = ctx.workspace.run_table(found.id, "hot_cells")
    return Answer(meta={**about_run(ctx.workspace, found), **told}, data=_gravest_first(rows))


@service("trace.example")
def example(
    ctx: Context,
    *,
    table: Annotated[
        Literal["samples", "uncertainties"], "浓度或不确定度 · concentrations or uncertainties"
    ] = "samples",
    samples: Annotated[int, "样品数 · samples"] = 120,
    seed: Annotated[int, "随机种子 · seed"] = 5,
) -> Answer:
    """Give invented samples of three known sources to try with, labelled so. 合成的组分样品示例。"""
    del ctx
    require_between(samples, name="samples", least=10, most=2000)
    require_between(seed, name="seed", least=0, most=LARGEST)
    known, spread = invented_samples(samples, seed=seed)
    content = (known if table == "samples" else spread).write_csv().encode()
    meta = {"synthetic": True, "sensitivity": Sensitivity.PUBLIC.value}
    return Answer(meta=meta, document=Document(f"synthetic-{table}.csv", "text/csv", content))
