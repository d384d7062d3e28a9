"""A long table is turned, sorted and narrowed at the server as a browser does it with a short one."""

from __future__ import annotations

from typing import Any

import pytest

from tongyuan.web.tables import cell
from tongyuan.web.turning import Turn, turned

ROWS: list[dict[str, Any]] = [
    {"_row": 0, "name": "煤炭", "value": cell("1,000", raw=1000.0), "year": 2007},
    {"_row": 1, "name": "Oil", "value": cell("20", raw=20.0), "year": 2012},
    {"_row": 2, "name": "gas", "value": cell("—"), "year": None},
]


def shown(turn: Turn) -> list[int]:
    return [row["_row"] for row in turned(ROWS, turn)[0]]


def test_a_page_is_a_part_in_the_order_of_the_rows() -> None:
    assert [shown(Turn(size=2, page=page)) for page in (1, 2, 3)] == [[0, 1], [2], []]
    assert turned(ROWS, Turn(size=2, page=2))[1] == 3


def test_all_rows_are_shown_where_the_reader_wants_all() -> None:
    assert shown(Turn(size=0)) == [0, 1, 2]


def test_numbers_are_sorted_by_what_they_are_and_words_stand_apart() -> None:
    assert shown(Turn(size=9, by="value")) == [1, 0, 2]
    assert shown(Turn(size=9, by="value", descending=True)) == [2, 0, 1]
    assert shown(Turn(size=9, by="year")) == [2, 0, 1]


@pytest.mark.parametrize(
    ("words", "rows"), [("oil", [1]), ("1,0", [0]), ("煤", [0]), ("—", [2]), ("", [0, 1, 2])]
)
def test_words_are_looked_for_in_every_cell_as_it_is_shown(words: str, rows: list[int]) -> None:
    assert shown(Turn(size=9, words=words)) == rows


def test_what_is_no_column_is_not_looked_through() -> None:
    assert turned([{"_row": 7, "name": "oil"}], Turn(size=9, words="7")) == ([], 0)
