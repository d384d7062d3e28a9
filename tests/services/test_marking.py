"""Documents of internal data are marked on every sheet, and the audit knows who was handed them."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tongyuan.services.answer import Answer, Document
from tongyuan.services.documents import document_of
from tongyuan.services.marking import Mark, marked
from tongyuan.services.session import Session
from tongyuan.services.sheets import Sheet, write_sheets
from tongyuan.testing.sessions import an_actor
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.workbooks import mark_workbook

LINES = ("内部资料 注意保管", "导出人 A&B <李>", "编号 1")


def internal(session: Session) -> Answer:
    """An answer that holds one internal figure."""
    told = a_statistic(series=session.workspace.dataset_frame("jurisdiction.series")["series"][0])
    session.workspace.add_statistics(statistics_of(told), actor="tester")
    return session.statistic.list(series=told["series"])


def exports(session: Session) -> list[dict[str, Any]]:
    rows = session.audit.list().frame()
    return rows.filter(rows["service"] == "export").to_dicts()


def sheets(document: Document) -> list[Worksheet]:
    return openpyxl.load_workbook(io.BytesIO(document.content)).worksheets


def test_a_workbook_of_internal_figures_says_on_every_sheet_who_was_handed_it(own: Session) -> None:
    document = document_of(internal(own), name="statistic.list", suffix=".xlsx")
    number = exports(own)[0]["outcome"]
    assert document.mark[0].startswith("内部资料")
    first, *others = sheets(document)
    lines = [cell.value for cell in first["A"]]
    assert lines == list(document.mark)
    assert any("tester" in line for line in lines)
    assert any(number in line for line in lines)
    for sheet in (first, *others):
        assert "内部资料" in sheet.oddHeader.center.text
        assert number in sheet.oddFooter.left.text
    assert others[0].max_row == 2


def test_the_audit_says_who_was_handed_what_and_how_guarded_it_is(own: Session) -> None:
    answer = internal(own)
    assert exports(own) == []
    document = document_of(answer, name="statistic.list", suffix=".csv")
    (row,) = exports(own)
    told = json.loads(row["params"])
    assert row["actor"] == "test:tester"
    assert (told["level"], told["number"]) == ("internal", row["outcome"])
    assert told["what"] == "statistic.list.csv"
    assert row["outcome"] in document.name
    assert "内部" in document.name
    assert own.call("audit.verify").passed


def test_a_letter_is_marked_on_every_page() -> None:
    made = io.BytesIO()
    docx.Document().save(made)
    level = Sensitivity.SENSITIVE
    mark = Mark(level, "李", "2026-01-01 08:00", "20260101-00c0ffee", synthetic=False)
    told = marked(Document("通报.docx", "", made.getvalue()), mark)
    (section,) = docx.Document(io.BytesIO(told.content)).sections
    assert "敏感资料 严禁外传" in [paragraph.text for paragraph in section.header.paragraphs]
    assert any(mark.number in paragraph.text for paragraph in section.footer.paragraphs)
    assert told.name == f"通报_敏感_{mark.number}.docx"


def test_a_csv_stays_a_plain_table(own: Session) -> None:
    answer = internal(own)
    document = document_of(answer, name="statistic.list", suffix=".csv")
    lines = document.content.decode().splitlines()
    assert len(lines) == answer.frame().height + 1


def test_every_handing_out_has_a_number_of_its_own(own: Session) -> None:
    answer = internal(own)
    for suffix in (".xlsx", ".csv", ".json"):
        document_of(answer, name="statistic.list", suffix=suffix)
    assert len({row["outcome"] for row in exports(own)}) == 3


def test_public_data_need_no_mark_and_no_row(own: Session) -> None:
    for name in ("policy.targets", "target.status", "region.list", "reference.factors"):
        document = document_of(own.call(name), name=name, suffix=".xlsx")
        assert document.mark == ()
        assert document.name == f"{name}.xlsx"
    assert exports(own) == []


def test_a_template_with_internal_figures_in_it_is_marked_as_it_is_made(own: Session) -> None:
    series = own.workspace.dataset_frame("jurisdiction.series")
    about = series.filter(series["owner"].is_not_null()).row(0, named=True)
    blank = own.statistic.template(department=about["owner"], years="2024").document
    told = {"series": about["series"], "unit": about["unit"], "region": own.workspace.meta.region}
    own.workspace.add_statistics(statistics_of(a_statistic(**told)), actor="tester")
    filled = own.statistic.template(department=about["owner"], years="2024").document
    assert blank.mark == ()
    assert filled.mark
    titles = [sheet.title for sheet in sheets(blank)]
    assert [sheet.title for sheet in sheets(filled)] == ["资料说明", *titles]
    assert len(exports(own)) == 1


def test_a_whole_run_is_marked_by_what_it_stands_on(own: Session) -> None:
    run = own.run.list().frame()["run"][0]
    assert own.export.xlsx(run=run).document.mark == ()
    region = own.workspace.meta.region
    held = own.workspace.current_statistics(region=region).row(0, named=True)
    kept = ("series", "region", "period", "kind", "vintage", "unit", "citation", "quality")
    changed = a_statistic(**{name: held[name] for name in kept}, value=12345.0)
    own.workspace.add_statistics(statistics_of(changed), actor="tester")
    internal_run = own.target.status(on="2023-12-31").meta["run"]
    assert own.export.xlsx(run=internal_run).document.mark


def test_the_public_is_never_handed_what_needs_a_mark(own: Session) -> None:
    internal(own)
    public = Session(own.workspace, an_actor(role="public"))
    for name in ("target.status", "statistic.map", "statistic.trend", "workspace.show"):
        assert public.call(name).meta["sensitivity"] == "public"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_mark_speaks_the_language_of_the_document(own: Session, language: str) -> None:
    document = document_of(internal(own), name="a", suffix=".xlsx", language=language)
    assert document.mark[0].startswith({"zh": "内部资料", "en": "INTERNAL"}[language])


def test_marking_leaves_the_sheets_as_they_were() -> None:
    import polars as pl

    frame = pl.DataFrame({"a": [1.5, None], "b": ["x<&>", "=1+1"]})
    plain = write_sheets([Sheet("数据", frame), Sheet("另一", frame)], meta={"run": "1"})
    marked = mark_workbook(plain, lines=LINES)
    before, after = openpyxl.load_workbook(io.BytesIO(plain)), openpyxl.load_workbook(io.BytesIO(marked))
    assert after.sheetnames == ["资料说明", *before.sheetnames]
    for sheet in before.worksheets:
        same = after[sheet.title]
        assert [[cell.value for cell in row] for row in same] == [
            [cell.value for cell in row] for row in sheet
        ]
        assert (same.freeze_panes, same.auto_filter.ref) == (sheet.freeze_panes, sheet.auto_filter.ref)
    assert [cell.value for cell in after.worksheets[0]["A"]] == list(LINES)
    with ZipFile(io.BytesIO(marked)) as book:
        assert len(set(book.namelist())) == len(book.namelist())
        assert "A&amp;&amp;B &lt;李&gt;" in book.read("xl/worksheets/sheet1.xml").decode()
