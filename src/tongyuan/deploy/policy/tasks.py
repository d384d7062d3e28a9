"""Tasks of a policy: what is to be done, sentence by sentence, parted where another thing begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tongyuan.deploy.policy.aims import Aim
from tongyuan.deploy.policy.deadlines import deadline
from tongyuan.deploy.policy.duties import Duty
from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.outline import Article
from tongyuan.deploy.policy.sentences import clauses, sentences
from tongyuan.deploy.policy.targets import Found

__all__ = ["Step", "steps_of"]

SHORTEST = 6
PREFACE = r"%(preface)s.*(?:要求|导向|手段|方针|原则|需要|禀赋|目标|基础|情况|(?:前提|条件|背景)下)$"
#: A task of fewer characters goes on with the next clause; one of more ends with its clause.
SHORT, LONG = 10, 40


@dataclass(frozen=True)
class Step:
    """A task: offsets in the article's body, and the year that its sentence names."""

    start: int
    end: int
    year: int | None


def steps_of(
    article: Article,
    *,
    targets: Sequence[Found],
    duties: Sequence[Duty],
    aims: Sequence[Aim] = (),
    lexicon: Lexicon,
) -> list[Step]:
    """Find the tasks of an article.

    A sentence is a task. It is parted where a clause begins another deed (支持…, 鼓励…) or it grows long;
    clauses that only state a target or a reason (以…为导向) are none of their own.

    Parameters
    ----------
    article
        An article with its body.
    targets
        Its targets, whose clauses are left out.
    duties
        Its duty clauses, which are left out.
    aims
        Its aims in words, whose clauses are left out.
    lexicon
        The words of the genre.

    Returns
    -------
    list
        Tasks in the order of the text; none for articles that state a situation, principles or aims.

    Examples
    --------
    >>> from tongyuan.testing.policies import an_article, the_lexicon
    >>> one = an_article("以质量为导向，推动落后产能退出，鼓励企业发展风电。到2025年，风电达到30万千瓦。")
    >>> found = steps_of(one, targets=[], duties=[], lexicon=the_lexicon())
    >>> [one.body.text[step.start : step.end] for step in found][:2]
    ['推动落后产能退出', '鼓励企业发展风电']
    """
    if any(word in article.title for word in lexicon.of("title_without_tasks")):
        return []
    text = article.body.plain
    left_out = [(duty.start, duty.end) for duty in duties]
    found = []
    for start, end in sentences(text, breaks=article.body.breaks):
        start = next((last for first, last in left_out if first <= start < last), start)
        if start >= end:
            continue
        end = min([end, *(first for first, _ in left_out if start < first < end)])
        due = deadline(text[start:end], lexicon=lexicon)
        kept = [
            (start + first, start + last)
            for first, last in clauses(text[start:end])
            if not _is_target(start + first, start + last, targets)
            and not _is_date(text[start + first : start + last], lexicon)
            and not any(one.start == start + first for one in aims)
        ]
        for group in _groups(text, kept, lexicon):
            group = _without_preface(text, group, lexicon)
            if group[-1][1] - group[0][0] >= SHORTEST:
                found.append(Step(group[0][0], group[-1][1], due.year if due else None))
    return found


def _is_target(start: int, end: int, targets: Sequence[Found]) -> bool:
    """Tell whether targets fill half of a clause; one whose number is only implied stays a task too."""
    filled = sum(
        max(0, min(end, last) - max(start, first))
        for first, last in {(one.start, one.end) for one in targets if not one.implied}
    )
    return 2 * filled >= end - start


def _is_date(clause: str, lexicon: Lexicon) -> bool:
    due = deadline(clause, lexicon=lexicon)
    return due is not None and len(clause) - (due.end - due.start) <= 2


def _groups(text: str, kept: Sequence[tuple[int, int]], lexicon: Lexicon) -> Iterator[list[tuple[int, int]]]:
    group: list[tuple[int, int]] = []
    for start, end in kept:
        if group and (start - group[-1][1] > 1 or _begins(text, group, start, end, lexicon)):
            yield group
            group = []
        group.append((start, end))
    if group:
        yield group


def _without_preface(text: str, group: list[tuple[int, int]], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Leave out the reason or the means before a deed."""
    while len(group) > 1 and _is_preface(text[slice(*group[0])], lexicon):
        group = group[1:]
    return group


def _begins(text: str, group: Sequence[tuple[int, int]], start: int, end: int, lexicon: Lexicon) -> bool:
    """Another deed begins where a verb of beginning stands, unless only a preface stands before it."""
    if all(_is_preface(text[first:last], lexicon) for first, last in group):
        return False
    clause = text[start:end]
    so_far = group[-1][1] - group[0][0]
    if so_far < SHORT:
        return False
    if so_far > LONG:
        return True
    return (
        _is_preface(clause, lexicon) or lexicon.expression("%(manner)s*%(begins)s").match(clause) is not None
    )


def _is_preface(clause: str, lexicon: Lexicon) -> bool:
    """以…为导向, 根据…: the reason or the means that stands before a deed."""
    if re.match(r"以.+为.+", clause):
        return True
    return lexicon.expression(PREFACE).match(clause) is not None
