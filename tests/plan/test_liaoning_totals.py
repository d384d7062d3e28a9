"""The whole inventory of 2007, records and all, beside the published one: the table of the guide page.

The published totals are another year's. Nothing is fitted to them: what is pinned is our own sums, so that a
factor or an activity that changes them is seen, and the guide page is written anew.
"""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan import packs, reference
from tongyuan.accounting.derivation import derive_all
from tongyuan.plan import inventory
from tongyuan.plan.balance_activity import activity
from tongyuan.plan.inventory.published import beside_published
from tongyuan.vocabulary.species import codes
from tongyuan.vocabulary.tables import Activity

FAMILY = "CEADs_2018"
SUMS_KT = {
    "SO2": (1732, 1.21),
    "NOx": (888, 0.54),
    "CO": (1995, 0.30),
    "PM10": (195, 0.13),
    "PM2.5": (183, 0.17),
    "BC": (16.2, 0.22),
    "OC": (13.4, 0.08),
    "NH3": (418, 0.47),
}
"""Our sum [kt] and its ratio to the published one."""


@pytest.fixture(scope="module")
def pack() -> packs.Pack:
    return packs.load("liaoning")


@pytest.fixture(scope="module")
def stated(pack: packs.Pack) -> pl.DataFrame:
    factors = reference.factors(FAMILY)
    balance = activity(pack.balances.filter(pl.col("year") == 2007))
    own = Activity.cast(pack.activity)
    derived = derive_all(pack.records, factors=factors, family=FAMILY, year=2007)
    return Activity.validate(pl.concat([balance, own, derived]))


@pytest.fixture(scope="module")
def beside(pack: packs.Pack, stated: pl.DataFrame) -> pl.DataFrame:
    emission = inventory.compile(
        stated,
        factors=reference.factors(FAMILY),
        controls=reference.controls(),
        family=FAMILY,
        species=codes("air_pollutant"),
    )
    return beside_published(emission, published=pack.comparisons)


@pytest.mark.parametrize("species", SUMS_KT)
def test_the_sums_are_those_of_the_guide_page(species: str, beside: pl.DataFrame) -> None:
    row = beside.filter(species=species).row(0, named=True)
    total, ratio = SUMS_KT[species]
    assert row["computed_t"] / 1e3 == pytest.approx(total, rel=0.005)
    assert row["ratio"] == pytest.approx(ratio, abs=0.006)


def test_two_species_are_within_a_factor_of_two_and_every_sum_tells_its_gaps(beside: pl.DataFrame) -> None:
    within = beside.filter(pl.col("within_two"))
    assert set(within["species"]) == {"SO2", "NOx"}
    assert (beside.filter(pl.col("species").is_in(list(SUMS_KT)))["gaps"] > 0).all()


def test_mercury_has_no_sum(beside: pl.DataFrame) -> None:
    assert beside.filter(species="Hg")["computed_t"].to_list() == [None]


def test_what_is_not_published_is_never_called_published(pack: packs.Pack) -> None:
    """Every record that rests on an assumption says so, and every crop and herd says how it was had."""
    for name in ("crops", "fertilisers"):
        rows = pack.records[name]
        assert set(rows["quality"]) == {"unverified"}
        assert rows["note"].is_not_null().all()
    poultry = pack.records["herds"].filter(pl.col("animal").is_in(["layer", "broiler"]))
    assert set(poultry["quality"]) == {"unverified"}


def test_straw_is_used_no_more_than_once(pack: packs.Pack) -> None:
    """What is burned in fields, burned at home and returned sums to less than the straw there is."""
    crops = pack.records["crops"]
    at_home = 0.81 * 0.1872
    assert (crops["burned_share"] + crops["returned_share"] + at_home < 1).all()
