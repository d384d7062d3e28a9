"""Stations of every kind in a browser: nothing without data, latest values, one station, what it tells."""

from __future__ import annotations

import pytest

from tongyuan.testing.sessions import a_session
from tongyuan.testing.sites import sited

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


def test_stations_lead_to_one_with_its_hours_and_what_they_tell(beginner: Browser, bare: Served) -> None:
    beginner.open("/advance/stations?lang=zh")
    assert "还没有登记这一类站点" in beginner.text("empty")
    session = a_session(bare.workspace)
    sited(session, region="990100")
    session.workspace.close()
    beginner.open("/advance/stations?lang=zh")
    assert "温室气体：2 个站点" in beginner.text("answer")
    assert "合成数据" in beginner.text("synthetic")
    assert "大气二氧化碳" in beginner.text("sites")
    assert beginner.wait(lambda: beginner.all("[data-testid=sites-map] :is(canvas, svg)"))
    beginner.open("/advance/stations?lang=zh&kind=ghg&station=SYNG1&background=SYNG0")
    assert beginner.wait(lambda: beginner.all("[data-testid=site-hours] :is(canvas, svg)"))
    assert "平均高出" in beginner.text("site-excess-card")
    beginner.open("/advance/stations?lang=zh&kind=voc&station=SYNV1&air=SYNA1")
    assert "合计至少" in beginner.text("site-potential-card")
    assert "偏向 VOC 控制" in beginner.text("site-ratios")
    beginner.size(390, phone=True)
    beginner.open("/advance/stations?lang=en&kind=voc&station=SYNV1&air=SYNA1")
    assert "points to VOC" in beginner.text("site-ratios")
    assert beginner.run("return document.documentElement.scrollWidth <= window.innerWidth")
    beginner.size(1360)
    assert beginner.errors() == []
