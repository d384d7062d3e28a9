"""The list of tasks as services: from the policy to owners, reported, reviewed, warned of, by table."""

from __future__ import annotations

import io
import json
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


def test_what_asks_to_be_closed_is_not_whole_before_it_is_accepted(session: Session) -> None:
    task = session.call("policy.tasks").frame()["task"][7]
    reporter = led(session, task, "D03")
    reporter.call("task.report", task=task, text="过半", percent=60)
    reporter.call("task.finish", task=task, text="完成", evidence="函3号")
    told = session.call("task.show", task=task).meta
    assert (told["state"], told["progress"], told["done_on"]) == ("reported", 60.0, None)


def test_the_history_names_people(session: Session) -> None:
    told = session.call("task.show", task="A02-01")
    assert set(told.meta["people"]) == set(told.frame()["actor"])


def test_counts_are_of_one_level_and_parts_are_told_with_their_coverage(session: Session) -> None:
    policy = session.call("policy.tasks").frame()
    whole = policy["task"][5]
    year = f"{whole}/2024"
    session.call("task.assign", task=year, lead="D05", helpers="")
    session.call("task.report", task=year, text="过半", percent=50)
    every = session.call("task.list")
    assert (every.meta["tasks_plan"], every.meta["counted_level"]) == (policy.height, "plan")
    counts = [value for name, value in every.meta.items() if name.startswith("count_")]
    assert sum(counts) == policy.height < every.meta["tasks"]
    row = session.call("task.list", level="plan").frame().filter(task=whole).row(0, named=True)
    assert (row["parts"], row["parts_told"], row["parts_progress"]) == (3, 1, 50.0)
    assert row["parts_coverage"] == pytest.approx(100 * 366 / 792)
    assert row["progress"] is None


def test_leads_are_counted_with_what_waits_and_what_is_under_alert(session: Session) -> None:
    rows = session.call("task.overview").frame()
    plan = session.call("task.list", level="plan").frame()
    assert rows["tasks"].sum() == plan.height
    assert rows["reported"].sum() == plan.filter(pl.col("state").cast(pl.String) == "reported").height
    assert rows["closed"].sum() == plan["alert"].drop_nulls().len()


def duties(session: Session, to: Path, **cells: dict[str, object]) -> Path:
    """Write the table of duties with some cells changed, by task and head."""
    document = session.call("task.duties").document
    assert document is not None
    book = openpyxl.load_workbook(io.BytesIO(document.content))
    sheet = book["责任分工"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=2)}
    for task, changed in cells.items():
        for head, value in changed.items():
            sheet.cell(rows[task], heads[head]).value = value
    book.save(to)
    return to


def test_duties_of_many_tasks_come_back_whole_or_not_at_all(session: Session, tmp_path: Path) -> None:
    first, second = session.call("policy.tasks").frame()["task"].to_list()[12:14]
    wrong = {
        first: {"牵头单位": "无此部门", "时限": "明年"},
        second: {"责任地区": "无此地区", "时限": date(2025, 6, 30)},
    }
    with pytest.raises(InputError) as caught:
        session.call("task.settle", file=duties(session, tmp_path / "wrong.xlsx", **wrong))
    assert [(one.code, one.place.column) for one in caught.value.problems] == [
        ("task.no_department", "F"),
        ("task.no_day", "K"),
        ("task.no_region", "H"),
        ("task.no_reason", "L"),
    ]
    assert session.call("task.show", task=second).meta["due_on"] == "2025-12-31"
    right = {
        first: {"牵头单位": "D04", "配合单位": "D05;D06", "责任人": "李四"},
        second: {"时限": date(2025, 6, 30), "事由": "提前", "依据": "函5号"},
    }
    book = duties(session, tmp_path / "right.xlsx", **right)
    assert session.call("task.settle", file=book).meta["settled"] == 2
    told = session.call("task.show", task=first).meta
    assert (told["department"], told["helpers"], told["person"]) == ("D04", "D05;D06", "李四")
    moved = session.call("task.show", task=second)
    assert (moved.meta["due_on"], moved.frame()["step"].to_list()[-1]) == ("2025-06-30", "redate")
    with pytest.raises(InputError):
        session.call("task.settle", file=duties(session, tmp_path / "same.xlsx"))


def test_proposed_leads_are_confirmed_in_bulk_and_who_did_it_is_kept(session: Session) -> None:
    waiting = session.call("task.list", standing="unassigned", level="plan").frame()
    proposed = waiting.filter(pl.col("lead_proposed").is_not_null())
    assert session.call("task.confirm").meta["confirmed"] >= proposed.height > 0
    task = proposed["task"][0]
    told = session.call("task.show", task=task)
    assert told.meta["department"] == proposed["lead_proposed"][0]
    assert told.frame().row(-1, named=True)["step"] == "confirm"
    with pytest.raises(InputError):
        session.call("task.confirm", tasks=task)


def test_a_quarter_asks_each_lead_for_its_tasks_and_what_is_signed_lands_in_them(session: Session) -> None:
    answer = session.call("task.ask", quarter="2024Q4", department="D04")
    assignment = answer.frame().row(0, named=True)
    number = assignment["assignment"]
    reporter = somebody(session, "asked", "department_reporter", department="D04")
    form = reporter.call("round.form", number=number).frame()
    task = form["label_zh"][0].partition(" ")[0]
    cells = {item: {"value": 35, "reason": "一期完工"} for item in form["item"]}
    reporter.call("round.save", number=number, values=json.dumps(cells))
    reporter.call("round.report", numbers=str(number))
    assert session.call("task.show", task=task).meta["progress"] is None
    somebody(session, "reviewing", "reviewer").call("round.review", numbers=str(number))
    somebody(session, "signing", "approver").call("round.approve", numbers=str(number))
    told = session.call("task.show", task=task)
    assert (told.meta["progress"], told.meta["said"], told.meta["reported_by"]) == (35.0, "一期完工", "asked")
    last = told.frame().row(-1, named=True)
    assert (last["step"], last["evidence"]) == ("report", f"round/{assignment['round']}/{number}")


def test_replaying_the_steps_of_a_task_gives_how_it_stands(session: Session) -> None:
    for task in session.call("task.list", size=1000).frame()["task"]:
        told = session.call("task.show", task=task)
        stands: dict[str, object] = {}
        for changed in told.frame()["changed"]:
            stands |= json.loads(changed)
        kept = {name: told.meta[name] for name in stands if name not in ("helpers", "done_on")}
        assert {name: stands[name] for name in kept} == kept
