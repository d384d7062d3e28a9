"""The workbook that recomputes: LibreOffice gets our figures; edited and read back, every cell is named."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.spreadsheet import edited, program, recalculated
from tongyuan.vocabulary.problems import InputError

needs_spreadsheet = pytest.mark.skipif(
    program() is None, reason="LibreOffice (soffice) is not installed: formulas are not computed anew"
)


@pytest.fixture
def book(own: Session, tmp_path: Path) -> Path:
    year = int(own.workspace.datasets("balance")["year"].max())
    own.inventory.compile(year=year)
    document = own.inventory.workbook().document
    assert document is not None
    path = tmp_path / "book.xlsx"
    path.write_bytes(document.content)
    return path


def test_emissions_and_sums_are_formulas(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    emission, total = sheets["排放"], sheets["合计"]
    column = next(cell.column for cell in emission[1] if cell.value == "排放量（t）")
    kinds = {row[column - 1].data_type for row in emission.iter_rows(min_row=2) if row[column - 1].value}
    assert kinds == {"f"}
    assert str(total["C2"].value).startswith("=IF(COUNTIFS(")


def test_a_workbook_that_nobody_touched_has_no_differing_cell(own: Session, book: Path) -> None:
    answer = own.inventory.reimport(file=book)
    assert answer.passed
    assert answer.meta["totals_agree"]


@needs_spreadsheet
@pytest.mark.slow
def test_a_spreadsheet_program_computes_our_figures(own: Session, book: Path, tmp_path: Path) -> None:
    blank = edited(book, sheet="依据", cell="A40", value="已打开")  # saving so forgets all kept results
    with pytest.raises(InputError):
        own.inventory.reimport(file=blank)
    answer = own.inventory.reimport(file=recalculated(blank, folder=tmp_path))
    assert answer.passed, answer.frame().head(5)
    assert all(row["agrees"] for row in answer.meta["totals"])


@needs_spreadsheet
@pytest.mark.slow
def test_an_edited_quantity_is_named_and_its_totals_are_ours(
    own: Session, book: Path, tmp_path: Path
) -> None:
    sheet = openpyxl.load_workbook(book)["活动水平"]
    column = next(cell for cell in sheet[1] if str(cell.value).startswith("活动量"))
    row = next(
        cells[0].row for cells in sheet.iter_rows(min_row=2) if (cells[column.column - 1].value or 0) > 0
    )
    cell = f"{column.column_letter}{row}"
    changed = edited(book, sheet="活动水平", cell=cell, value=sheet[cell].value * 2)
    answer = own.inventory.reimport(file=recalculated(changed, folder=tmp_path))
    named = answer.frame()
    assert not answer.passed
    assert named.filter(kind="input").select("sheet", "cell").rows() == [("活动水平", cell)]
    assert named.filter(kind="result").height > 0
    assert answer.meta["totals_agree"]
    assert any(row["run_t"] != pytest.approx(row["workbook_t"]) for row in answer.meta["totals"])


@needs_spreadsheet
@pytest.mark.slow
def test_a_formula_written_over_and_a_row_taken_out_are_named(
    own: Session, book: Path, tmp_path: Path
) -> None:
    sheets = openpyxl.load_workbook(book)
    emission = sheets["排放"]
    column = next(cell.column for cell in emission[1] if cell.value == "排放量（t）")
    places = [row[column - 1] for row in emission.iter_rows(min_row=2) if row[column - 1].data_type == "f"]
    emission[places[0].coordinate] = 1.0
    emission.delete_rows(emission.max_row)
    sheets.save(book)
    answer = own.inventory.reimport(file=recalculated(book, folder=tmp_path))
    kinds = answer.frame()["kind"].to_list()
    assert {"formula_replaced", "row_removed"} <= set(kinds)
    assert not answer.meta["totals_agree"]
