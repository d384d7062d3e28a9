"""Indicators: a value, or why there is none; nothing is filled, nothing nominal stands for real."""

from __future__ import annotations

from typing import Any

import pytest

from tongyuan.assess.indicators import evaluate, years_needed
from tongyuan.testing.assessment import REGION, a_series, a_statistic, an_indicator, rows_of
from tongyuan.vocabulary.indicators import Indicator, parse_indicators
from tongyuan.vocabulary.problems import ConflictError, InputError
from tongyuan.vocabulary.tables import Series, Statistic

GROWTH = {2021: 5.8, 2022: 2.1, 2023: 5.3, 2024: 5.1}


def evaluated(
    indicator: Indicator, figures: list[dict[str, Any]], series: list[dict[str, Any]], *, year: int
):
    values = evaluate(
        [indicator],
        statistics=rows_of(Statistic, [a_statistic(**figure) for figure in figures]),
        series=rows_of(Series, [a_series(**one) for one in series]),
        region=REGION,
        years=[year],
    )
    return values.row(0, named=True)


def intensity(**changes: Any) -> Indicator:
    inputs = {
        "co2": {"series": "co2", "unit": "t"},
        "co2_base": {"series": "co2", "unit": "t", "at": "base"},
        "growth": {"series": "gdp_growth", "unit": "%", "at": "each_year_since_base"},
    }
    declared = {
        "id": "intensity",
        "unit": "%",
        "form": "change_since_base",
        "rule": "relative_change",
        "formula": "(co2 / co2_base / product(1 + growth / 100) - 1) * 100",
        "inputs": inputs,
        "prices": "constant",
    }
    return an_indicator(**(declared | changes))


CO2 = [{"series": "co2", "period": str(year), "value": 500.0, "unit": "t"} for year in range(2020, 2025)]
REAL = [{"series": "gdp_growth", "period": str(y), "value": rate, "unit": "%"} for y, rate in GROWTH.items()]
BOTH = [{"series": "co2", "unit": "t"}, {"series": "gdp_growth", "unit": "%", "price_basis": "constant"}]


def test_flat_co2_gives_16_4_percent_less_intensity() -> None:
    row = evaluated(intensity(), CO2 + REAL, BOTH, year=2024)
    assert round(row["value"], 1) == -16.4
    assert row["quality"] == "published"


def test_nominal_gdp_is_refused_where_constant_prices_are_needed() -> None:
    inputs = {
        "co2": {"series": "co2", "unit": "t"},
        "gdp": {"series": "gdp_nominal", "unit": "CNY"},
    }
    nominal = intensity(formula="co2 / gdp", inputs=inputs)
    series = [
        {"series": "co2", "unit": "t"},
        {"series": "gdp_nominal", "unit": "CNY", "price_basis": "nominal"},
    ]
    with pytest.raises(ConflictError, match="current prices"):
        evaluated(nominal, CO2, series, year=2024)


def test_nominal_gdp_of_the_base_year_may_anchor_the_chain() -> None:
    inputs = {
        "gdp": {"series": "gdp_nominal", "unit": "CNY", "at": "base"},
        "growth": {"series": "gdp_growth", "unit": "%", "at": "each_year_since_base"},
    }
    chained = intensity(formula="gdp * product(1 + growth / 100)", inputs=inputs, form="level", unit="CNY")
    series = [BOTH[1], {"series": "gdp_nominal", "unit": "CNY", "price_basis": "nominal"}]
    base = [{"series": "gdp_nominal", "period": "2020", "value": 1000.0, "unit": "CNY"}]
    assert evaluated(chained, base + REAL, series, year=2021)["value"] == pytest.approx(1058)


def test_a_missing_year_in_a_chain_is_named_and_never_filled() -> None:
    row = evaluated(intensity(), CO2 + REAL[:1] + REAL[2:], BOTH, year=2024)
    assert (row["value"], row["reason"], row["lacks"]) == (None, "not_reported", "gdp_growth")


def test_a_missing_base_is_told_from_a_missing_figure() -> None:
    assert evaluated(intensity(), CO2[1:] + REAL, BOTH, year=2024)["reason"] == "base_unknown"


def test_a_confidential_figure_says_so() -> None:
    hidden = {"series": "co2", "period": "2024", "value": None, "state": "C", "unit": "t"}
    assert evaluated(intensity(), [*CO2[:-1], hidden, *REAL], BOTH, year=2024)["reason"] == "confidential"


def test_half_a_year_is_no_year() -> None:
    half = {"series": "x", "period": "2024-06", "value": 9.0}
    assert evaluated(an_indicator(), [half], [{}], year=2024)["value"] is None


def test_the_worst_quality_of_the_inputs_is_shown() -> None:
    guessed = [
        {**figure, "quality": "unverified"} if figure["period"] == "2022" else figure for figure in REAL
    ]
    assert evaluated(intensity(), CO2 + guessed, BOTH, year=2024)["quality"] == "unverified"


def test_division_by_zero_is_a_reason_and_no_crash() -> None:
    none = [{**figure, "value": 0.0} for figure in CO2]
    assert evaluated(intensity(), none + REAL, BOTH, year=2024)["reason"] == "not_computable"


def test_a_change_has_no_value_in_its_base_year() -> None:
    values = evaluate(
        [intensity()],
        statistics=rows_of(Statistic, [a_statistic(**figure) for figure in CO2 + REAL]),
        series=rows_of(Series, [a_series(**one) for one in BOTH]),
        region=REGION,
        years=years_needed([intensity()], until=2022),
    )
    assert values["year"].to_list() == [2021, 2022]


@pytest.mark.parametrize(
    ("series", "figures"),
    [
        ([{"series": "y"}], []),
        ([{"unit": "kg"}], []),
        ([{}], [{"unit": "kg"}]),
        ([{}], [{}, {"kind": "declared"}]),
    ],
    ids=["unknown series", "series in another unit", "figure in another unit", "two current figures"],
)
def test_what_does_not_fit_the_declaration_is_refused(series: list[dict], figures: list[dict]) -> None:
    with pytest.raises(InputError):
        evaluated(an_indicator(), figures, series, year=2020)


def test_every_fault_of_every_declaration_is_told_at_once() -> None:
    good = an_indicator().model_dump(mode="json")
    bad = [
        {**good, "formula": "y"},
        {**good, "id": "other", "direction": "left"},
        {**good, "id": "third", "rate": 1},
    ]
    with pytest.raises(InputError) as told:
        parse_indicators(bad)
    assert len(told.value.problems) == 3
