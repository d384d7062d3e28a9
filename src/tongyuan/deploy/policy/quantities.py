"""Numbers with units, and the words before and behind a number that make it a target."""

from __future__ import annotations

from dataclasses import dataclass

from tongyuan.deploy.policy.lexicon import Lexicon

__all__ = ["Quantity", "Stated", "quantities", "stated"]

#: 不高于 is no 高于: what is denied is read as a word of its own or not at all.
DENIALS = ("不", "未", "无", "非")
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
BEHIND = r"(?P<behind>%(around)s|%(and_more)s|%(and_less)s)?"
BEFORE = r"(?<![\d.〔“A-Za-z_{-])"
QUANTITY = rf"{BEFORE}(?P<value>{NUMBER})(?:%%?[—\-~～至－–](?P<upto>{NUMBER}))?(?P<unit>%(unit)s){BEHIND}"
COMPARATORS = ("raise_to", "raise_past", "lower_to", "hold_within", "hold_at", "set_at", "fall_by", "rise_by")
COMPARED = r"(?:(?:比|较|与|同|在)[^，、]{2,9}年?(?:基础上|相比|水平)?)?"


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, where it stands in the clause, and the words right behind it.

    ``upto`` is the other end of a range (25%～30%); ``value`` is the first.
    """

    value: float
    unit: str
    behind: str
    start: int
    end: int
    upto: float | None = None


@dataclass(frozen=True)
class Stated:
    """How a number is stated: the rule, and where the words before it start."""

    rule: str
    words: str
    start: int


def quantities(clause: str, *, lexicon: Lexicon) -> list[Quantity]:
    """Find the numbers with units of a clause; those within brackets only explain and are left out.

    Parameters
    ----------
    clause
        A clause with marks of one kind.
    lexicon
        The words of the genre.

    Returns
    -------
    list
        Numbers in the order of the clause.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> (one,) = quantities("达到3700万千瓦以上（含5家）", lexicon=the_lexicon())
    >>> one.value, one.unit, one.behind
    (3700.0, '万千瓦', '以上')
    """
    found = []
    for match in lexicon.expression(QUANTITY).finditer(clause):
        before = clause[: match.start()]
        if before.count("（") > before.count("）") or before.count("“") > before.count("”"):
            continue
        value = float(match["value"].replace(",", ""))
        upto = float(match["upto"].replace(",", "")) if match["upto"] else None
        found.append(Quantity(value, match["unit"], match["behind"] or "", match.start(), match.end(), upto))
    return found


def stated(before: str, *, lexicon: Lexicon) -> Stated | None:
    """Read the words right before a number: 达到, 不超过, 下降 ... with the modal words around them.

    Parameters
    ----------
    before
        The words of a clause before a number.
    lexicon
        The words of the genre.

    Returns
    -------
    Stated or None
        The rule; None where no comparator stands before the number.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> stated("集装箱海铁联运力争达到", lexicon=the_lexicon())
    Stated(rule='at_least', words='力争达到', start=7)
    >>> stated("电解铝等行业", lexicon=the_lexicon()) is None
    True
    """
    found = []
    for role in COMPARATORS:
        match = lexicon.expression(_stated(role)).search(before)
        if match and before[: match.start()][-1:] not in DENIALS:
            found.append((match.start(), role, match))
    if not found:
        return None
    start, role, match = min(found, key=lambda one: one[0])
    return Stated(lexicon.of(role)[match["verb"]], match.group(), start)


def _stated(role: str) -> str:
    """Write what stands right before a number: modal words, a comparator, what it is compared with."""
    modal = "%(modal)s*"
    return rf"{modal}(?P<verb>%({role})s){modal}{COMPARED}{modal}(?:幅度)?(?:为|在)?$"
