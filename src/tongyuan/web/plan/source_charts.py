"""Pictures of a source: its branches by mass, and the same source on the map of regions."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import sources
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import map_classes
from tongyuan.web.figures import Scale, figure, mass_scale, missing
from tongyuan.web.frame import heading
from tongyuan.web.maps import area, attribution, map_options
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["branch_chart", "region_map"]

WHOLE = "*"
#: Sums of the same rows differ by no more than this share.
SAME = 1e-9


def branch_chart(view: View, tree: Answer, *, source: str) -> None:
    """Draw what lies below a category, one bar a branch; of a tip, its sisters.

    Parameters
    ----------
    view
        What is shown.
    tree
        Of ``inventory.sources``.
    source
        The chosen category, or ``*``.
    """
    rows = tree.frame().filter(pl.col("mass_t").is_not_null() & (pl.col("source") != "none"))
    above = None if source == WHOLE else source
    below = rows.filter(pl.col("parent").eq_missing(pl.lit(above)))
    if not below.height and above is not None and above not in sources.NOT_A_SOURCE:
        above = sources.parent(above)
        below = rows.filter(pl.col("parent").eq_missing(pl.lit(above)))
    ordered = _with_rest(view, below, rows.filter(pl.col("source") == (above or ""))).sort("mass_t")
    species = str(tree.meta["species"])
    with ui.column().classes("ty-card"):
        if not ordered.height:
            heading(view.pair(species, view.word("未估算，无图可画")))
            return
        scale = mass_scale(float(ordered["mass_t"].abs().max()), view.lang)  # type: ignore[arg-type]
        name = (
            view.word("全部排放源")
            if above is None
            else f"{above} {sources.label(above, language=view.lang)}"
        )
        caption = Caption(
            title=view.pick(
                f"{name}的下级各排放多少 {species}（{scale.unit}）", f"{species} below {name} ({scale.unit})"
            ),
            source=view.pair(view.word("运行"), str(tree.meta["run"])),
            name="branches",
            service="inventory.sources",
            arguments={"run": tree.meta["run"], "species": species},
            note=view.word("点条形看下级；负数为汇。"),
        )
        chart = draw_chart(
            view, caption, _bars(view, ordered, source, scale, species), height=120 + 30 * ordered.height
        )
        codes = ordered["source"].to_list()
        chart.on_point_click(lambda event: ui.navigate.to(view.here(source=codes[event.data_index])))


def _with_rest(view: View, below: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Add what a category gives that none of its branches names, so that the bars add up to it."""
    if not below.height or not whole.height:
        return below
    rest = float(whole["mass_t"][0]) - float(below["mass_t"].sum())
    if abs(rest) <= SAME * abs(float(whole["mass_t"][0])):
        return below
    named = {"source_zh": view.word("未细分"), "source_en": view.word("未细分"), "mass_t": rest}
    return pl.concat([below, whole.with_columns(**{name: pl.lit(value) for name, value in named.items()})])


def _bars(view: View, rows: pl.DataFrame, source: str, scale: Scale, species: str) -> dict[str, Any]:
    names = [f"{row['source']} {view.of(row, 'source')}" for row in rows.iter_rows(named=True)]
    data = [
        {
            "value": row["mass_t"] / scale.tonnes,
            "tooltip": {"formatter": f"{name}<br>{scale.write(row['mass_t'])} {scale.unit}"},
            "itemStyle": {"color": colour(species), "opacity": 1.0 if row["source"] == source else 0.8},
        }
        for name, row in zip(names, rows.iter_rows(named=True), strict=True)
    ]
    return {
        "grid": {"left": 8, "right": 28, "top": 8, "bottom": 26, "containLabel": True},
        "xAxis": {
            "type": "value",
            "name": scale.unit,
            "nameLocation": "middle",
            "nameGap": 24,
            "axisLabel": {"hideOverlap": True},
        },
        "yAxis": {"type": "category", "data": names, "axisLabel": {"width": 150, "overflow": "break"}},
        "tooltip": {"trigger": "item", "confine": True},
        "series": [{"type": "bar", "barMaxWidth": 20, "data": data}],
    }


async def region_map(view: View, tree: Answer, *, source: str) -> None:
    """Draw the same source in every region that has an inventory of the same year and family.

    Parameters
    ----------
    view
        What is shown.
    tree
        Of ``inventory.sources``.
    source
        The chosen category, or ``*``.
    """
    given = {"run": str(tree.meta["run"]), "species": str(tree.meta["species"]), "source": source}
    answer = await view.ask("inventory.regions", **given)
    rows = answer.frame()
    known = rows.filter(pl.col("mass_t").is_not_null())
    with ui.column().classes("ty-card"):
        if not known.height:
            heading(
                view.word("各市分布"),
                note=view.word("同年、同因子族还没有分市清单；为各市编制清单后在此成图。"),
            )
            return
        largest = float(known["mass_t"].abs().max())  # type: ignore[arg-type]
        scale = mass_scale(largest, view.lang)
        found = map_classes([mass / scale.tonnes for mass in known["mass_t"]])
        caption = Caption(
            title=view.measure(view.pair(given["species"], view.word("各市分布")), scale.unit),
            source=view.pair(view.word("各市同年清单"), f"n = {known.height}"),
            name="source-map",
            service="inventory.regions",
            arguments=given,
            note=view.word("斜线为没有清单或缺数据；点城市看它的清单。"),
            credit=await attribution(view),
        )
        keys = [(place.colour, place.text()) for place in found]
        if rows.height > known.height:
            keys.append(("#d1d5db", f"{view.word('未报告（斜线）')} (n = {rows.height - known.height})"))
        areas = [_area(view, row, scale) for row in rows.iter_rows(named=True)]
        chart = draw_chart(view, caption, map_options(areas, found), height=340, keys=keys)
        runs = dict(known.select("region", "run").iter_rows())
        chart.on_point_click(lambda event: _open(view, event, runs))


def _open(view: View, event: events.EChartPointClickEventArguments, runs: dict[str, str]) -> None:
    if event.name in runs:
        ui.navigate.to(view.here(run=runs[str(event.name)]))


def _area(view: View, row: dict[str, Any], scale: Scale) -> dict[str, Any]:
    name = view.of(row, "name")
    if row["mass_t"] is None:
        told = view.pair(name, missing(row["state"] or "not_reported", view.lang))
        return area(row["region"], None, name=name, told=told)
    value = row["mass_t"] / scale.tonnes
    told = view.pair(name, f"{figure(value)} {scale.unit} · {view.term('quality', row['quality'])}")
    return area(row["region"], value, name=name, told=told)
