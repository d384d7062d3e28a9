"""Measures: the library, cards, costs side by side, potentials on an inventory, what is left out and why."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import measures
from tongyuan.services.answer import Answer
from tongyuan.services.citations import citations
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.plan import measure_own
from tongyuan.services.plan.inventory_runs import compiled, meta_of
from tongyuan.services.plan.measure_library import (
    CHINA,
    PRICE_YEAR,
    Costing,
    bindings_of,
    costing_of,
    level,
    setting_of,
)
from tongyuan.services.plan.measure_prices import PricesAsked, Replaced, energy_added
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.problems import NotFoundError, Problem

__all__ = ["compare", "excluded", "list_measures", "options", "potential", "show"]

#: Its services belong to the same noun.
PARTS = (measure_own,)
Kind = Annotated[
    Literal["substitution", "efficiency", "end_of_pipe", "process", "enabler", "sink"] | None,
    "类别 · kind of measure",
]
PriceYear = Annotated[int, "价格年份 · price year of the costs"]
Social = Annotated[float | None, "社会折现率，如 0.08 · social rate of discount"]
Private = Annotated[float | None, "企业折现率，如 0.10 · private rate of discount"]
Origins = Annotated[
    Literal["any", "china"],
    "成本来源地：any 含国外（标明），china 只用中国和自有 · any origin, labelled, or China and own alone",
]
Run = Annotated[str | None, "清单运行编号，缺省为最近一次 · run of the inventory; the latest by default"]
Grid = Annotated[
    float | None,
    "电力排放因子（tCO2/MWh），缺省为清单中外购电力的因子 · CO2 of power; the inventory's own by default",
]
GwpSet = Annotated[Literal["SAR", "AR4", "AR5", "AR6"], "GWP 集 · set of warming potentials (100 years)"]
BRIEF = ("measure", "name_zh", "kind", "stage", "cost_state", "origin", "articles")
MONEY = ("social_cny", "private_cny", "low_cny", "high_cny")
PARTS_OF_COST = measures.PARTS


@service("measure.list")
def list_measures(
    ctx: Context,
    *,
    text: Annotated[str | None, "名称或编号中的词 · word of a name or id"] = None,
    kind: Kind = None,
    source: Annotated[str | None, "可用于的排放源 · source that it may be used on"] = None,
    article: Annotated[int | None, "要求它的条款 · article that asks for it"] = None,
    origins: Origins = "any",
) -> Answer:
    """List measures with whether their cost is known and where it is from. 措施库。"""
    costing = _costing(ctx, origins=origins)
    rows = _named(ctx, costing)
    if text:
        low = text.lower()
        names = ("measure", "name_zh", "name_en", "applicability_zh", "applicability_en", "words_zh")
        found = [pl.col(name).str.to_lowercase().str.contains(low, literal=True) for name in names]
        rows = rows.filter(pl.any_horizontal(*found))
    if kind is not None:
        rows = rows.filter(pl.col("kind") == kind)
    if source is not None:
        rows = rows.filter(pl.col("measure").is_in(_reaching(costing, source)))
    if article is not None:
        rows = rows.filter(pl.col("articles").str.split(" ").list.contains(str(article)))
    meta = {**costing.meta(), **level(ctx.workspace), "contract": "Measure"}
    return Answer(meta=meta, data=rows, brief=BRIEF)


@service("measure.show")
def show(
    ctx: Context,
    *,
    measure: Annotated[str, Positional("措施编号 · measure id")],
    price_year: PriceYear = PRICE_YEAR,
    social_rate: Social = None,
    private_rate: Private = None,
    prices: PricesAsked = None,
    replaced: Replaced = None,
) -> Answer:
    """Show the technology card of a measure: reach, effect, use, cost, each with its source. 技术卡片。"""
    costing = _costing(ctx, price_year=price_year, social_rate=social_rate, private_rate=private_rate)
    rows = _named(ctx, costing).filter(measure=measure)
    if rows.is_empty():
        raise NotFoundError(Problem("measure.unknown", {"got": measure}))
    library = costing.catalogue.only([measure])
    texts = citations(ctx.workspace)
    tables = {
        "reach": library.reach,
        "effects": library.effects,
        "penalties": library.penalties,
        "yields": library.yields,
        "performance": library.performance,
        "costs": measures.in_cny(library.costs, prices=costing.prices),
    }
    card = rows.row(0, named=True) | {name: _cited(frame, texts) for name, frame in tables.items()}
    card["unit_costs"] = costing.costs.filter(measure=measure).to_dicts()
    card["energy"] = measures.energy_of(library).to_dicts()
    added = energy_added(costing, prices=prices, replaced=replaced)
    card["energy_costs"] = added.filter(measure=measure).to_dicts()
    card["world"] = reference.world_potentials().filter(measure=measure).to_dicts()
    return Answer(meta={**costing.meta(), **level(ctx.workspace)}, data=card)


@service("measure.compare")
def compare(
    ctx: Context,
    *,
    source: Annotated[str | None, "同一排放源上的措施 · measures on one source"] = None,
    measures: Annotated[str | None, "措施编号，逗号分隔 · measure ids, by commas"] = None,
    basis: Annotated[
        Literal["unit", "service", "removed"] | None,
        "成本计量：每单位活动量、每MWh供能、每吨去除量 · what the cost counts for",
    ] = None,
    price_year: PriceYear = PRICE_YEAR,
    social_rate: Social = None,
    private_rate: Private = None,
    origins: Origins = "any",
    prices: PricesAsked = None,
    replaced: Replaced = None,
) -> Answer:
    """Set unit costs side by side; costs of different bases are not comparable. 措施比较。"""
    costing = _costing(
        ctx, price_year=price_year, social_rate=social_rate, private_rate=private_rate, origins=origins
    )
    rows = _with_energy(_summed(costing), energy_added(costing, prices=prices, replaced=replaced))
    named = _named(ctx, costing).select("measure", "name_zh", "name_en", "kind", "stage", "cost_state")
    joined = named.join(rows, on="measure", how="left", maintain_order="left")
    if source is not None:
        joined = joined.filter(pl.col("measure").is_in(_reaching(costing, source)))
    if measures is not None:
        asked = [code.strip() for code in measures.split(",")]
        joined = joined.filter(pl.col("measure").is_in(asked))
    if basis is not None:
        joined = joined.filter(pl.col("basis") == basis)
    ordered = joined.sort("basis", "species", "social_cny", nulls_last=True, maintain_order=True)
    return Answer(
        meta={**costing.meta(), **level(ctx.workspace)},
        data=ordered,
        brief=("measure", "name_zh", "basis", "species", "social_cny", "private_cny", "origin", "quality"),
    )


@service("measure.potential")
def potential(
    ctx: Context,
    *,
    run: Run = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
    year: Annotated[int | None, "年份 · year"] = None,
    source: Annotated[str | None, "可用于的排放源 · source"] = None,
    price_year: PriceYear = PRICE_YEAR,
    social_rate: Social = None,
    private_rate: Private = None,
    origins: Origins = "any",
    grid_factor: Grid = None,
    gwp_set: GwpSet = "AR5",
) -> Answer:
    """Apply each measure alone to an inventory: tonnes, cost, cost per tonne, CO2 of its power. 减排潜力。"""
    costing = _costing(
        ctx, price_year=price_year, social_rate=social_rate, private_rate=private_rate, origins=origins
    )
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    setting, told = setting_of(found, grid_factor=grid_factor)
    result = _potential(found, costing, setting, gwp_set)
    rows = _per_tonne(ctx, costing, result)
    if source is not None:
        rows = rows.filter(pl.col("measure").is_in(_reaching(costing, source)))
    meta = {**meta_of(ctx.workspace, found.run), **costing.meta(), **told, "gwp_set": gwp_set}
    return Answer(
        meta=meta,
        data=rows,
        brief=("measure", "name_zh", "species", "net_t", "social_cny", "cny_per_t", "cost_state", "origin"),
    )


@service("measure.excluded", permits="measure.potential")
def excluded(
    ctx: Context,
    *,
    run: Run = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
    year: Annotated[int | None, "年份 · year"] = None,
    origins: Origins = "any",
    grid_factor: Grid = None,
) -> Answer:
    """List measures that cannot be chosen, why, and what they would take away. 未纳入的措施。"""
    costing = _costing(ctx, origins=origins)
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    setting, told = setting_of(found, grid_factor=grid_factor)
    activity = found.require_input("activity")
    offered = measures.options(
        activity, emission=found.emission, library=costing.catalogue, costs=costing.costs, setting=setting
    )
    left = offered.excluded.filter(pl.col("reason") != "no_activity")
    reasons = left.group_by("measure", maintain_order=True).agg(
        reason=pl.col("reason").first(), rows=pl.len(), sources=pl.col("source").unique().sort().str.join(" ")
    )
    changes = _potential(found, costing, setting, "AR5").changes
    away = (
        changes.filter(pl.col("reduced_t") > 0)
        .group_by("measure", maintain_order=True)
        .agg(
            reduced=pl.format("{} {}", "species", _written("reduced_t")).str.join("; "),
            largest_t=pl.col("reduced_t").max(),
        )
    )
    named = _named(ctx, costing).select(
        "measure", "name_zh", "name_en", "kind", "cost_state", "articles", "targets"
    )
    rows = (
        reasons.join(named, on="measure", maintain_order="left")
        .join(away, on="measure", how="left", maintain_order="left")
        .sort("measure")
    )
    meta = {**meta_of(ctx.workspace, found.run), **costing.meta(), **told}
    return Answer(meta=meta, data=rows, brief=("measure", "name_zh", "reason", "cost_state", "reduced"))


@service("measure.options", permits="measure.potential")
def options(
    ctx: Context,
    *,
    run: Run = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
    year: Annotated[int | None, "年份 · year"] = None,
    price_year: PriceYear = PRICE_YEAR,
    social_rate: Social = None,
    private_rate: Private = None,
    origins: Origins = "any",
    grid_factor: Grid = None,
) -> Answer:
    """List the ways to run each activity of an inventory, chains of measures too. 各活动的可选技术组合。"""
    costing = _costing(
        ctx, price_year=price_year, social_rate=social_rate, private_rate=private_rate, origins=origins
    )
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    setting, told = setting_of(found, grid_factor=grid_factor)
    offered = measures.options(
        found.require_input("activity"),
        emission=found.emission,
        library=costing.catalogue,
        costs=costing.costs,
        setting=setting,
    )
    meta = {**meta_of(ctx.workspace, found.run), **costing.meta(), **told}
    return Answer(
        meta=meta,
        data=offered.options,
        brief=("source", "fuel", "sector", "option", "rank", "cost_cny", "most_share", "origin"),
    )


def _costing(ctx: Context, *, origins: str = "any", **asked: Any) -> Costing:
    allowed = CHINA if origins == "china" else None
    return costing_of(ctx.workspace, origins=allowed, **asked)


def _named(ctx: Context, costing: Costing) -> pl.DataFrame:
    """Join to each measure the state and origin of its cost, and who asks for it."""
    known = costing.costs.group_by("measure").agg(
        pl.col("origin").first(), pl.col("price_state").first(), cost_quality=pl.col("quality").first()
    )
    plain = costing.catalogue.measures.with_columns(
        pl.col("kind", "stage", "maturity", "quality").cast(pl.String)
    )
    for table in (costing.states, known, bindings_of(ctx.workspace)):
        plain = plain.join(table, on="measure", how="left", maintain_order="left")
    return plain.sort("measure")


def _reaching(costing: Costing, source: str) -> list[str]:
    """List the measures that may be used on a source, on what is above it or below it."""
    reach = costing.catalogue.reach.select("measure", "source").unique()
    kept = [
        measure
        for measure, code in reach.iter_rows()
        if code == source
        or (
            code not in sources.NOT_A_SOURCE and source not in sources.NOT_A_SOURCE and _related(code, source)
        )
    ]
    return sorted(set(kept))


def _related(code: str, source: str) -> bool:
    return sources.descends(code, prefix=source) or sources.descends(source, prefix=code)


def _cited(frame: pl.DataFrame, texts: dict[str, str]) -> list[dict[str, Any]]:
    return [{**row, "citation_text": texts.get(row["citation"], row["citation"])} for row in frame.to_dicts()]


def _written(name: str) -> pl.Expr:
    """Write tonnes with four digits, without a nought behind the point."""
    return pl.col(name).round_sig_figs(4).cast(pl.String).str.replace(r"\.0$", "")


def _ends(name: str) -> pl.Expr:
    """Add the ends of parts; a part without a range counts with its value, all without: no range."""
    some = pl.col(name).is_not_null().any()
    return pl.when(some).then(pl.coalesce(name, "social_cny").sum()).alias(name)


def _summed(costing: Costing) -> pl.DataFrame:
    """Add up the parts of each measure's cost by what it counts for."""
    return costing.costs.group_by("measure", "basis", "species", maintain_order=True).agg(
        *(pl.col(name).sum() for name in MONEY[:2]),
        *(_ends(name) for name in MONEY[2:]),
        *(_known(name) for name in PARTS_OF_COST),
        *(pl.col(name).first() for name in ("origin", "price_state", "quality")),
    )


