"""A spreadsheet program without a window: LibreOffice opens a workbook, computes all of it, and saves it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl

__all__ = ["edited", "program", "recalculated"]


def program() -> str | None:
    """Return where LibreOffice stands; None where the machine has none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def recalculated(workbook: Path, *, folder: Path) -> Path:
    """Let LibreOffice compute a workbook anew, and return the file that it saved.

    Parameters
    ----------
    workbook
        An xlsx file.
    folder
        Takes the result, and the program's own settings.

    Returns
    -------
    Path
        The saved file, of the same name.
    """
    found = program()
    assert found is not None, "LibreOffice is not installed"  # noqa: S101 - callers ask first
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    made = folder / "recalculated"
    command = [found, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(  # noqa: S603 - the program of the machine, with our own file
        [*command, "--outdir", str(made), str(workbook)], check=True, capture_output=True, timeout=180
    )
    return made / workbook.name


def edited(workbook: Path, *, sheet: str, cell: str, value: float | str) -> Path:
    """Write one cell of a workbook as a person would, and forget what formulas had given.

    Parameters
    ----------
    workbook
        An xlsx file; it is changed.
    sheet
        Beginning of the sheet's name.
    cell
        Address.
    value
        What is typed in.

    Returns
    -------
    Path
        The same file.
    """
    book = openpyxl.load_workbook(workbook)
    name = next(title for title in book.sheetnames if title.startswith(sheet))
    book[name][cell] = value
    book.save(workbook)
    return workbook
