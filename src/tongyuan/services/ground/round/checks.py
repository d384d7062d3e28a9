"""What stands in the way of reporting an assignment: every problem at once, each with its item and place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import Place, Problem
from tongyuan.workspace.workbooks.figures import allowed_values

__all__ = ["problems_of"]

#: Own value and sum are the same up to this share of the sum; adding numbers of many digits is not exact.
SAME = 1e-9


def problems_of(
    assignment: Mapping[str, Any],
    rows: pl.DataFrame,
    open_below: pl.DataFrame,
    *,
    jump: float,
    names: Mapping[str, str],
) -> list[Problem]:
    """Name what stands in the way of reporting.

    Parameters
    ----------
    assignment
        The assignment as a record.
    rows
        Its items as ``round_filling.filled`` lays them out.
    open_below
        Assignments below that are neither approved nor excused.
    jump
        Change against last year from which a reason is asked [share].
    names
        Names of regions and enterprises.

    Returns
    -------
    list of Problem
        ``round.children_open``, ``round.required``, ``round.range``, ``round.choice``, ``round.jump``,
        ``round.sum_differs``.
    """
    problems = [
        Problem(
            "round.children_open",
            {
                "assignment": assignment["assignment"],
                "child": row["assignment"],
                "unit": names.get(row["enterprise"] or row["region"], row["region"]),
                "state": row["state"],
            },
        )
        for row in open_below.iter_rows(named=True)
    ]
    for row in rows.iter_rows(named=True):
        problems += _of_item(assignment, row, jump)
    return problems


def _of_item(assignment: Mapping[str, Any], row: Mapping[str, Any], jump: float) -> list[Problem]:
    about = {
        "assignment": assignment["assignment"],
        "item": row["item"],
        "label_zh": row["label_zh"],
        "label_en": row["label_en"],
        "got": row["value"],
        "unit": row["unit"],
    }
    place = Place(sheet=assignment["form"], row=row["order"])
    faults = [_absence(row), _range(row), _choice(row)]
    if not (row["reason"] or "").strip():
        faults += [_jump(row, jump), _difference(row)]
    return [Problem(code, about | values, place) for code, values in filter(None, faults)]


Fault = tuple[str, dict[str, Any]] | None


def _absence(row: Mapping[str, Any]) -> Fault:
    silent = row["value"] is None and row["state"] in (None, Missing.NOT_REPORTED.value)
    return ("round.required", {}) if row["required"] and silent else None


def _range(row: Mapping[str, Any]) -> Fault:
    value = row["value"]
    low = -math.inf if row["minimum"] is None else row["minimum"]
    high = math.inf if row["maximum"] is None else row["maximum"]
    if value is None or low <= value <= high:
        return None
    shown = {"minimum": _bound(row["minimum"]), "maximum": _bound(row["maximum"])}
    return "round.range", shown


def _bound(value: float | None) -> str:
    return "…" if value is None else f"{value:g}"


def _choice(row: Mapping[str, Any]) -> Fault:
    if row["value"] is None or not row["choices"]:
        return None
    allowed = allowed_values(row["choices"]).values()
    return None if row["value"] in allowed else ("round.choice", {"expected": row["choices"]})


def _jump(row: Mapping[str, Any], jump: float) -> Fault:
    value, last = row["value"], row["last_value"]
    if row["choices"] or value is None or last is None or abs(value - last) <= jump * abs(last) * (1 + SAME):
        return None
    percent = f"{(value - last) / abs(last):+.1%}" if last else "—"
    return "round.jump", {"last": last, "change": percent, "limit": f"{jump:.0%}"}


def _difference(row: Mapping[str, Any]) -> Fault:
    value, added = row["value"], row["sum_true"]
    if value is None or added is None or abs(value - added) <= SAME * max(abs(added), 1.0):
        return None
    if row["sum_value"] is None:  # withheld: that they differ may be said, by how much may not
        return "round.sum_differs", {"sum": Missing.C.value, "difference": Missing.C.value}
    return "round.sum_differs", {"sum": added, "difference": f"{value - added:g}"}
