"""Quality of the air in a browser: it teaches when empty; a city, a station and the review are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongyuan.services.actors import folder_owner
from tongyuan.services.session import Session
from tongyuan.testing.monitoring import watched
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


def test_an_empty_page_teaches_and_takes_a_file(beginner: Browser) -> None:
    beginner.open("/advance/air?lang=zh")
    assert "系统不编造监测数据" in beginner.text("empty")
    beginner.open("/advance/air?lang=en")
    assert "nothing is made up" in beginner.text("empty")
    assert beginner.errors() == []


def test_a_city_and_a_station_are_looked_at_and_a_decision_asks_for_its_reason(
    beginner: Browser, bare: Served, tmp_path: Path
) -> None:
    workspace = Workspace.open(bare.workspace)
    watched(Session(workspace, folder_owner()), folder=tmp_path)
    workspace.close()
    beginner.open("/advance/air?lang=zh&year=2024&place=990100")
    assert "不能判定" in beginner.text("answer")
    assert "没有名次的原因" in beginner.text("air-ranks")
    assert beginner.all("[data-testid=air-calendar] canvas")
    assert beginner.all("[data-testid=air-seasons] canvas")
    assert "没有设置数据接口" in beginner.text("air-feeds")
    beginner.press("decide")
    beginner.wait(lambda: "没有写理由" in beginner.text("air-review"))
    beginner.open("/advance/air?lang=en&year=2024&place=SYN9901001&month=1")
    assert "cannot be told" in beginner.text("answer")
    assert beginner.all("[data-testid=air-hours] canvas")
    assert beginner.errors() == []
