"""Scenarios: an inventory carried on by drivers and measures, kept, compared, and split into wedges."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.plan.scenarios import Scenario
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.cocontrol_labels import named_rows
from tongyuan.services.plan.scenario_comparing import causes, require_alike, sums, wedges_between
from tongyuan.services.plan.scenario_example import example_text
from tongyuan.services.plan.scenario_files import ScenarioFile, cells_of, read_file, template_of
from tongyuan.services.plan.scenario_runs import (
    KIND,
    Projected,
    ScenarioRun,
    history,
    projected,
    scenario_run,
    scenario_runs,
)
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.reading import reading

__all__ = ["cells", "check", "compare", "example", "read", "run", "schema", "show", "template", "wedges"]

File = Annotated[
    Path, "情景文件：YAML（格式见 scenario schema）或填好的工作簿 · YAML or a filled workbook", Positional
]
Run = Annotated[str | None, "情景运行编号，缺省为最近一次 · run of a scenario; the latest by default"]
Inventory = Annotated[
    str | None, "清单运行编号，缺省为基准年最近一次 · run of the inventory; the latest of the base year"
]
Kind = Annotated[Literal["baseline", "planned", "deeper"], "基准、规划、深度减排 · which of the examples"]
Species = Annotated[str | None, "物种，缺省为全部 · species; all by default"]
Year = Annotated[int | None, "年份，缺省为全部 · year; all by default"]
Table = Literal["total", "source", "region", "emission", "driver", "driven", "wedge", "adoption"]
FEWEST = 2


@service("scenario.run", changes=True, job=True)
def run(ctx: Context, *, file: File, inventory: Inventory = None) -> Answer:
    """Carry an inventory on by a scenario's file, and keep it with its text. 运行情景。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    handed = read_file(ctx.workspace, file)
    ctx.progress(0.1, "推算 · projecting")
    with reading() as seen:
        made = _projected(ctx, handed, inventory)
    ctx.progress(0.8, "保存 · keeping")
    kept = ctx.workspace.record_run(
        KIND,
        params=made.params,
        inputs=made.inputs,
        tables=made.tables,
        family=made.found.family,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=seen.level or Sensitivity.INTERNAL,
    )
    ctx.progress(1.0, kept.id)
    return _shown(ctx, ScenarioRun(ctx.workspace, kept), "total", species=None, year=None)


@service("scenario.check")
def check(ctx: Context, *, file: File, inventory: Inventory = None) -> Answer:
    """Read a scenario's file and try it, keeping nothing: every problem, or what would follow. 检查情景。"""
    require_reach(ctx, region=ctx.workspace.meta.region)
    handed = read_file(ctx.workspace, file)
    made = _projected(ctx, handed, inventory)
    growth = made.tables["scenario_growth"]
    driven = growth.group_by("driver", "year", maintain_order=True).agg(
        activities=pl.len(), least=pl.col("growth").min(), most=pl.col("growth").max()
    )
    states = made.tables["adoption_state"]
    left = states.filter(~pl.col("state").is_in(["counted", "above_most"]))
    meta = {
        "inventory": made.found.run.id,
        "base_year": handed.asked.base_year,
        "scenario": handed.asked.scenario,
        "followers": made.params["followers"],
        "places": states.height,
        "left_out": left.height,
    }
    return Answer(meta=meta, data=driven.sort("driver", "year"))


def _projected(ctx: Context, handed: ScenarioFile, inventory: str | None) -> Projected:
    with handed.naming_places():
        return projected(ctx.workspace, handed.asked, text=handed.text, run=inventory)


@service("scenario.template", permits="scenario.show")
def template(
    ctx: Context,
    *,
    kind: Kind = "baseline",
    run: Annotated[str | None, "情景运行编号：以该次为起点 · run to begin with"] = None,
) -> Answer:
    """Make the workbook of a scenario: an example or a kept one, to change and hand in. 情景模板。"""
    text = _text(ctx, kind, run)
    content = template_of(ctx.workspace, text=text)
    name = f"情景_{kind if run is None else run}.xlsx"
    return Answer(meta={"kind": kind}, document=Document(name, XLSX, content))


