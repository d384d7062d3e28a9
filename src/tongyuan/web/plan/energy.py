"""Does the energy balance hold: the yearbook's table with the findings of its check."""

from __future__ import annotations

import polars as pl
from nicegui import ui

from tongyuan.web.downloads import downloads
from tongyuan.web.figures import figure
from tongyuan.web.frame import answer_line, basis, frame
from tongyuan.web.view import View

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the energy balance of a year.

    Parameters
    ----------
    view
        Its query may hold ``year``.
    """
    year = view.query.get("year")
    balance = view.session.call("energy.balance", year=int(year) if year else None)
    meta = balance.meta
    check = view.session.call("energy.check", year=meta["year"])
    with frame(view, view.word("能源平衡表是否平衡")):
        answer_line(_say(view, check.frame(), meta["year"]))
        _findings(view, check.frame())
        _table(view, balance.frame())
        downloads(view, "energy.balance", year=meta["year"])
        basis(view, lines=[meta["citation"], view.word("空格为年鉴未列，不作零处理。")])


def _say(view: View, findings: pl.DataFrame, year: int) -> str:
    if not findings.height:
        return view.pick(f"{year} 年平衡表各项勾稽关系成立。", f"The identities of the {year} balance hold.")
    rows = "、".join(str(row) for row in findings["row"].unique().sort())
    return view.pick(
        f"{year} 年平衡表有 {findings.height} 处勾稽不符，涉及第 {rows} 行。",
        f"The {year} balance breaks {findings.height} identities, in rows {rows}.",
    )


def _findings(view: View, findings: pl.DataFrame) -> None:
    if not findings.height:
        return
    names = {
        "row": "行",
        "row_name": "项目",
        "fuel_name": "能源品种",
        "printed": "表列值",
        "computed": "计算值",
        "difference": "差额",
        "unit": "单位",
    }
    rows = [
        {**row, **{key: figure(row[key], digits=6) for key in ("printed", "computed", "difference")}}
        for row in findings.iter_rows(named=True)
    ]
    _draw(view, names, rows, title=view.word("勾稽不符"))


def _table(view: View, balance: pl.DataFrame) -> None:
    fuels = [name for name in balance.columns if name not in ("row", "row_name")]
    rows = [
        {
            "row": row["row"],
            "row_name": row["row_name"],
            **{name: figure(row[name], digits=6) for name in fuels},
        }
        for row in balance.iter_rows(named=True)
    ]
    names = {"row": "行", "row_name": "项目", **{name: name for name in fuels}}
    _draw(view, names, rows, title=view.word("地区能源平衡表（实物量）"))


def _draw(view: View, names: dict[str, str], rows: list[dict[str, object]], *, title: str) -> None:
    columns = [
        {
            "name": name,
            "label": view.word(zh),
            "field": name,
            "align": "left" if name in ("row_name", "fuel_name") else "right",
        }
        for name, zh in names.items()
    ]
    with ui.column().classes("ty-card"):
        ui.label(title).classes("font-semibold")
        ui.table(rows=rows, columns=columns, row_key="row").props(
            "flat dense hide-pagination :rows-per-page-options=[0] separator=cell"
        ).classes("ty-table")
