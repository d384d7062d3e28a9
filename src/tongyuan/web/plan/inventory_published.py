"""Our sums beside what others published: how far apart they are, and what a ratio can and cannot say."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import species as species_words
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, missing, percent
from tongyuan.web.frame import answer_line, empty, heading, quoted
from tongyuan.web.plan.inventory_totals import reading_scale
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.theme import colour
from tongyuan.web.view import View

__all__ = ["published"]

HALF, TWICE = 0.5, 2.0
INSIDE, OUTSIDE = "#0072B2", "#D55E00"
BAND = "rgba(0, 114, 178, 0.12)"


async def published(view: View, run: str) -> None:
    """Draw every species beside published totals of the region, of whatever year they are.

    Parameters
    ----------
    view
        What is shown.
    run
        The run.
    """
    if not view.may_call("inventory.published"):
        return
    answer = await view.ask("inventory.published", run=run)
    rows = _ordered(answer.frame())
    if rows["published_t"].null_count() == rows.height:
        empty(
            view,
            missing=view.word("本地区没有收录已发布的各物种总量，无从对照。"),
            owed_by=view.word("发布清单的机构或研究者"),
            then=view.word("收录后在此逐物种列出本清单与已发布总量之比。"),
        )
        return
    answer_line(_said(view, rows))
    known = rows.filter(pl.col("ratio").is_not_null())
    if known.height:
        with ui.column().classes("ty-card"):
            _ratios(view, answer, known)
    _table(view, answer, rows)


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    order = {code: place for place, code in enumerate(species_words.codes())}
    place = pl.col("species").replace_strict(order, return_dtype=pl.Int64)
    return rows.sort(place, "published_year", maintain_order=True)


def _said(view: View, rows: pl.DataFrame) -> str:
    """Say how many species lie within a factor of two, which do not, and that years differ."""
    known = rows.filter(pl.col("ratio").is_not_null())
    near, far = (
        known.filter(pl.col("within_two") == inside)["species"].to_list() for inside in (True, False)
    )
    lacking = rows.filter(pl.col("published_t").is_not_null() & pl.col("ratio").is_null())[
        "species"
    ].to_list()
    years = [str(year) for year in sorted(rows["published_year"].drop_nulls().unique().to_list())]
    names = view.listing
    told = view.pick(
        f"可与已发布总量对照的 {known.height} 项中，{len(near)} 项在一半到两倍之间（{names(near) or DASH}），"
        f"{len(far)} 项超出（{names(far) or DASH}）。",
        f"Of {known.height} sums beside a published total, {len(near)} lie within a factor of two "
        f"({names(near) or DASH}) and {len(far)} do not ({names(far) or DASH}). ",
    )
    if lacking:
        told += view.pick(
            f"{names(lacking)} 已有发布值而本清单未估算。",
            f"{names(lacking)}: published, not estimated here. ",
        )
    return told + view.pick(
        f"已发布值属于 {names(years)} 年，未折算到本清单年份，只说明量级。",
        f"The published totals are of {names(years)}; nothing is scaled to this year: orders of magnitude.",
    )


def _ratios(view: View, answer: Answer, known: pl.DataFrame) -> None:
    run = str(answer.meta["run"])
    caption = Caption(
        title=view.word("本清单是已发布总量的几倍"),
        source=view.listing(answer.meta["citations"].values()),
        name="published-ratios",
        service="inventory.published",
        arguments={"run": run},
        note=view.word("横轴为对数；浅色带为一半到两倍。年份不同时，比值含两年之间的真实变化。"),
    )
    keys = [(INSIDE, view.word("● 在一半到两倍之间")), (OUTSIDE, view.word("◆ 超出"))]
    draw_chart(view, caption, _points(view, answer, known), height=110 + 26 * known.height, keys=keys)


def _points(view: View, answer: Answer, known: pl.DataFrame) -> dict[str, Any]:
    ordered = known.reverse()
    names = [_label(row) for row in ordered.iter_rows(named=True)]
    data = [_point(view, answer, row) for row in ordered.iter_rows(named=True)]
    least, most = (float(bound) for bound in (known["ratio"].min(), known["ratio"].max()))  # type: ignore[arg-type]
    band = [[{"xAxis": HALF}, {"xAxis": TWICE}]]
    return {
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 30, "containLabel": True},
        "xAxis": {
            "type": "log",
            "name": view.measure(view.word("本清单 ÷ 已发布"), view.word("倍")),
            "nameLocation": "middle",
            "nameGap": 24,
            "min": _round_below(least),
            "max": 1 / _round_below(1 / most),
        },
        "yAxis": {"type": "category", "data": names},
        "tooltip": {"trigger": "item", "confine": True},
        "series": [
            {
                "type": "scatter",
                "symbolSize": 13,
                "data": data,
                "markArea": {"silent": True, "itemStyle": {"color": BAND}, "data": band},
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "label": {"show": False},
                    "lineStyle": {"color": colour("carbon"), "type": "dashed"},
                    "data": [{"xAxis": 1}],
                },
            }
        ],
    }


def _round_below(ratio: float) -> float:
    """Give an end of the axis: 1, 2 or 5 times a power of ten, below a ratio and no more than a fifth."""
    wanted = min(ratio / 1.2, 0.2)
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(step for step in (power, 2 * power, 5 * power) if step <= wanted)


def _point(view: View, answer: Answer, row: dict[str, Any]) -> dict[str, Any]:
    inside = row["within_two"]
    years = view.pick(
        f"本清单 {answer.meta['year']} 年，已发布 {row['published_year']} 年",
        f"here {answer.meta['year']}, published {row['published_year']}",
    )
    return {
        "value": [row["ratio"], _label(row)],
        "symbol": "circle" if inside else "diamond",
        "itemStyle": {"color": INSIDE if inside else OUTSIDE},
        "label": {"show": True, "position": "right", "formatter": figure(row["ratio"], digits=2)},
        "tooltip": {"formatter": f"{_label(row)}: {figure(row['ratio'], digits=3)}<br>{years}"},
    }


def _label(row: dict[str, Any]) -> str:
    return f"{row['species']} · {row['published_year']}"


def _table(view: View, answer: Answer, rows: pl.DataFrame) -> None:
    unit = reading_scale(view).unit
    ours = f"{view.word('本清单')} {answer.meta['year']}"
    columns = [
        Column("species", view.word("物种")),
        Column("computed", view.measure(ours, unit), right=True),
        Column("published", view.measure(view.word("已发布"), unit), right=True),
        Column("year", view.word("已发布年份"), right=True),
        Column("ratio", view.measure(view.word("本清单 ÷ 已发布"), view.word("倍")), right=True),
        Column("verdict", view.word("是否在一半到两倍之间")),
        Column("leading", view.word("本清单最大的排放源")),
        Column(
            "gaps", view.word("缺项数"), right=True, tip=view.word("缺因子或未报告的活动项数，不作零处理")
        ),
    ]
    lines = [_line(view, answer, row) for row in rows.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(view.word("各物种与已发布总量"), note=view.of(answer.meta, "note"))
        draw_table(view, columns, lines, name="published")
        ui.label(view.word("点物种看它由哪些排放源和因子决定。")).classes("ty-note")
        for text in answer.meta["citations"].values():
            quoted(view.pair(view.word("出处"), text)).classes("ty-note")
        downloads(view, "inventory.published", run=str(answer.meta["run"]))


def _line(view: View, answer: Answer, row: dict[str, Any]) -> dict[str, Any]:
    scale = reading_scale(view)
    link = view.link("/plan/sources", species=row["species"], run=str(answer.meta["run"]))
    computed = missing("NE", view.lang) if row["computed_t"] is None else scale.write(row["computed_t"])
    leading = DASH
    if row["leading"] and row["leading_share"] is not None:
        leading = f"{view.of(row, 'leading')} {percent(row['leading_share'])}%"
    return {
        "species": cell(row["species"], link=link, raw=row["species"]),
        "computed": cell(computed, raw=row["computed_t"]),
        "published": cell(scale.write(row["published_t"]), raw=row["published_t"]),
        "year": DASH if row["published_year"] is None else row["published_year"],
        "ratio": cell(figure(row["ratio"], digits=3), raw=row["ratio"]),
        "verdict": _verdict(view, row),
        "leading": leading,
        "gaps": row["gaps"],
    }


def _verdict(view: View, row: dict[str, Any]) -> str:
    if row["published_t"] is None:
        return view.word("没有已发布值")
    if row["ratio"] is None:
        return view.word("本清单未估算")
    return view.word("● 是") if row["within_two"] else view.word("◆ 否")
