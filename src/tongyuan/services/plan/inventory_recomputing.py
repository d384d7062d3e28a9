"""A workbook out, edited in a spreadsheet program, and back: the same totals, or the cells named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.plan.outputs.recomputing import Recomputing, recomputing
from tongyuan.plan.outputs.rereading import Stood, recomputed_totals, replaced, same
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.plan.inventory_runs import Compiled, compiled, meta_of
from tongyuan.services.plan.recomputing_book import LABELS, SHEETS, write_recomputing
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import Emission, column_labels, contracts
from tongyuan.workspace.workbooks.recomputed import Row, read_recomputed

__all__ = ["reimport", "workbook"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
INPUTS = {
    "activity": ("Activity", "id", ("quantity",)),
    "factor": ("Factor", "factor_id", ("value",)),
    "control": ("Control", "control_id", ("efficiency", "application")),
}
READ = ("activity", "factor", "control", "emission", "total")
DIFFERENCE = {
    "kind": pl.String,
    "sheet": pl.String,
    "cell": pl.String,
    "row": pl.String,
    "column": pl.String,
    "ours": pl.String,
    "theirs": pl.String,
}
BRIEF = ("kind", "sheet", "cell", "row", "ours", "theirs")
Change = tuple[str, str, str]


@service("inventory.workbook", job=True)
def workbook(ctx: Context, *, run: Run = None) -> Answer:
    """Write a run as a workbook that recomputes by visible formulas. 可重算的工作簿。"""
    found = compiled(ctx.workspace, run=run)
    meta = meta_of(ctx.workspace, found.run)
    name = f"清单核算_{found.region}_{found.year}_{found.run.id}.xlsx"
    content = write_recomputing(_tables(found), meta=meta)
    return Answer(meta=meta, document=Document(name, XLSX, content))


@service("inventory.reimport", permits="inventory.workbook", job=True)
def reimport(
    ctx: Context,
    *,
    file: Annotated[Path, "改过的工作簿 · the workbook as it came back"],
    run: Run = None,
) -> Answer:
    """Compare a workbook that came back with its run: every cell that differs is named. 回读核对工作簿。"""
    content = file.read_bytes()
    sheets = read_recomputed(
        content, file=file.name, sheets=[*(SHEETS[name] for name in READ), SHEETS["basis"]]
    )
    found = compiled(ctx.workspace, run=run or _run_of(sheets[SHEETS["basis"]], file.name))
    tables = _tables(found)
    rows = {name: sheets[SHEETS[name]] for name in READ}
    differing = list(_differing(tables, rows))
    changes = {change: value for change, value, _ in differing if change is not None}
    stood = _stood(found)
    again = replaced(stood, changes, ids=tables.activity["id"]).emission()
    totals = recomputed_totals(found.emission, recomputed=again, workbook=_workbook_totals(rows["total"]))
    data = pl.DataFrame([told for _, _, told in differing], schema=DIFFERENCE)
    meta = meta_of(ctx.workspace, found.run) | {
        "file": file.name,
        "differing": data.height,
        "inputs_changed": data.filter(kind="input").height,
        "totals_agree": bool(totals["agrees"].all()),
        "totals": totals.to_dicts(),
    }
    return Answer(meta=meta, data=data, passed=data.is_empty(), brief=BRIEF)


def _tables(found: Compiled) -> Recomputing:
    stood = _stood(found)
    return recomputing(
        stood.activity,
        factors=stood.factors,
        controls=stood.controls,
        family=stood.family,
        emission=Emission.cast(found.emission),
    )


def _stood(found: Compiled) -> Stood:
    inputs = found.accounting_inputs()
    species = tuple(inputs["species"])
    return Stood(inputs["activity"], inputs["factors"], inputs["controls"], found.family, species)


def _run_of(basis: tuple[Row, ...], file: str) -> str:
    """Read from the sheet of the basis which run the workbook was exported from."""
    for row in basis:
        facts = [cell.value for cell in row.cells.values()]
        if facts[:1] == ["run"] and len(facts) > 1:
            return str(facts[1])
    raise InputError(Problem("quality.no_run_named", {"got": file}))


def _differing(
    tables: Recomputing, rows: Mapping[str, tuple[Row, ...]]
) -> Iterator[tuple[Change | None, float | None, dict[str, Any]]]:
    """Name every cell that differs; of an input also which number it is, and the new one."""
    frames = {"activity": tables.activity, "factor": tables.factors, "control": tables.controls}
    for name, (contract, key, columns) in INPUTS.items():
        heads = column_labels(contracts()[contract], "zh") | LABELS
        held = {row[key]: row for row in frames[name].iter_rows(named=True)}
        for row, ours in _paired(rows[name], held, heads[key]):
            for column in columns if ours and row else ():
                theirs = row.value(heads[column])
                if not same(ours[column], theirs):
                    number = float(theirs) if isinstance(theirs, int | float) else None
                    told = _told("input", row, heads[column], ours[key], ours[column], theirs)
                    yield (name, ours[key], column), number, told
        yield from _rows_apart(rows[name], held, heads[key], sheet=SHEETS[name])
    yield from _figures(tables, rows["emission"])


def _figures(tables: Recomputing, rows: tuple[Row, ...]) -> Iterator[tuple[None, None, dict[str, Any]]]:
    held = {row["id"]: row for row in tables.figures.iter_rows(named=True)}
    mass = LABELS["mass_t"]
    for row, ours in _paired(rows, held, LABELS["id"]):
        theirs = row.value(mass)
        if ours["mass_t"] is not None and mass not in row.formulas:
            yield None, None, _told("formula_replaced", row, mass, ours["id"], ours["mass_t"], theirs)
        elif not same(ours["mass_t"], theirs):
            yield None, None, _told("result", row, mass, ours["id"], ours["mass_t"], theirs)
    yield from _rows_apart(rows, held, LABELS["id"], sheet=SHEETS["emission"])


def _paired(
    rows: tuple[Row, ...], held: Mapping[str, dict[str, Any]], key: str
) -> Iterator[tuple[Row, dict[str, Any]]]:
    for row in rows:
        ours = held.get(str(row.value(key)))
        if ours is not None:
            yield row, ours


def _rows_apart(
    rows: tuple[Row, ...], held: Mapping[str, Any], key: str, *, sheet: str
) -> Iterator[tuple[None, None, dict[str, Any]]]:
    """Name the rows that were taken out of a sheet, and those that were put in."""
    named = [str(row.value(key)) for row in rows if row.value(key) is not None]
    nothing = dict.fromkeys(("cell", "column", "ours", "theirs"))
    for code in (code for code in held if code not in set(named)):
        yield None, None, {"kind": "row_removed", "sheet": sheet, "row": code, **nothing}
    for code in dict.fromkeys(code for code in named if code not in held or named.count(code) > 1):
        yield None, None, {"kind": "row_added", "sheet": sheet, "row": code, **nothing}


def _told(kind: str, row: Row, head: str, code: str, ours: Any, theirs: Any) -> dict[str, Any]:
    place = row.cells[head].place
    texts = {"ours": ours, "theirs": theirs}
    shown = {name: None if value is None else str(value) for name, value in texts.items()}
    return {"kind": kind, "sheet": place.sheet, "cell": place.cell, "row": code, "column": head, **shown}


def _workbook_totals(rows: tuple[Row, ...]) -> pl.DataFrame:
    heads = column_labels(contracts()["Emission"], "zh") | LABELS
    sums = [
        (row.value(heads["species"]), row.value(heads["scope"]), row.value(heads["mass_t"])) for row in rows
    ]
    known = [
        (str(species), int(scope), float(mass) if isinstance(mass, int | float) else None)
        for species, scope, mass in sums
        if species is not None and scope is not None
    ]
    schema = {"species": pl.String, "scope": pl.Int64, "mass_t": pl.Float64}
    return pl.DataFrame(known, schema=schema, orient="row")
