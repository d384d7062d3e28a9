"""Soils and restoration projects by surveys: a change inside the uncertainty is told so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.accounting.restoration import compare_projects, derive_projects
from tongyuan.accounting.soil_carbon import derive_soils, judge_change
from tongyuan.testing.land import a_project, a_soil, projects_of, soils_of
from tongyuan.vocabulary.tables import Factor

NONE = {"factors": Factor.create_empty(), "family": "x"}


def soils(*rows: dict, year: int = 2018):
    return derive_soils(soils_of(*rows), **NONE, year=year)


def test_black_soil_that_gains_half_a_gram_a_kilogram_in_five_years() -> None:
    row = soils(a_soil(year=2015), a_soil(carbon_g_per_kg=20.5))
    assert row["quantity"].item() == pytest.approx(1000 * 1.8 / 5)
    assert row["source"].item() == "4B"


def test_surveys_of_different_depths_are_not_compared() -> None:
    row = soils(a_soil(year=2015), a_soil(depth_cm=20.0))
    assert row["quantity"].item() is None
    assert "厚度不同" in row["note"].item()


def test_the_range_of_a_change_follows_from_both_surveys() -> None:
    row = soils(
        a_soil(year=2015, half_width_t_per_ha=3.0), a_soil(carbon_g_per_kg=20.5, half_width_t_per_ha=4.0)
    )
    assert row.select("low", "high").row(0) == pytest.approx((360 - 1000, 360 + 1000))
    assert "不确定性之内" in row["note"].item()


@given(change=st.floats(-1e6, 1e6), half=st.floats(0, 1e6))
def test_no_change_inside_its_uncertainty_is_called_gain_or_loss(change: float, half: float) -> None:
    verdict = judge_change(change, half_width=half)
    assert (verdict == "within_uncertainty") == (abs(change) <= half)


def test_a_project_whose_pools_changed_is_not_comparable() -> None:
    both = projects_of(a_project(year=2018), a_project(year=2023, pools="biomass"))
    assert compare_projects(both)["verdict"].item() == "not_comparable"
    assert derive_projects(both, **NONE, year=2020)["quantity"].item() is None


def test_a_project_with_its_baseline_alone_tells_nothing_yet() -> None:
    row = derive_projects(projects_of(a_project(year=2018)), **NONE, year=2020)
    assert row.select("quantity", "source").row(0) == (None, "M4")


@pytest.mark.parametrize(("after", "verdict"), [(60.0, "gain"), (40.0, "loss"), (51.0, "within_uncertainty")])
def test_before_and_after(after: float, verdict: str) -> None:
    before = a_project(year=2018, half_width_t_per_ha=3.0)
    told = compare_projects(
        projects_of(before, a_project(year=2023, carbon_t_per_ha=after, half_width_t_per_ha=4.0))
    )
    assert told["verdict"].item() == verdict
    assert told["change_t"].item() == pytest.approx((after - 50) * 100)
