"""Totals of an inventory: gases and pollutants apart, intervals, completeness, quality, origin of factors."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import species as species_words
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, Scale, missing, percent
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["co2e", "reading_scale", "totals"]

GWP_SETS = ("AR5", "SAR", "AR4", "AR6")


def reading_scale(view: View) -> Scale:
    """Return the one unit of the tables: 万吨 in Chinese, kt in English."""
    return Scale(unit="万吨", tonnes=1e4) if view.lang == "zh" else Scale(unit="kt", tonnes=1e3)


async def totals(view: View, total: Answer) -> None:
    """Draw the totals of all species, greenhouse gases apart from pollutants.

    Parameters
    ----------
    view
        What is shown.
    total
        Of ``inventory.total``.
    """
    gap_filled = await _gap_filled(view, str(total.meta["run"]))
    rows = _ordered(total.frame())
    with ui.column().classes("ty-card"):
        heading(
            view.word("各物种合计"),
            note=view.word("区间只含已给出范围的输入；部分范围未核实。缺项只计数，不作零。"),
        )
        for kind, title in (
            ("greenhouse_gas", view.word("温室气体")),
            ("air_pollutant", view.word("大气污染物")),
        ):
            ui.label(title).classes("font-semibold")
            wanted = [row for row in rows if species_words.kind(row["species"]) == kind]
            lines = [_line(view, row, gap_filled.get((row["species"], row["scope"]))) for row in wanted]
            draw_table(view, _columns(view), lines, name=f"totals-{kind}")
        ui.label(view.word("※ 依据未核实的因子或数据：尚未在所引文献原件中核对到。")).classes("ty-note")
        downloads(view, "inventory.total", run=str(total.meta["run"]))


def _ordered(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Give the rows by scope, and within it in the fixed order of the species."""
    order = {code: place for place, code in enumerate(species_words.codes())}
    return sorted(rows.to_dicts(), key=lambda row: (row["scope"], order[row["species"]]))


async def _gap_filled(view: View, run: str) -> dict[tuple[str, int], float]:
    rows = (await view.ask("inventory.origins", run=run)).frame().filter("gap_filler")
    summed = rows.group_by("species", "scope").agg(pl.col("share").sum())
    return {(code, scope): share for code, scope, share in summed.iter_rows()}


def _columns(view: View) -> list[Column]:
    unit = reading_scale(view).unit
    return [
        Column("species", view.word("物种")),
        Column(
            "scope",
            view.word("范围"),
            right=True,
            tip=view.word("范围一为本地直接排放，范围二为外购电力与热力"),
        ),
        Column("mass", view.measure(view.word("排放量"), f"{unit}"), right=True),
        Column("interval", view.measure(view.word("95% 区间"), f"{unit}"), right=True),
        Column(
            "complete",
            view.word("已估算/应估算"),
            right=True,
            tip=view.word("活动项数；差额为缺因子或活动量未报告者，不作零处理"),
        ),
        Column("quality", view.word("数据质量（最差）")),
        Column(
            "gap",
            view.measure(view.word("欧洲补缺占比"), "%"),
            right=True,
            tip=explanation("origin", "Europe (gap filler)", view.lang),
        ),
        Column(
            "uncontrolled",
            view.measure(view.word("未计治理占比"), "%"),
            right=True,
            tip=view.word("没有声明治理措施，按未治理计，是上限"),
        ),
    ]


def _line(view: View, row: dict[str, Any], gap: float | None) -> dict[str, Any]:
    scale = reading_scale(view)
    known = row["mass_t"] is not None
    quality = row["quality"]
    doubt = explanation("quality", quality, view.lang) if quality == "unverified" else None
    mass = scale.write(row["mass_t"]) if known else missing(row["state"] or "NE", view.lang)
    link = view.link("/figure", id=row["figure"])
    return {
        "species": _named(view, row["species"]),
        "scope": row["scope"],
        "mass": cell(mass, link=link, mark="※" if doubt else None, tip=doubt, raw=row["mass_t"]),
        "interval": f"{scale.write(row['low_t'])} – {scale.write(row['high_t'])}"
        if row["low_t"] is not None
        else DASH,
        "complete": f"{row['estimated']} / {row['estimated'] + row['gaps']}",
        "quality": cell(
            view.term("quality", quality), tip=explanation("quality", quality, view.lang) or None
        ),
        "gap": percent(gap or 0.0) if known else DASH,
        "uncontrolled": _uncontrolled(row),
    }


def _uncontrolled(row: dict[str, Any]) -> str:
    """Share of a mass that is counted without any control; none is asked of greenhouse gases."""
    if not row["mass_t"] or row["without_controls_t"] is None:
        return DASH
    return percent(row["without_controls_t"] / row["mass_t"])


def _named(view: View, code: str) -> str:
    name = species_words.label(code, language=view.lang)
    return code if name == code else f"{code} {name}"


async def co2e(view: View, run: str) -> None:
    """Draw the greenhouse gases weighed by the chosen GWP set, apart from their masses.

    Parameters
    ----------
    view
        Its query may hold ``gwp``.
    run
        The run.
    """
    chosen = view.choice("gwp", GWP_SETS)
    answer = await view.ask("inventory.co2e", run=run, gwp=chosen)
    scale = reading_scale(view)
    rows = [
        {
            "species": row["species"],
            "scope": row["scope"],
            "co2e": scale.write(row["co2e_t"])
            if row["co2e_t"] is not None
            else missing(row["state"], view.lang),
        }
        for row in _ordered(answer.frame())
    ]
    for row in answer.meta["totals"]:
        if row["co2e_t"] is not None:
            amount = cell(scale.write(row["co2e_t"]), tone="ty-strong")
            rows.append({"species": view.word("合计"), "scope": row["scope"], "co2e": amount})
    columns = [
        Column("species", view.word("气体")),
        Column("scope", view.word("范围"), right=True),
        Column("co2e", view.measure(view.word("二氧化碳当量"), f"{scale.unit} CO2e"), right=True),
    ]
    with ui.column().classes("ty-card").props("data-testid=co2e"):
        heading(
            view.measure(view.word("二氧化碳当量"), f"GWP {chosen}，{view.word('100 年')}"),
            note=view.word("只在读取时按所选 GWP 集折算，不存入气体质量，也不与之相加。"),
        )
        with ui.element("nav").classes("ty-tabs").props('aria-label="GWP"'):
            for name in ("SAR", "AR4", "AR5", "AR6"):
                classes = "ty-tab ty-tab-here" if name == chosen else "ty-tab"
                ui.link(name, view.here(gwp=name)).classes(classes)
        draw_table(view, columns, rows, name="co2e-table")
        downloads(view, "inventory.co2e", run=run, gwp=chosen)
