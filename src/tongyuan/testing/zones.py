"""Units of zoning that a hand checks: squares in longitude and latitude."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from tongyuan.services.session import Session
from tongyuan.vocabulary.tables import Plot, ZoneRule, ZoningUnit
from tongyuan.workspace.workspace import Workspace

__all__ = ["a_plot", "a_rule", "drawn", "fill_zones", "square", "zoned"]


def square(unit: str, west: float, south: float, east: float, north: float, **told: Any) -> pl.DataFrame:
    """Draw a unit that is a box [degree]."""
    return drawn(unit, shapely.box(west, south, east, north), **told)


def drawn(unit: str, shape: BaseGeometry | None, **told: Any) -> pl.DataFrame:
    """Draw a unit of any shape; none for a list without a map."""
    row: dict[str, Any] = {
        "unit": unit,
        "edition": "2024",
        "layer": "unit",
        "name": f"单元{unit}",
        "region": "990100",
        "zone_class": "general",
        "red_line": False,
        "valid_from": date(2024, 1, 1),
        "source": "drawn by a test",
        "origin": "synthetic",
        "geometry": None if shape is None else shapely.to_wkb(shape),
        **told,
    }
    names = ZoningUnit.column_names()
    frame = pl.DataFrame({name: [row.get(name)] for name in names})
    return ZoningUnit.validate(frame, cast=True)


def a_rule(unit: str, **told: Any) -> pl.DataFrame:
    """Make a line of a unit's list that forbids an industry."""
    row: dict[str, Any] = {
        "unit": unit,
        "edition": "2024",
        "rule": "1",
        "dimension": "space",
        "effect": "forbid",
        "subject": "化工",
        "text": "禁止新建化工项目（示例）",
        "valid_from": date(2024, 1, 1),
        "citation": "drawn by a test",
        "quality": "synthetic",
        **told,
    }
    frame = pl.DataFrame({name: [row.get(name)] for name in ZoneRule.column_names()})
    return ZoneRule.validate(frame, cast=True)


def a_plot(plot: str, **told: Any) -> pl.DataFrame:
    """Make a contaminated plot."""
    row: dict[str, Any] = {
        "plot": plot,
        "kind": "contaminated",
        "name": f"地块{plot}",
        "region": "990100",
        "source": "drawn by a test",
        "origin": "synthetic",
        **told,
    }
    frame = pl.DataFrame({name: [row.get(name)] for name in Plot.column_names()})
    return Plot.validate(frame, cast=True)


def fill_zones(workspace: Workspace) -> None:
    """Leave a row in every table of zoning."""
    workspace.zones.put(square("A", 0, 0, 1, 1), region="990000", fingerprint="0" * 64, actor="tester")
    workspace.zones.put_rules(a_rule("A"), actor="tester")
    workspace.plots.put(a_plot("L1"), actor="tester")
    step = {"plot": "L1", "step": "suspect", "day": date(2024, 1, 2), "evidence": "函", "memo": "示例"}
    workspace.plots.take(step, key="k", actor="tester", refuse=lambda steps: None)


def zoned(session: Session, *, folder: Path) -> str:
    """Import a unit, its list and a plot into a workspace; return a point inside as WKT."""
    outline = session.call("region.boundaries").record()["outline"]["geometry"]
    inside = shapely.geometry.shape(outline).representative_point()
    west, south = inside.x - 0.05, inside.y - 0.05
    box = shapely.box(west, south, west + 0.1, south + 0.1)
    region = session.workspace.meta.region
    named = {"管控单元编码": "Z1", "管控单元名称": "示例单元", "管控分类": "重点管控", "wkt": box.wkt}
    units = pl.DataFrame({name: [text] for name, text in named.items()})
    _imported(session, units, folder / "units.csv", edition="2024")
    rule = a_rule("Z1").with_columns(pl.all().cast(pl.String))
    rule.write_csv(folder / "list.csv")
    session.call("zone.enlist", file=folder / "list.csv")
    plots = pl.DataFrame({"plot": ["L1"], "name": ["示例地块"], "region": [region], "wkt": [inside.wkt]})
    plots.write_csv(folder / "plots.csv")
    told: dict[str, Any] = {"kind": "contaminated", "source": "示例", "origin": "synthetic"}
    session.call("plot.import", file=folder / "plots.csv", **told)
    return str(inside.wkt)


def _imported(session: Session, rows: pl.DataFrame, file: Path, *, edition: str) -> None:
    rows.write_csv(file)
    told: dict[str, Any] = {"valid_from": "2024-01-01", "source": "示例", "origin": "synthetic"}
    session.call("zone.import", file=file, edition=edition, **told)
