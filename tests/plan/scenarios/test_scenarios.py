"""Scenarios: activity follows the driver that is told for it, and every fault of a file is told at once."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.scenarios import Scenario, growth_by_region, growth_of, value_at
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.stated import read_stated


def told(**more: Any) -> dict[str, Any]:
    driver = {"unit": "Mt", "quality": "synthetic", "citation": "exercise"}
    return {
        "scenario": "planned",
        "name_zh": "规划",
        "name_en": "planned",
        "base_year": 2020,
        "years": [2025, 2030],
        "drivers": {
            "steel": {"name_zh": "粗钢", "name_en": "steel", "values": {2020: 100, 2030: 80}, **driver},
            "gdp": {"name_zh": "增加值", "name_en": "GDP", "values": {2020: 1.0, 2030: 1.5}, **driver},
        },
        "growth": [
            {"driver": "gdp", "elasticity": 0.5},
            {"source": "1A2", "driver": "gdp"},
            {"source": "1A2a", "driver": "steel", "yearly_change": -0.01},
            {"source": "1A2a", "fuel": "natural_gas", "driver": "gdp"},
        ],
        **more,
    }


def rows(*places: tuple[str, str]) -> pl.DataFrame:
    frame = pl.DataFrame(places, schema=["source", "fuel"], orient="row")
    return frame.with_columns(activity_id=pl.concat_str(["source", "fuel"], separator="/"))


def growth(source: str, fuel: str, year: int) -> float:
    found = growth_of(Scenario.model_validate(told()), rows=rows((source, fuel)))
    return float(found.filter(pl.col("year") == year)["growth"][0])


def test_the_longest_prefix_wins_then_the_fuel_that_is_named() -> None:
    assert growth("1A2a", "raw_coal", 2025) == pytest.approx(0.9 * 0.99**5)
    assert growth("1A2a", "natural_gas", 2025) == pytest.approx(1.25)
    assert growth("1A2f", "raw_coal", 2030) == pytest.approx(1.5)
    assert growth("3B1a", "dairy_cow", 2030) == pytest.approx(1.5**0.5)


@given(st.integers(2020, 2030))
def test_between_years_a_driver_goes_straight(year: int) -> None:
    steel = Scenario.model_validate(told()).drivers["steel"]
    assert value_at(steel, year=year) == pytest.approx(100 - 2 * (year - 2020))


def test_an_activity_without_a_driver_is_told_and_nothing_is_assumed() -> None:
    only_steel = Scenario.model_validate(told(growth=[{"source": "1A2a", "driver": "steel"}]))
    with pytest.raises(InputError) as caught:
        growth_of(only_steel, rows=rows(("1A2a", "raw_coal"), ("1A1a", "raw_coal"), ("3D", "urea")))
    assert [problem.code for problem in caught.value.problems] == ["scenario.no_growth"] * 2


def test_a_file_is_read_as_it_was_written() -> None:
    text = yaml.safe_dump(told(), allow_unicode=True)
    assert read_stated(text, model=Scenario).drivers["steel"].values == {2020: 100.0, 2030: 80.0}


def test_every_fault_of_a_file_is_told_with_its_place() -> None:
    wrong = told(years=[2015], colour="red", growth=[{"driver": "gdp", "elasticity": "much"}])
    with pytest.raises(InputError) as caught:
        read_stated(yaml.safe_dump(wrong), model=Scenario, file="plan.yaml")
    fields = {problem.values["field"] for problem in caught.value.problems}
    assert fields == {"colour", "growth.0.elasticity"}
    assert all(problem.place.file == "plan.yaml" for problem in caught.value.problems)


def test_years_before_the_base_and_drivers_that_end_early_are_refused() -> None:
    for wrong in (told(years=[2015]), told(years=[2035]), told(growth=[{"driver": "peat"}])):
        with pytest.raises(InputError):
            read_stated(yaml.safe_dump(wrong), model=Scenario)


def test_what_is_no_yaml_is_told_by_its_line() -> None:
    with pytest.raises(InputError) as caught:
        read_stated("scenario: a\n  years: [1", model=Scenario, file="plan.yaml")
    assert caught.value.problems[0].code == "stated.not_yaml"
    assert caught.value.problems[0].place.row is not None


def test_the_schema_is_published_in_two_languages() -> None:
    schema = Scenario.model_json_schema()
    assert schema["properties"]["base_year"]["description"] == "清单年份 / year of the inventory"
    assert set(schema["required"]) >= {"scenario", "base_year", "years", "drivers", "growth"}


def test_a_driver_that_ends_before_the_plan_is_told_with_what_it_has() -> None:
    plan = told()
    plan["drivers"]["steel"] = {
        **plan["drivers"]["steel"],
        "series": "crude_steel_output",
        "values": {2020: 1},
    }
    with pytest.raises(InputError) as caught:
        growth_of(Scenario.model_validate(plan), rows=rows(("1A2a", "raw_coal")))
    assert caught.value.problems[0].values["held"] == "2020-2020"


def test_a_city_follows_its_own_driver_and_the_rest_the_whole() -> None:
    # 30 t of 100 t in a city that goes from 10 to 40, the rest by 1.0 to 1.5: 30 x 4 + 70 x 1.5 = 225 t.
    plan = told(growth=[{"driver": "gdp"}])
    plan["drivers"]["gdp"]["by_city"] = {990100: {2020: 10, 2030: 40}}
    scenario = Scenario.model_validate(plan)
    parts = pl.DataFrame({"region": ["990100", "990000"], "mass_t": [30.0, 70.0]}).with_columns(
        activity_id=pl.col("region"), source=pl.lit("1A2"), fuel=pl.lit("raw_coal")
    )
    grown = growth_by_region(scenario, rows=parts, years=[2030]).join(parts, on="activity_id")
    assert (grown["growth"] * grown["mass_t"]).sum() == pytest.approx(225.0)
    assert scenario.regions == ["990100"]


def test_a_city_that_ends_early_or_is_told_twice_is_refused() -> None:
    for own in (
        {"by_city": {"990100": {2020: 1.0}}},
        {"by_city": {"990100": {2020: 1, 2030: 2}}, "share_by_city": {"990100": {2020: 0.1, 2030: 0.2}}},
        {"share_by_city": {"990100": {2020: 0.1, 2030: 1.2}}},
    ):
        plan = told()
        plan["drivers"]["gdp"] |= own
        with pytest.raises(InputError):
            read_stated(yaml.safe_dump(plan), model=Scenario)
