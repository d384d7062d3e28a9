"""Aims without a number: what is to fall, rise, improve or be in place by a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongyuan.deploy.policy.deadlines import Deadline, deadline
from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.outline import Article
from tongyuan.deploy.policy.sentences import clauses, sentences
from tongyuan.deploy.policy.targets import Found

__all__ = ["Aim", "aims_of"]


@dataclass(frozen=True)
class Aim:
    """An aim in words: what, which way (trend_down, trend_up, event), by when, and where it stands."""

    subject: str
    rule: str
    year: int | None
    start: int
    end: int


def aims_of(article: Article, *, targets: Sequence[Found], lexicon: Lexicon) -> list[Aim]:
    """Find the aims of an article that no number states.

    A clause is an aim where it begins with its subject and ends with how that is to change or stand, in an
    article of aims or in a sentence that names a year; elsewhere such words belong to tasks.

    Parameters
    ----------
    article
        An article with its body.
    targets
        Its quantified targets, whose clauses are left out.
    lexicon
        The words of the genre.

    Returns
    -------
    list
        Aims in the order of the text.

    Examples
    --------
    >>> from tongyuan.testing.policies import an_article, the_lexicon
    >>> one = an_article("到2025年，生态环境持续改善，排放总量持续下降。", title="主要目标")
    >>> [(aim.subject, aim.rule, aim.year) for aim in aims_of(one, targets=[], lexicon=the_lexicon())]
    [('生态环境', 'trend_up', 2025), ('排放总量', 'trend_down', 2025)]
    """
    text = article.body.plain
    persists = any(word in article.title for word in lexicon.of("title_of_targets"))
    due: Deadline | None = None
    found = []
    for start, end in sentences(text, breaks=article.body.breaks):
        due = due if persists else None
        for first, last in clauses(text[start:end]):
            clause = text[start + first : start + last]
            own = deadline(clause, lexicon=lexicon)
            due = own or due
            taken = any(one.start < start + last and start + first < one.end for one in targets)
            if taken or not (persists or due):
                continue
            if aim := _read(clause[own.end :] if own else clause, due, lexicon):
                found.append(Aim(aim[0], aim[1], due.year if due else None, start + first, start + last))
    return found


def _read(clause: str, due: Deadline | None, lexicon: Lexicon) -> tuple[str, str] | None:
    for rule in ("trend_down", "trend_up", "event"):
        pattern = rf"(?P<subject>[^，]{{2,}}?)(?:%(degree)s|得到|取得)*(?:%(aim_{rule})s)$"
        if match := lexicon.expression(pattern).match(clause):
            subject = match["subject"]
            return None if lexicon.expression("%(begins)s").match(subject) else (subject, rule)
    return None
