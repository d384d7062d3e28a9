"""Places, enterprises and projects that a text names, by a list of names and by how such names end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongyuan.deploy.policy.duties import Duty
from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.outline import Article

__all__ = ["Named", "named_in", "names_of"]

INNER = r"[^，。、；：（）“”《》\d\s]"
#: Place names have two to so many characters.
LONGEST = 12
STAGE = r"(?:[一二三四五六七八九十]期)?(?:工程|项目)?"
TAIL = r"(?:（[\u4e00-\u9fff]{2,6}(?:水系|流域|片区)）)?"
#: Tells a province and what lies in its east, south …: the first character is the province's short name.
SIDE = "[东西南北中]"
BOUNDARY = re.compile(r"^$|[，。、；：（）“”《》和与及以]$")
#: A river or a county in a list, the first of which is known.
LISTED = re.compile(r"(?:[\u4e00-\u9fff]{1,3}[河江湖]|[\u4e00-\u9fff]{2,3}[县旗])(?=[、和等及]|$)")


@dataclass(frozen=True)
class Named:
    """What is named: place, enterprise or project; ``start`` and ``end`` are offsets in the body."""

    kind: str
    start: int
    end: int


def names_of(regions: Sequence[str], *, lexicon: Lexicon) -> frozenset[str]:
    """Give the names that regions go by: in full, without 省 or 市, and without the peoples of a county.

    Parameters
    ----------
    regions
        Names of regions in full.
    lexicon
        The words of the genre.

    Returns
    -------
    frozenset
        Names of two characters or more.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> sorted(names_of(["甲乙市", "丙丁满族自治县"], lexicon=the_lexicon()))
    ['丙丁县', '丙丁满族自治县', '甲乙', '甲乙市']
    """
    found = set(regions)
    for name in regions:
        found.add(lexicon.expression("%(people)s|自治").sub("", name))
        for suffix in lexicon.of("region_suffix"):
            found.add(name.removesuffix(suffix))
    return frozenset(name for name in found if len(name) > 1)


def named_in(
    article: Article,
    *,
    names: frozenset[str],
    own: frozenset[str] = frozenset(),
    duties: Sequence[Duty],
    lexicon: Lexicon,
) -> list[Named]:
    """Find what an article names; departments and their branches are left out.

    A name starts with a region, a river or sea, or a side of a province, and goes on to the first ending of
    its kind (…流域, …开发区, …公司, …核电一期); parks, firms and projects whose name starts with none are
    found by their ending alone where a mark or a verb stands before them.

    Parameters
    ----------
    article
        An article with its body.
    names
        Names of regions.
    own
        Names of the jurisdiction itself, which are left out where they stand alone.
    duties
        Its duty clauses.
    lexicon
        The words of the genre.

    Returns
    -------
    list
        Names in the order of the text; a person confirms which thing each one is.

    Examples
    --------
    >>> from tongyuan.testing.policies import an_article, the_lexicon
    >>> one = an_article("推进甲乙流域治理，甲乙新钢铁公司完成改造")
    >>> found = named_in(one, names=frozenset({"甲乙"}), duties=[], lexicon=the_lexicon())
    >>> [(name.kind, one.body.text[name.start : name.end]) for name in found]
    [('place', '甲乙流域'), ('enterprise', '甲乙新钢铁公司')]
    """
    text = article.body.plain
    owed = [(duty.start, duty.end) for duty in duties]
    return [
        one
        for one in _scanned(text, names | set(lexicon.of("named_area")), lexicon)
        if not any(start <= one.start < end for start, end in owed) and text[one.start : one.end] not in own
    ]


def _scanned(text: str, names: frozenset[str], lexicon: Lexicon) -> Iterator[Named]:
    at = 0
    while at < len(text):
        head = _head(text, at, names, lexicon)
        found = _grown(text, at, head, lexicon) if head else _unled(text, at, lexicon)
        if found:
            yield found
        at = found.end if found else at + 1


def _head(text: str, at: int, names: frozenset[str], lexicon: Lexicon) -> int | None:
    """Where the name of a region that starts here ends, the longest first; a district follows its city."""
    for end in range(min(len(text), at + LONGEST), at + 1, -1):
        if text[at:end] in names:
            return _head(text, end, names, lexicon) or end
    side = lexicon.expression(rf"%(province_short)s{SIDE}(?!部)").match(text, at)
    if side is None:
        return None
    grown = lexicon.expression(rf"{INNER}{{0,6}}?%(area_suffix)s").match(text, side.end())
    return side.end() if grown or BOUNDARY.search(text[max(0, at - 1) : at]) else None


def _grown(text: str, at: int, head: int, lexicon: Lexicon) -> Named:
    """Let a name go on to the first ending within reach; without one it is the place itself."""
    for kind, ending, reach in (
        ("project", rf"%(project_suffix)s{STAGE}", 6),
        ("enterprise", "%(enterprise_suffix)s(?:%(enterprise_suffix)s)*", 6),
        ("place", rf"(?:县|旗|{INNER}[县旗]|(?!建成|市辖|主城|中心){INNER}{{2}}区(?!域))", 0),
        ("place", rf"{INNER}?%(area_suffix)s(?:{INNER}{{0,6}}?%(area_suffix)s)?{TAIL}", 14),
    ):
        match = lexicon.expression(rf"(?P<inner>{INNER}{{0,{reach}}}?){ending}").match(text, head)
        if match and not lexicon.expression("%(nameless)s|和|及|与").search(match["inner"]):
            return Named(kind, at, match.end())
    return Named("place", at, head)


def _unled(text: str, at: int, lexicon: Lexicon) -> Named | None:
    """Find a name by its ending, where a mark stands before it."""
    before = text[max(0, at - 4) : at]
    verb = lexicon.expression("(?:%(begins)s|%(counted)s|%(aspirational)s)$").search(before)
    if not verb and not BOUNDARY.search(before):
        return None
    if before.endswith("、") and (listed := LISTED.match(text, at)):
        return Named("place", at, listed.end())
    for kind, pattern in (
        ("place", rf"(?P<inner>{INNER}{{2,8}}?)%(park_suffix)s"),
        ("enterprise", rf"(?P<inner>{INNER}{{2,8}}?)(?:集团|公司)(?:%(enterprise_suffix)s)*"),
        (
            "project",
            rf"(?P<inner>“[^”]{{2,8}}”|{INNER}{{2,8}}?)(?:防护林|防沙带|核电|露天矿|能源基地){STAGE}",
        ),
    ):
        match = lexicon.expression(pattern).match(text, at)
        if match and not lexicon.expression("%(nameless)s").search(match["inner"]):
            return Named(kind, match.start(), match.end())
    return None
