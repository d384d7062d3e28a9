"""Co-control: the measures of least cost that keep every target at once, their prices, conflicts, fronts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.plan import cocontrol
from tongyuan.plan.cocontrol.problem import CocontrolProblem
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.plan.cocontrol_analyses import (
    analysis,
    attribution,
    chances,
    dividend,
    elasticity,
    robust,
)
from tongyuan.services.plan.cocontrol_benefits import cobenefit, cobenefits
from tongyuan.services.plan.cocontrol_cases import pinned_of
from tongyuan.services.plan.cocontrol_costs import costs
from tongyuan.services.plan.cocontrol_example import example as an_example
from tongyuan.services.plan.cocontrol_example import example_by_city, written_problem
from tongyuan.services.plan.cocontrol_fronts import FRONT, FrontRun, front_run, front_runs
from tongyuan.services.plan.cocontrol_labels import named_rows
from tongyuan.services.plan.cocontrol_points import differ, moved_of, posed_at
from tongyuan.services.plan.cocontrol_posing import Posed, pose
from tongyuan.services.plan.cocontrol_products import bars, coordinates, increments
from tongyuan.services.plan.cocontrol_runs import KIND, CocontrolRun, cocontrol_run, cocontrol_runs, solved
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import CheckFailed, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.stated import naming_places, read_stated
from tongyuan.workspace.reading import reading

__all__ = [
    "analysis",
    "attribution",
    "bars",
    "chances",
    "cobenefit",
    "cobenefits",
    "coordinates",
    "costs",
    "curve",
    "differ",
    "dividend",
    "elasticity",
    "example",
    "increments",
    "pareto",
    "pick",
    "points",
    "robust",
    "schema",
    "show",
    "solve",
]

File = Annotated[Path, "问题文件（YAML），格式见 cocontrol schema · the problem as YAML", Positional]
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Inventory = Annotated[
    str | None, "清单运行编号，缺省为基准年最近一次 · run of the inventory; the latest of the base year"
]
Table = Literal[
    "uptake",
    "by_source",
    "planned_emission",
    "shadow_price",
    "limit_conflict",
    "limit",
    "target_state",
    "left_out",
    "unbounded",
    "uncounted",
    "city_share",
    "source_price",
    "cost_part",
    "energy_unpriced",
]
Points = Annotated[int, "点数 · points"]
BRIEF = {
    "uptake": ("item", "part", "year", "quantity", "unit", "share", "cost_cny"),
    "by_source": ("year", "source_zh", "measure", "quantity", "unit", "share", "cost_cny"),
    "limit_conflict": ("limit", "year", "name_zh", "article", "bound", "needed", "unit", "contends"),
    "city_share": ("region", "source", "fuel", "activity", "way", "proxy", "share"),
    "source_price": ("limit", "year", "region", "species", "release", "price_cny_per_t"),
    "cost_part": (
        "item",
        "part",
        "year",
        "capital_cny",
        "fixed_cny",
        "variable_cny",
        "energy_cny",
        "cost_cny",
    ),
    "target_state": ("target", "name_zh", "article", "part", "state"),
}


@service("cocontrol.solve", changes=True, job=True)
def solve(ctx: Context, *, file: File, inventory: Inventory = None) -> Answer:
    """Find the plan of least cost that keeps every target, or which targets conflict. 求解最低成本方案。"""
    return _solved(ctx, *_posed(ctx, file, inventory=inventory), of={})


@service("cocontrol.pick", permits="cocontrol.solve", changes=True, job=True)
def pick(
    ctx: Context,
    *,
    run: Annotated[str, "前沿或曲线的运行编号 · run of the front or curve"],
    point: Annotated[int, "第几点，从 0 起，成本低的在前 · number of the point, from 0, the cheapest first"],
) -> Answer:
    """Solve a point of a kept front as a plan: its problem under the point's bounds. 解前沿上的一点。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    front = front_run(ctx.workspace, run=run)
    with reading() as read:
        posed = posed_at(ctx.workspace, front, point=point)
    levels = (Sensitivity(front.run.sensitivity), read.level or Sensitivity.INTERNAL)
    of = {"front": front.run.id, "point": point}
    return _solved(ctx, posed, max(levels, key=lambda level: level.rank), of=of)


