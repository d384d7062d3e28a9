"""Totals of stacks beside what was reported, and their CO2 beside that of fuel; circles are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan import reference
from tongyuan.advance import stacks
from tongyuan.services.advance.stack_files import fuel_of, reported_of
from tongyuan.services.advance.stack_reach import Evaluation, Run, evaluation
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["compare"]

SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("station", "pollutant", "period"), pl.String),
    **dict.fromkeys(("total_t", "known_t", "substituted_share", "reported_t"), pl.Float64),
    **dict.fromkeys(("verdict", "reason"), pl.String),
    "difference": pl.Float64,
}


@service("stack.compare")
def compare(
    ctx: Context,
    *,
    reported: Annotated[Path | None, "上报清单 · reported inventory as a file"] = None,
    fuel: Annotated[
        Path | None, "同一排放口、同一时段的燃料二氧化碳 · CO2 of fuel of the same hours as a file"
    ] = None,
    run: Run = None,
) -> Answer:
    """Compare totals with reports and CO2 with fuel; what comes from the CO2 verifies nothing. 比对核验。"""
    if reported is None and fuel is None:
        raise InputError(Problem("stack.nothing_to_compare", {}))
    found = evaluation(ctx, run)
    tolerance = float(reference.stack_checks().filter(check="compare", parameter="tolerance")["value"].item())
    parts = []
    if reported is not None:
        parts.append(_inventory(found, reported, tolerance))
    if fuel is not None:
        parts.append(_carbon(found, fuel, tolerance))
    return Answer(meta=found.meta | {"tolerance": tolerance}, data=pl.concat(parts))


def _within(rows: pl.DataFrame, found: Evaluation) -> pl.DataFrame:
    strange = [one for one in rows["station"].unique(maintain_order=True) if one not in found.stations]
    if strange:
        raise InputError([Problem("stack.no_stack", {"got": str(one)[:80]}) for one in strange])
    return rows


def _inventory(found: Evaluation, file: Path, tolerance: float) -> pl.DataFrame:
    told = _within(reported_of(file), found)
    sums = found.table("totals").filter(pl.col("period").is_in(told["period"].unique().implode()))
    rows = stacks.compare_inventory(sums, reported=told, tolerance=tolerance)
    return rows.select([pl.col(name).cast(kind) for name, kind in SCHEMA.items()])


def _carbon(found: Evaluation, file: Path, tolerance: float) -> pl.DataFrame:
    told = _within(fuel_of(file), found)
    measured = {row["station"]: row for row in found.table("carbon").iter_rows(named=True)}
    edges = _edges(told)
    rows = []
    for row in told.filter(pl.col("basis").is_null() | (pl.col("basis") != "link")).iter_rows(named=True):
        station = row["station"]
        sums = measured[station]
        beside = stacks.compare_co2(
            sums["total_t"],
            at_least_t=sums["known_t"],
            fuel_t=row["co2_t"],
            fuel_basis=row["basis"],
            measured_name=f"{station}/co2",
            fuel_name=f"{station}/{row['figure']}",
            derived_from=edges,
            tolerance=tolerance,
        )
        figures = (sums["total_t"], sums["known_t"], None, row["co2_t"])
        rows.append((station, "CO2", "all", *figures, beside.verdict, beside.reason, beside.difference))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _edges(told: pl.DataFrame) -> dict[str, list[str]]:
    """Name of each figure those that it comes from; a bare name is one of the same stack."""
    edges: dict[str, list[str]] = {}
    for row in told.iter_rows(named=True):
        station = row["station"]
        edges[f"{station}/co2"] = [f"{station}/flue_co2", f"{station}/flue_flow"]
        sources = [one.strip() for one in (row["derived_from"] or "").split(";") if one.strip()]
        named = [one if "/" in one else f"{station}/{one}" for one in sources]
        edges.setdefault(f"{station}/{row['figure']}", []).extend(named)
    return edges
