"""Rounds through the services: whose an assignment is, what stands in its way, what others see of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tongyuan.services.actors import Actor, Grant
from tongyuan.services.ground.round.sums import below
from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, an_actor
from tongyuan.vocabulary.problems import (
    CheckFailed,
    ConflictError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    TongyuanError,
)
from tongyuan.workspace.workspace import Workspace

DEPARTMENT = "D01"
COAST = "990400"  # a city with a park, counties and enterprises


@pytest.fixture(scope="module")
def folder(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercise with a call and a dispatch opened; tests copy it."""
    made = a_copy(founded("exercise"), to=tmp_path_factory.mktemp("rounds") / "workspace")
    with Workspace.open(made) as workspace:
        keeper = Session(workspace, an_actor("keeper", role="provincial_analyst"))
        keeper.round.open(kind="january_call", period="2024")
        keeper.round.open(kind="dispatch", period="2025Q1")
    return made


@pytest.fixture
def workspace(folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(a_copy(folder, to=tmp_path / "workspace")) as opened:
        yield opened


def acting(workspace: Workspace, name: str, role: str, **bound: str) -> Session:
    return Session(workspace, an_actor(name, role=role, **bound))


def codes(error: TongyuanError) -> list[str]:
    return [problem.code for problem in error.problems]


def assignment(workspace: Workspace, **wanted: Any) -> dict[str, Any]:
    found = workspace.rounds.assignments()
    for name, value in wanted.items():
        held = pl.col(name).cast(pl.String) if name == "level" else pl.col(name)
        found = found.filter(held == value)
    return found.row(0, named=True)


def units(workspace: Workspace) -> dict[str, Any]:
    return assignment(workspace, round=1, department=DEPARTMENT, region=COAST, level="unit")


def city(workspace: Workspace, name: str = "li") -> Session:
    return acting(workspace, name, "city_department", region=COAST, department=DEPARTMENT)


def last_years(session: Session, number: int) -> dict[str, Any]:
    """Say the same as last year; where nothing is known, that it does not occur."""
    rows = session.round.form(number=number).frame().iter_rows(named=True)
    return {
        row["item"]: {"state": "NO"} if row["last_value"] is None else {"value": row["last_value"]}
        for row in rows
    }


def hand_in(session: Session, number: int, **changes: Any) -> None:
    values = json.dumps(last_years(session, number) | changes)
    session.round.save(number=number, values=values)
    session.round.report(numbers=str(number))


def sign(workspace: Workspace, number: int) -> None:
    acting(workspace, "wang", "reviewer").round.review(numbers=str(number))
    acting(workspace, "zhao", "approver").round.approve(numbers=str(number))


def test_everything_that_stands_in_the_way_is_told_at_once(workspace: Workspace) -> None:
    number, session = units(workspace)["assignment"], city(workspace)
    with pytest.raises(CheckFailed) as caught:
        session.round.report(numbers=str(number))
    items = session.round.form(number=number).frame()
    assert codes(caught.value) == ["round.required"] * items.height
    assert [problem.place.row for problem in caught.value.problems] == items["order"].to_list()


def test_a_jump_wants_a_reason_in_its_own_cell(workspace: Workspace) -> None:
    number, session = units(workspace)["assignment"], city(workspace)
    rows = session.round.form(number=number).frame().filter(pl.col("last_value") > 0)
    item, last = rows.select("item", "last_value").row(0)
    with pytest.raises(CheckFailed) as caught:
        hand_in(session, number, **{item: {"value": last * 1.21}})
    assert codes(caught.value) == ["round.jump"]
    assert caught.value.problems[0].values["item"] == item
    hand_in(session, number, **{item: {"value": last * 1.2}})
    assert session.round.form(number=number).meta["state"] == "reported"


def test_a_reason_is_enough_for_a_jump(workspace: Workspace) -> None:
    number, session = units(workspace)["assignment"], city(workspace)
    rows = session.round.form(number=number).frame().filter(pl.col("last_value") > 0)
    item, last = rows.select("item", "last_value").row(0)
    hand_in(session, number, **{item: {"value": last * 1.5, "reason": "设备更新"}})
    assert session.round.form(number=number).meta["state"] == "reported"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ('{"nothing_known": 1}', "round.no_item"),
        ('{"pm25_annual_mean": true}', "round.value"),
        ('{"pm25_annual_mean": {"value": "7"}}', "round.value"),
        ('{"pm25_annual_mean": "XX"}', "round.absence"),
        ('{"pm25_annual_mean": {"value": 1, "state": "NO"}}', "round.absence"),
        ('{"pm25_annual_mean": {"value": 1, "unit": "t"}}', "round.unit"),
        ("[]", "round.json"),
        ("not json", "round.json"),
    ],
)
def test_what_cannot_be_entered_is_refused_and_nothing_is_saved(
    workspace: Workspace, values: str, code: str
) -> None:
    number = units(workspace)["assignment"]
    with pytest.raises(InputError) as caught:
        city(workspace).round.save(number=number, values=values)
    assert codes(caught.value) == [code]
    assert workspace.rounds.versions([number]).is_empty()