def _with_energy(rows: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    """Add energy to the cost where all of it is priced; its state stands beside."""
    joined = rows.join(
        added, on=["measure", "basis", "species"], how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.with_columns(pl.col(name) + pl.col("energy_cny").fill_null(0.0) for name in MONEY)


def _known(name: str) -> pl.Expr:
    """Add what is stated of a part of the cost; of none stated there is no sum."""
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)


def _potential(found: Any, costing: Costing, setting: measures.Setting, gwp_set: str) -> measures.Potential:
    return measures.potential(
        found.require_input("activity"),
        emission=found.emission,
        library=costing.catalogue,
        costs=costing.costs,
        states=costing.states,
        gwp=reference.gwp().filter(pl.col("set") == gwp_set).select("species", "value"),
        setting=setting,
    )


def _per_tonne(ctx: Context, costing: Costing, result: measures.Potential) -> pl.DataFrame:
    """Set the whole cost of a measure over each species' net fall, and over CO2e; nothing is shared out."""
    warming = result.totals.select("measure", species=pl.lit("CO2e"), net_t="co2e_t").drop_nulls()
    changes = pl.concat([result.changes, warming], how="diagonal")
    totals = result.totals.drop("co2e_gases")
    named = _named(ctx, costing).select(
        "measure", "name_zh", "name_en", "kind", "stage", "articles", "targets"
    )
    falls = pl.col("net_t") > 0
    money = {"social_cny": "cny_per_t", "private_cny": "private_cny_per_t"} | {
        "low_cny": "low_cny_per_t",
        "high_cny": "high_cny_per_t",
    }
    return (
        named.join(totals, on="measure", maintain_order="left")
        .filter(pl.col("rows") > 0)
        .join(changes, on="measure", how="left", maintain_order="left_right")
        .with_columns(
            *(pl.when(falls).then(pl.col(name) / pl.col("net_t")).alias(per) for name, per in money.items())
        )
    )
