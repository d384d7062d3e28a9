"""Scenarios as services: run once and kept, compared in parts that add up, their files handed out again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.plan.scenario_files import written
from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError

pytestmark = pytest.mark.slow
KINDS = ("baseline", "planned", "deeper")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def session(
    founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory, folder: Path
) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("plan") / "workspace"))
    for kind in KINDS:
        run(made, folder, example(made, kind))
    yield made
    made.workspace.close()


def example(session: Session, kind: str = "baseline", **more: str) -> str:
    document = session.call("scenario.example", kind=kind, **more).document
    assert document is not None
    return document.content.decode()


def run(session: Session, folder: Path, text: str) -> str:
    file = folder / "plan.yaml"
    file.write_text(text, "utf-8")
    return str(session.call("scenario.run", file=file).meta["run"])


def test_the_same_file_is_the_same_run_and_is_handed_out_again(session: Session, folder: Path) -> None:
    text = example(session, "planned")
    once = run(session, folder, text)
    assert run(session, folder, text) == once
    assert example(session, run=once) == text
    assert run(session, folder, text + "# 另一版\n") != once


def test_a_baseline_takes_nothing_up_and_begins_with_the_inventory(session: Session) -> None:
    told = session.call("scenario.compare")
    first = told.frame().filter(run=told.meta["compared"][0])
    known = first.filter(pl.col("mass_t").is_not_null())
    assert known["mass_t"].to_list() == known["baseline_t"].to_list()
    past = {(row["species"], row["year"]): row["mass_t"] for row in told.meta["history"]}
    for species, mass in known.filter(year=2025).select("species", "mass_t").iter_rows():
        assert mass == pytest.approx(past[species, 2025])


def test_what_the_inventory_does_not_estimate_is_told_and_never_zero(session: Session) -> None:
    rows = session.call("scenario.show", table="source").frame()
    unknown = rows.filter(pl.col("mass_t").is_null())
    assert unknown.height
    assert unknown["state"].null_count() == 0


def test_wedges_add_up_to_the_difference_from_any_path(session: Session) -> None:
    compared = session.call("scenario.compare").meta["compared"]
    for against in (None, *compared[:-1]):
        told = session.call("scenario.wedges", run=compared[-1], against=against)
        parts = told.frame().group_by("species", "year").agg(pl.col("avoided_t").sum())
        sums = {(species, year): value for species, year, value in parts.iter_rows()}
        for end in told.meta["ends"]:
            whole = end["before_t"] - end["after_t"]
            assert sums.get((end["species"], end["year"]), 0.0) == pytest.approx(
                whole, rel=1e-9, abs=1e-12 * abs(end["before_t"]) + 1e-9
            )


def test_causes_add_up_to_what_the_sources_differ_by(session: Session) -> None:
    asked = {"species": "NOx", "year": 2035}
    causes = session.call("scenario.compare", by="cause", **asked).frame()
    sources = session.call("scenario.compare", by="source", **asked).frame()
    for run_id, part in causes.group_by("run").agg(pl.col("part_t").sum()).iter_rows():
        assert part == pytest.approx(sources.filter(run=run_id)["difference_t"].sum())
    assert set(causes["kind"]) == {"driver", "measure"}


def test_what_cannot_be_counted_is_told_with_its_reason(session: Session) -> None:
    states = session.call("scenario.show", table="adoption").frame()
    assert {"counted", "negative"} <= set(states["state"])


def test_one_run_cannot_be_compared_and_a_run_must_be_there(session: Session) -> None:
    compared = session.call("scenario.compare").meta["compared"]
    with pytest.raises(InputError):
        session.call("scenario.compare", runs=compared[0])
    with pytest.raises(NotFoundError):
        session.call("scenario.show", run="0000")


def test_the_schema_asks_for_shares_by_year(session: Session) -> None:
    document = session.call("scenario.schema").document
    assert document is not None
    schema = json.loads(document.content)
    assert "shares" in schema["$defs"]["Adoption"]["required"]


def test_a_file_of_another_base_year_finds_no_inventory(session: Session, folder: Path) -> None:
    text = example(session).replace("base_year: 2025", "base_year: 2019").replace("{2025:", "{2019:")
    with pytest.raises(NotFoundError):
        run(session, folder, text)


def test_a_workbook_says_what_the_file_says_and_is_the_same_path(session: Session, folder: Path) -> None:
    once = run(session, folder, example(session, "planned"))
    document = session.call("scenario.template", run=once).document
    assert document is not None
    book = folder / "plan.xlsx"
    book.write_bytes(document.content)
    again = str(session.call("scenario.run", file=book).meta["run"])
    tables = [session.workspace.run_table(one, "scenario_emission") for one in (once, again)]
    assert tables[0].equals(tables[1])


def test_a_check_tells_what_would_follow_and_keeps_nothing(session: Session, folder: Path) -> None:
    file = folder / "tried.yaml"
    file.write_text(example(session, "planned") + "# 只检查\n", "utf-8")
    before = session.workspace.runs("scenario").height
    told = session.call("scenario.check", file=file)
    assert session.workspace.runs("scenario").height == before
    steel = told.frame().filter(driver="steel", year=2035).row(0, named=True)
    assert steel["least"] == steel["most"] == pytest.approx(0.9)
    assert told.meta["places"] > told.meta["left_out"] > 0


def test_faults_of_a_workbook_that_only_the_run_finds_stand_with_their_cells(
    session: Session, folder: Path
) -> None:
    cells = session.call("scenario.cells", kind="planned").data
    assert isinstance(cells, dict)
    cells["措施采用"][1][0] = "M999"
    cells["驱动因素"][1][7] = ""
    book = folder / "wrong.xlsx"
    book.write_bytes(written(cells))
    with pytest.raises(InputError) as caught:
        session.call("scenario.check", file=book)
    assert {problem.place.sheet for problem in caught.value.problems} == {"驱动因素"}
    cells["驱动因素"][1][7] = "1.5"
    book.write_bytes(written(cells))
    with pytest.raises(InputError) as caught:
        session.call("scenario.check", file=book)
    assert [problem.place.cell for problem in caught.value.problems] == ["A2"]
