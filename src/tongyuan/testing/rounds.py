"""Builders of small rounds: a city, two counties of it, an enterprise in one of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from tongyuan.vocabulary.tables import FormItem
from tongyuan.workspace.rounds import Planned, Said
from tongyuan.workspace.workspace import Workspace

__all__ = ["CITY", "COUNTIES", "NOW", "WORKS", "a_form_item", "a_round", "said"]

#: Assignments of the first :func:`a_round` of a workspace.
CITY, COUNTIES, WORKS = 1, (2, 3), 4
NOW = datetime(2025, 1, 6, 4, tzinfo=UTC)
DUE = date(2025, 1, 31)


def a_form_item(**changes: Any) -> dict[str, Any]:
    """Return an item as a record; ``changes`` replace its columns."""
    return {
        "form": "coal",
        "item": "coal_burned",
        "order": 1,
        "label_zh": "煤炭消费量",
        "label_en": "Coal burned",
        "unit": "万吨",
        "required": True,
        "series": "coal_burned",
        "sums": True,
        "minimum": 0.0,
        "maximum": None,
        "choices": None,
    } | changes


def a_round(
    workspace: Workspace, *, period: str = "2024", kind: str = "january_call", at: datetime = NOW
) -> int:
    """Open a round of four assignments, and return its number."""
    notes = a_form_item(
        item="boilers_closed", order=2, label_zh="淘汰锅炉", unit="台", series=None, required=False
    )
    plan = (
        Planned("coal", "D01", "990100", "unit", DUE),
        Planned("coal", "D01", "990101", "county", DUE, parent=0, adds=True),
        Planned("coal", "D01", "990102", "county", DUE, parent=0, adds=True),
        Planned("coal", "D01", "990101", "enterprise", DUE, enterprise="E1", parent=1, adds=True),
    )
    return workspace.rounds.open(
        kind=kind,
        period=period,
        title="2024 年初数据征集",
        opens_on=date(2025, 1, 1),
        due_on=DUE,
        items=FormItem.cast(pl.DataFrame([a_form_item(), notes], infer_schema_length=None)),
        plan=plan,
        actor="keeper",
        at=NOW,
    )


def said(value: float | None = 10.0, **changes: Any) -> Said:
    """Return what somebody enters for the coal burned; ``changes`` replace it."""
    return Said(**({"item": "coal_burned", "unit": "万吨", "value": value} | changes))
