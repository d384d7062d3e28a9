"""Records through the services: by department and region, whole or not at all, asked for and approved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tongyuan.services.session import Session
from tongyuan.services.visitors import actor_of
from tongyuan.testing.people import a_person
from tongyuan.testing.records import herd_book
from tongyuan.testing.sessions import a_bare_demo, a_copy, an_actor
from tongyuan.vocabulary.problems import InputError, NotFoundError, PermissionDeniedError, TongyuanError
from tongyuan.vocabulary.records import record_kind, record_kinds
from tongyuan.workspace.workspace import Workspace

PROVINCE, CITY, OTHER = "990000", "990100", "990200"
FARMING, HOUSING = "D06", "D04"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_bare_demo(tmp_path_factory.mktemp("records") / "workspace", pack="exercise")


@pytest.fixture
def workspace(folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(a_copy(folder, to=tmp_path / "workspace")) as opened:
        yield opened


def acting(workspace: Workspace, role: str, **bound: str) -> Session:
    return Session(workspace, an_actor(role, role=role, **bound))


def book(workspace: Workspace, folder: Path, *rows: dict[str, Any]) -> Path:
    """Write a filled workbook of herds."""
    file = folder / "畜禽.xlsx"
    regions = workspace.dataset_frame("jurisdiction.regions")
    file.write_bytes(herd_book(*rows, regions=regions))
    return file


def codes(error: TongyuanError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_records_are_kept_by_region_and_year_and_shown_by_their_contract(
    workspace: Workspace, tmp_path: Path
) -> None:
    analyst = acting(workspace, "provincial_analyst")
    rows = ({"region": PROVINCE, "year": 2023}, {"region": PROVINCE, "year": 2024, "head": "—"})
    answer = analyst.record.import_(file=book(workspace, tmp_path, *rows))
    assert answer.frame().select("region", "year", "rows").rows() == [
        (PROVINCE, 2023, 1),
        (PROVINCE, 2024, 1),
    ]
    shown = analyst.record.show(kind="herds")
    assert shown.frame().select("year", "head").rows() == [(2023, 1200.0), (2024, None)]
    assert (shown.meta["contract"], shown.meta["sensitivity"]) == ("Herd", "internal")
    listed = analyst.record.list(kind="herds").frame()
    assert listed.select("region_name_zh", "year", "source_name").rows() == [
        ("演练省", 2023, "畜禽.xlsx"),
        ("演练省", 2024, "畜禽.xlsx"),
    ]


def test_the_template_of_a_year_holds_what_is_held_and_lands_unchanged(
    workspace: Workspace, tmp_path: Path
) -> None:
    analyst = acting(workspace, "provincial_analyst")
    analyst.record.import_(file=book(workspace, tmp_path, {"region": PROVINCE, "year": 2024}))
    before = analyst.record.list().frame()["sha256"].to_list()
    made = analyst.record.template(kind="herds", year=2024)
    assert made.meta["filled"]
    assert made.document is not None
    file = tmp_path / made.document.name
    file.write_bytes(made.document.content)
    analyst.record.import_(file=file)
    assert analyst.record.list().frame()["sha256"].to_list() == before


def test_one_wrong_cell_and_nothing_lands(workspace: Workspace, tmp_path: Path) -> None:
    analyst = acting(workspace, "provincial_analyst")
    file = book(
        workspace,
        tmp_path,
        {"region": PROVINCE, "year": 2024},
        {"region": PROVINCE, "year": 2023, "head": -1},
    )
    with pytest.raises(InputError) as caught:
        analyst.record.import_(file=file)
    assert codes(caught.value) == ["workbook.negative"]
    assert analyst.record.list().frame().is_empty()


def test_a_city_writes_its_own_region_alone_and_sees_no_other(workspace: Workspace, tmp_path: Path) -> None:
    city = acting(workspace, "city_analyst", region=CITY)
    both = book(workspace, tmp_path, {"region": CITY, "year": 2024}, {"region": OTHER, "year": 2024})
    with pytest.raises(PermissionDeniedError) as caught:
        city.record.import_(file=both)
    assert codes(caught.value) == ["scope.out_of_reach"]
    assert OTHER in caught.value.problems[0].text()
    acting(workspace, "provincial_analyst").record.import_(file=both)
    assert city.record.list().frame()["region"].to_list() == [CITY]
    with pytest.raises(NotFoundError):
        city.record.show(kind="herds", region=OTHER)


def test_a_department_sees_its_own_kinds_and_no_others(workspace: Workspace, tmp_path: Path) -> None:
    analyst = acting(workspace, "provincial_analyst")
    analyst.record.import_(file=book(workspace, tmp_path, {"region": PROVINCE, "year": 2024}))
    farming = acting(workspace, "department_reporter", department=FARMING)
    housing = acting(workspace, "department_reporter", department=HOUSING)
    assert set(farming.record.kinds().frame()["department"]) == {FARMING}
    assert farming.record.show(kind="herds").frame().height == 1
    assert "herds" not in housing.record.kinds().frame()["dataset"]
    assert housing.record.list().frame().is_empty()
    for call in (housing.record.show, housing.record.template):
        with pytest.raises(PermissionDeniedError) as caught:
            call(kind="herds")
        assert codes(caught.value) == ["record.out_of_reach"]


def test_what_lacks_is_owed_by_the_department_that_keeps_it(workspace: Workspace, tmp_path: Path) -> None:
    analyst = acting(workspace, "provincial_analyst")
    analyst.record.import_(file=book(workspace, tmp_path, {"region": PROVINCE, "year": 2024}))
    owed = analyst.record.owed(years="2023-2024")
    assert owed.frame().height == 2 * len(record_kinds())
    herds = owed.frame().filter(dataset="herds")
    assert herds.select("year", "held", "department", "department_zh").rows() == [
        (2023, False, FARMING, "省农业农村厅"),
        (2024, True, FARMING, "省农业农村厅"),
    ]
    assert owed.meta["lacking"] == owed.frame().height - 1


def test_records_that_were_asked_for_are_kept_once_they_are_approved(
    workspace: Workspace, tmp_path: Path
) -> None:
    analyst = acting(workspace, "provincial_analyst")
    asked = analyst.record.request(kind="herds", year=2024)
    number = int(asked.frame()["assignment"][0])
    assert asked.frame().select("department", "region", "state").rows() == [
        (FARMING, PROVINCE, "not_reported")
    ]
    farming = acting(workspace, "department_reporter", department=FARMING)
    farming.record.answer(number=number, file=book(workspace, tmp_path, {"region": PROVINCE, "year": 2024}))
    farming.round.report(numbers=str(number))
    assert analyst.record.list().frame().is_empty()
    reviewer = acting(workspace, "reviewer")
    assert reviewer.record.answered(number=number).frame()["head"].to_list() == [1200.0]
    reviewer.round.review(numbers=str(number))
    acting(workspace, "approver").round.approve(numbers=str(number))
    assert analyst.record.show(kind="herds", year=2024).frame()["head"].to_list() == [1200.0]
    assert analyst.record.list().frame().select("actor", "source_name").rows() == [
        ("test:department_reporter", "畜禽.xlsx")
    ]


def test_whoever_must_hand_records_in_is_told_of_it_with_the_page_to_do_so(workspace: Workspace) -> None:
    people = {
        "farming": a_person(workspace, "farming", role="department_reporter", department=FARMING),
        "housing": a_person(workspace, "housing", role="department_reporter", department=HOUSING),
        "city": a_person(workspace, "city", role="city_department", region=CITY, department=FARMING),
    }
    desks = {name: Session(workspace, actor_of(workspace, who.actor_id)) for name, who in people.items()}
    asked = acting(workspace, "provincial_analyst").record.request(kind="herds", year=2024)
    number = asked.frame()["assignment"][0]
    assert asked.meta["told"] == 1
    assert {name: desk.notice.unread().record()["unread"] for name, desk in desks.items()} == {
        "farming": 1,
        "housing": 0,
        "city": 0,
    }
    (notice,) = desks["farming"].notice.list().frame().to_dicts()
    assert notice["link"] == f"/advance/round?assignment={number}"
    assert "演练省 2024 年的“畜禽存栏与粪便管理”" in notice["text_zh"]
    assert "livestock and manure management" in notice["text_en"]
    acting(workspace, "provincial_analyst").record.request(kind="herds", year=2024, region=CITY)
    assert desks["city"].notice.unread().record() == {"unread": 1}
    assert desks["farming"].notice.unread().record() == {"unread": 1}


def test_an_answer_is_of_the_year_and_by_the_department_that_were_asked(
    workspace: Workspace, tmp_path: Path
) -> None:
    number = int(
        acting(workspace, "provincial_analyst")
        .record.request(kind="herds", year=2024)
        .frame()["assignment"][0]
    )
    wrong = book(workspace, tmp_path, {"region": PROVINCE, "year": 2023})
    farming = acting(workspace, "department_reporter", department=FARMING)
    with pytest.raises(InputError) as caught:
        farming.record.answer(number=number, file=wrong)
    assert codes(caught.value) == ["record.not_asked"]
    housing = acting(workspace, "department_reporter", department=HOUSING)
    with pytest.raises(TongyuanError):
        housing.record.answer(
            number=number, file=book(workspace, tmp_path, {"region": PROVINCE, "year": 2024})
        )


def test_what_no_department_keeps_can_be_asked_of_nobody(workspace: Workspace) -> None:
    kind = next(kind for kind in record_kinds() if "民航" in kind.department_zh)
    with pytest.raises(TongyuanError) as caught:
        acting(workspace, "provincial_analyst").record.request(kind=kind.dataset, year=2024)
    assert codes(caught.value) == ["record.no_owner"]


def test_a_kind_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(NotFoundError) as caught:
        record_kind("马车")
    assert "herds" in caught.value.text("zh")
