"""Funds as a workspace keeps them: projects imported, money moved by two people, appraisals, exports."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.funds import a_book, a_project
from tongyuan.testing.sessions import an_actor
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, PermissionDeniedError

POT: dict[str, Any] = {"fund": "award", "year": 2025, "memo": "演练"}
OWN: dict[str, Any] = {"project": "P1", "memo": "演练"}


def imported(session: Session, folder: Path, **changed: Any) -> pl.DataFrame:
    """Import a project in the workspace's own region."""
    regions = session.workspace.dataset_frame("jurisdiction.regions")
    name = regions.filter(region=session.workspace.meta.region)["name_zh"][0]
    file = folder / "projects.xlsx"
    file.write_bytes(a_book(session, a_project(name, **changed)))
    return session.call("fund.import", file=file).frame()


def test_a_project_is_imported_from_three_sheets_of_one_workbook(own: Session, tmp_path: Path) -> None:
    rows = dict(imported(own, tmp_path).iter_rows())
    assert rows == {"fund_project": 1, "fund_input": 5, "fund_effect": 1}
    listed = own.call("fund.list").frame().row(0, named=True)
    assert (listed["project"], listed["state"], listed["investment_cny"]) == ("P1", "outside", 1_000_000)


def test_the_template_writes_out_what_is_held(own: Session, tmp_path: Path) -> None:
    imported(own, tmp_path)
    document = own.call("fund.template", kind="fund_input").document
    assert document is not None
    cells = openpyxl.load_workbook(BytesIO(document.content))["项目资金数据"].iter_rows(values_only=True)
    assert any("投资（元）" in row and 1_000_000 in row for row in cells)


