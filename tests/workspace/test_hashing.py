from __future__ import annotations

import io
import math
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tongyuan.workspace.hashing import canonical, hash_frame, hash_record

TEXT = st.text(st.characters(codec="utf-8"), max_size=5)
NUMBER = st.floats(allow_nan=False)
COLUMNS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "fuel": (pl.String, st.none() | TEXT),
    "mass_t": (pl.Float64, st.none() | NUMBER),
    "year": (pl.Int32, st.none() | st.integers(-(2**31), 2**31 - 1)),
    "derived": (pl.Boolean, st.none() | st.booleans()),
    "on": (pl.Date, st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))),
    "kind": (pl.Enum(["b", "a"]), st.none() | st.sampled_from(["a", "b"])),
}
SCHEMA = {name: kind for name, (kind, _) in COLUMNS.items()}
RECORDS = st.fixed_dictionaries({name: values for name, (_, values) in COLUMNS.items()})


@given(st.lists(RECORDS, max_size=6), st.randoms())
def test_the_order_of_the_rows_does_not_matter(records: list[dict[str, Any]], chance: Any) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert hash_frame(pl.DataFrame(records, schema=SCHEMA)) == hash_frame(
        pl.DataFrame(shuffled, schema=SCHEMA)
    )


@given(st.lists(RECORDS, min_size=1, max_size=6), RECORDS, st.data())
def test_any_changed_cell_changes_the_hash(
    records: list[dict[str, Any]], other: dict[str, Any], data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(records) - 1))
    column = data.draw(st.sampled_from(list(SCHEMA)))
    assume(records[row][column] != other[column])
    changed = [dict(record) for record in records]
    changed[row][column] = other[column]
    assert hash_frame(pl.DataFrame(records, schema=SCHEMA)) != hash_frame(
        pl.DataFrame(changed, schema=SCHEMA)
    )


@given(st.lists(RECORDS, max_size=6))
def test_a_frame_hashes_the_same_after_a_journey_through_parquet(records: list[dict[str, Any]]) -> None:
    frame = pl.DataFrame(records, schema=SCHEMA)
    file = io.BytesIO()
    canonical(frame).write_parquet(file)
    back = pl.read_parquet(io.BytesIO(file.getvalue()))
    assert hash_frame(back) == hash_frame(frame)
    assert back.equals(canonical(frame))


def test_a_hash_is_the_same_on_every_machine() -> None:
    frame = pl.DataFrame(
        {
            "fuel": ["raw_coal", None],
            "mass_t": [1.5, None],
            "year": [2007, 2023],
            "at": [datetime(2026, 1, 1, tzinfo=UTC)] * 2,
        },
        schema_overrides={"year": pl.Int32},
    )
    assert hash_frame(frame) == "16d66673e4e67a5c8123497c23309ba0e91c2dee5a45040aa9e2895eb23636f1"


def test_words_hash_as_words_whatever_holds_them() -> None:
    words = pl.DataFrame({"kind": ["b", "a", None]})
    assert hash_frame(words.cast(pl.Enum(["b", "a"]))) == hash_frame(words)
    assert hash_frame(words.cast(pl.Enum(["a", "b", "c"]))) == hash_frame(words)


def test_a_duplicated_row_is_another_content() -> None:
    frame = pl.DataFrame({"a": [1]})
    assert hash_frame(frame) != hash_frame(pl.concat([frame, frame]))


@pytest.mark.parametrize("other", [{"b": [1]}, {"a": [1.0]}, {"a": [1], "b": [None]}])
def test_names_types_and_number_of_columns_belong_to_the_content(other: dict[str, Any]) -> None:
    assert hash_frame(pl.DataFrame({"a": [1]})) != hash_frame(pl.DataFrame(other))


def test_null_is_neither_zero_nor_empty_text_nor_not_a_number() -> None:
    texts, numbers = [pl.DataFrame({"a": [None, "x"]}), pl.DataFrame({"a": ["", "x"]})], [None, 0.0, math.nan]
    assert len({hash_frame(frame) for frame in texts}) == 2
    assert len({hash_frame(pl.DataFrame({"a": [number, 1.0]})) for number in numbers}) == 3


def test_the_two_zeros_are_one_number() -> None:
    assert hash_frame(pl.DataFrame({"a": [0.0]})) == hash_frame(pl.DataFrame({"a": [-0.0]}))


def test_text_moved_over_a_border_of_cells_is_another_content() -> None:
    assert hash_frame(pl.DataFrame({"a": ["ab", "c"]})) != hash_frame(pl.DataFrame({"a": ["a", "bc"]}))


def test_lists_and_records_in_cells_have_a_hash() -> None:
    frame = pl.DataFrame({"a": [[1, 2], [], None], "b": [{"k": 1}, {"k": None}, {"k": 2}]})
    assert hash_frame(frame) == hash_frame(frame.reverse())
    assert hash_frame(frame) != hash_frame(frame.with_columns(a=pl.lit([1], pl.List(pl.Int64))))


def test_objects_of_python_are_refused() -> None:
    with pytest.raises(TypeError, match="no hash"):
        hash_frame(pl.DataFrame({"a": [object()]}))


def test_a_record_that_holds_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        hash_record({"a": math.nan})
