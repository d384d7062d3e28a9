"""One source of emissions: where it stands in the tree, what it gives, what carries it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import accounts as accounts_of
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, Scale, mass_scale, missing, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.maps import draw_maps
from tongyuan.web.plan.run_times import family_line, run_times
from tongyuan.web.plan.source_charts import branch_chart, region_map
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["page"]

#: The whole inventory, as the address and the services say it.
WHOLE = "*"
MOST_ROWS = 40


async def page(view: View) -> None:
    """Draw the explorer of sources.

    Parameters
    ----------
    view
        Its query may hold ``run``, ``species`` and ``source``.
    """
    title = view.word("排放从哪些源来")
    species = view.query.get("species") or "CO2"
    try:
        tree = await view.ask("inventory.sources", run=view.query.get("run"), species=species)
    except NotFoundError:
        if "run" in view.query:
            raise
        await _nothing_yet(view, title)
        return
    source = _source(view)
    draw_maps()
    async with frame(view, title, times=await run_times(view, tree.meta)):
        answer_line(_say(view, tree, source))
        _species(view, tree, species)
        _tree(view, tree, source, _scale(view, tree.frame()))
        with ui.element("div").classes("ty-grid"):
            branch_chart(view, tree, source=source)
            await region_map(view, tree, source=source)
        await _rows(view, tree, source)
        await _carriers(view, tree, source)
        basis(view, lines=_lines(view, tree))


async def _nothing_yet(view: View, title: str) -> None:
    async with frame(view, title):
        empty(
            view,
            missing=view.word("还没有编制过清单。"),
            owed_by=view.word("省、市分析人员"),
            then=view.word("编制之后，在此看到每个排放源的量、占比、所依据的因子和各市的分布。"),
        )
        ui.link(view.word("去编制清单"), view.link("/plan/inventory", part="make"))


def _source(view: View) -> str:
    """Return the category of the address; refuse a code that is none."""
    source = view.query.get("source") or WHOLE
    if source != WHOLE and source not in sources.NOT_A_SOURCE and source not in sources.codes():
        values = {"name": "source", "got": source, "expected": "1A1a, 2A1, 3A ..."}
        raise InputError(Problem("service.argument", values))
    return source


def _name(view: View, source: str) -> str:
    if source == WHOLE:
        return view.word("全部排放源")
    return f"{source} {sources.label(source, language=view.lang)}"


def _row(tree: Answer, source: str) -> dict[str, Any] | None:
    found = tree.frame().filter(source=source)
    return found.row(0, named=True) if found.height else None


def _say(view: View, tree: Answer, source: str) -> str:
    meta, species = tree.meta, tree.meta["species"]
    where = f"{view.of(meta, 'region_name')} {meta['year']}"
    if source == WHOLE:
        row: dict[str, Any] = {"share": None, "state": "NE", **meta["accounts"]["emissions"]}
    else:
        row = _row(tree, source) or {"mass_t": None, "state": "not_reported", "gaps": 0, "estimated": 0}
    name = _name(view, source)
    if row["mass_t"] is None:
        why = missing(row["state"] or "NE", view.lang)
        return view.pick(
            f"{where} 年，{name}的 {species}：{why}，不作零处理。",
            f"{where}, {name}, {species}: {why}; it is not zero.",
        )
    scale = mass_scale(abs(row["mass_t"]), view.lang)
    amount = f"{scale.write(row['mass_t'])} {scale.unit}"
    share = "" if row["share"] is None else view.pick("，占 ", ", ") + f"{percent(row['share'])}%"
    apart = _apart(view, meta["accounts"]) if source == WHOLE else ""
    return view.pick(
        f"{where} 年，{name}直接排放 {species} {amount}{share}；"
        f"{row['estimated']} 项已估算，{row['gaps']} 项缺数据或因子，不在此数内。{apart}",
        f"{where}, {name}: {amount} of {species}{share}; {row['estimated']} rows are estimated, "
        f"{row['gaps']} lack data or a factor and are not in this figure.{apart}",
    )


def _apart(view: View, accounts: Mapping[str, Mapping[str, Any]]) -> str:
    """Say what stands beside the sum and not in it: land, and memo items."""
    parts = []
    for key in ("land", "memo"):
        mass = accounts[key]["mass_t"]
        if mass is not None:
            scale = mass_scale(abs(mass), view.lang)
            name = accounts_of.label(key, language=view.lang)
            parts.append(f"{name} {scale.write(mass)} {scale.unit}")
    if not parts:
        return ""
    listed = view.listing(parts)
    return view.pick(f"另列、不计入此数：{listed}。", f" Apart and not in it: {listed}.")


def _species(view: View, tree: Answer, species: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("物种")}"'):
        for code in tree.meta["species_held"]:
            classes = "ty-tab ty-tab-here" if code == species else "ty-tab"
            ui.link(code, view.here(species=code)).classes(classes)


def _scale(view: View, rows: pl.DataFrame) -> Scale:
    masses = rows["mass_t"].abs().drop_nulls()
    return mass_scale(float(masses.max() or 0.0), view.lang)  # type: ignore[arg-type]


def _tree(view: View, tree: Answer, source: str, scale: Scale) -> None:
    """Draw the tree: what is above and below the chosen category is open, the rest closed."""
    rows = tree.frame()
    above = {source, *(() if source in (WHOLE, *sources.NOT_A_SOURCE) else sources.ancestors(source))}
    opened = rows.filter(
        pl.col("parent").is_null()
        | pl.col("parent").is_in(sorted(above))
        | pl.col("source").is_in(sorted(above))
    )
    columns = [
        Column("source", view.word("排放源"), narrow=True),
        Column("mass", view.measure(str(tree.meta["species"]), scale.unit), right=True),
        Column("share", view.measure(view.word("占比"), "%"), right=True),
        Column("interval", view.measure(view.word("95% 区间"), scale.unit), right=True),
        Column("quality", view.word("数据质量（最差）")),
    ]
    lines = [_branch(view, row, source, scale) for row in opened.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(
            view.word("排放源树"),
            note=view.word("点排放源展开下级；占比以正排放为分母；区间只给最细的排放源。"),
        )
        if source != WHOLE:
            ui.link(view.word("全部排放源"), view.here(source=None))
        draw_table(view, columns, lines, name="source-tree")
        downloads(view, "inventory.sources", run=str(tree.meta["run"]), species=tree.meta["species"])


def _branch(view: View, row: dict[str, Any], source: str, scale: Scale) -> dict[str, Any]:
    indent = "　" * row["depth"] + ("" if row["leaf"] else "▾ " if row["source"] == source else "▸ ")
    name = f"{indent}{row['source']} {view.of(row, 'source')}"
    bold = "ty-strong" if row["source"] == source else None
    known = row["mass_t"] is not None
    interval = DASH
    if row["low_t"] is not None:
        interval = f"{scale.write(row['low_t'])} – {scale.write(row['high_t'])}"
    return {
        "source": cell(name, link=view.here(source=row["source"]), tone=bold),
        "mass": cell(
            scale.write(row["mass_t"]) if known else missing(row["state"] or "NE", view.lang),
            tone=bold,
            raw=row["mass_t"],
        ),
        "share": DASH if row["share"] is None else percent(row["share"]),
        "interval": interval,
        "quality": cell(
            view.term("quality", row["quality"]),
            tip=explanation("quality", row["quality"], view.lang) or None,
        ),
    }


async def _rows(view: View, tree: Answer, source: str) -> None:
    """Draw the figures of the chosen branch, the greatest first, each leading to its origin."""
    shown = (await view.ask("inventory.show", run=str(tree.meta["run"]))).frame()
    rows = shown.filter(species=tree.meta["species"])
    inside = [code for code in rows["source"].unique() if sources.descends(code, prefix=source)]
    kept = rows.filter(pl.col("source").is_in(inside)).sort(
        pl.col("mass_t").abs(), descending=True, nulls_last=True, maintain_order=True
    )
    scale = _scale(view, kept)
    columns = [
        Column("sector", view.word("行业")),
        Column("fuel", view.word("能源或物料")),
        Column("technology", view.word("工艺或技术")),
        Column("mass", view.measure(view.word("排放量"), scale.unit), right=True),
        Column("method", view.word("方法")),
        Column("quality", view.word("数据质量")),
    ]
    lines = [_figure(view, row, scale) for row in kept.head(MOST_ROWS).iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        note = view.word("点数字看它从何而来。")
        if kept.height > MOST_ROWS:
            note += view.pick(
                f"共 {kept.height} 项，列最大的 {MOST_ROWS} 项。",
                f" The largest {MOST_ROWS} of {kept.height}.",
            )
        heading(view.pair(view.word("由哪些活动构成"), _name(view, source)), note=note)
        draw_table(view, columns, lines, name="source-rows", page=10)
        downloads(view, "inventory.show", run=str(tree.meta["run"]))


def _figure(view: View, row: dict[str, Any], scale: Scale) -> dict[str, Any]:
    known = row["mass_t"] is not None
    doubt = explanation("quality", "unverified", view.lang) if row["quality"] == "unverified" else None
    return {
        "sector": view.of(row, "sector"),
        "fuel": view.of(row, "fuel"),
        "technology": view.of(row, "technology") if row["technology"] != UNSTATED else DASH,
        "mass": cell(
            scale.write(row["mass_t"]) if known else missing(row["state"], view.lang),
            link=view.link("/figure", id=row["figure"]),
            mark="※" if doubt else None,
            tip=doubt,
            raw=row["mass_t"],
        ),
        "method": row["method"] or DASH,
        "quality": view.term("quality", row["quality"]),
    }


async def _carriers(view: View, tree: Answer, source: str) -> None:
    """Draw the factors that the chosen branch rests on, the heaviest first."""
    answer = await view.ask(
        "inventory.carriers", run=str(tree.meta["run"]), species=tree.meta["species"], source=source
    )
    columns = [
        Column("factor", view.word("因子")),
        Column("value", view.word("数值"), right=True),
        Column("unit", view.word("计量单位")),
        Column("share", view.measure(view.word("承载占比"), "%"), right=True),
        Column("origin", view.word("来源地")),
        Column("quality", view.word("数据质量")),
    ]
    lines = [_carrier(view, row) for row in answer.frame().head(MOST_ROWS).iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        heading(
            view.word("这些量由哪些因子决定"),
            note=view.word("承载占比：用到该因子的排放占本排放源的份额；同一排放可由几个因子共同决定。"),
        )
        draw_table(view, columns, lines, name="carriers", page=10)
        downloads(
            view,
            "inventory.carriers",
            run=str(tree.meta["run"]),
            species=tree.meta["species"],
            source=source,
        )


def _carrier(view: View, row: dict[str, Any]) -> dict[str, Any]:
    doubt = explanation("quality", "unverified", view.lang) if row["quality"] == "unverified" else None
    return {
        "factor": row["factor_id"],
        "value": cell(f"{row['value']:.4g}", mark="※" if doubt else None, tip=doubt, raw=row["value"]),
        "unit": row["unit"],
        "share": percent(row["share"]),
        "origin": view.term("origin", row["origin"]),
        "quality": view.term("quality", row["quality"]),
    }


def _lines(view: View, tree: Answer) -> list[str]:
    meta = tree.meta
    return [
        f"{view.word('运行')} {meta['run']} · {family_line(view, meta)}",
        view.word("缺项只计数，不作零；汇（负排放）计入合计，不计入占比的分母。"),
    ]
