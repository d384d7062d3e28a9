"""Words of the pages: Chinese in the code, English from the catalogue ``locale/en/messages.po``."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tongyuan.vocabulary.problems import Language

__all__ = ["translate"]


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
