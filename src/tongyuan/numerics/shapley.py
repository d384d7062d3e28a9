"""Shapley values: what each player adds to what all reach together, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from math import factorial
from typing import Any, TypeVar

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["MOST_PLAYERS", "shapley"]

Player = TypeVar("Player", bound=Hashable)
#: More players than this have too many coalitions to value each: 2^12 = 4,096.
MOST_PLAYERS = 12


def shapley(
    value: Callable[[frozenset[Player]], Any], *, players: Sequence[Player], most: int = MOST_PLAYERS
) -> dict[Player, Any]:
    """Share out among players what all of them reach together.

    Each is given the mean, over all orders in which they could come, of what the value rises by when its turn
    comes. Every coalition is valued once: the result is exact.

    Parameters
    ----------
    value
        Value of a coalition: a number, or an array of one shape for all coalitions [any unit].
    players
        The players.
    most
        How many may play: where a coalition is valued quickly, more of them can be.

    Returns
    -------
    dict
        Part of each player, in their order [unit of the value]; the parts add up to what all reach less what
        nobody reaches.

    Raises
    ------
    InputError
        If there are too many players.

    Notes
    -----
    Source: Shapley (1953), A value for n-person games, Contributions to the Theory of Games II, 307.

    Examples
    --------
    A left glove is worth 0, and so is a right one; a pair is worth 6. One has the left glove, two have right
    ones: of the six orders the left one completes the pair in four.

    >>> gloves = lambda who: 6.0 if "left" in who and len(who) > 1 else 0.0
    >>> shapley(gloves, players=["left", "right", "other right"])
    {'left': 4.0, 'right': 1.0, 'other right': 1.0}
    """
    count = len(players)
    if count > most:
        raise InputError([Problem("numerics.players", {"got": count, "most": most})])
    coalitions = [frozenset(taken) for size in range(count + 1) for taken in combinations(players, size)]
    values = {coalition: value(coalition) for coalition in coalitions}
    orders = factorial(count)
    parts: dict[Player, Any] = {}
    for player in players:
        part = values[frozenset()] * 0.0
        for others in coalitions:
            if player not in others:
                weight = factorial(len(others)) * factorial(count - len(others) - 1)
                part = part + weight / orders * (values[others | {player}] - values[others])
        parts[player] = part
    return parts
