"""The power system: hourly dispatch and expansion under the policy's targets, prices, hourly factors."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
import xlsxwriter

from tongyuan.plan import power
from tongyuan.plan.power import Dispatched, PowerStudy
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.plan.power_example import example_studies, example_study, written_study
from tongyuan.services.plan.power_inputs import Posed, pose
from tongyuan.services.plan.power_runs import HOURS_A_WEEK, KIND, PowerRun, power_run, power_runs
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.stated import naming_places, read_stated
from tongyuan.workspace.reading import reading

__all__ = ["dispatch", "example", "export", "schema", "show"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Year = Annotated[int | None, "年份 · year"]
Part = Literal[
    "units",
    "shares",
    "limits",
    "conflicts",
    "targets",
    "judged",
    "emissions",
    "months",
    "hours",
    "factors",
    "duration",
]
SHEETS = ("judged", "units", "shares", "emissions", "months", "limits", "conflicts", "targets", "factors")
HOURLY = ("hours", "factors")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BRIEF = {
    "judged": ("target", "name_zh", "verdict", "why", "bound", "reached", "give_way", "unit"),
    "units": ("unit", "carrier", "capacity_mw", "built_mw", "generation_mwh", "curtailed_mwh", "co2_t"),
    "limits": ("limit", "name_zh", "article", "bound", "reached", "unit", "binding", "said_zh"),
    "conflicts": ("limit", "name_zh", "article", "bound", "give_way", "unit", "in_conflict"),
}
#: A step of a bound in which its price is told, by form: how much, in words of both languages.
STEPS = {
    "capacity_floor": (10.0, "多 1 万千瓦", "10 MW more"),
    "capacity_share": (0.01, "提高 1 个百分点", "one percentage point more"),
    "generation_share": (0.01, "提高 1 个百分点", "one percentage point more"),
    "co2_cap": (1e4, "再减 1 万吨", "10 kt less"),
    "curtailment": (0.01, "再降 1 个百分点", "one percentage point less"),
}


@service("power.dispatch", changes=True, job=True)
def dispatch(
    ctx: Context,
    *,
    file: Annotated[Path, "研究文件（YAML），格式见 power schema · the study as YAML", Positional],
) -> Answer:
    """Dispatch and expand at least cost under the targets, or name those that conflict. 电力调度与扩建。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    text = file.read_text("utf-8")
    asked = read_stated(text, model=PowerStudy, file=file.name)
    with reading() as read, naming_places(text, file=file.name):
        ctx.progress(0.1, "准备 · posing")
        posed = pose(ctx.workspace, asked=asked)
    ctx.progress(0.3, f"求解 {posed.case.hours.height} 小时 · solving")
    found = power.dispatch(posed.case)
    ctx.progress(0.9, "保存 · keeping")
    levels = (Sensitivity.INTERNAL, read.level or Sensitivity.INTERNAL)
    made = ctx.workspace.record_run(
        KIND,
        params=_params(asked, posed, found),
        inputs={"power_units": posed.case.units, "power_hours": posed.profiles},
        tables={
            "power_dispatch": found.hourly,
            "power_year": found.year,
            "power_factors": found.factors,
            "power_limits": found.limits,
            "power_conflicts": found.conflicts,
            "power_targets": posed.states,
        },
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=max(levels, key=lambda level: level.rank),
    )
    ctx.progress(1.0, made.id)
    kept = PowerRun(ctx.workspace, made)
    part = "judged" if kept.feasible else "conflicts"
    return _shown(kept, part, _part(kept, part))


def _params(asked: PowerStudy, posed: Posed, found: Dispatched) -> dict[str, Any]:
    hours = posed.case.hours
    year = found.year.filter(~pl.col("carrier").is_in(["interconnector"]))
    return {
        "region": posed.case.region,
        "year": asked.year,
        "study": asked.study,
        "name_zh": asked.name_zh,
        "name_en": asked.name_en,
        "assumed": asked.assumed,
        "asked": asked.model_dump(mode="json", exclude_defaults=True),
        "feasible": found.feasible,
        "cost_cny": found.cost_cny if found.feasible else None,
        "co2_t": None if year["co2_t"].null_count() or not found.feasible else float(year["co2_t"].sum()),
        "built_mw": float(found.year["built_mw"].sum()),
        "fixed_not_told": found.year.filter(pl.col("fixed_cny").is_null())["unit"].to_list(),
        "hours": hours.height,
        "hours_stood_for": float(hours["hours_stood_for"].sum()),
        "load_mwh": float((hours["load"] * hours["hours_stood_for"]).sum()),
        "rate": posed.case.rate,
        "unverified_units": _unverified(posed),
        "profile_origins": sorted(posed.profiles["profile_origin"].cast(pl.String).unique().to_list()),
    }