def test_each_unit_fills_in_its_own(workspace: Workspace) -> None:
    mine = units(workspace)["assignment"]
    county = assignment(workspace, round=2, level="county")
    works = assignment(workspace, round=2, level="enterprise")
    above = {"region": county["region"][:4] + "00", "department": county["department"]}
    refused: list[tuple[Session, int, type[TongyuanError]]] = [
        (acting(workspace, "a", "city_department", region="990100", department="D01"), mine, NotFoundError),
        (acting(workspace, "b", "city_department", region=COAST, department="D02"), mine, NotFoundError),
        (acting(workspace, "c", "county_bureau", region="990401"), mine, NotFoundError),
        (acting(workspace, "d", "reviewer"), mine, PermissionDeniedError),
        (acting(workspace, "e", "enterprise_manager", enterprise="none"), works["assignment"], NotFoundError),
        # What lies below is seen, and filled in by whoever owes it.
        (acting(workspace, "f", "city_department", **above), county["assignment"], PermissionDeniedError),
        (
            acting(workspace, "g", "county_bureau", region=works["region"]),
            works["assignment"],
            PermissionDeniedError,
        ),
    ]
    for session, number, error in refused:
        with pytest.raises(error):
            session.round.save(number=number, values="{}")
    acting(workspace, "h", "county_bureau", region=county["region"]).round.save(
        number=county["assignment"], values="{}"
    )
    acting(workspace, "i", "enterprise_manager", enterprise=works["enterprise"]).round.save(
        number=works["assignment"], values="{}"
    )


def test_lists_boards_and_exports_show_what_is_within_reach(workspace: Workspace) -> None:
    works = assignment(workspace, round=2, level="enterprise")
    manager = acting(workspace, "m", "enterprise_manager", enterprise=works["enterprise"])
    assert manager.round.show(number=2).frame()["assignment"].to_list() == [works["assignment"]]
    assert manager.round.board(number=2).meta["assignments"] == 1
    assert manager.round.list().frame()["round"].to_list() == [2]
    with pytest.raises(PermissionDeniedError):
        Session(workspace, Actor("p", "公众")).round.list()


def test_one_person_with_every_role_still_needs_two_others(workspace: Workspace) -> None:
    number = units(workspace)["assignment"]
    grants = (
        Grant("city_department", region=COAST, department=DEPARTMENT),
        Grant("reviewer"),
        Grant("approver"),
    )
    one = Session(workspace, Actor("one", "一人", grants))
    hand_in(one, number)
    with pytest.raises(ConflictError) as caught:
        one.round.review(numbers=str(number))
    assert codes(caught.value) == ["round.own_entry"]
    sign(workspace, number)