@service("cocontrol.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    table: Annotated[
        Table,
        "方案、分源方案、排放、影子价格、冲突、约束、目标处理、未选措施、未知上限、未计物种、"
        "分市份额、各源价格、成本构成、未计能源费 · which table",
    ] = "uptake",
) -> Answer:
    """Show a kept plan: uptake, emission, shadow prices, conflict, targets, what was left out. 查看方案。"""
    return _shown(ctx, cocontrol_run(ctx.workspace, run=run), table)


@service("cocontrol.pareto", changes=True, job=True)
def pareto(
    ctx: Context,
    *,
    file: File,
    across: Annotated[str, "约束及年份，如 CO2:2030 SO2:2030，一到两个 · one or two limits with their years"],
    points: Points = 20,
    inventory: Inventory = None,
) -> Answer:
    """Find the front between cost and one or two limits: plans that no other plan beats. 帕累托前沿。"""
    posed, level = _posed(ctx, file, inventory=inventory)
    keys = [_limit_key(posed, word) for word in across.split()]
    program = _feasible_program(posed)
    whole = points ** len(keys)
    found = cocontrol.front(
        program,
        across=keys,
        points=points,
        on_point=lambda done: ctx.progress(done / whole, f"{done}/{whole}"),
    )
    return _kept(ctx, posed, found, shape="front", keys=keys, points=points, level=level)


@service("cocontrol.curve", changes=True, job=True)
def curve(
    ctx: Context,
    *,
    file: File,
    limit: Annotated[str, "约束及年份，如 CO2:2030 · a limit with its year"],
    points: Points = 20,
    inventory: Inventory = None,
) -> Answer:
    """Sweep one limit over its reach: the marginal cost curve of the whole system. 全系统边际成本曲线。"""
    posed, level = _posed(ctx, file, inventory=inventory)
    name, year = _limit_key(posed, limit)
    found = cocontrol.curve(
        _feasible_program(posed),
        limit=name,
        year=year,
        points=points,
        on_point=lambda done: ctx.progress(done / points, f"{done}/{points}"),
    )
    return _kept(ctx, posed, found, shape="curve", keys=[(name, year)], points=points, level=level)


@service("cocontrol.points", permits="cocontrol.show")
def points(ctx: Context, *, run: Run = None) -> Answer:
    """Show a kept front or curve: bound, value, price and cost of each point. 查看前沿或曲线。"""
    found = front_run(ctx.workspace, run=run)
    return Answer(meta=found.meta() | {"runs": front_runs(ctx.workspace)}, data=found.points)


@service("cocontrol.example", permits="cocontrol.show")
def example(
    ctx: Context,
    *,
    run: Annotated[str | None, "方案运行编号：给出该次的问题 · run whose problem is given"] = None,
    by: Annotated[
        Literal["province", "city"], "按全省或分市 · of the province, or city by city"
    ] = "province",
) -> Answer:
    """Give a problem to begin with: on the latest inventory, or that of a kept plan. 问题文件示例。"""
    if run is None:
        text = example_by_city(ctx.workspace) if by == "city" else an_example(ctx.workspace)
    else:
        text = written_problem(cocontrol_run(ctx.workspace, run=run).run)
    document = Document("cocontrol.yaml", "application/yaml", text.encode())
    return Answer(meta={"workspace": ctx.workspace.meta.region}, document=document)


@service("cocontrol.schema")
def schema(ctx: Context) -> Answer:
    """Give the schema of the problem file as JSON schema. 问题文件的格式。"""
    text = json.dumps(CocontrolProblem.model_json_schema(), ensure_ascii=False, indent=1)
    about = {"workspace": ctx.workspace.meta.region, "sensitivity": Sensitivity.PUBLIC.value}
    return Answer(
        meta=about, document=Document("cocontrol.schema.json", "application/schema+json", text.encode())
    )


