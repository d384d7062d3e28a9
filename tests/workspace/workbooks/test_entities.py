"""XML inside a workbook: an entity is never read, from the disk or from the file itself."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tongyuan.vocabulary.problems import InputError
from tongyuan.workspace.workbooks.documents import read_document
from tongyuan.workspace.workbooks.grid import Findings

SHEET = "xl/worksheets/sheet1.xml"
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def a_workbook(declared: str, used: str) -> bytes:
    """Write a workbook whose one cell names an entity that the sheet declares."""
    book = openpyxl.Workbook()
    book.active["A1"] = "HERE"
    plain = io.BytesIO()
    book.save(plain)
    made = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == SHEET:
                text = content.decode()
                text = text[text.index("<worksheet") :]
                cell = f'<c r="A1" t="inlineStr"><is><t>{used}</t></is></c>'
                begin, end = text.index("<c r="), text.index("</c>") + 4
                text = text[:begin] + cell + text[end:]
                content = f'<?xml version="1.0"?><!DOCTYPE w [{declared}]>{text}'.encode()
            target.writestr(entry.filename, content)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["file", "bomb"])
def test_an_entity_of_a_workbook_is_never_read(tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of the server", encoding="utf-8")
    declared = {"file": f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "bomb": f'<!ENTITY a0 "ha">{BOMB}'}[kind]
    content = a_workbook(declared, "&x;" if kind == "file" else "&a11;")
    try:
        grids = read_document(content, file="a.xlsx", findings=Findings())
    except InputError:
        return
    texts = [str(cell.value) for grid in grids for cell in grid.cells.values()]
    assert max(map(len, texts), default=0) < 100
    assert not any("secret" in text for text in texts)
