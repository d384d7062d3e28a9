"""Hours of stacks: conversions that a hand checks, states that are told, nothing dropped in silence."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.stacks import stack_hours
from tongyuan.advance.stacks.converting import corrected, dry, dry_flow, mass_of_hour, standard
from tongyuan.testing.stacks import a_profile, profiles_of, stack_facts, told_hours
from tongyuan.vocabulary.problems import InputError

DAY = date(2024, 1, 1)


def hours_from(observations: pl.DataFrame, *, last: date = DAY, **stated: Any) -> pl.DataFrame:
    profiles = profiles_of(a_profile(**stated))
    return stack_hours(observations, profiles=profiles, facts=stack_facts(), first=DAY, last=last)


def first_hour(observations: pl.DataFrame, pollutant: str, **stated: Any) -> dict[str, Any]:
    return hours_from(observations, **stated).filter(pollutant=pollutant).row(0, named=True)


def marked(observations: pl.DataFrame, item: str, mark: str) -> pl.DataFrame:
    chosen = pl.when(pl.col("item") == item).then(pl.lit(mark)).otherwise("mark")
    return observations.with_columns(mark=chosen)


def test_thirty_milligrams_at_eight_per_cent_of_oxygen_are_34_615_at_six() -> None:
    row = first_hour(told_hours(24, flue_so2=30.0, flue_o2=8.0), "SO2")
    assert row["corrected_mg_m3"] == pytest.approx(34.615, abs=5e-4)
    assert row["mass_kg"] == pytest.approx(30.0)


def test_wet_and_hot_values_become_dry_and_standard() -> None:
    observations = told_hours(
        24, flue_pm=9.0, flue_o2=6.0, flue_temperature=136.5, flue_pressure=0.0, flue_humidity=10.0
    )
    row = first_hour(observations, "PM", dust_basis="wet_actual", flow_basis="wet_actual")
    assert row["measured_mg_m3"] == pytest.approx(9 * 1.5 / 0.9)
    assert row["flow_m3_h"] == pytest.approx(1e6 / 1.5 * 0.9)
    assert row["mass_kg"] == pytest.approx(9.0)


def test_wet_oxygen_becomes_dry_before_it_corrects() -> None:
    row = first_hour(told_hours(24, flue_o2=9.0, flue_humidity=10.0), "SO2", oxygen_basis="wet")
    assert row["oxygen_percent"] == pytest.approx(10.0)
    assert row["corrected_mg_m3"] == pytest.approx(20 * 15 / 11)


def test_without_moisture_a_wet_value_is_not_converted_and_says_so() -> None:
    row = first_hour(told_hours(24), "PM", dust_basis="wet_standard")
    assert (row["reading"], row["measured_mg_m3"], row["mass_kg"]) == ("no_conversion", None, None)


def test_no_and_no2_make_nox_where_the_source_tells_them_apart() -> None:
    observations = told_hours(24, flue_no=30.0, flue_no2=4.0).filter(pl.col("item") != "flue_nox")
    assert first_hour(observations, "NOx")["measured_mg_m3"] == pytest.approx(50.0)


def test_oxygen_of_air_leaves_the_mass_and_gives_no_corrected_value() -> None:
    for oxygen in (21.0, 21.4):
        row = first_hour(told_hours(24, flue_o2=oxygen), "SO2")
        assert (row["oxygen"], row["corrected_mg_m3"], row["reading"]) == ("at_air", None, "valid")
        assert row["mass_kg"] == pytest.approx(20.0)


def test_a_class_whose_reference_oxygen_was_not_seen_is_not_corrected_unless_the_stack_states_its_own() -> (
    None
):
    observations = told_hours(24, flue_o2=10.0)
    row = first_hour(observations, "SO2", source_class="coke_oven")
    assert (row["oxygen"], row["corrected_mg_m3"]) == ("no_reference", None)
    own = first_hour(observations, "SO2", source_class="coke_oven", reference_oxygen_percent=8.0)
    assert own["corrected_mg_m3"] == pytest.approx(20 * 13 / 11)


@pytest.mark.parametrize(
    ("mark", "reading"),
    [("M", "maintenance"), ("D", "fault"), ("S", "manual"), ("T", "over_range"), ("?", "unknown_mark")],
)
def test_a_mark_other_than_normal_takes_the_reading_away_and_is_told(mark: str, reading: str) -> None:
    row = first_hour(marked(told_hours(24), "flue_so2", mark), "SO2")
    assert (row["reading"], row["measured_mg_m3"], row["operation"]) == (reading, None, "running")


def test_an_hour_is_out_of_operation_when_every_item_says_so_and_no_oxygen_tells_of_fire() -> None:
    out = told_hours(24, flue_o2=20.9).with_columns(mark=pl.lit("F"))
    assert set(hours_from(out)["operation"].cast(pl.String)) == {"outage"}
    burning = told_hours(24, flue_o2=7.0).with_columns(mark=pl.lit("F"))
    assert set(hours_from(burning)["reading"]) == {"outage_in_doubt"}
    partly = out.filter(pl.col("item") != "flue_flow")
    assert set(hours_from(partly)["operation"].cast(pl.String)) == {"running"}


def test_hours_of_starting_are_measured_and_kept_apart() -> None:
    row = first_hour(told_hours(24).with_columns(mark=pl.lit("start")), "SO2")
    assert (row["operation"], row["reading"], row["mass_kg"]) == ("start_stop", "valid", 20.0)


def test_absent_hours_null_values_and_values_below_zero_are_each_told() -> None:
    observations = told_hours(2, flue_so2=[None, -3.0])
    rows = hours_from(observations).filter(pollutant="SO2")
    assert rows["reading"].to_list()[:3] == ["no_value", "negative", "absent"]
    assert rows.height == 24
    assert rows["mass_kg"].null_count() == 24


def test_an_hour_of_44_minutes_is_not_valid() -> None:
    rows = hours_from(told_hours(2, flue_minutes=[44.0, 45.0])).filter(pollutant="SO2")
    assert rows["reading"].to_list()[:2] == ["short_hour", "valid"]


def test_a_stack_has_no_hours_of_what_it_does_not_measure() -> None:
    rows = hours_from(told_hours(24), pollutants="PM")
    assert set(rows["pollutant"].cast(pl.String)) == {"PM"}


def test_days_before_any_edition_and_unknown_classes_are_refused() -> None:
    profiles = profiles_of(a_profile())
    with pytest.raises(InputError) as refused:
        stack_hours(
            told_hours(1),
            profiles=profiles,
            facts=stack_facts(),
            first=date(2017, 1, 1),
            last=date(2017, 1, 2),
        )
    assert refused.value.problems[0].code == "stack.no_rules"
    with pytest.raises(InputError) as changed:
        stack_hours(
            told_hours(1),
            profiles=profiles,
            facts=stack_facts(),
            first=date(2018, 2, 1),
            last=date(2018, 3, 2),
        )
    assert changed.value.problems[0].code == "stack.edition_changes"
    with pytest.raises(InputError) as unknown:
        hours_from(told_hours(1), source_class="volcano")
    assert unknown.value.problems[0].code == "stack.source_class"


@given(st.floats(0.1, 1e4), st.floats(-20, 400), st.floats(-5000, 5000), st.floats(0, 40), st.floats(0, 20.5))
def test_the_mass_of_an_hour_does_not_depend_on_the_state_that_it_is_told_in(
    value: float, temperature: float, static: float, humidity: float, oxygen: float
) -> None:
    duct = {"temperature_c": temperature, "static_pa": static, "atmosphere_pa": 101325.0}
    at_standard = dry(standard(value, **duct), humidity_percent=humidity)
    flow = dry_flow(1e5, humidity_percent=humidity, **duct)
    assert mass_of_hour(at_standard, flow_m3_h=flow) == pytest.approx(mass_of_hour(value, flow_m3_h=1e5))
    there = corrected(value, oxygen_percent=oxygen, reference_percent=6.0)
    assert corrected(there, oxygen_percent=6.0, reference_percent=oxygen) == pytest.approx(value)


def test_oxygen_of_air_is_refused_by_the_equation_itself() -> None:
    with pytest.raises(ValueError, match=r"below 21.0 %, got 21.0"):
        corrected(30.0, oxygen_percent=21.0, reference_percent=6.0)
