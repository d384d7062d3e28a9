"""A point of a front: what it asks and costs, how it differs from its neighbour, the plan that it becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, mass_scale, percent
from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.plan.cocontrol_cities import of_region
from tongyuan.web.plan.cocontrol_tables import uptake_table
from tongyuan.web.plan.cocontrol_words import amount, limit_name, money
from tongyuan.web.plan.proposal_saving import saving
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["differing", "moved", "picked"]

Row = dict[str, Any]
PAGE = 20
MONEY = 1e4


async def picked(view: View, rows: Sequence[Row], meta: Row, *, point: int) -> None:
    """Draw the card of a point, and what its plan does once it is solved.

    Parameters
    ----------
    view
        What is shown.
    rows, meta
        Of ``cocontrol.points``.
    point
        Number of the point.
    """
    points = _by_point(rows)
    if point not in points:
        return
    known = {row["point"]: str(row["run"]) for row in reversed(meta["solved"])}
    limits = {(limit["limit"], limit["year"]): limit for limit in meta["limits"]}
    with ui.column().classes("ty-card").props("data-testid=point role=status"):
        heading(view.pick(f"第 {point + 1} 点", f"Point {point + 1}"))
        ui.label(view.pair(view.word("成本现值"), money(view, points[point][0]["cost_cny"])))
        for row in points[point]:
            limit = limits.get((row.get("limit"), row.get("year")), meta["limits"][0])
            ui.label(f"{limit_name(view, limit)} · {_told(view, row, limit)}")
        for text in _beside(view, points, point, limits, meta):
            ui.label(text).classes("ty-note")
        if point in known:
            address = view.link("/plan/cocontrol", run=known[point])
            ui.link(view.word("查看这一点的完整方案"), address).props("data-testid=point-plan")
        else:
            _solving(view, meta, point)
    if point in known:
        await _solved(view, known, meta, point=point)


def _by_point(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for place, row in enumerate(rows):
        found.setdefault(row.get("point", place), []).append(row)
    return found


def _told(view: View, row: Row, limit: Row) -> str:
    unit = limit["unit"]
    price = view.measure(view.word("下一单位的价格"), view.word("元/单位"))
    parts = [
        view.pair(view.word("限值"), amount(view, row["bound"], unit)),
        view.pair(view.word("达到"), amount(view, row["value"], unit)),
        view.pair(price, figure(row["price_cny"])),
    ]
    return " · ".join(parts)


def _beside(
    view: View, points: dict[int, list[Row]], point: int, limits: Mapping[tuple[Any, Any], Row], meta: Row
) -> list[str]:
    """Say what the point costs more than the next cheaper one, and what that brings."""
    if point - 1 not in points:
        return [view.word("这是成本最低的一点。")]
    one, two = points[point], points[point - 1]
    more = money(view, one[0]["cost_cny"] - two[0]["cost_cny"])
    told = []
    for row, before in zip(one, two, strict=True):
        limit = limits.get((row.get("limit"), row.get("year")), meta["limits"][0])
        by = amount(view, row["value"] - before["value"], limit["unit"])
        told.append(
            view.pick(f"{limit_name(view, limit)}变化{by}", f"{limit_name(view, limit)} moves by {by}")
        )
    listed = view.pick("；", "; ").join(told)
    return [
        view.pick(
            f"比上一点（更省钱的相邻点）多花{more}（现值）：{listed}。",
            f"Against the neighbour that is cheaper it costs {more} more (present value): {listed}.",
        )
    ]


def _solving(view: View, meta: Row, point: int) -> None:
    ui.label(view.word("前沿只保存每点的限值、成本和价格；解此点后给出各地措施、排放、冲突与依据。")).classes(
        "ty-note"
    )
    if not view.may_call("cocontrol.pick"):
        ui.label(view.word("求解由省级分析人员进行；这里可以查看已有方案。"))
        return
    button = ui.button(view.word("解此点")).props("unelevated data-testid=pick")
    place = ui.column().classes("w-full")

    async def solve() -> None:
        await follow_job(
            view,
            place,
            "cocontrol.pick",
            then=lambda _: ui.navigate.to(view.here(front=str(meta["run"]), point=point)),
            run=str(meta["run"]),
            point=point,
        )

    button.on_click(solve)


async def _solved(view: View, known: Mapping[int, str], meta: Row, *, point: int) -> None:
    """Draw what the plan of the point does: emission, measures by region, what the neighbour does not."""
    run = known[point]
    plan = await view.ask("cocontrol.show", run=run, table="by_source")
    moved(view, plan.meta)
    year = plan.meta["years"][-1]
    emission = (await view.ask("cocontrol.show", run=run, table="planned_emission")).frame()
    _emitted(view, of_region(emission, None).filter(year=year).to_dicts(), run=run, year=year)
    uptake_table(view, plan.frame().to_dicts(), run=run)
    neighbour = next((one for one in (point - 1, point + 1) if one in known), None)
    if neighbour is not None:
        told = await view.ask("cocontrol.differ", run=run, other=known[neighbour])
        title = view.pick(f"与第 {neighbour + 1} 点的差别", f"What differs from point {neighbour + 1}")
        differing(view, told, title=title, service="cocontrol.differ", run=run, other=known[neighbour])
    limits = view.listing(f"{limit['limit']}:{limit['year']}" for limit in meta["limits"])
    saving(
        view,
        run=run,
        name_zh=f"{limits}前沿第{point + 1}点",
        name_en=f"point {point + 1} of {limits}",
    )


def moved(view: View, meta: Mapping[str, Any]) -> None:
    """Warn where the plan's bounds are not those that were stated; nothing where none was moved.

    Parameters
    ----------
    view
        What is shown.
    meta
        Of ``cocontrol.show``.
    """
    rows = meta.get("moved") or []
    if not rows:
        return
    with ui.column().classes("ty-empty").props('role="note" data-testid=moved'):
        for row in rows:
            stated, now = (amount(view, row[name], row["unit"]) for name in ("stated", "bound"))
            name = limit_name(view, row)
            if row["looser"]:
                text = view.pick(
                    f"! {name}的限值由{stated}放宽到{now}：本方案没有达到原来的要求。",
                    f"! The bound of {name} is loosened from {stated} to {now}: what was asked is not kept.",
                )
                ui.label(text).classes("ty-sign-behind font-semibold")
            else:
                ui.label(
                    view.pick(
                        f"{name}的限值由{stated}收紧到{now}。", f"{name} is tightened: {stated} to {now}."
                    )
                )


def _emitted(view: View, rows: Sequence[Row], *, run: str, year: int) -> None:
    """List what changes, the largest share first; what does not change is left to the plan's own page."""
    changed = [row for row in rows if row["baseline_t"] and abs(row["mass_t"] / row["baseline_t"] - 1) > 1e-6]
    columns = [
        Column("species", view.word("物种"), narrow=True),
        Column("unit", view.word("单位")),
        Column("before", view.word("不采取措施"), right=True),
        Column("after", view.word("本方案"), right=True),
        Column("change", view.measure(view.word("变化"), "%"), right=True),
    ]
    lines = []
    for row in sorted(changed, key=lambda row: float(row["mass_t"] / row["baseline_t"])):
        scale = mass_scale(row["baseline_t"], view.lang)
        change = row["mass_t"] / row["baseline_t"] - 1
        lines.append(
            {
                "species": row["species"],
                "unit": scale.unit,
                "before": cell(scale.write(row["baseline_t"]), raw=row["baseline_t"]),
                "after": cell(scale.write(row["mass_t"]), raw=row["mass_t"]),
                "change": cell(percent(change, signed=True), raw=change),
            }
        )
    with ui.column().classes("ty-card"):
        heading(view.pick(f"{year}年排放的变化", f"What changes in emission, {year}"))
        draw_table(view, columns, lines, name="point-emission", page=PAGE)
        downloads(view, "cocontrol.show", run=run, table="planned_emission")


