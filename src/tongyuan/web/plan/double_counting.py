"""Rows of an inventory that may count the same tonnes: both, the mass at most, and what to do."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.vocabulary import materials, sources
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import Scale, mass_scale
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_double_counts"]

SERVICE = "inventory.double_counts"
#: What a works counts in its own carbon balance, beside the kinds of activity of the inventory.
OF_WORKS = "works_flow"


async def draw_double_counts(view: View, run: str) -> None:
    """Draw the pairs of rows that may count the same tonnes; nothing where there are none.

    Parameters
    ----------
    view
        What is shown.
    run
        The inventory.
    """
    if not view.may_call(SERVICE):
        return
    rows = (await view.ask(SERVICE, run=run)).frame()
    if not rows.height:
        return
    scale = mass_scale(float(rows["doubled_up_to_t"].abs().max()), view.lang)  # type: ignore[arg-type]
    columns = [
        Column("species", view.word("物种")),
        Column("first", view.word("一处")),
        Column("second", view.word("另一处")),
        Column("doubled", view.measure(view.word("至多重复"), scale.unit), right=True),
        Column("note", view.word("为什么")),
        Column("remedy", view.word("怎么办")),
    ]
    with ui.column().classes("ty-card").props("data-testid=double-counts"):
        heading(
            view.word("可能重复计算"),
            note=view.word("清单看不出哪一处多算，所以两处都列出、都未扣除；请按“怎么办”更正后重新编制。"),
        )
        lines = [_line(view, row, scale) for row in rows.iter_rows(named=True)]
        draw_table(view, columns, lines, name="double-counts-table")
        downloads(view, SERVICE, run=run)


def _line(view: View, row: dict[str, Any], scale: Scale) -> dict[str, Any]:
    return {
        "species": row["species"],
        "first": _side(view, row["first"], row["first_t"], scale),
        "second": _side(view, row["second"], row["second_t"], scale),
        "doubled": cell(scale.write(row["doubled_up_to_t"]), raw=row["doubled_up_to_t"]),
        "note": view.of(row, "note"),
        "remedy": view.of(row, "remedy"),
    }


def _side(view: View, named: str, mass_t: float, scale: Scale) -> str:
    """Write one side: whose it is, its source and material, and its mass."""
    activity, source, code = named.split()
    said = materials.carrier_label(code, language=view.lang)
    text = f"{source} {sources.label(source, language=view.lang)} · {said}"
    whose = view.measure(text, view.word("企业碳平衡")) if activity == OF_WORKS else text
    return view.pair(whose, f"{scale.write(mass_t)} {scale.unit}")
