"""The card of a project: its worth, tax saved, public money a tonne, and what moves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import answer_line, basis, heading
from tongyuan.web.plan.fund_deeds import stepping
from tongyuan.web.problems import show_problems
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["draw_card"]

Row = dict[str, Any]
SIDES = ("owner", "social")
LEFT = "after_t "
#: What the address may give: the service's argument, and what one of the address is of it.
ASKED = {"social": ("social_rate", 0.01), "owner": ("owner_rate", 0.01), "carbon": ("carbon_value", 1.0)}
NAMES = {"carbon_value": "carbon_value_cny"}
#: Colour of the worth at each end of an input, and width of its bar [px].
ENDS = {"at_low": "air", "at_high": "carbon"}
BAR = 16


async def draw_card(view: View, project: str) -> None:
    """Draw the card of a project.

    Parameters
    ----------
    view
        Its query may hold ``side``: whose worth the picture of what moves it shows.
    project
        Project id.
    """
    known = (await view.ask("fund.show", project=project)).record()
    state = view.term("fund_state", known["state"])
    answer_line(f"{known['project']} {known['name']} · {view.term('fund', known['fund'])} · {state}")
    ui.link(view.word("回到项目库"), view.here(project=None, side=None, done=None))
    stepping(view, known, year=datetime.now(CIVIL_ZONE).year)
    try:
        given = _given(view)
        shown = await view.ask("fund.appraise", project=project, **given)
    except InputError as error:
        show_problems(view, error.problems)
        return
    card = shown.record()
    _rates(view, shown.meta)
    with ui.element("div").classes("ty-grid"):
        _worth(view, card)
        _public(view, card)
    await _swings(view, project, given)
    _taxed(view, card)
    _catalogues(view, card)
    basis(view, lines=_told(view, shown.meta))


def _given(view: View) -> Row:
    """Read the rates and the carbon price that the address gives; others are the usual ones."""
    found: Row = {}
    for name, (argument, part) in ASKED.items():
        text = view.query.get(name)
        if text is None:
            continue
        try:
            found[argument] = float(text) * part
        except ValueError:
            values = {"name": name, "got": text, "expected": "8"}
            raise InputError(Problem("service.argument", values)) from None
    return found


def _rates(view: View, meta: Row) -> None:
    """Draw what a project is appraised with, to be changed: both stand in the address."""
    labels = {
        "social": view.measure(view.word("社会折现率"), "%"),
        "owner": view.measure(view.word("业主折现率"), "%"),
        "carbon": view.measure(view.word("碳价"), view.word("元/t CO2e")),
    }
    boxes: dict[str, ui.input] = {}
    with ui.column().classes("ty-card"):
        heading(view.word("评价参数"), note=view.word("碳价是每吨二氧化碳当量的社会价值，不填则不计。"))
        with ui.element("div").classes("ty-choices"):
            for name, (argument, part) in ASKED.items():
                held = meta[NAMES.get(argument, argument)]
                text = "" if held is None else f"{held / part:g}"
                boxes[name] = ui.input(labels[name], value=text).props(
                    f"dense outlined data-testid=card-{name}"
                )
            again = ui.button(view.word("重新评价")).props("outline data-testid=card-again")
    again.on_click(
        lambda: ui.navigate.to(view.here(**{name: box.value or None for name, box in boxes.items()}))
    )


def _worth(view: View, card: Row) -> None:
    columns = [
        Column("what", view.word("指标")),
        Column("owner", view.word("业主"), right=True),
        Column("social", view.word("社会"), right=True),
    ]
    sides = {row["side"]: row for row in card["worth"]}
    year, unit = view.word("年"), view.word("万元")
    lines = [
        ("rate", view.measure(view.word("折现率"), "%"), 100.0),
        ("npv_cny", view.measure(view.word("净现值"), unit), 1e-4),
        ("annual_cny", view.measure(view.word("年值"), unit), 1e-4),
        ("irr", view.measure(view.word("内部收益率"), "%"), 100.0),
        ("payback_a", view.measure(view.word("静态回收期"), year), 1.0),
        ("discounted_payback_a", view.measure(view.word("动态回收期"), year), 1.0),
    ]
    with ui.column().classes("ty-card").props("data-testid=fund-card"):
        heading(
            view.word("值不值"),
            note=view.word("社会一栏不计补助、税和碳交易（转移支付）；业主一栏计入，未扣所得税。"),
        )
        rows = [
            {"what": label, **{side: _number(sides[side][name], factor) for side in SIDES}}
            for name, label, factor in lines
        ]
        draw_table(view, columns, rows, name="fund-worth")
        if any(row["irr_state"] != "found" for row in card["worth"]):
            ui.label(view.word("现金流不变号或多次变号时，没有唯一的内部收益率。")).classes("ty-note")


def _number(value: float | None, factor: float) -> Row:
    shown = None if value is None else value * factor
    return cell(figure(shown), raw=shown)


def _public(view: View, card: Row) -> None:
    columns = [
        Column("species", view.word("物种"), narrow=True),
        Column("reduced", view.measure(view.word("年减少"), "t"), right=True),
        Column("per", view.measure(view.word("每吨财政成本"), view.word("元/t")), right=True),
    ]
    rows = [
        {
            "species": row["species"],
            "reduced": _number(row["reduced_t"], 1.0),
            "per": _number(row["public_cny_per_t"], 1.0),
        }
        for row in card["reductions"]
    ]
    share = DASH if card["public_share"] is None else f"{percent(card['public_share'])} %"
    saved = DASH if card["tax_saved_cny"] is None else figure(card["tax_saved_cny"] / 1e4)
    with ui.column().classes("ty-card"):
        heading(
            view.word("财政资金与减排"),
            note=view.word("全部补助的现值除以该物种减少量的现值，没有在物种间分摊，不能相加。"),
        )
        ui.label(view.pair(view.word("财政资金占投资"), share))
        ui.label(view.pair(view.measure(view.word("年少缴环境保护税"), view.word("万元")), saved))
        draw_table(view, columns, rows, name="fund-reductions")


async def _swings(view: View, project: str, given: Row) -> None:
    side = view.choice("side", SIDES)
    rates = {name: value for name, value in given.items() if name in ("social_rate", "owner_rate")}
    rows = (await view.ask("fund.swings", project=project, side=side, **rates)).frame().to_dicts()
    names = {"owner": view.word("业主"), "social": view.word("社会")}
    with ui.column().classes("ty-card"):
        with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("视图")}"'):
            for key, text in names.items():
                link = ui.link(text, view.here(side=key))
                link.classes("ty-tab ty-tab-here" if key == side else "ty-tab")
        if not rows:
            heading(view.word("敏感性"), note=view.word("各项数据都没有上下限，无从比较。"))
            return
        caption = Caption(
            title=view.measure(f"{view.word('净现值的敏感性')} · {names[side]}", view.word("万元")),
            source=view.word("项目数据的上下限"),
            name="fund-swings",
            service="fund.swings",
            arguments={"project": project, "side": side, **rates},
            note=view.word("逐项取下限、上限，其余不变；摆幅大的在上。"),
        )
        keys = [(ENDS["at_low"], view.word("取下限")), (ENDS["at_high"], view.word("取上限"))]
        draw_chart(view, caption, _options(view, rows), height=100 + 34 * len(rows), keys=keys)


def _options(view: View, rows: list[Row]) -> Row:
    """Bars from the central worth to that at each end."""
    centre = rows[0]["npv_cny"] / 1e4
    return {
        "aria": {"enabled": True},
        "grid": {"left": 190, "right": 24, "top": 8, "bottom": 30},
        "tooltip": {"confine": True, "formatter": "{b}: {c}"},
        "xAxis": {"type": "value", "scale": True},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [_input(view, row["input"]) for row in rows],
            "axisLabel": {"width": 180, "overflow": "break"},
        },
        "series": [
            {
                "type": "line",
                "symbol": "none",
                "lineStyle": {"width": BAR, "color": colour(shade), "cap": "butt"},
                "itemStyle": {"color": colour(shade)},
                "data": [[centre, place], {"value": [row[end] / 1e4, place], "name": figure(row[end] / 1e4)}],
            }
            for place, row in enumerate(rows)
            for end, shade in ENDS.items()
        ],
    }


def _input(view: View, name: str) -> str:
    if name.startswith(LEFT):
        return view.pair(view.word("实施后排放量"), name.removeprefix(LEFT))
    return view.term("fund_figure", name)


def _taxed(view: View, card: Row) -> None:
    if not card["taxed"]:
        return
    unit = view.word("元")
    columns = [
        Column("outlet", view.word("排放口")),
        Column("pollutant", view.word("污染物")),
        Column("taxed_as", view.word("税法名称")),
        Column("equivalents", view.word("污染当量数（实施前）"), right=True),
        Column("counted", view.word("是否计税（前/后）")),
        Column("before", view.measure(view.word("实施前税额"), unit), right=True),
        Column("after", view.measure(view.word("实施后税额"), unit), right=True),
    ]
    yes, no = view.word("是"), view.word("否")
    rows = [
        {
            "outlet": row["outlet"],
            "pollutant": row["pollutant"],
            "taxed_as": row["taxed_as"] or view.word("不在附表中"),
            "equivalents": _number(row["equivalents_before"], 1.0),
            "counted": " / ".join(yes if row[f"counted_{side}"] else no for side in ("before", "after")),
            "before": _number(row["tax_before_cny"], 1.0),
            "after": _number(row["tax_after_cny"], 1.0),
        }
        for row in card["taxed"]
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("环境保护税"),
            note=view.word("每一排放口按污染当量数从大到小，大气取前三项，水第一类前五项、其他前三项。"),
        )
        draw_table(view, columns, rows, name="fund-tax")


def _catalogues(view: View, card: Row) -> None:
    columns = [
        Column("catalogue", view.word("目录")),
        Column("edition", view.word("版本")),
        Column("verdict", view.word("是否支持")),
    ]
    rows = [
        {
            "catalogue": view.term("catalogue", row["catalogue"]),
            "edition": row["edition"],
            "verdict": view.term("green_verdict", row["verdict"]),
        }
        for row in card["eligibility"]
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("绿色金融目录"),
            note=view.word("库中只收录查证过的条目；“未收录”不等于目录不支持，请查目录原文。"),
        )
        draw_table(view, columns, rows, name="fund-catalogues")


def _told(view: View, meta: Row) -> list[str]:
    rates = [
        f"{view.term('medium', row['medium'])} {row['cny_per_equivalent']} {view.word('元/污染当量')} · "
        f"{view.term('quality', row['quality'])} · {row['citation_text']}"
        for row in meta["tax_rates"]
    ]
    quality = view.pair(view.word("数据质量"), view.term("quality", meta["quality"]))
    return [f"GWP {meta['gwp_set']}", quality, *rates]
