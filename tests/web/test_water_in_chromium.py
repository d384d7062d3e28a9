"""Surface water in a browser: the map and tables, a section's months, plants, nothing without data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongyuan.testing.sessions import a_session
from tongyuan.testing.water import watered

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


def test_the_sections_lead_to_a_section_with_its_months(
    beginner: Browser, bare: Served, tmp_path: Path
) -> None:
    beginner.open("/advance/water?lang=zh")
    assert "还没有评价过地表水" in beginner.text("empty")
    session = a_session(bare.workspace)
    watered(session, tmp_path)
    session.workspace.close()
    beginner.open("/advance/water?lang=zh")
    assert "7 个断面" in beginner.text("answer")
    assert "合成数据" in beginner.text("synthetic")
    assert beginner.wait(lambda: beginner.all("[data-testid=water-map] :is(canvas, svg)"))
    assert beginner.all("[data-testid=water-map-png]")
    assert "无法判断" in beginner.text("water-sections")
    assert "断面类别比例" in beginner.text("water-states-basin")
    assert "碳排放有部分未报" in beginner.text("water-plants")
    beginner.open("/advance/water?lang=en&station=SYN-W2")
    assert beginner.wait(lambda: beginner.all("[data-testid=water-months] :is(canvas, svg)"))
    assert "cannot tell" in beginner.text("water-trends").lower()
    address = beginner.all("[data-testid=water-months-csv]")[0].get_attribute("href")
    csv = beginner.fetch(address.removeprefix(bare.address))
    assert len(csv.splitlines()) == 1 + 13 * 22  # 21 judged items and one apart, twelve months and the year
    assert beginner.errors() == []
