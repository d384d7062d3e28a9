"""Records (台账): what departments keep and an inventory is derived from; by kind, region and year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import years as read_years
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import department_names, jurisdiction
from tongyuan.services.plan import record_requests
from tongyuan.services.plan.activity import years_with
from tongyuan.services.plan.record_holdings import Holding, code_names, holding_of, holdings, owned
from tongyuan.vocabulary.problems import NotFoundError, PermissionDeniedError, Place, Problem
from tongyuan.vocabulary.records import RecordKind, record_kind, record_kinds
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace import workbooks
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.lake import Source

__all__ = ["import_records", "kinds", "list_records", "owed", "show", "template"]

Kind = Annotated[str, Positional("记录类别 · kind of record")]
Region = Annotated[str | None, "地区代码，缺省为本工作空间的地区 · region; the workspace's own by default"]
#: Its services belong to the same noun.
PARTS = (record_requests,)
SHOWN_YEARS = 12
#: What a list tells of records, without their rows, is internal whatever their own level.
CATALOGUE = {"sensitivity": Sensitivity.INTERNAL.value}
LIST = ("dataset", "name_zh", "region", "region_name_zh", "year", "source_name", "imported_at")


@service("record.kinds")
def kinds(ctx: Context) -> Answer:
    """List the kinds of records, who keeps each, and how much of it is held. 记录类别。"""
    names = department_names(jurisdiction(ctx.workspace))
    rows = []
    for found in holdings(ctx):
        listed = found.listing()
        held = listed["year"].drop_nulls()
        rows.append(
            {
                **_about(found, names),
                "contract": found.kind.contract,
                "source": found.kind.source,
                "datasets": listed.height,
                "regions": listed["region"].n_unique(),
                "first_year": held.min(),
                "last_year": held.max(),
            }
        )
    return Answer(meta=CATALOGUE, data=pl.DataFrame(rows, schema=_KINDS, orient="row"))


_KINDS: dict[str, Any] = {
    **dict.fromkeys(("dataset", "name_zh", "name_en", "department", "department_zh"), pl.String),
    **dict.fromkeys(("contract", "source"), pl.String),
    **dict.fromkeys(("datasets", "regions", "first_year", "last_year"), pl.Int64),
}


def _about(found: Holding, names: Mapping[str, str]) -> dict[str, Any]:
    kind = found.kind
    return {
        "dataset": kind.dataset,
        "name_zh": kind.name_zh,
        "name_en": kind.name_en,
        "department": found.owner,
        "department_zh": names.get(found.owner or "", kind.department_zh),
    }


@service("record.template")
def template(
    ctx: Context,
    *,
    kind: Kind,
    region: Region = None,
    year: Annotated[
        int | None, "年份；已有记录的，写出供更正 · year; what is held of it is written out"
    ] = None,
) -> Answer:
    """Make the workbook of a kind of record, by its contract. 记录填报模板。"""
    place = jurisdiction(ctx.workspace)
    code = place.region(region)
    found = holding_of(ctx, _within(ctx, record_kind(kind)))
    held = year is not None and year in found.years(code)
    content = workbooks.record_template(
        found.kind,
        regions=place.regions,
        year=year or ctx.today.year - 1,
        rows=found.frame(region=code, year=year) if year is not None and held else None,
        facts={"地区": code, "年份": "" if year is None else str(year)},
    )
    name = "_".join(part for part in (found.kind.name_zh, code, str(year or "")) if part)
    meta = {"kind": found.kind.dataset, "region": code, "year": year, "filled": held}
    return Answer(meta=meta, document=Document(f"{name}.xlsx", XLSX, content))


@service("record.import", changes=True, job=True)
def import_records(
    ctx: Context,
    *,
    file: Annotated[Path, "填好的工作簿（xlsx 或 csv） · filled workbook"],
    kind: Annotated[str | None, "记录类别；缺省依工作表名 · kind; by the sheets' names by default"] = None,
) -> Answer:
    """Import records: whole, or not at all with every cell named. 导入记录，全部或全不。"""
    place = jurisdiction(ctx.workspace)
    content = file.read_bytes()
    wanted = record_kinds() if kind is None else (record_kind(kind),)
    read = workbooks.read_records(content, file=file.name, kinds=wanted, regions=place.regions)
    _refuse_foreign(ctx, read.frames, file.name)
    source = Source(file.name, hash_bytes(content))
    kept = [
        row
        for dataset, rows in read.frames.items()
        for row in _keep(ctx, record_kind(dataset), rows, source=source)
    ]
    data = pl.DataFrame(kept, schema=["dataset", "name_zh", "region", "year", "rows"], orient="row")
    meta = {"file": file.name, "notes": [note.text() for note in read.notes], "kept": data.to_dicts()}
    return Answer(meta=meta, data=data)


def _refuse_foreign(ctx: Context, frames: Mapping[str, pl.DataFrame], file: str) -> None:
    """Refuse rows of a region or of a department that is not within reach, each named."""
    problems = []
    for dataset, rows in frames.items():
        found = holding_of(ctx, record_kind(dataset))
        scope = owned(ctx.scope, found.owner)
        for region in rows["region"].unique().sort():
            if not scope.covers(region=region, sensitivity=found.kind.schema.sensitivity):
                values = {"actor": ctx.actor.name, "got": f"{found.kind.name_zh} {region}"}
                problems.append(Problem("scope.out_of_reach", values, Place(file=file)))
    if problems:
        raise PermissionDeniedError(problems)


def _keep(
    ctx: Context, kind: RecordKind, rows: pl.DataFrame, *, source: Source
) -> list[tuple[str, str, str, int, int]]:
    """Keep a kind's rows by region and year; what was held of the same is one version older."""
    kept = []
    for (region, year), part in rows.group_by(["region", "year"], maintain_order=True):
        ctx.workspace.put_dataset(
            kind.dataset,
            part,
            actor=ctx.actor.id,
            contract=kind.schema,
            region=str(region),
            year=int(str(year)),
            source=source,
            sensitivity=kind.schema.sensitivity,
        )
        kept.append((kind.dataset, kind.name_zh, str(region), int(str(year)), part.height))
    return kept


