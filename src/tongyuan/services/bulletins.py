"""Write a bulletin as a Word document: a title, a few sentences and a table."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from docx import Document
from docx.oxml.ns import qn

from tongyuan.services.letters import saved

__all__ = ["DOCX", "write_bulletin"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SYNTHETIC = "（合成数据，仅供演练 · synthetic data, for exercise only）"
FONT = "Noto Serif CJK SC"


def write_bulletin(title: str, *, paragraphs: Sequence[str], table: pl.DataFrame, synthetic: bool) -> bytes:
    """Write a bulletin.

    Parameters
    ----------
    title
        Its title.
    paragraphs
        Sentences before the table.
    table
        Its columns bear the heads to show.
    synthetic
        The data are invented: the title says so.

    Returns
    -------
    bytes
        A docx file.
    """
    document = Document()
    style = document.styles["Normal"]
    style.font.name = FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.add_heading(title + (SYNTHETIC if synthetic else ""), level=1)
    for text in paragraphs:
        document.add_paragraph(text)
    grid = document.add_table(rows=1, cols=table.width, style="Table Grid")
    for cell, head in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = head
    for values in table.iter_rows():
        for cell, value in zip(grid.add_row().cells, values, strict=True):
            cell.text = "" if value is None else str(value)
    return saved(document)
