from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.vocabulary.statistics_choice import KIND_ORDER, VINTAGE_ORDER, current
from tongyuan.vocabulary.tables.statistics import KINDS, VINTAGES

SCHEMA = {
    "series": pl.String,
    "region": pl.String,
    "period": pl.String,
    "kind": pl.Enum(KINDS),
    "vintage": pl.Enum(VINTAGES),
    "version": pl.Int32,
    "value": pl.Float64,
    "state": pl.String,
}


def figures(*records: dict[str, Any]) -> pl.DataFrame:
    common = {
        "series": "gdp",
        "region": "1",
        "period": "2024",
        "kind": "published",
        "vintage": "final",
        "version": 1,
    }
    return pl.DataFrame([common | record for record in records], schema=SCHEMA)


def test_every_kind_and_vintage_has_its_place() -> None:
    assert set(KIND_ORDER) == set(KINDS)
    assert set(VINTAGE_ORDER) == set(VINTAGES)


def test_a_later_vintage_replaces_an_earlier_one_whoever_hands_it_in() -> None:
    rows = figures(
        {"kind": "audited", "vintage": "flash", "value": 1.0}, {"vintage": "census_revised", "value": 2.0}
    )
    assert current(rows)["value"].to_list() == [2.0]


@pytest.mark.parametrize(("better", "worse"), list(pairwise(KIND_ORDER)))
def test_within_a_vintage_the_kind_decides(better: str, worse: str) -> None:
    rows = figures({"kind": worse, "value": 1.0}, {"kind": better, "value": 2.0})
    assert current(rows)["value"].to_list() == [2.0]


def test_not_reported_never_displaces_a_figure_but_confidential_does() -> None:
    silent = figures({"kind": "audited", "state": "not_reported"}, {"vintage": "unstated", "value": 1.0})
    assert current(silent)["value"].to_list() == [1.0]
    closed = figures({"kind": "audited", "state": "C"}, {"value": 1.0})
    assert current(closed)["state"].to_list() == ["C"]


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "period": st.sampled_from(["2023", "2024"]),
                "kind": st.sampled_from(KINDS),
                "vintage": st.sampled_from(VINTAGES),
                "value": st.floats(0, 10),
            }
        ),
        unique_by=lambda record: (record["period"], record["kind"], record["vintage"]),
    ),
    st.randoms(),
)
def test_one_figure_stands_for_each_period_in_whatever_order_they_came(
    records: list[dict[str, Any]], chance: Any
) -> None:
    chosen = current(figures(*records))
    assert sorted(chosen["period"]) == sorted({record["period"] for record in records})
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert current(figures(*shuffled)).equals(chosen)