@service("scenario.cells", permits="scenario.show")
def cells(
    ctx: Context,
    *,
    kind: Kind = "baseline",
    run: Annotated[str | None, "情景运行编号：以该次为起点 · run to begin with"] = None,
) -> Answer:
    """Give the rows of a scenario's sheets, as a form shows them. 情景各表的内容。"""
    return Answer(meta={"kind": kind}, data=cells_of(ctx.workspace, text=_text(ctx, kind, run)))


@service("scenario.read", permits="scenario.check")
def read(ctx: Context, *, file: File) -> Answer:
    """Read a scenario's file into the rows of its sheets, keeping nothing. 读取情景文件。"""
    handed = read_file(ctx.workspace, file)
    rows = cells_of(ctx.workspace, text=handed.text)
    return Answer(meta={"scenario": handed.asked.scenario}, data=rows)


@service("scenario.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    table: Annotated[
        Table, "合计、分源、分地区、明细、驱动因素、分驱动因素、楔形、措施采用情况 · which table"
    ] = "total",
    species: Species = None,
    year: Year = None,
) -> Answer:
    """Show a kept scenario: emission by species, year and source, drivers, wedges, adoption. 查看情景。"""
    return _shown(ctx, scenario_run(ctx.workspace, run=run), table, species=species, year=year)


@service("scenario.compare", permits="scenario.show")
def compare(
    ctx: Context,
    *,
    runs: Annotated[
        str | None,
        "情景运行编号，空格分隔，与第一个比较；缺省为同一清单的全部 · runs, held against the first",
    ] = None,
    by: Annotated[
        Literal["total", "source", "cause"], "合计、分源、分驱动因素和措施 · by source or by cause"
    ] = "total",
    species: Species = None,
    year: Year = None,
) -> Answer:
    """Lay scenarios side by side: totals, differences by source, by driver and measure. 比较情景。"""
    found = _several(ctx, runs)
    require_alike(found)
    if by == "cause":
        rows = pl.concat([causes(ctx.workspace, one, first=found[0]) for one in found[1:]])
    else:
        rows = _with_sources(sums(found, by=[] if by == "total" else ["source"]))
    first = found[0]
    before = history(ctx.workspace, region=str(first.run.params["region"]), until=first.base_year)
    meta = first.meta() | {
        "by": by,
        "compared": [one.run.id for one in found],
        "history": _chosen(before, species=species, year=None).to_dicts(),
        "runs": scenario_runs(ctx.workspace),
    }
    return Answer(meta=meta, data=_chosen(rows, species=species, year=year))


@service("scenario.wedges", permits="scenario.show")
def wedges(
    ctx: Context,
    *,
    run: Run = None,
    against: Annotated[
        str | None, "对比情景，缺省为本情景不采用措施 · scenario it is held against; its own path by default"
    ] = None,
    species: Species = None,
    year: Year = None,
) -> Answer:
    """Split what a scenario avoids into wedges, measure by measure; they add up exactly. 减排楔形。"""
    one = scenario_run(ctx.workspace, run=run)
    first = None if against is None else scenario_run(ctx.workspace, run=against)
    if first is not None:
        require_alike([first, one])
    rows = wedges_between(ctx.workspace, one, first=first)
    after = sums([one], by=[])
    before = after.select("species", "year", before_t="baseline_t")
    if first is not None:
        before = sums([first], by=[]).select("species", "year", before_t="mass_t")
    ends = after.select("species", "year", after_t="mass_t").join(
        before, on=["species", "year"], maintain_order="left"
    )
    meta = one.meta() | {
        "against": None if first is None else first.run.id,
        "against_zh": "不采用措施" if first is None else first.run.params["name_zh"],
        "against_en": "without measures" if first is None else first.run.params["name_en"],
        "ends": _chosen(ends, species=species, year=year).drop_nulls().sort("species", "year").to_dicts(),
        "runs": scenario_runs(ctx.workspace),
    }
    return Answer(meta=meta, data=_chosen(rows, species=species, year=year))


