"""Documents of a feed: each record as it came, numbers as they were written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.advance.ambient.records import Unread, records_of

FLAT = st.dictionaries(
    st.text(min_size=1, max_size=5),
    st.one_of(
        st.none(), st.text(max_size=5), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
    ),
    max_size=4,
)


def test_the_list_may_be_the_document_or_lie_in_it_or_be_led_to() -> None:
    rows = [{"a": 1}]
    told = [json.dumps(rows), json.dumps({"code": 0, "data": rows})]
    assert [records_of(text)[0].fields for text in told] == [{"a": "1"}, {"a": "1"}]
    deep = json.dumps({"result": {"list": rows, "other": []}})
    assert records_of(deep, path="result.list")[0].fields == {"a": "1"}


def test_a_number_is_kept_as_it_was_written() -> None:
    (record,) = records_of('[{"value": 35.10, "big": 12345678901234567890123}]')
    assert record.fields == {"value": "35.10", "big": "12345678901234567890123"}
    assert record.text == '{"value": 35.10, "big": 12345678901234567890123}'


def test_a_nested_record_is_told_apart_from_its_neighbours() -> None:
    found = records_of('[{"a": {"b": 1}}, {"a": true}, 7, {"a": null}]')
    assert [record.fields for record in found] == [None, None, None, {"a": None}]


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "7", '{"a": [], "b": []}', "[" * 100_000])
def test_a_document_without_records_is_told(text: str) -> None:
    with pytest.raises(Unread):
        records_of(text)


@given(st.lists(FLAT, max_size=5))
def test_a_record_put_aside_reads_again_as_it_was(rows: list[dict[str, object]]) -> None:
    found = records_of(json.dumps(rows))
    again = records_of("[" + ", ".join(record.text for record in found) + "]")
    assert [record.fields for record in again] == [record.fields for record in found]
    assert len(found) == len(rows)
