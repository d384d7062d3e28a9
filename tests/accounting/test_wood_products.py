"""Wood products: what goes in, what is left and what decays make a whole."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.accounting.wood_products import derive_wood, tell_wood
from tongyuan.testing.land import some_wood, wood_factors

DECAY = math.log(2) / 35


def gain(made: list[float], year: int = 2020) -> float | None:
    return derive_wood(some_wood(made), factors=wood_factors(), family="x", year=year)["quantity"].item()


def stocks_by_recursion(made: list[float]) -> list[float]:
    """Stock at the beginning of each year and after the last, step by step as the guidance prints it."""
    inflow = [0.229 * volume for volume in made]
    stocks = [sum(inflow[:5]) / 5 / DECAY]
    for came in inflow:
        stocks.append(math.exp(-DECAY) * stocks[-1] + (1 - math.exp(-DECAY)) / DECAY * came)
    return stocks


def test_the_gain_is_that_of_the_recursion_in_the_guidance() -> None:
    made = [100.0, 110.0, 90.0, 120.0, 130.0, 160.0, 40.0]
    stocks = stocks_by_recursion(made)
    assert gain(made) == pytest.approx(stocks[-1] - stocks[-2])


@settings(max_examples=20, deadline=None)
@given(made=st.lists(st.floats(0, 1e5), min_size=7, max_size=12))
def test_gains_of_all_years_are_the_change_of_the_stock(made: list[float]) -> None:
    stocks = stocks_by_recursion(made)
    table, first = some_wood(made), 2020 - len(made) + 1
    told = [
        derive_wood(table, factors=wood_factors(), family="x", year=year)["quantity"].item()
        for year in range(first + 4, 2021)
    ]
    assert sum(told) == pytest.approx(stocks[-1] - stocks[4], rel=1e-9, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(made=st.lists(st.floats(0, 1e5), min_size=5, max_size=9))
def test_no_more_carbon_decays_than_was_there(made: list[float]) -> None:
    (working,) = tell_wood(some_wood(made), factors=wood_factors(), family="x", year=2020)
    stock = next(node.value for node in working.tree.walk() if node.name == "stock")
    inflow = 0.229 * made[-1]
    decayed = inflow - working.tree.value
    assert -1e-6 <= decayed <= stock + inflow + 1e-6


def test_a_series_with_a_gap_or_too_short_is_not_estimated() -> None:
    assert gain([1.0] * 4) is None
    broken = some_wood([1.0] * 8).filter(pl.col("year") != 2016)
    derived = derive_wood(broken, factors=wood_factors(), family="x", year=2020)
    assert derived.select("quantity", "state").row(0) == (None, "NE")
