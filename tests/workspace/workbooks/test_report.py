"""The report lists each bad cell once; the marked copy shows them where they are."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tongyuan.testing import workbooks as books
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.workspace.workbooks import marked_copy, problem_report, problem_table, read_inventory
from tongyuan.workspace.workbooks.inventory_template import ACTIVITY_SHEET

BAD = books.activity_book(
    [
        {"行业": "炼丹业", "能源品种": "焦炭", "数量": -1, "计量单位": "吨"},
        {"行业": "1A2a", "能源品种": "焦炭", "数量": "=1+1", "计量单位": "吨"},
    ]
)


@pytest.fixture(scope="module")
def found() -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_inventory(BAD, file="台账.xlsx", regions=books.regions())
    return caught.value.problems


def test_the_list_has_one_row_for_each_cell(found: tuple[Problem, ...]) -> None:
    table = problem_table(found)
    assert table["单元格"].to_list() == ["C4", "E4", "E5"]
    assert set(table["文件"]) == {"台账.xlsx"}
    assert problem_table(found, language="en").columns[2] == "cell"


def test_the_report_is_a_workbook_with_the_same_rows(found: tuple[Problem, ...]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(problem_report(found))).active
    assert [row[2] for row in sheet.iter_rows(values_only=True)] == ["单元格", "C4", "E4", "E5"]
    assert problem_report(found) == problem_report(found)


def test_the_marked_copy_says_in_the_cell_what_is_wrong(found: tuple[Problem, ...]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(marked_copy(BAD, found)))[ACTIVITY_SHEET]
    assert "炼丹业" in sheet["C4"].comment.text
    assert sheet["C4"].fill.fgColor.rgb == "FFF9C4B8"
    assert sheet["C5"].comment is None


def test_delimited_text_bears_no_marks(found: tuple[Problem, ...]) -> None:
    with pytest.raises(InputError):
        marked_copy("年份,数量\n".encode(), found)
