"""Names of kinds of runs, for people."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from tongyuan.vocabulary.problems import Language

__all__ = ["run_kind"]


def run_kind(kind: str, language: Language) -> str:
    """Name a kind of run.

    Parameters
    ----------
    kind
        As the run bears it.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Its name; the kind itself where the table has none.

    Examples
    --------
    >>> run_kind("assessment", "zh"), run_kind("of another kind", "en")
    ('目标判定', 'of another kind')
    """
    row = _names().get(kind)
    return kind if row is None else row[language]


@cache
def _names() -> dict[str, dict[str, str]]:
    text = (files("tongyuan.services") / "data" / "run_kinds.csv").read_text(encoding="utf-8")
    return {row["kind"]: row for row in csv.DictReader(text.splitlines())}
