"""Quantified targets of a policy: indicator, years, value, unit, rule and hedge, with the exact phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tongyuan.deploy.policy.deadlines import Deadline, base_year, deadline
from tongyuan.deploy.policy.implied import Implied, implied
from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.names import coordinated, respective
from tongyuan.deploy.policy.outline import Article
from tongyuan.deploy.policy.quantities import Quantity, Stated, quantities, stated
from tongyuan.deploy.policy.sentences import clauses, sentences

__all__ = ["Found", "targets_of"]

SHARES = ("率", "比例", "比重", "占比")
PERCENT, POINTS = "%", ("个百分点", "百分点")
COMPARISON = (
    r"(?:比|较|与|同|在)(?:(?:19|20)\d{2}年|上年)(?:同期)?(?:的)?(?:基础上?|相比|水平)?|同比$"
    r"|(?:由|从)(?:19|20)\d{2}年(?:底|末)?的?(?:约)?[\d.,]+[^\d，、]{1,8}$"
)
#: A change in tonnes is a quantity of its own.
CHANGES = {"fall": "减少量", "rise": "增加量"}
#: 达到新车销售总量的20%: a share of a whole that stands between.
PART_OF = re.compile(r"(?:达到|达|占到|占|超过)(?P<whole>[^，、]{2,20})的$")
#: 等8个县（市、区）开展…: how many places take part.
TAKING_PART = re.compile(r"(?:县|市|区|城市)(?:（[^）]*）)?(?:开展|实施|进行|完成|建设)")
#: A、B分别下降…, A、B均比2015年下降…: the number is that of each.
EACH = re.compile(r"分别|(?<=[^等]{3})(?<!等)均(?=比|较|[下降增提达控不超])")
#: What may stand behind the number of a target: nothing, a bracket, another item, or 的水平.
BEHIND_A_TARGET = re.compile(r"$|[（、；和及]|的?(?:水平|目标|要求|规模|速度)")


@dataclass(frozen=True)
class Found:
    """A target as the text states it; ``start`` and ``end`` are offsets in the article's body.

    ``readings`` tells every rule that the words allow; more than one is for a person to settle. ``upto`` is
    the other end where the text states a range.
    """

    indicator: str
    rule: str
    value: float | None
    unit: str
    year: int | None
    base_year: int | None
    hedges: tuple[str, ...]
    aspirational: bool
    start: int
    end: int
    nested: bool = False
    shared: bool = False
    readings: tuple[str, ...] = ()
    implied: bool = False
    upto: float | None = None


def targets_of(article: Article, *, lexicon: Lexicon) -> list[Found]:
    """Find the quantified targets of an article.

    A number is a target where words of direction stand before it (达到, 不超过, 下降 ...), where a share does
    or has something (80%以上…完成), or where it counts what is built, restored or created by a date.

    Parameters
    ----------
    article
        An article with its body.
    lexicon
        The words of the genre.

    Returns
    -------
    list
        Targets in the order of the text; a phrase with two indicators gives two.

    Examples
    --------
    >>> from tongyuan.testing.policies import an_article, the_lexicon
    >>> found = targets_of(an_article("到2025年，用水量较2020年下降12%。"), lexicon=the_lexicon())
    >>> [(one.indicator, one.rule, one.value, one.year, one.base_year) for one in found]
    [('用水量', 'relative_change', -12.0, 2025, 2020)]
    """
    text = article.body.plain
    persists = any(word in article.title for word in lexicon.of("title_of_targets"))
    due: Deadline | None = None
    found: list[Found] = []
    for start, end in sentences(text, breaks=article.body.breaks):
        due, aspiring = (due if persists else None), False
        whole: Found | None = found[-1] if found else None
        for first, last, part in _parts(text[start:end], lexicon):
            clause = text[start + first : start + last]
            due = deadline(clause, lexicon=lexicon) or due
            aspiring = aspiring or _aspires_throughout(clause, lexicon)
            for one in _in_clause(clause, due, whole, part, lexicon):
                one = replace(one, aspirational=one.aspirational or aspiring)
                found.append(replace(one, start=one.start + start + first, end=one.end + start + first))
            whole = whole if part or not found else found[-1]
    return found


def _parts(sentence: str, lexicon: Lexicon) -> Iterator[tuple[int, int, bool]]:
    """Part clauses, and lists by 、 whose sides state a number each; tell whether they are within 其中."""
    for start, end in clauses(sentence):
        cuts = [start]
        for match in re.finditer("、", sentence[start:end]):
            at = start + match.start()
            left, right = sentence[cuts[-1] : at], sentence[at + 1 : end].split("、")[0]
            if not right[:1].isdigit() and _states(left, lexicon) and _states(right, lexicon):
                cuts.append(at + 1)
        cuts.append(end + 1)
        part = sentence[start:end].startswith("其中")
        yield from ((one, other - 1, part) for one, other in pairwise(cuts))


def _aspires_throughout(clause: str, lexicon: Lexicon) -> bool:
    """力争到2025年，…: a clause of a date alone speaks for those behind it."""
    due = deadline(clause, lexicon=lexicon)
    if due is None or due.end < len(clause):
        return False
    return any(word in clause[: due.start] for word in lexicon.of("aspirational"))


def _states(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a part states a number of its own: behind a comparator, or at its end."""
    return any(
        one.end == len(text) or stated(text[: one.start], lexicon=lexicon)
        for one in quantities(text, lexicon=lexicon)
        if one.start
    )


