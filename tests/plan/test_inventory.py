"""The inventory: totals that count what they lack, weighed, ranked, set beside others."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan import inventory
from tongyuan.plan.balance_activity import activity
from tongyuan.testing.energy import altered, balanced
from tongyuan.vocabulary.problems import ConflictError, InputError
from tongyuan.vocabulary.tables import Emission

GWP = reference.gwp()
FAMILY = "CEADs_2018"


def an_emission(**changes: Any) -> dict[str, Any]:
    row = {
        "region": "990000",
        "year": 2020,
        "sector": "industry",
        "source": "1A2",
        "fuel": "coke",
        "activity": "combustion",
        "species": "CO2",
        "technology": "unstated",
        "medium": "air",
        "scope": 1,
        "method": "combustion.co2",
        "mass_t": 1.0,
        "state": None,
        "low_t": None,
        "high_t": None,
        "family": FAMILY,
        "origin": "China",
        "derived_from_co2": False,
        "quality": "published",
        "range_quality": None,
        "controls_stated": None,
    }
    changed = row | changes
    return changed | ({"state": "NE"} if changed["mass_t"] is None and changed["state"] is None else {})


def emissions(*rows: dict[str, Any]) -> pl.DataFrame:
    return Emission.validate(
        pl.DataFrame(list(rows), schema=Emission.column_names(), infer_schema_length=None), cast=True
    )


def compiled(balance: pl.DataFrame) -> pl.DataFrame:
    return inventory.compile(
        activity(balance),
        factors=reference.factors(),
        controls=reference.controls(),
        family=FAMILY,
        species=["CO2", "CH4", "N2O", "SO2"],
    )


def test_a_missing_figure_is_counted_and_never_zero() -> None:
    total = inventory.total(emissions(an_emission(), an_emission(fuel="coke_oven_gas", mass_t=None)))
    assert total.select("mass_t", "rows", "not_estimated", "gaps", "complete").rows() == [
        (1.0, 1, 1, 1, False)
    ]


def test_a_total_of_nothing_known_is_missing() -> None:
    total = inventory.total(
        emissions(an_emission(mass_t=None), an_emission(fuel="lpg", mass_t=None, state="NO"))
    )
    assert total.select("mass_t", "state", "quality").rows() == [(None, "NE", None)]


def test_what_does_not_occur_leaves_a_total_complete() -> None:
    total = inventory.total(emissions(an_emission(), an_emission(fuel="lpg", mass_t=None, state="NO")))
    assert total["complete"].item()


def test_scopes_and_species_are_never_added_up() -> None:
    bought = an_emission(source="none", activity="purchased_electricity", fuel="electricity", scope=2)
    total = inventory.total(emissions(an_emission(), bought, an_emission(species="CH4")))
    assert total.select("species", "scope").rows() == [("CO2", 1), ("CO2", 2), ("CH4", 1)]


def test_a_total_bears_the_worst_quality_and_its_derived_activity() -> None:
    rows = (an_emission(), an_emission(fuel="lpg", quality="unverified", derived_from_co2=True))
    total = inventory.total(emissions(*rows)).row(0, named=True)
    assert (total["quality"], total["derived_from_co2"]) == ("unverified", True)


def test_a_total_bears_the_worst_of_its_ranges_and_every_origin() -> None:
    rows = (
        an_emission(range_quality="published", origin="China"),
        an_emission(fuel="lpg", range_quality="unverified", origin="China; Europe (gap filler)"),
    )
    total = inventory.total(emissions(*rows)).row(0, named=True)
    assert (total["range_quality"], total["origin"]) == ("unverified", "China; Europe (gap filler)")


def test_a_total_says_how_much_of_it_has_no_control_stated() -> None:
    rows = (
        an_emission(species="SO2", mass_t=3.0, controls_stated=True),
        an_emission(species="SO2", mass_t=5.0, controls_stated=False, fuel="lpg"),
        an_emission(),
    )
    totals = inventory.total(emissions(*rows)).select("species", "mass_t", "without_controls_t").rows()
    assert totals == [("SO2", 8.0, 5.0), ("CO2", 1.0, None)]


def test_families_are_never_mixed() -> None:
    with pytest.raises(ConflictError, match="CEADs_2018, NDRC_2013"):
        inventory.total(emissions(an_emission(), an_emission(fuel="lpg", family="NDRC_2013")))


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(InputError, match="colour"):
        inventory.total(emissions(an_emission()), by=["colour"])


masses = st.lists(st.floats(-1e6, 1e9, allow_nan=False), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(masses)
def test_a_division_by_fuel_adds_up_to_the_total(values: list[float]) -> None:
    fuels = ("coke", "lpg", "raw_coal", "gasoline")
    rows = [an_emission(mass_t=v, sector=f"s{n}", fuel=fuels[n % 4]) for n, v in enumerate(values)]
    table = emissions(*rows)
    whole = inventory.total(table)["mass_t"].item()
    assert inventory.total(table, by=["fuel"])["mass_t"].sum() == pytest.approx(whole, rel=1e-12, abs=1e-6)


@pytest.mark.parametrize(
    ("gwp_set", "expected"), [("SAR", 21.0), ("AR4", 25.0), ("AR5", 28.0), ("AR6", 27.9)]
)
def test_co2e_follows_the_named_set(gwp_set: str, expected: float) -> None:
    weighed = inventory.co2e(emissions(an_emission(species="CH4")), gwp=GWP, gwp_set=gwp_set)
    assert weighed.select("gwp_set", "co2e_t").rows() == [(gwp_set, expected)]
    assert "mass_t" not in weighed.columns


def test_pollutants_have_no_co2e_and_an_unknown_set_is_refused() -> None:
    table = emissions(an_emission(species="SO2"))
    assert inventory.co2e(table, gwp=GWP, gwp_set="AR5").is_empty()
    with pytest.raises(InputError, match="AR7"):
        inventory.co2e(table, gwp=GWP, gwp_set="AR7")


def test_a_gas_without_a_potential_in_the_set_is_not_estimated() -> None:
    weighed = inventory.co2e(
        emissions(an_emission(species="NF3", activity="production")), gwp=GWP, gwp_set="SAR"
    )
    assert weighed.select("co2e_t", "state").rows() == [(None, "NE")]


def test_key_categories_reach_the_threshold_and_stop() -> None:
    shares = {"1A1a": 60.0, "1A2a": 30.0, "1A3b": 5.0, "1A4b": 5.0}
    table = emissions(*(an_emission(source=source, mass_t=mass) for source, mass in shares.items()))
    ranked = inventory.key_categories(table, gwp=GWP, gwp_set="AR5")
    assert ranked.select("source", "rank", "key").rows() == [
        ("1A1a", 1, True),
        ("1A2a", 2, True),
        ("1A3b", 3, True),
        ("1A4b", 4, False),
    ]
    assert ranked["level"].sum() == pytest.approx(1.0)


def test_key_categories_leave_scope_two_out_and_count_gaps() -> None:
    bought = an_emission(
        source="none", activity="purchased_electricity", fuel="electricity", scope=2, mass_t=1e9
    )
    table = emissions(an_emission(), an_emission(fuel="lpg", mass_t=None), bought)
    ranked = inventory.key_categories(table, gwp=GWP, gwp_set="AR5")
    assert ranked.select("source", "gaps").rows() == [("1A2", 1)]


def test_both_approaches_agree_where_nothing_is_transformed() -> None:
    cells = {(4, "natural_gas"): 9.0, (23, "natural_gas"): 5.0, (29, "natural_gas"): 4.0}
    cells |= {(2, "raw_coal"): 8.0, (23, "raw_coal"): 8.0, (24, "raw_coal"): 2.0}
    made = balanced(cells)
    beside = inventory.reference_approach(
        made, sectoral=compiled(made), factors=reference.factors(), family=FAMILY
    )
    gas = beside.filter(item="gaseous").row(0, named=True)
    assert gas["reference_t"] == pytest.approx(9e4 * 21.60729, rel=1e-3)
    assert gas["difference_t"] == pytest.approx(0.0, abs=1e-3)
    solid = beside.filter(item="solid").row(0, named=True)
    assert solid["difference_t"] == pytest.approx(0.0, abs=1e-3)


def test_the_reference_approach_sees_what_final_use_does_not() -> None:
    made = balanced({(4, "natural_gas"): 9.0, (23, "natural_gas"): 5.0})
    beside = inventory.reference_approach(
        made, sectoral=compiled(made), factors=reference.factors(), family=FAMILY
    )
    assert beside.filter(item="gaseous")["difference_share"].item() == pytest.approx(4 / 9)


def test_recovered_gas_is_not_counted_with_the_coke_it_came_from() -> None:
    made = balanced({(3, "other_gas"): 9.0, (23, "other_gas"): 9.0})
    assert inventory.reference_activity(made).filter(fuel="other_gas")["quantity"].item() == 0.0


def test_the_reference_approach_takes_row_one_as_printed() -> None:
    made = altered(balanced({(2, "coke"): 9.0, (23, "coke"): 9.0}), row=10, fuel="coke", by=-4.0)
    assert inventory.reference_activity(made).filter(fuel="coke")["quantity"].item() == 90_000.0


def test_activity_that_was_derived_from_co2_is_kept_out_of_a_comparison_and_said_so() -> None:
    circular = an_emission(fuel="raw_coal", mass_t=500.0, derived_from_co2=True)
    published = pl.DataFrame({"fuel": ["coke", "raw_coal", "total"], "mass_t": [2.0, 500.0, 502.0]})
    compared = inventory.compare(emissions(an_emission(), circular), published=published)
    assert compared.select("fuel", "computed_t", "verdict").rows() == [
        ("coke", 1.0, "compared"),
        ("raw_coal", None, "not_estimated"),
        ("raw_coal", 500.0, "kept_out"),
        ("total", 1.0, "compared"),
    ]


def test_fuels_that_one_side_lacks_are_shown() -> None:
    ours = emissions(an_emission(), an_emission(fuel="lpg"))
    theirs = pl.DataFrame({"fuel": ["coke", "kerosene"], "mass_t": [1.0, 3.0]})
    verdicts = dict(inventory.compare(ours, published=theirs).select("fuel", "verdict").rows())
    assert verdicts == {
        "coke": "compared",
        "kerosene": "not_estimated",
        "lpg": "not_published",
        "total": "compared",
    }