def test_a_locked_figure_is_declared_and_looked_over_by_others(workspace: Workspace) -> None:
    task, session = units(workspace), city(workspace)
    number = task["assignment"]
    hand_in(session, number)
    sign(workspace, number)
    keeper = acting(workspace, "keeper", "provincial_analyst")
    counts = keeper.round.lock(numbers=str(number)).meta
    assert counts["new"] > 0
    row = session.round.form(number=number).frame().filter(pl.col("value").is_not_null()).row(0, named=True)
    key = {"series": row["series"], "region": COAST, "period": "2024"}
    with pytest.raises(ConflictError) as caught:
        session.statistic.correct(**key, value=1.0, reason="更正")
    assert codes(caught.value) == ["statistic.from_round"]
    grants = (Grant("reviewer"), Grant("inspector"))
    for verb in ("verify", "audit"):
        own = Session(workspace, Actor(session.actor.id, "填报人", grants))
        with pytest.raises(ConflictError) as caught:
            own.call(f"statistic.{verb}", **key, value=1.0, reason="自查")
        assert codes(caught.value) == ["statistic.own"]
    acting(workspace, "qian", "reviewer").statistic.verify(**key, value=row["value"] + 1, reason="现场核查")
    acting(workspace, "sun", "inspector").statistic.audit(**key, value=row["value"] + 2, reason="专项审计")
    compared = keeper.statistic.compare(**key).frame().filter(pl.col("vintage") == "preliminary")
    seen = compared.row(0, named=True)
    assert (seen["declared"], seen["verified"], seen["audited"]) == (
        row["value"],
        row["value"] + 1,
        row["value"] + 2,
    )
    assert (round(seen["verified_difference"], 9), round(seen["audited_difference"], 9)) == (1, 2)


def test_a_figure_that_came_from_no_round_is_corrected_with_a_reason(workspace: Workspace) -> None:
    keeper = acting(workspace, "keeper", "provincial_analyst")
    row = workspace.statistics().filter(pl.col("value").is_not_null()).row(0, named=True)
    key = {name: row[name] for name in ("series", "region", "period", "kind")}
    with pytest.raises(InputError):
        keeper.statistic.correct(**key, value=row["value"] + 1, reason=" ")
    done = keeper.statistic.correct(**key, value=row["value"] + 1, reason="原表有误").frame()
    assert (done["version"][0], done["note"][0]) == (row["version"] + 1, "原表有误")
    with pytest.raises(ConflictError):
        keeper.statistic.correct(**key, value=row["value"] + 1, reason="原表有误")


def test_a_park_sums_its_enterprises_and_adds_to_nobody(workspace: Workspace) -> None:
    park = assignment(workspace, round=2, level="park")
    above = assignment(workspace, assignment=park["parent"])
    inside = workspace.rounds.assignments(round_number=2).filter(pl.col("park") == park["region"])
    assert inside.height > 0
    assert not park["adds"]
    found = below(workspace.rounds, workspace.rounds.assignments(numbers=[above["assignment"]]))
    counted = dict(found.select("assignment", "counted").iter_rows())
    assert counted[park["assignment"]] is False
    mine = below(workspace.rounds, workspace.rounds.assignments(numbers=[park["assignment"]]))
    assert set(mine["assignment"]) == set(inside["assignment"])
    assert mine["counted"].all()


def test_several_are_filled_in_at_once_or_none(workspace: Workspace) -> None:
    grants = tuple(Grant("city_department", region=COAST, department=name) for name in ("D01", "D02"))
    session = Session(workspace, Actor("office", "综合", grants))
    numbers = session.round.show(number=1).frame()["assignment"].to_list()
    values = {number: last_years(session, number) for number in numbers}
    bad = values | {numbers[-1]: {"nothing_known": 1.0}}
    with pytest.raises(InputError):
        session.round.fill(values=json.dumps(bad))
    assert workspace.rounds.versions(numbers).is_empty()
    for wrong in ("{}", '{"1-3": {}}', '{"x": {}}', '{"1": 5}'):
        with pytest.raises(InputError):
            session.round.fill(values=wrong)
    assert session.round.fill(values=json.dumps(values)).meta["saved"] == sum(map(len, values.values()))
    session.round.report(numbers=",".join(map(str, numbers)))
