"""Figures of measures that a workspace states itself; the library as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import xlsxwriter

from tongyuan import reference
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.measure_library import DATASET, costing_of, level, own_of
from tongyuan.vocabulary import species
from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.records import RecordKind
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import MeasureOwn, key_of
from tongyuan.workspace import workbooks
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.lake import Source

__all__ = ["export", "import_own", "own", "remove", "template"]

KIND = RecordKind(DATASET, "MeasureOwn", "措施自有数据", "own figures of measures", "", "")
BRIEF = ("measure", "item", "subject", "value", "per", "currency", "price_year", "quality", "citation")
ANY = "*"
#: A column of text that a sheet of the exported library may be wide.
WIDTH = 18


@service("measure.own")
def own(ctx: Context) -> Answer:
    """List the figures of measures that the workspace states itself. 措施自有数据。"""
    rows = own_of(ctx.workspace)
    return Answer(meta={"sensitivity": Sensitivity.INTERNAL.value}, data=rows, brief=BRIEF)


@service("measure.template")
def template(
    ctx: Context,
    *,
    measures: Annotated[
        str | None,
        "措施编号，逗号分隔；缺省为没有成本的 · measure ids; by default those whose cost is not known",
    ] = None,
) -> Answer:
    """Make the workbook for own costs and effects, a row for each measure that lacks one. 自有数据模板。"""
    costing = costing_of(ctx.workspace)
    lacking = costing.states.filter(pl.col("cost_state") != "found")["measure"].to_list()
    asked = [code.strip() for code in measures.split(",")] if measures is not None else lacking
    _refuse_unknown(asked, known=costing.catalogue.measures["measure"].to_list(), place=Place())
    held = own_of(ctx.workspace).filter(pl.col("measure").is_in(asked))
    names = dict(costing.catalogue.measures.select("measure", "name_zh").iter_rows())
    blank = [_blank(code, names[code]) for code in asked if code not in held["measure"].to_list()]
    rows = pl.concat([held, pl.DataFrame(blank, schema=held.schema, orient="row")])
    content = workbooks.record_template(
        KIND,
        regions=jurisdiction(ctx.workspace).regions,
        year=ctx.today.year - 1,
        rows=rows,
        facts={"说明": "没有数值的行不导入；自有数据优先于库中数据。A row without a value says nothing."},
    )
    meta = {"measures": len(asked), "filled": held.height, **level(ctx.workspace)}
    return Answer(meta=meta, document=Document("措施自有数据.xlsx", XLSX, content))


def _blank(measure: str, name: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(MeasureOwn.column_names())
    told = {"item": "unit_cost", "subject": ANY, "per": "unit", "currency": "CNY", "quality": "unverified"}
    return row | {"measure": measure, **told, "citation": "", "note": name}


@service("measure.import", changes=True)
def import_own(
    ctx: Context, *, file: Annotated[Path, "填好的工作簿（xlsx 或 csv） · filled workbook"]
) -> Answer:
    """Import own figures of measures: all, or none with every wrong cell named. 导入自有数据。"""
    content = file.read_bytes()
    place = jurisdiction(ctx.workspace)
    read = workbooks.read_records(content, file=file.name, kinds=[KIND], regions=place.regions)
    rows = read.frames.get(DATASET, MeasureOwn.create_empty()).filter(pl.col("value").is_not_null())
    known = reference.measure_tables()["measures"]["measure"].to_list()
    problems = list(_unfit(rows, known, Place(file=file.name)))
    if rows.is_empty():
        problems.append(Problem("workbook.no_figure", {}, Place(file=file.name)))
    if problems:
        raise InputError(problems)
    held = own_of(ctx.workspace).join(rows, on=list(key_of(MeasureOwn)), how="anti", maintain_order="left")
    kept = MeasureOwn.validate(pl.concat([held, rows]).sort(key_of(MeasureOwn)), cast=True)
    _put(ctx, kept, source=Source(file.name, hash_bytes(content)))
    meta = {"file": file.name, "rows": rows.height, "notes": [note.text() for note in read.notes]}
    return Answer(meta={**meta, "sensitivity": Sensitivity.INTERNAL.value}, data=rows, brief=BRIEF)


@service("measure.remove", changes=True)
def remove(ctx: Context, *, measure: Annotated[str, Positional("措施编号 · measure id")]) -> Answer:
    """Take back all own figures of a measure: the library's serve again. 撤去自有数据。"""
    held = own_of(ctx.workspace)
    gone = held.filter(measure=measure)
    if gone.is_empty():
        raise NotFoundError(Problem("measure.none_own", {"got": measure}))
    _put(ctx, held.filter(pl.col("measure") != measure), source=None)
    return Answer(
        meta={"outcome": measure, "sensitivity": Sensitivity.INTERNAL.value}, data=gone, brief=BRIEF
    )


@service("measure.export")
def export(ctx: Context) -> Answer:
    """Write the whole library as a workbook, a sheet a table, own figures in place. 导出措施库。"""
    library = costing_of(ctx.workspace).catalogue
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name in library.__slots__:
            getattr(library, name).write_excel(book, name, column_widths={})
    document = Document("措施库.xlsx", XLSX, buffer.getvalue())
    return Answer(meta={"measures": library.measures.height, **level(ctx.workspace)}, document=document)


def _put(ctx: Context, rows: pl.DataFrame, *, source: Source | None) -> None:
    ctx.workspace.put_dataset(
        DATASET,
        rows,
        actor=ctx.actor.id,
        contract=MeasureOwn,
        source=source,
        sensitivity=Sensitivity.INTERNAL,
    )


def _refuse_unknown(codes: list[str], *, known: list[str], place: Place) -> None:
    problems = [Problem("measure.unknown", {"got": code}, place) for code in codes if code not in known]
    if problems:
        raise InputError(problems)


def _unfit(rows: pl.DataFrame, known: list[str], place: Place) -> Iterator[Problem]:
    """Name measures and species that are not known, and items that do not fit together."""
    subjects = {ANY, *species.codes()}
    for row in rows.iter_rows(named=True):
        said = {"measure": row["measure"], "item": row["item"]}
        if row["measure"] not in known:
            yield Problem("measure.unknown", {"got": row["measure"]}, place)
        if row["subject"] not in subjects:
            yield Problem("measure.unknown_species", {**said, "got": row["subject"]}, place)
        by_mass = row["per"] == "t_removed" or row["item"] == "removal"
        if by_mass and row["subject"] == ANY:
            yield Problem("measure.species_needed", said, place)
        if row["low"] is not None and not row["low"] <= row["value"] <= (row["high"] or row["value"]):
            yield Problem("measure.range", {**said, "value": row["value"]}, place)