def _solved(ctx: Context, posed: Posed, level: Sensitivity, *, of: dict[str, Any]) -> Answer:
    """Solve what is posed and keep it; ``of`` says of which front's point it is."""
    told, tables = solved(posed, on_step=lambda done, text: ctx.progress(0.2 + 0.7 * done, text))
    ctx.progress(0.95, "保存 · keeping")
    made = ctx.workspace.record_run(
        KIND,
        params=_params(posed, told | of | moved_of(posed)),
        inputs=pinned_of(posed.case),
        tables=tables,
        family=posed.found.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=level,
    )
    ctx.progress(1.0, made.id)
    kept = CocontrolRun(ctx.workspace, made)
    return _shown(ctx, kept, "shadow_price" if kept.feasible else "limit_conflict")


def _posed(ctx: Context, file: Path, *, inventory: str | None) -> tuple[Posed, Sensitivity]:
    require_reach(ctx, region=ctx.workspace.meta.region)
    text = file.read_text("utf-8")
    asked = read_stated(text, model=CocontrolProblem, file=file.name)
    ctx.progress(0.1, "准备问题 · posing the problem")
    with reading() as read, naming_places(text, file=file.name, part="scenario"):
        posed = pose(ctx.workspace, asked=asked, run=inventory)
        posed.case  # noqa: B018 - limits are written when the case is first asked for
    # A plan is a draft, whatever it is made of: nobody outside reads it before it is released.
    levels = (Sensitivity.INTERNAL, read.level or Sensitivity.INTERNAL)
    return posed, max(levels, key=lambda level: level.rank)


def _feasible_program(posed: Posed) -> cocontrol.Program:
    program = cocontrol.open_program(posed.case)
    try:
        program.solve()
    except cocontrol.Infeasible:
        raise CheckFailed(Problem("cocontrol.infeasible")) from None
    return program


def _limit_key(posed: Posed, word: str) -> tuple[str, int]:
    held = {
        f"{limit}:{year}": (limit, year)
        for limit, year in posed.case.limits.select("limit", "year").iter_rows()
    }
    if word not in held:
        raise NotFoundError(Problem("cocontrol.no_limit", {"got": word, "known": " ".join(sorted(held))}))
    return held[word]


def _params(posed: Posed, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "region": posed.found.region,
        "year": posed.asked.scenario.base_year,
        "scenario": posed.asked.scenario.scenario,
        "years": list(posed.asked.scenario.years),
        "inventory": posed.found.run.id,
        "problem": posed.asked.model_dump_json(),
        "energy_prices": [one.model_dump(mode="json") for one in posed.asked.prices],
        "energy_unsettled": posed.asked.energy_unsettled,
        **{name: value for name, value in posed.costing.meta().items() if name != "currency"},
        **posed.told,
        **told,
    }


def _kept(
    ctx: Context,
    posed: Posed,
    found: pl.DataFrame,
    *,
    shape: str,
    keys: list[tuple[str, int]],
    points: int,
    level: Sensitivity,
) -> Answer:
    """Keep a front or a curve, so that it can be left and found again."""
    swept = pl.DataFrame(keys, schema=["limit", "year"], orient="row").cast({"year": pl.Int32})
    columns = ("limit", "year", "name_zh", "name_en", "sense", "bound", "unit")
    limits = swept.join(posed.case.limits, on=["limit", "year"], maintain_order="left").select(columns)
    told = {"shape": shape, "limits": limits.cast({"sense": pl.String}).to_dicts(), "points": points}
    made = ctx.workspace.record_run(
        FRONT,
        params=_params(posed, told),
        inputs=pinned_of(posed.case),
        tables={"front": found},
        family=posed.found.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=level,
    )
    ctx.progress(1.0, made.id)
    return Answer(meta=FrontRun(ctx.workspace, made).meta(), data=found)


def _shown(ctx: Context, kept: CocontrolRun, table: str) -> Answer:
    meta = kept.meta() | {"table": table, "runs": cocontrol_runs(ctx.workspace)}
    rows = kept.by_source() if table == "by_source" else named_rows(ctx.workspace, kept.table(table))
    return Answer(meta=meta, data=rows, brief=BRIEF.get(table, ()))
