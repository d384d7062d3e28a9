"""The inventory's table: sectors by fuels for one species, every number leading to its origin."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.vocabulary.accounts import of_account
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import Scale, mass_scale
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View
from tongyuan.web.words import explanation

__all__ = ["matrix"]


async def matrix(view: View, rows: pl.DataFrame, *, species: str, run: str) -> None:
    """Draw the sector by fuel table of a species.

    Parameters
    ----------
    view
        What is shown.
    rows
        Emission rows of the species, scope 1, with labels.
    species
        The species.
    run
        The run.
    """
    counted = of_account(rows, kept="emissions")
    shown = counted.filter(pl.col("state").is_null() | (pl.col("state") != "NO"))
    scale = mass_scale(shown["mass_t"].max() or 0, view.lang)  # type: ignore[arg-type]
    fuels = counted.filter(pl.col("fuel").is_in(shown["fuel"].implode())).unique("fuel", maintain_order=True)
    names = {row["fuel"]: view.of(row, "fuel") for row in fuels.iter_rows(named=True)}
    sums = await _sums(view, run, "fuel", species)
    columns = [
        Column("sector", view.word("行业")),
        Column("total", view.word("合计"), right=True),
        *(Column(fuel, name, right=True) for fuel, name in names.items()),
    ]
    lines = [
        _line(view, part, scale) for part in shown.partition_by(f"sector_{view.lang}", maintain_order=True)
    ]
    lines.append({"sector": cell(view.word("合计"), tone="ty-strong"), **_foot(scale, sums, list(names))})
    with ui.column().classes("ty-card"):
        heading(
            view.pair(view.word("行业 × 能源"), view.measure(species, scale.unit)),
            note=view.word("点数字看来历；NE 为未估算，※ 依据未核实，空格为无此活动；不含土地与备忘项。"),
        )
        draw_table(view, columns, lines, name="matrix", classes="ty-sticky ty-nowrap")
        downloads(view, "inventory.show", run=run)


async def _sums(view: View, run: str, by: str, species: str) -> dict[str, float | None]:
    rows = (await view.ask("inventory.total", run=run, by=by)).frame()
    wanted = rows.filter((pl.col("species") == species) & (pl.col("scope") == 1))
    return dict(wanted.select(by, "mass_t").iter_rows())


def _line(view: View, part: pl.DataFrame, scale: Scale) -> dict[str, Any]:
    line: dict[str, Any] = {"sector": view.of(part.row(0, named=True), "sector")}
    known = part["mass_t"].drop_nulls()
    total = math.fsum(known) if known.len() else None
    line["total"] = cell(scale.write(total), raw=total, tone="ty-strong") if total is not None else "NE"
    for fuel in part.partition_by("fuel", maintain_order=True):
        line[str(fuel["fuel"][0])] = _figure(view, fuel, scale)
    return line


def _figure(view: View, rows: pl.DataFrame, scale: Scale) -> dict[str, Any]:
    """Show one cell; where a sector uses a fuel in several ways, the largest leads to its origin."""
    known = rows.filter(pl.col("mass_t").is_not_null())
    if not known.height:
        row = rows.row(0, named=True)
        state = row["state"] if row["state"].isupper() else view.term("missing", row["state"])
        return cell(state, link=view.link("/figure", id=row["figure"]))
    first = known.sort("mass_t", descending=True).row(0, named=True)
    mass = float(known["mass_t"].sum())
    doubt = "unverified" in known["quality"].to_list()
    return cell(
        scale.write(mass),
        link=view.link("/figure", id=first["figure"]),
        mark="※" if doubt else None,
        tip=explanation("quality", "unverified", view.lang) if doubt else None,
        raw=mass,
    )


def _foot(scale: Scale, sums: dict[str, float | None], fuels: list[str]) -> dict[str, Any]:
    found = {fuel: sums.get(fuel) for fuel in fuels}
    return {
        fuel: cell(scale.write(mass), raw=mass, tone="ty-strong") if mass is not None else "NE"
        for fuel, mass in found.items()
    }
