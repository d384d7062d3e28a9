"""Outliers: one odd value does not hide itself; a steady series has none; units do not matter."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.quality.beside import beside
from tongyuan.plan.quality.outliers import intensity_outliers, step_outliers


def series(*values: float | None) -> pl.DataFrame:
    years = list(range(2010, 2010 + len(values)))
    return pl.DataFrame({"year": years, "x": values, "s": "a"}, schema_overrides={"x": pl.Float64})


@given(rate=st.floats(min_value=0.8, max_value=1.3), scale=st.floats(min_value=1e-3, max_value=1e9))
def test_steady_growth_has_no_outlier_in_any_unit(rate: float, scale: float) -> None:
    values = [scale * rate**power for power in range(8)]
    assert step_outliers(series(*values), by=["s"], value="x").is_empty()


def test_a_misplaced_point_is_found_at_both_its_steps() -> None:
    odd = step_outliers(series(100, 103, 101, 1040, 105, 107, 104), by=["s"], value="x")
    assert odd["year"].to_list() == [2013, 2014]


def test_a_gap_is_passed_over_and_the_years_around_it_compared() -> None:
    odd = step_outliers(series(100, 102, None, 104, 106, 108, 110), by=["s"], value="x")
    assert odd.is_empty()


def test_a_short_series_is_told_by_doubling_alone() -> None:
    assert step_outliers(series(100, 150), by=["s"], value="x").is_empty()
    assert step_outliers(series(100, 230), by=["s"], value="x")["reason"].to_list() == ["short_series"]


def test_a_change_of_sign_is_told() -> None:
    assert step_outliers(series(100, -100), by=["s"], value="x")["reason"].to_list() == ["sign"]


def test_series_are_judged_apart() -> None:
    other = series(5, 5.1, 5.2, 5.1, 5.3, 5.2).with_columns(s=pl.lit("b"))
    both = pl.concat([series(100, 103, 101, 1040, 105, 107), other])
    assert set(step_outliers(both, by=["s"], value="x")["s"]) == {"a"}


def test_an_intensity_of_few_peers_is_not_judged() -> None:
    rows = pl.DataFrame({"r": ["a", "b"], "mass_t": [1.0, 9.0], "quantity": [1.0, 1.0], "s": "x"})
    assert intensity_outliers(rows, by=["s"], among=["r"]).is_empty()


def test_statistics_and_reports_are_told_apart_by_what_each_lacks() -> None:
    place = {"region": "990000", "year": 2020, "sector": "steel", "unit": "t"}
    whole = [place | {"fuel": fuel, "quantity": 100.0} for fuel in ("coke", "raw_coal", "diesel_oil")]
    works = [
        place | {"fuel": "coke", "quantity": 90.0, "enterprise": "a"},
        place | {"fuel": "raw_coal", "quantity": 9.0, "enterprise": "a", "unit": "1e4_t"},
        place | {"fuel": "gasoline", "quantity": 1.0, "enterprise": "b"},
    ]
    told = beside(pl.DataFrame(whole), reports=pl.DataFrame(works))
    verdicts = dict(told.select("fuel", "verdict").iter_rows())
    assert verdicts == {
        "coke": "consistent",
        "raw_coal": "unit_differs",
        "diesel_oil": "statistics_alone",
        "gasoline": "reports_alone",
    }
    assert told.filter(fuel="coke").select("left", "covered").row(0) == (10.0, 0.9)
    assert told.filter(fuel="raw_coal")["left"].item() is None
