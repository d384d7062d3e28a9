"""Estimates: what is conserved, what never rises, what stays missing, and what is refused."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongyuan.accounting.choice import AIR_SPECIES
from tongyuan.accounting.emission import estimate
from tongyuan.testing.accounting import (
    a_control,
    a_factor,
    activity_of,
    an_activity,
    controls_of,
    factors_of,
)
from tongyuan.vocabulary import units
from tongyuan.vocabulary.problems import ConflictError, InputError
from tongyuan.vocabulary.tables import Activity, Control, Factor

KEY = ["sector", "fuel", "species"]
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def masses(**tables: Any) -> dict[tuple[str, ...], float | None]:
    return {tuple(row[:3]): row[3] for row in estimate(**tables).select(*KEY, "mass_t").rows()}


def total(**tables: Any) -> dict[str, float]:
    return dict(estimate(**tables).group_by("species").agg(pl.col("mass_t").sum()).rows())


def test_a_straight_loop_gives_the_same(region: dict[str, Any]) -> None:
    """An independent program: plain Python over plain numbers, by the documents' formulas."""
    energy = 1000 * 20.908 / 1000
    power = 5000 * 20.908 / 1000
    expected = {
        ("steel", "raw_coal", "CO2"): energy * 26.37 * 0.94 * 44 / 12,
        ("steel", "raw_coal", "SO2"): 1000 * 2 * 0.01 * (1 - 0.15),
        ("steel", "raw_coal", "NOx"): energy * 120 / 1000,
        ("power", "raw_coal", "NOx"): power * 250 / 1000,
        ("power", "raw_coal", "SO2"): 5000 * 2 * 0.01 * 0.85 * (1 - 0.95 * 0.9 - 0.7 * 0.1),
        ("power", "raw_coal", "PM2.5"): power * 100 / 1000 * (1 - 0.99 * 0.6),
        ("power", "raw_coal", "BC"): power * 100 / 1000 * 0.1 * (1 - 0.99 * 0.6),
        ("power", "raw_coal", "NMVOC"): 5000 * 2 / 1000,
        ("steel", "heat", "CO2"): 550.0,
        ("lime", "magnesite", "CO2"): 495.8715,
        ("clinker", "clinker", "CO2"): 2000 * 0.52,
        ("clinker", "clinker", "PM2.5"): 2000 * 0.2 / 1000 * (1 - 0.99 * 0.6),
        ("steel", "steel_product_carbon", "CO2"): -15.4,
    }
    found = masses(**region)
    assert {key: found[key] for key in expected} == pytest.approx(expected, rel=1e-12)
    assert found["power", "natural_gas", "CO2"] is None
    assert found["homes", "raw_coal", "CO2"] is None


def test_what_has_no_factor_is_not_estimated_and_never_zero(region: dict[str, Any]) -> None:
    mercury = estimate(**region).filter(species="Hg")
    assert mercury["mass_t"].is_null().all()
    assert set(mercury["method"]) == {None}
    states = dict(mercury.select("sector", pl.col("state").cast(str)).rows())
    assert states == {
        "steel": "NE",
        "power": "NE",
        "homes": "not_reported",
        "clinker": "NE",
    }


@pytest.mark.parametrize("state", ["NE", "NO", "IE", "C", "not_reported"])
def test_a_missing_activity_hands_on_its_state(state: str, region: dict[str, Any]) -> None:
    lost = activity_of(an_activity(quantity=None, state=state))
    emission = estimate(**region | {"activity": lost})
    assert set(emission["state"].cast(str)) == {state}
    assert emission["mass_t"].null_count() == emission.height == len(region["species"])


def test_every_combustion_row_is_asked_for_every_air_species(region: dict[str, Any]) -> None:
    emission = estimate(**region | {"species": [*AIR_SPECIES, "CF4"]})
    burned = emission.filter(activity="combustion", sector="steel")
    assert burned["species"].to_list() == list(AIR_SPECIES)


def test_purchases_give_carbon_dioxide_of_scope_2_alone(region: dict[str, Any]) -> None:
    bought = estimate(**region).filter(pl.col("scope") == 2)
    assert bought.select("species", "activity").rows() == [("CO2", "purchased_heat")]


def test_a_fluorinated_gas_is_asked_of_its_material_alone(region: dict[str, Any]) -> None:
    cf4 = a_factor(
        method="production.mass",
        parameter="ef_t_per_t",
        species="CF4",
        fuel="primary_aluminium",
        value=0.0004,
    )
    made = {"activity": "production", "source": "2C3"}
    rows = activity_of(an_activity(fuel="primary_aluminium", **made), an_activity(fuel="clinker", **made))
    emission = estimate(**region | {"activity": rows, "factors": factors_of(cf4), "species": ["CF4"]})
    assert emission.select("fuel", "mass_t").rows() == [("primary_aluminium", pytest.approx(0.4))]


def test_the_worst_quality_of_all_inputs_stands_with_the_figure() -> None:
    tables = {"family": "x", "species": ["SO2"]}
    by_mass = {"method": "combustion.mass", "parameter": "ef_kg_per_unit", "species": "SO2"}

    def quality(activity: str, factor: str, control: str) -> str:
        emission = estimate(
            activity_of(an_activity(quality=activity)),
            factors=factors_of(a_factor(quality=factor, **by_mass)),
            controls=controls_of(a_control(quality=control)),
            **tables,
        )
        return emission["quality"].item()

    assert quality("measured", "measured", "measured") == "measured"
    assert quality("derived", "measured", "published") == "derived"
    assert quality("measured", "unverified", "published") == "unverified"
    assert quality("measured", "unverified", "synthetic") == "synthetic"


