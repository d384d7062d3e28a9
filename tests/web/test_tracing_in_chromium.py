"""Tracing in a browser: it teaches when empty; a model, winds and hot cells are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongyuan.services.actors import folder_owner
from tongyuan.services.session import Session
from tongyuan.testing.monitoring import watched
from tongyuan.testing.traced import a_wind_file, traced
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


def test_an_empty_page_teaches_and_asks_for_its_file(beginner: Browser) -> None:
    beginner.open("/advance/tracing?lang=zh")
    assert "系统不编造组分数据" in beginner.text("empty")
    beginner.press("trace-start")
    beginner.wait(lambda: "请先选择组分浓度的文件" in beginner.text("trace-form"))
    beginner.open("/advance/tracing?lang=en")
    assert "nothing is made up" in beginner.text("empty")
    assert beginner.errors() == []


def test_factors_winds_and_hot_cells_are_looked_at(beginner: Browser, bare: Served, tmp_path: Path) -> None:
    workspace = Workspace.open(bare.workspace)
    session = Session(workspace, folder_owner())
    station = watched(session, folder=tmp_path)
    traced(session, folder=tmp_path)
    wind = a_wind_file(tmp_path, city=station[3:9])
    session.call("monitor.import", file=wind, kind="weather", unknown="enter", origin="synthetic")
    workspace.close()
    winds = f"station={station}&weather=W1&first=2024-01-01&last=2024-01-03"
    beginner.open(f"/advance/tracing?lang=zh&{winds}")
    assert "合成数据" in beginner.text("synthetic")
    assert "3 个因子" in beginner.text("answer")
    assert "二次硫酸盐" in beginner.text("trace-match")
    for chart in (
        "trace-profiles",
        "trace-course",
        "trace-polar",
        "trace-rose",
        "trace-pollution-rose",
        "trace-hot",
    ):
        assert beginner.all(f"[data-testid={chart}] canvas"), chart
    assert "C0" in beginner.text("trace-cells")
    beginner.open(f"/advance/tracing?lang=en&{winds.replace('W1', 'W9')}")
    assert "wind" in beginner.text("trace-winds")
    assert beginner.errors() == []
