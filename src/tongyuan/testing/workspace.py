"""Builders of workspaces and of the rows that tests put into them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from tongyuan.workspace.workspace import Workspace

__all__ = ["a_statistic", "a_workspace", "statistics_of"]


def a_workspace(folder: Path, **changes: Any) -> Workspace:
    """Make an empty synthetic workspace; ``changes`` go to :meth:`Workspace.create`."""
    facts: dict[str, Any] = {
        "pack": "exercise",
        "title_zh": "示例省（合成数据）",
        "title_en": "Example province (synthetic)",
        "region": "990000",
        "synthetic": True,
        "actor": "tester",
    }
    return Workspace.create(folder / "workspace", **(facts | changes))


def a_statistic(**changes: Any) -> dict[str, Any]:
    """Return one figure as a record; ``changes`` replace its columns."""
    return {
        "series": "gdp",
        "region": "990000",
        "period": "2024",
        "kind": "published",
        "vintage": "final",
        "value": 100.0,
        "state": None,
        "unit": "1e8_cny",
        "reporter": "tester",
        "evidence": None,
        "quality": "synthetic",
        "citation": "invented for a test",
        "note": None,
    } | changes


def statistics_of(*records: dict[str, Any]) -> pl.DataFrame:
    """Return figures as a frame that :meth:`Workspace.add_statistics` takes."""
    words = {"state": pl.String, "evidence": pl.String, "note": pl.String, "value": pl.Float64}
    return pl.DataFrame(list(records), schema_overrides=words, infer_schema_length=None)
