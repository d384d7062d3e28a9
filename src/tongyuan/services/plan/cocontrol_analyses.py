"""Analyses of a kept plan that take time: elasticity, dividend, attribution, chances, price of robustness."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.plan import cocontrol
from tongyuan.plan.cocontrol.sizes import baseline
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import require_between
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.cocontrol_analysis_runs import (
    AnalysisRun,
    Product,
    analysis_run,
    analysis_runs,
    keep,
)
from tongyuan.services.plan.cocontrol_cases import CHAIN, CO2E, Kept, kept, weights_of
from tongyuan.services.plan.cocontrol_labels import named_rows, with_measure_names
from tongyuan.services.plan.cocontrol_products import Counted, GwpSet, Run, Year
from tongyuan.services.plan.cocontrol_sides import causes, sides
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["analysis", "attribution", "chances", "dividend", "elasticity", "robust"]

LIMIT_NAMES = ("limit", "year", "name_zh", "name_en", "article", "sense", "unit")
MOST_DRAWS = 100_000
MOST_GAMMAS = 40


@service("cocontrol.elasticity", changes=True, job=True)
def elasticity(
    ctx: Context,
    *,
    run: Run = None,
    limits: Annotated[
        str | None, "逐一单独约束的约束编号，缺省为全部排放约束 · limits, each kept alone; all on emission"
    ] = None,
    gwp: GwpSet = "AR5",
) -> Answer:
    """Keep one limit alone and see what else falls: cross elasticity. 交叉弹性。"""
    found = _feasible(ctx, run)
    asked = causes(found.case, asked=limits)
    program = cocontrol.open_program(found.case)
    whole = found.case.limits["limit"].unique(maintain_order=True).to_list()
    tables = []
    for number, cause in enumerate(asked):
        ctx.progress(number / len(asked), f"{cause.limit}:{cause.year}")
        emitted = found.emitted(cause.year)
        counted: dict[str, dict[str, float]] = {name: {name: 1.0} for name in emitted}
        counted[CO2E] = weights_of(CO2E, gwp=gwp, known=emitted)
        table = cocontrol.limiting(
            program,
            limits=[cause.limit],
            others=[limit for limit in whole if limit != cause.limit],
            counted={**counted, cause.name: dict(cause.weights)},
            cause=cause.name,
            year=cause.year,
        )
        place = [
            pl.lit(cause.limit).alias("limit"),
            pl.lit(cause.year, pl.Int32).alias("year"),
            pl.lit(cause.name).alias("cause"),
        ]
        tables.append(table.select(*place, pl.all()))
    rows = pl.concat(tables)
    return _kept(ctx, found, rows, "elasticity", {"limits": limits, "gwp_set": gwp, "unit": "1"})


@service("cocontrol.dividend", changes=True, job=True)
def dividend(
    ctx: Context,
    *,
    run: Run = None,
    carbon: Annotated[str | None, "属于碳的约束编号，缺省按物种 · limits on carbon; by species"] = None,
    air: Annotated[str | None, "属于大气的约束编号，缺省按物种 · limits on air; by species"] = None,
) -> Answer:
    """Compare one plan for carbon and air with two made apart: the synergy dividend. 协同红利。"""
    found = _feasible(ctx, run)
    on_carbon, on_air = sides(found.case, carbon=carbon, air=air)
    ctx.progress(0.1, "求解四个方案 · solving four plans")
    told = cocontrol.dividend(cocontrol.open_program(found.case), carbon=on_carbon, air=on_air)
    row = {
        "carbon_cny": told.carbon_cny,
        "air_cny": told.air_cny,
        "joint_cny": told.joint_cny,
        "idle_cny": told.idle_cny,
        "dividend_cny": told.dividend_cny,
        "share": told.share,
        "reading": _sign(told),
    }
    schema = {name: pl.Float64 for name in row if name != "reading"} | {"reading": pl.String}
    limits = found.case.limits["limit"].unique(maintain_order=True).to_list()
    held = [limit for limit in limits if limit not in {*on_carbon, *on_air}]
    asked = {"carbon": on_carbon, "air": on_air, "held_in_all": held, "unit": "CNY"}
    return _kept(ctx, found, pl.DataFrame([row], schema=schema), "dividend", asked)


@service("cocontrol.attribution", changes=True, job=True)
def attribution(
    ctx: Context,
    *,
    run: Run = None,
    species: Counted = CO2E,
    year: Year = None,
    by: Annotated[Literal["kind", "measure"], "按类别或按措施 · by kind, or measure by measure"] = "kind",
    gwp: GwpSet = "AR5",
) -> Answer:
    """Share out the plan's fall among groups of measures, whatever their order (Shapley). 分组贡献。"""
    found = _feasible(ctx, run)
    at = found.year(year)
    weights = weights_of(species, gwp=gwp, known=found.emitted(at))
    groups = _kinds(found) if by == "kind" else {}
    ctx.progress(0.1, "逐组合计算 · valuing every combination")
    shared = cocontrol.attribute_fall(
        found.plan, found.case, groups=groups, weights=weights, year=at, names=found.names
    )
    fall = _fall(found, weights, at)
    told = shared.with_columns(share=pl.when(fall != 0).then(pl.col("fall_t") / fall))
    asked = {"species": species, "at": at, "by": by, "gwp_set": gwp, "fall_t": fall, "unit": "t"}
    return _kept(ctx, found, told, "attribution", asked)


