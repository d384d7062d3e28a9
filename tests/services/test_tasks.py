"""The list of tasks as services: from the policy to owners, reported, reviewed, warned of, by table."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import docx
import openpyxl
import polars as pl
import pytest

from tongyuan.deploy.tasks import standing_of
from tongyuan.services.actors import Actor, Grant
from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, PermissionDeniedError

pytestmark = pytest.mark.slow
PLAN = {"starts_on": "2023-11-01", "due_on": "2025-12-31"}


def somebody(session: Session, name: str, role: str, **bound: str) -> Session:
    return Session(session.workspace, Actor(name, name, (Grant(role, **bound),)))


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("tasks") / "workspace"))
    made.call("task.generate", **PLAN)
    yield made
    made.workspace.close()


def test_every_task_of_the_policy_is_listed_once_with_its_lead_yet_to_be_confirmed(session: Session) -> None:
    policy = session.call("policy.tasks").frame()
    answer = session.call("task.list")
    assert set(answer.frame()["task"]) == set(policy["task"])
    assert answer.meta["count_unassigned"] == policy.height
    assert answer.frame()["department"].null_count() == policy.height
    assert answer.frame()["progress"].null_count() == policy.height  # not reported is no zero
    assert session.call("task.generate", **PLAN).meta["made"] == 0


def led(session: Session, task: str, department: str = "D01") -> Session:
    session.call("task.assign", task=task, lead=department, helpers="D02", person="张三")
    return somebody(session, f"reporter-{department}", "department_reporter", department=department)


def test_a_task_goes_from_its_lead_to_the_reviewer_and_is_done_only_then(session: Session) -> None:
    reporter = led(session, "A02-01")
    reporter.call("task.report", task="A02-01", text="已建成一期", percent=60, next_step="二期并网")
    with pytest.raises(InputError):
        reporter.call("task.finish", task="A02-01", text="全部建成")
    reporter.call("task.finish", task="A02-01", text="全部建成", evidence="验收函〔2025〕1号")
    assert session.call("task.show", task="A02-01").meta["state"] == "reported"
    somebody(session, "checker", "reviewer").call("task.review", task="A02-01", step="accept", text="属实")
    told = session.call("task.show", task="A02-01")
    assert (told.meta["state"], told.meta["progress"]) == ("done", 100.0)
    assert told.frame()["step"].to_list() == ["generate", "assign", "report", "finish", "accept"]
    assert session.workspace.audit.verify().problems == ()


def test_nobody_accepts_the_own_report(session: Session) -> None:
    led(session, "A02-02")
    session.call("task.finish", task="A02-02", text="完成", evidence="函")
    with pytest.raises(ConflictError) as caught:
        session.call("task.review", task="A02-02", step="accept")
    assert caught.value.problems[0].code == "task.own_report"


def test_a_later_report_does_not_open_the_own_request_to_its_author(session: Session) -> None:
    task = session.call("policy.tasks").frame()["task"][11]
    reporter = led(session, task)
    session.call("task.finish", task=task, text="完成", evidence="函")
    with pytest.raises(ConflictError):
        reporter.call("task.report", task=task, text="补报")
    with pytest.raises(ConflictError):
        session.call("task.review", task=task, step="accept")


def test_a_department_sees_what_it_leads_and_helps_with_and_reports_on_what_it_leads(
    session: Session,
) -> None:
    led(session, "A02-02", "D01")
    helper = somebody(session, "helper", "department_reporter", department="D02")
    stranger = somebody(session, "stranger", "department_reporter", department="D09")
    assert "A02-02" in set(helper.call("task.list").frame()["task"])
    assert "A02-02" not in set(stranger.call("task.list").frame()["task"])
    with pytest.raises(NotFoundError):
        stranger.call("task.show", task="A02-02")
    with pytest.raises(PermissionDeniedError):
        helper.call("task.report", task="A02-02", text="代报")


def test_the_list_and_the_rule_agree_on_how_each_task_stands(session: Session) -> None:
    for on in ("2023-10-31", "2025-12-10", "2026-01-01"):
        for row in session.call("task.list", on=on).frame().iter_rows(named=True):
            assert row["standing"] == standing_of(row, on=date.fromisoformat(on))


def test_a_task_is_split_into_years_and_a_year_into_quarters(session: Session) -> None:
    whole = session.call("policy.tasks").frame()["task"][5]
    parts = session.call("task.split", task=whole).frame()
    assert parts["task"].to_list() == [f"{whole}/{year}" for year in (2023, 2024, 2025)]
    assert parts["weight"].sum() == pytest.approx(1.0)
    nodes = session.call("task.split", task=f"{whole}/2024").frame()
    assert nodes["due_on"].to_list()[-1] == date(2024, 12, 31)
    assert nodes["weight"].sum() == pytest.approx(parts["weight"][1])
    for task in (whole, f"{whole}/2024/2024Q1"):
        with pytest.raises(ConflictError):
            session.call("task.split", task=task)


def test_alerts_go_in_order_and_each_leaves_its_paper(session: Session) -> None:
    task = session.call("policy.tasks").frame()["task"][6]
    inspector = somebody(session, "inspector", "inspector")
    with pytest.raises(ConflictError):
        inspector.call("task.alert", task=task, step="talk", evidence="约谈函")
    inspector.call("task.alert", task=task, step="warn", text="进展慢")
    with pytest.raises(InputError):
        inspector.call("task.alert", task=task, step="talk")
    inspector.call("task.alert", task=task, step="talk", evidence="约谈函")
    inspector.call("task.alert", task=task, step="rectify", evidence="整改通知")
    with pytest.raises(ConflictError):
        inspector.call("task.alert", task=task, step="close", evidence="整改报告")
    another = somebody(session, "another", "inspector")
    another.call("task.alert", task=task, step="close", evidence="整改报告")
    assert session.call("task.list", alert="closed").frame()["task"].to_list() == [task]


def test_progress_comes_back_from_the_table_whole_or_not_at_all(session: Session, tmp_path: Path) -> None:
    tasks = session.call("policy.tasks").frame()["task"].to_list()[8:10]
    document = session.call("task.template").document
    assert document is not None
    book = openpyxl.load_workbook(io.BytesIO(document.content))
    sheet = book["任务进展"]
    rows = {str(row[0].value): row for row in sheet.iter_rows(min_row=2)}
    for task in tasks:
        rows[task][6].value, rows[task][7].value = 40, "已开工"
    rows[tasks[1]][6].value = 140
    wrong, right = tmp_path / "wrong.xlsx", tmp_path / "right.xlsx"
    book.save(wrong)
    with pytest.raises(InputError) as caught:
        session.call("task.import", file=wrong)
    assert [(one.code, one.place.row) for one in caught.value.problems] == [
        ("task.progress", rows[tasks[1]][0].row)
    ]
    assert session.call("task.show", task=tasks[0]).meta["progress"] is None
    rows[tasks[1]][6].value = 50
    book.save(right)
    assert session.call("task.import", file=right).meta["reported"] == 2
    assert [session.call("task.show", task=task).meta["progress"] for task in tasks] == [40.0, 50.0]


def test_the_month_of_a_department_is_a_letter_labelled_as_invented(session: Session) -> None:
    led(session, "A02-02", "D01")
    document = session.call("task.digest", department="D01", year=2025, month=12).document
    assert document is not None
    letter = docx.Document(io.BytesIO(document.content))
    words = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert "合成" in words
    assert "2025年12月任务进展" in words
    cells = {cell.text for row in letter.tables[0].rows for cell in row.cells}
    assert "2025-12-31" in cells
    with pytest.raises(InputError):
        session.call("task.digest", department="D99", year=2025, month=12)


def test_whoever_leads_is_reminded_once_a_day(session: Session) -> None:
    before = session.call("task.remind", on="2025-12-20").meta["told"]
    assert session.call("task.remind", on="2025-12-20").meta["told"] == 0
    assert before >= 0
    steps = session.call("task.show", task="A02-02").frame()["step"].to_list()
    assert steps.count("remind") == 1


def test_the_calendar_counts_every_task_with_a_date_once(session: Session) -> None:
    months = session.call("task.calendar").frame()
    listed = session.call("task.list").frame()
    assert months["tasks"].sum() == listed["due_on"].drop_nulls().len()
    assert months.select(pl.exclude("month", "tasks").sum()).sum_horizontal().item() == months["tasks"].sum()


def test_filters_narrow_and_counts_follow(session: Session) -> None:
    every = session.call("task.list")
    text = every.frame()["text"][0][:4]
    found = session.call("task.list", text=text)
    assert 0 < found.meta["tasks"] <= every.meta["tasks"]
    assert all(text in row for row in found.frame()["text"])
    assert session.call("task.list", text="%").meta["tasks"] == 0
    assert session.call("task.list", page=2).frame().is_empty()
