"""Plots on the page of zoning: import, the list, and one plot with its life, its next step and its uses."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from nicegui import events, ui

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import NotFoundError, TongyuanError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["plots"]

KINDS = ("contaminated", "wind", "pv")


async def plots(view: View) -> None:
    """Draw the plots within reach, the one that the address names, and the import.

    Parameters
    ----------
    view
        Its query may hold ``plot``.
    """
    if not view.may_call("plot.list"):
        return
    rows = (await view.ask("plot.list")).frame()
    with ui.column().classes("ty-card").props("data-testid=plots"):
        note = view.word(
            "污染地块：调查、风险评估、管控或修复、效果评估、移出名录；矿区风电光伏备选按红线筛选。"
        )
        heading(view.word("地块"), note=note)
        if rows.height:
            draw_table(view, _columns(view), [_line(view, row) for row in rows.to_dicts()], name="plots")
            downloads(view, "plot.list")
        else:
            ui.label(view.word("还没有地块；在下方导入名录或备选清单。"))
    if "plot" in view.query:
        await _plot(view, view.query["plot"])
    _importing(view)


def _columns(view: View) -> list[Column]:
    return [
        Column("plot", view.word("地块编码"), narrow=True),
        Column("name", view.word("名称")),
        Column("kind", view.word("类别")),
        Column("state", view.word("阶段")),
        Column("severe", view.word("重度污染")),
        Column("area", view.measure(view.word("面积"), "m²"), right=True),
        Column("class", view.word("管控分类")),
        Column("verdict", view.word("红线筛选")),
    ]


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    severe = {True: view.word("是"), False: view.word("否"), None: view.word("未标明")}
    return {
        "plot": cell(row["plot"], link=view.here(plot=row["plot"])),
        "name": cell(row["name"], lang="zh"),
        "kind": view.term("plot_kind", row["kind"]),
        "state": view.term("plot_state", row["state"]),
        "severe": severe[row["severe"]],
        "area": DASH if row["area_m2"] is None else cell(figure(row["area_m2"]), raw=row["area_m2"]),
        "class": view.term("zone_class", row["zone_class"]) if row["zone_class"] else DASH,
        "verdict": view.term("plot_verdict", row["verdict"]) if row["verdict"] else DASH,
    }


def _names(view: View) -> dict[str, str]:
    """Name each step."""
    rows = packaged_table("plot_steps").iter_rows(named=True)
    return {row["step"]: view.of(row, "name") for row in rows}


async def _plot(view: View, plot: str) -> None:
    """Draw one plot: steps taken, the next one, and what rules say of its uses."""
    try:
        held = (await view.ask("plot.show", plot=plot)).record()
    except NotFoundError as error:
        show_problems(view, error.problems)
        return
    names = _names(view)
    with ui.column().classes("ty-card").props("data-testid=plot"):
        state = view.term("plot_state", held["state"])
        heading(
            f"{plot} {held['name']} · {state}", note=view.word("每一步都有依据文件和日期，不跳步、不倒填。")
        )
        if held["steps"]:
            draw_table(view, _taken(view), [_step(one, names) for one in held["steps"]], name="plot-steps")
        if held["uses"]:
            _uses(view, held)
        _stepping(view, plot, held["next"], names)


def _taken(view: View) -> list[Column]:
    return [
        Column("day", view.word("日期"), narrow=True),
        Column("step", view.word("步骤")),
        Column("evidence", view.word("依据文件")),
        Column("memo", view.word("说明")),
    ]


def _step(one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    evidence, memo = (cell(one[name] or DASH, lang="zh") for name in ("evidence", "memo"))
    return {"day": str(one["day"]), "step": names[one["step"]], "evidence": evidence, "memo": memo}


def _uses(view: View, held: dict[str, Any]) -> None:
    if held["severe"]:
        ui.label(view.word("重度污染地块：从严管控规划用途，优先用于拓展生态空间。")).classes("font-bold")
    columns = [
        Column("use", view.word("用途")),
        Column("verdict", view.word("规则")),
        Column("text", view.word("内容")),
        Column("citation", view.word("出处")),
        Column("quality", view.word("数据质量")),
    ]
    lines = [
        {
            "use": view.of(one, "name"),
            "verdict": view.term("plot_use", one["verdict"]),
            "text": view.of(one, "text"),
            "citation": cell(one["citation"], lang="zh"),
            "quality": view.term("quality", one["quality"]),
        }
        for one in held["uses"]
    ]
    ui.label(view.word("没有列出的用途，这些规则不作限制；仍须符合规划和其他规定。")).classes("ty-note")
    draw_table(view, columns, lines, name="plot-uses")


def _stepping(view: View, plot: str, allowed: list[str], names: dict[str, str]) -> None:
    """Draw the boxes of the next step, where the visitor may take one and there is one."""
    if not allowed or not view.may_call("plot.step"):
        return
    with ui.element("div").classes("ty-choices"):
        step = ui.select({one: names[one] for one in allowed}, value=allowed[0], label=view.word("下一步"))
        step.classes("min-w-[180px]").props("dense outlined data-testid=plot-step")
        boxes = {}
        for name, label, more in (
            ("on", view.word("日期"), "type=date stack-label"),
            ("evidence", view.word("依据文件"), ""),
            ("key", view.word("业务编号"), ""),
            ("memo", view.word("说明"), ""),
        ):
            box = ui.input(label).props(f"dense outlined data-testid=plot-{name} {more}")
            boxes[name] = box
        button = ui.button(view.word("办理")).props("unelevated data-testid=plot-take")
    place = ui.column().classes("w-full")

    async def take() -> None:
        place.clear()
        told = {name: box.value or "" for name, box in boxes.items()}
        try:
            await view.ask("plot.step", plot=plot, step=step.value, **told)
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.here(plot=plot))

    button.on_click(take)


def _importing(view: View) -> None:
    """Draw the import of plots, where the visitor may."""
    if not view.may_call("plot.import"):
        return
    with ui.column().classes("ty-card").props("data-testid=plot-import"):
        note = view.word("字段：地块编码、名称、地区，可有重度污染、面积、坐标；有一处不对就全部不入库。")
        heading(view.word("导入地块"), note=note)
        with ui.element("div").classes("ty-choices"):
            kind = ui.select(
                {one: view.term("plot_kind", one) for one in KINDS}, value=KINDS[0], label=view.word("类别")
            ).props("dense outlined data-testid=plot-kind")
            source = ui.input(view.word("来源文件")).props("dense outlined data-testid=plot-source")
        place = ui.column().classes("w-full").props("data-testid=plot-landed")

        async def receive(event: events.UploadEventArguments) -> None:
            place.clear()
            with tempfile.TemporaryDirectory() as folder, place:
                file = Path(folder) / Path(event.file.name).name
                await event.file.save(file)
                try:
                    made = await view.ask(
                        "plot.import", file=file, kind=kind.value, source=source.value or ""
                    )
                except TongyuanError as error:
                    show_problems(view, error.problems)
                    return
                ui.label(
                    view.pick(f"已导入 {made.meta['plots']} 个地块。", f"{made.meta['plots']} plots came in.")
                )
                ui.link(view.word("看清单"), view.here())

        box = ui.upload(label=view.word("选择名录文件"), on_upload=receive, auto_upload=True)
        box.props('accept=".csv,.xlsx,.geojson,.json,.zip" flat bordered').classes("w-full")
