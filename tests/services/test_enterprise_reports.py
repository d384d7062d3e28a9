"""Statistics beside enterprise reports: what was planted is found; reports never enter an inventory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tongyuan import packs
from tongyuan.services.session import Session
from tongyuan.testing.records import record_book
from tongyuan.testing.sessions import a_bare_demo, a_copy, an_actor
from tongyuan.vocabulary.problems import InputError, PermissionDeniedError
from tongyuan.vocabulary.records import record_kind
from tongyuan.workspace.workspace import Workspace

REPORTS = "enterprise_fuels"
PROVINCE, CITY, OTHER = "990000", "990100", "990200"
WORKS = {"enterprise": "甲厂", "source": "1A2a", "fuel": "coke", "unit": "吨", "citation": "企业年报"}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a province that holds its balances, and no records."""
    folder = a_bare_demo(tmp_path_factory.mktemp("bare") / "workspace", pack="exercise")
    with Workspace.open(folder) as opened:
        for (year,), rows in packs.load("exercise", seed=1).balances.group_by(["year"]):
            opened.put_dataset("balance", rows, actor="tester", region=PROVINCE, year=int(str(year)))
    return folder


@pytest.fixture
def own(bare: Path, tmp_path: Path) -> Iterator[Session]:
    with Workspace.open(a_copy(bare, to=tmp_path / "workspace")) as opened:
        yield Session(opened, an_actor("analyst", role="provincial_analyst"))


def hand_in(session: Session, folder: Path, *rows: dict[str, Any]) -> None:
    file = folder / "reports.xlsx"
    regions = session.workspace.dataset_frame("jurisdiction.regions")
    whole = [{"region": PROVINCE, "year": 2024, **WORKS, **row} for row in rows]
    file.write_bytes(record_book(record_kind(REPORTS), whole, regions=regions))
    session.call("record.import", file=file)


@pytest.mark.parametrize("year", [2020, 2025])
def test_what_was_planted_is_found_exactly(own: Session, year: int) -> None:
    pack = packs.load("exercise", seed=1)
    rows = pack.records[REPORTS].filter(pl.col("year") == year)
    own.workspace.put_dataset(REPORTS, rows, actor="tester", region=PROVINCE, year=year)
    own.call("inventory.compile", year=year)
    answer = own.call("inventory.beside_reports", year=year)
    planted = pack.extra["reported"].filter(year=year)
    found = answer.frame().filter(pl.col("enterprises") > 0)
    both = planted.join(found, left_on=["level", "fuel"], right_on=["source", "fuel"], how="left")
    shared = both.filter(pl.col("share").is_not_null())
    gaps = (shared["statistics"] * (1 - shared["share"])).to_list()
    assert shared["statistics_right"].to_list() == pytest.approx(shared["statistics"].to_list(), rel=1e-12)
    assert shared["coverage"].to_list() == pytest.approx(shared["share"].to_list(), rel=1e-9)
    assert shared["gap"].to_list() == pytest.approx(gaps, rel=1e-7)
    assert dict(found.filter("flagged").select("fuel", "verdict").iter_rows()) == {
        "refinery_gas": "reports_exceed",
        "petroleum_coke": "reports_alone",
        "lpg": "unit_differs",
    }
    assert found.filter(fuel="coke").select("enterprises", "unstated").row(0) == (4, 1)
    assert (answer.meta["enterprises"], answer.meta["flagged"]) == (13, 3)
    assert answer.meta["synthetic"]


def test_reports_are_a_check_and_change_no_inventory(own: Session, tmp_path: Path) -> None:
    before = own.call("inventory.compile", year=2024).meta["run"]
    alone = own.call("inventory.beside_reports")
    assert (alone.meta["enterprises"], alone.meta["reports_of"]) == (0, [])
    assert set(alone.frame()["verdict"]) == {"statistics_alone"}
    hand_in(own, tmp_path, {"quantity": 1_000_000})
    assert own.call("inventory.compile", year=2024).meta["run"] == before
    told = own.call("inventory.beside_reports", run=before).frame().filter(fuel="coke", source="1A2")
    assert told.select("reports", "enterprises", "fuel_zh").row(0) == (1_000_000.0, 1, "焦炭")


def test_a_province_without_reports_of_its_own_has_those_of_its_cities(own: Session, tmp_path: Path) -> None:
    own.call("inventory.compile", year=2024)
    hand_in(own, tmp_path, {"region": CITY, "quantity": 40}, {"region": OTHER, "quantity": 2})
    answer = own.call("inventory.beside_reports")
    assert answer.meta["reports_of"] == [CITY, OTHER]
    assert answer.frame().filter(fuel="coke", source="1A2")["reports"].item() == 42.0
    hand_in(own, tmp_path, {"quantity": 41})
    again = own.call("inventory.beside_reports")
    assert again.meta["reports_of"] == [PROVINCE]
    assert again.frame().filter(fuel="coke", source="1A2")["reports"].item() == 41.0


def test_what_enterprises_report_is_for_analysts_and_inspectors(own: Session, tmp_path: Path) -> None:
    own.call("inventory.compile", year=2024)
    hand_in(own, tmp_path, {"quantity": 40})
    assert own.call("inventory.beside_reports").meta["sensitivity"] == "sensitive"
    for role in ("reviewer", "approver"):
        with pytest.raises(PermissionDeniedError):
            Session(own.workspace, an_actor(role, role=role)).call("inventory.beside_reports")


def test_a_tolerance_out_of_its_range_is_refused(own: Session) -> None:
    with pytest.raises(InputError):
        own.call("inventory.beside_reports", tolerance=5)
