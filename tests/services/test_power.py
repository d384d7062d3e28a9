"""Power as services: a study becomes a dispatch under the policy's targets, labelled, exported."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError

pytest.importorskip("pypsa", reason="the extra `power` is not installed")
pytestmark = pytest.mark.slow
YEAR = 2025
STUDY = f"{{study: first, name_zh: 首次研究, name_en: first study, year: {YEAR}"


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("power")
    made = a_session(a_copy(founded("exercise"), to=folder / "workspace"))
    file = folder / "study.yaml"
    file.write_text(f"{STUDY}}}", "utf-8")
    made.call("power.dispatch", file=file)
    yield made
    made.workspace.close()


def test_targets_of_the_policy_are_constraints_by_their_id(session: Session) -> None:
    shown = session.call("power.show", part="limits")
    limits = shown.frame()
    assert shown.meta["feasible"]
    assert limits["target"].to_list() == ["X08", "X09", "X10"]
    assert limits["kept"].all()
    assert limits.filter(pl.col("binding"))["said_zh"].str.contains("每年约多花").all()


def test_every_reading_of_a_target_has_a_state(session: Session) -> None:
    states = session.call("power.show", part="targets").frame()
    assert set(states["state"]) <= {"constraint", "as_another_reading"}


def test_the_answer_says_that_profiles_are_synthetic_and_what_hours_stand_for_the_year(
    session: Session,
) -> None:
    meta = session.call("power.show").meta
    assert meta["profile_origins"] == ["synthetic"]
    assert meta["hours"] == 4 * 168
    assert meta["hours_stood_for"] == pytest.approx(8760.0)


def test_hours_of_carriers_meet_the_load(session: Session) -> None:
    hours = session.call("power.show", part="hours").frame()
    made = (pl.col("power_mwh") - pl.col("taken_mwh")).sum()
    load = session.workspace.dataset_frame("power_profiles", region=session.workspace.meta.region, year=YEAR)
    wanted = load.filter(pl.col("profile") == "load").sort("hour")["value"].to_list()
    assert hours.group_by("hour").agg(made).sort("hour")["power_mwh"].to_list() == pytest.approx(
        wanted, abs=1e-5
    )


def test_a_bound_that_no_system_keeps_is_named_with_what_it_conflicts_with(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "tight.yaml"
    file.write_text(f"{STUDY}, co2_cap_t: 0}}", "utf-8")
    answer = session.call("power.dispatch", file=file)
    assert not answer.meta["feasible"]
    assert "co2_cap" in answer.frame().filter(pl.col("in_conflict"))["limit"].to_list()


def test_a_study_with_faults_is_refused_with_each_of_them(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text("{study: A b, year: 2025}", "utf-8")
    with pytest.raises(InputError) as caught:
        session.call("power.dispatch", file=file)
    assert len(caught.value.problems) == 3


def test_changes_of_units_that_do_not_exist_and_years_without_units_are_refused(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "foreign.yaml"
    file.write_text(f"{STUDY}, changes: {{nothing: {{capacity_mw: 1}}}}}}", "utf-8")
    with pytest.raises(InputError, match="nothing"):
        session.call("power.dispatch", file=file)
    file.write_text(f"{STUDY}, without: [X999]}}", "utf-8")
    with pytest.raises(InputError, match="X999"):
        session.call("power.dispatch", file=file)
    file.write_text(f"{STUDY}, units_year: 1999}}", "utf-8")
    with pytest.raises(NotFoundError):
        session.call("power.dispatch", file=file)


def test_the_workbook_has_a_sheet_for_every_part(session: Session) -> None:
    document = session.call("power.export").document
    assert document is not None
    book = openpyxl.load_workbook(io.BytesIO(document.content))
    assert {"units", "limits", "factors", "hours"} <= set(book.sheetnames)
    assert book["units"].max_row == session.call("power.show").frame().height + 1


def test_the_example_is_a_study_that_the_schema_knows(session: Session) -> None:
    example, schema = session.call("power.example").document, session.call("power.schema").document
    assert example is not None
    assert schema is not None
    known = json.loads(schema.content)["properties"]
    assert {line.split(b":")[0].decode() for line in example.content.splitlines()} <= set(known)
