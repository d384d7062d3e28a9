"""Outputs of a kept inventory: reporting tables, a letter that sums it up, interchange formats."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl
import yaml

from tongyuan import reference
from tongyuan.plan.outputs.gas_table import Layout, gas_table
from tongyuan.plan.outputs.iamc import iamc_long, iamc_wide
from tongyuan.plan.outputs.primap import primap_attributes, primap_table
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.inventory_runs import Compiled, compiled, meta_of
from tongyuan.services.plan.summary_letter import write_letter
from tongyuan.services.sheets import Sheet, write_sheets
from tongyuan.vocabulary.missing import Missing

__all__ = ["export", "table"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
GwpSet = Annotated[Literal["SAR", "AR4", "AR5", "AR6"], "GWP 集 · set of warming potentials (100 years)"]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MODEL = "Tongyuan"
MADE = (1980, 1, 1, 0, 0, 0)
LAYOUTS = get_args(Layout)
HEADS = {
    "category": "类别代码",
    "name_zh": "类别",
    "quality": "分类表质量",
    "co2e_t": "合计（t CO2e）",
    "gaps": "缺项数",
}


@service("inventory.table")
def table(
    ctx: Context,
    *,
    run: Run = None,
    layout: Annotated[
        Literal["guideline_2011", "guideline_2025", "crt"],
        "表式：省级指南 2011、2025，CRT · provincial guideline 2011 or 2025, CRT",
    ] = "guideline_2025",
    gwp: GwpSet = "AR5",
) -> Answer:
    """Lay out a run by the categories and gases of a reporting table. 指南汇总表、CRT 表。"""
    found = compiled(ctx.workspace, run=run)
    meta = meta_of(ctx.workspace, found.run) | {"gwp_set": gwp, "layout": layout}
    return Answer(meta=meta, data=_laid_out(found, layout, gwp))


@service("inventory.export", permits="inventory.workbook", job=True)
def export(
    ctx: Context,
    *,
    run: Run = None,
    form: Annotated[
        Literal["guideline_2011", "guideline_2025", "crt", "letter", "iamc", "iamc_long", "primap2"],
        "形式：指南表、CRT、概要（docx）、IAMC、PRIMAP2 · form of the document",
    ] = "guideline_2025",
    gwp: GwpSet = "AR5",
) -> Answer:
    """Write a run as a document or in an interchange format. 导出清单：表格、概要、交换格式。"""
    found = compiled(ctx.workspace, run=run)
    meta = meta_of(ctx.workspace, found.run) | {"form": form, "gwp_set": gwp}
    name = f"{form}_{found.region}_{found.year}_{found.run.id}"
    if form in LAYOUTS:
        shown = _with_states(_laid_out(found, form, gwp))
        content = write_sheets([Sheet(form, shown, HEADS)], meta=meta)
        return Answer(meta=meta, document=Document(f"{name}.xlsx", XLSX, content))
    if form == "letter":
        content = write_letter(found, meta=meta, table=_laid_out(found, "guideline_2025", gwp), gwp=gwp)
        return Answer(meta=meta, document=Document(f"{name}.docx", DOCX, content))
    if form == "primap2":
        return Answer(
            meta=meta, document=Document(f"{name}.zip", "application/zip", _primap(ctx, found, name))
        )
    rows = iamc_long(found.emission, model=MODEL, scenario=_scenario(ctx, found))
    shown = iamc_wide(rows) if form == "iamc" else rows.drop("gaps")
    return Answer(meta=meta, document=Document(f"{name}.csv", "text/csv", shown.write_csv().encode()))


def _laid_out(found: Compiled, layout: str, gwp: str) -> pl.DataFrame:
    chosen: Layout = next(one for one in LAYOUTS if one == layout)
    return gas_table(found.emission, layout=chosen, gwp=reference.gwp(), gwp_set=gwp)


def _with_states(rows: pl.DataFrame) -> pl.DataFrame:
    """Put in a cell without a figure the state that says why."""
    gases = [name.removesuffix("_state") for name in rows.columns if name.endswith("_state")]
    shown = {state.value: state.value for state in Missing} | {Missing.NOT_REPORTED.value: "—"}

    def cells(gas: str) -> Sequence[Any]:
        pairs = rows.select(gas, f"{gas}_state").iter_rows()
        return [shown.get(state, state) if value is None else value for value, state in pairs]

    plain = rows.select("category", "name_zh", "quality")
    mixed = [pl.Series(gas, cells(gas), dtype=pl.Object) for gas in gases]
    return plain.with_columns(mixed).with_columns(rows["co2e_t"], rows["gaps"])


def _scenario(ctx: Context, found: Compiled) -> str:
    """Name the run, and say where its figures are invented: the format has no other place for it."""
    mark = " synthetic" if ctx.workspace.meta.synthetic else ""
    return f"inventory {found.family} {found.run.id}{mark}"


def _primap(ctx: Context, found: Compiled, name: str) -> bytes:
    """Write the table and its metadata as the two files of the interchange format, in one archive."""
    rows = primap_table(found.emission, source=MODEL, scenario=_scenario(ctx, found))
    place = jurisdiction(ctx.workspace).regions.row(by_predicate=pl.col("region") == found.region, named=True)
    attributes = primap_attributes(
        title=f"{ctx.workspace.meta.title_en}: {place['name_en']} {found.year}",
        references=f"run {found.run.id}, factor family {found.family}",
        rights="see the sources of the run",
        comment="synthetic data"
        if ctx.workspace.meta.synthetic
        else "blank: no figure; see the run for states",
    )
    told = yaml.safe_dump(attributes | {"data_file": f"{name}.csv"}, sort_keys=False, allow_unicode=True)
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo(f"{name}.csv", MADE), rows.write_csv())
        archive.writestr(ZipInfo(f"{name}.yaml", MADE), told)
    return made.getvalue()
