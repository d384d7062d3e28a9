"""Pictures of a response: what each city's air is made of, and city by city whose it is."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import BLUES
from tongyuan.web.figures import figure
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["pairs", "parts"]

UG = "微克/立方米"
COLOURS = {"local": "air", "regional": "water"}

#: How a heat plot tells its values.
SCALE: dict[str, Any] = {
    "min": 0,
    "dimension": 2,
    "orient": "horizontal",
    "left": "center",
    "bottom": 0,
    "calculable": True,
    "inRange": {"color": list(BLUES)},
}


def _caption(
    view: View, shown: Answer, *, title: str, name: str, part: str, note: str, species: str | None = None
) -> Caption:
    return Caption(
        title=view.measure(title, view.unit(UG)),
        source=f"{view.word('运行')} {shown.meta['run']} · {view.term('air_model', shown.meta['model'])}",
        name=name,
        service="air.show",
        arguments={"run": shown.meta["run"], "part": part} | ({"species": species} if species else {}),
        note=note,
    )


def parts(view: View, shown: Answer) -> None:
    """Draw for each city what comes from itself and from the others, and what was observed.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``air.show``, cities.
    """
    rows = shown.frame().to_dicts()
    if not rows:
        return
    names = {"local": view.word("本地"), "regional": view.word("省内其他市")}
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": {"left": 48, "right": 16, "top": 10, "bottom": 70},
        "xAxis": {
            "type": "category",
            "data": [view.of(row, "region_name") for row in rows],
            "axisLabel": {"rotate": 45, "interval": 0},
        },
        "yAxis": {"type": "value"},
        "series": [*_stacked(rows, names), _observed(rows, name=view.word("观测"))],
    }
    caption = _caption(
        view,
        shown,
        title=view.word("各市细颗粒物的模型部分（未校准）与观测"),
        name="air-parts",
        part="cities",
        note=view.word("两者之差为省外输送、自然源与模型误差，不能全算作省外。"),
    )
    keys = [(COLOURS[key], label) for key, label in names.items()] + [("behind", view.word("观测"))]
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=340, keys=keys)


def _stacked(rows: list[dict[str, Any]], names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "type": "bar",
            "stack": "air",
            "name": label,
            "data": [round(row[f"{key}_ug_m3"], 4) for row in rows],
            "itemStyle": {"color": colour(COLOURS[key])},
        }
        for key, label in names.items()
    ]


def _observed(rows: list[dict[str, Any]], *, name: str) -> dict[str, Any]:
    seen = [None if row["observed_ug_m3"] is None else round(row["observed_ug_m3"], 2) for row in rows]
    return {
        "type": "scatter",
        "name": name,
        "data": seen,
        "symbol": "diamond",
        "symbolSize": 11,
        "itemStyle": {"color": colour("behind")},
    }


def pairs(view: View, shown: Answer, *, species: str | None) -> None:
    """Draw the matrix of cities: receptors down, sources across.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``air.show``, pairs.
    species
        Species emitted; all where it is None.
    """
    rows = shown.frame().to_dicts()
    if not rows:
        return
    to = list(dict.fromkeys(view.of(row, "receptor_name") for row in rows))
    of = list(dict.fromkeys(view.of(row, "region_name") for row in rows))
    data = [
        [
            of.index(view.of(row, "region_name")),
            to.index(view.of(row, "receptor_name")),
            float(figure(row["ug_m3"]).replace(",", "")),
        ]
        for row in rows
    ]
    axis = {"type": "category", "splitArea": {"show": True}}
    options: dict[str, Any] = {
        "aria": {"enabled": True},
        "tooltip": {"confine": True, "formatter": "{c}"},
        "grid": {"left": 110, "right": 16, "top": 10, "bottom": 130},
        "xAxis": {**axis, "data": of, "axisLabel": {"rotate": 45, "interval": 0}, "name": view.word("来源")},
        "yAxis": {**axis, "data": to, "inverse": True},
        "visualMap": {**SCALE, "max": max(value[2] for value in data)},
        "series": [{"type": "heatmap", "data": data}],
    }
    caption = _caption(
        view,
        shown,
        title=view.word("市对市贡献矩阵（未校准）") + (f" · {species}" if species else ""),
        name="air-pairs",
        part="pairs",
        species=species,
        note=view.word("行为受体，列为来源；对角线为本地。"),
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=520)
