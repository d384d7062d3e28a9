"""Pictures of a dispatch: a week by carrier, the load by how long it lasts, months, and hourly factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["ORDER", "duration_line", "factor_line", "month_bars", "week_areas"]

Row = dict[str, Any]
#: Carriers from the ground up, as they are stacked.
ORDER = (
    *("nuclear", "coal_chp", "gas_chp", "coal", "gas", "biomass", "hydro"),
    *("interconnector", "wind_offshore", "wind_onshore", "solar", "storage", "unserved"),
)
GW = 1e3
GW_UNIT = "GW"
GRID = {"left": 8, "right": 16, "top": 30, "bottom": 8, "containLabel": True}
HEIGHT = 320


def _caption(
    view: View, shown: Answer, *, title: str, name: str, part: str, note: str, **told: Any
) -> Caption:
    origins = view.listing(view.term("profile_origin", one) for one in shown.meta["profile_origins"])
    return Caption(
        title=title,
        source=f"{view.word('运行')} {shown.meta['run']} · {view.pair(view.word('曲线'), origins)}",
        name=name,
        service="power.show",
        arguments={"run": shown.meta["run"], "part": part} | told,
        note=note,
    )


def _carriers(rows: pl.DataFrame, column: str) -> list[str]:
    made = set(rows.filter(pl.col(column) > 1e-6)["carrier"].cast(pl.String))
    return [one for one in ORDER if one in made]


def _keys(view: View, carriers: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"power_{one}", view.term("power_carrier", one)) for one in carriers]


def week_areas(view: View, shown: Answer, *, week: int) -> None:
    """Draw a week, hour by hour: who makes power, and the load with what is stored or sent out.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, hours of the week.
    week
        The week.
    """
    rows = shown.frame()
    hours = rows["hour"].unique().sort().to_list()
    carriers = _carriers(rows, "power_mwh")
    series = [_area(view, rows, one, hours) for one in carriers]
    taken = (pl.col("power_mwh") - pl.col("taken_mwh")).sum() / GW
    load = dict(rows.group_by("hour").agg(taken).iter_rows())
    series.append(
        {
            "type": "line",
            "name": view.word("省内用电"),
            "symbol": "none",
            "lineStyle": {"color": colour("behind"), "width": 2},
            "data": [round(load[hour], 3) for hour in hours],
        }
    )
    options = {
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": GRID,
        "xAxis": {"type": "category", "boundaryGap": False, "data": [_clock(view, hour) for hour in hours]},
        "yAxis": {"type": "value", "name": GW_UNIT},
        "series": series,
    }
    caption = _caption(
        view,
        shown,
        title=view.measure(view.pick(f"第 {week} 周逐时调度", f"Dispatch of week {week}"), GW_UNIT),
        name="power-week",
        part="hours",
        note=view.word("面积为发电、受电与放电，线为省内用电；面积高出线的部分用于充电或外送。"),
        week=week,
    )
    keys = [*_keys(view, carriers), ("behind", view.word("省内用电"))]
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=HEIGHT + 40, keys=keys)


def _clock(view: View, hour: int) -> str:
    """Write an hour of the year as its day of the week that is shown and its clock."""
    day, clock = divmod(hour - 1, 24)
    return view.pick(f"第{day + 1}天 {clock}时", f"day {day + 1}, {clock}:00")


def _area(view: View, rows: pl.DataFrame, carrier: str, hours: Sequence[int]) -> Row:
    made = dict(rows.filter(pl.col("carrier") == carrier).select("hour", "power_mwh").iter_rows())
    shade = colour(f"power_{carrier}")
    return {
        "type": "line",
        "stack": "power",
        "name": view.term("power_carrier", carrier),
        "symbol": "none",
        "lineStyle": {"width": 0},
        "itemStyle": {"color": shade},
        "areaStyle": {"color": shade, "opacity": 0.9},
        "data": [round(made.get(hour, 0.0) / GW, 3) for hour in hours],
    }


def duration_line(view: View, shown: Answer) -> None:
    """Draw the load by the share of the year in which it is exceeded.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, duration.
    """
    rows = shown.frame()
    data = [
        [round(100 * rank, 3), round(load / GW, 3)] for rank, load in rows.select("rank", "load_mw").rows()
    ]
    options = {
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": GRID,
        "xAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {":formatter": "v => v + '%'"}},
        "yAxis": {"type": "value", "name": GW_UNIT, "min": 0},
        "series": [
            {
                "type": "line",
                "symbol": "none",
                "data": data,
                "lineStyle": {"color": colour("carbon"), "width": 2},
            }
        ],
    }
    caption = _caption(
        view,
        shown,
        title=view.measure(view.word("负荷持续曲线"), GW_UNIT),
        name="power-duration",
        part="duration",
        note=view.word("横轴：负荷不低于该值的时间占全年的比例。"),
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=HEIGHT - 40)


def month_bars(view: View, shown: Answer) -> None:
    """Draw the mix of the months: energy where all hours are held, else the mean of the hours that are.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, months.
    """
    rows = shown.frame()
    whole = rows["energy_mwh"].null_count() == 0
    column, unit = ("energy_mwh", view.unit("亿千瓦时")) if whole else ("mean_mw", GW_UNIT)
    scale = 1e5 if whole else GW
    months = rows["month"].unique().sort().to_list()
    carriers = _carriers(rows, column)
    series = []
    for one in carriers:
        values = dict(rows.filter(pl.col("carrier") == one).select("month", column).iter_rows())
        series.append(
            {
                "type": "bar",
                "stack": "power",
                "name": view.term("power_carrier", one),
                "itemStyle": {"color": colour(f"power_{one}")},
                "data": [round((values.get(month) or 0.0) / scale, 3) for month in months],
            }
        )
    options = {
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": GRID,
        "xAxis": {"type": "category", "data": [view.pick(f"{one}月", f"{one}") for one in months]},
        "yAxis": {"type": "value", "name": unit},
        "series": series,
    }
    title = view.word("逐月电量构成") if whole else view.word("逐月平均出力构成")
    note = (
        view.word("全年逐时合计。")
        if whole
        else view.word("只有代表周：各月为其中所存小时的平均，不是整月电量。")
    )
    caption = _caption(
        view, shown, title=view.measure(title, unit), name="power-months", part="months", note=note
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=HEIGHT, keys=_keys(view, carriers))


def factor_line(view: View, shown: Answer, *, week: int) -> None:
    """Draw the marginal and the mean factor of a week's hours; hours without a marginal factor stay open.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``power.show``, factors of the week.
    week
        The week.
    """
    rows = shown.frame().sort("hour")
    lines = {
        "marginal_t_mwh": (view.word("边际因子"), "behind"),
        "average_t_mwh": (view.word("平均因子"), "carbon"),
    }
    series = [
        {
            "type": "line",
            "name": name,
            "step": "middle",
            "symbolSize": 3,
            "itemStyle": {"color": colour(key)},
            "lineStyle": {"color": colour(key), "width": 2},
            "data": [None if value is None else round(value, 4) for value in rows[column]],
        }
        for column, (name, key) in lines.items()
    ]
    options = {
        "aria": {"enabled": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": GRID,
        "xAxis": {"type": "category", "data": [_clock(view, hour) for hour in rows["hour"]]},
        "yAxis": {"type": "value", "name": "t/MWh"},
        "series": series,
    }
    title = view.pick(f"第 {week} 周逐时二氧化碳因子", f"Hourly CO2 factors of week {week}")
    caption = _caption(
        view,
        shown,
        title=view.measure(title, "t/MWh"),
        name="power-factors",
        part="factors",
        note=view.word(
            "边际因子：这一小时多用一兆瓦时，全系统省内多排多少；说不准的小时留空，表中写明原因。"
        ),
        week=week,
    )
    with ui.column().classes("ty-card"):
        draw_chart(view, caption, options, height=HEIGHT, keys=[(key, name) for name, key in lines.values()])
