"""Make an inventory: compile a year beside the page, or hand in the workbook that it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.families import JOIN, parts_of
from tongyuan.web.downloads import service_address
from tongyuan.web.frame import heading
from tongyuan.web.jobs import follow_job
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["making"]


async def making(view: View) -> None:
    """Draw the cards that compile an inventory and take its workbook, as far as the visitor may.

    Parameters
    ----------
    view
        What is shown.
    """
    with ui.element("div").classes("ty-grid"):
        if view.may_call("inventory.compile"):
            await _compile(view)
        if view.may_call("inventory.template"):
            await _template(view)
        upload_card(
            view,
            view.word("交回活动水平与能源平衡表"),
            service="inventory.import",
            tell=lambda meta: _landed(view, meta),
        )


def _choices(view: View, families: pl.DataFrame) -> dict[str, str]:
    """Name the families that a run may take: those of fuels, and each with an agricultural one beside it."""
    fuels, fields = (
        {row["family"]: view.of(row, "name") for row in families.filter(serves=part).iter_rows(named=True)}
        for part in ("fuels", "agriculture")
    )
    beside = {
        f"{fuel}{JOIN}{field}": f"{name} + {other}"
        for fuel, name in fuels.items()
        for field, other in fields.items()
        if field not in parts_of(fuel)
    }
    return fuels | beside


def _joined(view: View, families: pl.DataFrame, family: str) -> str:
    """Name a family that joins several."""
    named = {row["family"]: view.of(row, "name") for row in families.iter_rows(named=True)}
    return " + ".join(named.get(part, part) for part in family.split(JOIN))


async def _compile(view: View) -> None:
    years = (await view.ask("inventory.years")).frame()["year"].to_list()
    families = (await view.ask("reference.families")).frame()
    names = _choices(view, families)
    with ui.column().classes("ty-card"):
        heading(
            view.word("编制一年的清单"),
            note=view.word("同一活动水平算出全部物种；一次运行只用一个因子族。"),
        )
        if not years:
            ui.label(view.word("还没有任何一年的活动水平或能源平衡表，请先填报。"))
            return
        with ui.element("div").classes("ty-choices"):
            year = ui.select(years, value=years[0], label=view.word("年份")).classes("min-w-[100px]")
            usual = (await view.ask("workspace.about")).meta["family"]
            names.setdefault(usual, _joined(view, families, usual))
            family = ui.select(names, value=usual, label=view.word("因子族"))
            family.classes("min-w-[220px]")
            button = ui.button(view.word("编制")).props("unelevated data-testid=compile")
        place = ui.column().classes("w-full")
        button.on_click(
            lambda: follow_job(
                view,
                place,
                "inventory.compile",
                then=lambda row: ui.navigate.to(view.link("/plan/inventory", run=row["result"])),
                year=year.value,
                family=family.value,
            )
        )


async def _template(view: View) -> None:
    years = (await view.ask("inventory.years")).frame()["year"].to_list()
    with ui.column().classes("ty-card"):
        heading(
            view.word("下载清单填报模板"),
            note=view.word("一本两表：行业 × 能源活动水平，或年鉴格式的地区能源平衡表，任填其一。"),
        )
        with ui.element("div").classes("ty-choices"):
            first = (years[0] + 1) if years else 2024
            year = ui.number(view.word("年份"), value=first, format="%d", min=1990, max=2100)
            ui.button(view.word("下载模板"), icon="download").props("unelevated").on_click(
                lambda: ui.navigate.to(
                    service_address("inventory.template", form="xlsx", year=int(year.value))
                )
            )


def _landed(view: View, meta: Mapping[str, Any]) -> list[str]:
    tables = {"activity": view.word("活动水平"), "balance": view.word("能源平衡表")}
    lines = [
        view.pick(
            f"已入库：{tables[row['table']]} {row['year']} 年（{row['region']}）{row['rows']} 行。",
            f"Kept: {tables[row['table']]}, {row['year']} ({row['region']}), {row['rows']} rows.",
        )
        for row in meta["kept"]
    ]
    return [*lines, view.word("刷新本页后即可编制。"), *meta["notes"]]
