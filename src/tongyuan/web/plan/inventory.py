"""Which sectors and fuels emit how much of each species, from the same activity."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import species as species_words
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.figures import mass_scale
from tongyuan.web.frame import answer_line, basis, empty, frame
from tongyuan.web.plan.inventory_charts import sankey, stacked_sectors
from tongyuan.web.plan.inventory_checks import compare, keys, reference_approach
from tongyuan.web.plan.inventory_making import making
from tongyuan.web.plan.inventory_matrix import matrix
from tongyuan.web.plan.inventory_published import published
from tongyuan.web.plan.inventory_totals import co2e, totals
from tongyuan.web.plan.run_times import family_line, run_times
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["page"]

PARTS = {
    "who": mark("谁排放了什么"),
    "compare": mark("与已发布清单比较"),
    "reference": mark("参考方法与部门方法"),
    "keys": mark("关键类别"),
    "make": mark("编制与填报"),
}


async def page(view: View) -> None:
    """Draw the inventory of a year.

    Parameters
    ----------
    view
        Its query may hold ``run``, ``part``, ``species`` and ``gwp``.
    """
    title = view.word("同根同源：谁排放了什么")
    try:
        shown = await view.ask("inventory.show", run=view.query.get("run"))
    except NotFoundError:
        if "run" in view.query:
            raise
        await _nothing_yet(view, title)
        return
    run = str(shown.meta["run"])
    async with frame(view, title, times=await run_times(view, shown.meta)):
        parts = _parts_for(view)
        part = view.choice("part", parts)
        _parts(view, part, parts)
        if part == "who":
            await _who(view, shown)
        elif part == "make":
            await making(view)
        elif part == "compare":
            await published(view, run)
            await compare(view, run)
        else:
            await {"reference": reference_approach, "keys": keys}[part](view, run)
        citations = [row["text"] for row in shown.meta["citations"]]
        basis(view, lines=_basis_lines(view, shown), citations=citations)


async def _nothing_yet(view: View, title: str) -> None:
    async with frame(view, title):
        empty(
            view,
            missing=view.word("还没有编制过清单：缺某一年的活动水平或地区能源平衡表。"),
            owed_by=view.word("统计部门（地区能源平衡表）、行业主管部门（活动水平）"),
            then=view.word("填好并交回模板、编制之后，在此看到每个行业、每种能源排放的每个物种。"),
        )
        await making(view)


def _parts_for(view: View) -> tuple[str, ...]:
    """List the parts of the page; making inventories is not for every reader."""
    makes = view.may_call("inventory.compile") or view.may_call("inventory.import")
    return tuple(key for key in PARTS if key != "make" or makes)


def _parts(view: View, part: str, parts: tuple[str, ...]) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("各部分")}"'):
        for key in parts:
            link = ui.link(view.word(PARTS[key]), view.here(part=key))
            link.classes("ty-tab ty-tab-here" if key == part else "ty-tab")


async def _who(view: View, shown: Answer) -> None:
    run = str(shown.meta["run"])
    held = shown.frame()
    present = [code for code in species_words.codes() if code in set(held["species"])]
    species = view.choice("species", tuple(present))
    total = await view.ask("inventory.total", run=run, by="species")
    rows = held.filter((pl.col("species") == species) & (pl.col("scope") == 1))
    answer_line(_say(view, total, species))
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("物种")}"'):
        for code in present:
            classes = "ty-tab ty-tab-here" if code == species else "ty-tab"
            ui.link(code, view.here(species=code)).classes(classes)
    with ui.element("div").classes("ty-grid"):
        sankey(view, rows, species=species, meta=shown.meta)
        stacked_sectors(view, rows, species=species, meta=shown.meta)
    await matrix(view, rows, species=species, run=run)
    await totals(view, total)
    await co2e(view, run)


def _say(view: View, total: Answer, species: str) -> str:
    wanted = (pl.col("species") == species) & (pl.col("scope") == 1)
    row = total.frame().row(by_predicate=wanted, named=True)
    meta = total.meta
    place = view.of(meta, "region_name")
    if row["mass_t"] is None:
        return view.pick(
            f"{place} {meta['year']} 年 {species} 未估算（NE）：没有可用的排放因子，不作零处理。",
            f"{place} {meta['year']}: {species} is not estimated (NE), for want of a factor; it is not zero.",
        )
    scale = mass_scale(row["mass_t"], view.lang)
    amount = f"{scale.write(row['mass_t'])} {scale.unit}"
    return view.pick(
        f"{place} {meta['year']} 年直接排放 {species} {amount}{_interval(view, row)}。{_complete(view, row)}"
        f"{_uncontrolled(view, row)}数据质量（最差）：{view.term('quality', row['quality'])}。",
        f"{place} emitted {amount} of {species} directly in {meta['year']}{_interval(view, row)}. "
        f"{_complete(view, row)} {_uncontrolled(view, row)}"
        f"Worst quality: {view.term('quality', row['quality'])}.",
    )


def _complete(view: View, row: dict[str, Any]) -> str:
    """Say how many activities stand in the sum, and what is missing from it."""
    known, lacking = row["estimated"], row["not_estimated"]
    unreported = row["gaps"] - lacking
    if not row["gaps"]:
        return view.pick(f"应估算的 {known} 项活动均已估算。", f"All {known} activities are estimated.")
    return view.pick(
        f"{known} 项活动已估算；{lacking} 项缺因子、{unreported} 项活动量未报告，不在此数内。",
        f"{known} activities are estimated; {lacking} lack a factor and {unreported} have no reported "
        "activity: they are not in this figure.",
    )


def _uncontrolled(view: View, row: dict[str, Any]) -> str:
    """Say how much is counted without any control, because none is stated: an upper bound."""
    mass = row["without_controls_t"]
    if not mass:
        return ""
    scale = mass_scale(mass, view.lang)
    amount = f"{scale.write(mass)} {scale.unit}"
    return view.pick(
        f"其中 {amount} 未声明治理措施，按未治理计，是上限。",
        f"Of this {amount} has no stated control and is counted uncontrolled: an upper bound. ",
    )


def _interval(view: View, row: dict[str, Any]) -> str:
    if row["low_t"] is None:
        return ""
    scale = mass_scale(row["mass_t"], view.lang)
    bounds = f"{scale.write(row['low_t'])} – {scale.write(row['high_t'])}"
    return view.pick(f"（95% 区间 {bounds}）", f" (95 % interval {bounds})")


def _basis_lines(view: View, shown: Answer) -> list[str]:
    meta = shown.meta
    as_of = "" if meta["as_of"] is None else f" · {view.word('数据截至')} {str(meta['as_of'])[:19]}"
    lines = [
        f"{view.word('运行')} {meta['run']} · {family_line(view, meta)}"
        f" · {view.word('程序版本')} {meta['package_version']}{as_of}",
        view.word("大气污染物因子多取自欧洲手册缺省值（补缺），见“欧洲补缺占比”。"),
        view.word("未声明治理措施者按未治理计，是上限；电厂颗粒物的欧洲缺省值似已含除尘，偏低。"),
        view.word("区间只含已给出范围的输入；范围质量见下载表的“区间质量”列。"),
    ]
    return lines
