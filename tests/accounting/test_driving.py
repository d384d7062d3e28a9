"""Road vehicles: distance by standard with the guide's corrections, against numbers a hand can check."""

from __future__ import annotations

import math

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting import emission
from tongyuan.accounting.conditions import correct
from tongyuan.accounting.derivation import derive_all, explain_derived
from tongyuan.testing.accounting import activity_of, an_activity, controls_of
from tongyuan.testing.transport import a_condition, a_registration, records_of, vehicles
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, Emission, Factor, key_of

FAMILY = "GBT32150_2025"
SPECIES = ["CO2", "CO", "NMVOC", "NOx", "PM10", "PM2.5", "BC", "SO2", "NH3"]


def driven(*rows: dict[str, object], dataset: str = "fleets", year: int = 2020) -> dy.DataFrame[Activity]:
    held = {dataset: records_of(*rows)}
    return derive_all(held, factors=reference.factors(FAMILY), family=FAMILY, year=year)


def emitted(
    activity: dy.DataFrame[Activity], factors: dy.DataFrame[Factor] | None = None
) -> dy.DataFrame[Emission]:
    found = reference.factors(FAMILY) if factors is None else factors
    given_ = {"factors": found, "controls": controls_of(), "family": FAMILY, "species": SPECIES}
    return emission.estimate(activity, **given_)


def mass(rows: pl.DataFrame, **named: object) -> float | None:
    return rows.row(by_predicate=pl.all_horizontal(pl.col(k) == v for k, v in named.items()), named=True)[
        "mass_t"
    ]


def corrected(*rows: dict[str, object]) -> dy.DataFrame[Factor]:
    made = correct(
        records_of(*rows), corrections=reference.road_corrections(), materials=reference.road_vehicles()
    )
    return Factor.validate(pl.concat([reference.factors(FAMILY), made]), cast=True)


def test_ten_thousand_mini_cars_of_china_v_give_69_tonnes_of_carbon_monoxide() -> None:
    assert mass(emitted(driven(vehicles())), fuel="car_mini_gasoline", species="CO") == pytest.approx(69.0)


def test_a_fleet_as_old_as_in_2018_gives_what_the_guide_adds_for_it() -> None:
    factors = corrected(a_condition(correction="deterioration", condition="aged_2018"))
    aged = mass(emitted(driven(vehicles()), factors), fuel="car_mini_gasoline", species="CO")
    assert aged == pytest.approx(69.0 * 1.26)


def test_small_cars_never_take_the_package_s_copy_of_medium_coaches() -> None:
    rows = reference.factors().filter(
        parameter="ef_g_per_km", fuel="car_small_gasoline", technology="china_5"
    )
    assert dict(rows.select("species", "value").rows())["CO"] == 0.46
    assert set(rows["quality"]) == {"unverified"}


def test_no_base_factor_is_the_slip_of_652_grams() -> None:
    rows = reference.factors().filter(pl.col("parameter") == "ef_g_per_km")
    assert rows["value"].max() < 130


def test_china_vi_stands_on_china_v_and_says_so() -> None:
    rows = reference.factors().filter(pl.col("technology") == "china_6", parameter="ef_g_per_km")
    assert set(rows["quality"]) == {"unverified"}
    assert rows["note"].str.contains("upper bound").all()


def test_what_has_no_factor_is_not_estimated_rather_than_nothing() -> None:
    rows = emitted(driven(vehicles())).filter(fuel="car_mini_gasoline", species="BC")
    assert rows["state"].to_list() == ["NE"]


def test_greenhouse_gases_are_not_asked_of_driving() -> None:
    assert "CO2" not in emitted(driven(vehicles()))["species"].to_list()


def test_a_distance_nobody_knows_leaves_the_sum_unknown() -> None:
    rows = driven(vehicles(), vehicles(vehicle="taxi", km_per_vehicle=None))
    worn = rows.filter(fuel="wear_car", source="1A3bvi")
    assert worn.select("quantity", "state").row(0) == (None, "NE")
    assert rows.filter(fuel="car_mini_gasoline")["quantity"].item() == 150e6


def test_cold_days_raise_carbon_monoxide_by_their_share() -> None:
    factors = corrected(
        a_condition(condition="below_10", share=0.5), a_condition(condition="10_25", share=0.5)
    )
    rows = emitted(driven(vehicles()), factors)
    assert mass(rows, fuel="car_mini_gasoline", species="CO") == pytest.approx(69.0 * 1.18, rel=1e-9)


def test_stated_conditions_of_the_base_change_nothing_but_the_quality() -> None:
    plain, stated = (emitted(driven(vehicles()), found) for found in (None, corrected(a_condition())))
    assert plain["mass_t"].to_list() == stated["mass_t"].to_list()


