"""A department's workbook goes out, is filled in by hand, and comes back whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import polars as pl
import pytest

from tongyuan.testing import workbooks as books
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import Statistic
from tongyuan.workspace.workbooks import StatisticsRead, read_statistics
from tongyuan.workspace.workbooks.template import DATA_SHEET

COAL = ("coal_use", "990000", "2023")


def read(content: bytes, **words: Any) -> StatisticsRead:
    given = {"series": books.series(), "regions": books.regions(), "departments": books.departments()}
    return read_statistics(content, **{"file": "能源局.xlsx", **given, **words})


def problems(content: bytes, **words: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(content, **words)
    assert caught.value.exit_code == 2
    assert all(problem.text(language) for problem in caught.value.problems for language in ("zh", "en"))
    return caught.value.problems


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book[DATA_SHEET])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def values(frame: pl.DataFrame) -> dict[tuple[str, str, str], float | None]:
    return {
        (row["series"], row["region"], row["period"]): row["value"] for row in frame.iter_rows(named=True)
    }


ENTRIES = {
    COAL: "1,234.5",
    ("electric_cars", "990100", "2024"): "3.2万",
    ("list_done", "990000", "2024"): "是",
    ("wind_share", "990000", "2023"): "12.5%",
    ("net_import", "990000", "2024"): "(56)",
}


def test_what_is_typed_into_the_template_comes_back() -> None:
    frame = read(books.statistic_book(ENTRIES)).frame
    assert values(frame) == {
        COAL: 1234.5,
        ("electric_cars", "990100", "2024"): 32_000.0,
        ("list_done", "990000", "2024"): 1.0,
        ("wind_share", "990000", "2023"): 12.5,
        ("net_import", "990000", "2024"): -56.0,
    }
    assert set(frame["unit"]) == {"万吨", "辆", "是/否", "%", "亿千瓦时"}


def test_the_frame_is_a_statistic_once_it_is_given_version_time_and_reporter() -> None:
    frame = read(books.statistic_book(ENTRIES)).frame
    known = books.statistics().select("version", "believed_at", "reporter")
    whole = frame.join(known.head(1), how="cross").select(Statistic.column_names())
    assert Statistic.validate(whole).height == len(ENTRIES)


def test_each_figure_names_the_cell_it_came_from() -> None:
    content = books.statistic_book({COAL: 5})
    cell = books.find_cell(content, series=COAL[0], region=COAL[1], heading=COAL[2])
    assert read(content).frame["evidence"].item() == f"能源局.xlsx {DATA_SHEET}!{cell}"


def test_a_blank_cell_changes_nothing_and_a_dash_is_a_state() -> None:
    reading = read(books.statistic_book({COAL: "—", ("coal_use", "990100", "2024"): "NO"}))
    assert reading.frame.select("region", "value", "state").rows() == [
        ("990000", None, "not_reported"),
        ("990100", None, "NO"),
    ]
    (note,) = reading.notes
    assert (note.code, note.values["count"]) == ("workbook.note_blank_cells", 12)


def test_an_ellipsis_is_noted_because_yearbooks_mean_a_small_number_by_it() -> None:
    notes = [note.code for note in read(books.statistic_book({COAL: "…"})).notes]
    assert "workbook.note_less_than_unit" in notes


def test_kind_vintage_quality_and_source_are_read() -> None:
    words = {"数据类型": "公布", "数据版次": "最终核实", "出处": "某年鉴 表3", "说明": "已核对"}
    entries = {COAL: 5, **{(*COAL[:2], heading): word for heading, word in words.items()}}
    row = read(books.statistic_book(entries)).frame.row(0, named=True)
    assert (row["kind"], row["vintage"], row["quality"]) == ("published", "final", "published")
    assert (row["citation"], row["note"]) == ("某年鉴 表3", "已核对")


def test_a_figure_without_a_source_is_unverified() -> None:
    row = read(books.statistic_book({COAL: 5})).frame.row(0, named=True)
    assert (row["kind"], row["vintage"], row["quality"]) == ("declared", "unstated", "unverified")
    assert "省能源局" in row["citation"]


def test_inserted_rows_and_columns_change_nothing() -> None:
    content = books.statistic_book(ENTRIES)

    def edit(sheet: Any) -> None:
        sheet.insert_rows(2, 3)
        sheet.insert_cols(1)
        sheet.insert_cols(5)
        sheet.insert_rows(8)
        sheet["A1"] = "本局填报"

    assert values(read(edited(content, edit)).frame) == values(read(content).frame)


def test_columns_in_another_order_change_nothing() -> None:
    content = books.statistic_book(ENTRIES)

    def edit(sheet: Any) -> None:
        for row in sheet.iter_rows(min_row=3):
            written = [cell.value for cell in row]
            for cell, value in zip(row, reversed(written), strict=True):
                cell.value = value

    assert values(read(edited(content, edit)).frame) == values(read(content).frame)


def test_a_reassigned_figure_is_reported_not_refused() -> None:
    content = books.statistic_book({COAL: 5, (*COAL[:2], "填报部门"): "省交通厅"})
    reading = read(content)
    assert reading.owners.rows() == [("coal_use", "F02")]
    assert "workbook.note_reassigned" in [note.code for note in reading.notes]


def test_reassigning_alone_is_an_import_too() -> None:
    reading = read(books.statistic_book({(*COAL[:2], "填报部门"): "F02"}))
    assert reading.frame.is_empty()
    assert reading.owners.rows() == [("coal_use", "F02")]


def test_a_confirmed_owner_cannot_be_replaced_by_a_workbook() -> None:
    content = books.statistic_book({("wind_share", "990000", "填报部门"): "省交通厅"})
    assert [problem.code for problem in problems(content)] == ["workbook.wrong_department"]


def test_rows_of_another_department_are_refused_where_one_hands_in() -> None:
    content = books.statistic_book({COAL: 5})
    assert [problem.code for problem in problems(content, department="F02")] == ["workbook.foreign_row"]
    assert read(content, department="F01").frame.height == 1


def test_a_row_that_names_no_department_belongs_to_the_confirmed_owner() -> None:
    text = "指标代码,地区,年份,数值,单位\nrail_freight,某省,2023,1,万吨\ncoal_use,某省,2023,1,万吨\n"
    (problem,) = problems(text.encode(), department="F01")
    assert (problem.code, problem.place.row) == ("workbook.foreign_row", 2)


def test_one_figure_cannot_go_to_two_departments() -> None:
    orphan = books.series().with_columns(owner=pl.lit(None, pl.String), owner_confirmed=False)
    head = "指标代码,地区,年份,数值,单位,填报部门"
    text = f"{head}\ncoal_use,某省,2023,1,万吨,F01\ncoal_use,甲市,2023,1,万吨,F02\n"
    assert [problem.code for problem in problems(text.encode(), series=orphan)] == ["workbook.two_owners"]


def test_a_filled_column_that_nobody_reads_is_noted() -> None:
    text = "指标代码,地区,2023年,2024年预计,单位\ncoal_use,某省,1,2,万吨\n"
    reading = read(text.encode())
    assert values(reading.frame) == {COAL: 1.0}
    assert [(note.code, note.values["got"]) for note in reading.notes] == [
        ("workbook.note_unread_column", "2024年预计")
    ]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({COAL: "约五"}, "text_in_number"),
        ({COAL: -5}, "negative"),
        ({COAL: 1e6}, "above_maximum"),
        ({COAL: "3万"}, "ambiguous_scale"),
        ({COAL: "=1/0"}, "formula_without_value"),
        ({COAL: "#REF!"}, "error_value"),
        ({COAL: 5, (*COAL[:2], "计量单位"): "亿吨"}, "wrong_unit"),
        ({COAL: 5, (*COAL[:2], "计量单位"): None}, "blank"),
        ({COAL: 5, (*COAL[:2], "指标代码"): "coal_usee"}, "unknown_series"),
        ({COAL: 5, (*COAL[:2], "指标名称"): "风电占比"}, "name_mismatch"),
        ({COAL: 5, (*COAL[:2], "地区代码"): "999999"}, "unknown_region"),
        ({COAL: 5, (*COAL[:2], "地区"): "甲市"}, "name_mismatch"),
        ({COAL: 5, (*COAL[:2], "数据类型"): "听说"}, "not_a_choice"),
        ({COAL: 5, (*COAL[:2], "填报部门"): "省气象台"}, "unknown_department"),
        ({("list_done", "990000", "2023"): "也许"}, "not_a_choice"),
        ({("list_done", "990000", "2023"): 2}, "not_a_choice"),
    ],
)
def test_one_wrong_cell_is_refused_by_its_address(entries: dict[Any, object], code: str) -> None:
    content = books.statistic_book(entries)
    (problem,) = problems(content)
    assert problem.code == f"workbook.{code}"
    series, region, heading = list(entries)[-1]
    if heading not in {"指标代码", "地区代码"}:
        assert problem.place.cell == books.find_cell(content, series=series, region=region, heading=heading)
    assert (problem.place.file, problem.place.sheet) == ("能源局.xlsx", DATA_SHEET)


def test_every_problem_is_named_at_once() -> None:
    entries = {
        COAL: "约五",
        ("coal_use", "990100", "2024"): -1,
        ("wind_share", "990000", "2023"): 120,
        ("electric_cars", "990000", "计量单位"): "万辆",
        ("electric_cars", "990000", "2023"): 1,
    }
    found = problems(books.statistic_book({**ENTRIES, **entries}))
    assert sorted(problem.code.split(".")[1] for problem in found) == [
        "above_maximum",
        "negative",
        "text_in_number",
        "wrong_unit",
    ]
    assert len({problem.place.cell for problem in found}) == 4


def test_a_duplicate_names_both_addresses() -> None:
    content = books.statistic_book({COAL: 5})

    def edit(sheet: Any) -> None:
        source = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "coal_use")
        for cell in source:
            sheet.cell(40, cell.column).value = cell.value

    (problem,) = problems(edited(content, edit))
    first = books.find_cell(content, series=COAL[0], region=COAL[1], heading="2023")
    assert problem.code == "workbook.duplicate"
    assert problem.values["first"] == f"{DATA_SHEET}!{first}"
    assert problem.place.cell == f"{first[0]}40"


def test_a_copied_row_may_bear_another_vintage() -> None:
    content = books.statistic_book({COAL: 5})

    def edit(sheet: Any) -> None:
        head = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[3]}
        source = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "coal_use")
        for cell in source:
            sheet.cell(40, cell.column).value = cell.value
        sheet.cell(40, head["数据版次"]).value = "快报"

    assert read(edited(content, edit)).frame["vintage"].to_list() == ["flash", "unstated"]


def test_merged_cells_of_data_are_refused_once_and_merged_headings_are_not() -> None:
    content = books.statistic_book({COAL: 5})
    cell = books.find_cell(content, series=COAL[0], region=COAL[1], heading="2023")
    beside = books.find_cell(content, series=COAL[0], region=COAL[1], heading="2024")

    def merge_data(sheet: Any) -> None:
        sheet.merge_cells(f"{cell}:{beside}")

    def merge_title(sheet: Any) -> None:
        sheet.merge_cells("A1:F1")
        sheet["A40"] = "注：本表由本局填报"
        sheet.merge_cells("A40:K40")

    assert [problem.code for problem in problems(edited(content, merge_data))] == ["workbook.merged"]
    assert read(edited(content, merge_title)).frame.height == 1


def test_hidden_rows_and_sheets_are_read_and_noted() -> None:
    content = books.statistic_book({COAL: 5})

    def edit(sheet: Any) -> None:
        for row in sheet.iter_rows(min_row=4):
            sheet.row_dimensions[row[0].row].hidden = row[0].value == "coal_use"
        sheet.column_dimensions["B"].hidden = True
        sheet.parent["填写说明"].sheet_state = "hidden"

    reading = read(edited(content, edit))
    assert reading.frame.height == 1
    codes = {note.code for note in reading.notes}
    hidden = {f"workbook.note_hidden_{what}" for what in ("row", "column", "sheet")}
    assert hidden <= codes


def test_a_long_table_in_csv_is_read_too() -> None:
    text = '指标代码,地区,年份,数值,单位,数据类型\ncoal_use,某省,2023年,"1,234.5",万吨,公布\n'
    for encoding in ("utf-8", "utf-8-sig", "gbk", "utf-16"):
        reading = read(text.encode(encoding), file="能源局.csv")
        assert values(reading.frame) == {COAL: 1234.5}
        assert ("workbook.note_gbk" in [note.code for note in reading.notes]) == (encoding == "gbk")


def test_a_csv_problem_has_an_address_as_a_spreadsheet_shows_it() -> None:
    text = "指标代码,地区,年份,数值,单位\ncoal_use,某省,,若干,万吨\n"
    found = problems(text.encode(), file="能源局.csv")
    assert [(problem.code, problem.place.cell) for problem in found] == [
        ("workbook.missing_year", "C2"),
        ("workbook.text_in_number", "D2"),
    ]


def test_an_empty_template_is_refused_with_a_clear_word() -> None:
    assert [problem.code for problem in problems(books.statistic_book({}))] == ["workbook.no_figure"]


def test_a_heading_that_is_missing_or_stands_twice_is_named() -> None:
    text = "指标代码,地区,年份,数值\ncoal_use,某省,2023,1\n"
    (problem,) = problems(text.encode())
    assert (problem.code, problem.values["got"]) == ("workbook.missing_column", "计量单位")
    twice = "指标代码,地区,年份,数值,单位,计量单位\ncoal_use,某省,2023,1,万吨,万吨\n"
    (problem,) = problems(twice.encode())
    assert (problem.code, problem.place.cell, problem.values["first"]) == (
        "workbook.column_twice",
        "F1",
        "E1",
    )
