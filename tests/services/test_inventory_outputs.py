"""Outputs of a run: every form is a document that its readers can open, marked as its data demand."""

from __future__ import annotations

import io
from zipfile import ZipFile

import docx
import openpyxl
import polars as pl
import pytest
import yaml

from tongyuan.services.answer import Document
from tongyuan.services.session import Session


@pytest.fixture
def run(own: Session) -> str:
    year = int(own.workspace.datasets("balance")["year"].max())
    return str(own.inventory.compile(year=year).meta["run"])


def document(session: Session, run: str, form: str) -> Document:
    made = session.inventory.export(run=run, form=form).document
    assert made is not None
    return made


@pytest.mark.parametrize("form", ["guideline_2011", "guideline_2025", "crt"])
def test_a_reporting_table_holds_the_sum_of_the_run(own: Session, run: str, form: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(document(own, run, form).content))
    sheet = book[form]
    heads = [cell.value for cell in sheet[1]]
    table = own.inventory.table(run=run, layout=form).frame()
    column = heads.index("CO2") + 1
    shown = [sheet.cell(row, column).value for row in range(2, sheet.max_row + 1)]
    assert [value for value in shown if isinstance(value, float)] == pytest.approx(
        table["CO2"].drop_nulls().to_list()
    )
    assert "—" in shown


def test_the_letter_names_run_family_and_states(own: Session, run: str) -> None:
    letter = docx.Document(io.BytesIO(document(own, run, "letter").content))
    text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert run in text
    assert "NE 未估算" in text
    assert len(letter.tables) == 3


def test_the_interchange_formats_hold_the_sum_of_the_run(own: Session, run: str) -> None:
    table = own.inventory.table(run=run, layout="guideline_2011").frame()
    iamc = pl.read_csv(io.BytesIO(document(own, run, "iamc").content))
    total = iamc.filter(pl.col("Variable") == "Emissions|CO2")
    assert total[total.columns[-1]].item() == pytest.approx(table["CO2"].sum() / 1e6)
    with ZipFile(io.BytesIO(document(own, run, "primap2").content)) as archive:
        names = sorted(archive.namelist())
        told = yaml.safe_load(archive.read(names[1]))
        wide = pl.read_csv(archive.read(names[0]))
    assert told["data_file"] == names[0]
    assert told["dimensions"]["*"] == wide.columns[:7]
