"""The map of a decomposition: what one method gives each city, or what each city bears of it."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import MapClass, map_classes
from tongyuan.web.figures import exact, figure, missing
from tongyuan.web.frame import heading
from tongyuan.web.maps import area, attribution, map_options
from tongyuan.web.view import View

__all__ = ["decomposition_map"]

#: What may be mapped; the last three are burdens.
SHOWN = ("share", "budget", "per_gdp", "per_capita", "cost_per_gdp")
BURDENS = SHOWN[2:]


async def decomposition_map(view: View, shown: Answer, burden: pl.DataFrame) -> None:
    """Draw the map of one method, and the choice of method and quantity.

    Parameters
    ----------
    view
        Its query may hold ``method`` and ``show``.
    shown
        Of ``target.budget``.
    burden
        Its table of burdens; empty for a bound on a concentration.
    """
    methods = shown.frame()["method"].cast(pl.String).unique(maintain_order=True).to_list()
    method = view.choice("method", tuple(methods))
    allowed = SHOWN if burden.height else SHOWN[:2]
    quantity = view.choice("show", allowed)
    rows = _rows(shown, burden, method=method, quantity=quantity)
    places = (await view.ask("region.list")).frame().filter(pl.col("region").is_in(_cities(shown, rows)))
    values: dict[str, float | None] = dict(rows.select("region", "shown").iter_rows())
    labels = {name: _labels(view, str(shown.meta["unit"]))[name] for name in allowed}
    known = [value for value in values.values() if value is not None]
    with ui.column().classes("ty-card").props("data-testid=decomposition-map-card"):
        _choose(view, methods, labels, method=method, quantity=quantity)
        if not known:
            heading(view.word("该项没有数值：所需的生产总值、人口或成本曲线未给出。"))
            return
        found = map_classes(known)
        keys = _keys(view, found, places.height - len(known))
        areas = [
            _area(view, row, values, exactly=quantity == "budget") for row in places.iter_rows(named=True)
        ]
        caption = Caption(
            title=f"{labels[quantity]} · {view.term('decomposition', method)} · {shown.meta['year']}",
            source=f"{view.word('运行')} {shown.meta['run']}",
            name="decomposition-map",
            service="target.budget",
            arguments={"run": shown.meta["run"], "table": "burden" if quantity in BURDENS else "budget"},
            note=view.word("斜线为未报告、未参加分解或不在可见范围；下降为正，上升为负。"),
            credit=await attribution(view),
        )
        draw_chart(view, caption, map_options(areas, found), height=420, keys=keys)
        ui.label(caption.credit).classes("ty-note")


def _cities(shown: Answer, rows: pl.DataFrame) -> list[str]:
    """Name the cities of the map: those with rows, those left out, and those out of reach."""
    inside = shown.frame()["region"].to_list() + rows["region"].to_list()
    return [*inside, *shown.meta["left_out"], *shown.meta["units"]]


def _rows(shown: Answer, burden: pl.DataFrame, *, method: str, quantity: str) -> pl.DataFrame:
    """Give each city's value: columns region, shown."""
    table = burden if quantity in BURDENS else shown.frame()
    value = {"share": 100 * pl.col("reduction_share"), "budget": pl.col("budget_value")}.get(
        quantity, pl.col(quantity)
    )
    return table.filter(pl.col("method").cast(pl.String) == method).select("region", shown=value)


def _labels(view: View, unit: str) -> dict[str, str]:
    return {
        "share": view.measure(view.word("下降比例"), "%"),
        "budget": view.measure(view.word("预算值"), unit),
        "per_gdp": view.measure(view.word("单位GDP减少量"), f"{unit}/GDP"),
        "per_capita": view.measure(view.word("人均减少量"), view.pick(f"{unit}/人口单位", f"{unit}/person")),
        "cost_per_gdp": view.measure(view.word("成本与GDP之比"), view.pick("元/GDP", "CNY/GDP")),
    }


def _choose(view: View, methods: list[str], labels: dict[str, str], *, method: str, quantity: str) -> None:
    with ui.element("div").classes("ty-choices"):
        one = ui.select(
            {name: view.term("decomposition", name) for name in methods},
            value=method,
            label=view.word("方法"),
            on_change=lambda event: ui.navigate.to(view.here(method=event.value)),
        )
        one.props("dense outlined data-testid=map-method").classes("min-w-[160px]")
        other = ui.select(
            labels,
            value=quantity,
            label=view.word("地图显示"),
            on_change=lambda event: ui.navigate.to(view.here(show=event.value)),
        )
        other.props("dense outlined data-testid=map-show").classes("min-w-[200px]")


def _area(
    view: View, row: dict[str, Any], values: dict[str, float | None], *, exactly: bool
) -> dict[str, Any]:
    name, value = view.of(row, "name"), values.get(row["region"])
    write = exact if exactly else figure
    told = missing("not_reported", view.lang) if value is None else write(value)
    if row["region"] not in values:
        told = view.word("未参加分解或受限")
    return area(row["region"], value, name=name, told=view.pair(name, told))


def _keys(view: View, found: list[MapClass], lacking: int) -> list[tuple[str, str]]:
    entries = [(place.colour, place.text()) for place in found]
    return [*entries, ("#d1d5db", f"{view.word('无数值（斜线）')} (n = {lacking})")] if lacking else entries
