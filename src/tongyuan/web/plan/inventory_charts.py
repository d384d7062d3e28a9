"""Pictures of an inventory: flows from fuel to sector, and sectors stacked by fuel."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.families import short_name
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import Scale, figure, mass_scale
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["sankey", "stacked_sectors"]

SMALL = 0.01  # fuels and sectors below this share of the sum are drawn as one
REST = "the_rest"


def _drawn(view: View, rows: pl.DataFrame) -> tuple[pl.DataFrame, float]:
    """Keep what is estimated and positive, with small fuels and small sectors each taken together."""
    known = of_account(rows.filter(pl.col("mass_t") > 0), kept="emissions")
    total = float(known["mass_t"].sum())
    for key, rest in (("fuel", view.word("其他能源（合并）")), ("sector", view.word("其他行业（合并）"))):
        small = pl.col("mass_t").sum().over(key) < SMALL * total
        known = known.with_columns(
            pl.when(small).then(pl.lit(REST)).otherwise(pl.col(key)).alias(key),
            pl.when(small).then(pl.lit(rest)).otherwise(pl.col(f"{key}_{view.lang}")).alias(f"{key}_name"),
        )
    keys = ["fuel", "fuel_name", "sector", "sector_name"]
    return known.group_by(keys, maintain_order=True).agg(pl.col("mass_t").sum()), total


def _caption(view: View, meta: dict[str, Any], *, title: str, name: str) -> Caption:
    return Caption(
        title=title,
        source=view.pick(
            f"运行 {meta['run']}，因子族 {short_name(meta['family'])}",
            f"run {meta['run']}, factors {short_name(meta['family'], language='en')}",
        ),
        name=name,
        service="inventory.show",
        arguments={"run": meta["run"]},
        note=view.word("合计占比不足 1% 的能源或行业合并为“其他”；缺项不画。"),
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
    flows, total = _drawn(view, rows)
    scale = mass_scale(total, view.lang)
    title = view.pick(
        f"{species} 从哪种能源来，到哪个行业去（{scale.unit}）",
        f"{species} from fuels to sectors ({scale.unit})",
    )
    with ui.column().classes("ty-card"):
        if not flows.height:
            ui.label(view.pair(species, view.word("未估算，无图可画")))
            return
        options = {
            "tooltip": {"trigger": "item", "confine": True},
            "series": [_flow_series(flows, scale)],
        }
        draw_chart(view, _caption(view, meta, title=title, name="sankey"), options, height=560)


def _flow_series(flows: pl.DataFrame, scale: Scale) -> dict[str, Any]:
    fuels = dict(flows.select("fuel_name", "fuel").iter_rows())
    sectors = flows["sector_name"].unique(maintain_order=True).to_list()
    nodes = [{"name": name, "itemStyle": {"color": colour(fuel)}} for name, fuel in fuels.items()]
    nodes += [{"name": f"{name} ", "itemStyle": {"color": "#64748B"}} for name in sectors]
    links = []
    for row in flows.iter_rows(named=True):
        told = f"{row['fuel_name']} → {row['sector_name']}<br>{scale.write(row['mass_t'])} {scale.unit}"
        links.append(
            {
                "source": row["fuel_name"],
                "target": f"{row['sector_name']} ",
                "value": row["mass_t"] / scale.tonnes,
                "tooltip": {"formatter": told},
            }
        )
    label = {"fontSize": 12, "width": 150, "overflow": "truncate", "lineHeight": 14}
    return {
        "type": "sankey",
        "left": 4,
        "right": 4,
        "top": 8,
        "bottom": 8,
        "nodeGap": 17,
        "labelLayout": {"moveOverlap": "shiftY"},
        "nodeWidth": 14,
        "data": nodes,
        "links": links,
        "tooltip": {":valueFormatter": "value => Number(value.toPrecision(4)).toLocaleString('en-US')"},
        "lineStyle": {"color": "source", "opacity": 0.4},
        "levels": [
            {"depth": 0, "label": {**label, "position": "right"}},
            {"depth": 1, "label": {**label, "position": "left", "align": "right"}},
        ],
        "emphasis": {"focus": "adjacency"},
    }


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
    shown, total = _drawn(view, rows)
    if not shown.height:
        return
    scale = mass_scale(total, view.lang)
    summed = shown.group_by("sector", "sector_name").agg(pl.col("mass_t").sum())
    order = summed.sort(pl.col("sector") != REST, "mass_t")["sector_name"].to_list()
    title = view.pick(f"各行业排放多少 {species}（{scale.unit}）", f"{species} by sector ({scale.unit})")
    fuels = shown.partition_by("fuel", maintain_order=True)
    options = {
        "grid": {"left": 8, "right": 28, "top": 8, "bottom": 26, "containLabel": True},
        "xAxis": {
            "type": "value",
            "name": scale.unit,
            "nameLocation": "middle",
            "nameGap": 24,
            "axisLabel": {"hideOverlap": True},
        },
        "yAxis": {"type": "category", "data": order, "axisLabel": {"width": 116, "overflow": "break"}},
        "tooltip": {"trigger": "item", "confine": True},
        "series": [_bar(part, order, scale) for part in fuels],
    }
    keys = [(str(part["fuel"][0]), str(part["fuel_name"][0])) for part in fuels]
    with ui.column().classes("ty-card"):
        draw_chart(view, _caption(view, meta, title=title, name="sectors"), options, height=420, keys=keys)


def _bar(part: pl.DataFrame, order: list[str], scale: Scale) -> dict[str, Any]:
    name = str(part["fuel_name"][0])
    found = {row["sector_name"]: row["mass_t"] / scale.tonnes for row in part.iter_rows(named=True)}
    return {
        "type": "bar",
        "stack": "all",
        "name": name,
        "color": colour(str(part["fuel"][0])),
        "itemStyle": {"borderColor": "rgba(255,255,255,.6)", "borderWidth": 0.5},
        "data": [
            None
            if found.get(sector) is None
            else {
                "value": found[sector],
                "tooltip": {"formatter": f"{sector} · {name}<br>{figure(found[sector])} {scale.unit}"},
            }
            for sector in order
        ],
    }
