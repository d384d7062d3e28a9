"""Which of the departments named may lead: a proposal by rule, for a person to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongyuan.deploy.policy.lexicon import Lexicon

__all__ = ["Lead", "proposed_lead"]


@dataclass(frozen=True)
class Lead:
    """A department proposed, and by which rule: the words of its field, or that it is named first."""

    department: str
    rule: str


def proposed_lead(phrase: str, *, departments: Sequence[str], lexicon: Lexicon) -> Lead | None:
    """Propose a lead among the departments that a duty names; never one that it does not name.

    The department whose field most of the phrase's words belong to is proposed, and else the first one named.

    Parameters
    ----------
    phrase
        A task or a target in its words.
    departments
        Departments as the duty names them, in its order.
    lexicon
        The words of the genre.

    Returns
    -------
    Lead or None
        The proposal; None where no department is named.

    Examples
    --------
    >>> from tongyuan.testing.policies import the_lexicon
    >>> both = ["省发展改革委", "省交通运输厅"]
    >>> proposed_lead("提升铁路运能", departments=both, lexicon=the_lexicon())
    Lead(department='省交通运输厅', rule='field')
    >>> proposed_lead("加强统筹", departments=both, lexicon=the_lexicon())
    Lead(department='省发展改革委', rule='first_named')
    """
    if not departments:
        return None
    weights = {name: _weight(phrase, name, lexicon) for name in departments}
    best = max(departments, key=lambda name: weights[name])
    return Lead(best, "field") if weights[best] else Lead(departments[0], "first_named")


def _weight(phrase: str, department: str, lexicon: Lexicon) -> int:
    """Characters of the phrase that are words of a department's field."""
    return sum(
        len(word) for word, stem in lexicon.of("charge").items() if word in phrase and stem in department
    )