def _in_clause(
    clause: str, due: Deadline | None, whole: Found | None, part: bool, lexicon: Lexicon
) -> Iterator[Found]:
    numbers = quantities(clause, lexicon=lexicon)
    if numbers and (each := EACH.search(clause)):
        yield from _respectively(clause, each.start(), numbers, due, lexicon)
        return
    seen = 0
    for number in numbers:
        one = _read(clause, seen, number, due, lexicon)
        if one is None:
            continue
        seen = number.end
        yield from _named(_placed(one, whole, part), lexicon)
    if not seen:
        yield from (_built(clause, one, due, lexicon) for one in implied(clause, lexicon=lexicon))


def _placed(one: Found, whole: Found | None, part: bool) -> Found:
    """其中 and a missing name refer to the target before: 其中城市达到98%, 2030年达到60%."""
    if whole is None or (one.indicator and not part):
        return one
    if not part:
        return replace(one, indicator=whole.indicator)
    name = one.indicator.removeprefix("其中").strip("，")
    return replace(one, indicator=f"{whole.indicator}（{name}）", nested=True)


def _read(clause: str, seen: int, number: Quantity, due: Deadline | None, lexicon: Lexicon) -> Found | None:
    before = clause[seen : number.start]
    if not _modifies(clause, number):
        if said := stated(before, lexicon=lexicon):
            return _stated(clause, seen, number, said, due, lexicon)
        if part_of := PART_OF.search(before):
            one = _with(clause, seen, seen + part_of.start(), number, "at_least", number.value, due, lexicon)
            return replace(one, indicator=f"{one.indicator}占{part_of['whole']}的比例")
    if number.unit == PERCENT and _share_does(clause, number, lexicon):
        return _share(clause, number, due, lexicon)
    if number.unit not in (PERCENT, *POINTS):
        return _count(clause, seen, number, due, lexicon)
    return None


def _modifies(clause: str, number: Quantity) -> bool:
    """Tell whether a number says which things are meant (65蒸吨/小时以上的锅炉), and states no target."""
    return BEHIND_A_TARGET.match(clause[number.end :]) is None


