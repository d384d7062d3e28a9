"""What an inventory holds of every source and species, what it lacks, and who owes what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import sources, species
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import Scale, mass_scale, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.plan.double_counting import draw_double_counts
from tongyuan.web.plan.reports_beside import draw_reports
from tongyuan.web.plan.run_times import family_line, run_times
from tongyuan.web.plan.state_signs import legend, sign_of
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import mark

__all__ = ["page"]

KINDS = {
    "greenhouse_gas": mark("温室气体"),
    "air_pollutant": mark("大气污染物"),
    "water_pollutant": mark("水污染物"),
}


async def page(view: View) -> None:
    """Draw the completeness matrix of an inventory.

    Parameters
    ----------
    view
        Its query may hold ``run``, ``kind`` (of species), ``state`` and ``source`` (a branch).
    """
    title = view.word("清单还缺什么")
    try:
        shown = await view.ask("inventory.completeness", run=view.query.get("run"))
    except NotFoundError:
        if "run" in view.query:
            raise
        await _nothing_yet(view, title)
        return
    async with frame(view, title, times=await run_times(view, shown.meta)):
        answer_line(_say(view, shown))
        kind = view.choice("kind", tuple(KINDS))
        rows = _within(shown.frame(), kind, view.query.get("source"))
        _choices(view, kind)
        _matrix(view, shown, rows)
        await _owed(view, shown)
        await draw_double_counts(view, str(shown.meta["run"]))
        await draw_reports(view, str(shown.meta["run"]))
        basis(view, lines=_lines(view, shown))


async def _nothing_yet(view: View, title: str) -> None:
    async with frame(view, title):
        empty(
            view,
            missing=view.word("还没有编制过清单。"),
            owed_by=view.word("省、市分析人员"),
            then=view.word("编制之后，在此看到每个排放源、每个物种是有数值、未估算还是未报告。"),
        )
        ui.link(view.word("去编制清单"), view.link("/plan/inventory", part="make"))


def _within(rows: pl.DataFrame, kind: str, branch: str | None) -> pl.DataFrame:
    kept = rows.filter(pl.col("species").is_in(list(species.codes(kind))))
    if branch is None:
        return kept
    inside = [code for code in kept["source"].unique() if sources.descends(code, prefix=branch)]
    return kept.filter(pl.col("source").is_in(inside))


def _say(view: View, shown: Answer) -> str:
    meta = shown.meta
    counts = dict(shown.frame().filter("expected").group_by("state").len().iter_rows())
    lacking = counts.get("NE", 0), counts.get("not_reported", 0)
    place, share = view.of(meta, "region_name"), percent(meta["share"])
    return view.pick(
        f"{place} {meta['year']} 年应填 {meta['asked']} 格，已答复 {meta['answered']} 格（{share}%）；"
        f"{lacking[0]} 格未估算，{lacking[1]} 格未报告。不填报的格不会抬高这个比例。",
        f"{place} {meta['year']}: {meta['answered']} of {meta['asked']} cells are answered ({share} %); "
        f"{lacking[0]} are not estimated and {lacking[1]} not reported. Leaving rows out never raises it.",
    )


def _choices(view: View, kind: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("物种")}"'):
        for key, word in KINDS.items():
            link = ui.link(view.word(word), view.here(kind=key))
            link.classes("ty-tab ty-tab-here" if key == kind else "ty-tab")
    roots = sources.table().filter(pl.col("parent").is_null())
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("排放源")}"'):
        here = view.query.get("source")
        every = ui.link(view.word("全部排放源"), view.here(source=None))
        every.classes("ty-tab" if here else "ty-tab ty-tab-here")
        for row in roots.iter_rows(named=True):
            link = ui.link(f"{row['source']} {view.of(row, 'name')}", view.here(source=row["source"]))
            link.classes("ty-tab ty-tab-here" if row["source"] == here else "ty-tab")


def _matrix(view: View, shown: Answer, rows: pl.DataFrame) -> None:
    state = view.query.get("state")
    counts = dict(rows.filter(pl.col("expected")).group_by("state").len().iter_rows())
    told = rows.filter(pl.col("expected") | (pl.col("state") != "not_asked"))
    wanted = told if state is None else told.filter((pl.col("state") == state) & pl.col("expected"))
    present = [code for code in species.codes() if code in set(wanted["species"])]
    scales = {code: _scale(view, rows, code) for code in present}
    columns = [Column("source", view.word("排放源"), narrow=True)]
    columns += [Column(code, view.measure(code, scales[code].unit), right=True) for code in present]
    lines = [_line(view, part, scales) for part in wanted.partition_by("source", maintain_order=True)]
    with ui.column().classes("ty-card"):
        heading(
            view.word("排放源 × 物种"),
            note=view.word("点符号看这个排放源；空格为不要求。括号内为可能已计入的上级排放源。"),
        )
        legend(view, counts=counts)
        draw_table(view, columns, lines, name="completeness", classes="ty-sticky ty-nowrap", page=0)
        downloads(view, "inventory.completeness", run=str(shown.meta["run"]))


def _scale(view: View, rows: pl.DataFrame, code: str) -> Scale:
    masses = rows.filter(species=code)["mass_t"].abs().drop_nulls()
    return mass_scale(float(masses.max() or 0.0), view.lang)  # type: ignore[arg-type]


def _line(view: View, part: pl.DataFrame, scales: Mapping[str, Scale]) -> dict[str, Any]:
    first = part.row(0, named=True)
    link = view.link("/plan/sources", source=first["source"], run=view.query.get("run"))
    name = cell(f"{first['source']} {view.of(first, 'source')}", link=link, raw=first["source"])
    line: dict[str, Any] = {"source": name}
    for row in part.iter_rows(named=True):
        line[row["species"]] = _sign(view, row, scales[row["species"]])
    return line


def _sign(view: View, row: dict[str, Any], scale: Scale) -> dict[str, Any]:
    """Draw one cell: a figure with its sign, else sign and word of what stands there."""
    sign = sign_of(row["state"])
    text = view.pick(sign.zh, sign.en) if row["mass_t"] is None else scale.write(row["mass_t"])
    cover = view.measure("", row["included_in"]) if row["included_in"] else ""
    query = {"source": row["source"], "species": row["species"], "run": view.query.get("run")}
    return cell(
        f"{sign.sign} {text}{cover}".strip(),
        link=view.link("/plan/sources", **query),
        tone=sign.classes,
        raw=row["mass_t"] or 0.0,
    )


async def _owed(view: View, shown: Answer) -> None:
    """List the records that would fill what nobody reported, with who keeps them and their template."""
    if not view.may_call("record.kinds"):
        return
    lacking = shown.frame().filter(pl.col("expected") & (pl.col("state") == "not_reported"))
    codes = lacking["source"].unique(maintain_order=True).to_list()
    kinds = (await view.ask("record.kinds")).frame()
    lines = [
        _kind(view, row, served, str(shown.meta["year"]), str(shown.meta["region"]))
        for row in kinds.iter_rows(named=True)
        if (served := [code for code in codes if _serves(row["source"], code)])
    ]
    columns = [
        Column("name", view.word("需要的记录")),
        Column("department", view.word("负责部门（待确认）")),
        Column("sources", view.word("可补的排放源")),
        Column("held", view.word("已有年份"), right=True),
        Column("template", view.word("填报模板")),
    ]
    with ui.column().classes("ty-card").props("data-testid=owed-records"):
        heading(
            view.word("未报告的由谁补"),
            note=view.word("未估算（NE）缺的是因子或方法，不在此列；表中为缺记录的排放源。"),
        )
        draw_table(view, columns, lines, name="owed-records")
        if view.opens("/plan/records"):
            ui.link(view.word("查看全部记录、提请部门补报"), view.link("/plan/records"))


def _serves(prefixes: str, code: str) -> bool:
    return code not in sources.NOT_A_SOURCE and any(
        prefix in (code, *sources.ancestors(code)) for prefix in prefixes.split()
    )


def _kind(view: View, row: dict[str, Any], served: list[str], year: str, region: str) -> dict[str, Any]:
    given = {"kind": row["dataset"], "region": region, "year": year}
    may = view.may_call("record.template")
    address = service_address("record.template", form="xlsx", **given)
    held = "—" if row["first_year"] is None else f"{row['first_year']}–{row['last_year']}"
    return {
        "name": cell(
            view.of(row, "name"), link=view.link("/plan/records", kind=row["dataset"], region=region)
        ),
        "department": cell(row["department_zh"] or "—", lang="zh"),
        "sources": view.listing(served),
        "held": held,
        "template": cell(view.word("下载 Excel"), link=address) if may else "—",
    }


def _lines(view: View, shown: Answer) -> list[str]:
    meta = shown.meta
    covered = percent(meta["covered"])
    return [
        f"{view.word('运行')} {meta['run']} · {family_line(view, meta)}",
        view.pick(
            f"已答复指有数值、不存在（NO）或已计入他处（IE）；把可能已计入上级的也算上为 {covered}%。",
            f"Answered: a figure, NO or IE; with what a category above may include it is {covered} %.",
        ),
    ]
