"""The index of air quality: printed values, the switch of editions, never down when the air gets worse."""

from __future__ import annotations

from datetime import date

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.advance.ambient.index import individual_index, rounded_even
from tongyuan.testing.monitoring import a_standard

OLD, NEW = a_standard(date(2026, 2, 28)), a_standard(date(2026, 3, 1))


def index_of(values: list[float], *, item: str, averaging: str, edition: str = "2026") -> list[float]:
    table = ibis.memtable({"value": values})
    standard = NEW if edition == "2026" else OLD
    index = individual_index(table.value, item=item, averaging=averaging, standard=standard)
    return [float(one) for one in table.select(index=index).execute()["index"]]


@pytest.mark.parametrize(
    ("item", "averaging", "concentration", "expected"),
    [
        ("pm2.5", "24h", 60.5, 100),
        ("pm2.5", "24h", 60.6, 101),
        ("so2", "1h", 801, 200),
        ("o3", "8h", 801, 300),
        ("no2", "1h", 200, 100),
        ("co", "24h", 4, 100),
        ("pm2.5", "24h", 500, 500),
        ("pm2.5", "24h", 0, 0),
        ("pm10", "24h", 120, 100),
    ],
)
def test_the_index_of_2026_is_as_printed(
    item: str, averaging: str, concentration: float, expected: float
) -> None:
    assert index_of([concentration], item=item, averaging=averaging) == [expected]


def test_the_edition_changes_on_the_first_of_march_2026() -> None:
    assert (OLD.edition, NEW.edition) == ("2012", "2026")
    assert index_of([60.0], item="pm2.5", averaging="24h", edition="2012") == [82]
    assert index_of([60.0], item="pm2.5", averaging="24h") == [100]


@pytest.mark.parametrize("edition", ["2012", "2026"])
@pytest.mark.parametrize("item", ["pm2.5", "pm10", "so2", "no2", "co", "o3"])
@settings(max_examples=20)
@given(values=st.lists(st.floats(0, 2000), min_size=2, max_size=30))
def test_worse_air_never_has_a_lower_index(edition: str, item: str, values: list[float]) -> None:
    averaging = "8h" if item == "o3" else "24h"
    found = index_of(sorted(values), item=item, averaging=averaging, edition=edition)
    assert found == sorted(found)
    assert 0 <= found[0] <= found[-1] <= 500


def test_every_piece_begins_where_the_one_before_it_ends() -> None:
    for standard in (OLD, NEW):
        for (_, _), pieces in standard.breakpoints.group_by("item", "averaging", maintain_order=True):
            ordered = pieces.sort("bp_low")
            assert ordered["bp_low"][0] == 0
            assert ordered["bp_low"][1:].to_list() == ordered["bp_high"][:-1].to_list()
            assert ordered["iaqi_low"][1:].to_list() == ordered["iaqi_high"][:-1].to_list()


def test_the_limit_of_the_day_is_the_bound_of_the_index_of_100() -> None:
    for item in ("pm2.5", "pm10", "so2", "no2", "co"):
        bound = NEW.breakpoints.filter(item=item, averaging="24h", iaqi_high=100)["bp_high"].item()
        assert NEW.limit(item, "24h") == bound


@given(st.integers(-(10**6), 10**6), st.integers(0, 2))
def test_halves_go_to_the_even_digit_as_decimals_do(tenths: int, decimals: int) -> None:
    value = tenths / 10 ** (decimals + 1)
    table = ibis.memtable({"value": [value]})
    found = table.select(rounded=rounded_even(table.value, decimals)).execute()["rounded"][0]
    expected = pl.Series([tenths]).cast(pl.Decimal(20, 0)).item()
    assert found == pytest.approx(float(round(expected.scaleb(-decimals - 1), decimals)), abs=1e-9)


def test_no_value_has_no_index() -> None:
    table = ibis.memtable({"value": [None]}, schema={"value": "float64"})
    index = individual_index(table.value, item="co", averaging="24h", standard=NEW)
    assert table.select(index=index).execute()["index"].isna().all()