def test_activity_derived_from_co2_stays_marked(region: dict[str, Any]) -> None:
    rows = activity_of(an_activity(sector="a", derived_from_co2=True), an_activity(sector="b"))
    emission = estimate(**region | {"activity": rows})
    marked = emission.filter("derived_from_co2")["sector"].unique().to_list()
    assert marked == ["a"]


def test_a_range_covers_the_stated_ranges_and_is_absent_without_any(region: dict[str, Any]) -> None:
    emission = estimate(**region)
    clinker = emission.filter(fuel="clinker", species="CO2").select("low_t", "mass_t", "high_t").row(0)
    assert clinker == pytest.approx((936.0, 1040.0, 1144.0))
    heat = emission.filter(fuel="heat").select("low_t", "high_t").row(0)
    assert heat == (None, None)


def test_a_range_never_reaches_through_zero(region: dict[str, Any]) -> None:
    wide = {"value": 1.0, "low": 0.0, "high": 3.0}
    factors = factors_of(
        a_factor(**wide),
        a_factor(**wide, method="combustion.energy", parameter="ef_kg_per_tj", species="NOx"),
    )
    emission = estimate(**region | {"factors": factors, "family": "x", "species": ["NOx"]})
    assert emission["low_t"].min() == 0.0


@few
@given(share=st.floats(0.01, 0.99))
def test_splitting_an_activity_conserves_every_mass(share: float, region: dict[str, Any]) -> None:
    rows = region["activity"].to_dicts()
    halves = [
        row
        | {"sector": f"{row['sector']} {n}", "low": None, "high": None}
        | {"quantity": None if row["quantity"] is None else row["quantity"] * part}
        for row in rows
        for n, part in enumerate((share, 1 - share))
    ]
    split = total(**region | {"activity": activity_of(*halves)})
    assert split == pytest.approx(total(**region), rel=1e-12)


@few
@given(kept=st.sets(st.integers(0, 6)))
def test_dropping_activity_never_raises_a_total(kept: set[int], region: dict[str, Any]) -> None:
    emitting = [row for row in region["activity"].to_dicts() if row["fuel"] != "steel_product_carbon"]
    whole = total(**region | {"activity": activity_of(*emitting)})
    part = total(**region | {"activity": activity_of(*(emitting[n] for n in sorted(kept)))})
    assert all(mass <= whole[species] * (1 + 1e-12) for species, mass in part.items())


@few
@given(efficiency=st.floats(0, 1), application=st.floats(0, 1))
def test_a_control_never_raises_emission(
    efficiency: float, application: float, region: dict[str, Any]
) -> None:
    control = controls_of(a_control(efficiency=efficiency, application=application))
    with_control = masses(**region | {"controls": control})
    without = masses(**region | {"controls": controls_of()})
    assert with_control.keys() == without.keys()
    assert all(
        mass is None or mass <= without[key] * (1 + 1e-12) or without[key] < 0
        for key, mass in with_control.items()
    )


@few
@given(ten_thousand_tonnes=st.floats(1e-3, 1e5))
def test_units_of_the_balance_and_back_leave_emission_alone(
    ten_thousand_tonnes: float, region: dict[str, Any]
) -> None:
    tonnes = units.convert(ten_thousand_tonnes, "万吨", to="吨")
    back = units.convert(units.convert(tonnes, "吨", to="万吨"), "万吨", to="吨")
    results = [
        total(**region | {"activity": activity_of(an_activity(quantity=quantity))})
        for quantity in (tonnes, back)
    ]
    assert results[0] == pytest.approx(results[1], rel=1e-12)


def test_activity_in_another_unit_is_refused_with_all_its_rows(region: dict[str, Any]) -> None:
    wrong = activity_of(
        an_activity(sector="a", unit="1e4_t"), an_activity(sector="b", fuel="natural_gas", unit="t")
    )
    with pytest.raises(InputError) as caught:
        estimate(**region | {"activity": wrong})
    assert [problem.code for problem in caught.value.problems] == ["accounting.unit"] * 2
    assert "1e4_m3" in str(caught.value)


def test_repeated_activity_is_refused(region: dict[str, Any]) -> None:
    twice = pl.concat([region["activity"], region["activity"].head(1)])
    with pytest.raises(ConflictError) as caught:
        estimate(**region | {"activity": twice})
    assert [problem.code for problem in caught.value.problems] == ["accounting.activity_repeated"]


def test_nothing_gives_nothing() -> None:
    empty = estimate(
        Activity.create_empty(),
        factors=Factor.create_empty(),
        controls=Control.create_empty(),
        family="CEADs_2018",
        species=["CO2"],
    )
    assert empty.height == 0


def test_every_message_reads_in_both_languages(region: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        estimate(**region | {"activity": activity_of(an_activity(unit="kg"))})
    assert "单位" in caught.value.text("zh")
    assert "kg" in caught.value.text("en")
