"""The forms of the rounds: what each department asks its units for, by year, quarter and month.

A department's routine figures and those known by city are asked of every unit; the rest of what it owes is
its own yearly form. ``form_levels.csv`` names the forms that counties, parks or enterprises fill in first.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.packs.exercise.outline import read

__all__ = ["form_items", "forms"]

Row = dict[str, str]


def forms() -> pl.DataFrame:
    """Write the forms.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``Form``.
    """
    deeper = {row["form"]: row["levels"] for row in read("form_levels")}
    rows = [
        {
            "form": name,
            "title_zh": f"{department['short_zh']}{kind['title_zh']}",
            "title_en": f"{kind['title_en']}: {department['name_en']}",
            "kind": kind["kind"],
            "department": department["department"],
            "grain": kind["grain"],
            "levels": deeper.get(name, kind["levels"]),
        }
        for name, department, kind, _ in _asked()
    ]
    return pl.DataFrame(rows)


def form_items() -> pl.DataFrame:
    """Write the items of the forms.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``FormItem``; each feeds the series of its own name.
    """
    rows = [
        _item(name, order, series) for name, _, _, taken in _asked() for order, series in enumerate(taken, 1)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _asked() -> list[tuple[str, Row, Row, list[Row]]]:
    """List form id, department, kind of form and the series it takes; a form without a series is none."""
    asked = [
        (f"{department['department']}-{kind['suffix']}", department, kind, _taken(department, kind["takes"]))
        for department in read("departments")
        for kind in read("forms")
    ]
    return [form for form in asked if form[3]]


def _taken(department: Row, takes: str) -> list[Row]:
    routine = {row["series"]: row["cadence"] for row in read("routine")}
    by_city = {row["series"] for row in read("context") if row["by_city"] == "true"}
    owed = [row for row in read("series") if row["owner"] == department["department"]]
    if takes == "yearly":
        return [row for row in owed if row["series"] in routine or row["series"] in by_city]
    if takes == "routine":
        return [row for row in owed if row["series"] in routine]
    if takes == "monthly":
        return [row for row in owed if routine.get(row["series"]) == "monthly"]
    return [row for row in owed if row["series"] not in {*routine, *by_city}]


def _item(form: str, order: int, series: Row) -> dict[str, Any]:
    return {
        "form": form,
        "item": series["series"],
        "order": order,
        "label_zh": series["label_zh"],
        "label_en": series["label_en"],
        "unit": series["unit"],
        "required": True,
        "series": series["series"],
        "sums": series["series"] in _adding(),
        "minimum": float(series["minimum"]) if series["minimum"] else None,
        "maximum": float(series["maximum"]) if series["maximum"] else None,
        "choices": series["choices"] or None,
    }


def _adding() -> set[str]:
    """Name the series of which counties add up to cities and cities to the province."""
    return {"population_resident", *(row["series"] for row in read("routine"))}
