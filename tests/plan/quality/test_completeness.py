"""Completeness: every source and species has a state, and leaving rows out never raises the share."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.quality.completeness import matrix, score
from tongyuan.plan.quality.expectation import expectation
from tongyuan.vocabulary import sources

SCHEMA = {"source": pl.String, "species": pl.String, "mass_t": pl.Float64, "state": pl.String}
STATES = st.sampled_from([None, "NE", "NO", "IE", "C", "not_reported"])
SOURCE = st.sampled_from(["1", "1A", "1A2", "1A2a", "1A2b", "1A1a", "2A1", "none", "M2"])
SPECIES = st.sampled_from(["CO2", "SO2", "CH4", "SF6"])
ROW = st.tuples(SOURCE, SPECIES, STATES).map(lambda row: (*row[:2], 1.0 if row[2] is None else None, row[2]))
ROWS = st.lists(ROW, max_size=12)


def emission(*rows: tuple[str, str, float | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def state(rows: pl.DataFrame, source: str, species: str) -> str:
    return str(matrix(rows).filter(source=source, species=species)["state"].item())


@settings(max_examples=50, deadline=None)
@given(rows=ROWS, data=st.data())
def test_leaving_rows_out_never_raises_completeness(
    rows: list[tuple[object, ...]], data: st.DataObject
) -> None:
    kept = [row for row in rows if data.draw(st.booleans())]
    whole, part = (score(matrix(emission(*some))).row(0, named=True) for some in (rows, kept))
    assert part["asked"] == whole["asked"]
    assert part["answered"] <= whole["answered"]
    assert part["share"] <= whole["share"]


@settings(max_examples=20, deadline=None)
@given(rows=ROWS)
def test_every_source_asked_for_has_a_state_for_every_species(rows: list[tuple[object, ...]]) -> None:
    cells = matrix(emission(*rows))
    assert cells["state"].null_count() == 0
    assert cells.height == cells["source"].n_unique() * cells["species"].n_unique()
    assert set(expectation()["source"]) <= set(cells["source"])


def test_a_source_without_any_activity_is_not_reported() -> None:
    assert state(emission(), "1A1a", "CO2") == "not_reported"


def test_what_nobody_is_asked_for_is_not_asked() -> None:
    assert state(emission(), "none", "SO2") == "not_asked"


def test_a_figure_among_gaps_is_a_value_with_gaps() -> None:
    rows = emission(("1A1a", "CO2", 2.0, None), ("1A1a", "CO2", None, "NE"), ("1A1a", "CO2", 3.0, None))
    cell = matrix(rows).filter(source="1A1a", species="CO2")
    assert cell.select("state", "mass_t", "rows", "gaps").row(0) == ("value", 5.0, 3, 1)


def test_of_several_states_the_gravest_stands() -> None:
    assert state(emission(("1A1a", "CO2", None, "NO"), ("1A1a", "CO2", None, "NE")), "1A1a", "CO2") == "NE"


def test_a_source_below_one_with_a_figure_says_where_it_may_be_included() -> None:
    cells = matrix(emission(("1A2", "CO2", 2.0, None)))
    below = cells.filter(source="1A2a", species="CO2")
    assert below.select("state", "included_in").row(0) == ("not_reported", "1A2")
    assert score(cells)["covered"].item() > score(cells)["share"].item() == 0


def test_sources_come_in_the_order_of_their_tree() -> None:
    order = matrix(emission(("1A2", "CO2", 2.0, None)))["source"].unique(maintain_order=True).to_list()
    tree = [*sources.codes(), "none"]
    assert order == sorted(order, key=tree.index)


def test_no_occurrence_answers_and_a_secret_does_not() -> None:
    share = [score(matrix(emission(("1A1a", "CO2", None, why))))["answered"].item() for why in ("NO", "C")]
    assert share == [1, 0]
