"""Whose emissions are in whose air, and what that model can and cannot do."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.frame import Times, answer_line, basis, empty, frame, heading
from tongyuan.web.plan.air_charts import pairs, parts
from tongyuan.web.plan.air_making import making
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

ALL = "all"
UG = "微克/立方米"
SKILLS = ("before", "after", "left_out", "mean_of_others")


async def page(view: View) -> None:
    """Draw a response of the air.

    Parameters
    ----------
    view
        Its query may hold ``run`` and ``species``.
    """
    title = view.word("空气质量响应：谁的排放在谁的空气里")
    try:
        shown = await view.ask("air.show", run=view.query.get("run"))
    except NotFoundError:
        if "run" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word(
                    "还没有计算过：需要分市清单，以及风向风速与混合层高度（或导入的源—受体矩阵）。"
                ),
                owed_by=view.word("气象部门、省级分析人员"),
                then=view.word("在“部门记录”导入后即可计算；内置模型一律标明“筛查”，不给出臭氧。"),
            )
            await making(view)
        return
    meta, run = shown.meta, str(shown.meta["run"])
    async with frame(view, title, times=Times(key="run", choices=meta["runs"], value=run)):
        ui.label(view.of(meta, "said")).classes("ty-answer").props('role="note" data-testid=screening')
        rows = shown.frame().to_dicts()
        answer_line(_said(view, meta, rows))
        parts(view, shown)
        species = view.choice("species", (ALL, *meta["species"]))
        _tabs(view, meta["species"], species)
        wanted = None if species == ALL else species
        pairs(view, await view.ask("air.show", run=run, part="pairs", species=wanted), species=wanted)
        _table(view, rows, meta)
        _skill(view, meta)
        await _shares(view, run)
        _scale(view, meta)
        await making(view)
        basis(view, lines=_lines(view, meta), citations=meta["citations"])


def _tabs(view: View, held: list[str], chosen: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("物种")}"'):
        for key, name in ((ALL, view.word("全部物种")), *((one, one) for one in held)):
            link = ui.link(name, view.here(species=None if key == ALL else key))
            link.classes("ty-tab ty-tab-here" if key == chosen else "ty-tab")


def _said(view: View, meta: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    if not rows:
        return view.word("所选范围内没有结果。")
    local, whole = (sum(row[name] for row in rows) for name in ("local_ug_m3", "modelled_ug_m3"))
    label = view.term("air_model", meta["model"])
    share = percent(local / whole if whole else None)
    return view.pick(
        f"{label}：{meta['year']} 年各市一次与二次细颗粒物的模型部分平均 {figure(whole / len(rows))} µg/m³，"
        f"其中本地占 {share} %；其余为省内其他市。",
        f"{label}: in {meta['year']} the modelled part of cities' PM2.5 is {figure(whole / len(rows))} µg/m³ "
        f"on average, {share} % of it from the city itself and the rest from the others.",
    )


def _table(view: View, rows: list[dict[str, Any]], meta: dict[str, Any]) -> None:
    unit = view.unit(UG)
    names = {
        "local": view.word("本地"),
        "regional": view.word("省内其他市"),
        "modelled": view.word("未校准合计"),
        "calibrated": view.word("校准合计"),
        "observed": view.word("观测"),
        "left_out": view.word("留一预测"),
        "change": view.word("变化（未校准）"),
        "calibrated_change": view.word("变化（校准）"),
    }
    columns = [
        Column("city", view.word("城市")),
        *(Column(name, view.measure(label, unit), right=True) for name, label in names.items()),
    ]
    lines = [
        {"city": view.of(row, "region_name")}
        | {
            name: cell(
                figure(row[f"{name}_ug_m3"]),
                raw=row[f"{name}_ug_m3"],
                link=view.link("/figure", id=row["figure"]) if name == "modelled" else None,
            )
            for name in names
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("各市：未校准与校准并列"),
            note=view.word("留一预测：不用这个市的观测所作的校准对它的预测；与观测之差才是模型的真实误差。"),
        )
        draw_table(view, columns, lines, name="air-cities")
        downloads(view, "air.show", run=meta["run"], part="cities")


def _skill(view: View, meta: dict[str, Any]) -> None:
    """Draw the errors with and without the city that is told, or say that nothing was calibrated."""
    with ui.column().classes("ty-card").props("data-testid=air-skill"):
        heading(view.word("误差"), note=view.word("与年均浓度相关性好，不证明模型会算输送。"))
        if meta["skill"] is None:
            ui.label(view.word("有观测的市不足 4 个，未校准。"))
            return
        if not meta["calibration_serves"]:
            ui.label(view.word("校准不采用：对没见过的市，预测还不如其他市的平均值；变化量用未校准结果。"))
        columns = [
            Column("which", view.word("预测")),
            Column("rmse", view.measure(view.word("均方根误差"), view.unit(UG)), right=True),
            Column("bias", view.measure(view.word("平均偏差"), view.unit(UG)), right=True),
            Column("nmb", view.measure(view.word("标准化偏差"), "%"), right=True),
            Column("r", view.word("相关系数"), right=True),
        ]
        lines = [
            {
                "which": view.term("air_skill", name),
                "rmse": figure(one["rmse"]),
                "bias": figure(one["mean_bias"]),
                "nmb": percent(one["normalised_bias"], signed=True),
                "r": figure(one["correlation"]),
            }
            for name, one in ((name, meta["skill"][name]) for name in SKILLS)
        ]
        draw_table(view, columns, lines, name="air-skill-table")


async def _shares(view: View, run: str) -> None:
    rows = (await view.ask("air.show", run=run, part="shares")).frame().to_dicts()
    columns = [
        Column("city", view.word("城市")),
        Column("part", view.word("部分")),
        Column("share", view.measure(view.word("份额"), "%"), right=True),
        Column("range", view.measure(view.word("已发表范围"), "%"), right=True),
        Column("place", view.word("已发表于")),
        Column("within", view.word("是否在范围内")),
    ]
    words = {True: view.word("是"), False: view.word("否"), None: DASH}
    lines = [
        {
            "city": view.of(row, "region_name"),
            "part": view.term("air_part", row["part"]),
            "share": cell(percent(row["share"]), raw=row["share"]),
            "range": f"{percent(row['low'])} – {percent(row['high'])}",
            "place": view.of(row, "place"),
            "within": words[row["within"]],
        }
        for row in rows
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("份额与已发表范围"),
            note=view.word("范围来自其他地区；超出范围须说明原因，不得据此调整模型。"),
        )
        draw_table(view, columns, lines, name="air-shares", page=14)
        downloads(view, "air.show", run=run, part="shares")


def _scale(view: View, meta: dict[str, Any]) -> None:
    if meta["scale"] is None:
        return
    columns = [
        Column("species", view.word("物种")),
        Column("ours", view.measure(view.word("本模型 1000 km 处"), "µg/m³/Mt"), right=True),
        Column("published", view.measure(view.word("TM5-FASST 全国对全国"), "µg/m³/Mt"), right=True),
        Column("ratio", view.word("比值"), right=True),
    ]
    lines = [
        {
            "species": row["species"],
            "ours": figure(row["kernel_ug_m3_per_mt"]),
            "published": figure(row["published_ug_m3_per_mt"]),
            "ratio": figure(row["ratio"], digits=3),
        }
        for row in meta["scale"]
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("量级核对"), note=view.word("两者口径不同，只核对量级（十倍以内）。"))
        draw_table(view, columns, lines, name="air-scale")


def _lines(view: View, meta: dict[str, Any]) -> list[str]:
    lines = [
        f"{view.word('运行')} {meta['run']} · {view.word('分市清单')} {meta['cities']} · "
        f"{view.word('模型')} {view.term('air_model', meta['model'])} · {view.word('程序版本')} "
        f"{meta['package_version']}",
        view.word("转化、沉降与排放高度的取值为假定，按“未核实”标示。"),
    ]
    if meta["left_t"]:
        left = view.listing(f"{name} {figure(mass)} t" for name, mass in meta["left_t"].items())
        lines.append(view.pair(view.word("未分到市、不在响应中的排放"), left))
    if meta["missing"]:
        named = sorted({row["species"] for row in meta["missing"]})
        lines.append(view.pair(view.word("有排放源未估算的物种（不作零处理）"), view.listing(named)))
    return lines
