"""What a plan needs to be invested: known where every part states it, else not known and not zero."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.numerics.discounting import capital_recovery
from tongyuan.plan.cocontrol.investing import with_investment

LIVES = {"X1": 20.0, "X2": 20.0, "X3": 10.0, "X4": None}


def invested(measure: str, *, capital: float | None = 5.0, whole: float | None = None) -> float | None:
    parts = pl.DataFrame(
        {"measure": [measure], "capital_cny": [capital], "whole_cny": [whole]},
        schema_overrides={"capital_cny": pl.Float64, "whole_cny": pl.Float64},
    )
    found = with_investment(parts, lives=LIVES, stating={"X1", "X2", "X3", "X4"}, rate=0.05)
    return found["investment_cny"].to_list()[0]


def test_a_chain_of_one_life_is_known_and_comes_back_to_its_yearly_capital() -> None:
    for measure in ("X1", "X1+X2"):
        found = invested(measure)
        assert found is not None
        assert found * capital_recovery(0.05, years=20) == pytest.approx(5.0, rel=1e-12)


def test_what_is_not_stated_is_not_known() -> None:
    assert invested("X1", capital=None) is None
    assert invested("X1", whole=1.0) is None
    assert [invested(one) for one in ("X4", "X1+X3", "X9", "X1+X9")] == [None] * 4
