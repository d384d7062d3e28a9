"""Changes of land use: soils over twenty years, plants at once, new forest once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.accounting.land_change import YEARS, derive_changes
from tongyuan.testing.land import a_change, changes_of, soil_factors


def derived(*rows: dict, year: int = 2020):
    return derive_changes(changes_of(*rows), factors=soil_factors(), family="x", year=year)


@settings(max_examples=3, deadline=None)
@given(area=st.floats(0, 1e6))
def test_over_twenty_years_a_soil_changes_by_the_whole_difference(area: float) -> None:
    yearly = [
        derived(a_change(area_ha=area), year=year).filter(fuel="soil_hac")["quantity"].item()
        for year in range(2020, 2020 + YEARS)
    ]
    assert sum(yearly) == pytest.approx(area * 95 * (0.69 - 1), rel=1e-9)
    assert derived(a_change(area_ha=area), year=2020 + YEARS).is_empty()


def test_plants_are_lost_in_the_year_of_the_change_alone() -> None:
    grass = a_change(biomass_from_t_per_ha=10.0)
    assert derived(grass).filter(fuel="cleared_biomass")["quantity"].item() == pytest.approx(-470)
    assert derived(grass, year=2021).filter(fuel="cleared_biomass").is_empty()


def test_plants_that_nobody_told_of_are_not_estimated() -> None:
    assert derived(a_change()).filter(fuel="cleared_biomass")["state"].item() == "NE"


def test_trees_that_stand_in_the_forest_inventory_are_included_elsewhere() -> None:
    planted = a_change(use_from="cropland", use_to="forest", in_stands=True)
    row = derived(planted).filter(fuel="new_forest")
    assert row.select("quantity", "state").row(0) == (None, "IE")


def test_new_forest_grows_by_what_the_record_tells_else_by_the_default() -> None:
    planted = {"use_from": "cropland", "use_to": "forest"}
    told = derived(a_change(**planted, growth_t_per_ha=6.0)).filter(fuel="new_forest")["quantity"].item()
    default = derived(a_change(**planted)).filter(fuel="new_forest")["quantity"].item()
    assert told == pytest.approx(100 * 6.0 * 1.4 * 0.47)
    assert default == pytest.approx(100 * 4.0 * 1.4 * 0.47)


def test_conversions_of_several_years_add_up() -> None:
    rows = [a_change(year=year) for year in (2018, 2019, 2020)]
    assert derived(*rows).filter(fuel="soil_hac")["quantity"].item() == pytest.approx(-147.25 * 3)
