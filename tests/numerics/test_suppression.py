"""Nothing that is withheld can be worked out from what is shown: an attacker tries it with linear algebra."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.linalg import matrix_rank

from tongyuan.services.withholding import withhold

# The attacker knows who exists, where, and in which item; only the amounts are unknown to them.
Unknown = tuple[str, str]  # enterprise, item


@dataclass(frozen=True)
class Case:
    """Enterprises with their region and items, and the trees of regions and items."""

    homes: dict[str, str]
    items: dict[str, tuple[str, ...]]
    regions: dict[str, str | None]
    totals: dict[str, str | None]

    def members(self, region: str, item: str) -> set[Unknown]:
        return {
            (who, what)
            for who, home in self.homes.items()
            for what in self.items[who]
            if region in _up(self.regions, home) and item in _up(self.totals, what)
        }

    def frame(self) -> pl.DataFrame:
        rows = []
        for region in self.regions:
            for item in self.totals:
                members = self.members(region, item)
                counted = len({who for who, _ in members})
                rows.append((region, item, float(counted), counted))
        return pl.DataFrame(rows, schema=["region", "item", "value", "enterprises"], orient="row")

    def told(self) -> pl.DataFrame:
        several = len(self.totals) > 1
        return withhold(self.frame(), parents=self.regions, items=self.totals if several else None)

    def attacked(self, told: pl.DataFrame) -> tuple[np.ndarray, list[Unknown], np.ndarray]:
        """What is shown and what is withheld, over every single unknown amount."""
        unknown = sorted({(who, what) for who in self.homes for what in self.items[who]})

        def vectors(rows: pl.DataFrame) -> np.ndarray:
            keys = rows.select("region", "item").rows()
            held = [[float(u in self.members(*key)) for u in unknown] for key in keys]
            return np.array(held).reshape(len(keys), len(unknown))

        shown = vectors(told.filter(pl.col("value").is_not_null()))
        return shown, unknown, vectors(told.filter(pl.col("state") == "C"))


def _up(tree: dict[str, str | None], code: str | None) -> list[str]:
    return [] if code is None else [code, *_up(tree, tree[code])]


@st.composite
def cases(draw: st.DrawFn, most_items: int = 1) -> Case:
    regions: dict[str, str | None] = {"r0": None}
    for number in range(1, draw(st.integers(2, 9))):
        regions[f"r{number}"] = draw(st.sampled_from(list(regions)))
    parts = [f"i{number}" for number in range(draw(st.integers(1, most_items)))]
    totals: dict[str, str | None] = dict.fromkeys(parts)
    if len(parts) > 1:
        totals = {"all": None} | dict.fromkeys(parts, "all")
    who = [f"e{number}" for number in range(draw(st.integers(1, 14)))]
    # Enterprises stand in regions of every level: a city has some that belong to none of its counties.
    homes = {name: draw(st.sampled_from(list(regions))) for name in who}
    held = {name: tuple(draw(st.sets(st.sampled_from(parts), min_size=1))) for name in who}
    return Case(homes, {name: tuple(sorted(found)) for name, found in held.items()}, regions, totals)


def assert_nothing_follows(case: Case) -> None:
    shown, unknown, withheld = case.attacked(case.told())
    rank = matrix_rank(shown) if shown.size else 0
    for cell in withheld:
        assert matrix_rank(np.vstack([shown, cell])) == rank + 1, "a withheld cell follows from the others"
    for few in (1, 2):
        for group in combinations(sorted(case.homes), few):
            inside = [number for number, (who, _) in enumerate(unknown) if who in group]
            outside = [number for number in range(len(unknown)) if number not in inside]
            # A combination of shown sums that rests on the group alone: zero outside it, not zero inside.
            rest = matrix_rank(shown[:, outside]) if shown.size and outside else 0
            assert rest == rank, f"something about {group} alone follows"


@given(case=cases())
def test_no_withheld_cell_and_nothing_about_two_enterprises_follows_from_a_tree_of_regions(
    case: Case,
) -> None:
    assert_nothing_follows(case)


@given(case=cases(most_items=3))
def test_nor_from_regions_by_items_with_their_totals(case: Case) -> None:
    assert_nothing_follows(case)


@given(case=cases(most_items=3))
def test_cells_of_one_or_two_are_always_withheld_and_none_is_invented(case: Case) -> None:
    before, after = case.frame(), case.told()
    few = (before["enterprises"] > 0) & (before["enterprises"] < 3)
    assert after.filter(few)["value"].null_count() == few.sum()
    kept = after["value"].is_not_null()
    assert after.filter(kept)["value"].equals(before.filter(kept)["value"])
    assert set(after.filter(~kept)["state"]) <= {"C"}


@given(case=cases())
def test_where_nobody_stands_out_everything_is_shown(case: Case) -> None:
    many = case.frame().with_columns(pl.col("enterprises") * 1000)
    assert withhold(many, parents=case.regions)["state"].null_count() == many.height


def of(**cells: tuple[float | None, int | None]) -> pl.DataFrame:
    rows = [(region, "coal", value, count) for region, (value, count) in cells.items()]
    schema = {"region": pl.String, "item": pl.String, "value": pl.Float64, "enterprises": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def shown(frame: pl.DataFrame) -> set[str]:
    return set(frame.filter(pl.col("value").is_not_null())["region"])


CITY = {"city": None, "a": "city", "b": "city", "c": "city"}


def test_one_withheld_county_takes_a_second_with_it() -> None:
    told = withhold(of(city=(16.0, 16), a=(1.0, 1), b=(5.0, 5), c=(10.0, 10)), parents=CITY)
    assert shown(told) == {"city", "c"}


def test_two_withheld_counties_of_one_enterprise_each_are_not_told_jointly() -> None:
    told = withhold(of(city=(12.0, 12), a=(1.0, 1), b=(1.0, 1), c=(10.0, 10)), parents=CITY)
    assert shown(told) == {"city"}


def test_two_withheld_counties_of_three_enterprises_hide_one_another() -> None:
    told = withhold(of(city=(13.0, 13), a=(1.0, 1), b=(2.0, 2), c=(10.0, 10)), parents=CITY)
    assert shown(told) == {"city", "c"}


def test_enterprises_of_no_county_are_not_told_by_what_is_left_over() -> None:
    told = withhold(of(city=(11.0, 11), a=(5.0, 5), b=(5.0, 5)), parents=CITY)
    assert shown(told) in ({"city", "a"}, {"city", "b"}, {"a", "b"})


def test_a_cell_without_a_value_keeps_its_state() -> None:
    frame = of(city=(9.0, 9), a=(None, 2), b=(9.0, 9)).with_columns(
        pl.when(pl.col("value").is_null()).then(pl.lit("NE")).alias("state")
    )
    told = withhold(frame, parents=CITY)
    assert told["state"].to_list() == [None, "NE", None]


def test_a_figure_that_is_no_sum_over_enterprises_is_shown() -> None:
    assert shown(withhold(of(city=(9.0, None), a=(4.0, None)), parents=CITY)) == {"city", "a"}


@pytest.mark.parametrize("level", [1, 2])
def test_a_missing_level_of_regions_opens_no_way(level: int) -> None:
    parents = {"county": "city", "other": "city", "city": "province", "province": None}
    rows = of(province=(9.0 + level, 9 + level), county=(1.0, level), other=(9.0, 9))
    assert "county" not in shown(told := withhold(rows, parents=parents))
    assert len(shown(told)) == 1
