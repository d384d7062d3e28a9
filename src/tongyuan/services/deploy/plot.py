"""Plots of land: contaminated ones through their life, and candidates for wind and sun on mining land."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
import polars as pl
import shapely

from tongyuan.deploy.zoning import locate
from tongyuan.deploy.zoning.plots import next_steps, refusals, state_of, uses_of
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy import plot_importing
from tongyuan.services.deploy.zone_index import zoning_of
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["list_plots", "show", "step", "steps"]

#: Its services belong to the same noun.
PARTS = (plot_importing,)
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
Kind = Literal["contaminated", "wind", "pv"]
_LISTED: dict[str, Any] = {
    **dict.fromkeys(("plot", "kind", "name", "region", "enterprise", "former_use"), pl.String),
    "severe": pl.Boolean,
    "area_m2": pl.Float64,
    **dict.fromkeys(("state", "since", "red_line", "zone_class", "verdict", "origin", "source"), pl.String),
}


@service("plot.list")
def list_plots(
    ctx: Context,
    *,
    kind: Annotated[Kind | None, "污染地块、风电、光伏备选 · kind"] = None,
    state: Annotated[str | None, "所处阶段 · state"] = None,
) -> Answer:
    """List plots within reach, how far each has come, and what the zoning says. 地块清单。"""
    rows = [row for row in _rows(ctx) if kind in (None, row["kind"]) and state in (None, row["state"])]
    brief = ("plot", "kind", "name", "region", "state", "area_m2", "zone_class", "red_line", "verdict")
    return Answer(meta=LEVEL, data=pl.DataFrame(rows, schema=_LISTED, orient="row"), brief=brief)


def _rows(ctx: Context) -> list[dict[str, Any]]:
    """Join plots, their states and where they lie; a candidate in the red line is excluded."""
    plots, taken = ctx.workspace.plots.frame(), ctx.workspace.plots.steps()
    zoned = _zoned(ctx, plots)
    rows = []
    for row in plots.drop("geometry").iter_rows(named=True):
        own = taken.filter(pl.col("plot") == row["plot"])
        told = zoned.get(row["plot"], {"red_line": None, "zone_class": None})
        since = str(own["day"][-1]) if own.height else None
        made = {**row, "state": state_of(own["step"].to_list()), "since": since, **told}
        rows.append({**made, "verdict": _verdict(made)})
    return rows


def _zoned(ctx: Context, plots: pl.DataFrame) -> dict[str, dict[str, Any]]:
    zoning = zoning_of(ctx.workspace, on=ctx.today)
    drawn = plots.filter(pl.col("geometry").is_not_null())
    if zoning.units.is_empty() or drawn.is_empty():
        return {}
    shapes = shapely.from_wkb(np.array(drawn["geometry"].to_list(), dtype=object))
    found = locate(dict(zip(drawn["plot"], shapes, strict=True)), zoning=zoning).sites
    return {
        site: {"red_line": red, "zone_class": strictest}
        for site, red, strictest in found.select("site", "red_line", "zone_class").iter_rows()
    }


def _verdict(row: dict[str, Any]) -> str | None:
    """Screen a candidate by the red line; what cannot be told stays open."""
    if row["kind"] == "contaminated":
        return None
    if row["red_line"] == "overlaps":
        return "excluded"
    return "open" if row["red_line"] in (None, "not_told") else "kept"


@service("plot.show")
def show(ctx: Context, *, plot: Annotated[str, Positional("地块编码 · plot")]) -> Answer:
    """Show a plot: its steps with evidence, what may follow, and which uses rules allow. 查看地块。"""
    row = next((one for one in _rows(ctx) if one["plot"] == plot), None)
    if row is None:
        raise NotFoundError(Problem("zoning.no_such_plot", {"got": plot}))
    taken = ctx.workspace.plots.steps().filter(pl.col("plot") == plot)
    uses: list[dict[str, Any]] = []
    if row["kind"] == "contaminated":
        uses = uses_of(row["state"], severe=row["severe"], on=ctx.today).to_dicts()
    allowed = next_steps(row["kind"], row["state"])
    return Answer(meta=LEVEL, data={**row, "steps": taken.to_dicts(), "next": allowed, "uses": uses})


@service("plot.steps", permits="plot.list")
def steps(ctx: Context) -> Answer:
    """List every step of the plots within reach, newest first. 地块业务流水。"""
    rows = ctx.workspace.plots.steps().sort("number", descending=True)
    return Answer(meta={"contract": "PlotStep", **LEVEL}, data=rows)


@service("plot.step", changes=True)
def step(
    ctx: Context,
    *,
    plot: Annotated[str, Positional("地块编码 · plot")],
    step: Annotated[str, Positional("步骤 · step")],
    on: Annotated[str, "日期 · day on which it was taken"],
    evidence: Annotated[str, "依据文件 · document that shows it"],
    key: Annotated[str, "业务编号：同一编号只记一次 · your own number: the same number counts once"],
    memo: Annotated[str, "说明 · note"] = "",
) -> Answer:
    """Take a step in the life of a plot, with its evidence. 地块阶段变更。"""
    taken = day(on, name="on")
    held = ctx.workspace.whole.plots.frame().filter(pl.col("plot") == plot)
    if held.is_empty() or taken is None:
        raise NotFoundError(Problem("zoning.no_such_plot", {"got": plot}))
    row = held.row(0, named=True)
    require_reach(ctx, region=row["region"], enterprise=row["enterprise"])
    if not key.strip():
        raise InputError(Problem("service.argument", {"name": "key", "got": key, "expected": "2024-001"}))

    def refuse(before: pl.DataFrame) -> None:
        found = refusals(
            step, kind=row["kind"], day=taken, evidence=evidence, actor=ctx.actor.id, before=before
        )
        if taken > ctx.today:
            found.append(Problem("zoning.step_day", {"day": taken, "last": ctx.today}))
        if found:
            raise ConflictError(found)

    content = {"plot": plot, "step": step, "day": taken, "evidence": evidence.strip(), "memo": memo}
    number = ctx.workspace.plots.take(content, key=key, actor=ctx.actor.id, refuse=refuse)
    rows = ctx.workspace.whole.plots.steps().filter(pl.col("number") == number)
    return Answer(meta={"outcome": f"{plot} {step}", **LEVEL}, data=rows)
