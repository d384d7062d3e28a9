"""What a plan means for air and health, beside it: differences of a model with intervals, never certain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["benefit_card"]

Row = dict[str, Any]
PAGE = 20


async def benefit_card(view: View, *, run: str, by: str, year: int) -> None:
    """Draw what a plan means for air and health, or what is needed to know it.

    Parameters
    ----------
    view
        What is shown.
    run
        The plan.
    by
        ``city`` or ``province``.
    year
        Year that is shown.
    """
    with ui.column().classes("ty-card").props("data-testid=benefits"):
        if by != "city":
            _without_cities(view)
            return
        try:
            air = await view.ask("cocontrol.cobenefits", run=run)
        except NotFoundError:
            _without(view, run=run)
            return
        kept = str(air.meta["run"])
        falls = (await view.ask("cocontrol.cobenefits", run=kept, table="falls")).frame()
        burdens = (await view.ask("cocontrol.cobenefits", run=kept, table="burdens")).frame()
        _said(view, air, year=year)
        _cities(view, air.frame().filter(year=year).to_dicts(), _deaths(burdens, year))
        _gaps(view, air.meta, falls.filter(year=year))
        for table in ("air", "falls", "burdens"):
            downloads(view, "cocontrol.cobenefits", run=kept, table=table)


def _title(view: View) -> str:
    return view.word("这个方案对空气和健康意味着什么")


def _without_cities(view: View) -> None:
    heading(
        _title(view),
        note=view.word(
            "方案是全省一体求解的，说不出各市减排，算不出空气和健康：先有分市清单，再分市求解（by: city）。"
        ),
    )
    if view.opens("/plan/cities"):
        ui.link(view.word("去分市清单"), view.link("/plan/cities"))


def _without(view: View, *, run: str) -> None:
    heading(
        _title(view),
        note=view.word(
            "还没有算过。需要一次空气质量响应；健康还需要一次健康影响评估（人口、死亡率和浓度由使用者提供）。"
        ),
    )
    for path, words in (
        ("/plan/air", view.word("去空气质量响应")),
        ("/plan/health", view.word("去健康影响")),
    ):
        if view.opens(path):
            ui.link(words, view.link(path))
    if not view.may_call("cocontrol.cobenefit"):
        return
    button = ui.button(view.word("计算空气与健康效益")).props("outline data-testid=make-benefits")
    place = ui.column().classes("w-full")

    async def make() -> None:
        again = view.here()
        await follow_job(view, place, "cocontrol.cobenefit", then=lambda _: ui.navigate.to(again), run=run)

    button.on_click(make)


def _said(view: View, air: Answer, *, year: int) -> None:
    meta = air.meta
    model = view.word("筛查模型") if meta["air_model"] == "screening" else view.word("导入的矩阵")
    heading(f"{_title(view)} · {year} · {model}", note=view.of(meta, "said"))
    changes = air.frame().filter(year=year)["change_ug_m3"].sort().to_list()
    if changes:
        low, high = figure(changes[0]), figure(changes[-1])
        ui.label(
            view.pick(
                f"各市细颗粒物年均浓度变化 {low} 至 {high} 微克/立方米（模型，与同年无措施相比，负为下降）。",
                f"Yearly mean PM2.5 of cities changes by {low} to {high} µg/m³ (a model, against the same "
                "year without measures; negative is cleaner).",
            )
        ).props("data-testid=benefits-air")
    for row in meta["totals"]:
        if row["year"] == year:
            _burden(view, row)
    if meta["health"] is None:
        ui.label(view.word("健康没有评估：还没有健康影响评估；做一次之后再算。")).classes("ty-note")
        return
    run, dated = meta["health"], meta["health_year"]
    ui.label(
        view.pick(
            f"健康按 {dated} 年的人口、死亡率和浓度（运行 {run}）：只把浓度变化加上去，是两个完整负担之差，"
            "不是确定的人数；区间只含健康一侧的不确定性，不含排放和矩阵的。",
            f"Health by people, rates and air of {dated} (run {run}), to which only the change is added: a "
            "difference of two whole burdens, not a certain number; the interval holds the uncertainty of "
            "health alone, not that of emissions and of the matrix.",
        )
    ).classes("ty-note")
    if meta["synthetic"]:
        ui.label(view.word("合成数据：人口、死亡率、浓度和排放都是虚构的，只供演练。")).classes("ty-note")


def _burden(view: View, row: Row) -> None:
    value, low, high = (figure(row[f"avoided{end}"]) for end in ("", "_low", "_high"))
    named = view.term("burden", row["measure"])
    ui.label(
        view.pick(
            f"{named}：每年约少 {value}（95% 区间 {low} 至 {high}）",
            f"{named}: about {value} fewer a year (95 % interval {low} to {high})",
        )
    ).classes("font-semibold").props("data-testid=benefits-health")


def _deaths(burdens: pl.DataFrame, year: int) -> dict[str, Row]:
    rows = burdens.with_columns(pl.col("by", "measure").cast(pl.String))
    kept = rows.filter(by="region", measure="deaths", year=year)
    return {str(row["region"]): row for row in kept.iter_rows(named=True)}


def _cities(view: View, rows: Sequence[Row], deaths: dict[str, Row]) -> None:
    unit = view.unit("微克/立方米")
    columns = [
        Column("city", view.word("城市")),
        Column("change", view.measure(view.word("浓度变化"), unit), right=True),
        Column("local", view.measure(view.word("本地减排"), unit), right=True),
        Column("regional", view.measure(view.word("省内其他"), unit), right=True),
        Column("deaths", view.word("少死亡（每年）"), right=True),
        Column("interval", view.word("95% 区间"), right=True),
    ]
    lines = []
    for row in rows:
        found = deaths.get(row["region"])
        lines.append(
            {
                "city": view.of(row, "region_name"),
                "change": cell(figure(row["change_ug_m3"]), raw=row["change_ug_m3"]),
                "local": cell(figure(row["local_ug_m3"]), raw=row["local_ug_m3"]),
                "regional": cell(figure(row["regional_ug_m3"]), raw=row["regional_ug_m3"]),
                "deaths": DASH if found is None else cell(figure(found["avoided"]), raw=found["avoided"]),
                "interval": DASH
                if found is None
                else f"{figure(found['avoided_low'])} – {figure(found['avoided_high'])}",
            }
        )
    draw_table(view, columns, lines, name="benefits-cities", page=PAGE)


def _gaps(view: View, meta: Row, falls: pl.DataFrame) -> None:
    """Say what is in no figure of the card; what is missing is not zero."""
    rows = falls.with_columns(pl.col("state", "species").cast(pl.String))
    species = rows.filter(state="species_not_covered")["species"].unique().sort().to_list()
    lines = []
    if species:
        words = view.word("矩阵没有的物种，没有计入（不是零）")
        lines.append(view.pair(words, view.listing(species)))
    for name, tonnes in (
        rows.filter(state="place_not_covered").group_by("species").agg(pl.col("fall_t").sum()).sort("species")
    ).iter_rows():
        words = view.word("没有落到城市的减排，没有计入（不是零）")
        lines.append(view.pair(words, f"{name} {figure(tonnes)} t"))
    if meta["species_absent"]:
        words = view.word("矩阵有而方案没有计排放的物种")
        lines.append(view.pair(words, view.listing(meta["species_absent"])))
    if meta["not_assessed"]:
        lines.append(view.pair(view.word("没有评估健康的市"), view.listing(meta["not_assessed"])))
    for line in lines:
        ui.label(line).classes("ty-note")
