"""Tables of a dispatch: targets by id, limits, units, shares, emission, and hourly factors."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["emission_table", "factor_table", "limit_table", "share_table", "target_table", "unit_table"]

Row = dict[str, Any]
SIGNS = {"met": ("✓", "ty-sign-done"), "not_met": ("✕", "ty-sign-not_done")} | {
    "conflict": ("✕", "ty-sign-not_done"),
    "not_told": ("?", ""),
}
MASSES = {"co2_t": "CO2", "so2_t": "SO2", "nox_t": "NOx", "pm25_t": "PM2.5"}
PAGE = 24


def _bound(view: View, value: float | None, unit: str, *, link: str | None = None) -> Row | str:
    """Write a bound: shares as percent."""
    if value is None:
        return DASH
    if unit == "1":
        return cell(f"{percent(value)} %", raw=value, link=link)
    return cell(f"{figure(value)} {view.unit(unit)}", raw=value, link=link)


def _why(view: View, shown: Answer, table: str, *key: str) -> str:
    """Lead to the tree of a figure of the run."""
    meta = shown.meta
    return view.link(
        "/figure", id=f"{meta['run']}/{table}/" + ",".join([meta["region"], str(meta["year"]), *key])
    )


def target_table(view: View, judged: Answer) -> None:
    """Draw the targets that can bind power, by id, each with its verdict or why there is none.

    Parameters
    ----------
    view
        What is shown.
    judged
        Of ``power.show``, judged.
    """
    columns = [
        Column("target", view.word("目标"), narrow=True),
        Column("name", view.word("名称")),
        Column("verdict", view.word("判断"), narrow=True),
        Column("bound", view.word("要求"), right=True),
        Column("reached", view.word("达到"), right=True),
        Column("gap", view.word("差距"), right=True),
        Column("why", view.word("说明")),
    ]
    rows = [_target(view, judged, row) for row in judged.frame().iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(
            view.word("目标逐条判断"),
            note=view.word("达到与否按这次调度的机组和逐时结果计算；曲线与假定的局限见依据。"),
        )
        draw_table(view, columns, rows, name="power-targets")
        downloads(view, "power.show", run=judged.meta["run"], part="judged")


def _target(view: View, judged: Answer, row: Row) -> Row:
    sign, tone = SIGNS[row["verdict"]]
    gap = None if row["reached"] is None else max(row["bound"] - row["reached"], 0.0)
    why = view.term("power_why", row["why"])
    if row["verdict"] == "conflict":
        others = row["contends_with"] or DASH
        gap = row["give_way"]
        why = view.pick(f"与 {others} 不能同时满足", f"cannot hold together with {others}")
    return {
        "target": cell(
            f"{row['target']} {row['reading']}", link=view.link("/assess/targets", article=row["article"])
        ),
        "name": view.of(row, "name"),
        "verdict": cell(f"{sign} {view.term('power_verdict', row['verdict'])}", tone=tone or None),
        "bound": _bound(view, row["bound"], row["unit"]),
        "reached": _bound(
            view,
            row["reached"],
            row["unit"],
            link=_why(view, judged, "power_reached", row["target"], row["reading"]),
        ),
        "gap": _bound(view, gap, row["unit"]),
        "why": why,
    }


def limit_table(view: View, shown: Answer) -> None:
    """Draw every limit with its price, or the limits that conflict with their least relaxation.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, limits or conflicts.
    """
    part = str(shown.meta["part"])
    last = Column("said", view.word("再严一点要花多少") if part == "limits" else view.word("最少放宽"))
    columns = [
        Column("limit", view.word("约束"), narrow=True),
        Column("name", view.word("名称")),
        Column("bound", view.word("要求"), right=True),
        Column("binding", view.word("起约束作用") if part == "limits" else view.word("属于冲突组")),
        last,
    ]
    rows = []
    for row in shown.frame().iter_rows(named=True):
        bind = row["binding"] if part == "limits" else row["in_conflict"]
        said = view.of(row, "said") if part == "limits" else _bound(view, row["give_way"], row["unit"])
        rows.append(
            {
                "limit": row["limit"],
                "name": view.of(row, "name"),
                "bound": _bound(view, row["bound"], row["unit"]),
                "binding": view.word("是") if bind else view.word("否"),
                "said": said,
            }
        )
    title = view.word("约束与价格") if part == "limits" else view.word("冲突的约束与最少放宽")
    with ui.column().classes("ty-card"):
        heading(title)
        if not rows:
            ui.label(view.word("这次研究没有约束。")).classes("ty-note")
            return
        draw_table(view, columns, rows, name=f"power-{part}")
        downloads(view, "power.show", run=shown.meta["run"], part=part)


def share_table(view: View, shown: Answer) -> None:
    """Draw capacity, energy and curtailment by carrier.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, shares.
    """
    energy = view.unit("亿千瓦时")
    columns = [
        Column("carrier", view.word("类型")),
        Column("capacity", view.measure(view.word("容量"), view.unit("兆瓦")), right=True),
        Column("built", view.measure(view.word("其中新建"), view.unit("兆瓦")), right=True),
        Column("energy", view.measure(view.word("电量"), energy), right=True),
        Column("curtailed", view.measure(view.word("弃电"), energy), right=True),
        Column("share", view.measure(view.word("弃电率"), "%"), right=True),
    ]
    rows = []
    for row in shown.frame().iter_rows(named=True):
        offered = row["generation_mwh"] + row["curtailed_mwh"]
        lost = row["curtailed_mwh"] / offered if row["curtailed_mwh"] and offered else None
        rows.append(
            {
                "carrier": view.term("power_carrier", row["carrier"]),
                "capacity": cell(figure(row["capacity_mw"]), raw=row["capacity_mw"]),
                "built": cell(figure(row["built_mw"]), raw=row["built_mw"]),
                "energy": cell(
                    figure(row["generation_mwh"] / 1e5),
                    raw=row["generation_mwh"],
                    link=_why(view, shown, "power_energy", row["carrier"]),
                ),
                "curtailed": cell(figure(row["curtailed_mwh"] / 1e5), raw=row["curtailed_mwh"]),
                "share": DASH if lost is None else cell(percent(lost), raw=lost),
            }
        )
    with ui.column().classes("ty-card"):
        heading(view.word("各类电源的容量、电量与弃电"), note=view.word("点电量看它从何而来。"))
        draw_table(view, columns, rows, name="power-shares")
        downloads(view, "power.show", run=shown.meta["run"], part="shares")


def unit_table(view: View, shown: Answer) -> None:
    """Draw the units, each figure with what lies behind it.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, units.
    """
    doubtful = set(shown.meta["unverified_units"])
    columns = [
        Column("unit", view.word("机组")),
        Column("carrier", view.word("类型")),
        Column("capacity", view.measure(view.word("容量"), view.unit("兆瓦")), right=True),
        Column("energy", view.measure(view.word("电量"), "MWh"), right=True),
        Column("heat", view.measure(view.word("供热量"), "MWh"), right=True),
        Column("co2", view.measure("CO2", view.unit("吨")), right=True),
        Column("quality", view.word("数据质量")),
    ]
    rows = []
    for row in shown.frame().iter_rows(named=True):
        said = view.word("含未核实的数据") if row["unit"] in doubtful else view.word("有出处")
        rows.append(
            {
                "unit": view.of(row, "name") if row["name_en"] else row["name_zh"],
                "carrier": view.term("power_carrier", row["carrier"]),
                "capacity": cell(figure(row["capacity_mw"]), raw=row["capacity_mw"]),
                "energy": cell(figure(row["generation_mwh"]), raw=row["generation_mwh"]),
                "heat": cell(figure(row["heat_mwh"]), raw=row["heat_mwh"]),
                "co2": _mass(row["co2_t"]),
                "quality": said,
            }
        )
    with ui.column().classes("ty-card"):
        heading(view.word("机组的一年"))
        draw_table(view, columns, rows, name="power-units", page=PAGE)
        downloads(view, "power.show", run=shown.meta["run"], part="units")


def _mass(value: float | None, *, link: str | None = None) -> Row | str:
    return DASH if value is None else cell(figure(value), raw=value, link=link)


def emission_table(view: View, shown: Answer) -> None:
    """Draw what is emitted within the region by carrier, and what nobody knows.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, emissions.
    """
    unit = view.unit("吨")
    columns = [
        Column("carrier", view.word("类型")),
        *(Column(name, view.measure(species, unit), right=True) for name, species in MASSES.items()),
        Column("lacking", view.word("没有因子的机组")),
    ]
    frame = shown.frame()
    rows = [
        {"carrier": view.term("power_carrier", row["carrier"]), "lacking": row["lacking"] or DASH}
        | {
            name: _mass(row[name], link=_why(view, shown, "power_mass", row["carrier"], species))
            for name, species in MASSES.items()
        }
        for row in frame.iter_rows(named=True)
    ]
    rows.append(
        {"carrier": view.word("合计"), "lacking": ""} | {name: _whole(view, frame[name]) for name in MASSES}
    )
    with ui.column().classes("ty-card"):
        heading(
            view.word("二氧化碳与污染物排放"),
            note=view.word(
                "只计省内；受电的排放发生在省外。没有因子的机组运行过，它的排放不知道，合计只是已知部分。"
            ),
        )
        draw_table(view, columns, rows, name="power-emissions")
        downloads(view, "power.show", run=shown.meta["run"], part="emissions")


def _whole(view: View, masses: pl.Series) -> Row | str:
    """Sum what is known; a sum of which a part is not known bears a mark."""
    if masses.null_count() == masses.len():
        return DASH
    known = float(masses.sum())
    if masses.null_count():
        return cell(figure(known), raw=known, mark="*", tip=view.word("只是已知部分"))
    return cell(figure(known), raw=known)


def _marginal(view: View, row: Row) -> Row | str:
    """Write a marginal factor, or why there is none."""
    if row["marginal_t_mwh"] is not None:
        return cell(figure(row["marginal_t_mwh"]), raw=row["marginal_t_mwh"])
    return view.term("power_margin", row.get("margin")) if row.get("margin") else DASH


def factor_table(view: View, shown: Answer, *, week: int) -> None:
    """Draw a week's hourly prices and factors.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, factors of the week.
    week
        The week.
    """
    columns = [
        Column("hour", view.word("小时"), right=True),
        Column("price", view.measure(view.word("边际电价"), view.unit("元") + "/MWh"), right=True),
        Column("marginal", view.measure(view.word("边际因子"), "t/MWh"), right=True),
        Column("unit", view.word("边际机组")),
        Column("mean", view.measure(view.word("平均因子"), "t/MWh"), right=True),
    ]
    rows = [
        {
            "hour": row["hour"],
            "price": cell(figure(row["price_cny_mwh"]), raw=row["price_cny_mwh"]),
            "marginal": _marginal(view, row),
            "unit": row["marginal_unit"] or DASH,
            "mean": _mass(row["average_t_mwh"]),
        }
        for row in shown.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.pick(f"第 {week} 周逐时电价与因子", f"Hourly prices and factors of week {week}"))
        draw_table(view, columns, rows, name="power-hours", page=PAGE)
        downloads(view, "power.show", run=shown.meta["run"], part="factors")