@service("cocontrol.chances", changes=True, job=True)
def chances(
    ctx: Context,
    *,
    run: Run = None,
    draws: Annotated[int, "抽样次数 · draws"] = 10_000,
    seed: Annotated[int, "随机种子 · seed"] = 0,
) -> Answer:
    """Draw the factors within their ranges: how often the plan, as it is, keeps each limit. 达标概率。"""
    require_between(draws, name="draws", least=100, most=MOST_DRAWS)
    require_between(seed, name="seed", least=0, most=2**31 - 1)
    found = _feasible(ctx, run)
    ctx.progress(0.2, "抽样 · drawing")
    ranges = found.ranges
    told = cocontrol.chances(found.plan, found.case, ranges=ranges, draws=draws, seed=seed)
    # Where nothing is drawn, that the bound is kept every time says nothing.
    judged = told.with_columns(chance=pl.when(pl.col("ranged").abs() > 0).then("chance"))
    names = found.case.limits.select(LIMIT_NAMES).with_columns(pl.col("sense").cast(pl.String))
    rows = judged.join(names, on=["limit", "year"], how="left", maintain_order="left")
    exact = _exact(found, ranges)
    asked = {"draws": draws, **_told_ranges(found, ranges), "unit": "1"}
    return _kept(ctx, found, rows, "chances", asked, ranges=ranges, seed=seed, exact=exact)


@service("cocontrol.robust", changes=True, job=True)
def robust(
    ctx: Context,
    *,
    run: Run = None,
    gammas: Annotated[
        str,
        "每个约束同时处在最坏一端的因子数，用空格分开 · how many factors of a limit at their worst at once",
    ] = "0 0.1 0.25 0.5 1 2 5",
) -> Answer:
    """Give what it costs to withstand factors at their worst, by how many (Bertsimas-Sim). 稳健的价格。"""
    asked = _gammas(gammas)
    found = _feasible(ctx, run)
    ctx.progress(0.1, "写出稳健问题 · writing the robust problem")
    ranges = found.ranges
    program = cocontrol.RobustProgram(found.case, ranges)
    costs: list[float | None] = []
    for number, gamma in enumerate(asked):
        ctx.progress(0.2 + 0.8 * number / len(asked), f"Γ = {gamma:g}")
        costs.append(program.cost(gamma=gamma))
    told = pl.DataFrame(
        {"gamma": asked, "cost_cny": costs}, schema={"gamma": pl.Float64, "cost_cny": pl.Float64}
    ).with_columns(more_cny=pl.col("cost_cny") - pl.lit(found.plan.cost_cny))
    about = {"gammas": gammas, "most": program.most, **_told_ranges(found, ranges), "unit": "CNY"}
    exact = _exact(found, ranges)
    return _kept(ctx, found, told, "robust", about, ranges=ranges, exact=exact)


