"""The wall of stacks: one tile a stack with its state; then one stack, hour by hour against its limits."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.advance.stack_charts import calendar_chart, hourly_chart
from tongyuan.web.advance.stack_checklist import draw_checklist
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.theme import STATUS_SIGNS, colour
from tongyuan.web.view import View

__all__ = ["page"]

#: A state of attainment beside the state of the house whose colour and sign it bears.
SIGNS = {"met": "done", "not_met": "not_done", "cannot_tell": "cannot_tell"}
PARTS = ("measured", "start_stop", "substituted")


async def page(view: View) -> None:
    """Draw the wall, or one stack of it.

    Parameters
    ----------
    view
        Its query may hold ``run``, ``station``, ``pollutant`` and ``month``.
    """
    title = view.word("排放口：是否达到超低排放")
    station = view.query.get("station")
    try:
        listed = await view.ask("stack.list", run=view.query.get("run"))
    except NotFoundError:
        if station is not None or "run" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有评价过排放口：需要在线监测小时数据与排放口档案。"),
                owed_by=view.word("企业、省级分析人员"),
                then=view.word("导入后运行 stack evaluate，这里每个排放口一块，标明达标、未达标或无法判断。"),
            )
        return
    rows = listed.frame().to_dicts()
    chosen = [row for row in rows if row["station"] == station]
    if station is not None and not chosen:
        await view.ask("stack.show", station=station, run=listed.meta["run"])  # says what is not there
    async with frame(view, title):
        if listed.meta["synthetic"]:
            ui.label(view.word("合成数据，仅供试用。")).props('role="note" data-testid=synthetic')
        if chosen:
            await _stack(view, chosen[0], listed.meta)
        else:
            _wall(view, rows, listed)
            draw_checklist(view, run=str(listed.meta["run"]))
        basis(view, lines=_lines(view, listed.meta))


def _state(view: View, status: str) -> None:
    house = SIGNS[status]
    text = f"{STATUS_SIGNS[house]} {view.term('stack_status', status)}"
    ui.label(text).classes("ty-chip").style(f"background:{colour(house)}").props(f"data-status={status}")


def _wall(view: View, rows: list[dict[str, Any]], listed: Answer) -> None:
    counts = {one: sum(row["status"] == one for row in rows) for one in SIGNS}
    told = "；".join(f"{view.term('stack_status', one)} {count}" for one, count in counts.items())
    answer_line(view.pick(f"{len(rows)} 个排放口：{told}。", f"{len(rows)} stacks: {told}."))
    with ui.row().classes("w-full").props("data-testid=stack-wall"):
        for row in rows:
            _tile(view, row)
    with ui.column().classes("ty-card"):
        heading(
            view.word("各排放口最差的月份与污染物"),
            note=view.word("没有判定的小时不当作达标，也不当作超标；疑点只提示复核，不认定责任。"),
        )
        columns = [
            Column("stack", view.word("排放口")),
            Column("status", view.word("状态")),
            Column("why", view.word("原因")),
            Column("over", view.measure(view.word("超标项·时"), "h"), right=True),
            Column("open", view.measure(view.word("未判定项·时"), "h"), right=True),
            Column("multiple", view.word("最大超标倍数"), right=True),
            Column("findings", view.word("疑点"), right=True),
        ]
        lines = [
            {
                "stack": cell(row["name"], link=view.here(station=row["station"])),
                "status": view.term("stack_status", row["status"]),
                "why": view.term("stack_reason", row["reason"]) if row["reason"] else DASH,
                "over": cell(str(row["over_item_hours"]), raw=row["over_item_hours"]),
                "open": cell(str(row["not_judged_item_hours"]), raw=row["not_judged_item_hours"]),
                "multiple": cell(figure(row["greatest_multiple"]), raw=row["greatest_multiple"]),
                "findings": cell(str(row["findings"]), raw=row["findings"]),
            }
            for row in rows
        ]
        draw_table(view, columns, lines, name="stack-table")
        downloads(view, "stack.list", run=listed.meta["run"])


def _tile(view: View, row: dict[str, Any]) -> None:
    tile = ui.column().classes("ty-card").style("width:240px")
    with tile.props(f"data-testid=stack-{row['station']}"):
        ui.link(row["name"], view.here(station=row["station"])).props('lang="zh"')
        _state(view, row["status"])
        ui.label(f"{row['pollutant']} · {row['month']}")
        if row["reason"]:
            ui.label(view.term("stack_reason", row["reason"])).classes("ty-note")


async def _stack(view: View, row: dict[str, Any], meta: dict[str, Any]) -> None:
    station, run = str(row["station"]), str(meta["run"])
    ui.link(view.word("返回全部排放口"), view.here(station=None, pollutant=None, month=None))
    _state(view, row["status"])
    attained = await view.ask("stack.show", station=station, table="attainment", run=run)
    months = attained.frame()["month"].unique().sort().to_list()
    pollutants = attained.frame()["pollutant"].unique(maintain_order=True).to_list()
    pollutant = view.choice("pollutant", tuple(pollutants))
    month = view.choice("month", tuple(months))
    answer_line(_said(view, row))
    _tabs(view, "pollutant", pollutants, pollutant)
    _tabs(view, "month", months, month)
    asked = {"station": station, "pollutant": pollutant, "run": run}
    hourly_chart(view, await view.ask("stack.show", table="hours", **asked), asked, month=month)
    calendar_chart(view, await view.ask("stack.show", table="days", **asked), asked)
    _attained(view, attained, station=station, run=run)
    _totals(view, await view.ask("stack.totals", station=station, span="all", run=run), run=run)
    _findings(view, await view.ask("stack.findings", station=station, run=run), station=station, run=run)


def _said(view: View, row: dict[str, Any]) -> str:
    status = view.term("stack_status", row["status"])
    why = f"（{view.term('stack_reason', row['reason'])}）" if row["reason"] else ""
    return view.pick(
        f"{row['name']}：{row['pollutant']} 在 {row['month']} 最差，{status}{why}；"
        f"各污染物合计超标 {row['over_item_hours']} 项·时，未判定 {row['not_judged_item_hours']} 项·时。",
        f"{row['name']}: worst for {row['pollutant']} in {row['month']}, {status} {why}; "
        f"of all pollutants together {row['over_item_hours']} hours over, "
        f"{row['not_judged_item_hours']} not judged.",
    )


def _tabs(view: View, key: str, held: list[str], chosen: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.term("stack_choice", key)}"'):
        for one in held:
            link = ui.link(one, view.here(**{key: one}))
            link.classes("ty-tab ty-tab-here" if one == chosen else "ty-tab")


def _attained(view: View, attained: Answer, *, station: str, run: str) -> None:
    columns = [
        Column("month", view.word("月份")),
        Column("pollutant", view.word("污染物")),
        Column("limit", view.measure(view.word("排放限值"), "mg/m³"), right=True),
        Column("least", view.measure(view.word("至少"), "%"), right=True),
        Column("most", view.measure(view.word("至多"), "%"), right=True),
        Column("asked", view.measure(view.word("要求占比"), "%"), right=True),
        Column("status", view.word("状态")),
        Column("why", view.word("原因")),
    ]
    lines = [
        {
            "month": row["month"],
            "pollutant": row["pollutant"],
            "limit": cell(figure(row["limit_mg_m3"]), raw=row["limit_mg_m3"]),
            "least": cell(percent(row["share_least"]), raw=row["share_least"]),
            "most": cell(percent(row["share_most"]), raw=row["share_most"]),
            "asked": percent(row["least_share"]),
            "status": view.term("stack_status", row["status"]),
            "why": view.term("stack_reason", row["reason"]) if row["reason"] else DASH,
        }
        for row in attained.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("各月达标小时占比"),
            note=view.word("至少：未判定的小时都算超标；至多：都算达标。两者同侧才下结论。"),
        )
        draw_table(view, columns, lines, name="stack-attainment")
        downloads(view, "stack.show", station=station, table="attainment", run=run)


def _totals(view: View, totals: Answer, *, run: str) -> None:
    rows = totals.frame().to_dicts()
    columns = [
        Column("pollutant", view.word("污染物")),
        *(Column(part, view.measure(view.term("stack_part", part), "kg"), right=True) for part in PARTS),
        Column("unfilled", view.measure(view.word("无数小时"), "h"), right=True),
        Column("total", view.measure(view.word("总量"), "t"), right=True),
    ]
    lines = [
        {"pollutant": row["pollutant"]}
        | {part: cell(figure(row[f"{part}_kg"]), raw=row[f"{part}_kg"]) for part in PARTS}
        | {
            "unfilled": cell(str(row["unfilled_hours"]), raw=row["unfilled_hours"]),
            "total": cell(figure(row["total_t"]), raw=row["total_t"]),
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("排放总量：实测与替代分列"),
            note=view.word("有小时没有数时不给总量，已知部分只是下限；替代规则尚未核对原文。"),
        )
        draw_table(view, columns, lines, name="stack-totals")
        downloads(view, "stack.totals", station=rows[0]["station"] if rows else None, run=run)


def _findings(view: View, found: Answer, *, station: str, run: str) -> None:
    columns = [
        Column("check", view.word("疑点")),
        Column("pollutant", view.word("污染物")),
        Column("first", view.word("首个时段末")),
        Column("hours", view.measure(view.word("持续"), "h"), right=True),
    ]
    lines = [
        {
            "check": view.term("stack_check", row["check"]),
            "pollutant": row["pollutant"],
            "first": f"{row['first']:%Y-%m-%d %H:%M} UTC",
            "hours": cell(str(row["hours"]), raw=row["hours"]),
        }
        for row in found.frame().iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("数据疑点"), note=found.meta["said"][view.lang])
        draw_table(view, columns, lines, name="stack-findings")
        downloads(view, "stack.findings", station=station, run=run)


def _lines(view: View, meta: dict[str, Any]) -> list[str]:
    listed = "；".join(meta["unverified"])
    return [
        f"{view.word('运行')} {meta['run']} · {meta['first']} – {meta['last']}",
        f"{view.word('规则版本')} {' '.join(meta['editions'])}",
        f"{view.word('未核对原文的依据')}：{listed or DASH}",
    ]
