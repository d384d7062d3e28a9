"""The same-source inventory: compile, keep and show what each activity gave of every species."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import inventory
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import LARGEST, AsOf, instant, require_between
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.inventory_checks import outliers, reference_gap
from tongyuan.services.plan.inventory_compiling import Compiler, years_held
from tongyuan.services.plan.inventory_double_counts import double_counts_of
from tongyuan.services.plan.inventory_labels import labelled
from tongyuan.services.plan.inventory_outputs import export, table
from tongyuan.services.plan.inventory_projects import projects
from tongyuan.services.plan.inventory_published import carriers, published
from tongyuan.services.plan.inventory_quality import completeness
from tongyuan.services.plan.inventory_recomputing import reimport, workbook
from tongyuan.services.plan.inventory_reports import beside_reports
from tongyuan.services.plan.inventory_runs import Compiled, compiled, inventory_runs, meta_of
from tongyuan.services.plan.inventory_sources import regions, sources
from tongyuan.services.plan.inventory_uncertainty import key_approaches_of, uncertainty_table_of
from tongyuan.services.plan.inventory_waste import plants, waste_balance
from tongyuan.services.plan.inventory_workbook import import_inventory, template
from tongyuan.services.plan.inventory_years import compile_years
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.families import named_in
from tongyuan.vocabulary.tables import Emission, key_of

__all__ = [
    "beside_reports",
    "carriers",
    "compile_inventory",
    "compile_years",
    "completeness",
    "double_counts_of",
    "export",
    "import_inventory",
    "key_approaches_of",
    "outliers",
    "plants",
    "projects",
    "published",
    "reference_gap",
    "regions",
    "reimport",
    "sources",
    "table",
    "template",
    "uncertainty_table_of",
    "waste_balance",
    "workbook",
]

#: More draws than this tell nothing more, and fill the memory.
MOST_DRAWS = 100_000
FIRST_YEAR, LAST_YEAR = 1900, 2200
BRIEF = ("sector_zh", "source", "fuel_zh", "technology_zh", "species", "scope", "mass_t", "state", "quality")
BRIEF_TOTAL = (
    "species",
    "source",
    "sector",
    "fuel",
    "scope",
    "mass_t",
    "low_t",
    "high_t",
    "range_quality",
    "without_controls_t",
    "estimated",
    "not_estimated",
)
Region = Annotated[str | None, "地区代码，缺省为本工作空间的地区 · region; the workspace's own by default"]
Account = Annotated[
    Literal["emissions", "land", "with_land", "memo"],
    "账户：排放、土地、二者合计、备忘 · account: emissions, land, both, memo items",
]
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
GwpSet = Annotated[Literal["SAR", "AR4", "AR5", "AR6"], "GWP 集 · set of warming potentials (100 years)"]


@service("inventory.compile", changes=True, job=True)
def compile_inventory(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"],
    region: Region = None,
    family: Annotated[str | None, "因子族 · factor family; the pack's own by default"] = None,
    as_of: AsOf = None,
) -> Answer:
    """Compile and keep the same-source inventory of a region and year. 编制同源清单。"""
    require_between(year, name="year", least=FIRST_YEAR, most=LAST_YEAR)
    place = jurisdiction(ctx.workspace).region(region)
    require_reach(ctx, region=place)
    compiler = Compiler.of(ctx.workspace, family=family, actor=ctx.actor.id, moment=instant(as_of))
    run, emission = compiler.compile(place, year=year, progress=ctx.progress)
    return Answer(meta=meta_of(ctx.workspace, run), data=inventory.total(emission))


@service("inventory.years")
def years(ctx: Context, *, region: Region = None) -> Answer:
    """List the years of which there is activity, records or an energy balance. 可编制清单的年份。"""
    place = jurisdiction(ctx.workspace).region(region)
    held = years_held(ctx.workspace, place)
    listed = sorted({year for years in held.values() for year in years}, reverse=True)
    named = ("activity", "balance")
    records = [[name for name in held if name not in named and year in held[name]] for year in listed]
    data = {
        "year": listed,
        **{name: [year in held.get(name, []) for year in listed] for name in named},
        "records": [", ".join(found) for found in records],
    }
    schema = {"year": pl.Int32, "activity": pl.Boolean, "balance": pl.Boolean, "records": pl.String}
    return Answer(meta={"region": place}, data=pl.DataFrame(data, schema=schema))


@service("inventory.show")
def show(
    ctx: Context, *, run: Run = None, region: Region = None, year: Annotated[int | None, "年份 · year"] = None
) -> Answer:
    """Show the emissions of a run, sector by fuel by species. 查看清单。"""
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    rows = labelled(ctx.workspace, found.emission).with_columns(_figure_id(found))
    meta = meta_of(ctx.workspace, found.run) | {
        "contract": "Emission",
        "runs": inventory_runs(ctx.workspace),
        "citations": _citations(found),
    }
    return Answer(meta=meta, data=rows, brief=BRIEF)


@service("inventory.total")
def total(
    ctx: Context,
    *,
    run: Run = None,
    region: Region = None,
    year: Annotated[int | None, "年份 · year"] = None,
    by: Annotated[Literal["species", "source", "sector", "fuel"], "分项 · kept apart by"] = "species",
    account: Account = "emissions",
) -> Answer:
    """Sum a run's emissions; what is missing is counted, never taken as zero. 合计，缺项计数。"""
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    listed = ("source", by) if account == "memo" else (by,)
    apart = tuple(name for name in dict.fromkeys(listed) if name != "species")
    summed = inventory.total(found.emission, by=apart, account=account)
    ranges = found.ranges(apart, account=account)
    keys = [name for name in ranges.columns if name not in ("low_t", "high_t")]
    joined = summed.join(ranges, on=keys, how="left", maintain_order="left")
    shown = joined.rename({"rows": "estimated"})
    if by == "species" and account == "emissions":
        shown = shown.with_columns(_total_id(found))
    meta = meta_of(ctx.workspace, found.run) | {"account": account}
    return Answer(meta=meta, data=shown, brief=BRIEF_TOTAL)


