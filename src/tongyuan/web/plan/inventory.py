"""Which sectors and fuels emit how much of each species, from the same activity."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import mass_scale, missing
from tongyuan.web.frame import answer_line, basis, frame
from tongyuan.web.plan.inventory_charts import sankey, stacked_sectors
from tongyuan.web.view import View

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the inventory of a year.

    Parameters
    ----------
    view
        Its query may hold ``run`` and ``species``.
    """
    species = view.query.get("species", "CO2")
    run = view.query.get("run")
    shown = view.session.call("inventory.show", run=run)
    total = view.session.call("inventory.total", run=run, by="species")
    rows = shown.frame().filter((pl.col("species") == species) & (pl.col("scope") == 1))
    with frame(view, view.word("同根同源：谁排放了什么")):
        answer_line(_say(view, total, species))
        _choices(view, shown, species)
        with ui.element("div").classes("ty-grid"):
            sankey(view, rows, species=species, meta=shown.meta)
            stacked_sectors(view, rows, species=species, meta=shown.meta)
        _species_table(view, total)
        _matrix(view, rows, species)
        downloads(view, "inventory.show", run=shown.meta["run"])
        basis(view, lines=_basis_lines(view, shown))


def _say(view: View, total: Answer, species: str) -> str:
    row = total.frame().filter((pl.col("species") == species) & (pl.col("scope") == 1)).to_dicts()
    meta = total.meta
    if not row or row[0]["mass_t"] is None:
        return view.pick(
            f"{meta['year']} 年 {species} 没有可用因子：未估算。", f"{species} {meta['year']}: not estimated."
        )
    scale = mass_scale(row[0]["mass_t"], view.lang)
    interval = ""
    if row[0]["low_t"] is not None:
        interval = f"（95%：{scale.write(row[0]['low_t'])}–{scale.write(row[0]['high_t'])}）"
    return view.pick(
        f"{meta['region_name_zh']} {meta['year']} 年 {species} 排放 "
        f"{scale.write(row[0]['mass_t'])} {scale.unit}{interval}，"
        f"{row[0]['estimated']} 个活动已估算，{row[0]['not_estimated']} 个因缺因子未估算。",
        f"{meta['region_name_en']} {meta['year']}: "
        f"{scale.write(row[0]['mass_t'])} {scale.unit} {species} {interval}; "
        f"{row[0]['estimated']} activities estimated, {row[0]['not_estimated']} not, for want of a factor.",
    )


def _choices(view: View, shown: Answer, species: str) -> None:
    with ui.row().classes("items-end gap-4"):
        runs = shown.meta["runs"]
        ui.select(
            runs,
            value=shown.meta["run"],
            label=view.word("年份与因子族"),
            on_change=lambda event: ui.navigate.to(view.here(run=event.value)),
        ).classes("min-w-[260px]")
        ui.select(
            shown.frame()["species"].unique(maintain_order=True).to_list(),
            value=species,
            label=view.word("物种"),
            on_change=lambda event: ui.navigate.to(view.here(species=event.value)),
        ).classes("min-w-[120px]")


def _species_table(view: View, total: Answer) -> None:
    rows = [_species_row(view, row) for row in total.frame().iter_rows(named=True)]
    names = {
        "species": "物种",
        "scope": "范围",
        "mass": "排放量",
        "unit": "单位",
        "interval": "95% 区间",
        "complete": "已估算/应估算",
        "quality": "数据质量（最差）",
    }
    columns = [
        {
            "name": name,
            "label": view.word(zh),
            "field": name,
            "align": "left" if name in ("species", "unit") else "right",
        }
        for name, zh in names.items()
    ]
    with ui.column().classes("ty-card"):
        ui.label(view.word("各物种合计")).classes("font-semibold")
        ui.table(rows=rows, columns=columns).props(
            "flat dense hide-pagination :rows-per-page-options=[0]"
        ).classes("ty-table")


def _species_row(view: View, row: dict[str, Any]) -> dict[str, Any]:
    mass = row["mass_t"]
    scale = mass_scale(mass or 0, view.lang)
    ranged = row["low_t"] is not None
    return {
        "species": row["species"],
        "scope": row["scope"],
        "mass": scale.write(mass) if mass is not None else missing("NE", view.lang),
        "unit": scale.unit if mass is not None else "",
        "interval": f"{scale.write(row['low_t'])} – {scale.write(row['high_t'])}" if ranged else "—",
        "complete": f"{row['estimated']} / {row['estimated'] + row['not_estimated']}",
        "quality": row["quality"] or "—",
    }


def _matrix(view: View, rows: pl.DataFrame, species: str) -> None:
    scale = mass_scale(rows["mass_t"].max() or 0, view.lang)  # type: ignore[arg-type]
    fuels = rows["fuel"].unique(maintain_order=True).to_list()
    table: list[dict[str, Any]] = []
    for _, part in rows.group_by(["sector"], maintain_order=True):
        line: dict[str, Any] = {"sector": part[f"sector_{view.lang}"][0]}
        for row in part.iter_rows(named=True):
            shown = scale.write(row["mass_t"]) if row["mass_t"] is not None else row["state"]
            line[row["fuel"]] = {"text": shown, "link": view.link("/figure", id=row["figure"])}
        table.append(line)
    names = {row["fuel"]: row[f"fuel_{view.lang}"] for row in rows.iter_rows(named=True)}
    columns = [{"name": "sector", "label": view.word("行业"), "field": "sector", "align": "left"}]
    columns += [{"name": fuel, "label": names[fuel], "field": fuel, "align": "right"} for fuel in fuels]
    with ui.column().classes("ty-card"):
        ui.label(f"{view.word('行业 × 能源')}：{species}（{scale.unit}）").classes("font-semibold")
        ui.label(view.word("点数字看它从何而来；NE 为未估算，空格为无此活动。")).classes("ty-note")
        grid = ui.table(rows=table, columns=columns).props(
            "flat dense hide-pagination :rows-per-page-options=[0] separator=cell data-testid=matrix"
        )
        grid.classes("ty-table")
        grid.add_slot(
            "body-cell",
            """<q-td :props="props">
            <a v-if="props.value && props.value.link" :href="props.value.link">{{ props.value.text }}</a>
            <span v-else>{{ props.value }}</span></q-td>""",
        )


def _basis_lines(view: View, shown: Answer) -> list[str]:
    meta = shown.meta
    lines = [
        f"{view.word('运行')} {meta['run']} · {view.word('因子族')} {meta['family']} · as_of {meta['as_of']}",
        view.word("二氧化碳当量只在读取时按所选 GWP 集计算，不与气体质量相混。"),
    ]
    return lines + [f"{row['key']}：{row['text']}" for row in meta["citations"]]
