"""Pictures of the analyses of a plan: quadrants, ranked bars, costs apart and together, shares, safety."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.figures import figure, mass_scale, percent
from tongyuan.web.plan.cocontrol_product_words import group_name, measure_name
from tongyuan.web.plan.cocontrol_words import limit_name, money
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["caption", "chance_bars", "cost_steps", "quadrants", "ranked", "safety_curve", "share_bars"]

Row = Mapping[str, Any]
MONEY = 1e8
SHOWN = 30
ROW_PX = 30
HEAD_PX = 70
HEIGHT = 380
ROOM = 0.35  # beyond the farthest point, where the names of the quadrants stand
LEAST = 1.0  # percent
TONES = {
    "both_fall": "done",
    "carbon_falls_air_rises": "behind",
    "air_falls_carbon_rises": "behind",
    "both_rise": "not_done",
    "one_only": "air",
    "none": "cannot_tell",
}
#: Where the name of each quadrant stands in the picture.
CORNERS = {
    "both_fall": {"right": 36, "top": 50},
    "carbon_falls_air_rises": {"left": 100, "top": 50},
    "both_rise": {"left": 100, "bottom": 78},
    "air_falls_carbon_rises": {"right": 36, "bottom": 78},
}


def caption(view: View, name: str, title: str, *, run: str, note: str = "", **asked: Any) -> Caption:
    """Say what stands around a picture of an analysis."""
    service = asked.pop("service", "cocontrol.analysis")
    return Caption(
        title=title,
        source=f"{view.word('运行')} {run}",
        name=f"cocontrol-{name}",
        service=service,
        arguments={"run": run, **asked},
        note=note,
    )


def quadrants(view: View, rows: Sequence[Row], about: Caption) -> None:
    """Draw each measure where it stands: right where air pollutants fall, up where carbon falls."""
    drawn = [row for row in rows if row["reading"] != "none"]
    points = [
        {
            "value": [100 * row["air"], 100 * row["carbon"]],
            "name": str(row["measure"]),
            "itemStyle": {"color": colour(TONES[row["reading"]])},
            "tooltip": {
                "formatter": f"{measure_name(view, row)}<br>{view.term('synergy', row['reading'])}<br>"
                f"{view.word('大气污染物')} {percent(row['air'], signed=True)}%<br>"
                f"{view.word('温室气体')} {percent(row['carbon'], signed=True)}%"
            },
        }
        for row in drawn
    ]
    across, up = (_ends([row[name] for row in drawn]) for name in ("air", "carbon"))
    options = {
        "aria": {"enabled": True},
        "grid": {"left": 44, "right": 28, "top": 40, "bottom": 44, "containLabel": True},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": _share_axis(view.measure(view.word("大气污染物下降"), "%"), across, gap=28),
        "yAxis": _share_axis(view.measure(view.word("温室气体下降"), "%"), up, gap=44),
        "graphic": [_corner(view.term("synergy", name), place) for name, place in CORNERS.items()],
        "series": [
            {
                "type": "scatter",
                "symbolSize": 12,
                "data": points,
                "label": {"show": True, "formatter": "{b}", "position": "top", "fontSize": 11},
                "labelLayout": {"hideOverlap": True},
                "markLine": _cross(),
            }
        ],
    }
    draw_chart(view, about, options, height=HEIGHT)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Leave room on both sides of nought, so that every quadrant is seen."""
    low, high = (100 * end for end in (min([0.0, *values]), max([0.0, *values])))
    room = max(high - low, LEAST) * ROOM
    return float(f"{low - room:.2g}"), float(f"{high + room:.2g}")


def _share_axis(name: str, ends: tuple[float, float], *, gap: int) -> dict[str, Any]:
    return {
        "type": "value",
        "name": name,
        "nameLocation": "middle",
        "nameGap": gap,
        "min": ends[0],
        "max": ends[1],
        "axisLine": {"onZero": False},
        "axisLabel": {"hideOverlap": True, "showMinLabel": False, "showMaxLabel": False},
    }


def _corner(text: str, place: dict[str, int]) -> dict[str, Any]:
    style = {"text": text, "fontSize": 12, "fill": "#6B7280"}
    return {"type": "text", "z": 0, "silent": True, "style": style, **place}


def _cross() -> dict[str, Any]:
    return {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": "#6B7280", "type": "solid"},
        "data": [{"xAxis": 0}, {"yAxis": 0}],
    }


def ranked(view: View, rows: Sequence[Row], about: Caption, *, species: str) -> None:
    """Draw measures in the order of their unit cost, each by itself."""
    shown = list(reversed(rows[:SHOWN]))
    scale = mass_scale(max(row["abated"] for row in rows), view.lang)
    unit = view.pick(f"元/吨{species}", f"CNY/t {species}")
    names = [measure_name(view, row) for row in shown]
    bars = []
    for name, row in zip(names, shown, strict=True):
        less = f"{scale.write(row['abated'])} {scale.unit}"
        bars.append(
            {
                "value": row["unit_cost_cny"],
                "itemStyle": {"color": colour("carbon"), **_guessed(row)},
                "label": {"show": True, "position": "right", "formatter": less},
                "tooltip": {"formatter": f"{name}<br>{figure(row['unit_cost_cny'])} {unit}<br>{less}"},
            }
        )
    draw_chart(view, about, _lying(names, bars, unit), height=HEAD_PX + ROW_PX * len(shown))


