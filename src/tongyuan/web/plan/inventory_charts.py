"""Pictures of an inventory: flows from fuel to sector, and sectors stacked by fuel."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.figures import mass_scale
from tongyuan.web.theme import chart_base
from tongyuan.web.view import View

__all__ = ["sankey", "stacked_sectors"]


def _estimated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("mass_t").is_not_null() & (pl.col("mass_t") > 0))


def _source(view: View, meta: dict[str, Any]) -> str:
    return view.pick(
        f"运行 {meta['run']}，因子族 {meta['family']}", f"run {meta['run']}, family {meta['family']}"
    )


def sankey(view: View, rows: pl.DataFrame, *, species: str, meta: dict[str, Any]) -> None:
    """Draw how a species flows from fuels to sectors.

    Parameters
    ----------
    view
        What is shown.
    rows
        Emission rows of one species, scope 1, with labels.
    species
        The species.
    meta
        Run and family.
    """
    flows = _estimated(rows)
    scale = mass_scale(float(flows["mass_t"].sum()), view.lang)
    fuel, sector = f"fuel_{view.lang}", f"sector_{view.lang}"
    names = dict.fromkeys([*flows[fuel], *(f"{name} " for name in flows[sector])])
    options = chart_base(
        view.pick(f"{species}：能源 → 行业（{scale.unit}）", f"{species}: fuels to sectors [{scale.unit}]"),
        source=_source(view, meta),
    )
    options["series"] = [
        {
            "type": "sankey",
            "top": 64,
            "bottom": 12,
            "right": 110,
            "nodeGap": 8,
            "data": [{"name": name} for name in names],
            "links": [
                {
                    "source": row[fuel],
                    "target": f"{row[sector]} ",
                    "value": round(row["mass_t"] / scale.tonnes, 4),
                }
                for row in flows.iter_rows(named=True)
            ],
            "lineStyle": {"color": "source", "opacity": 0.35},
            "label": {"fontSize": 11},
            "emphasis": {"focus": "adjacency"},
        }
    ]
    with ui.column().classes("ty-card"):
        ui.echart(options).classes("w-full").style("height:440px")


def stacked_sectors(view: View, rows: pl.DataFrame, *, species: str, meta: dict[str, Any]) -> None:
    """Draw each sector's emissions, stacked by fuel.

    Parameters
    ----------
    view
        What is shown.
    rows
        Emission rows of one species, scope 1, with labels.
    species
        The species.
    meta
        Run and family.
    """
    shown = _estimated(rows)
    scale = mass_scale(float(shown["mass_t"].sum()), view.lang)
    fuel, sector = f"fuel_{view.lang}", f"sector_{view.lang}"
    order = shown.group_by(sector).agg(pl.col("mass_t").sum()).sort("mass_t")[sector].to_list()
    options = chart_base(
        view.pick(f"{species}：各行业（{scale.unit}）", f"{species} by sector [{scale.unit}]"),
        source=_source(view, meta),
    )
    options["grid"] = {"left": 8, "right": 24, "top": 64, "bottom": 64, "containLabel": True}
    options["xAxis"] = {"type": "value", "name": scale.unit}
    options["yAxis"] = {"type": "category", "data": order}
    options["legend"] = {"type": "scroll", "bottom": 0}
    options["tooltip"] = {"trigger": "axis", "axisPointer": {"type": "shadow"}, "confine": True}
    options["series"] = [
        {
            "type": "bar",
            "stack": "all",
            "name": name,
            "data": [_mass(part, sector, wanted, scale.tonnes) for wanted in order],
        }
        for (name,), part in shown.group_by([fuel], maintain_order=True)
    ]
    with ui.column().classes("ty-card"):
        ui.echart(options).classes("w-full").style("height:440px")


def _mass(part: pl.DataFrame, column: str, wanted: str, tonnes: float) -> float | None:
    found = float(part.filter(pl.col(column) == wanted)["mass_t"].sum())
    return round(found / tonnes, 4) if found else None
