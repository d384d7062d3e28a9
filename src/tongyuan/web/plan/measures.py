"""The library of measures: find one, its card, unit costs side by side, what is left out of an inventory."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import DASH, exact, figure
from tongyuan.web.frame import answer_line, basis, frame, heading
from tongyuan.web.plan.measure_card import draw_card
from tongyuan.web.plan.measure_costs import cost_bars
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View
from tongyuan.web.words import explanation, mark

__all__ = ["page"]

PARTS = {
    "list": mark("措施"),
    "compare": mark("成本比较"),
    "potential": mark("减排潜力"),
    "excluded": mark("未纳入的措施"),
}
KINDS = ("all", "substitution", "efficiency", "end_of_pipe", "process", "enabler", "sink")


async def page(view: View) -> None:
    """Draw the library of measures.

    Parameters
    ----------
    view
        Its query may hold ``part``, ``measure`` (its card), ``text``, ``kind``, ``article``, ``source`` and
        ``basis``.
    """
    part = view.choice("part", _parts(view))
    async with frame(view, view.word("措施库：能做什么，花多少钱")):
        _tabs(view, part)
        if "measure" in view.query:
            await draw_card(view, view.query["measure"])
        elif part == "compare":
            await cost_bars(view)
        elif part == "potential":
            await _potential(view)
        elif part == "excluded":
            await _excluded(view)
        else:
            await _list(view)


def _parts(view: View) -> tuple[str, ...]:
    services = {
        "compare": "measure.compare",
        "potential": "measure.potential",
        "excluded": "measure.excluded",
    }
    return tuple(key for key in PARTS if key not in services or view.may_call(services[key]))


def _tabs(view: View, part: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("视图")}"'):
        for key in _parts(view):
            link = ui.link(view.word(PARTS[key]), view.here(part=key, measure=None))
            here = key == part and "measure" not in view.query
            link.classes("ty-tab ty-tab-here" if here else "ty-tab")
        if view.opens("/plan/cocontrol"):
            chosen = ui.link(view.word("放在一起选：协同控制"), view.link("/plan/cocontrol"))
            chosen.classes("ty-tab").props("data-testid=to-cocontrol")


async def _list(view: View) -> None:
    kind = view.choice("kind", KINDS)
    asked: dict[str, Any] = {
        "text": view.query.get("text"),
        "kind": None if kind == "all" else kind,
        "article": view.number("article"),
        "source": view.query.get("source"),
    }
    shown = await view.ask("measure.list", **asked)
    answer_line(_say(view, shown))
    _filters(view, kind)
    columns = [
        Column("measure", view.word("措施"), narrow=True),
        Column("name", view.word("名称")),
        Column("kind", view.word("类别")),
        Column("articles", view.word("条款")),
        Column("cost", view.word("成本")),
        Column("origin", view.word("成本来源地")),
        Column("life", view.measure(view.word("寿命"), view.word("年")), right=True),
    ]
    lines = [_line(view, row) for row in shown.frame().iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(view.word("措施"), note=view.word("点编号看技术卡片；没有找到成本的如实写明，不作零处理。"))
        draw_table(view, columns, lines, name="measures")
        downloads(view, "measure.list", **asked)
    _own(view)
    basis(view, lines=[_rates(view, shown.meta)])


def _say(view: View, shown: Answer) -> str:
    rows = shown.frame()
    found = rows.filter(pl.col("cost_state") == "found")
    china = found.filter(pl.col("origin").str.contains("China") | (pl.col("origin") == "user")).height
    return view.pick(
        f"{rows.height} 项措施，{found.height} 项有可用的成本，其中 {china} 项含中国或自有数据；"
        f"{rows.height - found.height} 项没有可用成本，可填自有数据。",
        f"{rows.height} measures; {found.height} have a cost that can be used, {china} of them with Chinese "
        f"or own figures; {rows.height - found.height} have none: own figures may be stated.",
    )


def _filters(view: View, kind: str) -> None:
    with ui.element("div").classes("ty-choices"):
        search = ui.input(view.word("查找名称或编号"), value=view.query.get("text", ""))
        search.props("dense outlined clearable data-testid=measure-text").classes("min-w-[220px]")
        search.on("keydown.enter", lambda: ui.navigate.to(view.here(text=search.value or None)))
        names = {
            key: view.word("全部类别") if key == "all" else view.term("measure_kind", key) for key in KINDS
        }
        chosen = ui.select(
            names,
            value=kind,
            label=view.word("类别"),
            on_change=lambda event: ui.navigate.to(view.here(kind=event.value)),
        )
        chosen.props("dense outlined options-dense data-testid=measure-kind").classes("min-w-[180px]")


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    known = row["cost_state"] == "found"
    told = explanation("cost_state", row["cost_state"], view.lang) or None
    return {
        "measure": cell(row["measure"], link=view.here(measure=row["measure"])),
        "name": cell(view.of(row, "name"), link=view.here(measure=row["measure"])),
        "kind": view.term("measure_kind", row["kind"]),
        "articles": _articles(view, row["articles"]),
        "cost": cell(
            view.term("cost_state", row["cost_state"]), tip=told, tone=None if known else "ty-sign-unknown"
        ),
        "origin": origin_of(view, row["origin"]),
        "life": cell(exact(row["lifetime_a"]), raw=row["lifetime_a"]),
    }


def _articles(view: View, articles: str | None) -> dict[str, Any] | str:
    if not articles:
        return DASH
    first = articles.split()[0]
    text = view.listing(articles.split())
    if not view.opens("/deploy/policy"):
        return text
    return cell(text, link=view.link("/deploy/policy", article=first))


def origin_of(view: View, origin: str | None) -> str:
    """Write where a cost is from, part by part: a foreign one is never shown as a Chinese one."""
    if not origin:
        return DASH
    return " + ".join(view.term("cost_origin", part) for part in origin.split(" + "))


def _own(view: View) -> None:
    """Offer the workbook for own figures, and take it back."""
    if view.may_call("measure.template"):
        with ui.column().classes("ty-card"):
            heading(
                view.word("填自有成本"),
                note=view.word("模板列出没有可用成本的措施；自有数据优先于库中数据，注明出处和价格年份。"),
            )
            with ui.element("div").classes("ty-foot"):
                ui.link(view.word("下载 Excel"), service_address("measure.template", form="xlsx")).props(
                    "download data-testid=measure-template"
                )
                if view.may_call("measure.export"):
                    ui.link(
                        view.word("导出整个措施库"), service_address("measure.export", form="xlsx")
                    ).props("download data-testid=measure-export")
    upload_card(
        view, view.word("交回填好的自有数据"), service="measure.import", tell=lambda meta: _landed(view, meta)
    )


def _landed(view: View, meta: Any) -> list[str]:
    line = view.pick(f"已导入 {meta['rows']} 行自有数据。", f"{meta['rows']} rows of own figures are in.")
    return [line, *meta["notes"]]


def _rates(view: View, meta: Any) -> str:
    return view.pick(
        f"价格年份 {meta['price_year']}，人民币元；社会折现率 {meta['social_rate']:.0%}，"
        f"企业折现率 {meta['private_rate']:.0%}。",
        f"CNY of {meta['price_year']}; social rate of discount {meta['social_rate']:.0%}, "
        f"private {meta['private_rate']:.0%}.",
    )


async def _potential(view: View) -> None:
    try:
        shown = await view.ask(
            "measure.potential", run=view.query.get("run"), source=view.query.get("source")
        )
    except NotFoundError:
        answer_line(view.word("还没有编制过清单。"))
        return
    rows = shown.frame().filter(pl.col("net_t").is_not_null() | pl.col("reduced_t").is_not_null())
    answer_line(
        view.word(
            "逐项单独施用在清单上：各措施作用于同一排放源，不能相加；末端治理用电使二氧化碳增加，净量为负。"
        )
    )
    columns = [
        Column("measure", view.word("措施")),
        Column("species", view.word("物种"), narrow=True),
        Column("reduced", view.measure(view.word("减少"), "t"), right=True),
        Column("added", view.measure(view.word("增加（能耗、替代）"), "t"), right=True),
        Column("net", view.measure(view.word("净减少"), "t"), right=True),
        Column("cost", view.measure(view.word("年成本"), view.word("万元")), right=True),
        Column("per", view.measure(view.word("每吨成本"), view.word("元/t")), right=True),
        Column("origin", view.word("成本来源地")),
    ]
    lines = [_change(view, row) for row in rows.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(
            view.word("减排潜力"),
            note=view.word("每吨成本为全部成本除以该物种的净减少量，没有分摊；没有成本的写明原因。"),
        )
        draw_table(view, columns, lines, name="potential", page=20)
        downloads(view, "measure.potential", run=str(shown.meta["run"]))
    basis(view, lines=[f"{view.word('运行')} {shown.meta['run']}", _rates(view, shown.meta)])


def _change(view: View, row: dict[str, Any]) -> dict[str, Any]:
    cost = None if row["social_cny"] is None else row["social_cny"] / 1e4
    why = view.term("cost_state", row["cost_state"])
    return {
        "measure": cell(
            f"{row['measure']} {view.of(row, 'name')}", link=view.here(part=None, measure=row["measure"])
        ),
        "species": row["species"] or DASH,
        "reduced": cell(figure(row["reduced_t"]), raw=row["reduced_t"]),
        "added": cell(figure(row["added_t"]), raw=row["added_t"]),
        "net": cell(
            figure(row["net_t"]), raw=row["net_t"], tip=None if row["net_t"] is not None else _unknown(view)
        ),
        "cost": cell(why if cost is None and row["cost_state"] != "found" else figure(cost), raw=cost),
        "per": cell(figure(row["cny_per_t"]), raw=row["cny_per_t"]),
        "origin": origin_of(view, row["origin"]),
    }


def _unknown(view: View) -> str:
    return view.word("增加的部分没有因子，净量不知")


def _left_out(view: View, row: dict[str, Any]) -> dict[str, Any]:
    named = f"{row['measure']} {view.of(row, 'name')}"
    return {
        "measure": cell(named, link=view.here(part=None, measure=row["measure"])),
        "reason": view.term("excluded", row["reason"]),
        "cost": view.term("cost_state", row["cost_state"]),
        "articles": _articles(view, row["articles"]),
        "targets": row["targets"] or DASH,
        "reduced": row["reduced"] or DASH,
    }


async def _excluded(view: View) -> None:
    try:
        shown = await view.ask("measure.excluded", run=view.query.get("run"))
    except NotFoundError:
        answer_line(view.word("还没有编制过清单。"))
        return
    rows = shown.frame()
    answer_line(
        view.pick(
            f"{rows.height} 项措施作用得到这份清单，却因缺成本、效果或替代去向而不能选用；潜力照列。",
            f"{rows.height} measures reach this inventory and cannot be chosen, for want of a cost, an "
            "effect or of what they take up; their potential is listed all the same.",
        )
    )
    columns = [
        Column("measure", view.word("措施")),
        Column("reason", view.word("为什么")),
        Column("cost", view.word("成本")),
        Column("articles", view.word("条款")),
        Column("targets", view.word("目标")),
        Column("reduced", view.measure(view.word("可减少（未扣增加）"), "t")),
    ]
    lines = [_left_out(view, row) for row in rows.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(view.word("未纳入的措施"), note=view.word("填了自有数据就会纳入。"))
        draw_table(view, columns, lines, name="excluded", page=20)
        downloads(view, "measure.excluded", run=str(shown.meta["run"]))
    _own(view)
    basis(view, lines=[f"{view.word('运行')} {shown.meta['run']}"])
