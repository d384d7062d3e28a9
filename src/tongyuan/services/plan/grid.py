"""The gridded inventory: compile and keep it, show its cells, divide it into components."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import cities, gridding
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.city_runs import (
    CityRun,
    areas_of,
    city_run,
    outlines_of,
    points_of,
    proxy_names,
)
from tongyuan.services.plan.grid_runs import KIND, STEP, GridRun, grid_run, gridded_of
from tongyuan.services.plan.kept_runs import kept_runs
from tongyuan.services.reach import require_reach
from tongyuan.services.spread_figures import cell_figures
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.regions import additive_children
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import ProxySeries
from tongyuan.workspace.reading import reading

__all__ = ["compile_grid", "components", "show"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Year = Annotated[int | None, "年份 · year"]
Profile = Annotated[
    Literal["tno", "meic2cmaq", "flat"],
    "时间谱：tno 欧洲已发表，meic2cmaq 中国未核实，flat 均匀 · profiles in time",
]
#: How far out of its region's simplified outline a plant may lie [degree].
WITHIN = 0.05


@service("grid.compile", changes=True, job=True)
def compile_grid(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"],
    run: Annotated[str | None, "分市清单运行编号 · run of the cities"] = None,
    profile: Profile = "tno",
) -> Answer:
    """Put the cities' emissions on cells of 0.1 degree; no mass is lost. 网格化，质量守恒。"""
    found = city_run(ctx.workspace, run=run, year=year)
    require_reach(ctx, region=found.region)
    ctx.progress(0.1, "边界与点源 · outlines and points")
    with reading() as read:
        outlines, parts = outlines_of(ctx.workspace), _parts(ctx, found.region)
        inputs = _inputs(ctx, found, parts=parts, areas=areas_of(outlines))
    ctx.progress(0.4, "格点份额 · shares of the cells")
    points = inputs["points"]
    chosen, shares = gridding.patterns(
        gridded_of(inputs["city_emission"]),
        outlines=outlines,
        parts=parts,
        points=points,
        rules=reference.proxy_rules(),
        values=inputs["proxy_value"],
        step=STEP,
    )
    ctx.progress(0.9, "保存 · keeping")
    asked = {"region": found.region, "year": found.year, "cities": found.run.id}
    kept = ctx.workspace.record_run(
        KIND,
        params=asked | {"profile": profile, "units": list(parts)},
        inputs=inputs,
        tables={"grid_pattern": chosen, "grid_share": shares},
        family=found.run.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=read.level or Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, kept.id)
    astray = gridding.outside(points, outlines=outlines, within=WITHIN)["id"].to_list()
    return _told(GridRun(ctx.workspace, kept), points=points.height, astray=astray)


def _inputs(
    ctx: Context, found: CityRun, *, parts: dict[str, list[str]], areas: dict[str, float]
) -> dict[str, pl.DataFrame]:
    """Give what the cells are made from: what the cities gave, the points, the proxies of counties."""
    within = [part for held in parts.values() for part in held]
    return {
        "city_emission": found.emission,
        "points": points_of(ctx.workspace, regions=list(parts), year=found.year),
        "proxy_value": _values(ctx, units=within, areas=areas, year=found.year),
    }


def _told(made: GridRun, *, points: int, astray: list[str]) -> Answer:
    return Answer(meta=made.meta() | {"points": points, "points_astray": astray}, data=_kept_mass(made))


def _parts(ctx: Context, region: str) -> dict[str, list[str]]:
    """List the cities of a province, and the counties of each."""
    regions = jurisdiction(ctx.workspace).regions
    units = additive_children(regions, parent=region)
    return {unit: list(additive_children(regions, parent=unit)) for unit in units}


def _values(ctx: Context, *, units: list[str], areas: dict[str, float], year: int) -> pl.DataFrame:
    """Gather the proxies of counties; a list of points weighs no county."""
    declared = ProxySeries.cast(jurisdiction(ctx.workspace).proxies).filter(pl.col("held") != "points")
    return cities.proxy_values(
        declared,
        statistics=ctx.workspace.current_statistics(series=declared["of"].drop_nulls().to_list()),
        points=pl.DataFrame(),
        areas=areas,
        units=units,
        year=year,
    )


