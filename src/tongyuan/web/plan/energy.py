"""Does the energy balance hold: the yearbook's table with the findings of its check."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import balance as balance_words
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import figure, printed
from tongyuan.web.frame import Times, answer_line, basis, empty, frame, heading
from tongyuan.web.plan.inventory_making import making
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["page"]

BASES = ("physical", "calorific", "coal_equivalent")


async def page(view: View) -> None:
    """Draw the energy balance of a year.

    Parameters
    ----------
    view
        Its query may hold ``year``, ``basis`` and ``coal`` (kgce per kWh, for 等价值).
    """
    year = view.number("year")
    title = view.word("能源平衡表是否平衡")
    try:
        check = await view.ask("energy.check", year=year)
    except NotFoundError:
        if year is not None:
            raise
        await _nothing_yet(view, title)
        return
    async with frame(view, title, times=await _times(view, check)):
        answer_line(_say(view, check.frame(), check.meta["year"]))
        _findings(view, check.frame(), check.meta["year"])
        await _balance(view, check)


async def _nothing_yet(view: View, title: str) -> None:
    async with frame(view, title):
        empty(
            view,
            missing=view.word("还没有地区能源平衡表。"),
            owed_by=view.word("统计部门（地区能源平衡表）"),
            then=view.word("交回年鉴格式的平衡表后，在此看到全表与勾稽审核。"),
        )
        await making(view)


async def _times(view: View, check: Answer) -> Times:
    held = (await view.ask("energy.balance", year=check.meta["year"])).meta
    year = str(check.meta["year"])
    return Times(key="year", choices={str(one): str(one) for one in held["years"]}, value=year)


def _say(view: View, findings: pl.DataFrame, year: int) -> str:
    if not findings.height:
        return view.pick(f"{year} 年平衡表各项勾稽关系成立。", f"The identities of the {year} balance hold.")
    rows = view.listing(str(row) for row in findings["row"].unique().sort())
    worst = findings.sort(pl.col("difference").abs(), descending=True).row(0, named=True)
    name = fuels.label(worst["fuel"], language=view.lang)
    unit, gap = view.unit(worst["unit"]), printed(worst["difference"])
    return view.pick(
        f"{year} 年平衡表有 {findings.height} 处勾稽不符，涉及第 {rows} 行；"
        f"最大一处为{name}，差 {gap} {unit}。",
        f"The {year} balance breaks {findings.height} identities, in row {rows}; the largest is {name}, "
        f"off by {gap} {unit}.",
    )


def _findings(view: View, findings: pl.DataFrame, year: int) -> None:
    if not findings.height:
        return
    columns = [
        Column("where", view.word("第几行、哪一列")),
        Column("rule", view.word("应满足的关系")),
        Column("printed", view.word("表列值"), right=True),
        Column("computed", view.word("计算值"), right=True),
        Column("difference", view.word("差额"), right=True),
        Column("unit", view.word("计量单位")),
    ]
    items = _items(view)
    lines = [_finding(view, row, items) for row in findings.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(
            view.word("勾稽不符"),
            note=view.word("表列值原样保留，不作改动；点选可在下表中看到该格。差额为表列值减计算值。"),
        )
        draw_table(view, columns, lines, name="findings")
        downloads(view, "energy.check", year=year)


def _finding(view: View, row: dict[str, Any], items: dict[int, str]) -> dict[str, Any]:
    name = fuels.label(row["fuel"], language=view.lang)
    item = items.get(row["row"], "")
    where = view.pick(f"第 {row['row']} 行“{item}”，{name}列", f"row {row['row']} “{item}”, column {name}")
    rule = explanation("identity", row["identity"], view.lang) or row["identity"]
    numbers = {key: cell(printed(row[key]), raw=row[key]) for key in ("printed", "computed", "difference")}
    link = view.here(basis=None) + f"#fault-{row['row']}-{row['fuel']}"
    return {"where": cell(where, link=link), "rule": rule, **numbers, "unit": view.unit(row["unit"])}


def _items(view: View) -> dict[int, str]:
    rows = balance_words.rows().iter_rows(named=True)
    return {int(row["row"]): view.of(row, "name") for row in rows}


async def _balance(view: View, check: Answer) -> None:
    basis_chosen = view.choice("basis", BASES)
    coal = _coal(view)
    answer = await view.ask(
        "energy.balance", year=check.meta["year"], basis=basis_chosen, power_kgce_per_kwh=coal
    )
    with ui.column().classes("ty-card"):
        heading(
            f"{view.word('地区能源平衡表')} {check.meta['year']}",
            note=explanation("basis", basis_chosen, view.lang),
        )
        _switch(view, basis_chosen, coal)
        if basis_chosen == "physical":
            _physical(view, answer, check.frame())
        else:
            _standard_coal(view, answer)
        downloads(
            view, "energy.balance", year=check.meta["year"], basis=basis_chosen, power_kgce_per_kwh=coal
        )
    lines = [view.word("空格为年鉴未列，不作零处理。")]
    if "run" in answer.meta:
        lines.insert(0, f"{view.word('运行')} {answer.meta['run']}")
    basis(view, lines=lines, citations=[answer.meta["citation"]])


def _coal(view: View) -> float | None:
    text = view.query.get("coal")
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        values = {"name": "coal", "got": text, "expected": "0.32"}
        raise InputError(Problem("service.argument", values)) from None


def _switch(view: View, chosen: str, coal: float | None) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("计量方式")}"'):
        for name in BASES:
            link = ui.link(view.term("basis", name), view.here(basis=name))
            link.classes("ty-tab ty-tab-here" if name == chosen else "ty-tab")
    if chosen == "coal_equivalent":
        with ui.element("div").classes("ty-choices"):
            box = ui.number(
                view.measure(view.word("当年火力发电煤耗"), f"{view.pick('千克标准煤/千瓦时', 'kgce/kWh')}"),
                value=coal,
                min=0.1,
                max=0.6,
                step=0.001,
                placeholder="0.32",
            ).classes("min-w-[260px]")
            ui.button(view.word("折算")).props("unelevated").on_click(
                lambda: ui.navigate.to(view.here(coal=None if box.value is None else str(box.value)))
            )


def _head(view: View, fuel: str, unit: str | None) -> str:
    name = fuels.label(fuel, language=view.lang)
    return view.measure(name, view.unit(unit))


def _physical(view: View, answer: Answer, findings: pl.DataFrame) -> None:
    rows = answer.frame()
    carriers = [name for name in rows.columns if name not in ("row", "item_zh", "item_en")]
    faults = {(row["row"], row["fuel"]): row for row in findings.iter_rows(named=True)}
    lines = []
    for row in rows.iter_rows(named=True):
        line: dict[str, Any] = {"item": _item(view, row["row"], view.of(row, "item"))}
        for fuel in carriers:
            line[fuel] = _number(view, row[fuel], faults.get((row["row"], fuel)))
        lines.append(line)
    columns = [Column("item", view.word("项目"))]
    columns += [Column(fuel, _head(view, fuel, fuels.balance_unit(fuel)), right=True) for fuel in carriers]
    draw_table(view, columns, lines, name="balance", classes="ty-sticky ty-nowrap")


def _item(view: View, row: int, name: str) -> str:
    return f"{row:02d} {name}"


def _number(view: View, value: float | None, fault: dict[str, Any] | None) -> dict[str, Any] | str:
    if value is None:
        return ""
    text = printed(value)
    if fault is None:
        return cell(text, raw=value)
    told = view.pick(
        f"应为 {printed(fault['computed'])}",
        f"computed: {printed(fault['computed'])}",
    )
    anchor = f"fault-{fault['row']}-{fault['fuel']}"
    return cell(text, raw=value, tone="ty-fault", mark="!", tip=told, anchor=anchor)


def _standard_coal(view: View, answer: Answer) -> None:
    """Lay the long table of standard coal out as the yearbook does; each number leads to its origin."""
    rows = answer.frame()
    carriers = [fuel for fuel in fuels.balance_carriers() if fuel in set(rows["fuel"])]
    items = _items(view)
    lines = []
    for part in rows.sort("row").partition_by("row", maintain_order=True):
        number = int(part["row"][0])
        line: dict[str, Any] = {"item": _item(view, number, items.get(number, ""))}
        for row in part.iter_rows(named=True):
            line[row["fuel"]] = _converted(view, row)
        lines.append(line)
    columns = [
        Column("item", view.word("项目")),
        *(Column(fuel, _head(view, fuel, None), right=True) for fuel in carriers),
    ]
    ui.label(view.pair(view.word("单位"), view.unit("1e4_tce"))).classes("ty-note")
    draw_table(view, columns, lines, name="standard-coal", classes="ty-sticky ty-nowrap")


def _converted(view: View, row: dict[str, Any]) -> dict[str, Any] | str:
    value = row["quantity_1e4_tce"]
    if value is not None:
        doubt = row["quality"] == "unverified"
        return cell(
            figure(value),
            raw=value,
            link=view.link("/figure", id=row["figure"]),
            mark="※" if doubt else None,
            tip=explanation("quality", "unverified", view.lang) if doubt else None,
        )
    if row["reason"] == "blank":
        return ""
    return cell("—", tip=explanation("blank", row["reason"], view.lang), mark="?")
