"""By when: the years and five-year periods that a clause names, and the year it is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongyuan.deploy.policy.lexicon import Lexicon

__all__ = ["Deadline", "base_year", "deadline"]

COMPARED = re.compile(
    r"(?:比|较|与|同|在|以|于|由|从)(?:上年|(\d{4})年(?:同期)?)(?:的)?(?:基础上?|相比|水平|为基[准期数年]|为基础)?"
)


@dataclass(frozen=True)
class Deadline:
    """The year by which, with the words that say so and where they stand in the clause."""

    year: int
    words: str
    start: int
    end: int

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the words list one by one (2025年、2030年), else the one year."""
        listed = tuple(map(int, LISTED.findall(self.words)))
        return listed if len(listed) > 1 and not SPANNED.search(self.words) else (self.year,)


LISTED = re.compile(r"20\d{2}(?=年)")
SPANNED = re.compile(r"年?[—\-至](?=20\d{2}年)")
UNTIL = r"(?:底|末|年底)?(?:以?前|之前)?"
YEAR = r"(?:到|至|截至|截止|于)?(?P<year>20\d{2})年?(?:[—\-、和至][^，]{0,6}年){0,3}" + UNTIL
PERIOD = r"(?:到|至)?(?P<period>%(period)s)(?:时期|期间|期末|末|期)?"
DUE = rf"{YEAR}(?=[^\d%%]|$)|{PERIOD}"


def deadline(clause: str, *, lexicon: Lexicon) -> Deadline | None:
    """Find the year by which something is due; years of comparison, of documents and of dates do not count.

    Parameters
    ----------
    clause
        A clause with marks of one kind.
    lexicon
        The words of the genre.

    Returns
    -------
    Deadline or None
        The first year that is a deadline; None where there is none.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> deadline("到2025年底前全省清洁能源占比", lexicon=the_lexicon()).year
    2025
    >>> deadline("能耗比2020年下降", lexicon=the_lexicon()) is None
    True
    >>> deadline("“十五五”时期逐步减少", lexicon=the_lexicon()).year
    2030
    """
    compared = [match.span() for match in COMPARED.finditer(clause)]
    for match in lexicon.expression(DUE).finditer(clause):
        if any(start < match.end() and match.start() < end for start, end in compared):
            continue
        if clause[match.end() : match.end() + 1] in "〕号" and match.end() < len(clause):
            continue
        if match["year"] and "年" not in match.group():
            continue
        year = int(match["year"] or lexicon.of("period")[match["period"]])
        return Deadline(year, match.group(), match.start(), match.end())
    return None


def base_year(clause: str) -> int | None:
    """Find the year that a change is measured against.

    Parameters
    ----------
    clause
        A clause with marks of one kind.

    Returns
    -------
    int or None
        The year; None where none is named.

    Examples
    --------
    >>> base_year("用水量较2020年下降12%"), base_year("在2020年基础上增长0.5%"), base_year("下降12%")
    (2020, 2020, None)
    """
    found = COMPARED.search(clause)
    return int(found.group(1)) if found and found.group(1) else None
