"""What a page shows, as its address says it: language, region, year and the page's own choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tongyuan.services.actors import PUBLIC
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import find
from tongyuan.services.session import Session
from tongyuan.services.working import aside
from tongyuan.vocabulary import units
from tongyuan.vocabulary.problems import InputError, Language, Problem
from tongyuan.web.words import term, translate

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
    permits
        What each page asks for: its path to a permission.
    """

    session: Session
    path: str
    lang: Language
    query: dict[str, str]
    permits: Mapping[str, str] = field(default_factory=dict)

    @property
    def signed_in(self) -> bool:
        """Tell whether somebody is known by name; who is not is the public."""
        return self.session.actor.id != PUBLIC.id

    async def ask(self, name: str, /, **arguments: Any) -> Answer:
        """Ask a service, aside: who looks at other pages is served meanwhile.

        Parameters
        ----------
        name
            ``noun.verb``.
        **arguments
            Its parameters.

        Returns
        -------
        Answer
            What it answers.
        """
        return await aside(partial(self.session.call, name, **arguments))

    def may(self, permission: str) -> bool:
        """Tell whether the visitor holds a permission; what one may not do is not drawn."""
        return self.session.actor.may(permission)

    def may_call(self, service: str) -> bool:
        """Tell whether the visitor may call a service."""
        return self.may(find(service).permits)

    def opens(self, path: str) -> bool:
        """Tell whether a page is there and open to the visitor."""
        return path in self.permits and self.may(self.permits[path])

    def word(self, text: str) -> str:
        """Return a word in the view's language."""
        return translate(text, self.lang)

    def term(self, group: str, key: str | None) -> str:
        """Name a code in the view's language."""
        return term(group, key, self.lang)

    def unit(self, unit: str | None) -> str:
        """Write a unit in the view's language."""
        return "" if unit is None else units.written(unit, language=self.lang)

    def pick(self, zh: str, en: str) -> str:
        """Return the one of two texts that fits the view's language."""
        return zh if self.lang == "zh" else en

    def of(self, row: Mapping[str, Any], stem: str) -> str:
        """Return a row's text in the view's language; the Chinese one where there is no English."""
        return str(row.get(f"{stem}_{self.lang}") or row[f"{stem}_zh"] or "")

    def pair(self, label: str, text: str) -> str:
        """Write a label and what it is, with the colon of the language."""
        return f"{label}：{text}" if self.lang == "zh" else f"{label}: {text}"

    def measure(self, label: str, unit: str) -> str:
        """Write a label with its unit or remark in the brackets of the language."""
        if not unit:
            return label
        return f"{label}（{unit}）" if self.lang == "zh" else f"{label} ({unit})"

    def listing(self, parts: Iterable[str]) -> str:
        """Join the parts of a list as the language does."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def number(self, name: str) -> int | None:
        """Return a whole number of the address.

        Parameters
        ----------
        name
            Name in the query.

        Returns
        -------
        int or None
            The number; None where the address does not give it.

        Raises
        ------
        InputError
            If it is no whole number.
        """
        text = self.query.get(name)
        if text is None:
            return None
        try:
            return int(text)
        except ValueError:
            values = {"name": name, "got": text, "expected": "2007"}
            raise InputError(Problem("service.argument", values)) from None

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return one of several words of the address, the first where it gives none; refuse any other."""
        text = self.query.get(name) or allowed[0]
        if text not in allowed:
            values = {"name": name, "got": text, "expected": "、".join(allowed)}
            raise InputError(Problem("service.argument", values))
        return text

    def link(self, path: str, **query: str | int | None) -> str:
        """Write the address of a view, keeping the language."""
        wanted = {"lang": self.lang, **query}
        text = urlencode({key: value for key, value in wanted.items() if value not in (None, "")})
        return f"{path}?{text}"

    def to(self, address: str) -> str:
        """Write the address of a view that a service names, keeping the language.

        Parameters
        ----------
        address
            A path, perhaps with a query and a place in the page, such as ``/deploy/policy?article=9#task-1``.

        Returns
        -------
        str
            The same place, in the view's language.
        """
        parts = urlsplit(address)
        link = self.link(parts.path, **dict(parse_qsl(parts.query)))
        return f"{link}#{parts.fragment}" if parts.fragment else link

    def here(self, **change: str | int | None) -> str:
        """Write the address of this page with some choices changed."""
        return self.link(self.path, **{**self.query, **change})

    def other_language(self) -> str:
        """Write the address of this very view in the other language."""
        other = "en" if self.lang == "zh" else "zh"
        return self.link(self.path, **{**self.query, "lang": other})