def _kept_mass(made: GridRun) -> pl.DataFrame:
    """Set the mass on the cells beside that of the cities, species by species [t]."""
    given = made.emission.group_by("species", maintain_order=True).agg(
        pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()).alias("cities_t"),
        pl.col("mass_t").is_null().sum().alias("missing"),
    )
    laid = (
        made.cells(["species"])
        .group_by("species", maintain_order=True)
        .agg(pl.col("mass_t").sum().alias("grid_t"), pl.len().alias("cells"))
    )
    joined = given.join(laid, on="species", how="left", maintain_order="left")
    return joined.with_columns(difference_t=pl.col("grid_t") - pl.col("cities_t"))


@service("grid.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    year: Year = None,
    species: Annotated[str, "物种 · species"] = "CO2",
    sector: Annotated[str | None, "部门（GNFR 字母） · sector"] = None,
) -> Answer:
    """Show the cells of a species: place, area, mass, flux. 查看某一物种的网格排放。"""
    found = grid_run(ctx.workspace, run=run, year=year)
    cells = found.cells(["sector", "species"]).filter(pl.col("species") == species)
    if sector is not None:
        cells = cells.filter(pl.col("sector") == sector)
    summed = cells.group_by("i", "j", maintain_order=True).agg(pl.col("mass_t").sum()).sort("j", "i")
    area = pl.col("j").map_elements(lambda j: gridding.cell_area(j, step=STEP) / 1e6, return_dtype=pl.Float64)
    placed = summed.select(
        cell_figures(found.run.id, sector=sector, species=species),
        ((pl.col("i") + 0.5) * STEP).round(6).alias("lon"),
        ((pl.col("j") + 0.5) * STEP).round(6).alias("lat"),
        pl.col("mass_t"),
        area.alias("area_km2"),
    ).with_columns(t_per_km2=pl.col("mass_t") / pl.col("area_km2"))
    patterns = ctx.workspace.run_table(found.run.id, "grid_pattern")
    named = proxy_names().rename({"proxy": "pattern"})
    spread = patterns.group_by("pattern").len().sort("pattern").join(named, on="pattern", how="left")
    held = sorted(found.emission.filter(pl.col("mass_t").is_not_null())["species"].unique().to_list())
    meta = found.meta() | {
        "species": species,
        "species_held": held,
        "sectors": packaged_table("grid_sectors").select("sector", "name_zh", "name_en").to_dicts(),
        "patterns": spread.to_dicts(),
        "runs": _runs(ctx),
    }
    return Answer(meta=meta, data=placed)


@service("grid.components")
def components(
    ctx: Context,
    *,
    run: Run = None,
    year: Year = None,
    profile: Annotated[
        Literal["ceds", "meic2cmaq"],
        "成分谱：ceds 挥发性有机物，meic2cmaq 细颗粒物（未核实） · profiles of components",
    ] = "ceds",
) -> Answer:
    """Divide NMVOC or PM2.5 into components by source; what has no profile is told. 成分分配。"""
    found = grid_run(ctx.workspace, run=run, year=year)
    summed = found.emission.group_by("sector", "source", "species", maintain_order=True).agg(
        pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()).alias("mass_t")
    )
    divided = gridding.speciate(summed, shares=reference.speciation(), profile=profile)
    known = reference.citations()
    cited = sorted(divided["citation"].drop_nulls().unique().to_list())
    rows = divided.group_by("species", "component", "state", "profile_quality", maintain_order=True).agg(
        pl.col("mass_t").sum(), pl.col("source").unique().sort().str.join(" ").alias("sources")
    )
    words = packaged_table("components").rename({"name_zh": "component_zh", "name_en": "component_en"})
    rows = rows.join(words, on="component", how="left")
    meta = found.meta() | {
        "components": profile,
        "coverage": _coverage(divided),
        "citations": [known[key].text() for key in cited],
    }
    return Answer(meta=meta, data=rows.sort("species", "mass_t", descending=[False, True]))


def _coverage(divided: pl.DataFrame) -> float | None:
    """Tell the part of the mass that a profile divides; None where there is no mass."""
    whole, known = (
        float(rows["mass_t"].sum()) for rows in (divided, divided.filter(pl.col("state").is_null()))
    )
    return known / whole if whole else None


def _runs(ctx: Context) -> dict[str, str]:
    return {
        run.id: f"{run.params['year']} · {run.family} · {run.params['profile']}"
        for run in kept_runs(ctx.workspace, KIND)
    }
