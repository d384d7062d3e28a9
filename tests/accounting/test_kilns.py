"""Kilns: carbonates fed or oxides made, dust with its own sign, and never both routes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.accounting.derivation import explain_derived
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.kilns import calcine
from tongyuan.reference import factors
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.industry import a_kiln_flow, kiln_flows_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, Factor, key_of

NONE = Factor.create_empty()
FAMILY = "GBT32150_2025"


def derived(*rows: dict[str, Any]) -> dict[tuple[str, str], float]:
    found = calcine(kiln_flows_of(*rows), factors=NONE, family="*", year=2020)
    return {(row["fuel"], row["technology"]): row["quantity"] for row in found.iter_rows(named=True)}


def co2(*rows: dict[str, Any]) -> float:
    found = calcine(kiln_flows_of(*rows), factors=NONE, family="*", year=2020)
    given_ = {"factors": factors(FAMILY), "controls": controls_of(), "family": FAMILY}
    return float(estimate(found, species=["CO2"], **given_)["mass_t"].sum())


def test_magnesite_at_95_percent_gives_495_9_tonnes_a_thousand() -> None:
    assert co2(a_kiln_flow()) == pytest.approx(495.87, abs=0.01)


def test_light_burnt_by_its_product_agrees_with_its_magnesite() -> None:
    """950 t of MgCO3 hold 454.1 t of MgO: both routes give the same CO2 within a per mille."""
    by_product = co2(
        a_kiln_flow(flow="made", component="mgo", mass_t=500.0, share=950 * 40.304 / 84.314 / 500)
    )
    assert by_product == pytest.approx(co2(a_kiln_flow()), rel=1e-3)


def test_cement_counts_what_came_from_carbonates_only() -> None:
    clinker = {"product": "clinker", "flow": "made"}
    rows = (
        a_kiln_flow(**clinker, component="cao", share=0.65, other_share=0.02),
        a_kiln_flow(**clinker, component="mgo", share=0.015),
    )
    assert derived(*rows) == {("cao_formed", "clinker"): 630.0, ("mgo_formed", "clinker"): 15.0}
    assert co2(*rows) == pytest.approx((630 * 0.785 + 15 * 1.0919) * 1.02)


def test_reported_dust_takes_the_place_of_the_default_two_percent() -> None:
    clinker = {"product": "clinker", "works": "cement"}
    rows = (
        a_kiln_flow(**clinker, flow="made", component="cao", share=0.65),
        a_kiln_flow(**clinker, flow="dust", component="calcite", mass_t=20.0, share=0.8, calcined_share=0.5),
    )
    assert co2(*rows) == pytest.approx(650 * 0.785 + 20 * 0.8 * 0.5 * 0.43971)


def test_by_the_feed_dust_that_left_uncalcined_is_deducted() -> None:
    clinker = {"product": "clinker", "works": "cement"}
    rows = (
        a_kiln_flow(**clinker, component="calcite", share=0.9),
        a_kiln_flow(**clinker, flow="dust", component="calcite", mass_t=20.0, share=0.8, calcined_share=0.5),
    )
    assert co2(*rows) == pytest.approx((900 - 20 * 0.8 * 0.5) * 0.43971)


def test_glass_goes_by_each_carbonate_of_its_batch() -> None:
    batch = [("soda", 200.0, 0.41492), ("calcite", 50.0, 0.43971), ("dolomite", 150.0, 0.47732)]
    rows = [a_kiln_flow(product="glass", component=name, mass_t=mass, share=1.0) for name, mass, _ in batch]
    assert co2(*rows) == pytest.approx(sum(mass * factor for _, mass, factor in batch))


def test_a_kiln_that_states_feed_and_product_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        derived(a_kiln_flow(), a_kiln_flow(flow="made", component="mgo"))
    assert [problem.code for problem in caught.value.problems] == ["industry.kiln_two_routes"]


def test_an_oxide_is_not_fed_and_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        derived(a_kiln_flow(component="mgo"), a_kiln_flow(flow="made", component="calcite", works="other"))
    assert [problem.code for problem in caught.value.problems] == ["industry.kiln_component"] * 2


def test_why_leads_from_a_carbonate_to_the_kiln_s_record() -> None:
    flows = kiln_flows_of(a_kiln_flow(), a_kiln_flow(product="magnesia_fused", mass_t=100.0))
    rows = calcine(flows, factors=NONE, family="*", year=2020)
    for key in rows.select(key_of(Activity)).iter_rows(named=True):
        told = explain_derived(key, records={"kiln_flows": flows}, factors=NONE, family="*")
        assert told is not None
        assert told.children[0].detail["component"] == "magnesite"


@given(
    mass=st.floats(0, 1e7),
    purity=st.floats(0, 1),
    calcined=st.floats(0, 1),
    dust=st.floats(0, 1e6),
    dust_calcined=st.floats(0, 1),
)
def test_carbonate_fed_is_calcined_or_left_and_nothing_else(
    mass: float, purity: float, calcined: float, dust: float, dust_calcined: float
) -> None:
    rows = (
        a_kiln_flow(mass_t=mass, share=purity, calcined_share=calcined),
        a_kiln_flow(flow="dust", mass_t=dust, share=1.0, calcined_share=dust_calcined),
    )
    left_as_carbonate = mass * purity * (1 - calcined) + dust * (1 - dust_calcined)
    assert sum(derived(*rows).values()) + left_as_carbonate == pytest.approx(
        mass * purity, rel=1e-9, abs=1e-6
    )
