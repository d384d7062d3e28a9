"""Years and periods are read from cells and headings; a date is no year."""

from __future__ import annotations

from datetime import datetime

import pytest

from tongyuan.vocabulary.problems import InputError, Place
from tongyuan.workspace.workbooks.grid import Cell
from tongyuan.workspace.workbooks.when import heading_period, read_period, read_year


def cell(value: object, shape: str = "General") -> Cell:
    return Cell(value, Place(cell="E4"), shape)


@pytest.mark.parametrize("written", [2023, 2023.0, "2023", "２０２３", "2023年", " 2023 年度"])
def test_a_year_is_read(written: object) -> None:
    assert read_year(cell(written)) == 2023


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (None, "missing_year"),
        ("  ", "missing_year"),
        (23, "bad_year"),
        ("二〇二三", "bad_year"),
        (2023.5, "bad_year"),
        (1066, "bad_year"),
        (True, "bad_year"),
        (datetime(1905, 7, 16), "bad_year"),
    ],
)
def test_what_is_no_year_is_refused(written: object, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_year(cell(written))
    assert caught.value.problems[0].code == f"workbook.{code}"


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2024", "2024"),
        ("2024年三季度", "2024Q3"),
        ("2024年第1季度", "2024Q1"),
        ("2024q2", "2024Q2"),
        ("2024年7月", "2024-07"),
        ("2024/7", "2024-07"),
        ("2024.7.31", "2024-07-31"),
        ("2024年7月31日", "2024-07-31"),
    ],
)
def test_a_period_is_read(written: str, period: str) -> None:
    assert read_period(cell(written)) == period


def test_a_month_that_a_spreadsheet_turned_into_a_date_stays_a_month() -> None:
    assert read_period(cell(datetime(2024, 7, 1), "yyyy\\-mm")) == "2024-07"
    assert read_period(cell(datetime(2024, 7, 1), "yyyy\\-mm\\-dd")) == "2024-07-01"


@pytest.mark.parametrize("written", ["2024-13", "2024年2月30日", "2024.7", "去年", "20247"])
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(InputError):
        read_period(cell(written))


def test_a_heading_names_its_period_with_or_without_a_unit() -> None:
    assert heading_period("2024年\n（按计量单位）") == "2024"
    assert heading_period("2024Q3（万吨）") == "2024Q3"
    assert heading_period("上次数值") is None
