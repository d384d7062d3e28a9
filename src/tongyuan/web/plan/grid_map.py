"""The cells of a grid on the map, under the outlines of the cities; and the largest of them in a table."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

import polars as pl
from nicegui import events, ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import BLUES
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import figure, mass_scale
from tongyuan.web.frame import heading
from tongyuan.web.maps import attribution
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["cell_map", "largest_cells"]

LARGEST = 10
#: Draws a cell as the square that it is, whatever the map's scale.
SQUARE = """(params, api) => {{
  const [lon, lat] = [api.value(0), api.value(1)];
  const [left, top] = api.coord([lon - {half}, lat + {half}]);
  const [right, bottom] = api.coord([lon + {half}, lat - {half}]);
  const shape = {{x: left, y: top, width: right - left + 0.5, height: bottom - top + 0.5}};
  return {{type: "rect", shape, style: {{fill: api.visual("color")}}}};
}}"""


async def cell_map(view: View, shown: Answer, *, sector: str | None) -> None:
    """Draw the cells of a species, their files beside.

    Parameters
    ----------
    view
        What is shown.
    shown
        Answer of ``grid.show``.
    sector
        Sector shown; None: all of them together.
    """
    rows, meta = shown.frame(), shown.meta
    if not rows.height:
        return
    chosen = {"run": meta["run"], "species": meta["species"], "sector": sector}
    caption = Caption(
        title=f"{view.measure(meta['species'], 't/km²')} {meta['year']}",
        source=f"{view.word('运行')} {meta['run']}",
        name="grid-map",
        service="grid.show",
        arguments={key: value for key, value in chosen.items() if value is not None},
        note=view.word("颜色按对数分级；空白处不在本省或没有估算。点选网格查看它的来历。"),
        credit=await attribution(view),
    )
    with ui.column().classes("ty-card"):
        chart = draw_chart(view, caption, _options(view, rows, step=float(meta["step_degree"])), height=520)
        chart.on_point_click(lambda event: _open(view, event))
        ui.label(caption.credit).classes("ty-note").props("data-testid=attribution")
        if view.may_call("export.netcdf"):
            _files(view, meta)


def _open(view: View, event: events.EChartPointClickEventArguments) -> None:
    if event.component_type == "series":
        ui.navigate.to(view.link("/figure", id=str(event.name)))


def _options(view: View, rows: pl.DataFrame, *, step: float) -> dict[str, Any]:
    known = rows.filter(pl.col("t_per_km2") > 0)
    shaded = known.with_columns(pl.col("t_per_km2").log10().round(3).alias("shade"))
    data = [
        {
            "name": row["figure"],
            "value": [row["lon"], row["lat"], row["shade"]],
            "tooltip": {"formatter": f"{row['lon']:.2f}°, {row['lat']:.2f}°: {figure(row['mass_t'])} t"},
        }
        for row in shaded.iter_rows(named=True)
    ]
    return {
        "aria": {"enabled": True},
        "tooltip": {"confine": True},
        "geo": {
            "map": "jurisdiction",
            "nameProperty": "region",
            "silent": True,
            "z": 5,
            "top": 10,
            "bottom": 60,
            "itemStyle": {"areaColor": "transparent", "borderColor": "#6b7280", "borderWidth": 1},
            "label": {"show": False},
        },
        "visualMap": _shading([float(shade) for shade in shaded["shade"]] or [0.0, 1.0]),
        "series": [
            {
                "type": "custom",
                "coordinateSystem": "geo",
                ":renderItem": SQUARE.format(half=step / 2),
                "data": data,
                "progressive": 0,
            }
        ],
    }


def _shading(shades: list[float]) -> dict[str, Any]:
    """Shade by the logarithms of what is emitted; the ends tell the figures themselves."""
    low, high = min(shades), max(shades)
    return {
        "min": low,
        "max": high,
        "dimension": 2,
        "orient": "horizontal",
        "left": "center",
        "bottom": 0,
        "text": [f"{10**high:.3g}", f"{10**low:.3g}"],
        "inRange": {"color": list(BLUES)},
    }


def _files(view: View, meta: dict[str, Any]) -> None:
    """Draw links to the months of all species, and to the hours of each month of the species shown."""
    year, address = int(meta["year"]), f"/api/v1/export/netcdf?run={meta['run']}"
    with ui.element("div").classes("ty-foot"):
        text = f"NetCDF (CF-1.8), {view.word('逐月')}"
        ui.link(text, address).props("download data-testid=grid-netcdf")
    with ui.element("div").classes("ty-foot").props("data-testid=grid-hours"):
        ui.label(f"NetCDF {view.word('逐时')} {meta['species']}:")
        for month in range(1, 13):
            first, last = f"{year}-{month:02}-01", f"{year}-{month:02}-{monthrange(year, month)[1]}"
            days = f"first={first}&last={last}&species={meta['species']}"
            ui.link(f"{year}-{month:02}", f"{address}&resolution=hour&{days}").props("download")


def largest_cells(view: View, shown: Answer, *, sector: str | None) -> None:
    """Draw the cells that hold most, each with the way to where its figure comes from.

    Parameters
    ----------
    view
        What is shown.
    shown
        Answer of ``grid.show``.
    sector
        Sector shown; None: all of them together.
    """
    rows, meta = shown.frame(), shown.meta
    if not rows.height:
        return
    most = rows.sort("mass_t", descending=True, maintain_order=True).head(LARGEST)
    scale = mass_scale(float(most["mass_t"][0]), view.lang)
    columns = [
        Column("place", view.word("网格中心（经度，纬度）")),
        Column("mass", view.measure(view.word("排放量"), scale.unit), right=True),
        Column("flux", view.measure(view.word("通量"), "t/km²"), right=True),
    ]
    lines = [
        {
            "place": f"{row['lon']:.2f}°, {row['lat']:.2f}°",
            "mass": cell(
                scale.write(row["mass_t"]), link=view.link("/figure", id=row["figure"]), raw=row["mass_t"]
            ),
            "flux": cell(figure(row["t_per_km2"]), raw=row["t_per_km2"]),
        }
        for row in most.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("排放最多的网格"), note=view.word("点选排放量查看它由哪些市、哪些排放源而来。"))
        draw_table(view, columns, lines, name="largest-cells")
        downloads(view, "grid.show", run=meta["run"], species=meta["species"], sector=sector)
