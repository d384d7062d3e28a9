"""The tree of sources adds up at every branch, counts what is missing, and keeps sinks out of shares."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan.inventory import account_totals, source_tree
from tongyuan.vocabulary import sources

LEAVES = ["1A1a", "1A2a", "1A3b", "2A1", "2C1", "3A", "5A"]


def emission(*rows: tuple[str, float | None, str | None], species: str = "CO2") -> pl.DataFrame:
    schema = {"source": pl.String, "mass_t": pl.Float64, "state": pl.String}
    made = pl.DataFrame(list(rows), schema=schema, orient="row")
    return made.with_columns(species=pl.lit(species), quality=pl.lit("derived"))


@given(st.lists(st.tuples(st.sampled_from(LEAVES), st.floats(-1e9, 1e9)), min_size=1, max_size=20))
def test_every_branch_is_the_sum_of_its_rows(rows: list[tuple[str, float]]) -> None:
    tree = source_tree(emission(*((code, mass, None) for code, mass in rows)), species="CO2")
    for row in tree.iter_rows(named=True):
        inside = [mass for code, mass in rows if sources.descends(code, prefix=row["source"])]
        assert row["mass_t"] == pytest.approx(sum(inside), abs=1e-3)
        assert row["estimated"] == len(inside)


def test_what_is_missing_is_counted_and_never_zero() -> None:
    tree = source_tree(emission(("1A1a", 2.0, None), ("1A2a", None, "NE"), ("2A1", None, "C")), species="CO2")
    found = {row["source"]: row for row in tree.iter_rows(named=True)}
    assert (found["1A"]["mass_t"], found["1A"]["estimated"], found["1A"]["gaps"]) == (2.0, 1, 1)
    assert (found["2A1"]["mass_t"], found["2A1"]["state"]) == (None, "C")
    assert (found["2"]["mass_t"], found["2"]["state"]) == (None, "C")


def test_shares_are_of_what_is_emitted_so_that_a_sink_makes_none_exceed_the_whole() -> None:
    tree = source_tree(emission(("1A1a", 3.0, None), ("2A1", 1.0, None), ("4A", -2.0, None)), species="CO2")
    shares = dict(tree.select("source", "share").iter_rows())
    assert (shares["1"], shares["2"], shares["4"]) == (0.75, 0.25, -0.5)


def test_purchased_energy_is_no_part_of_any_branch() -> None:
    tree = source_tree(emission(("1A1a", 3.0, None), ("none", 5.0, None)), species="CO2")
    assert tree["source"].to_list() == ["1", "1A", "1A1", "1A1a", "none"]
    assert tree.row(-1, named=True)["share"] is None
    assert tree.filter(source="1")["mass_t"].item() == 3.0


def test_a_species_that_nobody_has_gives_an_empty_tree() -> None:
    assert source_tree(emission(("1A1a", 3.0, None)), species="SF6").is_empty()


def test_land_and_memo_items_stand_in_no_sum_with_emissions() -> None:
    rows = [("1A1a", 3.0, None), ("4A", -2.0, None), ("M3", -0.5, None), ("none", 9.0, None)]
    sums = account_totals(source_tree(emission(*rows), species="CO2"))
    assert {key: told["mass_t"] for key, told in sums.items()} == {
        "emissions": 3.0,
        "land": -2.0,
        "memo": -0.5,
    }
