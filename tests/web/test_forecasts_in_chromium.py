"""The forecast in a browser: nothing without a model; then a fan, a warning, a card, a trend, an effect."""

from __future__ import annotations

import pytest

from tongyuan.testing.forecasting import STATIONS, forecasted, trended
from tongyuan.testing.sessions import a_session

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


def test_a_model_is_shown_with_what_it_is_worth_and_a_trend_with_its_placebos(
    beginner: Browser, bare: Served
) -> None:
    beginner.open("/advance/forecast?lang=zh")
    assert "还没有训练过预报模型" in beginner.text("empty")
    session = a_session(bare.workspace)
    forecasted(session, city="990100")
    trended(session, places={STATIONS[0]: -9.0, "A": 0.0, "B": 0.0}, region="990100")
    worth = session.call("forecast.card").meta
    session.workspace.close()
    beginner.open("/advance/forecast?lang=zh")
    assert "合成数据" in beginner.text("synthetic")
    assert "超过三天" in beginner.text("over")
    if worth["said"]:
        assert worth["said"]["zh"] in beginner.text("said")
        assert worth["said"]["zh"] in beginner.text("warning")
    assert "未达到预警条件" in beginner.text("warning-level")
    assert "PM10" in beginner.text("warning")
    for chart in ("forecast-fan", "forecast-past", "forecast-trend"):
        assert beginner.wait(lambda css=f"[data-testid={chart}] :is(canvas, svg)": beginner.all(css))
        assert beginner.all(f"[data-testid={chart}-png]")
        assert beginner.all(f"[data-testid={chart}-xlsx]")
    address = beginner.all("[data-testid=forecast-fan-csv]")[0].get_attribute("href")
    csv = beginner.fetch(address.removeprefix(bare.address))
    assert len(csv.splitlines()) == 1 + 72 + 72
    beginner.open(f"/advance/forecast?lang=en&place={STATIONS[0]}&item=pm2.5&controls=A,B&since=2022-01-01")
    assert "lowered" in beginner.text("effect-said")
    assert beginner.all("[data-testid=train]")
    assert beginner.errors() == []
