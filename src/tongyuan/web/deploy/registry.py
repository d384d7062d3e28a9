"""The registry (名录与登记): which entries a type has, where they stand, what they amount to."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.advance.round_names import Names, names
from tongyuan.web.deploy.registry_card import draw_entry
from tongyuan.web.deploy.registry_form import draw_entering
from tongyuan.web.deploy.registry_map import draw_places
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw the entries of a type, or the one that the address names.

    Parameters
    ----------
    view
        Its query may hold ``type``, ``state``, ``region``, ``text``, ``on`` and ``entry``.
    """
    known = await names(view)
    types = (await view.ask("registry.types")).frame().to_dicts()
    codes = tuple(row["type"] for row in types)
    async with frame(view, view.word("名录与登记：有哪些，到哪一步，共多少")):
        chosen = view.choice("type", codes)
        form = (await view.ask("registry.form", type=chosen)).record()
        if "entry" in view.query:
            await draw_entry(view, form, view.query["entry"], known)
            return
        _choose(view, types, chosen)
        asked = {name: view.query[name] for name in ("state", "region", "text", "on") if view.query.get(name)}
        rows = (await view.ask("registry.list", type=chosen, **asked)).frame()
        await _answer(view, form, rows, asked)
        _filters(view, form, known)
        if rows.is_empty() and not asked:
            _teach(view, form)
        else:
            draw_places(view, rows.to_dicts(), states=_states(view, form))
            _list(view, form, rows, known, asked)
            await _statistics(view, form, known, asked)
        draw_entering(view, form, known)
        _books(view, chosen)


def _choose(view: View, types: list[dict[str, Any]], chosen: str) -> None:
    options = {
        row["type"]: view.pick(f"{row['chapter_zh']} · {row['name_zh']}", row["name_en"]) for row in types
    }
    box = ui.select(
        options,
        value=chosen,
        label=view.word("名录类型"),
        with_input=True,
        on_change=lambda event: ui.navigate.to(view.link("/deploy/registry", type=event.value)),
    )
    box.props("dense outlined options-dense data-testid=registry-type").classes("min-w-[320px]")


def _states(view: View, form: dict[str, Any]) -> dict[str, str]:
    return {row["state"]: view.of(row, "name") for row in form["states"]}


async def _answer(view: View, form: dict[str, Any], rows: pl.DataFrame, asked: dict[str, str]) -> None:
    bound = {name: asked[name] for name in ("region", "on") if name in asked}
    told = (await view.ask("registry.indicator", type=form["type"], **bound)).record()
    states = _states(view, form)
    counts = rows["state"].value_counts().to_dicts() if rows.height else []
    parts = [f"{states.get(row['state'], row['state'])} {row['count']}" for row in counts]
    done = view.listing(states[one] for one in told["states"])
    name = view.of(form, "name")
    answer_line(
        view.pick(
            f"{name} {rows.height} 项：{view.listing(parts) or '无'}；"
            f"计入指标的（{done}）{told['value']:.0f} 项。",
            f"{rows.height} of {name}: {view.listing(parts) or 'none'}; {told['value']:.0f} count ({done}).",
        )
    )


def _filters(view: View, form: dict[str, Any], known: Names) -> None:
    with ui.element("div").classes("ty-choices"):
        states = {"": view.word("全部状态"), **_states(view, form)}
        regions = {"": view.word("全部地区"), **{code: known.region(code) for code in sorted(known.regions)}}
        for name, options, label in (
            ("state", states, view.word("状态")),
            ("region", regions, view.word("地区")),
        ):
            value = view.query.get(name, "")
            box = ui.select(
                options,
                value=value if value in options else "",
                label=label,
                on_change=lambda event, name=name: ui.navigate.to(view.here(**{name: event.value or None})),
            )
            box.props(f"dense outlined options-dense data-testid=registry-{name}").classes("min-w-[180px]")
        for name, label in (("text", view.word("编号、名称或责任主体")), ("on", view.word("截至日期"))):
            typed = ui.input(label, value=view.query.get(name, ""))
            typed.props(f"dense outlined data-testid=registry-{name}").classes("min-w-[180px]")
            typed.on(
                "keydown.enter",
                lambda _, name=name, typed=typed: ui.navigate.to(view.here(**{name: typed.value or None})),
            )


