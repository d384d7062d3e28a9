"""Words of a judgement: every reason and finding, in Chinese and English, from one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tongyuan.vocabulary import units
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import Language

__all__ = ["Reason", "reason", "reason_of_state", "reasons"]

_STATES = {
    Missing.NE: "not_estimated",
    Missing.NO: "not_occurring",
    Missing.IE: "included_elsewhere",
    Missing.C: "confidential",
    Missing.NOT_REPORTED: "not_reported",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status is what it is.

    Parameters
    ----------
    code
        Key of the table.
    kind
        ``figure`` a figure is missing; ``decision`` somebody must settle something; ``finding`` a judgement.
    label_zh, label_en
        Short words, for tables.
    text_zh, text_en
        Sentence with blanks.
    """

    code: str
    kind: str
    label_zh: str
    label_en: str
    text_zh: str
    text_en: str

    def say(self, values: Mapping[str, Any], *, language: Language) -> str:
        """Fill the sentence's blanks; units are written in the sentence's language."""
        text = self.text_zh if language == "zh" else self.text_en
        unit = {name: units.written(values[name], language=language) for name in ("unit",) if name in values}
        return text.format_map({**values, **unit})


@cache
def reasons() -> Mapping[str, Reason]:
    """List all reasons and findings by code."""
    rows = packaged_table("status_reasons").iter_rows(named=True)
    return {row["code"]: Reason(**row) for row in rows}


def reason(code: str) -> Reason:
    """Return a reason by its code.

    Parameters
    ----------
    code
        Code in ``data/status_reasons.csv``.

    Returns
    -------
    Reason
        Its words.

    Raises
    ------
    KeyError
        If there is no such code.

    Examples
    --------
    >>> reason("tolerance_open").label_zh
    '允许偏差未定'
    """
    return reasons()[code]


def reason_of_state(state: str) -> str:
    """Return the reason code that says a state of missing data.

    Parameters
    ----------
    state
        One of ``Missing``.

    Returns
    -------
    str
        Reason code.

    Raises
    ------
    ValueError
        If the word is no state of missing data.

    Examples
    --------
    >>> reason_of_state("C")
    'confidential'
    """
    return _STATES[Missing(state)]
