"""An answer as it travels from a server to the command line and back to what it was, to the last digit.

JSON for programs is made for reading; dates become text, whole columns lose their type. What travels here is
for our own other half: the rows as Parquet, every instant marked as one.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from tongyuan.services.answer import Answer, Document

__all__ = ["ANSWER_TYPE", "packed", "unpacked"]

#: Media type by which a caller asks for this form.
ANSWER_TYPE = "application/vnd.tongyuan.answer+json"
MARK = "$"
WRITERS: tuple[tuple[type, str, Callable[[Any], str]], ...] = (
    (datetime, "instant", datetime.isoformat),  # a datetime is a date too: first
    (date, "day", date.isoformat),
    (Path, "path", str),
)
READERS: dict[str, Callable[[str], Any]] = {
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "path": Path,
}


def packed(answer: Answer) -> bytes:
    """Pack an answer.

    Parameters
    ----------
    answer
        What a service answered.

    Returns
    -------
    bytes
        A JSON object.

    Examples
    --------
    >>> unpacked(packed(Answer(meta={"on": date(2024, 12, 31)}, passed=False)))
    Answer(meta={'on': datetime.date(2024, 12, 31)}, data=None, document=None, passed=False, brief=())
    """
    content: dict[str, Any] = {
        "meta": _marked(answer.meta),
        "passed": answer.passed,
        "brief": list(answer.brief),
    }
    if isinstance(answer.data, pl.DataFrame):
        content["frame"] = _written(answer.data)
    elif answer.data is not None:
        content["record"] = _marked(answer.data)
    if answer.document is not None:
        document = answer.document
        content["document"] = {
            "name": document.name,
            "media_type": document.media_type,
            "content": base64.b64encode(document.content).decode(),
        }
    return json.dumps(content, ensure_ascii=False).encode()


def unpacked(content: bytes) -> Answer:
    """Unpack an answer.

    Parameters
    ----------
    content
        What :func:`packed` made.

    Returns
    -------
    Answer
        Equal to what was packed.

    Raises
    ------
    ValueError
        If it is no such object.
    """
    found = json.loads(content)
    if not isinstance(found, dict) or not {"meta", "passed", "brief"} <= set(found):
        raise ValueError("this is no packed answer")
    document = found.get("document")
    return Answer(
        meta=_unmarked(found["meta"]),
        data=_read(found["frame"]) if "frame" in found else _unmarked(found.get("record")),
        document=None
        if document is None
        else Document(document["name"], document["media_type"], base64.b64decode(document["content"])),
        passed=bool(found["passed"]),
        brief=tuple(found["brief"]),
    )


def _written(frame: pl.DataFrame) -> str:
    target = io.BytesIO()
    frame.write_parquet(target)
    return base64.b64encode(target.getvalue()).decode()


def _read(text: str) -> pl.DataFrame:
    return pl.read_parquet(base64.b64decode(text))


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _marked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(inner) for inner in value]
    for kind, name, write in WRITERS:
        if isinstance(value, kind):
            return {MARK + name: write(value)}
    return value


def _unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unmarked(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, inner),) = value.items()
        if key.startswith(MARK) and key[1:] in READERS:
            return READERS[key[1:]](inner)
    return {key: _unmarked(inner) for key, inner in value.items()}
