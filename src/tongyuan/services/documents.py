"""Write an answer as a file: xlsx with labels, units and provenance, csv that Excel opens, or json."""

from __future__ import annotations

import json

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.marking import marked
from tongyuan.services.sheets import Sheet, write_sheets
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import column_labels, contracts

__all__ = ["document_of"]

DATA = {"zh": "数据", "en": "data"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def document_of(answer: Answer, *, name: str, suffix: str, language: str = "zh") -> Document:
    """Turn an answer into a file.

    A document of internal or sensitive data bears a mark, and the audit knows who was handed it.

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
    document = _written(answer, name=name, suffix=suffix, language=language)
    if answer.issue is None:
        return document
    return marked(document, answer.issue(document.name), language="en" if language == "en" else "zh")


def _written(answer: Answer, *, name: str, suffix: str, language: str) -> Document:
    if suffix == ".json":
        text = json.dumps(answer.as_dict(), ensure_ascii=False, indent=1)
        return Document(f"{name}.json", "application/json", text.encode())
    if not isinstance(answer.data, pl.DataFrame):
        raise InputError(Problem("service.no_document", {"name": name}))
    if suffix == ".csv":
        return Document(f"{name}.csv", "text/csv", _csv(answer, language))
    if suffix == ".xlsx":
        sheet = Sheet(DATA[language], answer.data, _labels(answer, language))
        content = write_sheets([sheet], meta=answer.meta, language=language)
        return Document(f"{name}.xlsx", XLSX, content)
    values = {"name": "output", "got": suffix, "expected": ".xlsx, .csv, .json"}
    raise InputError(Problem("service.argument", values))


def _labels(answer: Answer, language: str) -> dict[str, str]:
    contract = answer.meta.get("contract")
    labels = column_labels(contracts()[contract], language) if contract else {}
    return {name: labels.get(name, name) for name in answer.frame().columns}


def _csv(answer: Answer, language: str) -> bytes:
    labels = _labels(answer, language)
    head = ",".join('"' + labels[name].replace('"', '""') + '"' for name in answer.frame().columns)
    body = answer.frame().write_csv(include_header=False)
    return f"\ufeff{head}\n{body}".encode()
