"""Who makes power in each hour, whether the policy's targets can hold, and what the next MWh emits."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import service_address
from tongyuan.web.figures import figure, mass_scale, percent
from tongyuan.web.frame import Times, answer_line, basis, empty, frame
from tongyuan.web.plan import power_charts as charts
from tongyuan.web.plan import power_tables as tables
from tongyuan.web.plan.power_making import making
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["page"]

Row = dict[str, Any]
PARTS = {
    "dispatch": mark("调度"),
    "targets": mark("目标"),
    "emissions": mark("排放与边际因子"),
    "units": mark("机组"),
    "pose": mark("提出研究"),
}
#: Weeks of June to August.
SUMMER = range(23, 36)


async def page(view: View) -> None:
    """Draw the power system.

    Parameters
    ----------
    view
        Its query may hold ``part``, ``run``, ``week``, ``example`` and ``from``.
    """
    part = view.choice("part", tuple(PARTS))
    title = view.word("电力系统：每小时谁发电，目标能否做到")
    try:
        judged = await view.ask("power.show", run=view.query.get("run"), part="judged")
    except NotFoundError:
        if "run" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有运行过电力调度：需要机组记录、逐时曲线和一份研究文件。"),
                owed_by=view.word("省级分析人员"),
                then=view.word("运行后这里给出逐时调度、各项目标能否做到、排放与逐时边际因子。"),
            )
            await making(view)
        return
    names = {row["run"]: _run_name(view, row) for row in judged.meta["runs"]}
    async with frame(view, title, times=Times(key="run", choices=names, value=str(judged.meta["run"]))):
        answer_line(_answer(view, judged))
        _labels(view, judged.meta)
        _tabs(view, part)
        await DRAWN[part](view, judged)
        _basis(view, judged.meta)


def _run_name(view: View, row: Row) -> str:
    state = view.word("可行") if row["feasible"] else view.word("目标冲突")
    name = view.of(row, "name") or row["study"]
    return f"{name} {row['year']} · {state} · {row['run'][:6]}"


def _answer(view: View, judged: Answer) -> str:
    rows = judged.frame()
    counts = {
        verdict: rows.filter(verdict=verdict)["target"].unique(maintain_order=True).to_list()
        for verdict in ("met", "not_met", "conflict", "not_told")
    }
    told = [
        view.pair(view.term("power_verdict", verdict), view.listing(names))
        for verdict, names in counts.items()
        if names
    ]
    targets = view.pick("；", "; ").join(told) or view.word("没有目标可以判断")
    meta = judged.meta
    if not meta["feasible"]:
        return view.pick(
            f"{meta['year']} 年：约束不能同时满足。{targets}。",
            f"{meta['year']}: limits conflict. {targets}.",
        )
    load = figure(meta["load_mwh"] / 1e5)
    mass = meta["co2_t"]
    scale = mass_scale(mass or 0.0, view.lang)
    carbon = view.word("不知道") if mass is None else f"{scale.write(mass)} {scale.unit}"
    unit, megawatts = view.unit("亿千瓦时"), view.unit("兆瓦")
    grown = figure(meta["built_mw"])
    built = (
        view.pick(f"，新建 {grown} {megawatts}", f", {grown} {megawatts} built") if meta["built_mw"] else ""
    )
    return view.pick(
        f"{meta['year']} 年用电 {load} {unit}{built}，省内二氧化碳 {carbon}。{targets}。",
        f"{meta['year']}: {load} {unit} of demand{built}, CO2 within: {carbon}. {targets}.",
    )


def _labels(view: View, meta: Row) -> None:
    """Say at once what the hours are and what is assumed."""
    invented = "synthetic" in meta["profile_origins"]
    derived = "weather" in meta["profile_origins"]
    if not (invented or derived or meta["assumed"] or meta["unverified_units"]):
        return
    with ui.column().classes("ty-empty").props('role="note" data-testid=power-labels'):
        if invented:
            ui.label(view.word("! 逐时曲线是合成的，不是任何地方的实测；结果只能看量级和方向。")).classes(
                "ty-sign-behind font-semibold"
            )
        if derived:
            ui.label(view.word("! 风、光或供热曲线由气象按模型推算，不是实测。")).classes("ty-sign-behind")
        if meta["unverified_units"]:
            number = len(meta["unverified_units"])
            ui.label(
                view.pick(
                    f"{number} 个机组（群）含未核实的数据，见机组记录的说明。",
                    f"{number} units hold figures that nobody verified; see the notes of their records.",
                )
            )
        if meta["assumed"]:
            with ui.expansion(view.word("凭假定的数据与未计入的部分")).classes("ty-basis"):
                for line in meta["assumed"]:
                    ui.label(line).classes("ty-basis-line").props("lang=zh")


def _tabs(view: View, part: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("视图")}"'):
        for key, word in PARTS.items():
            address = view.link(view.path, part=key, run=view.query.get("run"), week=view.query.get("week"))
            link = ui.link(view.word(word), address).props(f"data-testid=part-{key}")
            link.classes("ty-tab ty-tab-here" if key == part else "ty-tab")


async def _dispatch(view: View, judged: Answer) -> None:
    if not judged.meta["feasible"]:
        await _targets(view, judged)
        return
    run = str(judged.meta["run"])
    week = await _week(view, judged)
    charts.week_areas(view, await view.ask("power.show", run=run, part="hours", week=week), week=week)
    charts.month_bars(view, await view.ask("power.show", run=run, part="months"))
    shares = await view.ask("power.show", run=run, part="shares")
    _curtailment(view, shares.frame())
    tables.share_table(view, shares)
    charts.duration_line(view, await view.ask("power.show", run=run, part="duration"))


async def _week(view: View, judged: Answer) -> int:
    """Draw the choice of the week; the one of the most heat, or the first, where none is chosen."""
    weeks = [int(one) for one in judged.meta["weeks"]]
    hours = (await view.ask("power.show", run=judged.meta["run"], part="hours")).frame()
    sums = (
        hours.group_by(week=(pl.col("hour") - 1) // 168 + 1)
        .agg(heat=pl.col("heat_mwh").sum(), load=(pl.col("power_mwh") - pl.col("taken_mwh")).sum())
        .sort("week")
    )
    marks: dict[str, int] = {}
    if sums["heat"].sum() > 0:
        marks[view.word("供暖季")] = int(sums.sort("heat", descending=True)["week"][0])
    summer = sums.filter(pl.col("week").is_in(list(SUMMER))).sort("load", descending=True)
    if summer.height:
        marks[view.word("夏季")] = int(summer["week"][0])
    asked = view.number("week")
    week = asked if asked in weeks else next(iter(marks.values()), weeks[0])
    with ui.element("div").classes("ty-choices"):
        names = {one: view.pick(f"第 {one} 周", f"week {one}") for one in weeks}
        ui.select(
            names,
            value=week,
            label=view.word("哪一周"),
            on_change=lambda event: ui.navigate.to(view.here(week=event.value)),
        ).props("dense outlined options-dense data-testid=power-week-choice").classes("min-w-[130px]")
        for word, one in marks.items():
            link = ui.link(view.pick(f"{word}（第 {one} 周）", f"{word} (week {one})"), view.here(week=one))
            link.classes("ty-tab ty-tab-here" if one == week else "ty-tab").props(f"data-testid=week-{one}")
    return week


def _curtailment(view: View, shares: pl.DataFrame) -> None:
    lost, made = float(shares["curtailed_mwh"].sum()), 0.0
    follows = shares.filter(pl.col("carrier").is_in(["wind_onshore", "wind_offshore", "solar"]))
    made = float(follows["generation_mwh"].sum())
    if not made + lost:
        return
    share = percent(lost / (made + lost))
    ui.label(
        view.pick(
            f"弃风弃光 {figure(lost / 1e5)} {view.unit('亿千瓦时')}，弃电率 {share}%。",
            f"Wind and sun curtailed: {figure(lost / 1e5)} {view.unit('亿千瓦时')}, {share} %.",
        )
    ).props("data-testid=power-curtailed")


async def _targets(view: View, judged: Answer) -> None:
    run = str(judged.meta["run"])
    tables.target_table(view, judged)
    part = "limits" if judged.meta["feasible"] else "conflicts"
    tables.limit_table(view, await view.ask("power.show", run=run, part=part))


async def _emissions(view: View, judged: Answer) -> None:
    if not judged.meta["feasible"]:
        await _targets(view, judged)
        return
    run = str(judged.meta["run"])
    tables.emission_table(view, await view.ask("power.show", run=run, part="emissions"))
    week = await _week(view, judged)
    factors = await view.ask("power.show", run=run, part="factors", week=week)
    charts.factor_line(view, factors, week=week)
    tables.factor_table(view, factors, week=week)


async def _units(view: View, judged: Answer) -> None:
    tables.unit_table(view, await view.ask("power.show", run=str(judged.meta["run"]), part="units"))


async def _pose(view: View, _: Answer) -> None:
    await making(view)


def _basis(view: View, meta: Row) -> None:
    hours = view.pick(
        f"{meta['hours']} 小时代表 {meta['hours_stood_for']:.0f} 小时；折现率 {meta['rate']:.0%}",
        f"{meta['hours']} hours stand for {meta['hours_stood_for']:.0f}; rate {meta['rate']:.0%}",
    )
    lines = [
        f"{view.word('运行')} {meta['run']} · {view.word('程序版本')} {meta['package_version']} · {hours}",
        view.word("线性规划，一个节点，对未来全知，没有启停与网架：费用与弃电偏低。"),
        view.word("“清洁能源”政策没有界定：这里按核电、水电、风电、太阳能、生物质理解，储能与受电不计。"),
    ]
    basis(view, lines=lines)
    with ui.element("div").classes("ty-foot"):
        if view.may_call("power.export"):
            address = service_address("power.export", form="json", run=str(meta["run"]))
            ui.link(view.word("下载全部结果（Excel）"), address).props("download data-testid=power-export")
        if view.may_call("power.example"):
            address = service_address("power.example", form="json", run=str(meta["run"]))
            ui.link(view.word("下载研究文件"), address).props("download data-testid=power-file")
        if view.may_call("power.dispatch"):
            again = view.link(view.path, part="pose", **{"from": str(meta["run"])})
            ui.link(view.word("修改后再运行"), again).props("data-testid=power-again")


DRAWN = {"dispatch": _dispatch, "targets": _targets, "emissions": _emissions, "units": _units, "pose": _pose}
