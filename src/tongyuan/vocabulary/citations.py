"""Citations: where a figure is printed, and through what it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Citation", "citations_of"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that figures are taken from.

    Parameters
    ----------
    document
        Title.
    publisher
        Who published it.
    table
        Table, page or article in it; empty where it has none.
    year
        Year of publication; empty where unknown.
    edition
        Edition or vintage; empty where it has none.
    via
        Through what the figure was seen, where that is not the document itself.
    licence
        On what terms single figures are used; empty where not stated.
    """

    document: str
    publisher: str
    table: str = ""
    year: str = ""
    edition: str = ""
    via: str = ""
    licence: str = ""

    def text(self) -> str:
        """Write the citation on one line.

        Returns
        -------
        str
            Publisher, document, table, edition, year; and through what it was seen.

        Examples
        --------
        >>> Citation("统计年鉴", "统计局", table="表6-6", year="2008", via="数据库").text()
        '统计局：统计年鉴，表6-6，2008（转引自：数据库）'
        """
        edition = "" if self.edition == self.year else self.edition
        parts = [self.document, self.table, edition, self.year]
        seen = f"（转引自：{self.via}）" if self.via else ""
        return f"{self.publisher}：{'，'.join(part for part in parts if part)}{seen}"


def citations_of(written: Mapping[str, Mapping[str, Any]]) -> dict[str, Citation]:
    """Read citations from a mapping of key to fields, as ``citations.yaml`` holds them.

    Parameters
    ----------
    written
        Key to the fields of `Citation`.

    Returns
    -------
    dict
        Key to citation, in the order given.

    Examples
    --------
    >>> citations_of({"book": {"document": "Yearbook", "publisher": "Bureau", "year": 2008}})["book"].year
    '2008'
    """
    return {
        key: Citation(**{name: str(text) for name, text in fields.items()}) for key, fields in written.items()
    }
