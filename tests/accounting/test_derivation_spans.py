"""What a derivation says of the years it needs: fed those alone it gives what the whole history gives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tongyuan import reference
from tongyuan.accounting.derivation import Derivation, derivations, spans
from tongyuan.testing.records import exercise_records

FAMILY, REGION = "CEADs_2018", "990000"
FIRST, LAST = 2020, 2025
#: Stocks, banks and what decays: a year stands on the years before it, or between two surveys.
WITH_HISTORY = {
    "deposit",
    "gas_uses",
    "harvested_wood",
    "land_changes",
    "registrations",
    "restorations",
    "soil_carbon",
    "stands",
}
#: Vehicles are counted there, so that none are followed from their registration.
EXERCISED = [found for found in derivations() if found.dataset != "registrations"]


@cache
def kept(seed: int) -> Mapping[str, pl.DataFrame]:
    return exercise_records(seed, region=REGION, first=FIRST, last=LAST)


def needed(held: pl.DataFrame, *, span: str, year: int) -> pl.DataFrame:
    limits = {"year": pl.col("year") == year, "until": pl.col("year") <= year, "all": pl.lit(value=True)}
    return held.filter(limits[span])


def test_a_dataset_is_read_as_far_as_the_neediest_of_its_derivations_needs() -> None:
    assert {name for name, span in spans().items() if span != "year"} == WITH_HISTORY
    assert {name for name, span in spans().items() if span == "all"} == {
        "restorations",
        "soil_carbon",
        "stands",
    }


def test_a_dataset_that_the_exercise_lacks_is_read_with_its_history() -> None:
    assert spans().keys() - kept(1).keys() == {"registrations"}
    assert spans()["registrations"] == "until"


@pytest.mark.parametrize("found", EXERCISED, ids=lambda found: found.name)
@given(seed=st.integers(1, 3), year=st.integers(FIRST, LAST))
@settings(max_examples=4, deadline=None)
def test_the_years_that_a_derivation_needs_give_what_all_years_give(
    found: Derivation, seed: int, year: int
) -> None:
    held = kept(seed)[found.dataset]
    given_years = needed(held, span=found.span, year=year)
    given = {"factors": reference.factors(FAMILY), "family": FAMILY, "year": year}
    assert_frame_equal(found.derive(given_years, **given), found.derive(held, **given), check_exact=True)


def test_what_decays_is_not_told_by_its_own_year() -> None:
    (deposit,) = (found for found in derivations() if found.dataset == "deposit")
    held = kept(1)["deposit"]
    given = {"factors": reference.factors(FAMILY), "family": FAMILY, "year": LAST}
    whole = deposit.derive(held, **given)["quantity"].sum()
    assert deposit.derive(held.filter(year=LAST), **given)["quantity"].sum() < 0.9 * whole
