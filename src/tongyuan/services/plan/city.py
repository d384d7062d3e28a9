"""Cities of an inventory: compile and keep them, show them, and say what does not agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import cities, inventory
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import Jurisdiction, jurisdiction
from tongyuan.services.plan.city_runs import (
    KIND,
    CityRun,
    areas_of,
    city_run,
    outlines_of,
    points_of,
    proxy_names,
)
from tongyuan.services.plan.inventory_compiling import Compiler, years_held
from tongyuan.services.plan.inventory_labels import labelled
from tongyuan.services.plan.inventory_runs import Compiled, compiled
from tongyuan.services.plan.kept_runs import kept_runs
from tongyuan.services.reach import require_reach
from tongyuan.services.spread_figures import city_figures
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.regions import additive_children
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Emission, ProxyRule, ProxySeries
from tongyuan.workspace.reading import reading

__all__ = ["compile_cities", "findings", "overlap", "proxies", "show", "total"]

BRIEF = ("region_name_zh", "source", "source_zh", "species", "scope", "way", "proxy_zh", "mass_t", "error")
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Year = Annotated[int | None, "年份 · year"]


@service("city.compile", changes=True, job=True)
def compile_cities(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"],
    run: Annotated[str | None, "全省清单运行编号 · run of the province's inventory"] = None,
) -> Answer:
    """Share a province's inventory out among its cities: own records first, then proxies. 分市编制。"""
    found = compiled(ctx.workspace, run=run, region=None, year=year)
    require_reach(ctx, region=found.region)
    place = jurisdiction(ctx.workspace)
    units = list(additive_children(place.regions, parent=found.region))
    with reading() as read:
        ctx.progress(0.1, "各市活动水平 · activity of the cities")
        own, kept_runs = _own(ctx, found, units=units)
        province, by_use = _views(found)
        ctx.progress(0.6, "代理指标 · proxies")
        inputs = {
            "province": by_use,
            "own": own,
            "own_run": kept_runs,
            "proxy_rule": reference.proxy_rules(),
            "proxy_value": _values(ctx, place, units=units, year=found.year),
            "proxy_series": ProxySeries.cast(place.proxies),
        }
    tables = _shared_out(inputs, units=units, province=province)
    ctx.progress(0.9, "保存 · keeping")
    kept = ctx.workspace.record_run(
        KIND,
        params={"region": found.region, "year": found.year, "inventory": found.run.id, "units": units},
        inputs=inputs,
        tables=tables,
        family=found.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=read.level or Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, kept.id)
    made, told = CityRun(ctx.workspace, kept), tables["city_finding"]
    meta = made.meta() | {"findings": told.height, "conflicts": told.filter(finding="conflict").height}
    return Answer(meta=meta, data=_totals(place, of_account(made.emission, kept="emissions")))


