"""Pictures of scenarios: paths with the inventories before them, and wedges between two paths."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import Scale, mass_scale
from tongyuan.web.frame import heading
from tongyuan.web.theme import SEQUENCE, colour
from tongyuan.web.view import View

__all__ = ["paths", "wedge_areas"]

Row = dict[str, Any]
PAST = "#475569"
REST = "#CBD5E1"
HEIGHT = 340


def paths(view: View, whole: Answer, *, species: str) -> None:
    """Draw a species under every scenario, and the inventories up to the base year.

    Parameters
    ----------
    view
        What is shown.
    whole
        Of ``scenario.compare`` by total.
    species
        The species.
    """
    rows = whole.frame().filter(pl.col("species") == species, pl.col("mass_t").is_not_null())
    past = [row for row in whole.meta["history"] if row["species"] == species]
    if rows.is_empty():
        with ui.column().classes("ty-card"):
            heading(view.word("这个物种没有数值"), note=view.word("清单没有估算，情景也不知道。"))
        return
    masses = [*rows["mass_t"].to_list(), *(row["mass_t"] for row in past)]
    scale = mass_scale(max(abs(mass) for mass in masses), view.lang)
    told = {row["run"]: row for row in whole.meta["runs"]}
    lines, keys = [], []
    if past:
        lines.append(_line(view.word("清单"), past, PAST, scale, dashed="solid"))
        keys.append((PAST, view.word("清单")))
    for place, run in enumerate(whole.meta["compared"]):
        shade = SEQUENCE[1 + place % (len(SEQUENCE) - 1)]
        name = view.of(told[run], "name")
        lines.append(_line(name, rows.filter(run=run).to_dicts(), shade, scale, dashed="dashed"))
        keys.append((shade, f"{name} {run[:6]}"))
    caption = Caption(
        title=view.measure(
            view.pick(f"{species}：清单与各情景", f"{species}: inventories, scenarios"), scale.unit
        ),
        source=f"{view.word('运行')} {' '.join(run[:6] for run in whole.meta['compared'])}",
        name="scenario-paths",
        service="scenario.compare",
        arguments={"by": "total", "species": species}
        | ({"runs": " ".join(whole.meta["compared"])} if len(whole.meta["compared"]) > 1 else {}),
        note=view.word("实线为历年清单（各年最近一次编制），虚线为情景推算；纵轴不一定从零起。"),
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, _path_options(lines, scale), height=HEIGHT, keys=keys)


def _line(name: str, rows: list[Row], shade: str, scale: Scale, *, dashed: str) -> Row:
    ordered = sorted(rows, key=lambda row: row["year"])
    return {
        "type": "line",
        "name": name,
        "symbolSize": 6,
        "lineStyle": {"color": shade, "type": dashed, "width": 2},
        "itemStyle": {"color": shade},
        "data": [
            {
                "value": [row["year"], row["mass_t"] / scale.tonnes],
                "tooltip": {
                    "formatter": f"{name} {row['year']}<br>{scale.write(row['mass_t'])} {scale.unit}"
                },
            }
            for row in ordered
        ],
    }


def _path_options(lines: list[Row], scale: Scale) -> Row:
    return {
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 24, "top": 34, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": {
            "type": "value",
            "scale": True,
            "minInterval": 1,
            "axisLabel": {":formatter": "value => String(value)", "hideOverlap": True},
        },
        "yAxis": {"type": "value", "name": scale.unit, "scale": True},
        "series": lines,
    }


def wedge_areas(view: View, shown: Answer, *, species: str) -> None:
    """Draw what lies between two paths, measure by measure in the stated order.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``scenario.wedges``, of one species.
    species
        The species.
    """
    ends = shown.meta["ends"]
    rows = shown.frame()
    if rows.is_empty() or not ends:
        with ui.column().classes("ty-card"):
            heading(
                view.word("没有楔形可画"),
                note=view.word("这个情景没有采用减少这个物种的措施；可换一个情景、物种或对比对象。"),
            )
        return
    years = [row["year"] for row in ends]
    parts = rows.partition_by("kind", "code", maintain_order=True)
    whole = {row["year"]: row["before_t"] - row["after_t"] for row in ends}
    scale = mass_scale(max(abs(value) for value in whole.values()) or 1.0, view.lang)
    shades = [SEQUENCE[1 + place % (len(SEQUENCE) - 1)] for place in range(len(parts))]
    names = [view.of(part.row(0, named=True), "name") for part in parts]
    areas = [
        _area(name, part, years, shade, scale) for name, part, shade in zip(names, parts, shades, strict=True)
    ]
    mine, other = shown.meta, view.of(shown.meta, "against")
    caption = Caption(
        title=view.measure(
            view.pick(
                f"{species}减排楔形：{view.of(mine, 'name')}较{other}",
                f"{species} wedges: {view.of(mine, 'name')} against {other}",
            ),
            scale.unit,
        ),
        source=f"{view.word('运行')} {mine['run']}",
        name="scenario-wedges",
        service="scenario.wedges",
        arguments={"run": mine["run"], "species": species}
        | ({"against": mine["against"]} if mine["against"] else {}),
        note=view.word("各楔形按文件中的次序依次计算，相加正好等于两条路径之差；低于零的部分是增加排放。"),
    )
    with ui.column().classes("ty-card"):
        keys = list(zip(shades, names, strict=True))
        draw_chart(view, caption, _area_options(areas, years, scale), height=HEIGHT, keys=keys)


def _area(name: str, part: pl.DataFrame, years: list[int], shade: str, scale: Scale) -> Row:
    masses = dict(part.select("year", "avoided_t").iter_rows())
    return {
        "type": "line",
        "name": name,
        "stack": "wedges",
        "stackStrategy": "samesign",
        "areaStyle": {"color": shade, "opacity": 0.75},
        "lineStyle": {"width": 1, "color": shade},
        "itemStyle": {"color": shade},
        "symbolSize": 5,
        "data": [
            {
                "value": masses.get(year, 0.0) / scale.tonnes,
                "tooltip": {
                    "formatter": f"{name} {year}<br>{scale.write(masses.get(year, 0.0))} {scale.unit}"
                },
            }
            for year in years
        ],
    }


def _area_options(areas: list[Row], years: list[int], scale: Scale) -> Row:
    return {
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 24, "top": 34, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": {"type": "category", "boundaryGap": False, "data": [str(year) for year in years]},
        "yAxis": {
            "type": "value",
            "name": scale.unit,
            "axisLine": {"lineStyle": {"color": colour("carbon")}},
        },
        "series": areas,
    }
