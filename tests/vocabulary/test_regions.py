"""Sums over regions: nothing twice, nothing silently left out."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.vocabulary import regions
from tongyuan.vocabulary.problems import InputError

CITIES = ["990100", "990200", "990300"]
TREE = pl.DataFrame(
    {
        "region": ["990000", *CITIES, "990101", "ZONE"],
        "parent": [None, "990000", "990000", "990000", "990100", "990000"],
        "level": ["province", "prefecture", "prefecture", "prefecture", "county", "functional"],
        "assessed": [True, True, True, True, False, True],
        "additive": [False, True, True, True, True, False],
    }
)


def _values(**given: float | None) -> pl.DataFrame:
    rows = {code.removeprefix("r"): value for code, value in given.items()}
    return pl.DataFrame({"region": list(rows), "value": pl.Series(list(rows.values()), dtype=pl.Float64)})


def _codes(error: InputError) -> list[str]:
    return [problem.code for problem in error.problems]


@given(figures=st.lists(st.floats(-1e9, 1e9), min_size=3, max_size=3), seed=st.permutations(range(3)))
def test_a_sum_does_not_depend_on_the_order_of_its_rows(figures: list[float], seed: list[int]) -> None:
    frame = pl.DataFrame({"region": CITIES, "value": figures})
    total = regions.sum_over_cities(frame, regions=TREE, parent="990000")
    assert regions.sum_over_cities(frame[seed], regions=TREE, parent="990000") == total
    assert total == pytest.approx(sum(figures), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("stranger", ["rZONE", "r990000", "r990101"])
def test_an_overlapping_region_is_refused(stranger: str) -> None:
    values = _values(r990100=1.0, r990200=2.0, r990300=3.0, **{stranger: 4.0})
    with pytest.raises(InputError) as caught:
        regions.sum_over_cities(values, regions=TREE, parent="990000")
    assert _codes(caught.value) == ["region.double_count"]


def test_a_missing_city_is_refused_unless_it_is_declared() -> None:
    values = _values(r990100=1.0, r990200=None)
    with pytest.raises(InputError) as caught:
        regions.sum_over_cities(values, regions=TREE, parent="990000")
    assert _codes(caught.value) == ["region.missing", "region.missing"]
    declared = regions.sum_over_cities(values, regions=TREE, parent="990000", absent={"990200", "990300"})
    assert declared == 1.0


def test_all_faults_are_named_at_once() -> None:
    values = pl.DataFrame({"region": ["990100", "990100", "ZONE", "123"], "value": [1.0, 2.0, 3.0, 4.0]})
    with pytest.raises(InputError) as caught:
        regions.sum_over_cities(values, regions=TREE, parent="990000")
    assert sorted(set(_codes(caught.value))) == [
        "region.double_count",
        "region.missing",
        "region.repeated",
        "region.unknown",
    ]


def test_an_unknown_parent_is_refused() -> None:
    with pytest.raises(InputError):
        regions.additive_children(TREE, parent="000000")


def test_assessment_units_list_functional_areas_last() -> None:
    assert regions.assessed(TREE) == ("990000", *CITIES, "ZONE")


def test_descendants_reach_the_counties() -> None:
    assert "990101" in regions.descendants(TREE, parent="990000")
