"""Air as services: labelled, linear, refusing without winds, calibrated beside, handed on to health."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.plan.air_runs import air_run
from tongyuan.services.session import Session
from tongyuan.testing.air import matrix_of
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError
from tongyuan.vocabulary.tables import SourceReceptor, WindSector

pytestmark = pytest.mark.slow
YEAR = 2023
BEFORE = 2021


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("air") / "workspace"))
    for year in (BEFORE, YEAR):
        made.call("inventory.compile", year=year)
        made.call("city.compile", year=year)
    made.call("air.response", year=YEAR)
    yield made
    made.workspace.close()


def cities(session: Session) -> list[str]:
    return session.call("air.show").frame()["region"].to_list()


def test_every_answer_says_that_it_is_screening_and_that_correlation_proves_nothing(session: Session) -> None:
    meta = session.call("air.show").meta
    assert meta["model"] == "screening"
    assert "no proof of transport skill" in meta["said_en"]
    assert "臭氧" in meta["said_zh"]
    assert set(session.call("air.show", part="matrix").frame()["model"].cast(pl.String)) == {"screening"}


def test_contributions_of_pairs_add_up_to_the_cities(session: Session) -> None:
    whole = dict(session.call("air.show").frame().select("region", "modelled_ug_m3").iter_rows())
    pairs = session.call("air.show", part="pairs").frame().group_by("receptor").agg(pl.col("ug_m3").sum())
    assert dict(pairs.iter_rows()) == pytest.approx(whole, rel=1e-9)
    assert min(whole.values()) > 0


def test_the_operator_times_the_emissions_is_the_uncalibrated_air(session: Session) -> None:
    found = air_run(session.workspace)
    assert not found.run.params["calibration_serves"]
    emitted = session.workspace.run_input(found.run.id, "emitted")
    key = ["source_region", "species", "release"]
    text = [pl.col(name).cast(pl.String) for name in key]
    told = found.operator.with_columns(text).join(emitted.with_columns(text), on=key)
    summed = told.group_by("region").agg((pl.col("ug_m3_per_t") * pl.col("mass_t")).sum().alias("level"))
    whole = dict(found.totals.select("region", "modelled_ug_m3").iter_rows())
    assert dict(summed.iter_rows()) == pytest.approx(whole, rel=1e-9)


def test_errors_with_each_city_left_out_stand_beside(session: Session) -> None:
    meta = session.call("air.show").meta
    assert set(meta["skill"]) == {"before", "after", "left_out", "mean_of_others"}
    assert meta["skill"]["left_out"]["rmse"] > meta["skill"]["after"]["rmse"]
    assert session.call("air.show").frame()["left_out_ug_m3"].null_count() == 0


def test_the_scale_and_the_shares_stand_beside_published_numbers(session: Session) -> None:
    assert all(row["same_order"] for row in session.call("air.show").meta["scale"])
    shares = session.call("air.show", part="shares").frame()
    assert set(shares["part"]) == {"local", "regional", "outside"}


def test_the_change_between_two_years_serves_health(session: Session) -> None:
    before = session.workspace.runs("cities").with_columns(
        pl.col("params").str.json_path_match("$.year").alias("year")
    )
    other = before.filter(pl.col("year") == str(BEFORE))["run"][0]
    told = session.call("air.response", year=YEAR, against=other)
    changes = dict(told.frame().select("region", "change_ug_m3").iter_rows())
    rows = session.call("health.impact", year=YEAR, response=told.meta["run"], draws=50).frame()
    for row in rows.iter_rows(named=True):
        assert (row["avoided"] > 0) == (changes[row["region"]] < 0)


def test_a_response_without_another_run_changes_no_health(session: Session) -> None:
    alone = session.call("air.response", year=YEAR).meta["run"]
    with pytest.raises(InputError) as caught:
        session.call("health.impact", year=YEAR, response=alone)
    assert caught.value.problems[0].code == "impact.no_change"


def test_without_winds_there_is_no_screening(session: Session) -> None:
    session.call("inventory.compile", year=2020)
    session.call("city.compile", year=2020)
    calm = session.workspace.dataset_frame("winds", region="990000", year=2020)
    none = WindSector.cast(calm.with_columns(hours=pl.lit(0.0)))
    session.workspace.put_dataset(
        "winds", none, actor="tester", contract=WindSector, region="990000", year=2020
    )
    with pytest.raises(InputError) as caught:
        session.call("air.response", year=2020)
    assert caught.value.problems[0].code == "air.no_wind"


def test_an_imported_matrix_is_checked_before_it_serves(session: Session) -> None:
    with pytest.raises(InputError) as caught:
        session.call("air.response", year=YEAR, model="imported")
    assert caught.value.problems[0].code == "air.no_matrix"
    regions = cities(session)
    whole = matrix_of(regions, own=0.05, others=0.002)
    _keep(session, whole.filter(pl.col("source_region") != regions[0]))
    checked = session.call("air.check", year=YEAR)
    assert not checked.passed
    assert set(checked.frame()["finding"]) == {"missing"}
    with pytest.raises(InputError) as caught:
        session.call("air.response", year=YEAR, model="imported")
    assert caught.value.problems[0].code == "air.bad_matrix"
    _keep(session, whole)
    assert session.call("air.check", year=YEAR).passed
    told = session.call("air.response", year=YEAR, model="imported")
    assert told.meta["scale"] is None
    assert set(told.frame()["model"].cast(pl.String)) == {"imported"}


def _keep(session: Session, matrix: pl.DataFrame) -> None:
    for (region,), rows in matrix.with_columns(year=pl.lit(YEAR, pl.Int32)).group_by("region"):
        session.workspace.put_dataset(
            "source_receptor",
            SourceReceptor.cast(rows),
            actor="tester",
            contract=SourceReceptor,
            region=str(region),
            year=YEAR,
        )


def test_a_response_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        session.call("air.show", year=1990)


def test_modelled_air_names_every_contribution_and_each_can_be_asked(session: Session) -> None:
    row = session.call("air.show").frame().row(0, named=True)
    tree = session.call("lineage.why", figure=row["figure"]).record()
    assert sum(child["value"] for child in tree["children"]) == pytest.approx(row["modelled_ug_m3"], rel=1e-9)
    part = session.call("lineage.why", figure=tree["children"][0]["detail"]["figure"]).record()
    assert {child["name"] for child in part["children"]} == {"mass_t", "ug_m3_per_kt"}