def test_a_truck_s_own_speed_comes_before_that_of_all() -> None:
    everybody = {"correction": "speed", "share": 1.0}
    factors = corrected(
        a_condition(**everybody, condition="at_30"),
        a_condition(**everybody, vehicle="truck_heavy", condition="40_80"),
    )
    made = factors.filter(pl.col("factor_id").str.starts_with("conditions/"), parameter="phi_speed")
    own = made.filter(fuel="truck_heavy_diesel", species="NOx", technology="china_5")
    assert own["value"].to_list() == [0.6]
    assert made.filter(fuel="truck_light_diesel", species="NOx").is_empty()


def test_shares_that_leave_a_part_of_the_distance_out_are_refused() -> None:
    with pytest.raises(InputError) as refused:
        corrected(a_condition(share=0.5), a_condition(correction="speed", condition="below_10"))
    assert {problem.code for problem in refused.value.problems} == {"road.shares", "road.unknown_condition"}


def test_fuel_sold_keeps_its_carbon_and_leaves_the_exhaust_to_the_distance() -> None:
    sold = [
        an_activity(source="1A3b", sector="transport", fuel=fuel, quantity=1000.0)
        for fuel in ("gasoline", "diesel_oil")
    ]
    together = Activity.validate(pl.concat([activity_of(*sold), driven(vehicles())]), cast=True)
    rows = emitted(together).filter(activity="combustion")
    assert mass(rows, fuel="gasoline", species="CO2") == pytest.approx(2925.06, abs=0.1)
    assert rows.filter(fuel="gasoline", species="NOx")["state"].to_list() == ["IE"]
    assert mass(rows, fuel="gasoline", species="NH3") is not None
    assert mass(rows, fuel="diesel_oil", species="NOx") is not None


def test_gas_vehicles_leave_their_organic_compounds_to_the_fuel() -> None:
    sold = an_activity(source="1A3b", sector="transport", fuel="natural_gas", unit="1e4_m3", quantity=10.0)
    bus = vehicles(vehicle="city_bus", fuel="gas")
    rows = emitted(Activity.validate(pl.concat([activity_of(sold), driven(bus)]), cast=True))
    organic = rows.filter(pl.col("mass_t").is_not_null(), species="NMVOC")
    assert organic["fuel"].to_list() == ["natural_gas"]
    assert rows.filter(fuel="natural_gas", species="NOx")["state"].to_list() == ["IE"]


def test_without_a_fleet_the_fuel_gives_its_pollutants_itself() -> None:
    sold = activity_of(an_activity(source="1A3b", sector="transport", fuel="gasoline", quantity=1000.0))
    assert mass(emitted(sold), fuel="gasoline", species="NOx") == pytest.approx(3.98)


def stock(*rows: dict[str, object], year: int = 2020) -> float:
    """Count the vehicles of a year by the days that they are parked."""
    days = driven(*rows, dataset="registrations", year=year).filter(fuel="evaporation_parked")
    return float(days["quantity"].item()) / 365


@given(
    registered=st.lists(st.floats(0, 1e6), min_size=1, max_size=12),
    scale=st.floats(1, 30),
    shape=st.floats(0.5, 8),
)
@settings(max_examples=30, deadline=None)
def test_turning_over_makes_no_vehicle_and_brings_none_back(
    registered: list[float], scale: float, shape: float
) -> None:
    own = {"survival_scale": scale, "survival_shape": shape}
    rows = [a_registration(year=2020 - age, registered=n, **own) for age, n in enumerate(registered)]
    now, later = stock(*rows), stock(*rows, year=2021)
    assert later <= now * (1 + 1e-12)
    assert registered[0] * (1 - 1e-12) <= now <= sum(registered) * (1 + 1e-12)


def test_vehicles_registered_later_are_not_there_yet() -> None:
    assert stock(a_registration(), a_registration(year=2021)) == pytest.approx(1000.0)


def test_private_cars_survive_by_the_published_curve() -> None:
    assert stock(a_registration(year=2006)) == pytest.approx(1000 * math.exp(-((14 / 14.46) ** 4.79)))


def test_a_vehicle_without_a_survival_is_not_estimated() -> None:
    rows = driven(a_registration(vehicle="moped"), dataset="registrations")
    assert rows.filter(fuel="moped_gasoline").select("quantity", "state").row(0) == (None, "NE")


@pytest.mark.parametrize(
    ("dataset", "row"),
    [
        ("fleets", vehicles(mean_speed=30.0)),
        ("registrations", a_registration(year=2015, mean_speed=30.0)),
    ],
)
def test_every_derived_quantity_is_explained_by_its_records(dataset: str, row: dict[str, object]) -> None:
    held = {dataset: records_of(row)}
    factors = reference.factors(FAMILY)
    activity = derive_all(held, factors=factors, family=FAMILY, year=2020)
    assert activity.height == 5
    for found in activity.to_dicts():
        key = {name: found[name] for name in key_of(Activity)}
        told = explain_derived(key, records=held, factors=factors, family=FAMILY)
        assert told is not None
        assert told.value == pytest.approx(found["quantity"])
        assert told.unit == found["unit"]
