"""Total reduction and replacement amounts: what was cut, recognised, counted, and used for what."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.commodities import commodities
from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.deploy.amount_forms import draw_card, draw_registering
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw the registered reductions, or the one that the address names.

    Parameters
    ----------
    view
        Its query may hold ``commodity`` and ``reduction`` (its card).
    """
    known = await names(view)
    async with frame(view, view.word("总量减排与替代量：每吨只用一次")):
        rows = (await view.ask("reduction.list")).frame()
        number = view.number("reduction")
        if number is not None:
            await draw_card(view, rows.filter(reduction=number).to_dicts(), known)
            return
        totals = (await view.ask("reduction.totals")).frame()
        if rows.is_empty():
            empty(
                view,
                missing=view.word("还没有登记减排量"),
                owed_by=view.word("企业和各市登记减排项目并附参数、证明；核定由另一人办理"),
                then=view.word(
                    "这里将列出每个项目申报、复算、核定的量，计入总量减排多少，用作替代多少，还剩多少。"
                ),
            )
        else:
            _answer(view, totals)
            _totals(view, totals, known)
            _list(view, rows, known)
            await _quarters(view, known)
            await _holds(view, known)
        draw_registering(view, known)


def _named(view: View, code: str) -> str:
    kind = commodities().get(code)
    return code if kind is None else view.pick(kind.name_zh, kind.name_en)


def _answer(view: View, totals: pl.DataFrame) -> None:
    last = int(totals.sort("year")["year"][-1])
    told = [
        f"{_named(view, row['commodity'])} {figure(row['recognised'])} {view.unit(row['unit'])}"
        for row in totals.filter(year=last)
        .group_by("commodity", "unit", maintain_order=True)
        .agg(pl.when(pl.col("recognised").is_not_null().any()).then(pl.col("recognised").sum()))
        .iter_rows(named=True)
    ]
    waiting = totals["not_recognised"].sum()
    answer_line(
        view.pick(
            f"{last} 年已核定：{view.listing(told)}；{waiting} 项待核定（不作零计）。",
            f"Recognised for {last}: {view.listing(told)}; {waiting} not recognised yet (no zero).",
        )
    )


def _totals(view: View, totals: pl.DataFrame, known: Names) -> None:
    columns = [
        Column("commodity", view.word("指标")),
        Column("region", view.word("地区")),
        Column("year", view.word("年度"), right=True, narrow=True),
        Column("claimed", view.word("申报量"), right=True),
        Column("recognised", view.word("核定量"), right=True),
        Column("waiting", view.measure(view.word("待核定"), view.word("项")), right=True),
        Column("counted", view.word("计入总量减排"), right=True),
        Column("credited", view.word("核发替代量"), right=True),
        Column("unit", view.word("单位")),
    ]
    lines = [
        {
            "commodity": _named(view, row["commodity"]),
            "region": known.region(row["region"]),
            "year": row["year"],
            "waiting": row["not_recognised"],
            "unit": view.unit(row["unit"]),
        }
        | {name: figure(row[name]) for name in ("claimed", "recognised", "counted", "credited")}
        for row in totals.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=amount-totals"):
        heading(view.word("按指标、地区、年度汇总"), note=view.word("没有核定的不作零计。"))
        draw_table(view, columns, lines, name="amount-totals", page=50)
        downloads(view, "reduction.totals")


def _list(view: View, rows: pl.DataFrame, known: Names) -> None:
    columns = [
        Column("number", view.word("登记编号"), right=True, narrow=True),
        Column("facility", view.word("设施")),
        Column("region", view.word("地区")),
        Column("commodity", view.word("指标")),
        Column("year", view.word("年度"), right=True, narrow=True),
        Column("proved", view.word("依据")),
        Column("claimed", view.word("申报量"), right=True),
        Column("recomputed", view.word("复算量"), right=True),
        Column("recognised", view.word("核定量"), right=True),
        Column("counted", view.word("计入总量减排"), right=True),
        Column("held", view.word("预留"), right=True),
        Column("used", view.word("已用作替代"), right=True),
        Column("free", view.word("可用"), right=True),
        Column("unit", view.word("单位")),
    ]
    lines = [_line(view, row, known) for row in rows.iter_rows(named=True)]
    with ui.column().classes("ty-card").props("data-testid=amount-list"):
        note = view.word("点编号办理核定、计入；一吨要么计入总量减排，要么用作替代，只用一次。")
        heading(view.word("减排登记"), note=note)
        draw_table(view, columns, lines, name="amounts", page=50)
        downloads(view, "reduction.list")


def _line(view: View, row: dict[str, Any], known: Names) -> dict[str, Any]:
    amounts = ("claimed", "recomputed", "recognised", "counted", "held", "used", "free")
    return {
        "number": cell(str(row["reduction"]), link=view.here(reduction=row["reduction"])),
        "facility": cell(row["facility"], lang="zh"),
        "region": known.region(row["region"]),
        "commodity": _named(view, row["commodity"]),
        "year": row["year"],
        "proved": view.term("reduction_proof", row["proved"]),
        "unit": view.unit(row["unit"]),
    } | {name: DASH if row[name] is None else figure(row[name]) for name in amounts}


async def _quarters(view: View, known: Names) -> None:
    """Draw what was counted by quarter, and so far in the year."""
    rows = (await view.ask("reduction.quarters")).frame()
    columns = [
        Column("commodity", view.word("指标")),
        Column("region", view.word("地区")),
        Column("year", view.word("年度"), right=True, narrow=True),
        Column("quarter", view.word("季度"), right=True, narrow=True),
        Column("counted", view.word("计入总量减排"), right=True),
        Column("so_far", view.word("本年累计"), right=True),
        Column("unit", view.word("单位")),
    ]
    lines = [
        {"commodity": _named(view, row["commodity"]), "region": known.region(row["region"])}
        | {name: row[name] for name in ("year", "quarter")}
        | {name: figure(row[name]) for name in ("counted", "so_far")}
        | {"unit": view.unit(row["unit"])}
        for row in rows.iter_rows(named=True)
    ]
    if lines:
        with ui.column().classes("ty-card").props("data-testid=amount-quarters"):
            heading(view.word("分季度总量减排"))
            draw_table(view, columns, lines, name="amount-quarters", page=50)
            downloads(view, "reduction.quarters")


async def _holds(view: View, known: Names) -> None:
    """Draw what is held for projects, the soonest to lapse first."""
    rows = (await view.ask("replacement.holds")).frame()
    columns = [
        Column("project", view.word("项目编号")),
        Column("facility", view.word("设施")),
        Column("region", view.word("地区")),
        Column("commodity", view.word("指标")),
        Column("amount", view.word("预留"), right=True),
        Column("unit", view.word("单位")),
        Column("last_day", view.word("到期日")),
        Column("days_left", view.measure(view.word("剩余"), view.word("天")), right=True),
    ]
    lines = [
        {"project": row["project"], "facility": cell(row["facility"], lang="zh")}
        | {"region": known.region(row["region"]), "commodity": _named(view, row["commodity"])}
        | {"amount": figure(row["amount"]), "unit": view.unit(row["unit"])}
        | {
            "last_day": str(row["last_day"] or DASH),
            "days_left": DASH if row["days_left"] is None else row["days_left"],
        }
        for row in rows.iter_rows(named=True)
    ]
    if lines:
        with ui.column().classes("ty-card").props("data-testid=amount-holds"):
            heading(view.word("替代量预留"), note=view.word("到期未用的自动退回，可再预留。"))
            draw_table(view, columns, lines, name="amount-holds", page=50)
            downloads(view, "replacement.holds")
