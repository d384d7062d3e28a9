"""Stacks by their services: from files to a wall of stacks, within reach, with what is unverified told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_bare_demo, a_session
from tongyuan.testing.stacks import stack_files, stacked
from tongyuan.vocabulary.problems import InputError, NotFoundError, PermissionDeniedError

SPAN: dict[str, Any] = {"first": "2024-01-01", "last": "2024-01-31"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, dict[str, Path]]]:
    folder = tmp_path_factory.mktemp("stacks")
    session = a_session(a_bare_demo(folder / "workspace", pack="exercise"))
    yield session, stacked(session, folder)
    session.workspace.close()


def test_every_answer_says_that_it_is_synthetic_and_what_was_not_verified(
    own: tuple[Session, dict[str, Path]],
) -> None:
    session, _ = own
    for verb in ("list", "totals", "ultralow", "findings"):
        meta = session.call(f"stack.{verb}").meta
        assert meta["synthetic"] is True
        assert any("day_hours" in one for one in meta["unverified"])
        assert meta["sensitivity"] == "sensitive"


def test_the_wall_lists_each_stack_once_with_its_worst_state(own: tuple[Session, dict[str, Path]]) -> None:
    session, _ = own
    wall = session.call("stack.list").frame()
    assert wall["station"].to_list() == ["SYN-A", "SYN-B", "SYN-C"]
    assert set(wall["status"]) == {"cannot_tell"}  # no least share of hours is known for power
    over = dict(zip(wall["station"], wall["over_item_hours"], strict=True))
    assert over["SYN-A"] >= 6


def test_totals_of_months_make_the_whole_and_the_gap_is_substituted(
    own: tuple[Session, dict[str, Path]],
) -> None:
    session, _ = own
    whole = session.call("stack.totals").frame()
    months = session.call("stack.totals", span="month").frame()
    assert whole["total_t"].sum() == pytest.approx(months["total_t"].sum())
    first = whole.filter(station="SYN-A", pollutant="SO2").row(0, named=True)
    assert (first["substituted_hours"], first["unfilled_hours"]) == (12, 0)
    assert first["measured_kg"] + first["substituted_kg"] == pytest.approx(first["total_t"] * 1000)


def test_planted_faults_are_among_the_findings(own: tuple[Session, dict[str, Path]]) -> None:
    session, _ = own
    answer = session.call("stack.findings")
    wanted = {"flat", "oxygen_near_air", "oxygen_at_air", "at_detection_limit", "ratio", "twin"}
    assert wanted <= set(answer.frame()["check"])
    assert "accuses nobody" in answer.meta["said"]["en"]


def test_a_stack_shows_every_table_and_another_name_is_refused(own: tuple[Session, dict[str, Path]]) -> None:
    session, _ = own
    for table in ("hours", "days", "quarters", "totals", "attainment", "episodes", "findings", "carbon"):
        rows = session.call("stack.show", station="SYN-A", table=table).frame()
        assert set(rows["station"]) == {"SYN-A"}
    with pytest.raises(NotFoundError):
        session.call("stack.show", station="SYN-Z")


def test_the_same_evaluation_is_the_same_run(own: tuple[Session, dict[str, Path]]) -> None:
    session, files = own
    again = session.call("stack.evaluate", profiles=files["profiles"], **SPAN)
    assert again.meta["run"] == session.call("stack.list").meta["run"]


def test_a_checklist_without_answers_cannot_be_told(own: tuple[Session, dict[str, Path]]) -> None:
    session, files = own
    meta = session.call("stack.ultralow", checklist=files["checklist"]).meta
    assert (meta["fugitive"], meta["transport"]) == ("cannot_tell", "cannot_tell")
    assert any("transport_share" in one for one in meta["unverified"])


def test_what_was_not_reported_is_no_zero(own: tuple[Session, dict[str, Path]]) -> None:
    session, files = own
    rows = session.call("stack.compare", reported=files["reported"]).frame()
    assert rows.height == 9
    assert set(rows["reason"]) == {"not_reported"}


def fuel_file(folder: Path, *lines: str) -> Path:
    file = folder / "fuel.csv"
    file.write_text("station,figure,co2_t,basis,derived_from\n" + "\n".join(lines), encoding="utf-8")
    return file


def test_fuel_that_was_weighed_is_compared_over_the_hours_of_the_evaluation(
    own: tuple[Session, dict[str, Path]], tmp_path: Path
) -> None:
    session, _ = own
    measured = session.call("stack.show", station="SYN-C", table="carbon").frame()["total_t"][0]
    file = fuel_file(tmp_path, f"SYN-C,coal,{measured * 0.98},weighed,", f"SYN-A,coal,{measured},weighed,")
    rows = session.call("stack.compare", fuel=file).frame()
    assert rows["verdict"].to_list() == ["agrees", "cannot_tell"]
    assert rows["reason"].to_list() == [None, "hours_without_a_figure"]


@pytest.mark.parametrize(
    "lines",
    [
        ("SYN-C,coal,100,derived,flue_co2",),
        ("SYN-C,coal,100,derived,heat", "SYN-C,heat,,link,co2"),
        ("SYN-C,coal,100,weighed,SYN-C/flue_flow",),
    ],
)
def test_fuel_that_was_worked_back_from_the_co2_is_refused(
    own: tuple[Session, dict[str, Path]], tmp_path: Path, lines: tuple[str, ...]
) -> None:
    session, _ = own
    with pytest.raises(InputError) as refused:
        session.call("stack.compare", fuel=fuel_file(tmp_path, *lines))
    assert refused.value.problems[0].code == "stack.circular"


def test_faults_of_files_are_told_together_with_their_rows(
    own: tuple[Session, dict[str, Path]], tmp_path: Path
) -> None:
    session, _ = own
    file = fuel_file(tmp_path, "SYN-C,coal,many,weighed,", "SYN-C,coal,-1,weighed,")
    with pytest.raises(InputError) as refused:
        session.call("stack.compare", fuel=file)
    told = [(one.code, one.place.row) for one in refused.value.problems]
    assert told == [("stack.number", 2), ("stack.number", 3), ("stack.twice", None)]


def test_nothing_to_compare_and_a_bad_interval_are_refused(own: tuple[Session, dict[str, Path]]) -> None:
    session, files = own
    with pytest.raises(InputError):
        session.call("stack.compare")
    with pytest.raises(InputError):
        session.call("stack.evaluate", profiles=files["profiles"], first="2024-02-01", last="2024-01-01")


def test_hours_that_a_person_voided_are_not_valid(tmp_path: Path) -> None:
    session = a_session(a_bare_demo(tmp_path / "workspace", pack="exercise"))
    files = stacked(session, tmp_path)
    said: dict[str, Any] = {"decision": "void", "place": "SYN-A", "item": "flue_so2", "reason": "校准不合格"}
    session.call("monitor.decide", first="2024-01-05", last="2024-01-05", **said)
    session.call("stack.evaluate", profiles=files["profiles"], **SPAN)
    hours = session.call("stack.show", station="SYN-A", pollutant="SO2").frame()
    assert hours.filter(pl.col("reading") == "void").height == 24
    session.workspace.close()


def test_an_enterprise_sees_its_own_stacks_and_nothing_of_others(tmp_path: Path) -> None:
    folder = a_bare_demo(tmp_path / "workspace", pack="exercise")
    owner = a_session(folder)
    files = stack_files(owner, tmp_path)
    owners = {"SYN-A": "E1", "SYN-B": "E1", "SYN-C": "E2"}
    stations = pl.read_csv(files["stations"]).with_columns(
        enterprise=pl.col("station").replace_strict(owners)
    )
    stations.write_csv(files["stations"])
    owner.call("monitor.enter", file=files["stations"], source="示例", kind="stack", origin="synthetic")
    owner.call("monitor.import", file=files["hours"], kind="stack", origin="synthetic")
    owner.call("stack.evaluate", profiles=files["profiles"], **SPAN)
    assert owner.call("stack.findings").frame().filter(check="twin").height == 1
    works = a_session(folder, name="works", role="enterprise_manager", enterprise="E1")
    assert works.call("stack.list").frame()["station"].to_list() == ["SYN-A", "SYN-B"]
    for verb in ("list", "totals", "findings", "ultralow"):
        answer = works.call(f"stack.{verb}")
        assert "SYN-C" not in str(answer.as_dict())
    with pytest.raises(NotFoundError):
        works.call("stack.show", station="SYN-C")
    with pytest.raises(PermissionDeniedError):
        works.call("stack.evaluate", profiles=files["profiles"], **SPAN)
    stranger = a_session(folder, name="stranger", role="enterprise_manager", enterprise="E9")
    with pytest.raises(NotFoundError):
        stranger.call("stack.list")
    for one in (owner, works, stranger):
        one.workspace.close()


def test_stacks_without_an_evaluation_say_what_to_do(tmp_path: Path) -> None:
    session = a_session(a_bare_demo(tmp_path / "workspace", pack="exercise"))
    with pytest.raises(NotFoundError) as refused:
        session.call("stack.list")
    assert "stack evaluate" in refused.value.text("en")
    files = stack_files(session, tmp_path, days=28)
    with pytest.raises(InputError) as unknown:
        session.call("stack.evaluate", profiles=files["profiles"], **SPAN)
    assert [one.code for one in unknown.value.problems] == ["stack.no_stack"] * 3
    session.workspace.close()
