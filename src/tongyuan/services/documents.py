"""Write an answer as a file: xlsx with labels, units and provenance, csv that Excel opens, or json."""

from __future__ import annotations

import io
import json

import polars as pl
import xlsxwriter

from tongyuan.services.answer import Answer, Document
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import column_labels, contracts

__all__ = ["document_of"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def document_of(answer: Answer, *, name: str, suffix: str, language: str = "zh") -> Document:
    """Turn an answer into a file.

    Parameters
    ----------
    answer
        What a service answered; one that carries a document gives that document.
    name
        Name of the file, without its suffix.
    suffix
        ``.xlsx``, ``.csv`` or ``.json``.
    language
        Language of the headings.

    Returns
    -------
    Document
        The file's name, media type and bytes.

    Raises
    ------
    InputError
        If the suffix is none of the three, or the answer is no table.
    """
    if answer.document is not None:
        return answer.document
    if suffix == ".json":
        text = json.dumps(answer.as_dict(), ensure_ascii=False, indent=1)
        return Document(f"{name}.json", "application/json", text.encode())
    if not isinstance(answer.data, pl.DataFrame):
        raise InputError(Problem("service.no_document", {"name": name}))
    if suffix == ".csv":
        return Document(f"{name}.csv", "text/csv", _csv(answer, language))
    if suffix == ".xlsx":
        return Document(f"{name}.xlsx", XLSX, _xlsx(answer, language))
    values = {"name": "output", "got": suffix, "expected": ".xlsx, .csv, .json"}
    raise InputError(Problem("service.argument", values))


def _labels(answer: Answer, language: str) -> dict[str, str]:
    contract = answer.meta.get("contract")
    labels = column_labels(contracts()[contract], language) if contract else {}
    return {name: labels.get(name, name) for name in answer.frame().columns}


def _csv(answer: Answer, language: str) -> bytes:
    labels = _labels(answer, language)
    head = ",".join(f'"{labels[name]}"' for name in answer.frame().columns)
    body = answer.frame().write_csv(include_header=False)
    return f"\ufeff{head}\n{body}".encode()


def _xlsx(answer: Answer, language: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "remove_timezone": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF2", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("数据" if language == "zh" else "data")
        _write_table(
            sheet, answer, _labels(answer, language), bold, book.add_format({"num_format": "yyyy-mm-dd"})
        )
        basis = book.add_worksheet("依据" if language == "zh" else "basis")
        for row, (key, value) in enumerate(answer.meta.items()):
            basis.write(row, 0, key, bold)
            basis.write(row, 1, str(value))
        basis.set_column(0, 0, 24)
        basis.set_column(1, 1, 80)
    return stream.getvalue()


def _write_table(
    sheet: xlsxwriter.worksheet.Worksheet,
    answer: Answer,
    labels: dict[str, str],
    bold: xlsxwriter.format.Format,
    day: xlsxwriter.format.Format,
) -> None:
    frame = answer.frame()
    for column, name in enumerate(frame.columns):
        sheet.write(0, column, labels[name], bold)
        sheet.set_column(column, column, 16)
    for row, values in enumerate(frame.iter_rows(), start=1):
        for column, value in enumerate(values):
            if value is None:
                continue
            if hasattr(value, "year"):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write(row, column, value)
    sheet.freeze_panes(1, 0)
    if frame.height:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)
