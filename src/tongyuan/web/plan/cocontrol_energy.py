"""What a plan's cost is made of, the prices of energy in it, and the measures whose energy is not counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary import fuels
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.plan.cocontrol_words import money
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["carrier_name", "cost_card", "price_lines", "unpriced_table"]

Row = dict[str, Any]
PAGE = 20


async def cost_card(view: View, *, run: str, year: int) -> None:
    """Tell what the plan costs in a year, in parts that add up.

    Parameters
    ----------
    view
        What is shown.
    run, year
        The plan and the year.
    """
    rows = (await view.ask("cocontrol.show", run=run, table="cost_part")).frame().filter(year=year)
    if rows.is_empty():
        return
    names = {
        "capital_cny": view.word("投资年摊"),
        "fixed_cny": view.word("固定运维"),
        "variable_cny": view.word("可变运维"),
        "whole_cny": view.word("来源未分项"),
        "energy_cny": view.word("能源和物料（省下为负）"),
    }
    with ui.column().classes("ty-card").props("data-testid=cost-parts"):
        heading(view.word("成本由什么构成"), note=view.word("各项相加即该年成本；没有来源给出的项不列。"))
        for name, words in names.items():
            if rows[name].is_not_null().any():
                ui.label(view.pair(words, money(view, float(rows[name].sum()))))
        ui.label(view.pair(view.word("合计"), money(view, float(rows["cost_cny"].sum())))).classes(
            "font-semibold"
        )
        downloads(view, "cocontrol.show", run=run, table="cost_part")


def unpriced_table(view: View, rows: pl.DataFrame, *, run: str, meta: Mapping[str, Any]) -> None:
    """Draw the measures whose energy is not counted, with the reason.

    Parameters
    ----------
    view
        What is shown.
    rows
        Table ``energy_unpriced`` of the plan.
    run, meta
        The plan, and what it rests on.
    """
    if not meta["energy_prices"]:
        return
    columns = [
        Column("measure", view.word("措施")),
        Column("state", view.word("原因")),
        Column("lacking", view.word("缺价格的能源")),
        Column("activities", view.word("活动数"), right=True),
    ]
    lines = [
        {
            "measure": row["measure"],
            "state": view.term("energy_state", row["energy_state"]),
            "lacking": view.listing([carrier_name(view, one) for one in (row["lacking"] or "").split()])
            or DASH,
            "activities": cell(str(row["activities"]), raw=row["activities"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    left = meta["energy_unsettled"] == "leave_out"
    note = (
        view.word("按问题文件，下列措施不采用。")
        if left
        else view.word("按问题文件，下列措施照用，但成本中没有能源费。")
    )
    with ui.column().classes("ty-card").props("data-testid=energy-unpriced"):
        heading(view.word("能源费没有计入的措施"), note=note)
        draw_table(view, columns, lines, name="energy-unpriced", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="energy_unpriced")


def price_lines(view: View, meta: Mapping[str, Any]) -> list[str]:
    """Say at which prices of energy a plan stands, or that there are none in it.

    Parameters
    ----------
    view
        What is shown.
    meta
        Of the plan.

    Returns
    -------
    list of str
        Lines.
    """
    prices = meta["energy_prices"]
    if not prices:
        return [
            view.word("能源价格没有计入：措施省下或多用的燃料和电力没有另外计价，有的出处已含在运行费中。")
        ]
    told = view.listing([_price(view, row) for row in prices])
    return [view.pair(view.word("能源价格（使用者填写）"), told)]


def _price(view: View, row: Row) -> str:
    by_year = row["by_year"] or {"": row["price"]}
    amounts = view.listing([f"{year} {figure(value)}".strip() for year, value in by_year.items()])
    unit = f"{row['currency']}/{row['unit']}"
    named = carrier_name(view, row["carrier"])
    dated = view.pick(
        f"{row['price_year']} 年价，{row['citation']}", f"of {row['price_year']}, {row['citation']}"
    )
    return f"{named} {amounts} {unit} ({dated})"


def carrier_name(view: View, code: str) -> str:
    """Name a fuel, or what else has a price; what no table names stands by its own code."""
    if code in fuels.codes():
        return fuels.label(code, language=view.lang)
    return view.term("priced_carrier", code)
