"""A plan city by city: the choice of a region, what each city does and bears, what a tonne is worth there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from nicegui import events, ui

from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.classes import map_classes
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import figure, mass_scale, percent
from tongyuan.web.frame import heading
from tongyuan.web.maps import area, attribution, map_options
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = [
    "chosen_region",
    "cities",
    "of_region",
    "region_choice",
    "rested",
    "shares",
    "source_prices",
    "summed",
]

Row = dict[str, Any]
PAGE = 20
MONEY = 1e4
#: More than this part of the emission without a city is worth a warning.
MUCH = 0.05


def chosen_region(view: View, emission: pl.DataFrame) -> str | None:
    """Give the region that the address names, where the plan knows it; None for the whole."""
    named = view.query.get("region")
    return named if named in set(emission["region"]) else None


def region_choice(view: View, emission: pl.DataFrame) -> None:
    """Draw the choice of a region; nothing where the plan has but one."""
    names = emission.select("region", "region_zh", "region_en").unique("region").sort("region")
    if names.height < 2:
        return
    whole = view.word("全省（各市合计）")
    known = {"": whole} | {row["region"]: view.of(row, "region") for row in names.iter_rows(named=True)}
    ui.select(
        known,
        value=chosen_region(view, emission) or "",
        label=view.word("地区"),
        on_change=lambda event: ui.navigate.to(view.here(region=event.value or None)),
    ).props("dense outlined options-dense data-testid=plan-region").classes("min-w-[160px]")


def of_region(frame: pl.DataFrame, region: str | None) -> pl.DataFrame:
    """Take the emission of a region, or sum it over all of them.

    Parameters
    ----------
    frame
        Of ``cocontrol.show`` with table ``planned_emission``.
    region
        The region; None for all.

    Returns
    -------
    pl.DataFrame
        Columns species, year, baseline_t, mass_t [t].
    """
    columns = ("species", "year", "baseline_t", "mass_t")
    if region is not None:
        return frame.filter(pl.col("region") == region).select(columns)
    summed = frame.group_by("species", "year", maintain_order=True).agg(pl.col("baseline_t", "mass_t").sum())
    return summed.select(columns)


def summed(rows: Sequence[Row]) -> list[Row]:
    """Add up what cities take up of one measure on one source.

    Parameters
    ----------
    rows
        Of ``cocontrol.show`` with table ``by_source``.

    Returns
    -------
    list
        The rows without region, dearest first.
    """
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in ("year", "source", "measure", "subject", "unit"))
        known = found.get(key)
        if known is None:
            found[key] = dict(row)
            continue
        for name in ("quantity", "level", "cost_cny"):
            known[name] = None if None in (known[name], row[name]) else known[name] + row[name]
        known["share"] = known["quantity"] / known["level"] if known["level"] else None
        known["share_known"] = known["share_known"] and row["share_known"]
    return sorted(found.values(), key=lambda row: -row["cost_cny"])


async def cities(
    view: View, emission: pl.DataFrame, rows: Sequence[Row], *, meta: Row, year: int, species: str
) -> None:
    """Draw what each city does and bears: a map of what falls there, and the table beside.

    Parameters
    ----------
    view
        What is shown; its query may hold ``region``.
    emission, rows
        Of ``cocontrol.show``: planned emission, and what is taken up by source, of all years and the year.
    meta, year, species
        Of the plan, its year, and the species that is shown.
    """
    run = str(meta["run"])
    placed = emission.filter(pl.col("year") == year, pl.col("species") == species)
    if placed["region"].n_unique() < 2:
        return
    costs: dict[str, float] = {}
    for row in rows:
        costs[str(row["region"])] = costs.get(str(row["region"]), 0.0) + row["cost_cny"]
    told = placed.with_columns(fall=pl.col("baseline_t") - pl.col("mass_t")).sort("fall", descending=True)
    await _map(view, told, run=run, year=year, species=species)
    with ui.column().classes("ty-card").props("data-testid=plan-cities"):
        heading(
            view.pair(view.word("各市减多少、花多少"), f"{species} {year}"),
            note=view.word(
                "全省一行为没有分到市的活动。成本含各物种的措施，不只这一种。没有约束区分的市，措施按活动量均摊。"
            ),
        )
        _left(view, told, province=str(meta["region"]), species=species)
        _table(view, told, costs)
        downloads(view, "cocontrol.show", run=run, table="planned_emission")


def _left(view: View, told: pl.DataFrame, *, province: str, species: str) -> None:
    """Say how much of the emission no city took: no limit of a city counts it, nor does the air."""
    whole = float(told["baseline_t"].sum())
    left = float(told.filter(region=province)["baseline_t"].sum())
    if not whole or not left:
        return
    part = percent(left / whole)
    text = view.pick(
        f"不采取措施的{species}排放中 {part}% 没有分到市，留在全省：各市的上限和浓度不含这一部分。",
        f"{part} % of the {species} emitted without measures is of no city and stays with the province: "
        "neither caps of cities nor concentrations count it.",
    )
    sign = left / whole > MUCH
    ui.label(f"! {text}" if sign else text).classes("ty-sign-behind" if sign else "ty-note").props(
        "data-testid=left-with-province"
    )


def _table(view: View, told: pl.DataFrame, costs: Mapping[str, float]) -> None:
    """Draw a row a city: emission with and without the plan, its part of the fall and of the cost."""
    whole_fall, whole_cost = float(told["fall"].sum()), sum(costs.values())
    scale = mass_scale(max(told["baseline_t"].abs(), default=1.0), view.lang)
    columns = [
        Column("city", view.word("地区")),
        Column("before", view.measure(view.word("不采取措施"), scale.unit), right=True),
        Column("after", view.measure(view.word("本方案"), scale.unit), right=True),
        Column("fall", view.measure(view.word("减少"), scale.unit), right=True),
        Column("part", view.measure(view.word("占全部减少"), "%"), right=True),
        Column("cost", view.measure(view.word("年成本"), view.word("万元")), right=True),
        Column("bears", view.measure(view.word("占全部成本"), "%"), right=True),
    ]
    lines = []
    for row in told.iter_rows(named=True):
        cost = costs.get(row["region"], 0.0)
        part = row["fall"] / whole_fall if whole_fall else None
        lines.append(
            {
                "city": cell(view.of(row, "region"), link=view.here(region=row["region"])),
                "before": cell(scale.write(row["baseline_t"]), raw=row["baseline_t"]),
                "after": cell(scale.write(row["mass_t"]), raw=row["mass_t"]),
                "fall": cell(scale.write(row["fall"]), raw=row["fall"]),
                "part": cell(percent(part), raw=part),
                "cost": cell(figure(cost / MONEY), raw=cost),
                "bears": cell(percent(cost / whole_cost if whole_cost else None), raw=cost),
            }
        )
    draw_table(view, columns, lines, name="plan-by-city", page=PAGE)


async def _map(view: View, told: pl.DataFrame, *, run: str, year: int, species: str) -> None:
    scale = mass_scale(max(told["fall"].abs(), default=1.0), view.lang)
    found = map_classes([fall / scale.tonnes for fall in told["fall"]])
    areas = []
    for row in told.iter_rows(named=True):
        value = row["fall"] / scale.tonnes
        name = view.of(row, "region")
        text = view.pair(name, f"{figure(value)} {scale.unit}")
        chosen = row["region"] == view.query.get("region")
        areas.append(area(row["region"], value, name=name, told=text, chosen=chosen))
    caption = Caption(
        title=view.measure(
            view.pick(f"{year}年各市{species}减少", f"Fall of {species} by city in {year}"), scale.unit
        ),
        source=f"{view.word('运行')} {run}",
        name="cocontrol-cities",
        service="cocontrol.show",
        arguments={"run": run, "table": "planned_emission"},
        note=view.word("点选城市只看它的措施与排放。"),
        credit=await attribution(view),
    )
    keys = [(place.colour, place.text()) for place in found]
    with ui.column().classes("ty-card"):
        chart = draw_chart(view, caption, map_options(areas, found), height=420, keys=keys)
        chart.on_point_click(lambda event: _open(view, event))
        ui.label(caption.credit).classes("ty-note").props("data-testid=attribution")


def _open(view: View, event: events.EChartPointClickEventArguments) -> None:
    ui.navigate.to(view.here(region=str(event.name)))


def source_prices(view: View, frame: pl.DataFrame, names: Mapping[str, str], *, run: str) -> None:
    """Draw what a tonne less is worth to each bounded concentration, by city, species and height.

    Parameters
    ----------
    view
        What is shown.
    frame
        Of ``cocontrol.show`` with table ``source_price``.
    names
        Name of each limit: it says screening where the matrix is.
    run
        The plan.
    """
    worth = frame.filter(pl.col("price_cny_per_t") != 0).sort("price_cny_per_t", descending=True)
    if worth.is_empty():
        return
    columns = [
        Column("limit", view.word("约束")),
        Column("year", view.word("年份"), right=True),
        Column("city", view.word("排放地区")),
        Column("species", view.word("物种"), narrow=True),
        Column("release", view.word("排放高度")),
        Column("slope", view.measure(view.word("每千吨的影响"), "μg/m³"), right=True),
        Column("price", view.measure(view.word("少排一吨值"), view.word("元/t")), right=True),
    ]
    lines = [
        {
            "limit": names.get(row["limit"], row["limit"]),
            "year": cell(str(row["year"]), raw=row["year"]),
            "city": view.of(row, "region"),
            "species": row["species"],
            "release": view.term("release", row["release"]),
            "slope": cell(figure(row["ug_m3_per_t"] * 1e3), raw=row["ug_m3_per_t"]),
            "price": cell(figure(row["price_cny_per_t"]), raw=row["price_cny_per_t"]),
        }
        for row in worth.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=source-prices"):
        heading(
            view.word("为浓度达标，各地少排一吨值多少"),
            note=view.word("浓度约束的影子价格乘源—受体矩阵：同一种污染物在不同的市、不同高度，价格不同。"),
        )
        draw_table(view, columns, lines, name="source-prices", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="source_price")


def shares(view: View, frame: pl.DataFrame, *, run: str) -> None:
    """Say how activity was shared out among the cities, and list what stays with the province."""
    if frame.is_empty():
        return
    left = frame.filter(pl.col("way") == "unallocated")
    differ = frame.filter("species_differ").select("source", "activity").unique().height
    columns = [
        Column("source", view.word("排放源")),
        Column("fuel", view.word("能源或物料")),
        Column("activity", view.word("活动类型")),
        Column("share", view.measure(view.word("留在全省"), "%"), right=True),
    ]
    lines = [
        {
            "source": row["source"],
            "fuel": row["fuel"],
            "activity": row["activity"],
            "share": cell(percent(row["share"]), raw=row["share"]),
        }
        for row in left.iter_rows(named=True)
    ]
    text = view.pick(
        f"每项活动按自己的一条规则分到市，所有物种同用这一份额。分市清单中有 {differ} 类活动的各物种"
        f"份额不一，这里一律按活动量分。没有分到市的 {left.height} 项留在全省，如下。",
        f"Every activity is shared out by one rule of its own, and all species follow it. In the inventory "
        f"of cities the species of {differ} kinds of activity are shared unlike each other; here the amount "
        f"of activity decides. {left.height} that no city took stay with the province, as listed.",
    )
    with ui.column().classes("ty-card").props("data-testid=city-shares"):
        heading(view.word("活动怎样分到市"), note=text)
        draw_table(view, columns, lines, name="city-shares", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="city_share")


def rested(view: View, meta: Mapping[str, Any]) -> list[str]:
    """Say on which cities, which air and which GWP set a plan rests; nothing where it names none."""
    lines = []
    if meta["cities"]:
        lines.append(view.pair(view.word("分市清单"), str(meta["cities"])))
    if meta["air"]:
        model = view.term("air_model", meta["air_model"])
        lines.append(view.pair(view.word("空气质量响应"), f"{meta['air']}（{model}）"))
    if meta["gwp"]:
        lines.append(f"GWP {meta['gwp']}")
    return lines
