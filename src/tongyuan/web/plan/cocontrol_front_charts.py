"""Pictures of fronts and of the curve of the system; a click on a point says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import Scale, figure, mass_scale
from tongyuan.web.plan.cocontrol_words import limit_name, money
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["draw_front"]

Row = dict[str, Any]
MONEY = 1e8
HEIGHT = 360
SMALL, LARGE = 9, 17


def draw_front(view: View, rows: Sequence[Row], *, meta: Row, chosen: int | None) -> None:
    """Draw a front or a curve; a click on a point goes into the address.

    Parameters
    ----------
    view
        What is shown.
    rows
        Of ``cocontrol.points``.
    meta
        Of the same.
    chosen
        Number of the chosen point.
    """
    if not rows:
        return
    if meta["shape"] == "curve":
        options, title, note = _curve(view, rows, meta, chosen)
    elif len(meta["limits"]) == 1:
        options, title, note = _one(view, rows, meta, chosen)
    else:
        options, title, note = _two(view, rows, meta, chosen)
    caption = Caption(
        title=title,
        source=f"{view.word('运行')} {meta['run']}",
        name="cocontrol-front",
        service="cocontrol.points",
        arguments={"run": meta["run"]},
        note=f"{note}{view.pick('点一个点看详情。', ' Click a point for its figures.')}",
    )
    with ui.column().classes("ty-card"):
        chart = draw_chart(view, caption, options, height=HEIGHT)
        chart.on_point_click(lambda event: ui.navigate.to(view.here(point=event.data_index)))


def _scale(view: View, limit: Row, values: Sequence[float]) -> Scale:
    if limit["unit"] == "t":
        return mass_scale(max((abs(value) for value in values), default=1.0), view.lang)
    return Scale(unit="" if limit["unit"] == "1" else view.unit(limit["unit"]), tonnes=1.0)


def _dots(view: View, points: Sequence[tuple[list[float], str]], chosen: int | None) -> list[Row]:
    return [
        {
            "value": place,
            "symbolSize": LARGE if number == chosen else SMALL,
            "tooltip": {"formatter": text},
        }
        for number, (place, text) in enumerate(points)
    ]


def _axis(name: str, **more: Any) -> Row:
    return {
        "type": "value",
        "name": name,
        "nameLocation": "middle",
        "nameGap": 28,
        "scale": True,
        "axisLabel": {"hideOverlap": True},
        **more,
    }


def _picture(across: Row, up: Row, series: Row) -> Row:
    return {
        "aria": {"enabled": True},
        "grid": {"left": 52, "right": 28, "top": 16, "bottom": 44, "containLabel": True},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": across,
        "yAxis": {**up, "nameGap": 50},
        "series": [series],
    }


def _money_unit(view: View) -> str:
    return view.pick("亿元，现值", "10⁸ CNY, present value")


def _one(view: View, rows: Sequence[Row], meta: Row, chosen: int | None) -> tuple[Row, str, str]:
    limit = meta["limits"][0]
    scale = _scale(view, limit, [row["value"] for row in rows])
    points = [
        (
            [row["value"] / scale.tonnes, row["cost_cny"] / MONEY],
            f"{scale.write(row['value'])} {scale.unit}<br>{money(view, row['cost_cny'])}",
        )
        for row in rows
    ]
    name = limit_name(view, limit)
    series = {
        "type": "line",
        "data": _dots(view, points, chosen),
        "symbol": "circle",
        "itemStyle": {"color": colour("air")},
        "lineStyle": {"color": colour("air")},
    }
    cost = view.measure(view.word("成本"), _money_unit(view))
    options = _picture(_axis(view.measure(name, scale.unit)), _axis(cost), series)
    title = view.pick(f"帕累托前沿：成本与{name}", f"Pareto front: cost against {name}")
    return options, title, view.word("每一点都没有别的方案同时更省钱又更严格。")


def _shading(costs: Sequence[float]) -> Row:
    low, high = min(costs), max(costs)
    return {
        "dimension": 2,
        "min": low,
        "max": high if high > low else low + 1,
        "right": 0,
        "top": "middle",
        "itemHeight": 160,
        "text": [figure(high), figure(low)],
        "inRange": {"color": ["#c9dff0", "#0072B2", "#06304f"]},
    }


def _two(view: View, rows: Sequence[Row], meta: Row, chosen: int | None) -> tuple[Row, str, str]:
    """Set one limit against the other; colour and number say the cost."""
    one, two = meta["limits"]
    by_point: dict[int, dict[tuple[str, int], Row]] = {}
    for row in rows:
        by_point.setdefault(row["point"], {})[row["limit"], row["year"]] = row
    scales = [
        _scale(view, limit, [row["value"] for row in rows if row["limit"] == limit["limit"]])
        for limit in (one, two)
    ]
    points = []
    for number in sorted(by_point):
        both = [by_point[number][limit["limit"], limit["year"]] for limit in (one, two)]
        cost = both[0]["cost_cny"]
        place = [row["value"] / scale.tonnes for row, scale in zip(both, scales, strict=True)]
        told = [
            f"{row['limit']}: {scale.write(row['value'])} {scale.unit}"
            for row, scale in zip(both, scales, strict=True)
        ]
        points.append(([*place, cost / MONEY], "<br>".join([*told, money(view, cost)])))
    costs = [place[2] for place, _ in points]
    options = _picture(
        _axis(view.measure(limit_name(view, one), scales[0].unit)),
        _axis(view.measure(limit_name(view, two), scales[1].unit)),
        {"type": "scatter", "data": _dots(view, points, chosen)},
    )
    options["grid"]["right"] = 90
    options["visualMap"] = _shading(costs)
    title = view.pick(
        f"帕累托前沿：成本、{limit_name(view, one)}与{limit_name(view, two)}",
        f"Pareto front: cost, {limit_name(view, one)} and {limit_name(view, two)}",
    )
    return (
        options,
        title,
        view.measure(view.word("颜色越深成本越高"), _money_unit(view)) + view.pick("。", "."),
    )


def _curve(view: View, rows: Sequence[Row], meta: Row, chosen: int | None) -> tuple[Row, str, str]:
    limit = meta["limits"][0]
    scale = _scale(view, limit, [row["abated"] for row in rows])
    unit = view.word("元/单位") if limit["unit"] != "t" else view.pick("元/吨", "CNY/t")
    points = [
        (
            [row["abated"] / scale.tonnes, row["price_cny"]],
            f"{scale.write(row['abated'])} {scale.unit}<br>{figure(row['price_cny'])} {unit}",
        )
        for row in rows
    ]
    series = {
        "type": "line",
        "step": "end",
        "data": _dots(view, points, chosen),
        "symbol": "circle",
        "itemStyle": {"color": colour("carbon")},
        "lineStyle": {"color": colour("carbon")},
    }
    across = _axis(view.measure(view.word("比不加限制时多减"), scale.unit))
    price = _axis(view.measure(view.word("下一单位的价格"), unit))
    name = limit_name(view, limit)
    title = view.pick(f"全系统边际成本曲线：{name}", f"Marginal cost curve of the whole system: {name}")
    note = view.word("各措施相互影响、其余约束都满足，不同于把单项措施按成本排序的柱状曲线。")
    return _picture(across, price, series), title, note
