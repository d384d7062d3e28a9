"""What a page shows, as its address says it: language, region, year and the page's own choices."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from tongyuan.services.session import Session
from tongyuan.vocabulary.problems import Language
from tongyuan.web.words import translate

__all__ = ["View"]


@dataclass(frozen=True, slots=True)
class View:
    """One view of one page.

    Parameters
    ----------
    session
        In whose name services are called.
    path
        Address of the page, without its query.
    lang
        Language of words.
    query
        The page's own choices, as in the address.
    """

    session: Session
    path: str
    lang: Language
    query: dict[str, str]

    def word(self, text: str) -> str:
        """Return a word in the view's language."""
        return translate(text, self.lang)

    def pick(self, zh: str, en: str) -> str:
        """Return the one of two texts that fits the view's language."""
        return zh if self.lang == "zh" else en

    def link(self, path: str, **query: str | int | None) -> str:
        """Write the address of a view, keeping the language."""
        wanted = {"lang": self.lang, **query}
        text = urlencode({key: value for key, value in wanted.items() if value not in (None, "")})
        return f"{path}?{text}"

    def here(self, **change: str | int | None) -> str:
        """Write the address of this page with some choices changed."""
        return self.link(self.path, **{**self.query, **change})

    def other_language(self) -> str:
        """Write the address of this very view in the other language."""
        other = "en" if self.lang == "zh" else "zh"
        return self.link(self.path, **{**self.query, "lang": other})
