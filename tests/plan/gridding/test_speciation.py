"""Components: shares that add up to one, masses that add up to what they were."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan.gridding import speciate

SHARES = reference.speciation()


def emissions(*rows: tuple[str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["source", "species", "mass_t"], orient="row")


def test_the_shares_of_every_source_add_up_to_one() -> None:
    sums = SHARES.group_by("profile", "species", "source").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1.0] * sums.height, abs=1e-9)


def test_solvents_are_divided_as_printed() -> None:
    rows = speciate(emissions(("2D3", "NMVOC", 100.0)), shares=SHARES, profile="ceds")
    assert rows.filter(component="toluene")["mass_t"].item() == pytest.approx(8.95162, rel=1e-5)


def test_a_source_without_a_profile_stays_whole_and_is_told() -> None:
    rows = speciate(emissions(("5D1", "NMVOC", 5.0)), shares=SHARES, profile="ceds")
    assert rows.select("component", "mass_t", "state").rows() == [("not_speciated", 5.0, "NE")]


def test_species_that_the_set_does_not_divide_are_left_out() -> None:
    assert speciate(emissions(("2D3", "CO2", 5.0)), shares=SHARES, profile="ceds").is_empty()


@given(st.lists(st.tuples(st.sampled_from(["2D3", "1A1a", "1A4b", "1A3b"]), st.floats(0, 1e9)), min_size=1))
def test_components_add_up_to_the_whole(rows: list[tuple[str, float]]) -> None:
    whole = emissions(*((source, "NMVOC", mass) for source, mass in rows))
    assert speciate(whole, shares=SHARES, profile="ceds")["mass_t"].sum() == pytest.approx(
        whole["mass_t"].sum(), rel=1e-9
    )


@pytest.mark.parametrize(
    ("source", "largest"),
    [("1A2g", "xylene"), ("1A3bii", "hexanes_plus_higher_alkanes"), ("2C1", "xylene"), ("1A4c", "acids")],
)
def test_each_leading_source_is_divided_by_the_row_of_its_own_sector(source: str, largest: str) -> None:
    rows = speciate(emissions((source, "NMVOC", 1.0)), shares=SHARES, profile="ceds")
    assert rows.sort("mass_t", descending=True)["component"][0] == largest
    assert rows["mass_t"].sum() == pytest.approx(1.0, rel=1e-9)
