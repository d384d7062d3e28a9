"""The table of wastewater plants: energy and greenhouse gas of a kilogram removed, and reuse."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_plants"]


async def draw_plants(view: View) -> None:
    """Draw the table of plants, where they were accounted and the visitor may see them.

    Parameters
    ----------
    view
        What is shown.
    """
    if not view.may_call("water.plants"):
        return
    try:
        found = await view.ask("water.plants")
    except TongyuanError:  # none accounted yet, or the province out of reach
        return
    known = await names(view)
    columns = [
        Column("plant", view.word("污水处理厂")),
        Column("region", view.word("地区")),
        Column("period", view.word("时段")),
        Column("pollutant", view.word("污染物")),
        Column("removed", view.measure(view.word("去除量"), "kg"), right=True),
        Column("energy", view.measure(view.word("电耗"), "kWh/kg"), right=True),
        Column("carbon", view.measure(view.word("碳排放"), "kg CO2e/kg"), right=True),
        Column("reuse", view.measure(view.word("再生利用率"), "%"), right=True),
        Column("why", view.word("原因")),
    ]
    lines = [_line(view, row, known) for row in found.frame().iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(
            view.word("污水处理厂：去除每千克污染物的电耗与碳排放"),
            note=view.word("每行都用全厂的电耗与排放除以该污染物去除量，四行不能相加。"),
        )
        if found.meta["synthetic"]:
            ui.label(view.word("合成数据，仅供试用。")).classes("ty-note")
        draw_table(view, columns, lines, name="water-plants")
        downloads(view, "water.plants", run=found.meta["run"])


def _line(view: View, row: dict[str, Any], known: Names) -> dict[str, Any]:
    return {
        "plant": cell(row["plant"], lang="zh"),
        "region": known.region(row["region"]),
        "period": row["period"],
        "pollutant": view.term("water_pollutant", row["pollutant"]),
        "removed": cell(figure(row["removed_kg"]), raw=row["removed_kg"]),
        "energy": cell(figure(row["kwh_per_kg"]), raw=row["kwh_per_kg"]),
        "carbon": cell(figure(row["kg_co2e_per_kg"]), raw=row["kg_co2e_per_kg"]),
        "reuse": DASH if row["reuse_share"] is None else percent(row["reuse_share"]),
        "why": view.term("water_plant_reason", row["reason"]) if row["reason"] else DASH,
    }
