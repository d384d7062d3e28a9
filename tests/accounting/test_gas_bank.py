"""Banks of fluorinated gas: mass conserved, leaks and ends of life, blends, and years that lack."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.accounting.derivation import explain_derived
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.gas_bank import bank_gas, follow_bank, unmix
from tongyuan.reference import factors
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.industry import a_gas_use, gas_uses_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, key_of

FAMILY = "GBT32150_2025"


def banked(*rows: dict[str, Any], year: int = 2020) -> pl.DataFrame:
    return bank_gas(gas_uses_of(*rows), factors=factors(FAMILY), family=FAMILY, year=year)


def amount(rows: pl.DataFrame, phase: str) -> float | None:
    return rows.filter(pl.col("technology").str.ends_with(f".{phase}"))["quantity"].item()


def test_a_bank_grows_by_what_is_installed_and_shrinks_by_what_retires() -> None:
    rows = banked(a_gas_use())
    assert amount(rows, "use") == pytest.approx((100 + 108) / 2)
    assert amount(rows, "charging") == 20.0
    assert amount(rows, "end_of_life") == pytest.approx(8 * 0.25)


def test_the_gas_that_escapes_is_leak_and_charging_and_the_end_of_life() -> None:
    rows = banked(a_gas_use())
    found = estimate(
        rows, factors=factors(FAMILY), controls=controls_of(), family=FAMILY, species=["HFC134a"]
    )
    assert found["mass_t"].sum() == pytest.approx(104 * 0.15 + 20 * 0.0035 + 2.0)
    assert set(found["source"]) == {"2F1"}


def test_the_second_year_starts_where_the_first_ended() -> None:
    later = a_gas_use(year=2021, bank_t=None, installed_t=4.0, retired_t=2.0)
    assert amount(banked(a_gas_use(), later, year=2021), "use") == pytest.approx((108 + 110) / 2)


def test_a_year_without_a_figure_makes_later_banks_not_estimated() -> None:
    gap = a_gas_use(year=2021, bank_t=None, installed_t=None, retired_t=2.0)
    rows = banked(a_gas_use(), gap, year=2021)
    assert amount(rows, "use") is None
    states = dict(rows.select("technology", pl.col("state").cast(pl.String)).rows())
    assert states == {
        "mobile_ac.charging": None,
        "mobile_ac.end_of_life": None,
        "mobile_ac.use": "NE",
    }


def test_a_counted_bank_mends_a_gap() -> None:
    gap = a_gas_use(year=2021, bank_t=None, installed_t=None, retired_t=2.0)
    counted = a_gas_use(year=2022, bank_t=120.0, installed_t=10.0, retired_t=0.0)
    assert amount(banked(a_gas_use(), gap, counted, year=2022), "use") == pytest.approx(125.0)


def test_a_lifetime_that_nobody_knows_spoils_only_what_it_was_used_for() -> None:
    told = dict(banked(a_gas_use()).select("technology", pl.col("quality").cast(pl.String)).rows())
    assert told == {
        "mobile_ac.charging": "published",
        "mobile_ac.end_of_life": "unverified",
        "mobile_ac.use": "published",
    }
    guessed = banked(a_gas_use(retired_t=None)).filter(technology="mobile_ac.use")
    assert guessed["quality"].cast(pl.String).item() == "unverified"


def test_sf6_of_switchgear_stands_under_electrical_equipment() -> None:
    rows = banked(a_gas_use(gas="SF6", application="switchgear_closed_pressure", retired_t=0.0))
    found = estimate(rows, factors=factors(FAMILY), controls=controls_of(), family=FAMILY, species=["SF6"])
    assert found["mass_t"].sum() == pytest.approx(108 * 0.026 + 20 * 0.085)
    assert set(found["source"]) == {"2G1"}


def test_a_blend_is_its_gases_and_their_mass_is_the_blend_s() -> None:
    for blend in ("R410A", "R404A", "R407C", "R507A"):
        apart = unmix(gas_uses_of(a_gas_use(gas=blend, application="stationary_ac")))
        assert apart["installed_t"].sum() == pytest.approx(16.0)


def test_a_gas_that_nobody_knows_is_refused_and_so_is_sf6_in_a_fridge() -> None:
    with pytest.raises(InputError, match="R999"):
        banked(a_gas_use(gas="R999"))
    with pytest.raises(InputError) as caught:
        banked(a_gas_use(gas="SF6", application="domestic_refrigeration"))
    assert caught.value.problems[0].code == "industry.no_bank_parameter"


def test_why_leads_from_the_bank_to_its_record() -> None:
    records = gas_uses_of(a_gas_use())
    rows = bank_gas(records, factors=factors(FAMILY), family=FAMILY, year=2020)
    for key in rows.select(key_of(Activity)).iter_rows(named=True):
        told = explain_derived(key, records={"gas_uses": records}, factors=factors(FAMILY), family=FAMILY)
        assert told is not None
        assert told.value == pytest.approx(rows.filter(technology=key["technology"])["quantity"].item())


@settings(deadline=None)
@given(
    first=st.floats(0, 1e4),
    installed=st.lists(st.floats(0, 1e4), min_size=1, max_size=30),
    life=st.integers(1, 20),
)
def test_gas_put_into_service_is_in_use_or_retired_and_nothing_is_lost(
    first: float, installed: list[float], life: int
) -> None:
    years: dict[int, dict[str, float | None]] = {
        2000 + number: {"charged_t": None, "installed_t": tonnes, "bank_t": None, "retired_t": None}
        for number, tonnes in enumerate(installed)
    }
    years[2000]["bank_t"] = first
    last = max(years)
    retired = sum(follow_bank(years, life=life, until=year)["retired"] for year in years)
    closing = follow_bank(years, life=life, until=last)["closing"]
    assert first + sum(installed) == pytest.approx(retired + closing, rel=1e-9, abs=1e-6)
    assert closing >= -1e-6
