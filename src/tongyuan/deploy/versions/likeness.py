"""How alike two phrases are, and which of two lists belong together."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

__all__ = ["likeness", "paired"]


def likeness(one: str, other: str) -> float:
    """Tell how alike two phrases are: the Dice coefficient of their pairs of neighbouring characters.

    Parameters
    ----------
    one, other
        Phrases; a single character has no pair and is like itself alone.

    Returns
    -------
    float
        0 with nothing in common, 1 with the same pairs [1].

    Notes
    -----
    Dice (1945), Measures of the amount of ecologic association between species, over character bigrams.

    Examples
    --------
    Four pairs of five are shared: 2 x 4 / (5 + 5).

    >>> likeness("推广清洁能源", "推广清洁能力")
    0.8
    """
    if one == other:
        return 1.0
    left, right = _pairs(one), _pairs(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, itertools.pairwise(text)))


def paired(
    olds: Sequence[int], news: Sequence[int], *, alike: Callable[[int, int], float], least: float
) -> list[tuple[int, int, float]]:
    """Match two lists one to one, the most alike first.

    Parameters
    ----------
    olds, news
        Numbers of their members.
    alike
        How alike a pair is [1].
    least
        Below this nothing belongs together [1].

    Returns
    -------
    list of tuple
        Old, new and their likeness, in the order of the old ones.

    Examples
    --------
    >>> near = {(0, 0): 0.6, (0, 1): 0.9, (1, 0): 0.2, (1, 1): 0.7}
    >>> paired([0, 1], [0, 1], alike=lambda one, other: near[one, other], least=0.5)
    [(0, 1, 0.9)]
    """
    near = ((alike(old, new), old, new) for old in olds for new in news)
    ranked = sorted((row for row in near if row[0] >= least), key=lambda row: (-row[0], row[1], row[2]))
    taken: set[int] = set()
    met: set[int] = set()
    pairs = []
    for share, old, new in ranked:
        if old not in taken and new not in met:
            taken.add(old)
            met.add(new)
            pairs.append((old, new, share))
    return sorted(pairs)
