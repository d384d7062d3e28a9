"""Hazard ratios: published values to their printed digits."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.plan import health
from tongyuan.testing.health import functions_of

CAUSES = {
    "IHD": "heart_disease",
    "Stroke": "stroke",
    "COPD": "chronic_lung_disease",
    "LC": "lung_cancer",
    "LRI": "lower_respiratory",
    "NCD+LRI": "ncd_lri",
}
LEVELS = st.floats(min_value=0, max_value=500)


def gemm_at(ug_m3: float, *, function: str = "gemm_all_ages", cause: str = "ncd_lri", age: int = 25) -> float:
    row = functions_of(function).row(
        by_predicate=(pl.col("cause") == cause) & (pl.col("age_from") == age), named=True
    )
    terms = {name: row[name] for name in ("slope", "alpha", "centre", "width")}
    return float(health.gemm(ug_m3, least=row["least_ug_m3"], **terms))


def logistic_at(ug_m3: float) -> float:
    row = functions_of("nasari").row(0, named=True)
    return float(health.logistic(ug_m3, slope=row["slope"], centre=row["centre"], width=row["width"]))


@pytest.mark.parametrize(
    ("ug_m3", "ratio"),
    [(10, 1.11817), (15, 1.16178), (25, 1.23726), (35, 1.30855), (42.5, 1.36107), (84, 1.62355)],
)
def test_the_global_exposure_model_gives_its_values_for_all_ages(ug_m3: float, ratio: float) -> None:
    assert round(gemm_at(ug_m3), 5) == ratio


def test_at_35_a_share_of_23_58_percent_is_due_to_exposure() -> None:
    assert round(100 * (1 - 1 / gemm_at(35)), 3) == 23.580


def test_from_sixty_to_sixty_four_the_ratio_at_35_is_smaller() -> None:
    assert round(gemm_at(35, function="gemm", age=60), 5) == 1.30634


@pytest.mark.parametrize(
    ("ug_m3", "ratio"),
    [(0, 1.0), (5, 1.031306668121412), (15, 1.1291019999220953), (25, 1.1676668889134683)],
)
def test_the_logistic_model_gives_what_its_authors_tool_prints(ug_m3: float, ratio: float) -> None:
    assert logistic_at(ug_m3) == pytest.approx(ratio, rel=1e-15)


@pytest.mark.parametrize(("ug_m3", "ratio"), [(1, 1.0), (5, 1.0), (15, 1.0599999999957856)])
def test_the_log_linear_model_gives_what_its_tool_prints(ug_m3: float, ratio: float) -> None:
    row = functions_of("krewski").row(0, named=True)
    told = float(health.log_linear(ug_m3, slope=row["slope"], least=row["least_ug_m3"]))
    assert told == pytest.approx(ratio, rel=1e-15)


def test_the_high_function_has_its_threshold_at_eight() -> None:
    row = functions_of("lepeule").row(0, named=True)
    at = [float(health.log_linear(c, slope=row["slope"], least=row["least_ug_m3"])) for c in (8, 18)]
    assert at == pytest.approx([1.0, 1.14], rel=1e-9)


@given(LEVELS, LEVELS)
def test_more_exposure_is_never_less_risk(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert gemm_at(low) <= gemm_at(high)
    assert logistic_at(low) <= logistic_at(high)


@given(st.floats(min_value=0, max_value=2.4))
def test_below_the_least_concentration_there_is_no_risk(ug_m3: float) -> None:
    assert gemm_at(ug_m3) == 1.0


def test_a_table_is_read_between_its_points_and_is_level_beyond_them() -> None:
    told = health.tabulated([0, 10, 15, 50], points=[10, 20], ratios=[1.1, 1.3])
    assert told.tolist() == pytest.approx([1.1, 1.1, 1.2, 1.3])


def test_every_worked_value_of_every_cause_is_met(shared: Path) -> None:
    for row in pl.read_csv(shared / "tables" / "gemm_worked_values.csv").iter_rows(named=True):
        function = "gemm_all_ages" if row["cause"] == "NCD+LRI" else "gemm_causes_all_ages"
        ratio = gemm_at(row["pm25"], function=function, cause=CAUSES[row["cause"]])
        assert round(ratio, 4) == pytest.approx(row["HR"], abs=1e-9)
        assert round(1 - 1 / ratio, 4) == pytest.approx(row["PAF"], abs=1e-9)