def test_what_is_wrong_with_an_import_is_told_at_once_and_nothing_lands(own: Session, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        imported(own, tmp_path, 项目编号="P2", 绿色目录活动="挖矿")
    assert sorted(problem.code for problem in refused.value.problems) == [
        "fund.no_project",
        "fund.no_project",
        "fund.unknown_activity",
    ]
    assert own.call("fund.list").frame().is_empty()


def test_money_goes_from_issue_to_evaluation_by_two_people(own: Session, tmp_path: Path) -> None:
    imported(own, tmp_path)
    other = Session(own.workspace, an_actor("second"))
    other.call("fund.grant", step="issue", amount="500000", key="1", **POT)
    own.call("fund.move", step="enter", key="2", **OWN)
    with pytest.raises(ConflictError) as refused:
        own.call("fund.grant", step="allocate", project="P1", amount="300000", key="3", **POT)
    assert [problem.code for problem in refused.value.problems] == ["fund.own_entry"]
    other.call("fund.grant", step="allocate", project="P1", amount="300000.50", key="3", **POT)
    other.call("fund.grant", step="pay", project="P1", amount="300000.50", key="4", **POT)
    own.call("fund.move", step="spend", amount="300000.50", key="5", project="P1", **POT)
    own.call("fund.move", step="evaluate", score=88, key="6", **OWN)
    assert own.call("fund.list").frame()["state"].to_list() == ["evaluated"]
    pot = own.call("fund.pots").frame().row(0, named=True)
    assert (pot["issued"], pot["paid"], pot["free"]) == (
        Decimal("500000.00"),
        Decimal("300000.50"),
        Decimal("199999.50"),
    )


def test_the_same_number_counts_once_and_never_stands_for_another(own: Session) -> None:
    first = own.call("fund.grant", step="issue", amount="5", key="1", **POT).frame()
    again = own.call("fund.grant", step="issue", amount="5", key="1", **POT).frame()
    assert first["movement"].to_list() == again["movement"].to_list()
    with pytest.raises(ConflictError) as refused:
        own.call("fund.grant", step="issue", amount="6", key="1", **POT)
    assert refused.value.problems[0].code == "fund.key_taken"
    assert own.call("fund.pots").frame()["issued"].to_list() == [Decimal("5.00")]


def test_an_amount_is_exact_to_the_fen_and_nothing_finer(own: Session) -> None:
    with pytest.raises(InputError):
        own.call("fund.grant", step="issue", amount="0.001", key="1", **POT)


def test_every_movement_has_its_row_in_the_audit(own: Session) -> None:
    own.call("fund.grant", step="issue", amount="5", key="1", **POT)
    latest = own.audit.list().frame().sort("seq").row(-1, named=True)
    assert (latest["service"], latest["outcome"]) == ("fund.grant", "movement 1 issue")


def test_an_appraisal_is_that_of_the_hand(own: Session, tmp_path: Path) -> None:
    imported(own, tmp_path)
    answer = own.call("fund.appraise", project="P1", air_rate=1.2)
    card = answer.record()
    # 76 t of SO2 a year are 80 000 equivalents: 96 000 CNY.
    assert card["tax_saved_cny"] == pytest.approx(96_000)
    social, owner = card["worth"]
    assert social["npv_cny"] == pytest.approx(200_000 * 6.710081 - 1_000_000, abs=1)
    assert owner["npv_cny"] == pytest.approx(296_000 * 6.144567 - 700_000, abs=1)
    assert card["reductions"][0]["public_cny_per_t"] == pytest.approx(300_000 / 6.710081 / 76, rel=1e-6)
    assert answer.meta["quality"] == "synthetic"


def test_a_rate_of_the_tax_that_nobody_states_is_that_of_the_jurisdiction_and_says_its_quality(
    own: Session, tmp_path: Path
) -> None:
    imported(own, tmp_path)
    told = own.call("fund.appraise", project="P1").meta["tax_rates"]
    assert [(row["medium"], row["quality"]) for row in told] == [
        ("air", "unverified"),
        ("water", "unverified"),
    ]


def test_a_project_without_its_figures_is_not_appraised_and_each_is_named(
    own: Session, tmp_path: Path
) -> None:
    file = tmp_path / "projects.xlsx"
    regions = own.workspace.dataset_frame("jurisdiction.regions")
    name = regions.filter(region=own.workspace.meta.region)["name_zh"][0]
    file.write_bytes(a_book(own, {"fund_project": a_project(name)["fund_project"]}))
    own.call("fund.import", file=file)
    with pytest.raises(InputError) as refused:
        own.call("fund.appraise", project="P1")
    assert [problem.values["name"] for problem in refused.value.problems] == [
        "investment_cny",
        "lifetime_a",
        "operation_cny",
    ]


def test_a_catalogue_that_does_not_name_an_activity_says_unknown(own: Session, tmp_path: Path) -> None:
    imported(own, tmp_path, 绿色目录活动="carbon_capture")
    by_catalogue = own.call("fund.eligible").frame().select("catalogue", "verdict").rows()
    assert by_catalogue == [("green_bond", "included"), ("green_finance", "unknown")]
    imported(own, tmp_path, 绿色目录活动="coal_use")
    told = own.call("fund.eligible", catalogue="green_finance").frame().row(0, named=True)
    assert (told["edition"], told["verdict"]) == ("2025", "excluded")
    imported(own, tmp_path)
    assert set(own.call("fund.eligible").frame()["verdict"]) == {"unknown"}


def test_every_fault_of_a_step_is_told_at_once(own: Session) -> None:
    with pytest.raises(InputError) as refused:
        own.call("fund.move", step="spend", amount="1.234", **{**POT, **OWN, "key": "", "memo": " "})
    codes = [problem.code for problem in refused.value.problems]
    assert len(codes) >= 5
    assert codes.count("fund.lacking") == 2
    assert {"fund.no_project", "fund.wrong_state"} <= set(codes)
    assert own.call("fund.movements").frame().is_empty()


def test_the_pool_is_exported_as_a_workbook(own: Session, tmp_path: Path) -> None:
    imported(own, tmp_path)
    own.call("fund.move", step="enter", key="1", **OWN)
    document = own.call("fund.export").document
    assert document is not None
    book = openpyxl.load_workbook(BytesIO(document.content))
    assert book.sheetnames[-4:] == ["fund_project", "fund_input", "fund_effect", "fund_movement"]
    assert book["fund_movement"].max_row == 2


def test_a_project_that_nobody_imported_is_not_found(own: Session) -> None:
    with pytest.raises(NotFoundError):
        own.call("fund.show", project="nothing")


def test_an_investment_does_not_fall_below_what_was_given(own: Session, tmp_path: Path) -> None:
    imported(own, tmp_path)
    other = Session(own.workspace, an_actor("second"))
    other.call("fund.grant", step="issue", amount="900000", key="1", **POT)
    own.call("fund.move", step="enter", key="2", **OWN)
    other.call("fund.grant", step="allocate", project="P1", amount="900000", key="3", **POT)
    regions = own.workspace.dataset_frame("jurisdiction.regions")
    sheets = a_project(regions.filter(region=own.workspace.meta.region)["name_zh"][0])
    sheets["fund_input"][0]["数值"] = 800_000
    file = tmp_path / "less.xlsx"
    file.write_bytes(a_book(own, sheets))
    with pytest.raises(InputError) as refused:
        own.call("fund.import", file=file)
    assert [problem.code for problem in refused.value.problems] == ["fund.investment_below"]


def test_a_city_sees_its_own_projects_and_movements_alone(own: Session, tmp_path: Path) -> None:
    regions = own.workspace.dataset_frame("jurisdiction.regions").filter(level="prefecture")
    mine, other = regions["name_zh"].head(2).to_list()
    for number, name in enumerate((mine, other), start=1):
        sheets = a_project(name, 项目编号=f"P{number}")
        for rows in sheets.values():
            for row in rows:
                row["项目编号"] = f"P{number}"
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(a_book(own, sheets))
        own.call("fund.import", file=file)
        own.call("fund.move", step="enter", project=f"P{number}", key=str(number), memo="演练")
    own.call("fund.grant", step="issue", amount="5", key="pot", **POT)
    city = Session(own.workspace, an_actor("city", role="city_analyst", region=regions["region"][0]))
    assert city.call("fund.list").frame()["project"].to_list() == ["P1"]
    assert city.call("fund.movements").frame()["project"].to_list() == ["P1"]
    assert city.call("fund.pots").frame().is_empty()
    with pytest.raises(NotFoundError):
        city.call("fund.appraise", project="P2")
    with pytest.raises(PermissionDeniedError):
        city.call("fund.move", step="withdraw", project="P2", key="3", memo="演练")


def test_an_enterprise_sees_its_own_project_alone(own: Session, tmp_path: Path) -> None:
    imported(own, tmp_path, 企业编号="E1")
    mine = Session(own.workspace, an_actor("mine", role="enterprise_manager", enterprise="E1"))
    rival = Session(own.workspace, an_actor("rival", role="enterprise_manager", enterprise="E2"))
    own.call("fund.move", step="enter", key="1", **OWN)
    assert mine.call("fund.list").frame()["state"].to_list() == ["reserved"]
    assert mine.call("fund.movements").frame()["step"].to_list() == ["enter"]
    assert rival.call("fund.list").frame().is_empty()
    assert rival.call("fund.movements").frame().is_empty()
