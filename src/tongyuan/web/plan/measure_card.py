"""The technology card of a measure: what it is, where it may be used, what it does, uses and costs."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary import activities, fuels, materials, sources
from tongyuan.web.figures import DASH, exact, figure
from tongyuan.web.frame import answer_line, basis, heading
from tongyuan.web.plan.measure_costs import parts_of
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_card"]

Row = dict[str, Any]
#: A substitution that takes up nothing which emits.
NOTHING = "none"


async def draw_card(view: View, measure: str) -> None:
    """Draw the card of a measure.

    Parameters
    ----------
    view
        What is shown.
    measure
        Measure id.
    """
    shown = await view.ask("measure.show", measure=measure)
    card = shown.record()
    answer_line(f"{card['measure']} {view.of(card, 'name')}")
    ui.link(view.word("回到措施库"), view.here(measure=None))
    with ui.element("div").classes("ty-grid"):
        _about(view, card)
        _unit_costs(view, card, shown.meta)
    _effects(view, card)
    _costs(view, card)
    _reach(view, card)
    _figures(view, card)
    basis(view, lines=sorted({row["citation_text"] for row in _cited(card)}))


def _cited(card: Row) -> list[Row]:
    names = ("reach", "effects", "penalties", "yields", "performance", "costs")
    return [row for name in names for row in card[name]]


def _about(view: View, card: Row) -> None:
    facts = {
        view.word("类别"): view.term("measure_kind", card["kind"]),
        view.word("治理环节"): view.term("measure_stage", card["stage"]) if card["stage"] else DASH,
        view.word("成熟度（本库归类）"): view.term("maturity", card["maturity"]),
        view.measure(view.word("寿命"), view.word("年")): exact(card["lifetime_a"]),
        view.word("适用条件"): (card[f"applicability_{view.lang}"] or DASH),
        view.word("本地说法"): card["words_zh"] or DASH,
        view.word("条款"): card["articles"] or DASH,
        view.word("目标"): card["targets"] or DASH,
    }
    with ui.column().classes("ty-card").props("data-testid=measure-card"):
        heading(view.word("技术卡片"))
        for label, text in facts.items():
            ui.label(view.pair(label, str(text)))


def _unit_costs(view: View, card: Row, meta: Row) -> None:
    with ui.column().classes("ty-card"):
        heading(
            view.word("单位成本"),
            note=view.pick(
                f"{meta['price_year']} 年人民币元；社会 {meta['social_rate']:.0%} / "
                f"企业 {meta['private_rate']:.0%}",
                f"CNY of {meta['price_year']}; social {meta['social_rate']:.0%}, "
                f"private {meta['private_rate']:.0%}",
            ),
        )
        ui.label(view.pair(view.word("成本"), view.term("cost_state", card["cost_state"])))
        for row in card["unit_costs"]:
            origin = " + ".join(view.term("cost_origin", part) for part in row["origin"].split(" + "))
            what = " ".join(
                part for part in (view.term("cost_basis", row["basis"]), row["species"] or "") if part
            )
            ui.label(view.pair(what, f"{figure(row['social_cny'])} / {figure(row['private_cny'])}"))
            ui.label(f"{origin} · {view.term('price_state', row['price_state'])}").classes("ty-note")
            told = parts_of(view, row)
            ui.label(told).classes("ty-note").props("data-testid=cost-parts")
        _energy(view, card)


def _energy(view: View, card: Row) -> None:
    """Say that no price of energy is in the total, whether sources hold one, and which amounts are known."""
    if card["cost_state"] == "no_hours":
        line = view.pick(
            "有投资，缺年利用小时：在自有数据模板中填“年利用小时”，或在协同控制问题文件 hours 中填写。",
            "An investment without hours of use: state the hours in the workbook of own figures, or in hours "
            "of a problem of co-control.",
        )
        ui.label(line).classes("ty-note").props("data-testid=hours-wanted")
    if card["unit_costs"]:
        ui.label(_not_added(view, card)).classes("ty-note").props("data-testid=energy-not-in")
    _amounts(view, card)


def _not_added(view: View, card: Row) -> str:
    told = view.term("energy_in_cost", card["unit_costs"][0]["energy_in_cost"])
    return view.pick(
        f"以上成本未另加能源费；来源的成本是否已含能源费：{told}。"
        "在协同控制问题文件 prices 中填写能源价格后计入。",
        f"No price of energy is added to these costs; whether the sources' money holds energy: {told}. "
        "Prices stated in a problem of co-control count.",
    )


def _amounts(view: View, card: Row) -> None:
    """Tell what is used and given up, and where the fuel given up is not known."""
    for row in card["energy"]:
        role = view.pick("使用", "uses") if row["role"] == "used" else view.pick("少用", "gives up")
        fuel = view.pick("被替代的燃料", "fuel replaced") if row["carrier"] == "*" else None
        what = fuel or _carrier(view, row["carrier"])
        removed = f" {row['species']}" if row["species"] else ""
        amount = f"{figure(row['amount'])} {row['unit']}/{row['per_unit']}{removed}"
        ui.label(view.pair(f"{role} {what}", amount))
    replaces = any(row["effect"] == "replacement" for row in card["effects"])
    if replaces and all(row["role"] != "saved" for row in card["energy"]):
        line = view.pick(
            "放弃的燃料：不知，没有找到被替代设备的效率（可填自有数据）。",
            "Fuel given up: not known, for the efficiency of what it replaces was not found (own figures "
            "may be stated).",
        )
        ui.label(line).classes("ty-note").props("data-testid=given-up-unknown")


def _effects(view: View, card: Row) -> None:
    columns = [
        Column("effect", view.word("作用")),
        Column("species", view.word("物种"), narrow=True),
        Column("value", view.word("数值"), right=True),
        Column("range", view.word("上下限"), right=True),
        Column("unit", view.word("计量单位")),
        *_told(view),
    ]
    rows = [
        *(_acting(view, row) for row in card["effects"]),
        *(_used(view, row) for row in card["penalties"]),
        *(_taken(view, row) for row in card["yields"]),
    ]
    with ui.column().classes("ty-card"):
        note = view.word("没有找到的效果和能耗不列，不作零处理。")
        heading(view.word("效果与消耗"), note=note)
        draw_table(view, columns, rows, name="effects", page=0)


def _acting(view: View, row: Row) -> dict[str, Any]:
    return {
        "effect": view.term("measure_effect", row["effect"]),
        "species": row["species"],
        "unit": view.unit(row["unit"]) or "1",
        **_value(row, "value"),
        **_source(view, row),
    }


def _used(view: View, row: Row) -> dict[str, Any]:
    return {
        "effect": view.pair(view.word("消耗"), _carrier(view, row["carrier"])),
        "species": row["species"] or DASH,
        "unit": f"{row['unit']}/{row['per_unit']}",
        **_value(row, "amount"),
        **_source(view, row),
    }


def _taken(view: View, row: Row) -> dict[str, Any]:
    return {
        "effect": view.pair(view.word("替代为"), _carrier(view, row["to_fuel"])),
        "species": DASH,
        "unit": f"{row['unit']}/{row['per_unit']}",
        **_value({**row, "low": None}, "amount"),
        **_source(view, {**row, "origin": None}),
    }


def _carrier(view: View, code: str) -> str:
    """Name a fuel or material; what no table names stands by its own code."""
    if code == NOTHING:
        return DASH
    if code in fuels.codes():
        return fuels.label(code, language=view.lang)
    return materials.label(code, language=view.lang) if code in materials.codes() else code


def _costs(view: View, card: Row) -> None:
    columns = [
        Column("item", view.word("成本项")),
        Column("value", view.word("数值（原文）"), right=True),
        Column("range", view.word("上下限"), right=True),
        Column("unit", view.word("计量单位")),
        Column("year", view.word("价格年份"), right=True),
        Column("cny", view.word("折人民币元"), right=True),
        Column("energy", view.word("是否已含能源费")),
        *_told(view),
    ]
    lines = [
        {
            "item": view.term("cost_item", row["item"]),
            "unit": _cost_unit(row),
            "year": DASH if row["price_year"] is None else str(row["price_year"]),
            "cny": cell(figure(row["cny"]), raw=row["cny"]),
            "energy": cell(
                view.term("energy_in_cost", row["energy_in_cost"]), tip=row[f"energy_told_{view.lang}"]
            ),
            **_value(row, "value"),
            **_source(view, {**row, "origin": row["region"]}),
        }
        for row in card["costs"]
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("成本（按来源）"),
            note=view.word("先用自有和中国数据；国外数据只作补缺并标明来源地。"),
        )
        draw_table(view, columns, lines, name="costs", page=0)


def _cost_unit(row: Row) -> str:
    if row["per"] == "capex":
        return "1/a"
    removed = f" {row['species']}" if row["species"] else ""
    unit = row["per_unit"].replace("_", " ")
    return f"{row['currency']}/{unit}{removed}"


def _reach(view: View, card: Row) -> None:
    columns = [
        Column("source", view.word("排放源")),
        Column("fuel", view.word("能源或物料")),
        Column("activity", view.word("活动类型")),
        Column("share", view.word("最高应用比例"), right=True),
        Column("quality", view.word("数据质量")),
    ]
    grouped: dict[tuple[str, str, float | None, str], list[str]] = {}
    for row in card["reach"]:
        key = (row["source"], row["activity"], row["most_share"], row["quality"])
        grouped.setdefault(key, []).append(row["fuel"])
    lines = [
        {
            "source": source if source == "*" else f"{source} {sources.label(source, language=view.lang)}",
            "fuel": view.listing(_carrier(view, code) for code in sorted(set(carried))),
            "activity": activities.label(activity, language=view.lang),
            "share": view.word("未找到") if share is None else figure(share),
            "quality": view.term("quality", quality),
        }
        for (source, activity, share, quality), carried in grouped.items()
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("可用于"), note=view.word("归到活动由本库判断，未核实。"))
        draw_table(view, columns, lines, name="reach", page=0)


def _figures(view: View, card: Row) -> None:
    columns = [
        Column("parameter", view.word("参数")),
        Column("value", view.word("数值"), right=True),
        Column("range", view.word("上下限"), right=True),
        Column("unit", view.word("计量单位")),
        *_told(view),
    ]
    lines = [
        {
            "parameter": row["parameter"],
            "unit": row["unit"],
            **_value(row, "value"),
            **_source(view, row),
        }
        for row in card["performance"]
    ]
    lines += [
        {
            "parameter": view.pair(view.word("全球2030年潜力（参考）"), row["option"]),
            "value": cell(figure(row["gt_co2e"]), raw=row["gt_co2e"]),
            "range": _bin(row),
            "unit": "Gt CO2e; US$/t",
            **_source(view, {**row, "origin": None, "place": None, "note": None}),
        }
        for row in card["world"]
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("性能参数"))
        draw_table(view, columns, lines, name="performance", page=0)


def _bin(row: Row) -> str:
    low, high = row["from_usd_per_t"], row["to_usd_per_t"]
    if low is None and high is None:
        return DASH
    return f"{'' if low is None else figure(low)} – {figure(high)}"


def _told(view: View) -> list[Column]:
    return [
        Column("origin", view.word("来源地")),
        Column("quality", view.word("数据质量")),
        Column("place", view.word("出处")),
    ]


def _value(row: Row, name: str) -> Row:
    low = row.get("low")
    return {
        "value": cell(figure(row[name]), raw=row[name]),
        "range": DASH if low is None else f"{figure(low)} – {figure(row.get('high'))}",
    }


def _source(view: View, row: Row) -> Row:
    told = " · ".join(part for part in (row["citation"], row.get("place"), row.get("note")) if part)
    return {
        "origin": view.term("cost_origin", row["origin"]) if row.get("origin") else DASH,
        "quality": view.term("quality", row["quality"]),
        "place": told,
    }
