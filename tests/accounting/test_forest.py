"""Forests: carbon by volume against printed numbers; the change between inventories is kept whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting.forest import derive_stands, tell_stands
from tongyuan.testing.accounting import a_factor, factors_of
from tongyuan.testing.land import a_stand, fang_larch, stands_of
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import ConflictError

FAMILY = "GBT32150_2025"
BY_DENSITY = "GBT32150_2025+land_IPCC_2006"


def gained(*rows: dict, year: int, family: str = FAMILY) -> list[float | None]:
    derived = derive_stands(stands_of(*rows), factors=reference.factors(), family=family, year=year)
    return derived["quantity"].to_list()


def carbon_of(node: Node, name: str) -> float | None:
    return next(child.value for child in node.walk() if child.name == name)


def test_a_hectare_of_larch_with_100_m3_holds_47_4_t_of_carbon() -> None:
    both = stands_of(a_stand(year=2015), a_stand(year=2020))
    (working,) = tell_stands(both, factors=reference.factors(), family=FAMILY, year=2020)
    assert carbon_of(working.tree, "stock_last") == pytest.approx(94.766 * 0.5)
    assert working.tree.value == 0


def test_volume_times_density_times_expansion_is_told_by_its_own_family() -> None:
    both = stands_of(a_stand(year=2015), a_stand(year=2020))
    (working,) = tell_stands(both, factors=reference.factors(), family=BY_DENSITY, year=2020)
    by_hand = 100 * 0.46 * 1.29 * (1 + 0.2558) * 0.47
    assert carbon_of(working.tree, "stock_last") == pytest.approx(by_hand)
    assert working.technology == "volume_expansion"


def test_growth_and_consumption_need_one_inventory_alone() -> None:
    parameters = {"wood_density": 0.462, "bef_whole": 1.787, "carbon_fraction": 0.5}
    factors = factors_of(
        *(
            a_factor(method="forest.stock", parameter=name, fuel="*", value=value)
            for name, value in parameters.items()
        )
    )
    stand = a_stand(volume_m3=1000.0, growth_share=0.06, consumption_share=0.02)
    derived = derive_stands(stands_of(stand), factors=factors, family="x", year=2020)
    assert derived["quantity"].item() == pytest.approx(1000 * 0.04 * 0.462 * 1.787 * 0.5)


def test_two_equations_in_one_inventory_are_refused() -> None:
    with pytest.raises(ConflictError) as refused:
        gained(a_stand(), year=2020, family="GBT32150_2025+land_Fang_2001+land_IPCC_2006")
    assert refused.value.problems[0].code == "land.two_equations"


def test_the_change_of_every_year_between_two_inventories_adds_up_to_the_whole() -> None:
    both = (a_stand(year=2015, volume_m3=100.0), a_stand(year=2020, volume_m3=130.0))
    years = [gained(*both, year=year)[0] for year in range(2016, 2021)]
    assert sum(years) == pytest.approx(0.6096 * 30 * 0.5)


@settings(max_examples=15, deadline=None)
@given(
    volumes=st.lists(st.floats(0, 1e6), min_size=2, max_size=5),
    areas=st.lists(st.floats(0, 1e4), min_size=5, max_size=5),
)
def test_carbon_is_kept_over_any_series_of_inventories(volumes: list[float], areas: list[float]) -> None:
    stands = [
        a_stand(year=2000 + 5 * number, volume_m3=volume, area_ha=areas[number])
        for number, volume in enumerate(volumes)
    ]
    last = 2000 + 5 * (len(volumes) - 1)
    table, factors = stands_of(*stands), fang_larch()
    yearly = [
        derive_stands(table, factors=factors, family="x", year=year)["quantity"].item()
        for year in range(2001, last + 1)
    ]
    whole = (0.6096 * (volumes[-1] - volumes[0]) + 33.806 * (areas[len(volumes) - 1] - areas[0])) * 0.5
    assert sum(yearly) == pytest.approx(whole, rel=1e-9, abs=1e-6)


def test_after_the_last_inventory_its_change_goes_on_and_the_row_says_so() -> None:
    stands = stands_of(a_stand(year=2010), a_stand(year=2015, volume_m3=110.0))
    derived = derive_stands(stands, factors=fang_larch(), family="x", year=2018)
    assert derived["quantity"].item() == pytest.approx(0.6096)
    assert "最后一次调查之后" in derived["note"].item()


def test_a_kind_that_one_inventory_lacks_is_not_estimated() -> None:
    stands = (a_stand(year=2015), a_stand(year=2020), a_stand(year=2020, material="oak"))
    derived = derive_stands(stands_of(*stands), factors=reference.factors(), family=FAMILY, year=2020)
    assert derived.filter(fuel="oak").select("quantity", "state").row(0) == (None, "NE")
    assert derived.filter(fuel="larch")["quantity"].item() == 0


def test_a_kind_without_parameters_is_not_estimated() -> None:
    pine = {"material": "chinese_pine"}
    (carbon,) = gained(a_stand(year=2015, **pine), a_stand(year=2020, **pine), year=2020, family=BY_DENSITY)
    assert carbon is None


def test_no_inventory_of_later_years_alone_tells_anything() -> None:
    assert gained(a_stand(year=2025), year=2020) == []
