"""Ships by the work of their engines, with power from the shore; aircraft by landing and take-off."""

from __future__ import annotations

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting import emission
from tongyuan.accounting.derivation import derive_all, explain_derived
from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
from tongyuan.testing.transport import a_call, a_flight, records_of
from tongyuan.vocabulary.tables import Activity, Emission, Factor, key_of

FAMILY = "GBT32150_2025"


def moved(dataset: str, *rows: dict[str, object]) -> dy.DataFrame[Activity]:
    return derive_all({dataset: records_of(*rows)}, factors=Factor.create_empty(), family=FAMILY, year=2020)


def emitted(
    activity: dy.DataFrame[Activity], *, factors: dy.DataFrame[Factor], family: str = FAMILY
) -> dy.DataFrame[Emission]:
    species = ["CO2", "NOx", "SO2", "CO", "PM2.5"]
    return emission.estimate(
        activity, factors=factors, controls=controls_of(), family=family, species=species
    )


def test_a_hundred_calls_of_twenty_hours_work_a_million_kilowatt_hours() -> None:
    assert moved("port_calls", a_call())["quantity"].to_list() == [1e6]


def test_auxiliary_engines_give_nitrogen_oxides_by_their_work() -> None:
    rows = emitted(moved("port_calls", a_call()), factors=reference.factors(FAMILY))
    assert rows.filter(species="NOx")["mass_t"].item() == pytest.approx(13.9)
    assert rows.filter(species="NOx")["quality"].to_list() == ["unverified"]


def test_sulphur_dioxide_of_ships_follows_the_fuel_of_their_work() -> None:
    rows = emitted(moved("port_calls", a_call()), factors=reference.factors(FAMILY))
    assert rows.filter(species="SO2")["mass_t"].item() == pytest.approx(217 * 2 * 0.005)


def test_power_from_the_shore_goes_to_scope_two() -> None:
    grid = a_factor(
        method="purchase.electricity", parameter="ef_t_per_mwh", fuel="electricity", species="CO2", value=0.5
    )
    rows = emitted(moved("port_calls", a_call(shore_share=0.4)), factors=factors_of(grid))
    ashore = rows.filter(activity="shore_power")
    assert ashore.select("species", "scope", "mass_t").rows() == [("CO2", 2, 200.0)]


def test_power_from_the_shore_is_not_counted_beside_what_the_region_bought() -> None:
    bought = an_activity(
        activity="purchased_electricity",
        source="none",
        sector="net_import",
        fuel="electricity",
        unit="MWh",
        quantity=1000.0,
    )
    both = Activity.validate(
        pl.concat([activity_of(bought), moved("port_calls", a_call(shore_share=0.4))]), cast=True
    )
    rows = emitted(both, factors=reference.factors(FAMILY))
    assert rows.filter(activity="shore_power")["state"].to_list() == ["IE"]


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0, 1), hours=st.floats(0, 1000), load=st.floats(0, 1))
def test_engines_and_shore_do_together_what_engines_did_alone(
    share: float, hours: float, load: float
) -> None:
    whole, parted = (
        moved("port_calls", a_call(hours=hours, load=load, shore_share=part)) for part in (0.0, share)
    )
    kwh = pl.when(pl.col("unit") == "MWh").then(pl.col("quantity") * 1000).otherwise("quantity")
    assert parted.select(kwh.sum()).item() == pytest.approx(whole["quantity"].sum(), rel=1e-9, abs=1e-9)


def test_only_ships_at_berth_take_power_from_the_shore() -> None:
    with pytest.raises(dy.exc.ValidationError):
        records_of(a_call(phase="cruise", shore_share=0.5))


def test_a_thousand_cycles_give_a_thousand_times_the_aircraft_s_factor() -> None:
    rows = emitted(moved("flights", a_flight()), factors=reference.factors(FAMILY))
    assert rows.filter(species="NOx")["mass_t"].item() == pytest.approx(9.01)
    assert rows.filter(species="PM2.5")["state"].to_list() == ["NE"]


def test_flights_leave_the_fuel_its_carbon_and_take_its_pollutants() -> None:
    fuel = an_activity(source="1A3a", sector="aviation", fuel="kerosene", quantity=1000.0)
    both = Activity.validate(pl.concat([activity_of(fuel), moved("flights", a_flight())]), cast=True)
    burned = {"factors": reference.factors("CEADs_2018"), "family": "CEADs_2018"}
    rows = emitted(both, **burned).filter(activity="combustion")
    assert rows.filter(species="CO2")["mass_t"].item() is not None
    assert rows.filter(species="NOx")["state"].to_list() == ["IE"]


def test_domestic_and_international_flights_are_kept_apart() -> None:
    rows = moved("flights", a_flight(), a_flight(traffic="international", cycles=10.0))
    assert dict(rows.select("source", "quantity").rows()) == {"1A3aii": 1000.0, "1A3ai": 10.0}


@pytest.mark.parametrize(
    ("dataset", "row"), [("port_calls", a_call(shore_share=0.25)), ("flights", a_flight())]
)
def test_every_derived_movement_is_explained_by_its_records(dataset: str, row: dict[str, object]) -> None:
    held = {dataset: records_of(row)}
    for found in moved(dataset, row).to_dicts():
        key = {name: found[name] for name in key_of(Activity)}
        told = explain_derived(key, records=held, factors=Factor.create_empty(), family=FAMILY)
        assert told is not None
        assert told.value == pytest.approx(found["quantity"])
