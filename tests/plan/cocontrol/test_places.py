"""One record of activity shared out among cities: one share for all species, and the same optimum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan import measures
from tongyuan.plan.cocontrol.assembling import assemble
from tongyuan.plan.cocontrol.caps import emission_cap
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.evening import evened
from tongyuan.plan.cocontrol.limits import Stated, together
from tongyuan.plan.cocontrol.places import CELL, options_by_city, shared_out, shares_of_activity
from tongyuan.plan.cocontrol.plan import Plan, solve
from tongyuan.plan.measures.costing import Rates, unit_costs
from tongyuan.plan.measures.naming import activity_id
from tongyuan.testing.accounting import activity_of, an_activity
from tongyuan.testing.cities import proxy_rules_of, values_of
from tongyuan.testing.cocontrol import periods_of
from tongyuan.testing.measures import (
    a_cost,
    a_library,
    a_measure,
    a_reach,
    an_effect,
    an_emission,
    emission_of,
    prices_of,
)
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, CityEmission

PROVINCE, FIRST, SECOND = "990000", "990100", "990200"
NOTHING = CityEmission.create_empty()


def shares(
    *rows: Mapping[str, Any],
    own: Sequence[Mapping[str, Any]] = (),
    proxied: Mapping[str, float | None] | None = None,
    emission: pl.DataFrame = NOTHING,
) -> pl.DataFrame:
    return shares_of_activity(
        activity_of(*(dict(row) for row in rows)),
        own=activity_of(*(dict(row) for row in own)) if own else Activity.create_empty(),
        units=[FIRST, SECOND],
        rules=proxy_rules_of(**{"1A2": "people"}),
        values=values_of("people", proxied or {FIRST: 30.0, SECOND: 70.0}),
        emission=emission,
    )


def by_city(found: pl.DataFrame, **which: str) -> dict[str, float]:
    return dict(found.filter(**which).select("region", "share").iter_rows())


def test_an_activity_without_records_goes_by_its_proxy() -> None:
    found = shares(an_activity())
    assert by_city(found) == pytest.approx({FIRST: 0.3, SECOND: 0.7})
    assert found["proxy"].to_list() == ["people", "people"]


def test_a_citys_own_record_comes_first_and_the_rest_goes_to_the_others() -> None:
    found = shares(an_activity(), own=[an_activity(region=FIRST, quantity=900.0)])
    assert by_city(found) == pytest.approx({FIRST: 0.9, SECOND: 0.1})
    assert dict(found.select("region", "way").iter_rows()) == {FIRST: "bottom_up", SECOND: "top_down"}


def test_a_city_that_keeps_records_has_none_of_the_fuels_that_they_lack() -> None:
    gas = an_activity(fuel="natural_gas", unit="1e4_m3", quantity=50.0)
    found = shares(an_activity(), gas, own=[an_activity(region=FIRST, quantity=100.0)])
    assert by_city(found, fuel="natural_gas") == pytest.approx({SECOND: 1.0})


def test_what_no_proxy_serves_stays_with_the_province_and_is_told() -> None:
    found = shares(an_activity(source="3B"))
    assert found.select("region", "way", "share").rows() == [(PROVINCE, "unallocated", 1.0)]
    half = shares(an_activity(), proxied={FIRST: 30.0, SECOND: None})
    assert half.select("region", "way", "share").rows() == [(PROVINCE, "unallocated", 1.0)]


def test_what_is_none_at_all_stays_with_the_province_once() -> None:
    found = shares(an_activity(quantity=0.0), own=[an_activity(region=FIRST, quantity=0.0)])
    assert found.select("region", "share").rows() == [(PROVINCE, 1.0)]


def test_records_that_come_to_more_than_the_province_are_refused_all_at_once() -> None:
    much, other = (
        an_activity(region=FIRST, quantity=1_500.0),
        an_activity(region=FIRST, fuel="coke", unit="GJ"),
    )
    with pytest.raises(InputError) as caught:
        shares(an_activity(), an_activity(fuel="coke"), own=[much, other])
    assert {problem.code for problem in caught.value.problems} == {"cocontrol.cities_above_province"}
    assert [problem.values["fuel"] for problem in caught.value.problems] == ["raw_coal", "coke"]


def test_species_that_the_inventory_of_cities_took_from_different_places_are_told() -> None:
    row = {"year": 2020, "source": "1A2", "activity": "combustion", "scope": 1, "medium": "air"}
    row |= {"state": None, "way": "top_down", "complete": True, "family": "test", "quality": "derived"}
    blank = dict.fromkeys(set(CityEmission.column_names()) - {*row, "region", "species", "mass_t"})
    masses = {("SO2", FIRST): 3.0, ("SO2", SECOND): 7.0, ("CO2", FIRST): 50.0, ("CO2", SECOND): 50.0}
    rows = [
        blank | row | {"species": species, "region": region, "mass_t": mass}
        for (species, region), mass in masses.items()
    ]
    uneven = CityEmission.validate(pl.DataFrame(rows, schema=CityEmission.create_empty().schema))
    assert shares(an_activity(), emission=uneven)["species_differ"].all()
    even = CityEmission.validate(uneven.filter(pl.col("species") == "SO2"))
    assert not shares(an_activity(), emission=even)["species_differ"].any()


AMOUNT = st.floats(1e-3, 1e9)


@settings(deadline=None, max_examples=30)
@given(coal=AMOUNT, gas=AMOUNT, part=st.floats(0, 1), people=st.lists(AMOUNT, min_size=2, max_size=2))
def test_shares_of_every_activity_add_up_to_one(
    coal: float, gas: float, part: float, people: list[float]
) -> None:
    given_rows = [an_activity(quantity=coal), an_activity(fuel="natural_gas", unit="1e4_m3", quantity=gas)]
    found = shares(
        *given_rows,
        own=[an_activity(region=FIRST, quantity=coal * part)],
        proxied=dict(zip((FIRST, SECOND), people, strict=True)),
    )
    sums = found.group_by(CELL).agg(pl.col("share").sum())["share"].to_list()
    assert sums == pytest.approx([1.0, 1.0], rel=1e-9)
    placed = shared_out(activity_of(*given_rows), shares=found, amounts=["quantity"])
    assert placed["quantity"].sum() == pytest.approx(coal + gas, rel=1e-9)


def cases(quantity: float, people: tuple[float, float]) -> tuple[Case, Case]:
    """Give one problem of a scrubber on coal twice: of the province, and by city."""
    library = a_library(measures=[a_measure()], reach=[a_reach()], effects=[an_effect()], costs=[a_cost()])
    costs = unit_costs(library, prices=prices_of(), rates=Rates(0.08, 0.1))
    activity = activity_of(an_activity(quantity=quantity))
    emission = emission_of(an_emission(mass_t=0.016 * quantity))
    options = measures.options(activity, emission=emission, library=library, costs=costs)
    found = shares_of_activity(
        activity,
        own=Activity.create_empty(),
        units=[FIRST, SECOND],
        rules=proxy_rules_of(**{"1A": "people"}),
        values=values_of("people", dict(zip((FIRST, SECOND), people, strict=True))),
        emission=NOTHING,
    )
    made = []
    for choices, rows in (
        (options, activity),
        (options_by_city(options, shares=found), shared_out(activity, shares=found, amounts=["quantity"])),
    ):
        growth = rows.select(activity_id(), year=pl.lit(2025, pl.Int32), growth=pl.lit(1.2))
        made.append(assemble(choices, activity=rows, growth=growth, weighed=periods_of(2025)).case)
    return made[0], made[1]


@settings(deadline=None, max_examples=5)
@given(fall=st.floats(0.05, 0.85), people=st.tuples(st.floats(1, 100), st.floats(1, 100)))
def test_without_limits_of_cities_the_optimum_is_the_provinces(
    fall: float, people: tuple[float, float]
) -> None:
    province, cities = cases(1_000.0, people)
    bound = (1 - fall) * 16.0 * 1.2
    plans = []
    for case, regions in ((province, [PROVINCE]), (cities, [FIRST, SECOND])):
        cap = emission_cap(
            Stated("cap", "上限", "cap"), year=2025, bound=bound, regions=regions, weights={"SO2": 1.0}
        )
        plans.append(solve(case.with_limits(cap.limits, cap.terms)))
    assert plans[1].cost_cny == pytest.approx(plans[0].cost_cny, rel=1e-7)
    assert plans[0].cost_cny > 0


def scrubbed(bounds: Mapping[str, float]) -> tuple[Case, Plan]:
    """Solve the problem of two cities of 30 and 70 t of 100 under caps by region: 19.2 t without measures."""
    _, cities = cases(1_000.0, (30.0, 70.0))
    caps = [
        emission_cap(
            Stated(name, name, name),
            year=2025,
            bound=bound,
            regions=[FIRST, SECOND] if name == PROVINCE else [name],
            weights={"SO2": 1.0},
        )
        for name, bound in bounds.items()
    ]
    whole = together(caps)
    case = cities.with_limits(whole.limits, whole.terms)
    return case, evened(solve(case), case)


def test_cities_that_nothing_tells_apart_are_treated_alike() -> None:
    case, plan = scrubbed({PROVINCE: 10.0})
    uptake = plan.uptake.filter(part="X1")
    share = (1 - 10.0 / 19.2) / 0.9
    assert uptake["share"].to_list() == pytest.approx([share, share])
    assert uptake["cost_cny"].sum() == pytest.approx(plan.cost_cny)
    assert plan.emission["mass_t"].to_list() == pytest.approx([3.0, 7.0])
    assert solve(case).cost_cny == pytest.approx(plan.cost_cny)


def test_a_city_with_a_cap_of_its_own_is_not_spread_over_the_others() -> None:
    _, plan = scrubbed({PROVINCE: 10.0, FIRST: 2.0})
    emitted = dict(plan.emission.select("region", "mass_t").iter_rows())
    assert emitted[FIRST] <= 2.0 + 1e-9
    assert sum(emitted.values()) == pytest.approx(10.0)
