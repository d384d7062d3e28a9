"""A workbook of records follows from its contract, comes back as it went, and a bad one names every cell."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import polars as pl
import pytest

from tongyuan.services.answer import Answer
from tongyuan.services.documents import document_of
from tongyuan.testing import workbooks as books
from tongyuan.testing.records import herd_book, record_book
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.records import RecordKind, record_kind, record_kinds
from tongyuan.vocabulary.tables import Activity, key_of
from tongyuan.workspace.workbooks import RecordsRead, read_records, record_template
from tongyuan.workspace.workbooks.book import INSTRUCTIONS, LOOKUP
from tongyuan.workspace.workbooks.names import packaged_rows
from tongyuan.workspace.workbooks.record_columns import record_columns
from tongyuan.workspace.workbooks.record_template import COLUMNS_SHEET

#: Chemical species are called alike in both languages.
CODES_ALONE = {"species"}
KIND = RecordKind("activity", "Activity", "活动台账", "register of activity", "能源局", "1A")
OTHER = RecordKind("balance", "EnergyBalance", "平衡台账", "register of balances", "统计局", "1A")
STEEL: dict[str, Any] = {
    "region": "某省",
    "year": 2023,
    "sector": "黑色金属冶炼及压延加工业",
    "source": "1A2a",
    "fuel": "焦炭",
    "activity": "燃烧",
    "quantity": 1200,
    "unit": "t",
    "derived_from_co2": "否",
}


def blank(kind: RecordKind = KIND, **words: Any) -> bytes:
    return record_template(kind, **{"regions": books.regions(), "year": 2024, **words})


def filled(*rows: dict[str, Any]) -> bytes:
    return record_book(KIND, rows, regions=books.regions())


def read(content: bytes, **words: Any) -> RecordsRead:
    return read_records(
        content, **{"file": "台账.xlsx", "kinds": [KIND, OTHER], "regions": books.regions(), **words}
    )


def activity(*rows: dict[str, Any]) -> pl.DataFrame:
    return read(filled(*rows)).frames["activity"]


def problems(content: bytes, **words: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(content, **words)
    assert all(problem.text(language) for problem in caught.value.problems for language in ("zh", "en"))
    return list(caught.value.problems)


def test_a_template_has_a_sheet_of_rows_one_that_explains_columns_and_one_of_lists() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    assert book.sheetnames == [INSTRUCTIONS, "活动台账", COLUMNS_SHEET, LOOKUP]
    explained = {row[0]: row for row in book[COLUMNS_SHEET].iter_rows(min_row=2, values_only=True)}
    assert [explained["下限（95%）"][position] for position in (4, 5)] == [
        "可空白 · may be blank",
        "未给出范围 · range not stated",
    ]
    assert explained["地区"][4] == "不可空白 · needed"


def test_the_example_row_is_labelled_and_never_read() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(blank()))["活动台账"]
    assert [sheet.cell(4, column).value for column in (1, 2, 3)] == ["示例", "某省", 2024]
    assert [problem.code for problem in problems(blank())] == ["workbook.no_figure"]
    assert activity(STEEL).height == 1


def test_what_is_held_is_written_out_and_comes_back_the_same() -> None:
    held = activity(STEEL, {**STEEL, "fuel": "原煤", "quantity": "C", "low": None, "note": "涉密"})
    again = read(blank(rows=held)).frames["activity"]
    assert again.equals(held)
    assert blank(rows=held) == blank(rows=held)


def test_several_regions_and_years_stand_in_one_file() -> None:
    rows = activity(STEEL, {**STEEL, "year": "２０２２年"}, {**STEEL, "region": "990100"})
    assert rows.select("region", "year").rows() == [("990000", 2022), ("990000", 2023), ("990100", 2023)]


def test_what_is_missing_is_a_state_and_never_zero() -> None:
    rows = activity(
        {**STEEL, "quantity": None},
        {**STEEL, "fuel": "原煤", "quantity": "NE"},
        {**STEEL, "fuel": "汽油", "quantity": None, "state": "保密"},
    ).sort("fuel")
    assert rows.select("fuel", "quantity", "state").rows() == [
        ("coke", None, "not_reported"),
        ("gasoline", None, "C"),
        ("raw_coal", None, "NE"),
    ]
    assert rows["low"].to_list() == [None, None, None]


def test_a_mark_of_missing_in_a_column_without_states_is_null_with_a_note() -> None:
    found = read(filled({**STEEL, "low": "NE"}))
    assert found.frames["activity"]["low"].to_list() == [None]
    assert [note.code for note in found.notes] == ["record.note_state_dropped"]


def test_blank_quality_citation_and_technology_say_so() -> None:
    row = activity(STEEL).row(0, named=True)
    assert (row["quality"], row["technology"]) == ("unverified", "unstated")
    assert row["citation"] == "填报（台账.xlsx）"


@pytest.mark.parametrize(
    ("change", "code", "heading"),
    [
        ({"region": "乙市"}, "workbook.unknown_region", "region"),
        ({"region": None}, "workbook.blank", "region"),
        ({"year": "去年"}, "workbook.bad_year", "year"),
        ({"sector": "炼丹业"}, "record.unknown_code", "sector"),
        ({"fuel": "煤饼"}, "record.unknown_code", "fuel"),
        ({"activity": "打坐"}, "record.unknown_code", "activity"),
        ({"quantity": "约一千"}, "workbook.text_in_number", "quantity"),
        ({"state": "NO"}, "workbook.value_and_state", "state"),
        ({"derived_from_co2": "也许"}, "workbook.no_flag", "derived_from_co2"),
        ({"derived_from_co2": None}, "workbook.blank", "derived_from_co2"),
    ],
)
def test_one_wrong_cell_is_refused_by_its_address(change: dict[str, Any], code: str, heading: str) -> None:
    found = problems(filled({**STEEL, **change}))
    column = openpyxl.utils.get_column_letter(Activity.column_names().index(heading) + 2)
    assert [(problem.code, problem.place.sheet, problem.place.cell) for problem in found] == [
        (code, "活动台账", f"{column}5")
    ]


def test_all_problems_of_all_rows_are_told_at_once() -> None:
    found = problems(
        filled({**STEEL, "year": None, "fuel": "煤饼"}, STEEL, STEEL, {**STEEL, "quantity": "?"})
    )
    assert [(problem.code, problem.place.row) for problem in found] == [
        ("workbook.blank", 5),
        ("record.unknown_code", 5),
        ("workbook.duplicate", 7),
        ("workbook.text_in_number", 8),
    ]


def test_a_sheet_is_of_the_kind_whose_name_it_bears() -> None:
    found = problems(filled(STEEL), kinds=[OTHER, OTHER])
    assert [problem.code for problem in found] == ["record.no_sheet"]
    assert "平衡台账" in found[0].expected()


def test_text_with_the_contracts_own_headings_is_read_where_the_kind_is_named() -> None:
    head = ",".join(STEEL)
    text = f"{head}\n" + ",".join(str(value) for value in STEEL.values())
    assert read(text.encode(), kinds=[KIND], file="a.csv").frames["activity"].height == 1
    assert [problem.code for problem in problems("甲,乙\n1,2\n".encode(), kinds=[KIND])] == [
        "workbook.no_table"
    ]


@pytest.mark.parametrize("kind", record_kinds(), ids=lambda kind: kind.dataset)
def test_every_kind_of_record_has_a_contract_by_region_and_year_and_a_template(kind: RecordKind) -> None:
    assert key_of(kind.schema)[:2] == ("region", "year")
    assert record_kind(kind.name_zh) == kind
    content = blank(kind)
    with pytest.raises(InputError) as caught:
        read(content, kinds=[kind])
    assert [problem.code for problem in caught.value.problems] == ["workbook.no_figure"]


@pytest.mark.parametrize("kind", record_kinds(), ids=lambda kind: kind.dataset)
def test_every_code_that_a_record_may_choose_has_a_name(kind: RecordKind) -> None:
    chosen = [column for column in record_columns(kind.schema, regions=books.regions()) if column.names]
    unnamed = {
        f"{column.name}: {code}"
        for column in chosen
        for code, label in (column.names.labels.items() if column.names else ())
        if label == code and column.name not in CODES_ALONE
    }
    assert unnamed == set()


def test_every_meaning_of_a_blank_is_said_in_chinese() -> None:
    known = {row["en"] for row in packaged_rows("null_words")}
    said = {
        column.null
        for kind in record_kinds()
        for column in record_columns(kind.schema, regions=books.regions())
        if column.null and not column.says_state and column.default is None
    }
    assert said - known == set()


def test_units_stand_in_the_heads_as_people_write_them_and_may_stand_in_the_cell() -> None:
    herds = record_kind("herds")
    sheet = openpyxl.load_workbook(io.BytesIO(blank(herds))).worksheets[1]
    assert "年均存栏（头）\naverage population of the year [head]" in [cell.value for cell in sheet[3]]
    content = herd_book({"region": "某省", "year": 2024, "head": "1.2万头"}, regions=books.regions())
    assert read(content, kinds=[herds]).frames["herds"]["head"].to_list() == [12000.0]


def test_what_was_exported_is_read_again_by_its_heads() -> None:
    herds = record_kind("herds")
    held = read(herd_book({"region": "某省", "year": 2024}, regions=books.regions()), kinds=[herds]).frames[
        "herds"
    ]
    answer = Answer(meta={"contract": "Herd"}, data=held)
    for suffix in (".xlsx", ".csv"):
        content = document_of(answer, name="畜禽", suffix=suffix).content
        assert read(content, kinds=[herds]).frames["herds"].equals(held)