def _teach(view: View, form: dict[str, Any]) -> None:
    fields = view.listing(view.of(row, "name") for row in form["fields"])
    empty(
        view,
        missing=view.pair(view.word("还没有登记"), view.of(form, "name")),
        owed_by=view.word("主管部门在本页登记，或填写下方模板整体导入；系统不臆造名单"),
        then=view.pair(view.word("每项登记名称、地区、责任主体、状态、依据和以下字段"), fields),
    )


def _list(view: View, form: dict[str, Any], rows: pl.DataFrame, known: Names, asked: dict[str, str]) -> None:
    states = _states(view, form)
    columns = [
        Column("entry", view.word("编号"), narrow=True),
        Column("name", view.word("名称")),
        Column("region", view.word("地区")),
        Column("holder", view.word("责任主体")),
        Column("state", view.word("状态")),
        Column("since", view.word("状态日期")),
        *(_column(view, field) for field in form["fields"]),
    ]
    lines = [_line(view, form, row, known, states) for row in rows.iter_rows(named=True)]
    with ui.column().classes("ty-card").props("data-testid=registry-list"):
        heading(view.of(form, "name"), note=view.word("点编号看变更经过和依据；没有登记的写“—”。"))
        draw_table(view, columns, lines, name="registry", page=50)
        downloads(view, "registry.list", type=form["type"], **asked)
        address = service_address("registry.map", form="json", type=form["type"])
        ui.link(view.word("下载 GeoJSON"), address).props("download")


def _column(view: View, field: dict[str, Any]) -> Column:
    label = view.of(field, "name")
    if field["kind"] != "number":
        return Column(f"f_{field['field']}", label)
    return Column(f"f_{field['field']}", view.measure(label, view.unit(field["unit"])), right=True)


def _line(
    view: View, form: dict[str, Any], row: dict[str, Any], known: Names, states: dict[str, str]
) -> dict[str, Any]:
    told = {
        "entry": cell(row["entry"], link=view.here(entry=row["entry"])),
        "name": cell(row["name"], lang="zh"),
        "region": known.region(row["region"]),
        "holder": cell(row["holder"] or DASH, lang="zh"),
        "state": states.get(row["state"], row["state"]),
        "since": str(row["since"]),
    }
    return told | {f"f_{field['field']}": _value(field, row[field["field"]]) for field in form["fields"]}


def _value(field: dict[str, Any], value: Any) -> Any:
    if value is None:
        return DASH
    if field["kind"] == "number":
        return figure(value)
    return cell(field["choices"].get(value, str(value)), lang="zh")


async def _statistics(view: View, form: dict[str, Any], known: Names, asked: dict[str, str]) -> None:
    bound = {name: asked[name] for name in ("region", "on") if name in asked}
    rows = (await view.ask("registry.statistics", type=form["type"], **bound)).frame()
    states = _states(view, form)
    fields = {row["field"]: row for row in form["fields"]}
    columns = [
        Column("region", view.word("地区")),
        Column("state", view.word("状态")),
        Column("year", view.word("状态年份"), right=True, narrow=True),
        Column("measure", view.word("统计项")),
        Column("value", view.word("合计"), right=True),
        Column("unit", view.word("单位")),
        Column("missing", view.measure(view.word("未填"), view.word("项")), right=True),
    ]
    lines = [
        {
            "region": known.region(row["region"]),
            "state": states.get(row["state"], row["state"]),
            "year": row["year"],
            "measure": view.word("数量")
            if row["measure"] == "count"
            else view.of(fields[row["measure"]], "name"),
            "value": str(row["entries"]) if row["measure"] == "count" else figure(row["value"]),
            "unit": view.word("项") if row["measure"] == "count" else view.unit(row["unit"]),
            "missing": row["missing"],
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=registry-statistics"):
        heading(view.word("统计"), note=view.word("未填的数量不作零计，合计只含已填的。"))
        draw_table(view, columns, lines, name="registry-statistics", page=50)
        downloads(view, "registry.statistics", type=form["type"], **bound)


def _books(view: View, chosen: str) -> None:
    address = service_address("registry.template", form="xlsx", type=chosen)
    ui.link(view.word("下载本类型的模板"), address).props("download data-testid=registry-template")
    upload_card(
        view,
        view.word("导入名录"),
        service="registry.import",
        tell=lambda meta: [str(meta["outcome"])],
        type=chosen,
    )
