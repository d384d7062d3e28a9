"""Trends by ranks, beside an independent count and a library; warnings."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tongyuan.advance.water import evaluate, exact_share, rank_correlation, trends
from tongyuan.testing.water import a_section, samples_of, sections_of, water_standard

STANDARD = water_standard()
#: One-sided critical values at 0.05 as printed in tables of the rank correlation.
PRINTED = {5: 0.900, 6: 0.829, 7: 0.714, 8: 0.643, 9: 0.600}


@pytest.mark.parametrize(("size", "critical"), list(PRINTED.items()))
def test_the_count_of_orders_gives_the_printed_critical_values(size: int, critical: float) -> None:
    assert exact_share(critical - 0.0005, size=size) <= 0.05
    step = 12 / (size * (size**2 - 1))  # squares of differences of ranks change by two
    assert exact_share(critical - step - 0.0005, size=size) > 0.05


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=30, unique=True))
def test_the_rank_correlation_is_that_of_the_library(values: list[float]) -> None:
    expected = stats.spearmanr(range(len(values)), values).statistic
    assert rank_correlation(values) == pytest.approx(expected, abs=1e-12)


def trend_of(values: list[float | None], item: str = "water_cod") -> dict[str, object]:
    rows = [
        {"station": "W1", "item": item, "period": str(2015 + at), "mean": value}
        for at, value in enumerate(values)
    ]
    schema = {"station": pl.String, "item": pl.String, "period": pl.String, "mean": pl.Float64}
    directions = {"water_cod": "most", "water_do": "least", "water_ph": "range"}
    return trends(pl.DataFrame(rows, schema=schema), directions=directions, rules=STANDARD.rules).row(
        0, named=True
    )


def test_falling_pollution_is_better_and_falling_oxygen_worse() -> None:
    assert trend_of([20.0, 19.0, 18.0, 17.0, 16.0])["trend"] == "better"
    assert trend_of([8.0, 7.0, 6.0, 5.0, 4.0], "water_do")["trend"] == "worse"


def test_four_years_tell_no_trend_and_neither_does_chance() -> None:
    assert trend_of([4.0, 3.0, 2.0, 1.0])["trend"] == "cannot_tell"
    assert trend_of([4.0, 3.0, 2.0, 1.0, None])["trend"] == "cannot_tell"
    told = trend_of([3.0, 1.0, 4.0, 2.0, 5.0])
    assert (told["trend"], round(float(str(told["correlation"])), 6)) == ("none", 0.5)


def test_equal_years_have_no_trend() -> None:
    assert trend_of([2.0] * 6)["trend"] == "none"


def test_warnings_tell_what_left_neared_and_fell() -> None:
    rows = pl.concat(
        [
            samples_of(month=1),
            samples_of(month=2, water_nh3n=0.95),
            samples_of(month=3, water_nh3n=1.8),
            samples_of(month=4, water_cod=45.0, water_nh3n=-1),
        ]
    )
    made = evaluate(
        rows,
        sections=sections_of(a_section()),
        standard=STANDARD,
        first=date(2024, 1, 1),
        last=date(2024, 4, 30),
    )
    told = {(row["month"], row["kind"], row["item"]) for row in made.warnings.iter_rows(named=True)}
    assert told == {
        (2, "near", "water_nh3n"),
        (3, "left", "water_nh3n"),
        (3, "fell", None),
        (4, "left", "water_cod"),
        (4, "worse_than_v", "water_cod"),
    }
    near = made.warnings.filter(kind="near").row(0, named=True)
    assert (near["mean"], near["limit"]) == (0.95, 1.0)
