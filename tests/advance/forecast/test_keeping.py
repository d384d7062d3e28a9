"""A model that was kept tells what it told before it was kept, to the last bit."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.advance.forecast.keeping import model_of, tables_of
from tongyuan.advance.forecast.model import Model, forecast, trained
from tongyuan.advance.forecast.series import Series

from .test_model import LEARNED, SMALL, synthetic


@pytest.fixture(scope="module")
def series() -> Series:
    return synthetic()


@pytest.fixture(scope="module")
def model(series: Series) -> Model:
    return trained(series, until=LEARNED, recipe=SMALL)


def test_a_model_read_back_from_tables_in_any_order_forecasts_the_same(series: Series, model: Model) -> None:
    told = forecast(model, series, origin=LEARNED + 50)
    shuffled = {
        name: table.sample(fraction=1, shuffle=True, seed=3) for name, table in tables_of(model).items()
    }
    again = model_of(shuffled)
    assert forecast(again, series, origin=LEARNED + 50).equals(told)
    assert (again.known, again.until, again.names) == (model.known, model.until, model.names)


def test_no_text_is_longer_than_a_cell_of_a_workbook(model: Model) -> None:
    texts = tables_of(model)["trees"]["text"]
    assert texts.str.len_chars().max() <= 32_767


def test_a_month_without_a_usual_value_stays_without_one(model: Model) -> None:
    usual = tables_of(model)["usual"]
    assert usual.height == 12 * 24
    # 300 days from January on reach late October.
    assert usual.filter(pl.col("month") == 12)["mean"].null_count() == 24
