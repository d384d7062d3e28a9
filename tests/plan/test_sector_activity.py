"""A sector x fuel table finds its sources and loses nothing on the way."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.balance_activity import uses
from tongyuan.plan.sector_activity import with_sources
from tongyuan.vocabulary import balance, concordance
from tongyuan.vocabulary.problems import InputError


def test_all_sectors_are_placed_and_no_quantity_is_lost() -> None:
    sectors = concordance.read("ceads_nfr")["code"].to_list()
    fuels = ["raw_coal", "diesel_oil", "natural_gas"]
    table = (
        pl.DataFrame({"sector": sectors})
        .join(pl.DataFrame({"fuel": fuels}), how="cross")
        .with_row_index("quantity")
    )
    placed = with_sources(table)
    assert placed["source"].null_count() == 0
    assert placed.select(table.columns).equals(table)


def test_sectors_that_nobody_knows_are_named_together() -> None:
    with pytest.raises(InputError, match=r"(?s)alchemy.*astrology"):
        with_sources(pl.DataFrame({"sector": ["alchemy", "astrology"], "fuel": ["coke", "coke"]}))


def test_the_sources_of_uses_lie_below_those_of_the_balances_rows() -> None:
    of_row = dict(balance.rows().select("row", "source").drop_nulls().rows())
    wrong = [
        (row, source)
        for row, source in uses().select("row", "source").rows()
        if not source.startswith(of_row[row])
    ]
    assert wrong == []
