"""The words of the genre, as a table: what a parser knows of verbs, hedges, units and names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import dataframely as dy

from tongyuan.vocabulary.tables import PolicyWord

__all__ = ["Lexicon"]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words by their role; a role without words is a fault of the table.

    Parameters
    ----------
    words
        Role, word and what the word is read as.
    """

    words: dy.DataFrame[PolicyWord]

    def of(self, role: str) -> dict[str, str]:
        """Give the words of a role, the longest first, each with what it is read as."""
        return self._by_role[role]

    def expression(self, template: str) -> re.Pattern[str]:
        """Compile a pattern in which ``%(role)s`` stands for any word of a role, the longest first.

        Parameters
        ----------
        template
            A pattern that stands in the code.

        Returns
        -------
        re.Pattern
            The pattern, compiled once.

        Examples
        --------
        >>> from tongyuan.testing.policies import the_lexicon
        >>> the_lexicon().expression("%(aspirational)s达到").search("比例力争达到80%").group()
        '力争达到'
        """
        return _compiled(self, template)

    @cached_property
    def alternatives(self) -> dict[str, str]:
        """A group of the words of each role, escaped."""
        return {role: f"(?:{'|'.join(map(re.escape, words))})" for role, words in self._by_role.items()}

    @cached_property
    def _by_role(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        rows = sorted(self.words.iter_rows(named=True), key=lambda row: -len(row["word"]))
        for row in rows:
            found.setdefault(row["role"], {})[row["word"]] = row["reading"]
        return found


@cache
def _compiled(lexicon: Lexicon, template: str) -> re.Pattern[str]:
    # The words are escaped (re.escape) where they become groups; the template stands in the code.
    return re.compile(template % lexicon.alternatives)
