"""Power and heat seen twice: by use and by production, and what both count."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan import cities
from tongyuan.testing.cities import an_emission, emissions_of, proxy_rules_of, values_of

UNITS = ["990100", "990200"]
RULES = proxy_rules_of(**{"none": "use", "1A1a": "capacity"})
BOUGHT = {"source": "none", "activity": "purchased_electricity", "scope": 2, "fuel": "electricity"}
PLANTS = {"source": "1A1a", "activity": "combustion", "fuel": "raw_coal"}


def overlap(*, used_t: float, net_t: float, made_t: float) -> pl.DataFrame:
    net = emissions_of(an_emission(**BOUGHT, mass_t=net_t), an_emission(**PLANTS, mass_t=made_t))
    by_use = emissions_of(an_emission(**BOUGHT, mass_t=used_t), an_emission(**PLANTS, mass_t=made_t))
    values = pl.concat(
        [
            values_of("use", dict(zip(UNITS, [3.0, 1.0], strict=True))),
            values_of("capacity", dict(zip(UNITS, [0.0, 1.0], strict=True))),
        ]
    )
    rows = cities.allocate(by_use, own=by_use.clear(), units=UNITS, rules=RULES, values=values)
    return cities.power_overlap(rows, province=net)


def test_power_made_in_one_city_and_used_in_another_is_told_as_counted_twice() -> None:
    rows = overlap(used_t=100.0, net_t=20.0, made_t=90.0)
    assert rows.filter(region="990100").select("used_t", "outside_t", "overlap_t", "made_t").row(0) == (
        pytest.approx(75.0),
        pytest.approx(15.0),
        pytest.approx(60.0),
        0.0,
    )
    assert rows.filter(region="990200")["made_t"].item() == 90.0


def test_a_province_that_sells_power_has_all_use_counted_twice() -> None:
    rows = overlap(used_t=100.0, net_t=-20.0, made_t=120.0)
    assert rows["outside_t"].to_list() == [0.0, 0.0]
    assert rows["overlap_t"].sum() == pytest.approx(100.0)


@given(used=st.floats(min_value=1, max_value=1e9), part=st.floats(min_value=0, max_value=1))
def test_what_came_from_outside_adds_up_to_the_scope_2_of_the_province(used: float, part: float) -> None:
    rows = overlap(used_t=used, net_t=used * part, made_t=1.0)
    assert rows["outside_t"].sum() == pytest.approx(used * part, rel=1e-9)
    assert (rows["outside_t"] + rows["overlap_t"]).sum() == pytest.approx(used, rel=1e-9)
