"""A round's workbook comes back as it went out, and every cell that is wrong is named at once."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import polars as pl
import pytest

from tongyuan.testing import round_books as books
from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks.book import INSTRUCTIONS
from tongyuan.workspace.workbooks.round_template import ROUND_SHEET, unit_names

COAL, SHARE, PLAN = "coal_use", "share_green", "plan_issued"
GOOD: dict[tuple[int, str, str], object] = {
    (11, COAL, "value"): 110,
    (11, SHARE, "value"): "45",
    (11, PLAN, "value"): "是",
    (12, COAL, "value"): 400,
    (12, COAL, "reason"): "新建电厂投产",
    (12, SHARE, "state"): "未估算",
}


def _problems(content: bytes, **changes: Any) -> list[Any]:
    with pytest.raises(InputError) as caught:
        books.filled(content, **changes)
    return list(caught.value.problems)


def _codes(content: bytes, **changes: Any) -> list[tuple[str, str | None]]:
    return [
        (problem.code.removeprefix("workbook."), problem.place.cell)
        for problem in _problems(content, **changes)
    ]


def _sheet(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))[ROUND_SHEET]


def test_what_is_typed_is_read_with_its_state_unit_and_reason() -> None:
    read = books.filled(books.round_book(GOOD))
    assert read.frame.rows() == [
        (11, COAL, 110.0, None, "万吨", None),
        (11, PLAN, 1.0, None, "是/否", None),
        (11, SHARE, 45.0, None, "%", None),
        (12, COAL, 400.0, None, "万吨", "新建电厂投产"),
        (12, SHARE, None, "NE", "%", None),
    ]
    assert [note.code for note in read.notes] == ["workbook.note_blank_cells"]


def test_a_mark_of_missing_may_stand_where_the_value_would() -> None:
    read = books.filled(books.round_book({(11, COAL, "value"): "—", (12, COAL, "value"): "NO"}))
    assert read.frame["state"].to_list() == ["not_reported", "NO"]
    assert read.frame["value"].null_count() == 2


def test_what_was_entered_before_stands_in_the_template_and_comes_back() -> None:
    first = books.filled(books.round_book(GOOD)).frame
    later = datetime(2026, 4, 2, 8)
    entries = first.with_columns(version=pl.lit(1), actor=pl.lit("a"), at=pl.lit(later))
    again = books.filled(books.round_book(entries=entries)).frame
    assert again.equals(first)


def test_the_same_input_gives_the_same_bytes() -> None:
    def content() -> bytes:
        from tongyuan.workspace.workbooks import round_template

        return round_template(
            books.assignments(),
            title="t",
            facts={},
            items=books.form_items(),
            entries=books.entries(),
            previous=books.previous(),
            names=books.NAMES,
            jump=0.2,
        )

    assert content() == content()


def test_last_years_value_stands_beside_and_a_missing_one_says_why() -> None:
    content = books.round_book()
    sheet = _sheet(content)
    last = {
        (number, item): sheet[books.address(content, number, item, "last year")].value
        for number, item in ((11, COAL), (12, SHARE), (12, PLAN))
    }
    assert last == {(11, COAL): 100.0, (12, SHARE): "未估算", (12, PLAN): None}


def test_white_cells_alone_can_be_written_and_the_keys_are_hidden() -> None:
    content = books.round_book()
    sheet = _sheet(content)
    assert sheet.protection.sheet
    open_fields = ("value", "state", "reason")
    assert not any(sheet[books.address(content, 11, COAL, field)].protection.locked for field in open_fields)
    closed = ("unit", "last year", "item", "reporting unit")
    assert all(sheet[books.address(content, 11, COAL, field)].protection.locked for field in closed)
    hidden = {letter for letter, shape in sheet.column_dimensions.items() if shape.hidden}
    assert len(hidden) >= 1
    assert not any(note.code.endswith("hidden_column") for note in books.filled(books.round_book(GOOD)).notes)


def test_a_jump_is_coloured_and_states_are_offered() -> None:
    content = books.round_book()
    sheet = _sheet(content)
    shapes = [str(rule.formula) for found in sheet.conditional_formatting for rule in found.rules]
    assert any("0.2" in shape and "ABS" in shape for shape in shapes)
    offered = [str(rule.formula1) for rule in sheet.data_validations.dataValidation]
    assert any("可选值" in source for source in offered)
    words = {
        str(cell.value) for line in openpyxl.load_workbook(io.BytesIO(content))[INSTRUCTIONS] for cell in line
    }
    assert any("20%" in word for word in words)


def test_every_bad_cell_is_named_at_once() -> None:
    content = books.round_book(
        {
            (11, COAL, "value"): "很多",
            (11, SHARE, "value"): 140,
            (11, PLAN, "value"): "也许",
            (12, COAL, "value"): -3,
            (12, SHARE, "value"): 12,
            (12, SHARE, "state"): "保密",
            (12, PLAN, "reason"): "没有数",
        }
    )
    assert _codes(content) == [
        ("text_in_number", books.address(content, 11, COAL, "value")),
        ("above_maximum", books.address(content, 11, SHARE, "value")),
        ("jump_without_reason", books.address(content, 11, SHARE, "reason")),
        ("not_a_choice", books.address(content, 11, PLAN, "value")),
        ("negative", books.address(content, 12, COAL, "value")),
        ("jump_without_reason", books.address(content, 12, COAL, "reason")),
        ("value_and_state", books.address(content, 12, SHARE, "state")),
        ("reason_alone", books.address(content, 12, PLAN, "reason")),
    ]
    assert {problem.place.file for problem in _problems(content)} == {books.FILE}


@pytest.mark.parametrize(("value", "asks"), [(120, False), (120.1, True), (80, False), (79.9, True)])
def test_more_than_a_fifth_up_or_down_needs_a_reason(value: float, *, asks: bool) -> None:
    content = books.round_book({(11, COAL, "value"): value})
    if asks:
        assert [code for code, _ in _codes(content)] == ["jump_without_reason"]
        content = books.typed(content, {(11, COAL, "reason"): "产能变化"})
    assert books.filled(content).frame["value"].to_list() == [value]


def test_a_date_for_a_number_is_told() -> None:
    content = books.round_book({(11, COAL, "value"): datetime(2026, 3, 1)})
    assert [code for code, _ in _codes(content)] == ["date_in_number"]


def test_a_formula_without_a_kept_result_is_told() -> None:
    content = books.round_book({(11, COAL, "value"): "=1+1"})
    assert [code for code, _ in _codes(content)] == ["formula_without_value"]


def test_merged_cells_are_told_once() -> None:
    content = books.round_book(GOOD)
    book = openpyxl.load_workbook(io.BytesIO(content))
    first, last = (books.address(content, number, COAL, "value") for number in (11, 12))
    book[ROUND_SHEET].merge_cells(f"{first}:{last}")
    buffer = io.BytesIO()
    book.save(buffer)
    assert [code for code, _ in _codes(buffer.getvalue())] == ["merged"]


def test_columns_in_another_order_and_sorted_rows_read_the_same() -> None:
    content = books.round_book(GOOD)
    wanted = books.filled(content).frame
    turned = books.rearranged(content, lambda rows: [list(reversed(row)) for row in [rows[0], *rows[:0:-1]]])
    assert books.filled(turned).frame.equals(wanted)


def test_without_its_keys_a_row_is_known_by_its_names() -> None:
    content = books.round_book(GOOD)
    wanted = books.filled(content).frame
    bare = books.rearranged(content, lambda rows: [row[:-2] for row in rows])
    assert books.filled(bare).frame.equals(wanted)


def test_rows_of_which_only_some_columns_were_sorted_are_refused() -> None:
    content = books.round_book(GOOD)
    names = [books.address(content, number, COAL, "unit_name") for number in (11, 12)]
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[ROUND_SHEET]
    sheet[names[0]].value, sheet[names[1]].value = sheet[names[1]].value, sheet[names[0]].value
    buffer = io.BytesIO()
    book.save(buffer)
    assert _codes(buffer.getvalue()) == [("name_mismatch", names[0]), ("name_mismatch", names[1])]


def test_a_unit_that_was_overwritten_is_refused() -> None:
    content = books.round_book({**GOOD, (11, COAL, "unit"): "吨"})
    assert [code for code, _ in _codes(content)] == ["wrong_unit"]


def test_an_assignment_that_is_not_theirs_is_refused() -> None:
    content = books.round_book(GOOD)
    mine = books.assignments().head(1)
    codes = {code for code, _ in _codes(content, assignments=mine)}
    assert codes == {"not_assigned"}


def test_an_item_that_is_not_asked_is_refused() -> None:
    content = books.round_book({**GOOD, (11, COAL, "item code"): "gold_use"})
    assert [code for code, _ in _codes(content)] == ["not_asked"]


def test_a_row_that_stands_twice_is_refused() -> None:
    content = books.rearranged(books.round_book(GOOD), lambda rows: [*rows, rows[1]])
    assert [code for code, _ in _codes(content)] == ["duplicate"]


def test_a_file_without_a_table_or_without_a_figure_is_told() -> None:
    assert [code for code, _ in _codes("甲,乙\n1,2\n".encode())] == ["no_table"]
    assert [code for code, _ in _codes(books.round_book())] == ["no_figure"]


def test_a_csv_of_the_same_columns_is_read() -> None:
    text = "填报单位,项目,计量单位,本期值,缺失原因,说明\n甲市,煤炭消费量,万吨,105,,\n乙市,绿色比例,%,,保密,\n"
    read = books.filled(text.encode())
    assert read.frame.select("assignment", "item", "value", "state").rows() == [
        (11, COAL, 105.0, None),
        (12, SHARE, None, "C"),
    ]


def test_a_unit_is_named_after_its_enterprise_or_its_region() -> None:
    regions = pl.DataFrame({"region": ["991100", "991200"], "name_zh": ["甲市", "乙市"]})
    enterprises = pl.DataFrame({"enterprise": ["E1"], "name_zh": ["演练厂"]})
    of_firm = books.assignments().with_columns(enterprise=pl.Series([None, "E1"], dtype=pl.String))
    assert unit_names(of_firm, regions=regions, enterprises=enterprises) == {11: "甲市", 12: "演练厂"}
