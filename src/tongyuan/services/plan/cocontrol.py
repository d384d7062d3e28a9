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
from tongyuan.services.plan.cocontrol_posing import Posed, pose, read_problem
from tongyuan.services.plan.cocontrol_runs import KIND, CocontrolRun, cocontrol_run, solved
from tongyuan.services.plan.inventory_runs import meta_of
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import CheckFailed, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.reading import reading

__all__ = ["curve", "pareto", "schema", "show", "solve"]

File = Annotated[Path, "问题文件（YAML），格式见 cocontrol schema · the problem as YAML", Positional]
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Inventory = Annotated[
    str | None, "清单运行编号，缺省为基准年最近一次 · run of the inventory; the latest of the base year"
]
Table = Literal[
    "uptake",
    "planned_emission",
    "shadow_price",
    "limit_conflict",
    "limit",
    "target_state",
    "left_out",
    "unbounded",
    "uncounted",
]
Points = Annotated[int, "点数 · points"]
BRIEF = {
    "uptake": ("item", "part", "year", "quantity", "unit", "share", "cost_cny"),
    "limit_conflict": ("limit", "year", "name_zh", "article", "bound", "needed", "unit", "contends"),
    "target_state": ("target", "name_zh", "article", "part", "state"),
}


@service("cocontrol.solve", changes=True, job=True)
def solve(ctx: Context, *, file: File, inventory: Inventory = None) -> Answer:
    """Find the plan of least cost that keeps every target, or which targets conflict. 求解最低成本方案。"""
    posed, level = _posed(ctx, file, inventory=inventory)
    ctx.progress(0.3, "求解 · solving")
    told, tables = solved(posed)
    ctx.progress(0.9, "保存 · keeping")
    made = ctx.workspace.record_run(
        KIND,
        params=_params(posed, told),
        inputs=_pinned(posed),
        tables=tables,
        family=posed.found.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=level,
    )
    ctx.progress(1.0, made.id)
    kept = CocontrolRun(ctx.workspace, made)
    return _shown(kept, "shadow_price" if kept.feasible else "limit_conflict")


@service("cocontrol.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    table: Annotated[
        Table,
        "方案、排放、影子价格、冲突、约束、目标处理、未选措施、未知上限、未计物种 · which table",
    ] = "uptake",
) -> Answer:
    """Show a kept plan: uptake, emission, shadow prices, conflict, targets, what was left out. 查看方案。"""
    return _shown(cocontrol_run(ctx.workspace, run=run), table)


@service("cocontrol.pareto", job=True)
def pareto(
    ctx: Context,
    *,
    file: File,
    across: Annotated[str, "约束及年份，如 CO2:2030 SO2:2030，一到两个 · one or two limits with their years"],
    points: Points = 20,
    inventory: Inventory = None,
) -> Answer:
    """Find the front between cost and one or two limits: plans that no other plan beats. 帕累托前沿。"""
    posed, _ = _posed(ctx, file, inventory=inventory)
    keys = [_limit_key(posed, word) for word in across.split()]
    program = _feasible_program(posed)
    whole = points ** len(keys)
    found = cocontrol.front(
        program,
        across=keys,
        points=points,
        on_point=lambda done: ctx.progress(done / whole, f"{done}/{whole}"),
    )
    return Answer(meta=_meta(posed, ctx) | {"points": points}, data=found)


@service("cocontrol.curve", job=True)
def curve(
    ctx: Context,
    *,
    file: File,
    limit: Annotated[str, "约束及年份，如 CO2:2030 · a limit with its year"],
    points: Points = 20,
    inventory: Inventory = None,
) -> Answer:
    """Sweep one limit over its reach: the marginal cost curve of the whole system. 全系统边际成本曲线。"""
    posed, _ = _posed(ctx, file, inventory=inventory)
    name, year = _limit_key(posed, limit)
    found = cocontrol.curve(
        _feasible_program(posed),
        limit=name,
        year=year,
        points=points,
        on_point=lambda done: ctx.progress(done / points, f"{done}/{points}"),
    )
    return Answer(meta=_meta(posed, ctx) | {"limit": name, "year": year}, data=found)


@service("cocontrol.schema")
def schema(ctx: Context) -> Answer:
    """Give the schema of the problem file as JSON schema. 问题文件的格式。"""
    text = json.dumps(CocontrolProblem.model_json_schema(), ensure_ascii=False, indent=1)
    about = {"workspace": ctx.workspace.meta.region, "sensitivity": Sensitivity.PUBLIC.value}
    return Answer(meta=about, document=Document("cocontrol.schema.json", "application/json", text.encode()))


def _posed(ctx: Context, file: Path, *, inventory: str | None) -> tuple[Posed, Sensitivity]:
    require_reach(ctx, region=ctx.workspace.meta.region)
    asked = read_problem(file.read_text("utf-8"), file=file.name)
    ctx.progress(0.1, "准备问题 · posing the problem")
    with reading() as read:
        posed = pose(ctx.workspace, asked=asked, run=inventory)
    return posed, read.level or Sensitivity.INTERNAL


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
        **{name: value for name, value in posed.costing.meta().items() if name != "currency"},
        **posed.told,
        **told,
    }


def _pinned(posed: Posed) -> dict[str, pl.DataFrame]:
    case = posed.case
    return {
        "activity_level": case.levels,
        "technology_option": case.options,
        "option_factor": case.factors,
        "substitution": case.substitutions,
        "saving": case.savings,
        "fixed_emission": case.fixed,
        "limit": case.limits,
        "limit_term": case.terms,
    }


def _meta(posed: Posed, ctx: Context) -> dict[str, Any]:
    return (
        meta_of(ctx.workspace, posed.found.run)
        | posed.costing.meta()
        | {"scenario": posed.asked.scenario.scenario}
    )


def _shown(kept: CocontrolRun, table: str) -> Answer:
    return Answer(meta=kept.meta() | {"table": table}, data=kept.table(table), brief=BRIEF.get(table, ()))