def _shared_out(
    inputs: Mapping[str, pl.DataFrame], *, units: list[str], province: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Give the tables of a run: what each city gave, what does not agree, what power counts twice."""
    by_use = inputs["province"]
    shared = cities.allocate(
        by_use, own=inputs["own"], units=units, rules=inputs["proxy_rule"], values=inputs["proxy_value"]
    )
    return {
        "city_emission": shared,
        "city_finding": cities.findings(shared, province=by_use),
        "power_overlap": cities.power_overlap(shared, province=province),
    }


def _own(ctx: Context, found: Compiled, *, units: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Compile, by the same factors, every city that holds anything of its own for the year; name the runs."""
    compiler = Compiler.of(ctx.workspace, family=found.family, actor=ctx.actor.id)
    holding = [
        unit for unit in units if any(found.year in held for held in years_held(ctx.workspace, unit).values())
    ]
    made = {unit: compiler.compile(unit, year=found.year) for unit in holding}
    joined = pl.concat([Emission.create_empty(), *(emission for _, emission in made.values())])
    runs = {"region": list(made), "run": [run.id for run, _ in made.values()]}
    return Emission.validate(joined, cast=True), pl.DataFrame(runs, schema=dict.fromkeys(runs, pl.String))


def _views(found: Compiled) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the province as it is, and with scope 2 by use where an energy balance tells the use."""
    emission = found.emission
    if "balance" not in found.run.inputs:
        return emission, emission
    used = cities.electricity_use(found.require_input("balance"))
    given = found.accounting_inputs() | {"activity": used}
    by_use = inventory.compile(given.pop("activity"), **given)
    # All use of electricity stands in it: that of quays and of wastewater plants would count twice.
    electricity = (pl.col("scope") == 2) & (pl.col("fuel") == "electricity")
    return emission, Emission.validate(pl.concat([emission.filter(~electricity), by_use]), cast=True)


def _values(ctx: Context, place: Jurisdiction, *, units: list[str], year: int) -> pl.DataFrame:
    declared = ProxySeries.cast(place.proxies)
    wanted = declared.filter(held="statistic")["of"].to_list()
    return cities.proxy_values(
        declared,
        statistics=ctx.workspace.current_statistics(series=wanted),
        points=points_of(ctx.workspace, regions=units, year=year),
        areas=areas_of(outlines_of(ctx.workspace)),
        units=units,
        year=year,
    )


@service("city.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    year: Year = None,
    species: Annotated[str | None, "物种 · species"] = None,
    region: Annotated[str | None, "城市代码 · city"] = None,
) -> Answer:
    """Show what each city gave of each source: way, proxy, share, error. 查看分市清单。"""
    found = city_run(ctx.workspace, run=run, year=year)
    rows = found.emission
    if species is not None:
        rows = rows.filter(pl.col("species") == species)
    if region is not None:
        rows = rows.filter(pl.col("region") == region)
    place = jurisdiction(ctx.workspace)
    named = (
        _named(place, labelled_sources(ctx, rows))
        .join(proxy_names(), on="proxy", how="left", maintain_order="left")
        .with_columns(city_figures(found.run.id))
    )
    return Answer(meta=found.meta() | {"contract": "CityEmission"}, data=named, brief=BRIEF)


@service("city.total")
def total(
    ctx: Context,
    *,
    run: Run = None,
    year: Year = None,
    species: Annotated[str | None, "物种 · species"] = None,
    account: Annotated[
        Literal["emissions", "land", "memo", "with_land"],
        "账户：排放、土地利用、备忘项、排放加土地 · account: land and memo items apart",
    ] = "emissions",
) -> Answer:
    """Sum the cities by species and scope, and say how much rests on records. 分市合计与自下而上占比。"""
    found = city_run(ctx.workspace, run=run, year=year)
    rows = of_account(found.emission, kept=account)
    if species is not None:
        rows = rows.filter(pl.col("species") == species)
    meta = found.meta() | {"account": account, "runs": _runs(ctx)}
    return Answer(meta=meta, data=_totals(jurisdiction(ctx.workspace), rows))


@service("city.findings")
def findings(ctx: Context, *, run: Run = None, year: Year = None) -> Answer:
    """Name every cell in which cities and province do not agree; conflicts fail. 分市与全省不一致之处。"""
    found = city_run(ctx.workspace, run=run, year=year)
    rows = labelled_sources(ctx, ctx.workspace.run_table(found.run.id, "city_finding"))
    conflicts = rows.filter(pl.col("finding") == "conflict").height
    return Answer(meta=found.meta() | {"conflicts": conflicts}, data=rows, passed=conflicts == 0)


@service("city.overlap")
def overlap(ctx: Context, *, run: Run = None, year: Year = None) -> Answer:
    """Set power and heat by use and by production beside each other. 电力热力两种口径与重复部分。"""
    found = city_run(ctx.workspace, run=run, year=year)
    rows = ctx.workspace.run_table(found.run.id, "power_overlap")
    return Answer(meta=found.meta(), data=_named(jurisdiction(ctx.workspace), rows))


@service("city.proxies")
def proxies(ctx: Context, *, run: Run = None, year: Year = None) -> Answer:
    """List the rules and the values of the proxies that a run used. 代理指标规则与取值。"""
    found = city_run(ctx.workspace, run=run, year=year)
    values = ctx.workspace.run_input(found.run.id, "proxy_value")
    rules = ProxyRule.cast(ctx.workspace.run_input(found.run.id, "proxy_rule"))
    known = reference.citations()
    cited = sorted(set(rules["citation"]))
    meta = found.meta() | {
        "rules": rules.to_dicts(),
        "citations": [known[key].text() if key in known else key for key in cited],
    }
    named = values.join(proxy_names(), on="proxy", how="left", maintain_order="left")
    return Answer(meta=meta, data=_named(jurisdiction(ctx.workspace), named))


def _totals(place: Jurisdiction, rows: pl.DataFrame) -> pl.DataFrame:
    """Sum what each city gave, by the way it is known; what no row gives is missing, not zero."""
    ways = {"bottom_up": "bottom_up_t", "top_down": "top_down_t", "unallocated": "unallocated_t"}
    summed = rows.group_by("region", "species", "scope", maintain_order=True).agg(
        _known(pl.col("mass_t")).alias("mass_t"),
        *(_known(pl.col("mass_t").filter(pl.col("way") == way)).alias(name) for way, name in ways.items()),
        pl.col("mass_t").is_null().sum().alias("missing"),
    )
    return _named(place, summed).sort("species", "scope", "region", maintain_order=True)


def _known(masses: pl.Expr) -> pl.Expr:
    return pl.when(masses.count() > 0).then(masses.sum())


def _named(place: Jurisdiction, rows: pl.DataFrame) -> pl.DataFrame:
    names = place.regions.select(
        "region", pl.col("name_zh").alias("region_name_zh"), pl.col("name_en").alias("region_name_en")
    )
    return rows.join(names, on="region", how="left", maintain_order="left")


def labelled_sources(ctx: Context, rows: pl.DataFrame) -> pl.DataFrame:
    """Name the sources of rows that bear neither sector nor fuel."""
    blank = pl.lit("", dtype=pl.String)
    named = labelled(ctx.workspace, rows.with_columns(sector=blank, fuel=blank))
    return named.drop("sector", "fuel", "sector_zh", "sector_en", "fuel_zh", "fuel_en")


def _runs(ctx: Context) -> dict[str, str]:
    return {run.id: f"{run.params['year']} · {run.family}" for run in kept_runs(ctx.workspace, KIND)}
