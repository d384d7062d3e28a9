"""What a plan needs to be invested and who bears its cost: by sector and city; what is not counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.plan.cocontrol_words import money
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["bearing_card"]

Row = dict[str, Any]
PAGE = 20
MONEY = 1e4
WAYS = ("sector", "region")


async def bearing_card(view: View, *, run: str, year: int) -> None:
    """Draw investment and yearly cost by who bears them.

    Parameters
    ----------
    view
        What is shown.
    run
        A plan that is feasible.
    year
        Year that is shown.
    """
    told = {by: await view.ask("cocontrol.costs", run=run, by=by) for by in WAYS}
    total = next((row for row in told["sector"].meta["totals"] if row["year"] == year), None)
    if total is None:
        return
    with ui.column().classes("ty-card").props("data-testid=bearing"):
        heading(
            f"{view.word('投资和年成本由谁承担')} · {year}",
            note=view.word(
                "按措施所在的行业和地区列：由那里的排放源承担。投资是当年在用措施背后的总额，不是当年新增。"
                "没有计入：补贴、税费、转移支付和谁来出资的安排；能源费见成本构成。"
            ),
        )
        ui.label(_invested(view, total)).classes("font-semibold").props("data-testid=invested")
        present = told["sector"].meta["cost_cny"]
        ui.label(view.pair(view.word("各年成本现值"), money(view, present)))
        for by in WAYS:
            rows = told[by].frame().filter(year=year).to_dicts()
            if by == "sector" or len(rows) > 1:
                _table(view, rows, by=by)
                downloads(view, "cocontrol.costs", run=run, by=by)


def _invested(view: View, total: Row) -> str:
    known, chosen = total["known"], total["chosen"]
    if not known:
        return view.pick(
            f"投资未知：{chosen} 项中没有一项的成本说得出投资。",
            f"Investment is not known: none of {chosen} ways has a cost that states one.",
        )
    sum_of = money(view, total["investment_cny"])
    return view.pick(
        f"投资：{chosen} 项中 {known} 项已知，这些项合计 {sum_of}；其余未知，不是零。",
        f"Investment: known for {known} of {chosen} ways, which come to {sum_of}; of the others it is not "
        "known, which is not zero.",
    )


def _table(view: View, rows: Sequence[Row], *, by: str) -> None:
    named = view.word("行业") if by == "sector" else view.word("地区")
    unit = view.word("万元")
    columns = [
        Column("name", named),
        Column("cost", view.measure(view.word("年成本"), unit), right=True),
        Column("capital", view.measure(view.word("投资年摊"), unit), right=True),
        Column("investment", view.measure(view.word("已知投资"), unit), right=True),
        Column("known", view.word("投资已知的项数"), right=True),
    ]
    lines = [
        {
            "name": view.of(row, by) if row[f"{by}_zh"] else view.word("整体项目"),
            "cost": cell(figure(row["cost_cny"] / MONEY), raw=row["cost_cny"]),
            "capital": _amount(row["capital_cny"]),
            "investment": _amount(row["investment_cny"]),
            "known": f"{row['known']} / {row['chosen']}",
        }
        for row in rows
    ]
    draw_table(view, columns, lines, name=f"bearing-{by}", page=PAGE)


def _amount(value: float | None) -> Any:
    return DASH if value is None else cell(figure(value / MONEY), raw=value)