def _unverified(posed: Posed) -> list[str]:
    """List units whose figures nobody verified."""
    doubtful = pl.col("quality").cast(pl.String).is_in(["unverified", "synthetic"])
    return posed.case.units.filter(doubtful)["unit"].to_list()


@service("power.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    year: Year = None,
    part: Annotated[
        Part,
        "部分：机组、占比、约束、冲突、目标处理、目标判断、排放、逐月、逐时、逐时因子、持续曲线 · which part",
    ] = "units",
    week: Annotated[
        int | None, "只看第几周（逐时与逐时因子） · hours and hourly factors of one week (from 1)"
    ] = None,
) -> Answer:
    """Show a kept dispatch: units, shares, limits and prices, hours, hourly factors. 查看电力调度结果。"""
    found = power_run(ctx.workspace, run=run, year=year)
    rows = _part(found, part)
    if week is not None and part in HOURLY:
        rows = rows.filter((pl.col("hour") - 1) // HOURS_A_WEEK == week - 1)
    return _shown(found, part, rows)


def _shown(found: PowerRun, part: str, rows: pl.DataFrame) -> Answer:
    meta = found.meta() | {"part": part, "runs": power_runs(found.workspace)}
    return Answer(meta=meta, data=rows, brief=BRIEF.get(part, ()))


def _part(found: PowerRun, part: str) -> pl.DataFrame:
    made = {
        "shares": found.shares,
        "duration": found.duration,
        "months": found.months,
        "judged": found.judged,
        "emissions": found.emissions,
    }
    if part in made:
        return made[part]()
    rows = found.part(part)
    return _said(rows) if part == "limits" else rows


def _said(limits: pl.DataFrame) -> pl.DataFrame:
    """Say what each limit costs in plain words."""
    told = [_words(row) for row in limits.iter_rows(named=True)]
    zh, en = zip(*told, strict=True) if told else ((), ())
    return limits.with_columns(said_zh=pl.Series(zh, dtype=pl.String), said_en=pl.Series(en, dtype=pl.String))


def _words(row: dict[str, Any]) -> tuple[str, str]:
    step, zh, en = STEPS[row["form"]]
    if row["price_cny"] is None:
        return "没有可选的措施，只核对是否满足", "nothing of it can be chosen: only checked"
    if not row["binding"]:
        return "不起约束作用：再严一点不多花钱", "does not bind: a little stricter costs nothing"
    money = row["price_cny"] * step / 1e4
    return f"{zh}，每年约多花 {money:,.4g} 万元", f"{en} costs about {money * 1e4:,.4g} CNY a year more"


@service("power.export", permits="power.show")
def export(ctx: Context, *, run: Run = None, year: Year = None) -> Answer:
    """Export a kept dispatch as a workbook: every part a sheet. 导出电力调度结果。"""
    found = power_run(ctx.workspace, run=run, year=year)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for part in (*SHEETS, "hours"):
            _part(found, part).write_excel(book, worksheet=part, autofit=False)
    name = f"power-{found.run.params['study']}-{found.run.params['year']}.xlsx"
    return Answer(meta=found.meta(), document=Document(name, XLSX, buffer.getvalue()))


@service("power.example", permits="power.show")
def example(
    ctx: Context,
    *,
    study: Annotated[str | None, "哪个示例，缺省为第一个 · which example; the first by default"] = None,
    run: Annotated[str | None, "某次运行所用的研究文件 · the study that a run was asked with"] = None,
) -> Answer:
    """Give a study to begin with: of the pack, on the latest units, or of a kept run. 研究文件示例。"""
    if run is not None:
        name, text = "power", written_study(power_run(ctx.workspace, run=run))
        known = [name]
    else:
        known = example_studies(ctx.workspace)
        name = study or known[0]
        text = example_study(ctx.workspace, name=name, now=ctx.today.year)
    meta = {"workspace": ctx.workspace.meta.region, "sensitivity": Sensitivity.PUBLIC.value, "studies": known}
    return Answer(meta=meta, document=Document(f"{name}.yaml", "application/yaml", text.encode()))


@service("power.schema")
def schema(ctx: Context) -> Answer:
    """Give the schema of the study file as JSON schema. 研究文件的格式。"""
    text = json.dumps(PowerStudy.model_json_schema(), ensure_ascii=False, indent=1)
    about = {"workspace": ctx.workspace.meta.region, "sensitivity": Sensitivity.PUBLIC.value}
    return Answer(
        meta=about, document=Document("power.schema.json", "application/schema+json", text.encode())
    )
