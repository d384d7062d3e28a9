"""Pictures of a plan: what is taken up at which cost, what falls, fronts and the curve of the system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import figure, mass_scale, percent
from tongyuan.web.plan.cocontrol_words import source_name
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["change_bars", "cost_bars", "year_bars"]

Row = dict[str, Any]
SHOWN = 20
MONEY = 1e8
ROW_PX = 30
HEAD_PX = 70


def cost_bars(view: View, rows: Sequence[Row], *, run: str, year: int) -> None:
    """Draw the yearly cost of what is taken up, a bar for each source and measure.

    Parameters
    ----------
    view
        What is shown.
    rows
        Of ``cocontrol.show`` with table ``by_source``, of one year.
    run
        The plan.
    year
        Its year.
    """
    shown = sorted(rows, key=lambda row: row["cost_cny"])[-SHOWN:]
    unit = view.pick("亿元/年", "10⁸ CNY a year")
    caption = Caption(
        title=view.measure(
            view.pick(f"{year}年采用的措施：年成本", f"Taken up in {year}: cost a year"), unit
        ),
        source=f"{view.word('运行')} {run}",
        name="cocontrol-costs",
        service="cocontrol.show",
        arguments={"run": run, "table": "by_source"},
        note=view.word("斜纹：最高应用比例没有找到，按可用于全部活动计算。条上为占可用活动量的份额。"),
    )
    names = [f"{source_name(view, row)} · {view.of(row, 'measure')}" for row in shown]
    bars = [_bar(view, name, row, unit) for name, row in zip(names, shown, strict=True)]
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, _lying(names, bars, unit), height=HEAD_PX + ROW_PX * len(shown))


def _bar(view: View, name: str, row: Row, unit: str) -> Row:
    style: Row = {"color": colour("carbon")}
    if not row["share_known"]:
        style["decal"] = {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [3, 4], "rotation": 0.7}
    share = "" if row["share"] is None else f"{percent(row['share'])}%"
    told = [name, f"{figure(row['cost_cny'] / MONEY)} {unit}", share]
    return {
        "value": row["cost_cny"] / MONEY,
        "itemStyle": style,
        "label": {"show": True, "position": "right", "formatter": share},
        "tooltip": {"formatter": "<br>".join(told)},
    }


def _lying(names: Sequence[str], bars: Sequence[Row], unit: str) -> Row:
    return {
        "aria": {"enabled": True, "decal": {"show": False}},
        "grid": {"left": 8, "right": 64, "top": 8, "bottom": 30, "containLabel": True},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": {
            "type": "value",
            "name": unit,
            "nameLocation": "middle",
            "nameGap": 24,
            "axisLabel": {"hideOverlap": True},
        },
        "yAxis": {
            "type": "category",
            "data": list(names),
            "axisLabel": {"width": 170, "overflow": "break", "fontSize": 11},
        },
        "series": [{"type": "bar", "barMaxWidth": 16, "data": list(bars)}],
    }


def change_bars(view: View, rows: Sequence[Row], *, run: str, year: int) -> None:
    """Draw by how much the plan changes each species against no measures.

    Parameters
    ----------
    view
        What is shown.
    rows
        Of ``cocontrol.show`` with table ``planned_emission``, of one year.
    run
        The plan.
    year
        Its year.
    """
    changed = [row for row in rows if row["baseline_t"] and abs(row["mass_t"] / row["baseline_t"] - 1) > 1e-6]
    if not changed:
        return
    shares = sorted(
        ((row["species"], 100 * (row["mass_t"] / row["baseline_t"] - 1)) for row in changed),
        key=lambda pair: -pair[1],
    )
    caption = Caption(
        title=view.measure(
            view.pick(f"{year}年排放较不采取措施的变化", f"Emission in {year} against no measures"), "%"
        ),
        source=f"{view.word('运行')} {run}",
        name="cocontrol-changes",
        service="cocontrol.show",
        arguments={"run": run, "table": "planned_emission"},
        note=view.word("没有变化的物种不画；末端治理和捕集用电会使别的物种增加。"),
    )
    bars = [
        {
            "value": share,
            "itemStyle": {"color": colour(species)},
            "tooltip": {"formatter": f"{species}: {share:+.2f}%"},
        }
        for species, share in shares
    ]
    with ui.column().classes("ty-card"):
        options = _lying([species for species, _ in shares], bars, "%")
        draw_chart(view, caption, options, height=HEAD_PX + 24 * len(shares))


def year_bars(view: View, rows: Sequence[Row], *, run: str, species: str) -> None:
    """Draw a species year by year, without measures and under the plan.

    Parameters
    ----------
    view
        What is shown.
    rows
        Of ``cocontrol.show`` with table ``planned_emission``, of one species.
    run
        The plan.
    species
        The species.
    """
    ordered = sorted(rows, key=lambda row: row["year"])
    scale = mass_scale(max(abs(row["baseline_t"]) for row in ordered), view.lang)
    without, under = view.word("不采取措施"), view.word("本方案")
    caption = Caption(
        title=view.measure(view.pick(f"{species}逐年排放", f"{species} by year"), scale.unit),
        source=f"{view.word('运行')} {run}",
        name="cocontrol-years",
        service="cocontrol.show",
        arguments={"run": run, "table": "planned_emission"},
    )
    series = [
        {
            "type": "bar",
            "name": name,
            "barMaxWidth": 44,
            "itemStyle": style,
            "data": [row[column] / scale.tonnes for row in ordered],
        }
        for name, column, style in (
            (without, "baseline_t", {"color": "#9CA3AF"}),
            (under, "mass_t", {"color": colour(species)}),
        )
    ]
    options = {
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 16, "top": 30, "bottom": 24, "containLabel": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "xAxis": {"type": "category", "data": [str(row["year"]) for row in ordered]},
        "yAxis": {"type": "value", "name": scale.unit},
        "series": series,
    }
    keys = [("#9CA3AF", without), (species, under)]
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=260, keys=keys)
