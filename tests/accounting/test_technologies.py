"""Combustion divided among technologies; power by the factor announced for the data year."""

from __future__ import annotations

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting import emission
from tongyuan.accounting.leaves import activity_leaf
from tongyuan.accounting.technologies import divide, trace_to_shares
from tongyuan.testing.accounting import activity_of, an_activity, controls_of
from tongyuan.testing.transport import a_share, records_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, Emission

FAMILY = "CEADs_2018"


def emitted(activity: dy.DataFrame[Activity], *species: str) -> dy.DataFrame[Emission]:
    return emission.estimate(
        activity,
        factors=reference.factors(FAMILY),
        controls=controls_of(),
        family=FAMILY,
        species=list(species),
    )


@given(shares=st.lists(st.floats(0, 0.2), min_size=1, max_size=5), quantity=st.floats(0, 1e9))
def test_the_parts_of_a_fuel_sum_to_the_whole(shares: list[float], quantity: float) -> None:
    stated = records_of(*(a_share(technology=f"t{n}", share=share) for n, share in enumerate(shares)))
    divided = divide(activity_of(an_activity(quantity=quantity)), shares=stated)
    assert divided["quantity"].sum() == pytest.approx(quantity, rel=1e-12)


def test_shares_above_the_whole_are_refused() -> None:
    too_much = records_of(a_share(share=0.7), a_share(technology="stoker", share=0.7))
    with pytest.raises(InputError) as refused:
        divide(activity_of(an_activity()), shares=too_much)
    assert [problem.code for problem in refused.value.problems] == ["technology.shares"]


def test_what_is_no_combustion_or_elsewhere_stays_whole() -> None:
    rows = activity_of(
        an_activity(source="1A4a"),
        an_activity(activity="production", source="2A1", fuel="clinker", sector="cement"),
    )
    assert divide(rows, shares=records_of(a_share())).equals(rows)


def test_a_missing_activity_keeps_its_state() -> None:
    rows = activity_of(an_activity(quantity=None, state="NO"))
    assert divide(rows, shares=records_of(a_share()))["state"].to_list() == ["NO"]


def test_carbon_does_not_care_which_boiler_burns() -> None:
    whole = activity_of(an_activity(source="1A4a", quantity=1000.0))
    parts = divide(whole, shares=records_of(a_share(source="1A4a")))
    assert emitted(parts, "CO2")["mass_t"].sum() == pytest.approx(emitted(whole, "CO2")["mass_t"].sum())


def test_a_hand_fed_grate_gives_what_the_guidebook_prints_for_it() -> None:
    rows = divide(
        activity_of(an_activity(source="1A4a", quantity=1000.0)),
        shares=records_of(a_share(source="1A4a", share=1.0)),
    )
    ncv = 20.908
    carbon_monoxide = emitted(rows, "CO")["mass_t"].item()
    printed = (
        reference.factors()
        .filter(source="1A4a", technology="grate_manual", fuel="raw_coal", species="CO")["value"]
        .item()
    )
    assert carbon_monoxide == pytest.approx(ncv * printed / 1000, rel=0.02)


def test_every_part_is_explained_by_the_whole_and_its_share() -> None:
    shares = records_of(a_share())
    divided = divide(activity_of(an_activity(quantity=1000.0)), shares=shares)
    told = [trace_to_shares(activity_leaf(row), shares=shares) for row in divided.to_dicts()]
    assert [node.equation for node in told] == ["quantity * share_1", "quantity * (1 - share_1)"]
    assert [node.children[0].value for node in told] == pytest.approx([1000.0, 1000.0])


def test_stages_of_machinery_and_kinds_of_locomotives_have_factors_of_their_own() -> None:
    rows = reference.factors().filter(pl.col("fuel") == "diesel_oil", species="NOx", citation="EMEP_EEA_2023")
    printed = {("1A4c", "stage_2"): 20.612, ("1A2g", "stage_4"): 1.57, ("1A3c", "shunting"): 54.4}
    found = dict(
        ((source, technology), value)
        for source, technology, value in rows.select("source", "technology", "value").iter_rows()
    )
    assert {place: found[place] for place in printed} == printed


def test_power_takes_the_factor_announced_for_its_own_year_and_no_other() -> None:
    announced = reference.factors().filter(method="purchase.electricity", year_from=2023, value=0.4878)
    region = announced["region"].item()
    bought = {
        "activity": "purchased_electricity",
        "source": "none",
        "fuel": "electricity",
        "unit": "MWh",
        "quantity": 10_000.0,
    }
    rows = emitted(
        activity_of(
            an_activity(region=region, year=2023, **bought), an_activity(region=region, year=2019, **bought)
        ),
        "CO2",
    )
    assert rows.filter(year=2023)["mass_t"].item() == pytest.approx(4878.0)
    assert rows.filter(year=2019)["state"].to_list() == ["NE"]
