"""Where emission goes under each scenario, why scenarios differ, and which measure takes away how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import mass_scale, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.plan.scenario_charts import paths, wedge_areas
from tongyuan.web.plan.scenario_making import making
from tongyuan.web.plan.scenario_tables import adoption_table, cause_table, city_table, source_table
from tongyuan.web.view import View

__all__ = ["page"]

Row = dict[str, Any]
#: What is shown first where it is known.
FIRST = ("CO2", "NOx", "SO2")


async def page(view: View) -> None:
    """Draw scenarios side by side.

    Parameters
    ----------
    view
        Its query may hold ``runs`` (ids, by spaces), ``species``, ``run`` and ``against`` (of the wedges) and
        ``from`` (the scenario whose file is the beginning of a new one).
    """
    title = view.word("情景：排放将走向哪里，措施能减多少")
    try:
        whole = await view.ask("scenario.compare", runs=view.query.get("runs"), by="total")
    except NotFoundError:
        if "runs" in view.query:
            raise
        async with frame(view, title):
            empty(
                view,
                missing=view.word("还没有运行过情景：需要一份清单和一个写明驱动因素与措施份额的情景文件。"),
                owed_by=view.word("省级分析人员"),
                then=view.word("运行后这里给出各物种逐年排放、情景之间的差异和各项措施的减排楔形。"),
            )
            await making(view)
        return
    species = _species(view, whole.frame())
    async with frame(view, title):
        answer_line(_said(view, whole, species))
        _choices(view, whole, species)
        paths(view, whole, species=species)
        await _wedges(view, whole, species)
        await _differences(view, whole, species)
        await making(view)
        _basis(view, whole)


def _species(view: View, rows: pl.DataFrame) -> str:
    known = rows.filter(pl.col("mass_t").is_not_null())["species"].unique(maintain_order=True).to_list()
    if view.query.get("species") in known:
        return str(view.query["species"])
    return next((one for one in FIRST if one in known), str(known[0]) if known else FIRST[0])


def _chosen(whole: Answer) -> list[Row]:
    """Give the scenarios that are compared, in order."""
    told = {row["run"]: row for row in whole.meta["runs"]}
    return [told[run] for run in whole.meta["compared"]]


def _said(view: View, whole: Answer, species: str) -> str:
    rows = whole.frame().filter(species=species)
    last = max(rows["year"].to_list())
    of_year = {row["run"]: row for row in rows.filter(year=last).to_dicts()}
    found = [row for row in _chosen(whole) if row["run"] in of_year]
    first = of_year[found[0]["run"]]
    if first["mass_t"] is None:
        return view.pick(f"{species}：清单没有估算，情景也不知道。", f"{species}: not estimated.")
    scale = mass_scale(abs(first["mass_t"]), view.lang)
    told = f"{view.of(found[0], 'name')} {scale.write(first['mass_t'])} {scale.unit}"
    parts = [told]
    for row in found[1:]:
        other = of_year[row["run"]]
        text = f"{view.of(row, 'name')} {scale.write(other['mass_t'])} {scale.unit}"
        if first["mass_t"] and other["difference_t"] is not None:
            share = percent(other["difference_t"] / abs(first["mass_t"]), signed=True)
            text += view.pick(f"（{share}%）", f" ({share} %)")
        parts.append(text)
    listed = view.pick("，", "; ").join(parts)
    return view.pick(f"{last} 年 {species}：{listed}。", f"{species} in {last}: {listed}.")


def _choices(view: View, whole: Answer, species: str) -> None:
    names = {row["run"]: run_name(view, row) for row in whole.meta["runs"]}
    known = whole.frame()["species"].unique(maintain_order=True).to_list()
    with ui.element("div").classes("ty-choices"):
        ui.select(
            known,
            value=species,
            label=view.word("物种"),
            on_change=lambda event: ui.navigate.to(view.here(species=event.value)),
        ).props("dense outlined options-dense data-testid=scenario-species").classes("min-w-[110px]")
        chosen = ui.select(
            names, value=whole.meta["compared"], label=view.word("比较哪些情景"), multiple=True
        )
        chosen.props("dense outlined options-dense use-chips data-testid=scenario-runs")
        chosen.classes("min-w-[240px] max-w-full")
        ui.button(
            view.word("比较"),
            on_click=lambda: ui.navigate.to(
                view.here(runs=" ".join(chosen.value) if len(chosen.value) > 1 else None)
            ),
        ).props("outline data-testid=scenario-compare")


def run_name(view: View, row: Row) -> str:
    """Name a kept scenario: its name, years and the beginning of its run.

    Parameters
    ----------
    view
        What is shown.
    row
        Of ``runs``.

    Returns
    -------
    str
        Its name.
    """
    return f"{view.of(row, 'name')} {row['year']}–{row['years'][-1]} · {row['run'][:6]}"


async def _wedges(view: View, whole: Answer, species: str) -> None:
    found = _chosen(whole)
    runs = [row["run"] for row in found]
    run = view.query.get("run") if view.query.get("run") in runs else runs[-1]
    against = view.query.get("against") if view.query.get("against") in runs else None
    against = None if against == run else against
    shown = await view.ask("scenario.wedges", run=run, against=against, species=species)
    adopted = await view.ask("scenario.show", run=run, table="adoption")
    with ui.element("div").classes("ty-choices"):
        names = {row["run"]: run_name(view, row) for row in found}
        ui.select(
            names,
            value=run,
            label=view.word("楔形：哪个情景"),
            on_change=lambda event: ui.navigate.to(view.here(run=event.value)),
        ).props("dense outlined options-dense data-testid=wedge-run").classes("min-w-[220px]")
        ui.select(
            {"": view.word("不采用措施"), **{key: name for key, name in names.items() if key != run}},
            value=against or "",
            label=view.word("与谁相比"),
            on_change=lambda event: ui.navigate.to(view.here(against=event.value or None)),
        ).props("dense outlined options-dense data-testid=wedge-against").classes("min-w-[220px]")
    wedge_areas(view, shown, species=species)
    adoption_table(view, adopted, run=str(run))


async def _differences(view: View, whole: Answer, species: str) -> None:
    compared: Sequence[str] = whole.meta["compared"]
    found = _chosen(whole)
    asked = {"runs": " ".join(compared)} if len(compared) > 1 else {"runs": None}
    year = max(whole.frame()["year"].to_list())
    by_source = await view.ask("scenario.compare", **asked, by="source", species=species, year=year)
    source_table(
        view,
        by_source.frame(),
        found=found,
        species=species,
        year=year,
        asked=asked,
        region=whole.meta["region"],
    )
    for row in found:
        if row["cities"]:
            told = await view.ask("scenario.show", run=row["run"], table="region", species=species, year=year)
            city_table(view, told.frame(), row=row, species=species, year=year)
    if len(compared) > 1:
        why = await view.ask("scenario.compare", **asked, by="cause", species=species, year=year)
        cause_table(view, why.frame(), found=found, species=species, year=year, asked=asked)


def _basis(view: View, whole: Answer) -> None:
    meta = whole.meta
    lines = [
        f"{view.word('清单')} {meta['inventory']} ({meta['year']}) · {view.word('程序版本')} "
        f"{meta['package_version']}",
        view.word("情景按驱动因素推算，不是预测；清单没有估算的部分在情景中仍未估算，不作零处理。"),
        view.word("只计本地区范围内的排放；外购电力和热力的排放在发电供热处计。措施份额两年之间按直线内插。"),
    ]
    basis(view, lines=lines)
    with ui.column().classes("ty-card"):
        heading(view.word("情景文件"), note=view.word("每次运行都保存原文件；同一文件和清单得到同一次运行。"))
        for row in _chosen(whole):
            with ui.element("div").classes("ty-foot"):
                ui.label(run_name(view, row))
                address = service_address("scenario.example", form="json", run=row["run"])
                ui.link(view.word("下载原文件"), address).props("download")
                if view.may_call("scenario.run"):
                    ui.link(view.word("以此为起点"), view.here(**{"from": row["run"]}))
        downloads(view, "scenario.compare", runs=view.query.get("runs"), by="total")
