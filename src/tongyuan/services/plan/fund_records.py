"""Projects of funds as workbooks: template, import whole or not at all, the pool exported."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
import xlsxwriter

from tongyuan import reference
from tongyuan.plan.money import Pool, yuan
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.fund_pool import DATASETS, held, movements_of, projects_of
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary import species
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.records import RecordKind
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import key_of
from tongyuan.workspace import workbooks
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.lake import Source

__all__ = ["export", "import_projects", "template"]

KINDS = {
    "fund_project": RecordKind("fund_project", "FundProject", "资金项目", "projects of funds", "", ""),
    "fund_input": RecordKind("fund_input", "FundInput", "项目资金数据", "figures of projects", "", ""),
    "fund_effect": RecordKind("fund_effect", "FundEffect", "项目减排数据", "effects of projects", "", ""),
}
Kind = Literal["fund_project", "fund_input", "fund_effect"]
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}


@service("fund.template")
def template(
    ctx: Context,
    *,
    kind: Annotated[
        Kind, "项目、资金数据或减排数据 · projects, their figures, or their effects"
    ] = "fund_project",
) -> Answer:
    """Make the workbook of projects, figures or effects, what is held filled in. 项目模板。"""
    seen = projects_of(ctx)
    rows = {"fund_project": seen.projects, "fund_input": seen.inputs, "fund_effect": seen.effects}[kind]
    content = workbooks.record_template(
        KINDS[kind],
        regions=jurisdiction(ctx.workspace).regions,
        year=ctx.today.year,
        rows=rows,
        facts={"说明": "三张表可放在同一工作簿中一并导入。The three sheets may stand in one workbook."},
    )
    meta = {"kind": kind, "filled": rows.height, **LEVEL}
    return Answer(meta=meta, document=Document(f"{KINDS[kind].name_zh}.xlsx", XLSX, content))


@service("fund.import", changes=True)
def import_projects(
    ctx: Context,
    *,
    file: Annotated[Path, "填好的工作簿（xlsx 或 csv） · filled workbook"],
    kind: Annotated[Kind | None, "类别，缺省依工作表名 · kind; by the sheets' names by default"] = None,
) -> Answer:
    """Import projects, their figures and effects: all, or none with every problem named. 导入项目。"""
    content = file.read_bytes()
    kinds = list(KINDS.values()) if kind is None else [KINDS[kind]]
    place = jurisdiction(ctx.workspace)
    read = workbooks.read_records(content, file=file.name, kinds=kinds, regions=place.regions)
    whole = ctx.workspace.whole
    kept = {name: _joined(held(whole, name), rows, name) for name, rows in read.frames.items()}
    projects = kept.get("fund_project", held(whole, "fund_project"))
    problems = list(_unfit(read.frames, projects, Place(file=file.name)))
    problems += _outgiven(ctx, read.frames, Place(file=file.name))
    if problems:
        raise InputError(problems)
    _require_own(ctx, read.frames, projects, Place(file=file.name))
    for name, rows in kept.items():
        ctx.workspace.put_dataset(
            name,
            rows,
            actor=ctx.actor.id,
            contract=DATASETS[name],
            source=Source(file.name, hash_bytes(content)),
            sensitivity=Sensitivity.INTERNAL,
        )
    counted = [{"dataset": name, "rows": rows.height} for name, rows in read.frames.items()]
    meta = {"file": file.name, "notes": [note.text() for note in read.notes], **LEVEL}
    return Answer(meta=meta, data=pl.DataFrame(counted))


def _joined(before: pl.DataFrame, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Put new rows over those of the same key."""
    contract = DATASETS[name]
    key = list(key_of(contract))
    fresh = contract.cast(rows)
    kept = before.join(fresh, on=key, how="anti", maintain_order="left")
    return contract.validate(pl.concat([kept, fresh]).sort(key), cast=True)


def _unfit(frames: Mapping[str, pl.DataFrame], projects: pl.DataFrame, place: Place) -> Iterator[Problem]:
    """Name projects, pollutants and activities that nothing knows, and ranges that do not hold."""
    known = set(projects["project"])
    activities = set(reference.green_finance_rules()["activity"])
    for name in ("fund_input", "fund_effect"):
        for code in sorted(set(frames.get(name, projects)["project"]) - known):
            yield Problem("fund.no_project", {"got": code}, place)
    for row in _rows(frames, "fund_project"):
        if row["green_activity"] is not None and row["green_activity"] not in activities:
            expected = "、".join(sorted(activities))
            values = {"project": row["project"], "got": row["green_activity"], "expected": expected}
            yield Problem("fund.unknown_activity", values, place)
    schedule = reference.pollution_equivalents()
    for row in _rows(frames, "fund_effect"):
        told = {"project": row["project"], "outlet": row["outlet"], "got": row["pollutant"]}
        listed = schedule.filter(medium=str(row["medium"]))["pollutant"]
        if row["pollutant"] not in {*listed, *species.codes()}:
            yield Problem("fund.unknown_pollutant", {**told, "medium": row["medium"]}, place)
        low, high = row["after_low_t"], row["after_high_t"]
        if (low is not None and low > row["after_t"]) or (high is not None and high < row["after_t"]):
            yield Problem("fund.after_range", told, place)


def _outgiven(ctx: Context, frames: Mapping[str, pl.DataFrame], place: Place) -> Iterator[Problem]:
    """Name projects whose investment would fall below what they were given."""
    pool = Pool.after(movements_of(ctx.workspace.whole.funds.records()))
    for row in _rows(frames, "fund_input"):
        given = pool.on(row["project"], "allocated")
        if row["figure"] == "investment_cny" and round(row["value"] * 100) < given:
            values = {"project": row["project"], "got": row["value"], "held": yuan(given)}
            yield Problem("fund.investment_below", values, place)


def _rows(frames: Mapping[str, pl.DataFrame], name: str) -> Iterator[dict[str, Any]]:
    yield from frames[name].iter_rows(named=True) if name in frames else ()


def _require_own(
    ctx: Context, frames: Mapping[str, pl.DataFrame], projects: pl.DataFrame, place: Place
) -> None:
    """Refuse projects out of reach, as they stood before and as they shall stand."""
    touched = {code for rows in frames.values() for code in rows["project"]}
    before = held(ctx.workspace.whole, "fund_project")
    both = pl.concat([before, projects]).filter(pl.col("project").is_in(sorted(touched)))
    require_all_within(
        ctx,
        [
            Written(row["project"], row["region"], None, row["enterprise"], place)
            for row in both.unique(["project", "region", "enterprise"], maintain_order=True).iter_rows(
                named=True
            )
        ],
    )


@service("fund.export", permits="fund.list")
def export(ctx: Context) -> Answer:
    """Write the pool as a workbook: projects, figures, effects and movements within reach. 导出项目库。"""
    seen = projects_of(ctx)
    sheets = {
        "fund_project": seen.projects,
        "fund_input": seen.inputs,
        "fund_effect": seen.effects,
        "fund_movement": ctx.workspace.funds.frame(),
    }
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            plain = rows.with_columns(pl.selectors.decimal().cast(pl.Float64))
            instants = pl.selectors.datetime().dt.convert_time_zone("UTC").dt.replace_time_zone(None)
            plain.with_columns(instants).write_excel(book, name)
    document = Document("项目储备库.xlsx", XLSX, buffer.getvalue())
    return Answer(meta={"projects": seen.projects.height, **LEVEL}, document=document)