def differing(view: View, told: Answer, *, title: str, service: str, run: str, other: str) -> None:
    """Draw what two plans or proposals do otherwise.

    Parameters
    ----------
    view
        What is shown.
    told
        Of ``cocontrol.differ`` or ``proposal.compare``.
    title
        Head of the table.
    service, run, other
        What gave it, for the downloads.
    """
    unit = view.word("万元")
    columns = [
        Column("region", view.word("地区")),
        Column("source", view.word("排放源")),
        Column("measure", view.word("措施")),
        Column("year", view.word("年份"), right=True),
        Column("share", view.measure(view.word("应用比例"), "%"), right=True),
        Column("other", view.measure(view.word("另一方案的应用比例"), "%"), right=True),
        Column("more", view.measure(view.word("年成本多出"), unit), right=True),
    ]
    lines = []
    for row in told.frame().to_dicts():
        held, beside = (_share(row, before) for before in ("", "other_"))
        lines.append(
            {
                "region": view.of(row, "region") if row["region_zh"] else DASH,
                "source": view.of(row, "source") if row["source_zh"] else DASH,
                "measure": view.of(row, "measure"),
                "year": cell(str(row["year"]), raw=row["year"]),
                "share": cell(percent(held), raw=held),
                "other": cell(percent(beside), raw=beside),
                "more": cell(figure(row["more_cny"] / MONEY), raw=row["more_cny"]),
            }
        )
    with ui.column().classes("ty-card").props("data-testid=differing"):
        heading(title, note="" if lines else view.word("两者采用的措施相同。"))
        if lines:
            draw_table(view, columns, lines, name="differences", page=PAGE)
            downloads(view, service, run=run, other=other)


def _share(row: Row, before: str) -> float | None:
    """Give a share; what is not taken up is none of it, a project has no share."""
    share: float | None = row[f"{before}share"]
    return 0.0 if share is None and not row[f"{before}quantity"] else share
