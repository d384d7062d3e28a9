"""The registry through its services: a type is rows, an entry keeps its history, a figure its entries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import ConflictError, InputError

TALKS = """
type: talk
name_zh: 座谈
name_en: talks
fields:
  - {field: people, name_zh: 参加人数, name_en: people, kind: number, unit: person}
  - {field: topic, name_zh: 主题, name_en: topic, kind: choice, required: yes, choices: "air:大气;water:水"}
states:
  - {state: asked, name_zh: 拟开, name_en: asked, after: start}
  - {state: done, name_zh: 已开, name_en: done, after: start asked, evidence: yes, counts: yes}
"""


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("registry") / "workspace"))
    file = tmp_path_factory.mktemp("files") / "talk.yaml"
    file.write_text(TALKS, encoding="utf-8")
    made.call("registry.define", file=file)
    yield made
    made.workspace.close()


def outfall(session: Session, entry: str, **told: Any) -> None:
    row = {"name": f"排污口{entry}", "region": "990100", "fields": "river=示例河;kind=other"}
    session.call(
        "registry.add", type="outfall", entry=entry, key=f"add {entry}", since="2024-01-01", **(row | told)
    )


def moved(session: Session, entry: str, state: str, evidence: str = "") -> None:
    told = {"entry": entry, "state": state, "on": "2024-06-30", "key": f"{entry} {state}"}
    session.call("registry.move", type="outfall", evidence=evidence, **told)


def second(session: Session) -> Session:
    return replace(session, actor=replace(session.actor, id="second", name="复核人"))


def test_a_new_type_is_only_rows(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "talks.csv"
    file.write_text(
        "编号,名称,地区,状态,状态日期,依据文件,主题,参加人数,经度,纬度\n"
        "1,首次,990100,已开,2024-03-01,纪要,大气,30,120.5,40.5\n"
        "2,二次,990100,已开,2024-05-01,纪要,水,,,\n",
        encoding="utf-8",
    )
    session.call("registry.import", file=file, type="talk")
    assert session.call("registry.list", type="talk").frame()["topic"].to_list() == ["air", "water"]
    told = (
        session.call("registry.statistics", type="talk").frame().filter(measure="people").row(0, named=True)
    )
    assert (told["value"], told["entries"], told["missing"]) == (30.0, 2, 1)
    drawn = session.call("registry.map", type="talk")
    assert (drawn.meta["drawn"], drawn.meta["without_place"]) == (1, 1)
    assert json.loads(drawn.document.content)["features"][0]["properties"]["topic"] == "air"
    figure = session.call("registry.indicator", type="talk").record()
    assert (figure["value"], figure["entries"]) == (2.0, ["1", "2"])
    assert session.call("registry.indicator", type="talk", on="2024-04-01").record()["value"] == 1.0


def test_an_outfall_is_closed_step_by_step_with_evidence_and_by_another_person(session: Session) -> None:
    outfall(session, "A")
    with pytest.raises(ConflictError, match="cannot follow"):
        moved(session, "A", "closed", "验收单")
    for state in ("traced", "rectifying"):
        moved(session, "A", state)
    with pytest.raises(ConflictError, match="needs a document"):
        moved(session, "A", "rectified")
    moved(session, "A", "rectified", "验收单")
    with pytest.raises(ConflictError, match="another person"):
        moved(session, "A", "closed", "销号表")
    moved(second(session), "A", "closed", "销号表")
    card = session.call("registry.show", type="outfall", entry="A").record()
    assert [row["state"] for row in card["history"]] == [
        "found",
        "traced",
        "rectifying",
        "rectified",
        "closed",
    ]
    assert card["next"] == []


def test_the_same_key_writes_once_and_never_another_thing(session: Session) -> None:
    outfall(session, "B")
    outfall(session, "B")
    assert len(session.call("registry.show", type="outfall", entry="B").record()["history"]) == 1
    with pytest.raises(ConflictError, match="stands for another"):
        outfall(session, "B", name="另一个")


def test_a_correction_keeps_the_state_and_the_history(session: Session) -> None:
    outfall(session, "C")
    told = {"entry": "C", "name": "改名", "region": "990100", "fields": "river=另河;kind=farm"}
    session.call("registry.add", type="outfall", key="correct C", **told)
    card = session.call("registry.show", type="outfall", entry="C").record()
    assert (card["change"], card["state"], card["river"]) == ("correct", "found", "另河")
    assert card["history"][0]["river"] == "示例河"


def test_nothing_told_is_no_figure(session: Session) -> None:
    figure = session.call("registry.indicator", type="kitchen_waste", measure="capacity").record()
    assert figure["value"] is None
    assert session.call("registry.indicator", type="kitchen_waste").record()["value"] == 0.0


def test_a_file_with_faults_is_refused_whole_with_every_row(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "outfalls.csv"
    rows = "编号,名称,地区,受纳水体,类别,日排放量\nX,好,990100,河,其他排口,1\nY,坏,990100,河,无此类,-1\n"
    file.write_text(rows + "Z,坏,火星,,其他排口,\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        session.call("registry.import", file=file, type="outfall")
    assert [problem.place.row for problem in refused.value.problems] == [3, 3, 4, 4]
    assert "X" not in session.call("registry.list", type="outfall").frame()["entry"]


def test_a_filled_template_comes_back_as_it_was_written(session: Session, tmp_path: Path) -> None:
    made = session.call("registry.template", type="mine_pit").document
    file = tmp_path / "pits.xlsx"
    file.write_bytes(made.content)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    row = {"编号": "K1", "名称": "矿坑", "地区": "990100", "状态": "在建", "治理面积": 12.5}
    for head, value in row.items():
        sheet.cell(2, heads.index(head) + 1, value)
    book.save(file)
    session.call("registry.import", file=file, type="mine_pit")
    found = session.call("registry.list", type="mine_pit").frame().row(0, named=True)
    assert (found["entry"], found["state"], found["area"]) == ("K1", "under_way", 12.5)


def test_a_type_that_cannot_work_is_refused_with_its_faults(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(TALKS.replace("after: start asked", "after: nowhere").replace("number", "colour"))
    with pytest.raises(InputError) as refused:
        session.call("registry.define", file=file)
    assert {problem.code for problem in refused.value.problems} == {"registry.kind", "registry.unreached"}
