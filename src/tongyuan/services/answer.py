"""What a service answers: what it is about, the rows, and perhaps a document to download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from tongyuan.services.marking import Mark

__all__ = ["Answer", "Document"]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a service made."""

    name: str
    media_type: str
    content: bytes
    mark: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one call.

    Parameters
    ----------
    meta
        Run id, units, family, GWP set and the like.
    data
        Rows with the contract's column names, or a nested record (a lineage tree).
    document
        A file to hand over, where the service makes one.
    passed
        False where a check ran and found faults (exit code 1 on the command line).
    brief
        Columns to show where room is short; all of them by default. Files and JSON always hold all.
    issue
        Writes into the audit that the answer is handed out as a document, and gives its mark; None where the
        data are public.
    """

    meta: dict[str, Any] = field(default_factory=dict)
    data: pl.DataFrame | dict[str, Any] | None = None
    document: Document | None = None
    passed: bool = True
    brief: tuple[str, ...] = ()
    issue: Callable[[str], Mark] | None = field(default=None, repr=False, compare=False)

    def rows(self) -> list[dict[str, Any]] | dict[str, Any]:
        """Give the data as plain records, dates and instants as ISO text.

        Returns
        -------
        list or dict
            Rows of a table, or the nested record.

        Examples
        --------
        >>> Answer(data=pl.DataFrame({"year": [2024], "on": [date(2024, 12, 31)]})).rows()
        [{'year': 2024, 'on': '2024-12-31'}]
        """
        if isinstance(self.data, pl.DataFrame):
            return [{name: _plain(value) for name, value in row.items()} for row in self.data.to_dicts()]
        return {name: _plain(value) for name, value in (self.data or {}).items()}

    def as_dict(self) -> dict[str, Any]:
        """Give ``meta`` and ``data`` as one object, the form of ``--json`` and HTTP."""
        return {"meta": {key: _plain(value) for key, value in self.meta.items()}, "data": self.rows()}

    def frame(self) -> pl.DataFrame:
        """Return the data as a frame; raises TypeError where the answer is no table."""
        if not isinstance(self.data, pl.DataFrame):
            raise TypeError("this answer is not a table")
        return self.data

    def record(self) -> dict[str, Any]:
        """Return the data as a nested record; raises TypeError where the answer is none."""
        if not isinstance(self.data, dict):
            raise TypeError("this answer is not a record")
        return self.data


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path | Decimal):  # a decimal is exact; as a number of JSON it would not be
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
