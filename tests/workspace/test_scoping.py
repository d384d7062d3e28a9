"""One scope says the same in SQL, in Polars, in Ibis on DuckDB, and row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select

from tongyuan.vocabulary.scope import COLUMNS, DIMENSIONS, EVERYTHING, NOTHING, Reach, Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.scoping import by_series, rows_seen, seen_in_ibis, seen_in_sql

CODES = {"regions": ("r1", "r2", "r3"), "departments": ("d1", "d2"), "enterprises": ("e1", "e2")}
LEVELS = st.sampled_from(Sensitivity)
WORDS = {name: COLUMNS[name] for name in (*DIMENSIONS, "sensitivity")}


def some_of(codes: tuple[str, ...]) -> st.SearchStrategy[frozenset[str | None] | None]:
    return st.none() | st.frozensets(st.sampled_from((None, *codes)))


REACHES = st.builds(Reach, **{name: some_of(codes) for name, codes in CODES.items()}, up_to=LEVELS)
SCOPES = st.builds(Scope, st.lists(REACHES, max_size=3).map(tuple)) | st.sampled_from([EVERYTHING, NOTHING])
ROWS = st.lists(
    st.fixed_dictionaries(
        {COLUMNS[name]: st.sampled_from((None, *codes)) for name, codes in CODES.items()}
        | {"sensitivity": LEVELS.map(lambda level: level.value)}
    ),
    min_size=1,
    max_size=12,
)
DUCKDB = ibis.duckdb.connect()
BORNE = st.sets(st.sampled_from(list(WORDS)))


def covered(scope: Scope, row: Mapping[str, Any], borne: set[str], level: Sensitivity) -> bool:
    given = {WORDS[name]: row[WORDS[name]] for name in DIMENSIONS if name in borne}
    own = Sensitivity(row["sensitivity"]) if "sensitivity" in borne else level
    return scope.covers(**given, sensitivity=own)


def in_sql(scope: Scope, rows: list[dict[str, Any]], borne: set[str], level: Sensitivity) -> list[bool]:
    table = Table("t", MetaData(), Column("n", Integer), *(Column(word, String) for word in WORDS.values()))
    columns = {name: table.c[word] for name, word in WORDS.items() if name in borne}
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{**row, "n": number} for number, row in enumerate(rows)])
        seen = set(
            connection.scalars(select(table.c.n).where(seen_in_sql(scope, columns, sensitivity=level)))
        )
    return [number in seen for number in range(len(rows))]


def in_frames(frame: pl.DataFrame, seen: pl.DataFrame) -> list[bool]:
    numbers = set(seen["n"])
    return [number in numbers for number in range(frame.height)]


def framed(rows: list[dict[str, Any]], borne: set[str]) -> pl.DataFrame:
    words = [WORDS[name] for name in borne]
    schema = {word: pl.String for word in words} | {"n": pl.Int64}
    held = [{word: row[word] for word in words} | {"n": number} for number, row in enumerate(rows)]
    return pl.DataFrame(held, schema=schema)


@given(scope=SCOPES, rows=ROWS, borne=BORNE, level=LEVELS)
def test_sql_and_polars_see_the_rows_that_the_scope_covers(
    scope: Scope, rows: list[dict[str, Any]], borne: set[str], level: Sensitivity
) -> None:
    expected = [covered(scope, row, borne, level) for row in rows]
    frame = framed(rows, borne)
    assert in_sql(scope, rows, borne, level) == expected
    assert in_frames(frame, frame.filter(scope.rows(frame.columns, sensitivity=level))) == expected


@settings(max_examples=30)  # each example is a query that DuckDB plans anew
@given(scope=SCOPES, rows=ROWS, borne=BORNE, level=LEVELS)
def test_ibis_sees_the_same_rows(
    scope: Scope, rows: list[dict[str, Any]], borne: set[str], level: Sensitivity
) -> None:
    frame = framed(rows, borne)
    table = ibis.memtable(frame)
    found = DUCKDB.to_polars(table.filter(seen_in_ibis(scope, table, sensitivity=level)))
    assert in_frames(frame, found) == [covered(scope, row, borne, level) for row in rows]


@given(scope=SCOPES, row=ROWS.map(lambda rows: rows[0]), more=REACHES)
def test_a_further_reach_never_takes_anything_away(scope: Scope, row: dict[str, Any], more: Reach) -> None:
    wider = Scope((*scope.reaches, more))
    borne = set(WORDS)
    if covered(scope, row, borne, Sensitivity.INTERNAL):
        assert covered(wider, row, borne, Sensitivity.INTERNAL)


@given(row=ROWS.map(lambda rows: rows[0]))
def test_who_reaches_nothing_sees_what_is_public_and_who_reaches_everything_sees_all(
    row: dict[str, Any],
) -> None:
    assert covered(EVERYTHING, row, set(WORDS), Sensitivity.SENSITIVE)
    seen = covered(NOTHING, row, set(WORDS), Sensitivity.INTERNAL)
    assert seen == (row["sensitivity"] == Sensitivity.PUBLIC)


def test_a_department_reaches_the_series_that_it_owns_now() -> None:
    owners: dict[str, str | None] = {"a": "D1", "b": "D2", "c": None}
    scope = Scope((Reach(departments=frozenset({"D1", None})), Reach(up_to=Sensitivity.PUBLIC)))
    assert by_series(scope, lambda: owners).reaches == (Reach(departments=frozenset({"a", "c"})),)


def test_owners_are_not_asked_for_where_no_department_limits_a_reach() -> None:
    def never() -> dict[str, str | None]:
        raise AssertionError

    city = Scope((Reach(regions=frozenset({"r1"})),))
    assert by_series(city, never) == city


FRAME = pl.DataFrame({"region": ["r1", "r2", None], "value": [1, 2, 3]})


@pytest.mark.parametrize(
    ("regions", "region", "seen"),
    [({"r1", "r2"}, "r1", [1, 2]), ({"r1"}, "r1", [1]), ({"r1"}, "r2", []), ({"r1", None}, "r1", [1, 3])],
)
def test_rows_of_a_frame_within_reach_are_narrowed_to_the_rows_within_reach(
    regions: set[str | None], region: str, seen: list[int]
) -> None:
    scope = Scope((Reach(regions=frozenset(regions)),))
    rows = rows_seen(scope, FRAME, region=region, sensitivity=Sensitivity.INTERNAL)
    assert rows["value"].to_list() == seen


def test_rows_without_a_region_lie_where_their_frame_lies() -> None:
    scope = Scope((Reach(regions=frozenset({"r1"})),))
    bare = FRAME.select("value")
    assert rows_seen(scope, bare, region="r1", sensitivity=Sensitivity.INTERNAL).height == 3
    assert rows_seen(scope, bare, region="r2", sensitivity=Sensitivity.INTERNAL).is_empty()
    assert rows_seen(scope, bare, region="r2", sensitivity=Sensitivity.PUBLIC).height == 3
