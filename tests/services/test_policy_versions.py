"""Policies in versions through their services: taken, confirmed by a person, published, compared."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tongyuan.services.actors import Actor, Grant
from tongyuan.services.session import Session
from tongyuan.testing.policies import a_plan
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import (
    ConflictError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    TongyuanError,
)

OWN = "exercise_plan"
CITY = "990100"


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("policies") / "workspace"))
    yield made
    made.workspace.close()


@pytest.fixture
def taken(session: Session, tmp_path: Path) -> Callable[..., str]:
    """Take the invented plan, with words of its own so that it is another file each time."""

    def take(policy: str, *, words: str = "", **told: Any) -> str:
        file = tmp_path / f"{policy}.txt"
        file.write_text(a_plan() + f"\n{policy}{words}。", encoding="utf-8")
        session.call("policy.take", file=file, policy=policy, **({"level": "city", "region": CITY} | told))
        return policy

    return take


def confirmed(session: Session, policy: str, version: int = 1) -> None:
    rows = session.call("policy.review", policy=policy, version=version, state="undecided").frame()
    session.call("policy.confirm", policy=policy, version=version, phrases=";".join(rows["phrase"]))


def published(session: Session, policy: str, version: int = 1) -> None:
    confirmed(session, policy, version)
    session.call("policy.publish", policy=policy, version=version)


def code(refusal: pytest.ExceptionInfo[TongyuanError]) -> str:
    return refusal.value.problems[0].code


def test_the_workspaces_own_policy_stands_in_the_library(session: Session) -> None:
    row = session.call("policy.list").frame().filter(policy=OWN).row(0, named=True)
    assert (row["version"], row["origin"], row["synthetic"]) == (1, "pack", True)
    said = session.call("policy.statements", policy=OWN).frame()
    own = session.call("policy.targets").frame()["target"].n_unique()
    assert said.filter(said["kind"].is_in(["target", "aim"])).height == own == row["targets"]


def test_a_text_is_no_version_before_every_target_and_task_was_decided(
    session: Session, taken: Callable[..., str]
) -> None:
    policy = taken("P-HALF")
    session.call("policy.confirm", policy=policy, version=1, kind="task")
    with pytest.raises(ConflictError) as refusal:
        session.call("policy.publish", policy=policy, version=1)
    problem = refusal.value.problems[0]
    assert problem.code == "policy.undecided"
    assert "T001" in str(problem.values["phrases"])
    assert policy not in session.call("policy.list").frame()["policy"].to_list()
    with pytest.raises(NotFoundError):
        session.call("policy.statements", policy=policy)


def test_what_was_confirmed_corrected_and_rejected_is_what_the_version_says(
    session: Session, taken: Callable[..., str]
) -> None:
    policy = taken("P-SAID")
    told = {"policy": policy, "version": 1}
    session.call("policy.correct", **told, phrase="T001", values="value=310;hedge=—", memo="附件更正")
    session.call("policy.reject", **told, phrases="G001", memo="口号")
    published(session, policy)
    said = session.call("policy.statements", policy=policy).frame()
    assert said.filter(phrase="T001").select("value", "hedge", "decided").row(0) == (310.0, None, "corrected")
    assert "G001" not in said["phrase"].to_list()
    row = session.call("policy.list").frame().filter(policy=policy).row(0, named=True)
    tasks = said.filter(kind="task").height
    assert (row["in_force_from"].isoformat(), row["origin"], row["tasks"]) == ("2024-03-05", "text", tasks)


def test_a_missed_phrase_is_added_only_in_the_documents_words(
    session: Session, taken: Callable[..., str]
) -> None:
    told = {"policy": taken("P-ADD"), "version": 1, "kind": "task"}
    with pytest.raises(InputError) as refusal:
        session.call("policy.add", **told, phrase_zh="推广没有写过的事")
    assert code(refusal) == "policy.no_words"
    rows = session.call("policy.add", **told, phrase_zh="生态环境持续改善").frame()
    added = rows.filter(phrase="KX01").row(0, named=True)
    words = session.call("policy.text", policy="P-ADD", version=1).record()["text"]
    assert words[added["starts_at"] : added["ends_at"]] == "生态环境持续改善"
    assert (added["state"], added["article"]) == ("added", 1)


def test_a_review_goes_out_as_a_workbook_and_comes_back_whole_or_not_at_all(
    session: Session, taken: Callable[..., str], tmp_path: Path
) -> None:
    told = {"policy": taken("P-BOOK"), "version": 1}
    made = session.call("policy.workbook", **told).document
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    sheet = book["逐条核对"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    for row in rows.values():
        sheet.cell(row, columns["决定"]).value = "确认"
    sheet.cell(rows["T001"], columns["数值"]).value = 310
    file = tmp_path / "review.xlsx"
    book.save(file)
    with pytest.raises(InputError) as refusal:
        session.call("policy.import", **told, file=file)
    problem = refusal.value.problems[0]
    assert (problem.code, problem.place.row) == ("policy.changed_unsaid", rows["T001"])
    assert session.call("policy.review", **told).meta["undecided"] == len(rows)
    sheet.cell(rows["T001"], columns["决定"]).value = "更正"
    sheet.cell(rows["T001"], columns["说明"]).value = "附件更正"
    book.save(file)
    review = session.call("policy.import", **told, file=file).frame()
    assert review.filter(phrase="T001").select("value", "unit", "state").row(0) == (
        310.0,
        "万千瓦",
        "corrected",
    )
    session.call("policy.publish", **told)


def test_a_published_version_is_never_touched_again(session: Session, taken: Callable[..., str]) -> None:
    policy = taken("P-DONE")
    published(session, policy)
    for deed, told in (
        ("confirm", {"phrases": "T001"}),
        ("reject", {"phrases": "T001", "memo": "m"}),
        ("publish", {}),
        ("drop", {"memo": "m"}),
    ):
        with pytest.raises(ConflictError) as refusal:
            session.call(f"policy.{deed}", policy=policy, version=1, **told)
        assert code(refusal) == "policy.no_draft"


def test_every_fault_of_one_correction_is_told_and_nothing_is_kept(
    session: Session, taken: Callable[..., str]
) -> None:
    told = {"policy": taken("P-FAULT"), "version": 1}
    wrong = "value=many;year=25;lead=没有的局;upper=nothing/T1;colour=red"
    with pytest.raises(InputError) as refusal:
        session.call("policy.correct", **told, phrase="T001", values=wrong, memo="m")
    assert {one.code for one in refusal.value.problems} == {
        "policy.value",
        "policy.no_department",
        "policy.no_upper",
        "policy.no_column",
    }
    row = session.call("policy.review", **told).frame().filter(phrase="T001")
    assert row["state"].to_list() == ["undecided"]


def test_the_same_file_is_taken_once_until_its_draft_is_dropped(
    session: Session, taken: Callable[..., str]
) -> None:
    policy = taken("P-TWICE")
    with pytest.raises(ConflictError) as refusal:
        taken("P-TWICE")
    assert code(refusal) == "policy.taken_before"
    session.call("policy.drop", policy=policy, version=1, memo="读错了文件")
    taken("P-TWICE")
    drafts = session.call("policy.drafts").frame().filter(policy=policy)
    assert drafts.select("version", "state").rows() == [(1, "dropped"), (2, "draft")]


def test_an_amended_version_takes_the_place_of_the_one_before_on_its_day(
    session: Session, taken: Callable[..., str]
) -> None:
    policy = taken("P-AMEND")
    published(session, policy)
    taken("P-AMEND", words="修订", in_force_from="2025-01-01")
    published(session, policy, 2)

    def holding(on: str) -> list[int]:
        rows = session.call("policy.list", on=on).frame()
        return rows.filter(policy=policy)["version"].to_list()

    assert [holding(day) for day in ("2024-03-04", "2024-12-31", "2025-01-01")] == [[], [1], [2]]


def test_a_policy_that_replaces_another_ends_it_and_says_from_when(
    session: Session, taken: Callable[..., str]
) -> None:
    for policy in ("P-OLD", "P-NEW"):
        published(session, taken(policy))
    told = {"policy": "P-NEW", "link": "replaces", "other": "P-OLD", "reason": "印发通知写明"}
    with pytest.raises(InputError) as refusal:
        session.call("policy.link", **told)
    assert code(refusal) == "policy.no_day"
    session.call("policy.link", **told, from_day="2025-07-01")
    row = session.call("policy.list").frame().filter(policy="P-OLD").row(0, named=True)
    assert (row["in_force_to"].isoformat(), row["ended_by"]) == ("2025-06-30", "P-NEW")
    session.call("policy.link", **told, from_day="2025-07-01", held=False)
    assert session.call("policy.list").frame().filter(policy="P-OLD")["in_force_to"].to_list() == [None]


def test_an_end_is_told_with_its_day_and_ground(session: Session, taken: Callable[..., str]) -> None:
    policy = taken("P-END")
    published(session, policy)
    session.call("policy.end", policy=policy, version=1, on="2026-01-01", memo="某办发〔2025〕1号废止")
    row = session.call("policy.list").frame().filter(policy=policy).row(0, named=True)
    assert (row["in_force_to"].isoformat(), row["ended_by"]) == ("2025-12-31", "某办发〔2025〕1号废止")


def test_a_city_plan_is_covered_where_a_person_linked_it_and_missing_where_nobody_did(
    session: Session, taken: Callable[..., str]
) -> None:
    policy = taken("P-CITY", derived_from=OWN)
    target = session.call("policy.statements", policy=OWN, kind="task").frame().row(0, named=True)
    told = {"policy": policy, "version": 1, "phrase": "K001", "memo": "逐条对应"}
    session.call("policy.correct", **told, values=f"upper={OWN}/{target['phrase']}")
    published(session, policy)
    answer = session.call("policy.coverage", lower=policy)
    states = dict(answer.frame().select("upper", "state").iter_rows())
    assert states[f"{OWN}/{target['phrase']}"] == "covered"
    assert "missing" in states.values()
    assert not answer.passed
    assert CITY not in answer.meta["without"].split(";")
    one = next(upper for upper, state in states.items() if state == "missing")
    reason = {"policy": policy, "link": "not_applicable", "other": one, "reason": "本市无此行业"}
    session.call("policy.link", **reason)
    again = session.call("policy.coverage", lower=policy).frame()
    assert again.filter(upper=one).select("state", "reason").row(0) == ("not_applicable", "本市无此行业")


def test_targets_of_all_policies_stand_side_by_side(session: Session, taken: Callable[..., str]) -> None:
    published(session, taken("P-SIDE"))
    rows = session.call("policy.beside", policies=f"{OWN};P-SIDE").frame()
    assert set(rows["policy"]) == {OWN, "P-SIDE"}
    differs = session.call("policy.diff", old="P-SIDE", new="P-SIDE")
    assert differs.frame().is_empty()
    assert differs.meta["count_same"] > 0


def test_a_city_neither_sees_nor_decides_the_draft_of_another(
    session: Session, taken: Callable[..., str]
) -> None:
    policy = taken("P-HIDDEN")
    other = Session(session.workspace, Actor("other", "other", (Grant("city_analyst", region="990200"),)))
    assert policy not in other.call("policy.drafts").frame()["policy"].to_list()
    with pytest.raises(NotFoundError):
        other.call("policy.text", policy=policy, version=1)
    with pytest.raises(NotFoundError):
        other.call("policy.confirm", policy=policy, version=1, phrases="T001")
    published(session, policy)
    assert policy in other.call("policy.list").frame()["policy"].to_list()
    with pytest.raises(PermissionDeniedError):
        other.call("policy.end", policy=policy, version=1, on="2026-01-01", memo="m")


def test_tasks_of_a_published_version_become_work_with_leads_to_be_confirmed(
    session: Session, taken: Callable[..., str]
) -> None:
    policy = taken("P-WORK")
    told = {"starts_on": "2024-01-01", "due_on": "2025-12-31", "policy": policy}
    with pytest.raises(NotFoundError):
        session.call("task.generate", **told)
    published(session, policy)
    made = session.call("task.generate", **told).meta["made"]
    assert made == session.call("policy.statements", policy=policy, kind="task").frame().height
    row = session.call("task.list").frame().filter(task=f"{policy}:K001").row(0, named=True)
    assert (row["region"], row["department"], row["lead_proposed"]) == (CITY, None, "省交通运输厅")
    assert session.call("task.generate", **told).meta["made"] == 0


def test_of_two_who_publish_at_once_one_does(session: Session, taken: Callable[..., str]) -> None:
    policy = taken("P-RACE")
    confirmed(session, policy)

    def publish(_: int) -> str:
        try:
            session.call("policy.publish", policy=policy, version=1)
        except ConflictError as error:
            return error.problems[0].code
        return "published"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(publish, range(4)))
    assert outcomes == ["policy.no_draft"] * 3 + ["published"]