@service("inventory.origins")
def origins(ctx: Context, *, run: Run = None) -> Answer:
    """Say how much of each species rests on factors of which origin. 各物种所用因子的来源占比。"""
    found = compiled(ctx.workspace, run=run)
    counted = of_account(found.emission, kept="emissions")
    known = counted.filter(pl.col("mass_t").is_not_null())
    summed = known.group_by("species", "scope", "origin", maintain_order=True).agg(
        pl.col("mass_t").sum(), pl.len().alias("rows")
    )
    share = (pl.col("mass_t") / pl.col("mass_t").sum().over("species", "scope")).alias("share")
    gap_filler = pl.col("origin").str.contains("gap filler").alias("gap_filler")
    return Answer(meta=meta_of(ctx.workspace, found.run), data=summed.with_columns(share, gap_filler))


@service("inventory.co2e")
def co2e(ctx: Context, *, run: Run = None, gwp: GwpSet = "AR5") -> Answer:
    """Weigh the greenhouse gases of a run by a named GWP set. 按所选 GWP 集计算二氧化碳当量。"""
    found = compiled(ctx.workspace, run=run)
    weighed = inventory.co2e(found.emission, gwp=reference.gwp(), gwp_set=gwp)
    totals = inventory.total_co2e(weighed, by=()).select("scope", "co2e_t", "complete").to_dicts()
    land = inventory.with_land(weighed).to_dicts()
    meta = meta_of(ctx.workspace, found.run) | {"gwp_set": gwp, "totals": totals, "with_land": land}
    return Answer(meta=meta, data=inventory.total_co2e(weighed, by=("species",)))


