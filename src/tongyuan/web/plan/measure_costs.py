"""Unit costs of measures side by side: bars with their ranges, one picture for what a cost counts for."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary import sources
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, basis, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["cost_bars", "parts_of"]

BASES = ("removed", "service", "unit")
#: Colour of a cost by where it is from: a foreign one is told apart at a glance.
SHADES = {"China": "carbon", "user": "carbon"}
FOREIGN = "air"


async def cost_bars(view: View) -> None:
    """Draw unit costs of the measures that may be used on a source.

    Parameters
    ----------
    view
        Its query may hold ``source``, ``basis``, ``prices`` of energy and the fuel ``replaced``.
    """
    basis_of = view.choice("basis", BASES)
    source = view.query.get("source") or None
    paid = {name: view.query.get(name) or None for name in ("prices", "replaced")}
    asked = {"source": source, "basis": basis_of, **paid}
    shown = await view.ask("measure.compare", **asked)
    rows = shown.frame().filter(pl.col("social_cny").is_not_null())
    answer_line(
        view.word("成本计量不同的措施不能相比；深色为中国或自有成本，浅色含国外成本；细线为来源给出的范围。")
    )
    _choices(view, basis_of, source)
    _prices(view, paid)
    for part in rows.partition_by("species", maintain_order=True):
        _bars(view, part, basis_of, asked)
    if rows.is_empty():
        with ui.column().classes("ty-card"):
            heading(view.word("没有可比的成本"), note=view.word("换一个排放源或成本计量。"))
    _table(view, rows)
    meta = shown.meta
    basis(
        view,
        lines=[
            view.pick(
                f"价格年份 {meta['price_year']}；社会折现率 {meta['social_rate']:.0%}；"
                "按美国环保局手册年化的成本已含其 7% 折现率，不随本处折现率变化。",
                f"Prices of {meta['price_year']}; social rate {meta['social_rate']:.0%}; costs that the US "
                "EPA spread already hold its 7 % and do not move with the rate chosen here.",
            )
        ],
    )


def _choices(view: View, basis_of: str, source: str | None) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("成本计量")}"'):
        for key in BASES:
            link = ui.link(view.term("cost_basis", key), view.here(basis=key))
            link.classes("ty-tab ty-tab-here" if key == basis_of else "ty-tab")
    names = {"": view.word("全部排放源"), "none": view.word("外购电力和热力")}
    names |= {code: f"{code} {sources.label(code, language=view.lang)}" for code in sources.codes()}
    with ui.element("div").classes("ty-choices"):
        ui.select(
            names,
            value=source or "",
            label=view.word("排放源"),
            with_input=True,
            on_change=lambda event: ui.navigate.to(view.here(source=event.value or None)),
        ).props("dense outlined options-dense data-testid=measure-source").classes("min-w-[280px]")


def _prices(view: View, paid: dict[str, str | None]) -> None:
    """Let prices of energy be stated; what they are counted in is told beside every cost."""
    with ui.element("div").classes("ty-choices"):
        stated = ui.input(
            view.word("能源价格，如 coal=30/GJ,electricity=400/MWh（价格年份的元）"),
            value=paid["prices"] or "",
        )
        stated.props("dense outlined clearable data-testid=energy-prices").classes("min-w-[320px]")
        replaced = ui.input(view.word("被替代的燃料，如 raw_coal"), value=paid["replaced"] or "")
        replaced.props("dense outlined clearable data-testid=fuel-replaced").classes("min-w-[180px]")

        def follow() -> None:
            ui.navigate.to(view.here(prices=stated.value or None, replaced=replaced.value or None))

        for field in (stated, replaced):
            field.on("keydown.enter", follow)
    if paid["prices"]:
        words = view.word("能源费不齐的措施，成本中没有能源费，原因见“能源费”一列。")
        ui.label(words).classes("ty-note").props("data-testid=energy-counted")


def parts_of(view: View, row: dict[str, Any]) -> str:
    """Write the parts of a unit cost at the social rate; a part that no source states is left out.

    Parameters
    ----------
    view
        What is shown.
    row
        Of ``measure.compare`` or of a card.

    Returns
    -------
    str
        Capital, fixed, variable or the whole, and energy where it is priced, in CNY.
    """
    names = {
        "capital_cny": view.pick("投资年摊", "capital"),
        "fixed_cny": view.pick("固定运维", "fixed"),
        "variable_cny": view.pick("可变运维", "variable"),
        "whole_cny": view.pick("来源未分项", "not told apart"),
        "energy_cny": view.pick("能源", "energy"),
    }
    told = {name: row.get(key) for key, name in names.items()}
    return " + ".join(f"{name} {figure(value)}" for name, value in told.items() if value is not None)


def _unit(view: View, basis_of: str, species: str | None) -> str:
    if basis_of == "removed":
        return view.pick(f"元/吨 {species}", f"CNY/t {species}")
    return view.pick("元/MWh", "CNY/MWh") if basis_of == "service" else view.pick("元/单位活动量", "CNY/unit")


def _bars(view: View, rows: pl.DataFrame, basis_of: str, asked: dict[str, Any]) -> None:
    ordered = rows.sort("social_cny", descending=True)
    species = ordered["species"][0]
    unit = _unit(view, basis_of, species)
    caption = Caption(
        title=view.measure(view.word("单位成本"), unit),
        source=view.word("措施库"),
        name=f"unit-cost-{species or basis_of}",
        service="measure.compare",
        arguments={key: value for key, value in asked.items() if value is not None},
        note=view.word("点条形看技术卡片。"),
    )
    codes = ordered["measure"].to_list()
    with ui.column().classes("ty-card"):
        chart = draw_chart(view, caption, _options(view, ordered, unit), height=110 + 28 * len(codes))
        chart.on_point_click(
            lambda event: ui.navigate.to(view.here(part=None, measure=codes[event.data_index]))
        )


def _options(view: View, rows: pl.DataFrame, unit: str) -> dict[str, Any]:
    names = [f"{row['measure']} {view.of(row, 'name')}" for row in rows.iter_rows(named=True)]
    bars, ranges = [], []
    for place, (name, row) in enumerate(zip(names, rows.iter_rows(named=True), strict=True)):
        home = all(part in SHADES for part in row["origin"].split(" + "))
        told = " + ".join(view.term("cost_origin", part) for part in row["origin"].split(" + "))
        text = f"{name}<br>{figure(row['social_cny'])} {unit}<br>{told}"
        style = {"color": colour("carbon" if home else FOREIGN), "opacity": 1.0 if home else 0.7}
        bars.append({"value": row["social_cny"], "itemStyle": style, "tooltip": {"formatter": text}})
        if row["low_cny"] is not None:
            ranges.append([[row["low_cny"], place], [row["high_cny"], place]])
    lines = [
        {
            "type": "line",
            "data": ends,
            "symbol": "rect",
            "symbolSize": [2, 10],
            "silent": True,
            "lineStyle": {"width": 1.5, "color": colour("ink")},
            "itemStyle": {"color": colour("ink")},
        }
        for ends in ranges
    ]
    return {
        "grid": {"left": 8, "right": 28, "top": 8, "bottom": 30, "containLabel": True},
        "xAxis": {
            "type": "value",
            "name": unit,
            "nameLocation": "middle",
            "nameGap": 24,
            "axisLabel": {"hideOverlap": True},
        },
        "yAxis": {"type": "category", "data": names, "axisLabel": {"width": 220, "overflow": "break"}},
        "tooltip": {"trigger": "item", "confine": True},
        "series": [{"type": "bar", "barMaxWidth": 16, "data": bars}, *lines],
    }


def _table(view: View, rows: pl.DataFrame) -> None:
    columns = [
        Column("measure", view.word("措施")),
        Column("basis", view.word("成本计量")),
        Column("species", view.word("物种"), narrow=True),
        Column("social", view.measure(view.word("社会折现率"), view.word("元")), right=True),
        Column("parts", view.pick("其中（社会折现率）", "parts (social rate)")),
        Column("energy", view.word("能源费")),
        Column("private", view.measure(view.word("企业折现率"), view.word("元")), right=True),
        Column("range", view.measure(view.word("上下限"), view.word("元")), right=True),
        Column("origin", view.word("成本来源地")),
        Column("price", view.word("价格年份")),
        Column("quality", view.word("数据质量")),
    ]
    lines = [
        {
            "measure": cell(
                f"{row['measure']} {view.of(row, 'name')}", link=view.here(part=None, measure=row["measure"])
            ),
            "basis": view.term("cost_basis", row["basis"]),
            "species": row["species"] or DASH,
            "social": cell(figure(row["social_cny"]), raw=row["social_cny"]),
            "parts": parts_of(view, row),
            "energy": view.term("energy_state", row["energy_state"])
            if row["energy_state"]
            else view.word("没有另加"),
            "private": cell(figure(row["private_cny"]), raw=row["private_cny"]),
            "range": DASH
            if row["low_cny"] is None
            else f"{figure(row['low_cny'])} – {figure(row['high_cny'])}",
            "origin": " + ".join(view.term("cost_origin", part) for part in row["origin"].split(" + ")),
            "price": view.term("price_state", row["price_state"]),
            "quality": view.term("quality", row["quality"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("单位成本"), note=view.word("社会、企业两个折现率并列。"))
        draw_table(view, columns, lines, name="unit-costs", page=20)
