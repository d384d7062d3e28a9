"""The admission desk as a workspace keeps it: forms, list, opinions, decisions, milestones, re-assessment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.admission import keep_budget, keep_price
from tongyuan.testing.people import ask
from tongyuan.testing.sessions import an_actor
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError

PAPER: dict[str, Any] = {"on": "2026-01-05", "document": "函 1 号"}
GATES = ["scope", "policy", "zoning", "capacity", "pollutant", "coal", "energy", "carbon", "offset"]
#: Smallest picture of PNG.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc00000"
    "03010100c9fe92ef0000000049454e44ae426082"
)


def a_form(session: Session, folder: Path, *, name: str = "project.yaml", **changed: Any) -> Path:
    """Write the example down with some facts changed."""
    made = session.call("admission.example").document
    assert made is not None
    told = yaml.safe_load(made.content) | changed
    file = folder / name
    file.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return file


def entered(session: Session, folder: Path, **changed: Any) -> str:
    session.call("admission.import", file=a_form(session, folder, **changed))
    return str(changed.get("project", "EX-1"))


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_form_is_checked_and_nothing_is_kept(own: Session, tmp_path: Path) -> None:
    answer = own.call("admission.check", file=a_form(own, tmp_path), on="2026-03-02")
    assert list(dict.fromkeys(answer.frame()["gate"])) == GATES
    assert answer.meta["opinion_outcome"] == "hold"  # units of zoning and the budget are not there
    assert answer.passed
    assert own.call("admission.list").frame().is_empty()


def test_a_check_that_is_not_supported_does_not_pass(own: Session, tmp_path: Path) -> None:
    steel = a_form(own, tmp_path, project_sector="steel", announced_on=date(2024, 8, 23))
    answer = own.call("admission.check", file=steel)
    assert not answer.passed
    assert answer.frame().filter(rule="R04")["clause"].to_list() == ["第一条"]


def test_a_form_that_is_half_filled_gets_one_answer_with_every_gap(own: Session, tmp_path: Path) -> None:
    file = tmp_path / "half.yaml"
    file.write_text("project: A\nproject_sector: bakery\ncoal_t: many\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        own.call("admission.check", file=file)
    fields = {problem.values["field"] for problem in refused.value.problems}
    assert {"name", "region", "project_sector", "project_stage", "coal_t", "told_as"} <= fields


def test_a_letter_of_pictures_alone_gets_one_clear_answer(own: Session, tmp_path: Path) -> None:
    letter = docx.Document()
    letter.add_picture(BytesIO(PIXEL))
    letter.save(str(tmp_path / "scan.docx"))
    openpyxl.Workbook().save(tmp_path / "scan.xlsx")
    for name in ("scan.docx", "scan.xlsx"):
        with pytest.raises(InputError) as refused:
            own.call("admission.check", file=tmp_path / name)
        assert codes(refused) == ["admission.pictures_only"]


def test_a_letter_with_words_is_told_to_be_no_form(own: Session, tmp_path: Path) -> None:
    letter = docx.Document()
    letter.add_paragraph("项目说明")
    letter.save(str(tmp_path / "words.docx"))
    (tmp_path / "broken.xlsx").write_bytes(b"no archive")
    for name in ("words.docx", "broken.xlsx"):
        with pytest.raises(InputError) as refused:
            own.call("admission.check", file=tmp_path / name)
        assert codes(refused) == ["admission.not_a_form"]


def a_book(session: Session, rows: list[dict[str, Any]]) -> bytes:
    """Fill the template in as a person does, by its headings."""
    document = session.call("admission.template").document
    assert document is not None
    book = openpyxl.load_workbook(BytesIO(document.content))
    sheet = book["两高一低项目"]
    heads = [str(cell.value or "").split("\n")[0] for cell in sheet[3]]
    copy = openpyxl.Workbook()
    target = copy.worksheets[0]
    target.title = "两高一低项目"
    target.append([cell.value for cell in sheet[3]])
    for row in rows:
        target.append([row.get(head) for head in heads])
    buffer = BytesIO()
    copy.save(buffer)
    return buffer.getvalue()


def test_a_list_is_imported_from_the_template_whole_or_not_at_all(own: Session, tmp_path: Path) -> None:
    region = own.workspace.dataset_frame("jurisdiction.regions").filter(region=own.workspace.meta.region)
    row = {
        "项目编号": "L1",
        "项目名称": "演练钢铁项目",
        "地区": region["name_zh"][0],
        "项目行业": "钢铁",
        "项目类别（存量、在建、拟建）": "存量",
        "数据性质": "合成",
    }
    file = tmp_path / "list.xlsx"
    file.write_bytes(a_book(own, [row, row | {"项目编号": "L2", "地区": "无此地", "项目行业": "面包"}]))
    with pytest.raises(InputError) as refused:
        own.call("admission.import", file=file)
    assert len(refused.value.problems) == 2
    assert own.call("admission.list").frame().is_empty()
    file.write_bytes(a_book(own, [row]))
    own.call("admission.import", file=file)
    assert own.call("admission.list", stage="existing").frame()["project"].to_list() == ["L1"]


def test_an_opinion_is_kept_once_and_written_as_a_letter(own: Session, tmp_path: Path) -> None:
    project = entered(own, tmp_path)
    first = own.call("admission.opinion", project=project, on="2026-03-02")
    again = own.call("admission.opinion", project=project, on="2026-03-02")
    assert first.meta["opinion"] == again.meta["opinion"]
    assert first.document is not None
    words = "\n".join(one.text for one in docx.Document(BytesIO(first.document.content)).paragraphs)
    assert "暂缓（待补证）" in words
    assert "合成演练数据" in words
    assert len(own.call("admission.show", project=project).record()["opinions"]) == 1


def test_who_entered_a_project_does_not_decide_on_it(own: Session, tmp_path: Path) -> None:
    project = entered(own, tmp_path)
    own.call("admission.opinion", project=project)
    with pytest.raises(ConflictError) as refused:
        own.call("admission.decide", project=project, decision="refuse", key="1", **PAPER)
    assert codes(refused) == ["admission.own_entry"]


def test_a_project_that_is_held_is_approved_with_a_reason_alone(own: Session, tmp_path: Path) -> None:
    project = entered(own, tmp_path)
    other = Session(own.workspace, an_actor("approver"))
    told: dict[str, Any] = {"project": project, "decision": "approve", **PAPER}
    with pytest.raises(ConflictError) as refused:
        other.call("admission.decide", key="1", **told)
    assert codes(refused) == ["admission.no_opinion"]
    own.call("admission.opinion", project=project)
    with pytest.raises(ConflictError) as refused:
        other.call("admission.decide", key="1", **told)
    assert codes(refused) == ["admission.not_supported"]
    other.call("admission.decide", key="1", memo="证据已补", **told)
    other.call("admission.decide", key="1", memo="证据已补", **told)
    assert own.call("admission.list").frame()["state"].to_list() == ["approve"]
    with pytest.raises(ConflictError) as refused:
        other.call("admission.decide", key="1", memo="另一理由", **told)
    assert codes(refused) == ["admission.key_taken"]


def test_a_project_operates_only_after_its_replacement_was_delivered(own: Session, tmp_path: Path) -> None:
    project = entered(own, tmp_path)
    own.call("admission.opinion", project=project)
    other = Session(own.workspace, an_actor("approver"))
    other.call("admission.decide", project=project, decision="approve", key="0", memo="证据已补", **PAPER)
    for number, step in enumerate(("start", "energy_accepted", "discharge_permit"), 1):
        own.call("admission.milestone", project=project, step=step, key=str(number), **PAPER)
    with pytest.raises(ConflictError) as refused:
        own.call("admission.milestone", project=project, step="operate", key="8", **PAPER)
    assert codes(refused) == ["admission.order"]
    own.call("admission.milestone", project=project, step="suspend", key="5", **PAPER)
    with pytest.raises(ConflictError) as refused:
        own.call("admission.milestone", project=project, step="replaced", key="6", **PAPER)
    assert codes(refused) == ["admission.stopped"]
    own.call("admission.milestone", project=project, step="resume", key="7", **PAPER)
    own.call("admission.milestone", project=project, step="replaced", key="6", **PAPER)
    own.call("admission.milestone", project=project, step="operate", key="8", **PAPER)
    assert own.call("admission.show", project=project).record()["state"] == "operate"


@pytest.mark.parametrize("on", ["1900-01-01", "2999-01-01"])
def test_a_step_lies_between_the_last_and_today(own: Session, tmp_path: Path, on: str) -> None:
    project = entered(own, tmp_path)
    with pytest.raises(ConflictError) as refused:
        own.call("admission.milestone", project=project, step="suspend", on=on, document="函", key="1")
    assert "admission.step_day" in codes(refused)


def test_a_step_of_today_counts_from_the_midnight_of_the_place(own: Session, tmp_path: Path) -> None:
    project = entered(own, tmp_path)
    own.call("admission.opinion", project=project)
    past_midnight = datetime(2026, 1, 4, 16, 30, tzinfo=UTC)
    told: dict[str, Any] = {
        "project": project,
        "decision": "approve",
        "memo": "证据已补",
        "key": "1",
        **PAPER,
    }
    ask(own.workspace, an_actor("approver"), "admission.decide", at=past_midnight, **told)
    assert own.call("admission.show", project=project).record()["state"] == "approve"


def test_judging_anew_on_another_day_names_the_gate_that_differs(own: Session, tmp_path: Path) -> None:
    project = entered(own, tmp_path, unit_list="forbidden")
    own.call("admission.opinion", project=project, on="2023-10-19")
    found = own.call("admission.reassess", on="2026-03-02").frame()
    assert tuple(found.filter(gate="offset")["before"].to_list()) != ("offset", None)
    assert set(found["rules_changed"]) <= {"no"}
    same = own.call("admission.reassess", on="2023-10-19").frame()
    assert same.rows() == []


def test_what_is_left_of_the_city_budget_is_compared_and_shown(own: Session, tmp_path: Path) -> None:
    keep_budget(own, left_t=800_000.0)
    file = a_form(own, tmp_path)
    answer = own.call("admission.check", file=file)
    row = answer.frame().filter(rule="R26").row(0, named=True)
    assert (row["verdict"], row["have"], round(row["need"])) == ("pass", 800_000.0, 800_000)
    assert round(answer.meta["budget_left_t"]) == 800_000
    assert answer.meta["price_why"].startswith("没有保留的协同控制方案")
    over = own.call("admission.check", file=a_form(own, tmp_path, co2_t=800_002.0)).frame()
    assert over.filter(rule="R26")["verdict"].to_list() == ["needs_evidence"]


def test_budget_and_price_stand_in_the_letter_with_run_unit_and_quality(own: Session, tmp_path: Path) -> None:
    budget, price = keep_budget(own, left_t=900_000.0), keep_price(own, cny_per_t=62.5)
    project = entered(own, tmp_path)
    own.call("admission.opinion", project=project)
    document = own.call("admission.letter", project=project).document
    assert document is not None
    words = "\n".join(one.text for one in docx.Document(BytesIO(document.content)).paragraphs)
    assert (
        f"余量 900,000 吨二氧化碳（2030 年预算 1,000,000 吨，2025 年 100,000 吨；运行 {budget[:12]}" in words
    )
    assert (
        f"影子价格 62.50 元/吨二氧化碳（2030 年，地区 {own.workspace.meta.region} 的方案；运行 {price[:12]}"
        in words
    )
    card = own.call("admission.show", project=project).record()["carbon"]
    assert (card["budget_quality"], card["price_quality"], card["price_why"]) == (
        "synthetic",
        "unverified",
        None,
    )


def test_without_a_budget_or_a_price_the_letter_says_why(own: Session, tmp_path: Path) -> None:
    answer = own.call("admission.opinion", project=entered(own, tmp_path))
    assert answer.document is not None
    words = "\n".join(one.text for one in docx.Document(BytesIO(answer.document.content)).paragraphs)
    assert "城市碳预算余量：—（没有保留的目标分解" in words
    assert "影子价格：—（没有保留的协同控制方案" in words


def test_a_form_that_is_handed_in_again_is_no_second_project(own: Session, tmp_path: Path) -> None:
    file = a_form(own, tmp_path)
    results = [own.call("admission.import", file=file).frame().select("entry", "result").row(0) for _ in "ab"]
    assert (results[0][1], results[1]) == ("entered", (results[0][0], "unchanged"))
    changed = own.call("admission.import", file=a_form(own, tmp_path, co2_t=1.0)).frame()
    assert changed["result"].to_list() == ["corrected"]
    assert own.call("admission.list").meta["projects"] == 1


def test_rules_are_listed_as_they_hold_on_a_day(own: Session) -> None:
    held = own.call("admission.rules", on="2024-08-22").frame()["rule"].to_list()
    after = own.call("admission.rules", on="2024-08-23").frame()["rule"].to_list()
    assert ("R02" in held, "R04" in held) == (True, False)
    assert ("R02" in after, "R04" in after) == (False, True)


def test_a_project_that_is_not_there_is_not_found(own: Session) -> None:
    with pytest.raises(NotFoundError):
        own.call("admission.show", project="none")
