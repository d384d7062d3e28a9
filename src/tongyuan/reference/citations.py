"""Citations: what each key of the tables stands for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import polars as pl
import yaml

from tongyuan.reference.files import data_folder
from tongyuan.vocabulary.citations import Citation, citations_of
from tongyuan.vocabulary.problems import NotFoundError, Problem

__all__ = ["citations", "cite", "with_edition"]


@cache
def citations() -> Mapping[str, Citation]:
    """Return all citations by key, in the order of the file.

    Returns
    -------
    Mapping
        Key to citation.

    Examples
    --------
    >>> citations()["EMEP_EEA_2023"].year
    '2023'
    """
    entries = yaml.safe_load((data_folder() / "citations.yaml").read_text(encoding="utf-8"))
    return MappingProxyType(citations_of(entries))


def cite(key: str) -> Citation:
    """Return one citation.

    Parameters
    ----------
    key
        Citation key of a row.

    Returns
    -------
    Citation
        What the key stands for.

    Raises
    ------
    NotFoundError
        If reference holds no such key.

    Examples
    --------
    >>> cite("CESY_2022_IV").edition
    '2022'
    """
    known = citations()
    if key not in known:
        raise NotFoundError(Problem("reference.unknown_citation", {"key": key}))
    return known[key]


def with_edition(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the edition of each row's document.

    Parameters
    ----------
    rows
        Rows with ``citation``.

    Returns
    -------
    pl.DataFrame
        The rows with ``edition``; null where the citation is not known.

    Examples
    --------
    >>> with_edition(pl.DataFrame({"citation": ["IPCC_2006_V3"]}))["edition"].to_list()
    ['2006']
    """
    known = citations()
    editions = pl.DataFrame({"citation": list(known), "edition": [entry.edition for entry in known.values()]})
    return rows.join(editions, on="citation", how="left", maintain_order="left")