@service("record.list")
def list_records(
    ctx: Context,
    *,
    kind: Annotated[str | None, "记录类别 · kind of record"] = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
) -> Answer:
    """List what is held, by kind, region and year, and the file that each came from. 已有记录。"""
    place = jurisdiction(ctx.workspace)
    wanted = None if kind is None else record_kind(kind)
    parts = [
        found.listing().select(
            pl.col("name").alias("dataset"),
            pl.lit(found.kind.name_zh).alias("name_zh"),
            pl.lit(found.kind.name_en).alias("name_en"),
            *("region", "year", "source_name", "actor", "imported_at", "sensitivity", "sha256"),
        )
        for found in holdings(ctx)
        if wanted in (None, found.kind)
    ]
    rows = pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(LIST, pl.String))
    if region is not None:
        rows = rows.filter(pl.col("region") == place.region(region))
    names = place.regions.select(
        "region", pl.col("name_zh").alias("region_name_zh"), pl.col("name_en").alias("region_name_en")
    )
    drop = [name for name in names.columns[1:] if name in rows.columns]
    named = rows.drop(drop).join(names, on="region", how="left", maintain_order="left")
    return Answer(meta=CATALOGUE, data=named, brief=LIST)


@service("record.show")
def show(
    ctx: Context,
    *,
    kind: Kind,
    region: Region = None,
    year: Annotated[int | None, "年份，缺省为全部 · year; all by default"] = None,
) -> Answer:
    """Show the records of a kind, as they stand. 查看记录。"""
    code = jurisdiction(ctx.workspace).region(region)
    found = holding_of(ctx, _within(ctx, record_kind(kind)))
    held = found.years(code)
    asked = held if year is None else [year]
    if not asked:
        values = {"name": found.kind.name_zh, "region": code, "year": "", "expected": "—"}
        raise NotFoundError(Problem("record.none", values))
    rows = pl.concat([found.frame(region=code, year=one) for one in asked])
    meta = {
        "kind": found.kind.dataset,
        "name_zh": found.kind.name_zh,
        "name_en": found.kind.name_en,
        "region": code,
        "years": held,
        "contract": found.kind.contract,
        "names": code_names(rows),
    }
    return Answer(meta=meta, data=rows)


@service("record.owed")
def owed(
    ctx: Context,
    *,
    region: Region = None,
    years: Annotated[str | None, "年份，如 2020-2024 · years"] = None,
) -> Answer:
    """Say for each kind and year whether records are held, and who owes those that lack. 谁欠什么记录。"""
    place = jurisdiction(ctx.workspace)
    code, names = place.region(region), department_names(place)
    found = list(holdings(ctx))
    asked = _years(ctx, found, code) if years is None else read_years(years, name="years")
    rows = [
        {**_about(one, names), "region": code, "year": year, "held": year in held}
        for one in found
        for held in [one.years(code)]
        for year in asked
    ]
    schema = {name: _KINDS[name] for name in _ABOUT} | {"region": pl.String, "year": pl.Int64}
    data = pl.DataFrame(rows, schema={**schema, "held": pl.Boolean}, orient="row")
    meta = CATALOGUE | {"region": code, "years": asked, "lacking": int((~data["held"]).sum())}
    return Answer(meta=meta, data=data)


_ABOUT = ("dataset", "name_zh", "name_en", "department", "department_zh")


def _years(ctx: Context, found: list[Holding], region: str) -> list[int]:
    """Choose the years that are shown: those of which anything is held, the latest of them."""
    held = {year for one in found for year in one.years(region)}
    held |= {year for name in ("activity", "balance") for year in years_with(ctx.workspace, name, region)}
    return sorted(held)[-SHOWN_YEARS:] or [ctx.today.year - 1]


def _within(ctx: Context, kind: RecordKind) -> RecordKind:
    """Return a kind of which the actor sees anything; refuse any other."""
    found = holding_of(ctx, kind)
    if found.workspace.scope.reaches:
        return kind
    names = department_names(jurisdiction(ctx.workspace))
    department = names.get(found.owner or "", kind.department_zh)
    raise PermissionDeniedError(
        Problem("record.out_of_reach", {"name": kind.name_zh, "department": department})
    )
