"""Hot cells: levels by share of hot periods, runs broken by what is missing, no level from few periods."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.advance.tracing import Screening, hot_cells
from tongyuan.vocabulary.problems import InputError

CHOICES = Screening(percentile=50, least_periods=4)


def cells(**values: list[float | None]) -> pl.DataFrame:
    rows = [(cell, n, value) for cell, column in values.items() for n, value in enumerate(column)]
    return pl.DataFrame(rows, schema={"cell": str, "period": int, "value": float}, orient="row")


def of(told: pl.DataFrame, cell: str) -> dict[str, object]:
    return told.filter(cell=cell).row(0, named=True)


def test_levels_rise_with_the_share_of_hot_periods() -> None:
    told = hot_cells(
        cells(a=[9.0, 9.0, 9.0, 9.0], b=[1.0, 1.0, 1.0, 1.0], c=[2.0, 2.0, 2.0, 2.0]), choices=CHOICES
    )
    assert [(row["cell"], row["level"]) for row in told.to_dicts()] == [("a", 1), ("b", 0), ("c", 0)]


def test_a_missing_period_ends_a_run_and_is_not_counted() -> None:
    told = hot_cells(cells(a=[9.0, 9.0, None, 9.0, 9.0], b=[1.0] * 5), choices=CHOICES)
    row = of(told, "a")
    assert (row["measured"], row["missing"], row["hot"], row["longest"]) == (4, 1, 4, 2)


def test_an_absent_row_is_a_missing_period() -> None:
    values = cells(a=[9.0, 9.0, 9.0, 9.0, 9.0], b=[1.0] * 5)
    told = hot_cells(values.filter((pl.col("cell") == "b") | (pl.col("period") != 2)), choices=CHOICES)
    assert (of(told, "a")["missing"], of(told, "a")["longest"]) == (1, 2)


def test_few_periods_tell_no_level() -> None:
    told = hot_cells(cells(a=[9.0, None, None, 9.0], b=[1.0] * 4), choices=CHOICES)
    assert of(told, "a")["level"] is None


def test_below_the_limit_nothing_is_hot() -> None:
    choices = Screening(percentile=50, limit=10.0, least_periods=4)
    assert of(hot_cells(cells(a=[9.0] * 4, b=[1.0] * 4), choices=choices), "a")["hot"] == 0


def test_a_cell_and_period_that_stand_twice_are_refused() -> None:
    values = cells(a=[1.0])
    with pytest.raises(InputError):
        hot_cells(pl.concat([values, values]))
