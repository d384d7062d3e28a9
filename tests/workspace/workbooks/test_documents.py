"""Files of every kind come in; what is no workbook is refused in words, and garbage never breaks a reader."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongyuan.testing import workbooks as books
from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks import read_inventory, read_statistics
from tongyuan.workspace.workbooks.inventory_template import ACTIVITY_SHEET
from tongyuan.workspace.workbooks.template import DATA_SHEET


def read_as_statistics(content: bytes, file: str = "甲.xlsx") -> Any:
    words = {"series": books.series(), "regions": books.regions(), "departments": books.departments()}
    return read_statistics(content, file=file, **words)


def read_as_inventory(content: bytes, file: str = "甲.xlsx") -> Any:
    return read_inventory(content, file=file, regions=books.regions())


def outcome(read: Any, content: bytes) -> str:
    """Read, or say what is wrong; anything but a problem in words breaks the test."""
    try:
        read(content)
    except InputError as error:
        return error.text("zh") and error.text("en")
    return "read"


READERS = (read_as_statistics, read_as_inventory)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unreadable"),
        (b"PK\x03\x04 torn", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old_format"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "encoding"),
        (b"\xff\xff\xff\xff", "encoding"),
        ("甲,乙\n1,2\n".encode(), "no_table"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(read: Any, content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(content)
    assert [problem.code for problem in caught.value.problems] == [f"workbook.{code}"]
    assert caught.value.problems[0].place.file == "甲.xlsx"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(InputError, match="cannot be read"):
        read_as_statistics(buffer.getvalue())


def test_a_file_that_unpacks_to_a_monster_is_refused_before_it_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 90_000_000)
    with pytest.raises(InputError, match="too large"):
        read_as_statistics(buffer.getvalue())


def test_a_formula_is_read_by_its_kept_result() -> None:
    content = books.statistic_book({("coal_use", "990000", "2023"): 4242})
    cell = books.find_cell(content, series="coal_use", region="990000", heading="2023")
    kept = _with_formula(content, cell, "<f>4000+242</f><v>4242</v>")
    assert read_as_statistics(kept).frame["value"].to_list() == [4242.0]
    torn = _with_formula(content, cell, "<f>4000+242</f>")
    with pytest.raises(InputError) as caught:
        read_as_statistics(torn)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.cell) == ("workbook.formula_without_value", cell)


def _with_formula(content: bytes, cell: str, inner: str) -> bytes:
    """Put a formula where 4242 stands, as a spreadsheet program saves it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            data = source.read(name).replace(b"<v>4242</v>", inner.encode())
            target.writestr(name, data)
    assert openpyxl.load_workbook(io.BytesIO(buffer.getvalue()))[DATA_SHEET][cell].value == "=4000+242"
    return buffer.getvalue()


def test_a_stray_cell_at_the_end_of_the_sheet_does_not_choke_the_reader() -> None:
    content = books.statistic_book({("coal_use", "990000", "2023"): 5})
    content = books.altered(content, sheet=DATA_SHEET, cell="XFD1048576", value=" ")
    assert read_as_statistics(content).frame.height == 1


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(["#REF!", "=A1", "=SUM(", "—", "1e9999", "万", "%", "()", "(1", "{got}", "1,2,3", "是"]),
    st.dates(date(1900, 3, 1), date(2999, 1, 1)),
    st.datetimes(datetime(1900, 3, 1), datetime(2999, 1, 1)),
)
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@MANY
@given(garbage=st.lists(st.tuples(st.integers(1, 12), st.integers(1, 20), ANYTHING), max_size=12))
def test_garbage_in_a_workbook_is_read_or_refused_and_never_a_traceback(
    garbage: list[tuple[int, int, object]],
) -> None:
    for content, sheet, read in (
        (STATISTICS, DATA_SHEET, read_as_statistics),
        (INVENTORY, ACTIVITY_SHEET, read_as_inventory),
    ):
        assert outcome(read, _scribbled(content, sheet, garbage))


STATISTICS = books.statistic_book({("coal_use", "990000", "2023"): 5})
INVENTORY = books.activity_book([{"行业": "1A2a", "能源品种": "焦炭", "数量": 1, "计量单位": "吨"}])


def _scribbled(content: bytes, sheet: str, garbage: list[tuple[int, int, object]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row, column, value in garbage:
        try:
            book[sheet].cell(row, column).value = value
        except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
            continue
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    for read in READERS:
        with pytest.raises(InputError) as caught:
            read(content)
        assert caught.value.text("zh")


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.sampled_from(
                ["coal_use", "某省", "2023", "万吨", "5", "—", "", "注：", "焦炭", "吨", "1A2a", "\n"]
            )
        ),
        max_size=6,
    )
)
def test_any_text_below_the_headings_is_read_or_refused(rows: list[list[str]]) -> None:
    for read, head in (
        (read_as_statistics, "指标代码,地区,年份,数值,单位"),
        (read_as_inventory, "地区,年份,行业,能源品种,数量,计量单位"),
    ):
        text = "\n".join([head, *(",".join(row) for row in rows)])
        assert outcome(read, text.encode())