@service("cocontrol.analysis", permits="cocontrol.show")
def analysis(
    ctx: Context,
    *,
    run: Annotated[str | None, "分析运行编号，缺省为最近一次 · run of an analysis; the latest"] = None,
    product: Annotated[Product | None, "哪一种分析，缺省不限 · which analysis; any by default"] = None,
    plan: Annotated[str | None, "哪个方案的，缺省不限 · of which plan; any by default"] = None,
    table: Annotated[
        Literal["analysis", "exact"],
        "结果，或没有范围而按准数计的部分 · what was found, or what has no range",
    ] = "analysis",
) -> Answer:
    """Show a kept analysis: elasticity, dividend, attribution, chances or robust. 查看已保存的分析。"""
    return _shown(ctx, analysis_run(ctx.workspace, run=run, product=product, plan=plan), table)


def _feasible(ctx: Context, run: str | None) -> Kept:
    require_reach(ctx, region=ctx.workspace.meta.region)
    found = kept(ctx.workspace, run=run)
    found.require_feasible()
    return found


def _kept(
    ctx: Context,
    found: Kept,
    rows: pl.DataFrame,
    product: Product,
    asked: dict[str, Any],
    *,
    ranges: pl.DataFrame | None = None,
    exact: pl.DataFrame | None = None,
    seed: int | None = None,
) -> Answer:
    tables = {"analysis": rows} | ({} if exact is None else {"exact": exact})
    inputs = {} if ranges is None else {"factor_range": ranges}
    made = keep(ctx, found, tables, product=product, asked=asked, inputs=inputs, seed=seed)
    ctx.progress(1.0, made.run.id)
    return _shown(ctx, made, "analysis")


def _shown(ctx: Context, made: AnalysisRun, table: str) -> Answer:
    rows = made.table(table)
    if table == "exact":
        rows = named_rows(ctx.workspace, rows)
    elif made.run.params["product"] == "attribution" and made.run.params["by"] == "measure":
        rows = with_measure_names(ctx.workspace, rows.with_columns(measure="group"))
    return Answer(meta=made.meta() | {"runs": analysis_runs(ctx.workspace)}, data=rows)


def _sign(told: cocontrol.Dividend) -> str:
    """Say whether one plan saves; less than a millionth of the costs is neither."""
    near = 1e-6 * max(abs(told.carbon_cny) + abs(told.air_cny), 1.0)
    if abs(told.dividend_cny) <= near:
        return "none"
    return "saves" if told.dividend_cny > 0 else "costs"


def _kinds(found: Kept) -> dict[str, str]:
    """Group measures by kind; a chain of several kinds is a group of its own."""
    kinds = dict(found.measures().select("measure", "kind").iter_rows())
    taken = found.case.options["option"].unique().to_list() + list(found.names.values())
    grouped = {}
    for one in taken:
        parts = sorted({kinds[part] for part in one.split(CHAIN) if part in kinds})
        if parts:
            grouped[one] = CHAIN.join(parts)
    return grouped | {project: "project" for project in found.case.projects["project"].unique()}


def _fall(found: Kept, weights: dict[str, float], year: int) -> float:
    """Sum what the whole plan lowers [t of the weighed species]."""
    weight = pl.col("species").replace_strict(weights, default=0.0, return_dtype=pl.Float64)

    def mass(frame: pl.DataFrame) -> float:
        rows = frame.filter(pl.col("year") == year)
        return float(rows.select((pl.col("mass_t") * weight).sum()).item())

    return mass(baseline(found.case)) - mass(found.plan.emission)


def _told_ranges(found: Kept, ranges: pl.DataFrame) -> dict[str, Any]:
    """Count the factors that have a range; no range is held of what a tonne does to the air."""
    through_air = bool((found.case.responses["subject"].cast(pl.String) == "emission").any())
    return {"factors": ranges["factor"].n_unique(), "response_exact": through_air}


def _exact(found: Kept, ranges: pl.DataFrame) -> pl.DataFrame:
    """List what counts as known, in the units of the limits."""
    units = found.case.limits.select("limit", "year", "unit")
    parts = cocontrol.exact_parts(found.plan, found.case, ranges=ranges)
    return parts.join(units, on=["limit", "year"], how="left", maintain_order="left")


def _gammas(text: str) -> list[float]:
    words = text.split()
    try:
        found = sorted({float(word) for word in words})
    except ValueError:
        found = []
    if not found or found[0] < 0 or len(found) > MOST_GAMMAS:
        raise InputError([Problem("cocontrol.gammas", {"got": text, "most": MOST_GAMMAS})])
    return found
