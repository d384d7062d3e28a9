"""Checks of the cities: power and heat seen twice, and where cities and province do not agree."""

from __future__ import annotations

import polars as pl
from nicegui import ui

from tongyuan.web.downloads import downloads
from tongyuan.web.figures import Scale, figure, mass_scale
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["findings", "overlap"]


async def overlap(view: View, run: str) -> None:
    """Draw power and heat by use and by production beside each other.

    Parameters
    ----------
    view
        What is shown.
    run
        Run of the cities.
    """
    rows = (await view.ask("city.overlap", run=run)).frame().filter(pl.col("species") == "CO2")
    if not rows.height:
        return
    largest = rows.select(pl.max_horizontal("used_t", "made_t").max()).item()
    scale = mass_scale(largest or 1.0, view.lang)
    columns = [
        Column("city", view.word("城市")),
        Column("kind", view.word("能源")),
        Column("used", view.measure(view.word("使用侧（范围二）"), f"{scale.unit} CO2"), right=True),
        Column("outside", view.measure(view.word("其中来自省外"), f"{scale.unit} CO2"), right=True),
        Column("twice", view.measure(view.word("与省内范围一重复"), f"{scale.unit} CO2"), right=True),
        Column("made", view.measure(view.word("生产侧（本市电厂供热）"), f"{scale.unit} CO2"), right=True),
    ]
    lines = [
        {
            "city": view.of(row, "region_name"),
            "kind": view.term("bought", row["activity"]),
            **{
                name: _mass(row[f"{column}_t"], scale)
                for name, column in (
                    ("used", "used"),
                    ("outside", "outside"),
                    ("twice", "overlap"),
                    ("made", "made"),
                )
            },
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=overlap"):
        heading(
            view.word("电力与热力：两种口径与重复部分"),
            note=view.word(
                "一市用电（范围二）里由省内电厂发出的部分，已在另一市的范围一中；两种口径不可相加。"
            ),
        )
        draw_table(view, columns, lines, name="overlap")
        downloads(view, "city.overlap", run=run)


def _mass(mass_t: float | None, scale: Scale) -> dict[str, object]:
    return cell(figure(None if mass_t is None else mass_t / scale.tonnes), raw=mass_t)


async def findings(view: View, run: str) -> None:
    """Draw every cell in which cities and province do not agree.

    Parameters
    ----------
    view
        What is shown.
    run
        Run of the cities.
    """
    answer = await view.ask("city.findings", run=run)
    rows = answer.frame()
    columns = [
        Column("source", view.word("排放源")),
        Column("species", view.word("物种")),
        Column("scope", view.word("范围"), right=True),
        Column("finding", view.word("问题")),
        Column("province", view.measure(view.word("全省"), "t"), right=True),
        Column("own", view.measure(view.word("各市记录合计"), "t"), right=True),
        Column("rest", view.measure(view.word("余额"), "t"), right=True),
    ]
    lines = [
        {
            "source": f"{row['source']} {view.of(row, 'source')}",
            "species": row["species"],
            "scope": row["scope"],
            "finding": cell(
                view.term("cityfinding", row["finding"]),
                tone="ty-fault" if row["finding"] == "conflict" else None,
            ),
            "province": cell(figure(row["province_t"]), raw=row["province_t"]),
            "own": cell(figure(row["bottom_up_t"]), raw=row["bottom_up_t"]),
            "rest": cell(figure(row["remainder_t"]), raw=row["remainder_t"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=city-findings"):
        heading(
            view.word("分市与全省不一致之处"),
            note=view.word("余额为负从不裁剪：原样列为冲突，由各市与省核对。"),
        )
        if not lines:
            ui.label(view.word("没有不一致。"))
            return
        draw_table(view, columns, lines, name="city-findings-table", page=20)
        downloads(view, "city.findings", run=run)