@service("scenario.example", permits="scenario.show")
def example(
    ctx: Context,
    *,
    kind: Kind = "baseline",
    run: Annotated[str | None, "情景运行编号：给出该次的文件 · run whose file is given"] = None,
) -> Answer:
    """Give a scenario to begin with, or the file of a kept one as it was handed in. 情景文件示例。"""
    text = _text(ctx, kind, run)
    name = f"{kind}.yaml" if run is None else f"{run}.yaml"
    document = Document(name, "application/yaml", text.encode())
    return Answer(meta={"workspace": ctx.workspace.meta.region}, document=document)


def _text(ctx: Context, kind: Literal["baseline", "planned", "deeper"], run: str | None) -> str:
    if run is None:
        return example_text(ctx.workspace, kind=kind)
    return scenario_run(ctx.workspace, run=run).text


@service("scenario.schema")
def schema(ctx: Context) -> Answer:
    """Give the schema of the scenario file as JSON schema. 情景文件的格式。"""
    text = json.dumps(Scenario.model_json_schema(), ensure_ascii=False, indent=1)
    about = {"workspace": ctx.workspace.meta.region, "sensitivity": Sensitivity.PUBLIC.value}
    return Answer(
        meta=about, document=Document("scenario.schema.json", "application/schema+json", text.encode())
    )


def _several(ctx: Context, runs: str | None) -> list[ScenarioRun]:
    """Find the runs named, or all on the inventory of the latest, oldest first."""
    if runs is not None:
        found = [scenario_run(ctx.workspace, run=one) for one in runs.split()]
    else:
        latest = scenario_run(ctx.workspace)
        listed = [one for one in scenario_runs(ctx.workspace) if one["inventory"] == latest.inventory]
        newest: dict[str, str] = {}
        for one in listed:
            newest.setdefault(one["scenario"], one["run"])
        found = [scenario_run(ctx.workspace, run=one) for one in reversed(newest.values())]
    if runs is not None and len(found) < FEWEST:
        raise InputError(Problem("scenario.too_few", {"got": len(found)}))
    return found


def _shown(ctx: Context, kept: ScenarioRun, table: Table, *, species: str | None, year: int | None) -> Answer:
    meta = kept.meta() | {"table": table, "runs": scenario_runs(ctx.workspace)}
    meta |= {"not_counted": _not_counted(kept)}
    return Answer(meta=meta, data=_chosen(_table(ctx, kept, table), species=species, year=year))


def _table(ctx: Context, kept: ScenarioRun, table: Table) -> pl.DataFrame:
    if table in ("total", "source", "region"):
        summed = sums([kept], by=[] if table == "total" else [table]).drop("difference_t")
        return _with_regions(ctx, _with_sources(summed))
    if table == "driver":
        return kept.drivers()
    if table == "adoption":
        return named_rows(ctx.workspace, kept.table("adoption_state"))
    return _with_sources(kept.table({"emission": "scenario_emission"}.get(table, f"scenario_{table}")))


def _not_counted(kept: ScenarioRun) -> list[dict[str, Any]]:
    """Count the activity on which something is taken up and cannot be counted, with the reason."""
    states = kept.table("adoption_state").filter(pl.col("state") != "counted")
    return states.group_by("measure", "state").agg(activities=pl.len()).sort("measure", "state").to_dicts()


def _with_sources(rows: pl.DataFrame) -> pl.DataFrame:
    if "source" not in rows.columns:
        return rows
    names = {
        code: {language: sources.label(code, language=language) for language in ("zh", "en")}
        for code in rows["source"].unique()
    }
    return rows.with_columns(
        pl.col("source")
        .replace_strict({code: told[language] for code, told in names.items()}, return_dtype=pl.String)
        .alias(f"source_{language}")
        for language in ("zh", "en")
    )


def _with_regions(ctx: Context, rows: pl.DataFrame) -> pl.DataFrame:
    if "region" not in rows.columns:
        return rows
    named = jurisdiction(ctx.workspace).regions.select(
        "region", region_name_zh="name_zh", region_name_en="name_en"
    )
    return rows.join(named, on="region", how="left", maintain_order="left")


def _chosen(rows: pl.DataFrame, *, species: str | None, year: int | None) -> pl.DataFrame:
    for name, value in (("species", species), ("year", year)):
        if value is not None and name in rows.columns:
            rows = rows.filter(pl.col(name) == value)
    return rows
