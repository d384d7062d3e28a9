"""Words of the pages: Chinese in the code, English from the catalogue ``locale/en/messages.po``.

Words that stand for a code (a quality, a state of a job) are rows of ``data/terms.csv``, in both languages
and with an explanation for the tooltip.
"""

from __future__ import annotations

import csv
import gettext
import io
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tongyuan.vocabulary.problems import Language

__all__ = ["explanation", "mark", "term", "translate"]


@cache
def _catalogue() -> gettext.NullTranslations:
    source = files("tongyuan.web") / "locale" / "en" / "messages.po"
    catalogue = read_po(io.BytesIO(source.read_bytes()), locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(text: str, language: Language) -> str:
    """Return a word of the pages in a language.

    Parameters
    ----------
    text
        The Chinese word, as written in the code.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        The word; the Chinese one where the catalogue has none.

    Examples
    --------
    >>> translate("总览", "en")
    'Overview'
    """
    return text if language == "zh" else _catalogue().gettext(text)


def mark(text: str) -> str:
    """Mark a Chinese word that is translated later, so that the catalogue's test finds it."""
    return text


@cache
def _terms() -> dict[tuple[str, str], dict[str, str]]:
    text = (files("tongyuan.web") / "data" / "terms.csv").read_text(encoding="utf-8")
    return {(row["group"], row["key"]): row for row in csv.DictReader(text.splitlines())}


def term(group: str, key: str | None, language: Language) -> str:
    """Name a code in words.

    Parameters
    ----------
    group
        ``quality``, ``job``, ``verdict`` and the like.
    key
        The code, or None where there is none.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Its word; the code itself where the table has none, a dash where there is no code.

    Examples
    --------
    >>> term("quality", "unverified", "zh"), term("quality", None, "zh")
    ('未核实', '—')
    """
    if key is None:
        return "—"
    row = _terms().get((group, key))
    return key if row is None else row[language]


def explanation(group: str, key: str | None, language: Language) -> str:
    """Explain a code in one sentence, for a tooltip; empty where the table says nothing."""
    row = _terms().get((group, key or ""))
    return "" if row is None else row[f"explain_{language}"]
