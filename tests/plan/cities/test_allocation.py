"""From province to cities: own records, the remainder by proxies, nothing clipped, sums that reconcile."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan import cities
from tongyuan.testing.cities import an_emission, emissions_of, proxy_rules_of, values_of

UNITS = ["990100", "990200", "990300"]
RULES = proxy_rules_of(**{"2": "industry gdp", "1A4b": "population"})
GDP = {"990100": 1.0, "990200": 2.0, "990300": 5.0}
NOTHING_OWN = emissions_of(an_emission()).clear()


def shared(
    province: pl.DataFrame, *, own: pl.DataFrame = NOTHING_OWN, values: pl.DataFrame | None = None
) -> pl.DataFrame:
    held = values_of("gdp", GDP) if values is None else values
    return cities.allocate(province, own=own, units=UNITS, rules=RULES, values=held)


def mass(rows: pl.DataFrame, region: str) -> float | None:
    return rows.filter(region=region)["mass_t"].item()


def test_without_records_the_province_is_shared_by_the_proxy() -> None:
    rows = shared(emissions_of(an_emission()))
    assert [mass(rows, unit) for unit in UNITS] == [12.5, 25.0, 62.5]
    assert set(rows["way"]) == {"top_down"}
    assert set(rows["proxy"]) == {"gdp"}


def test_a_city_with_records_keeps_them_and_the_others_share_the_remainder() -> None:
    own = emissions_of(an_emission(region="990300", mass_t=40.0))
    rows = shared(emissions_of(an_emission()), own=own)
    assert [mass(rows, unit) for unit in UNITS] == [20.0, 40.0, 40.0]
    assert rows.filter(region="990300")["way"].item() == "bottom_up"


def test_where_a_city_has_records_the_error_of_the_proxy_is_shown() -> None:
    own = emissions_of(an_emission(region="990300", mass_t=50.0))
    row = shared(emissions_of(an_emission()), own=own).filter(region="990300").row(0, named=True)
    assert row["proxy_t"] == pytest.approx(62.5)
    assert row["error"] == pytest.approx(0.25)


def test_the_first_proxy_that_every_sharing_city_has_serves() -> None:
    values = pl.concat([values_of("industry", {"990100": 1.0, "990200": None}), values_of("gdp", GDP)])
    assert set(shared(emissions_of(an_emission()), values=values)["proxy"]) == {"gdp"}


def test_a_proxy_need_not_know_a_city_with_records() -> None:
    values = pl.concat([values_of("industry", {"990100": 1.0, "990200": 3.0}), values_of("gdp", GDP)])
    own = emissions_of(an_emission(region="990300", mass_t=60.0))
    rows = shared(emissions_of(an_emission()), own=own, values=values)
    assert [mass(rows, unit) for unit in UNITS] == [10.0, 30.0, 60.0]
    assert rows.filter(region="990300")["error"].item() is None


def test_records_above_the_province_are_a_conflict_and_never_clipped() -> None:
    province = emissions_of(an_emission())
    rows = shared(province, own=emissions_of(an_emission(region="990300", mass_t=130.0)))
    assert mass(rows, "990300") == 130.0
    assert rows.filter(region="990100")["state"].item() == "NE"
    assert mass(rows, "990000") == pytest.approx(-30.0)
    told = cities.findings(rows, province=province).row(0, named=True)
    assert (told["finding"], told["remainder_t"]) == ("conflict", pytest.approx(-30.0))


def test_a_sink_is_shared_like_a_source_and_its_sign_is_no_conflict() -> None:
    province = emissions_of(an_emission(mass_t=-80.0))
    own = emissions_of(an_emission(region="990300", mass_t=-20.0))
    rows = shared(province, own=own)
    assert [mass(rows, unit) for unit in UNITS] == [-20.0, -40.0, -20.0]
    assert cities.findings(rows, province=province).is_empty()


def test_what_no_proxy_shares_out_stays_with_the_province_and_is_told() -> None:
    province = emissions_of(an_emission(source="1B1", activity="fugitive"))
    rows = shared(province)
    assert [mass(rows, unit) for unit in UNITS] == [None, None, None]
    assert mass(rows, "990000") == 100.0
    assert cities.findings(rows, province=province)["finding"].to_list() == ["no_proxy"]


def test_records_that_lack_something_are_told_and_the_city_is_estimated_top_down() -> None:
    province = emissions_of(an_emission())
    own = emissions_of(
        an_emission(region="990300", mass_t=5.0), an_emission(region="990300", fuel="other", mass_t=None)
    )
    rows = shared(province, own=own)
    assert rows.filter(region="990300").select("way", "bottom_up_t", "mass_t").row(0) == (
        "top_down",
        5.0,
        62.5,
    )
    assert cities.findings(rows, province=province)["finding"].to_list() == ["incomplete_records"]


def test_a_city_where_it_does_not_occur_takes_no_share() -> None:
    own = emissions_of(an_emission(region="990300", mass_t=None, state="NO"))
    rows = shared(emissions_of(an_emission(mass_t=90.0)), own=own)
    assert [mass(rows, unit) for unit in UNITS] == [30.0, 60.0, None]
    assert rows.filter(region="990300").select("way", "state").row(0) == ("bottom_up", "NO")


def test_what_the_province_does_not_estimate_is_not_estimated_for_its_cities() -> None:
    province = emissions_of(an_emission(mass_t=None))
    rows = shared(province)
    assert set(rows["state"]) == {"NE"}
    assert cities.findings(rows, province=province).is_empty()


def test_a_city_with_a_figure_that_the_province_lacks_is_told() -> None:
    province = emissions_of(an_emission(mass_t=None))
    own = emissions_of(an_emission(region="990100", mass_t=7.0))
    rows = shared(province, own=own)
    assert cities.findings(rows, province=province)["finding"].to_list() == ["not_in_province"]


def test_scopes_stay_apart() -> None:
    bought = an_emission(source="none", activity="purchased_electricity", scope=2, mass_t=8.0)
    rules = pl.concat([RULES, proxy_rules_of(**{"none": "gdp"})])
    rows = cities.allocate(
        emissions_of(an_emission(), bought),
        own=NOTHING_OWN,
        units=UNITS,
        rules=rules,
        values=values_of("gdp", GDP),
    )
    assert dict(rows.group_by("scope").agg(pl.col("mass_t").sum()).iter_rows()) == {1: 100.0, 2: 8.0}


amounts = st.one_of(st.none(), st.floats(min_value=-1e9, max_value=1e9, allow_subnormal=False))
weights = st.floats(min_value=0, max_value=1e6, allow_subnormal=False)


@given(
    whole=amounts.filter(lambda amount: amount is not None),
    own=st.lists(amounts, min_size=3, max_size=3),
    gdp=st.lists(weights, min_size=3, max_size=3),
)
def test_cities_and_what_is_left_over_add_up_to_the_province(
    whole: float, own: list[float | None], gdp: list[float]
) -> None:
    held = [
        an_emission(region=unit, mass_t=amount)
        for unit, amount in zip(UNITS, own, strict=True)
        if amount is not None
    ]
    records = emissions_of(*held) if held else NOTHING_OWN
    values = values_of("gdp", dict(zip(UNITS, gdp, strict=True)))
    rows = shared(emissions_of(an_emission(mass_t=whole)), own=records, values=values)
    scale = max(abs(whole), *(abs(amount or 0.0) for amount in own))
    assert rows["mass_t"].sum() == pytest.approx(whole, rel=0, abs=4e-9 * scale)