def _stated(
    clause: str, seen: int, number: Quantity, said: Stated, due: Deadline | None, lexicon: Lexicon
) -> Found:
    rule, value, readings = _rule(said.rule, number, clause[seen : seen + said.start])
    one = _with(clause, seen, seen + said.start, number, rule, value, due, lexicon, readings=readings)
    if said.rule in CHANGES and rule == "at_least":
        one = replace(one, indicator=f"{one.indicator}{CHANGES[said.rule]}")
    if rule == "at_least" and "每年" in clause[seen : seen + said.start]:
        return replace(one, rule="every_year_at_least")
    return one


def _rule(rule: str, number: Quantity, indicator: str) -> tuple[str, float, tuple[str, ...]]:
    """Give rule, value and readings of a number behind a comparator."""
    if rule == "about":
        return ("about" if number.behind in ("左右", "上下", "") else _held(number)), number.value, ()
    if rule == "equal":
        rules = {"左右": "about", "上下": "about", "": "equal"}
        return (
            rules.get(number.behind, "at_least" if "以上" in number.behind else "at_most"),
            number.value,
            (),
        )
    if rule not in ("fall", "rise"):
        return rule, number.value, ()
    sign = -1.0 if rule == "fall" else 1.0
    if number.unit in POINTS:
        return "percentage_points", sign * number.value, ()
    if number.unit != PERCENT:
        return "at_least", number.value, ()
    readings = ("relative_change", "percentage_points") if indicator.endswith(SHARES) else ()
    if not readings and any(share in indicator for share in SHARES):
        readings = ("relative_change", "percentage_points")
    return "relative_change", sign * number.value, readings


def _held(number: Quantity) -> str:
    return "stable_at_least" if "以上" in number.behind else "at_most"


def _share_does(clause: str, number: Quantity, lexicon: Lexicon) -> bool:
    """80%以上钢铁产能完成…: a share in front of what it does."""
    rest = clause[number.end :]
    return (
        bool(rest) and lexicon.expression("%(completed)s").search(rest) is not None and "、" not in rest[:1]
    )


def _share(clause: str, number: Quantity, due: Deadline | None, lexicon: Lexicon) -> Found:
    rest = clause[number.end :].removeprefix("的")
    verb = lexicon.expression("%(completed)s").search(rest)
    who, what = (rest[: verb.start()], rest[verb.start() :]) if verb else (rest, "")
    head = clause[_opening(clause, 0, lexicon) : number.start]
    rule = "at_most" if number.behind in lexicon.of("and_less") else "at_least"
    found = _with(clause, 0, number.start, number, rule, number.value, due, lexicon)
    who = re.sub("(?:全面|全部|基本|均|都)$", "", who)
    return replace(found, indicator=f"{_tidy(head, lexicon)}{what}的{who}比例", end=len(clause))


def _count(clause: str, seen: int, number: Quantity, due: Deadline | None, lexicon: Lexicon) -> Found | None:
    """Read a number that counts what is built or created: 修复70万亩, 培育50家工厂, 等8个县开展…."""
    before, rest = clause[seen : number.start], clause[number.end :]
    yearly = lexicon.expression("%(every_year)s").search(before) is not None
    rule = "every_year_at_least" if yearly else "about" if number.behind in ("左右", "上下") else "at_least"
    one = _with(clause, seen, number.start, number, rule, number.value, due, lexicon)
    if not rest.strip("）"):
        counted = yearly or due is not None or lexicon.expression("%(counted)s").search(before)
        return one if len(before) > 1 and counted else None
    if TAKING_PART.match(rest) and before.endswith("等"):
        return replace(one, end=len(clause))
    verb = lexicon.expression("%(counted)s(?:约|近|超|不少于)?$").search(before)
    if verb and number.unit in lexicon.of("count_unit") and not rest.startswith("的"):
        return replace(one, indicator=f"{verb.group()}{rest}", end=len(clause))
    return None


