"""Fuel that enterprises report beside the statistics: how much of each is covered, what cannot be right."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import figure, missing, percent
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.theme import colour
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["draw_reports"]

SERVICE, KIND = "inventory.beside_reports", "enterprise_fuels"
WITHIN, ABOVE = "#0072B2", "behind"


async def draw_reports(view: View, run: str) -> None:
    """Draw what enterprises report beside the statistics of an inventory, for whoever may see it.

    Parameters
    ----------
    view
        What is shown.
    run
        The inventory.
    """
    if not view.may_call(SERVICE):
        return
    answer = await view.ask(SERVICE, run=run)
    told = answer.frame().filter(pl.col("enterprises") > 0)
    with ui.column().classes("ty-card").props("data-testid=reports-beside"):
        if not told.height:
            heading(
                view.word("统计与企业报告对照"),
                note=view.word("还没有企业燃料消耗报告。导入后在此看到各能源的覆盖率和缺口，不计入排放量。"),
            )
            if view.opens("/plan/records"):
                link = view.link("/plan/records", kind=KIND, region=str(answer.meta["region"]))
                ui.link(view.word("下载企业报告模板或提请补报"), link)
            return
        _chart(view, answer, told.filter(pl.col("coverage").is_not_null()).sort("coverage"))
        _table(view, told)


def _chart(view: View, answer: Answer, rows: pl.DataFrame) -> None:
    without = answer.frame().height - answer.frame().filter(pl.col("enterprises") > 0).height
    meta = answer.meta
    caption = Caption(
        title=view.pick(
            f"{meta['enterprises']} 家企业报告的燃料占统计的多少（%），{meta['flagged']} 项要核对",
            f"Share of the statistics that {meta['enterprises']} enterprises report (%); "
            f"{meta['flagged']} to be checked",
        ),
        source=view.pair(view.word("运行"), str(meta["run"])),
        name="reports-beside-chart",
        service=SERVICE,
        arguments={"run": meta["run"]},
        note=view.pick(
            f"统计含全部用户，报告只含规模以上企业：不足 100% 为其余用户，超过 100% 必有一方有误。"
            f"另有 {without} 项统计没有企业报告。报告只作核对，不计入排放量。",
            "Statistics cover all users, reports the larger ones: below 100 % is the part of all others, "
            f"above it one of the two is wrong. {without} rows of the statistics have no report. Reports are "
            "a check and are never added to emissions.",
        ),
    )
    draw_chart(view, caption, _bars(view, rows), height=90 + 32 * rows.height)


def _bars(view: View, rows: pl.DataFrame) -> dict[str, Any]:
    names = [f"{row['source']} {view.of(row, 'fuel')}" for row in rows.iter_rows(named=True)]
    data = [
        {
            "value": row["coverage"] * 100,
            "tooltip": {"formatter": f"{name}<br>{percent(row['coverage'])} %"},
            "itemStyle": {"color": colour(ABOVE) if row["flagged"] else WITHIN},
        }
        for name, row in zip(names, rows.iter_rows(named=True), strict=True)
    ]
    whole = {
        "silent": True,
        "symbol": "none",
        "label": {"formatter": "100 %"},
        "lineStyle": {"type": "dashed", "color": colour("none")},
        "data": [{"xAxis": 100}],
    }
    return {
        "grid": {"left": 8, "right": 28, "top": 24, "bottom": 26, "containLabel": True},
        "xAxis": {"type": "value", "name": "%", "nameLocation": "middle", "nameGap": 24, "min": 0},
        "yAxis": {"type": "category", "data": names, "axisLabel": {"width": 170, "overflow": "break"}},
        "tooltip": {"trigger": "item", "confine": True},
        "series": [{"type": "bar", "barMaxWidth": 20, "data": data, "markLine": whole}],
    }


def _table(view: View, rows: pl.DataFrame) -> None:
    columns = [
        Column("item", view.word("排放源与能源")),
        Column("statistics", view.word("统计"), right=True),
        Column("reports", view.word("企业报告"), right=True),
        Column("coverage", view.measure(view.word("覆盖率"), "%"), right=True),
        Column("gap", view.word("缺口（统计减报告）"), right=True),
        Column("enterprises", view.word("报告企业数"), right=True),
        Column("verdict", view.word("说明")),
    ]
    lines = [_line(view, row) for row in rows.iter_rows(named=True)]
    draw_table(view, columns, lines, name="reports-beside-table")


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    verdict = view.term("verdict", row["verdict"])
    silent = view.pick(f"（{row['unstated']} 家未填数量）", f" ({row['unstated']} without a quantity)")
    return {
        "item": cell(
            f"{row['source']} {view.of(row, 'source')} · {view.of(row, 'fuel')}", tip=row["reported_as"]
        ),
        "statistics": _amount(view, row["statistics"], row["unit"], state=row["state"]),
        "reports": _amount(view, row["reports"], row["reports_unit"]),
        "coverage": cell(percent(row["coverage"]), raw=row["coverage"]),
        "gap": _amount(view, row["gap"], row["unit"]),
        "enterprises": f"{row['enterprises']}{silent if row['unstated'] else ''}",
        "verdict": cell(
            verdict,
            tone="ty-fault" if row["flagged"] else None,
            tip=explanation("verdict", row["verdict"], view.lang) or None,
        ),
    }


def _amount(view: View, value: float | None, unit: str | None, *, state: str | None = None) -> dict[str, Any]:
    if value is None:
        return cell(missing(state, view.lang))
    return cell(f"{figure(value)} {view.unit(unit)}".strip(), raw=value)