def _guessed(row: Row) -> dict[str, Any]:
    if row["share_known"] is not False:
        return {}
    return {"decal": {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [3, 4], "rotation": 0.7}}


def _lying(
    names: Sequence[str], bars: Sequence[Mapping[str, Any]], unit: str, *, most: float | None = None
) -> dict[str, Any]:
    across = {
        "type": "value",
        "name": unit,
        "nameLocation": "middle",
        "nameGap": 26,
        "axisLabel": {"hideOverlap": True},
    }
    return {
        "aria": {"enabled": True, "decal": {"show": False}},
        "grid": {"left": 16, "right": 80, "top": 8, "bottom": 32, "containLabel": True},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": across if most is None else {**across, "min": 0, "max": most},
        "yAxis": {
            "type": "category",
            "data": list(names),
            "axisLabel": {"width": 190, "overflow": "break", "fontSize": 11},
        },
        "series": [{"type": "bar", "barMaxWidth": 16, "data": list(bars)}],
    }


def cost_steps(view: View, row: Row, about: Caption) -> None:
    """Draw what carbon alone, air alone, the two apart and the one plan cost."""
    costs = {
        view.word("只管碳"): (row["carbon_cny"], "carbon"),
        view.word("只管大气"): (row["air_cny"], "air"),
        view.word("分开做之和"): (row["carbon_cny"] + row["air_cny"], "cannot_tell"),
        view.word("一起做"): (row["joint_cny"], "done"),
    }
    bars = [
        {
            "value": cost / MONEY,
            "itemStyle": {"color": colour(tone)},
            "label": {"show": True, "position": "right", "formatter": money(view, cost)},
            "tooltip": {"formatter": f"{name}: {money(view, cost)}"},
        }
        for name, (cost, tone) in reversed(costs.items())
    ]
    unit = view.pick("亿元，现值", "10⁸ CNY, present value")
    draw_chart(view, about, _lying(list(reversed(costs)), bars, unit), height=HEAD_PX + ROW_PX * len(costs))


def share_bars(view: View, rows: Sequence[Row], about: Caption, *, by: str) -> None:
    """Draw what each group of measures lowers; a rise stands to the left."""
    scale = mass_scale(max(abs(row["fall_t"]) for row in rows), view.lang)
    shown = list(reversed(rows))
    names = [group_name(view, row, by=by) for row in shown]
    bars = [
        {
            "value": row["fall_t"] / scale.tonnes,
            "itemStyle": {"color": colour("done" if row["fall_t"] >= 0 else "not_done")},
            "label": {"show": True, "position": "right", "formatter": f"{percent(row['share'])}%"},
            "tooltip": {"formatter": f"{name}: {scale.write(row['fall_t'])} {scale.unit}"},
        }
        for name, row in zip(names, shown, strict=True)
    ]
    options = _lying(names, bars, scale.unit)
    options["yAxis"]["axisLine"] = {"onZero": False}
    draw_chart(view, about, options, height=HEAD_PX + ROW_PX * len(shown))


def chance_bars(view: View, rows: Sequence[Row], about: Caption) -> None:
    """Draw the chance of each limit that could be judged."""
    shown = [row for row in reversed(rows) if row["chance"] is not None]
    if not shown:
        return
    names = [limit_name(view, row) for row in shown]
    bars = [
        {
            "value": 100 * row["chance"],
            "itemStyle": {"color": colour("air")},
            "label": {"show": True, "position": "right", "formatter": f"{percent(row['chance'])}%"},
            "tooltip": {"formatter": f"{name}: {percent(row['chance'])}%"},
        }
        for name, row in zip(names, shown, strict=True)
    ]
    draw_chart(view, about, _lying(names, bars, "%", most=100.0), height=HEAD_PX + ROW_PX * len(shown))


def safety_curve(view: View, rows: Sequence[Row], about: Caption) -> None:
    """Draw what safety costs by how many factors may be at their worst at once."""
    kept = [row for row in rows if row["cost_cny"] is not None]
    data = [
        {
            "value": [row["gamma"], row["more_cny"] / MONEY],
            "tooltip": {"formatter": f"Γ = {row['gamma']:g}<br>{money(view, row['more_cny'])}"},
        }
        for row in kept
    ]
    across = {"type": "value", "name": "Γ", "nameLocation": "middle", "nameGap": 26}
    unit = view.measure(view.word("多花的成本"), view.pick("亿元，现值", "10⁸ CNY, present value"))
    options = {
        "aria": {"enabled": True},
        "grid": {"left": 56, "right": 28, "top": 16, "bottom": 40, "containLabel": True},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": {**across, "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "value", "name": unit, "nameLocation": "middle", "nameGap": 48},
        "series": [
            {
                "type": "line",
                "symbol": "circle",
                "symbolSize": 9,
                "data": data,
                "itemStyle": {"color": colour("carbon")},
                "lineStyle": {"color": colour("carbon")},
            }
        ],
    }
    draw_chart(view, about, options, height=280)