@service("inventory.keys")
def keys(
    ctx: Context,
    *,
    run: Run = None,
    gwp: GwpSet = "AR5",
    threshold: Annotated[float, "累计份额 · cumulative share"] = 0.95,
) -> Answer:
    """Rank the key categories of a run by level of CO2e. 关键类别分析（水平法）。"""
    found = compiled(ctx.workspace, run=run)
    ranked = inventory.key_categories(found.emission, gwp=reference.gwp(), gwp_set=gwp, threshold=threshold)
    return Answer(meta=meta_of(ctx.workspace, found.run) | {"gwp_set": gwp}, data=ranked)


@service("inventory.reference")
def reference_approach(ctx: Context, *, run: Run = None) -> Answer:
    """Set the reference approach beside the sectoral one, by fuel. 参考方法与部门方法对比。"""
    found = compiled(ctx.workspace, run=run)
    compared = inventory.reference_approach(
        found.require_input("balance"),
        sectoral=found.emission,
        factors=found.require_input("factor"),
        family=found.family,
    )
    return Answer(meta=meta_of(ctx.workspace, found.run), data=compared)


@service("inventory.compare")
def compare(ctx: Context, *, run: Run = None) -> Answer:
    """Set CO2 by fuel beside a published inventory of the same year. 与已发布清单逐能源比较。"""
    found = compiled(ctx.workspace, run=run)
    held = ctx.workspace.dataset_frame("comparison", region=found.region, year=found.year)
    by_fuel = held.filter(pl.col("species") == "CO2")
    compared = inventory.compare(found.emission, published=by_fuel)
    meta = meta_of(ctx.workspace, found.run) | {
        "citation": found.cite(by_fuel["citation"][0]),
        "note_zh": "因子族由其他省份的已发布清单推得：此比较检验活动水平的取法，不证明因子属实。",
        "note_en": "The factors follow from other provinces' published inventories: this tests the choice of "
        "activity, not the truth of the factors.",
    }
    return Answer(meta=meta, data=compared)


@service("inventory.uncertainty", job=True)
def uncertainty(
    ctx: Context,
    *,
    run: Run = None,
    draws: Annotated[int, "抽样次数 · draws"] = 10_000,
    seed: Annotated[int, "随机种子 · seed"] = 1,
) -> Answer:
    """Draw a run's totals by Monte Carlo; shared factors share their draw. 蒙特卡洛不确定性。"""
    from tongyuan.accounting import uncertainty as accounting_uncertainty

    found = compiled(ctx.workspace, run=run)
    require_between(draws, name="draws", least=1, most=MOST_DRAWS)
    require_between(seed, name="seed", least=0, most=LARGEST)
    inputs = found.range_inputs("emissions")
    drawn = accounting_uncertainty.simulate(**inputs, draws=draws, seed=seed)
    return Answer(meta=meta_of(ctx.workspace, found.run) | {"draws": draws, "seed": seed}, data=drawn)


def _figure_id(found: Compiled) -> pl.Expr:
    joined = pl.concat_str([pl.col(name).cast(pl.String) for name in key_of(Emission)], separator=",")
    return (pl.lit(f"{found.run.id}/emission/") + joined).alias("figure")


def _total_id(found: Compiled) -> pl.Expr:
    key = ["region", "year", "species", "medium", "scope", "family"]
    joined = pl.concat_str([pl.col(name).cast(pl.String) for name in key], separator=",")
    return (pl.lit(f"{found.run.id}/total/") + joined).alias("figure")


def _citations(found: Compiled) -> list[dict[str, str]]:
    used = set(found.require_input("activity")["citation"])
    known = reference.citations()
    listed: list[dict[str, Any]] = [{"key": key, "text": found.cite(key)} for key in sorted(used)]
    fuels = found.require_input("factor").filter(pl.col("family").is_in(named_in(found.family)))
    listed += [
        {"key": key, "text": known[key].text()} for key in sorted(set(fuels["citation"])) if key in known
    ]
    return listed