def _with(
    clause: str,
    seen: int,
    name_ends: int,
    number: Quantity,
    rule: str,
    value: float,
    due: Deadline | None,
    lexicon: Lexicon,
    *,
    readings: tuple[str, ...] = (),
) -> Found:
    """Put a target together; its phrase runs from its indicator to the words behind its number."""
    start = _opening(clause, seen, lexicon)
    start = min(start, name_ends)
    phrase = clause[start : number.end]
    said = clause[name_ends : number.start] + number.behind
    early = [word for word in lexicon.of("early_hedge") if word in clause[seen : number.start]]
    late = [word for word in lexicon.of("hedge") if word in said]
    hedges = tuple(word for word in dict.fromkeys([*early, *late]) if not _within(word, late))
    aspiring = any(word in clause[seen : number.start] for word in lexicon.of("aspirational"))
    return Found(
        indicator=_tidy(clause[start:name_ends], lexicon),
        rule=rule,
        value=value,
        unit=number.unit,
        year=due.year if due else None,
        base_year=base_year(phrase),
        hedges=hedges,
        aspirational=aspiring,
        start=start,
        end=number.end,
        readings=readings,
        upto=number.upto,
    )


def _within(word: str, words: Sequence[str]) -> bool:
    """Tell whether a word only stands there as a part of a longer one: 超过 in 不超过."""
    return any(word != other and word in other for other in words)


def _opening(clause: str, seen: int, lexicon: Lexicon) -> int:
    """Where an indicator starts: behind the deadline and the place it holds for."""
    start = seen
    due = deadline(clause[seen:], lexicon=lexicon)
    if due and due.start <= 4:
        start = seen + due.end
    while match := re.match(r"[，、]|力争|计划", clause[start:]):
        start += match.end()
    return start


def _tidy(name: str, lexicon: Lexicon) -> str:
    name = re.sub(COMPARISON, "", name)
    early = r"^(?:%(scope)s)+|^(?:力争|争取|计划|确保|实现|使|将)+|(?:力争|要|基本|均|总体|约|近)+$"
    return lexicon.expression(early).sub("", name)


def _named(one: Found, lexicon: Lexicon) -> Iterator[Found]:
    """Give one target for each indicator that a phrase names together."""
    names = coordinated(one.indicator, lexicon=lexicon)
    yield from (replace(one, indicator=name, shared=len(names) > 1) for name in names)


def _respectively(
    clause: str, at: int, numbers: Sequence[Quantity], due: Deadline | None, lexicon: Lexicon
) -> Iterator[Found]:
    """A、B分别下降10%、18%: as many targets as names; one number holds for all of them."""
    said = stated(clause[: numbers[0].start], lexicon=lexicon)
    start = _opening(clause, 0, lexicon)
    if said is None or numbers[0].start < at:
        return
    phrase = re.sub(COMPARISON, "", clause[start : min(at, said.start)])
    names = respective(phrase, count=len(numbers))
    years: tuple[int | None, ...] = (None,)
    if due and len(names) == 1 and len(due.years) == len(numbers):
        names, years = names * len(numbers), due.years
    for place, name in enumerate(names):
        number = numbers[min(place, len(numbers) - 1)]
        number = replace(number, behind=number.behind or numbers[-1].behind)
        rule, value, readings = _rule(said.rule, number, name)
        one = _with(clause, 0, min(at, said.start), number, rule, value, due, lexicon, readings=readings)
        year = years[place] if len(years) > 1 else one.year
        shared = len(names) > 1
        yield replace(one, indicator=_tidy(name, lexicon), year=year, end=numbers[-1].end, shared=shared)


def _built(clause: str, one: Implied, due: Deadline | None, lexicon: Lexicon) -> Found:
    return Found(
        indicator=_tidy(one.indicator, lexicon),
        rule=one.rule,
        value=one.value,
        unit=one.unit,
        year=one.year or (due.year if due else None),
        base_year=None,
        hedges=(one.hedge,) if one.hedge else (),
        aspirational=any(word in clause for word in lexicon.of("aspirational")),
        start=one.start,
        end=len(clause),
        implied=True,
    )
