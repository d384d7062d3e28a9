"""Works that compost, digest and burn waste; solid waste whose every tonne goes somewhere."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.accounting.derivation import explain_derived
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.treated_waste import treat_waste
from tongyuan.accounting.waste_flows import (
    INFLOWS,
    OUTFLOWS,
    balance_flows,
    balance_transfers,
    put_waste_on_land,
)
from tongyuan.reference import factors
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.waste import a_flow, a_treated_waste, flows_of, treated_of
from tongyuan.vocabulary.species import inventoried

FAMILY = "GBT32150_2025"


def emitted(record: dict[str, Any]) -> dict[str, tuple[float | None, str | None]]:
    table = factors(FAMILY)
    activity = treat_waste(treated_of(record), factors=table, family=FAMILY, year=2020)
    found = estimate(
        activity, factors=table, controls=controls_of(), family=FAMILY, species=list(inventoried())
    )
    return {
        species: (mass, state) for species, mass, state in found.select("species", "mass_t", "state").rows()
    }


@pytest.mark.parametrize(("waste", "printed"), [("municipal_waste", 557.3), ("hazardous_waste", 1641.75)])
def test_burned_waste_gives_the_guidelines_printed_carbon_dioxide(waste: str, printed: float) -> None:
    found = emitted(a_treated_waste(waste=waste))
    assert found["CO2"][0] == pytest.approx(printed, abs=0.05)


def test_fossil_and_biogenic_carbon_are_all_carbon_burned() -> None:
    found = emitted(a_treated_waste())
    assert found["CO2"][0] is not None
    assert found["CO2bio"][0] is not None
    assert found["CO2"][0] + found["CO2bio"][0] == pytest.approx(1000 * 0.4 * 0.95 * 44 / 12)


def test_an_incinerator_gives_every_pollutant_or_says_that_it_is_not_estimated() -> None:
    found = emitted(a_treated_waste(technology="stoker"))
    assert found["NOx"][0] == pytest.approx(1.071)
    assert found["CH4"][0] == pytest.approx(0.0002)
    assert found["N2O"][0] == pytest.approx(0.05)
    assert found["Hg"][0] == pytest.approx(1.88e-5)
    assert found["OC"] == (None, "NE")
    assert "COD" not in found


def test_sludge_gives_other_gases_by_another_route() -> None:
    burned, composted, digested = (
        emitted(a_treated_waste(waste="sewage_sludge", treatment=way))
        for way in ("incineration", "composting", "digestion")
    )
    assert burned["N2O"][0] == pytest.approx(0.9)
    assert burned["CO2"][0] == 0.0
    assert composted["CH4"][0] == pytest.approx(4.0)
    assert composted["N2O"][0] == pytest.approx(0.24)
    assert digested["CH4"][0] == pytest.approx(0.8)
    assert digested["NH3"] == (None, "NE")


amounts = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=9, max_size=9)


@given(amounts=amounts)
def test_what_came_in_went_somewhere_or_shows_as_a_gap(amounts: list[float]) -> None:
    named = dict(zip((*INFLOWS, *OUTFLOWS), amounts, strict=True))
    row = balance_flows(flows_of(a_flow(**named))).row(0, named=True)
    assert row["in_t"] == pytest.approx(row["out_t"] + row["gap_t"], abs=1e-6)
    closed = named | {"stored_t": named["stored_t"] + max(row["gap_t"], 0.0)}
    closed |= {"from_store_t": named["from_store_t"] + max(-row["gap_t"], 0.0)}
    again = balance_flows(flows_of(a_flow(**closed))).row(0, named=True)
    assert again["gap_t"] == pytest.approx(0.0, abs=1e-6)


def test_a_flow_that_is_not_reported_leaves_the_balance_open() -> None:
    row = balance_flows(flows_of(a_flow(stored_t=None))).row(0, named=True)
    assert row["gap_t"] is None
    assert row["lacking"] == ["stored_t"]


@given(sent=st.lists(st.floats(0, 1e5, allow_subnormal=False), min_size=1, max_size=5))
def test_transfers_within_a_region_cancel(sent: list[float]) -> None:
    senders = [a_flow(unit_name=f"works {number}", sent_t=mass) for number, mass in enumerate(sent)]
    taker = a_flow(unit_name="centre", received_t=sum(sent))
    net = balance_transfers(flows_of(*senders, taker))["net_sent_t"].item()
    assert net == pytest.approx(0.0, abs=1e-6)


def test_waste_landfilled_or_dumped_is_released_to_land() -> None:
    table = factors(FAMILY)
    flows = flows_of(
        a_flow(dumped_t=2.0), a_flow(unit_name="works B", hazardous=True, waste="hazardous_waste")
    )
    activity = put_waste_on_land(flows, factors=table, family=FAMILY, year=2020)
    found = estimate(
        activity, factors=table, controls=controls_of(), family=FAMILY, species=list(inventoried())
    )
    by_species = found.select("species", "mass_t", pl.col("medium").cast(pl.String)).sort("species").rows()
    assert by_species == [("HW", 30.0, "land"), ("SW", 32.0, "land")]


def test_an_unreported_dump_is_not_zero() -> None:
    activity = put_waste_on_land(
        flows_of(a_flow(dumped_t=None)), factors=factors(FAMILY), family=FAMILY, year=2020
    )
    assert activity.select("quantity", pl.col("state").cast(pl.String)).row(0) == (None, "not_reported")


def test_treated_and_disposed_waste_are_traced_to_their_records() -> None:
    table = factors(FAMILY)
    treated, flows = treated_of(a_treated_waste()), flows_of(a_flow(dumped_t=2.0))
    records = {"treated_waste": treated, "waste_flow": flows}
    given_facts: dict[str, Any] = {"factors": table, "family": FAMILY}
    for activity in (
        treat_waste(treated, year=2020, **given_facts),
        put_waste_on_land(flows, year=2020, **given_facts),
    ):
        key = activity.row(0, named=True)
        tree = explain_derived(key, records=records, **given_facts)
        assert tree is not None
        names = {leaf.name: leaf.value for leaf in tree.children}
        assert eval(tree.equation, {"__builtins__": {}}, names) == key["quantity"]
