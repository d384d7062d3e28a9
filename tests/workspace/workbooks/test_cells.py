"""Numbers as people write them are read in the one way they can be read, or refused by their address."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Place
from tongyuan.workspace.workbooks.cells import Number, read_flag, read_number, read_text
from tongyuan.workspace.workbooks.grid import Cell


def cell(value: object, **shape: str) -> Cell:
    return Cell(value, Place(file="f.xlsx", sheet="填报", row=7, column="D", cell="D7"), **shape)


def refusal(value: object, *, unit: str, **shape: str) -> str:
    with pytest.raises(InputError) as caught:
        read_number(cell(value, **shape), unit=unit)
    (problem,) = caught.value.problems
    assert problem.place.cell == "D7"
    assert all(problem.text(language) for language in ("zh", "en"))
    return problem.code.removeprefix("workbook.")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (12, 12.0),
        (12.5, 12.5),
        ("１２３．４", 123.4),
        ("1,234.5", 1234.5),
        ("１，２３４．５", 1234.5),
        ("1 234.5", 1234.5),
        ("1\u00a0234\u00a0567", 1234567.0),
        ("'12", 12.0),
        (" 12\u3000", 12.0),
        ("12\u200b", 12.0),
        ("-3.5", -3.5),
        ("－3.5", -3.5),
        ("\u22123.5", -3.5),
        ("(1.2)", -1.2),
        ("（1.2）", -1.2),
        ("+7", 7.0),
        (".5", 0.5),
        ("1.2E+03", 1200.0),
        ("12 万吨", 12.0),
        ("12万吨", 12.0),
        ("1,234.5万吨", 1234.5),
    ],
)
def test_a_number_is_read_as_people_write_it(written: object, value: float) -> None:
    assert read_number(cell(written), unit="万吨") == Number(value, None)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3.2万", 32_000.0),
        ("1.5亿", 150_000_000.0),
        ("２万辆", 20_000.0),
        ("1.1 万", 11_000.0),
        ("1万亿", 1e12),
    ],
)
def test_ten_thousands_are_factors_where_the_unit_holds_none(written: str, value: float) -> None:
    assert read_number(cell(written), unit="辆") == Number(value, None)


@pytest.mark.parametrize(("written", "unit"), [("3.2万", "万吨"), ("3.2亿", "亿千瓦时"), ("3万", "1e4_t")])
def test_ten_thousands_beside_a_unit_that_holds_them_are_refused(written: str, unit: str) -> None:
    assert refusal(written, unit=unit) == "ambiguous_scale"


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("—", Missing.NOT_REPORTED),
        ("——", Missing.NOT_REPORTED),
        ("-", Missing.NOT_REPORTED),
        ("－", Missing.NOT_REPORTED),
        ("…", Missing.NOT_REPORTED),
        ("……", Missing.NOT_REPORTED),
        ("...", Missing.NOT_REPORTED),
        ("/", Missing.NOT_REPORTED),
        ("无", Missing.NOT_REPORTED),
        ("NO", Missing.NO),
        ("ＮＥ", Missing.NE),
        ("IE", Missing.IE),
        ("C", Missing.C),
        ("保密", Missing.C),
        ("未报告", Missing.NOT_REPORTED),
    ],
)
def test_a_mark_of_missing_is_a_state_and_never_zero(written: str, state: Missing) -> None:
    assert read_number(cell(written), unit="万吨") == Number(None, state)


@pytest.mark.parametrize("written", [None, "", "  ", "\u3000", "'"])
def test_a_blank_cell_is_told_apart_from_a_mark_of_missing(written: object) -> None:
    assert read_number(cell(written), unit="万吨") == Number(None, Missing.NOT_REPORTED, blank=True)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("约12", "text_in_number"),
        ("十二", "text_in_number"),
        ("12,3", "text_in_number"),
        ("1,23,456", "text_in_number"),
        ("1.2.3", "text_in_number"),
        ("5-6", "text_in_number"),
        ("12 34", "text_in_number"),
        ("2024-07-31", "text_in_number"),
        ("—5", "text_in_number"),
        ("no", "text_in_number"),
        ("nan", "text_in_number"),
        ("inf", "text_in_number"),
        ("1e999", "text_in_number"),
        ("9" * 400, "text_in_number"),
        (float("inf"), "text_in_number"),
        (10**400, "text_in_number"),
        ("12①", "unit_in_cell"),
        ("12²", "unit_in_cell"),
        ("12左右", "unit_in_cell"),
        ("12吨", "unit_in_cell"),
        ("0.5亿吨", "unit_in_cell"),
        ("12%", "percent_in_cell"),
        (True, "flag_in_number"),
        (date(2024, 7, 31), "date_in_number"),
        (datetime(2024, 7, 31), "date_in_number"),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(written: object, code: str) -> None:
    assert refusal(written, unit="万吨") == code


def test_a_percentage_is_read_where_the_unit_is_percent() -> None:
    assert read_number(cell("43%"), unit="%").value == 43.0
    assert read_number(cell("４３．５％"), unit="％").value == 43.5
    assert read_number(cell(0.07, format="0.00%"), unit="%").value == 7.0
    assert refusal(0.43, unit="万吨", format="0%") == "percent_in_cell"


@pytest.mark.parametrize("shape", ["0.0,", "#,##0,,", '0!.0,"万"', '0.00"亿"', "0\\.0000"])
def test_a_format_that_shows_another_number_than_it_holds_is_refused(shape: str) -> None:
    assert refusal(32000.0, unit="辆", format=shape) == "display_scaled"


@pytest.mark.parametrize("shape", ["General", "#,##0.00", '0.0"万吨"', "0.00_ ;[Red]-0.00", "@"])
def test_a_harmless_format_changes_nothing(shape: str) -> None:
    assert read_number(cell(12.5, format=shape), unit="万吨").value == 12.5


def test_a_fault_is_refused_whatever_is_asked_of_the_cell() -> None:
    faulty = cell(None, fault="workbook.merged", got="D7:E7")
    for read in (lambda: read_number(faulty, unit="t"), lambda: read_flag(faulty), lambda: read_text(faulty)):
        with pytest.raises(InputError):
            read()


@pytest.mark.parametrize(
    ("written", "flag"), [("是", True), ("否", False), ("√", True), (1.0, True), ("", None)]
)
def test_yes_and_no_are_read(written: object, flag: bool | None) -> None:
    assert read_flag(cell(written)) is flag


def test_a_word_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(InputError, match="neither"):
        read_flag(cell("也许"))


_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_WRITERS = (
    lambda number: f"{number:,.3f}",
    lambda number: f"{number:.3f}",
    lambda number: f"{number:,.3f}".replace(",", " "),
    lambda number: f"{number:,.3f}".translate(_WIDE),
    lambda number: f"'{number:.3f} ",
    lambda number: f"\u00a0{number:.3f}万吨",
    lambda number: f"({-number:,.3f})" if number < 0 else f"{number:,.3f}",
)


@given(thousandths=st.integers(-(10**14), 10**14), write=st.sampled_from(_WRITERS))
def test_a_number_survives_every_way_of_writing_it(thousandths: int, write: object) -> None:
    number = thousandths / 1000
    assert read_number(cell(write(number)), unit="万吨").value == pytest.approx(number, rel=1e-12, abs=1e-12)


@given(
    value=st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.none())
)
def test_anything_in_a_cell_is_read_or_refused(value: object) -> None:
    try:
        number = read_number(cell(value), unit="万吨")
    except InputError as error:
        outcome = error.text("zh")
    else:
        outcome = "read" if (number.value is None) != (number.state is None) else ""
    assert outcome
