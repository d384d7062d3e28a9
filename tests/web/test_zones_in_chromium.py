"""A place is asked about on the page of zoning, by its coordinates and by a click on the map."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


def test_a_place_is_judged_by_coordinates_and_by_a_click(
    beginner: Browser, bare: Served, tmp_path: Path
) -> None:
    beginner.open("/deploy/zones?lang=zh")
    assert "尚无管控单元" in beginner.run("return document.body.innerText")
    with Workspace.open(bare.workspace) as workspace:
        session = Session(workspace, an_actor("second"))
        made = session.call("zone.example").document
        assert made is not None
        file = tmp_path / "units.csv"
        file.write_bytes(made.content)
        told = {"edition": "2024", "valid_from": "2024-01-01", "source": "示例", "origin": "synthetic"}
        session.call("zone.import", file=file, **told)
        first = session.call("zone.outlines").record()["features"][0]
    lon, lat = first["geometry"]["coordinates"][0][0][:2]
    beginner.open(f"/deploy/zones?lang=zh&lon={lon}&lat={lat}")
    assert "SYN001" in beginner.text("zone-answer")
    assert "合成示例" in beginner.text("zone-answer")
    assert "优先保护" in beginner.text("zone-legend")
    with Workspace.open(bare.workspace) as workspace:
        told = tmp_path / "plots.csv"
        told.write_text("地块编码,名称,地区,重度污染\nP1,演练地块,990100,是\n", "utf-8")
        by = Session(workspace, an_actor("second"))
        by.call("plot.import", file=told, kind="contaminated", source="示例", origin="synthetic")
    beginner.open("/deploy/zones?lang=en&plot=P1")
    assert "ecological space is preferred" in beginner.text("plot")
    assert beginner.find("zone-geojson").get_attribute("href").endswith("/zone/geojson?format=json")
    beginner.open("/deploy/zones?lang=zh")
    beginner.find("zone-map").click()
    beginner.wait(lambda: "SYN" in beginner.text("zone-answer"))
    assert beginner.errors() == []
