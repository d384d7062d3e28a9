"""Checks of an inventory: beside a published one, reference beside sectoral approach, key categories."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary import fuels, sources
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import Scale, figure, percent, printed
from tongyuan.web.frame import answer_line, empty, heading, quoted
from tongyuan.web.plan.inventory_totals import GWP_SETS, reading_scale
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["compare", "keys", "reference_approach"]

LARGE = 0.1  # a difference of a tenth is marked


async def compare(view: View, run: str) -> None:
    """Draw CO2 by fuel beside a published inventory of the same year.

    Parameters
    ----------
    view
        What is shown.
    run
        The run.
    """
    try:
        answer = await view.ask("inventory.compare", run=run)
    except NotFoundError:
        empty(
            view,
            missing=view.word("本工作空间没有同一年份、可供比较的已发布清单。"),
            owed_by=view.word("发布清单的机构或研究者"),
            then=view.word("导入后在此逐能源列出两者之差。"),
        )
        return
    rows = answer.frame()
    answer_line(_said(view, rows))
    scale = reading_scale(view)
    columns = [
        Column("fuel", view.word("能源")),
        Column("computed", view.measure(view.word("本平台"), f"{scale.unit} CO2"), right=True),
        Column("published", view.measure(view.word("已发布"), f"{scale.unit} CO2"), right=True),
        Column("difference", view.measure(view.word("差额"), f"{scale.unit} CO2"), right=True),
        Column("share", view.measure(view.word("相差"), "%"), right=True),
        Column("verdict", view.word("说明")),
    ]
    lines = [_compared(view, row) for row in rows.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(view.word("与已发布清单比较"), note=view.of(answer.meta, "note"))
        draw_table(view, columns, lines, name="compare")
        quoted(view.pair(view.word("出处"), answer.meta["citation"])).classes("ty-note")
        downloads(view, "inventory.compare", run=run)


def _said(view: View, rows: pl.DataFrame) -> str:
    total = rows.row(by_predicate=pl.col("fuel") == "total", named=True)
    compared = rows.filter((pl.col("fuel") != "total") & (pl.col("verdict") == "compared"))
    worst = compared.sort(pl.col("difference_t").abs(), descending=True).row(0, named=True)
    name = fuels.label(worst["fuel"], language=view.lang)
    share, missed = (
        percent(total["difference_share"], signed=True),
        percent(worst["difference_share"], signed=True),
    )
    return view.pick(
        f"合计与已发布清单相差 {share} %；差得最多的是{name}（{missed} %），原样列出，不作调整。",
        f"The total differs from the published inventory by {share} %; {name} differs most ({missed} %): "
        "reported as it is, not tuned.",
    )


def _compared(view: View, row: dict[str, Any]) -> dict[str, Any]:
    scale = reading_scale(view)
    share = row["difference_share"]
    large = share is not None and abs(share) >= LARGE and row["verdict"] == "compared"
    verdict = view.term("verdict", row["verdict"])
    total = row["fuel"] == "total"
    return {
        "fuel": cell(view.word("合计"), tone="ty-strong")
        if total
        else fuels.label(row["fuel"], language=view.lang),
        **{name: _mass(row[f"{name}_t"], scale) for name in ("computed", "published", "difference")},
        "share": cell(percent(share, signed=True), raw=share, tone="ty-fault" if large else None),
        "verdict": cell(verdict, tip=explanation("verdict", row["verdict"], view.lang) or None),
    }


async def reference_approach(view: View, run: str) -> None:
    """Draw the reference approach beside the sectoral one, by kind of fuel and by fuel.

    Parameters
    ----------
    view
        What is shown.
    run
        The run.
    """
    try:
        answer = await view.ask("inventory.reference", run=run)
    except NotFoundError:
        empty(
            view,
            missing=view.word("这份清单不是由能源平衡表编制的，没有参考方法可比。"),
            owed_by=view.word("统计部门（地区能源平衡表）"),
            then=view.word("导入平衡表并重新编制后，在此列出两种方法之差。"),
        )
        return
    rows = answer.frame()
    total = rows.row(by_predicate=pl.col("level") == "total", named=True)
    share = percent(total["difference_share"], signed=True)
    answer_line(
        view.pick(
            f"参考方法（供应侧）比部门方法（消费侧）相差 {share} %。",
            f"The reference approach (supply) differs from the sectoral approach (use) by {share} %.",
        )
    )
    scale = reading_scale(view)
    columns = [
        Column("item", view.word("能源")),
        Column("reference", view.measure(view.word("参考方法"), f"{scale.unit} CO2"), right=True),
        Column("sectoral", view.measure(view.word("部门方法"), f"{scale.unit} CO2"), right=True),
        Column("difference", view.measure(view.word("差额"), f"{scale.unit} CO2"), right=True),
        Column("share", view.measure(view.word("占参考方法"), "%"), right=True),
        Column("gaps", view.word("缺项数"), right=True),
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("参考方法与部门方法"),
            note=view.word("单种能源之差含加工转换：原油炼成油品，洗精煤炼成焦炭，只有合计可直接比较。"),
        )
        order = {"total": 0, "type": 1, "fuel": 2}
        ordered = sorted(rows.to_dicts(), key=lambda row: order[row["level"]])
        draw_table(view, columns, [_approach(view, row) for row in ordered], name="reference")
        downloads(view, "inventory.reference", run=run)


def _approach(view: View, row: dict[str, Any]) -> dict[str, Any]:
    scale = reading_scale(view)
    fuel = row["level"] == "fuel"
    item = fuels.label(row["item"], language=view.lang) if fuel else view.term("fueltype", row["item"])
    written = {name: _mass(row[f"{name}_t"], scale) for name in ("reference", "sectoral", "difference")}
    share = row["difference_share"]
    return {
        "item": item if fuel else cell(item, tone="ty-strong"),
        **written,
        "share": cell(percent(share, signed=True), raw=share),
        "gaps": row["gaps"],
    }


def _mass(mass_t: float | None, scale: Scale) -> dict[str, Any]:
    """Write a mass with two digits behind the point, so that rounding of the arithmetic shows as nothing."""
    text = printed(None if mass_t is None else mass_t / scale.tonnes)
    return cell("0.00" if text == "-0.00" else text, raw=mass_t)


async def keys(view: View, run: str) -> None:
    """Draw the key categories by level of CO2e.

    Parameters
    ----------
    view
        Its query may hold ``gwp``.
    run
        The run.
    """
    chosen = view.choice("gwp", GWP_SETS)
    rows = (await view.ask("inventory.keys", run=run, gwp=chosen)).frame()
    named = rows.filter("key")
    answer_line(
        view.pick(
            f"{named.height} 个关键类别合计占二氧化碳当量的 95 %（{chosen}）。",
            f"{named.height} key categories make up 95 % of the CO2e ({chosen}).",
        )
    )
    scale = reading_scale(view)
    columns = [
        Column("category", view.word("排放源类别")),
        Column("species", view.word("气体")),
        Column("co2e", view.measure(view.word("二氧化碳当量"), f"{scale.unit}"), right=True),
        Column("level", view.measure(view.word("占比"), "%"), right=True),
        Column("cumulative", view.measure(view.word("累计"), "%"), right=True),
        Column("key", view.word("关键类别")),
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("关键类别（水平法）"), note=view.word("按二氧化碳当量由大到小累计到 95 % 为止。"))
        draw_table(view, columns, [_category(view, row) for row in rows.iter_rows(named=True)], name="keys")
        downloads(view, "inventory.keys", run=run, gwp=chosen)


def _category(view: View, row: dict[str, Any]) -> dict[str, Any]:
    known = row["co2e_t"] is not None
    return {
        "category": f"{row['source']} {sources.label(row['source'], language=view.lang)}",
        "species": row["species"],
        "co2e": cell(
            figure(row["co2e_t"] / reading_scale(view).tonnes) if known else "NE", raw=row["co2e_t"]
        ),
        "level": percent(row["level"]),
        "cumulative": percent(row["cumulative"]),
        "key": "●" if row["key"] else "",
    }
