"""Shapley values: nothing is left over, equals are treated alike, and who adds nothing is given nothing."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.numerics.shapley import MOST_PLAYERS, shapley
from tongyuan.vocabulary.problems import InputError

PLAYERS = ("a", "b", "c", "d")
COALITIONS = [frozenset(taken) for size in range(5) for taken in combinations(PLAYERS, size)]
GAMES = st.lists(st.floats(-1e6, 1e6), min_size=16, max_size=16).map(
    lambda worth: dict(zip(COALITIONS, worth, strict=True))
)


@given(game=GAMES)
def test_the_parts_add_up_to_what_all_reach(game: dict[frozenset[str], float]) -> None:
    parts = shapley(game.__getitem__, players=PLAYERS)
    reached = game[frozenset(PLAYERS)] - game[frozenset()]
    assert sum(parts.values()) == pytest.approx(reached, rel=1e-9, abs=1e-5)


@given(game=GAMES)
def test_who_adds_nothing_is_given_nothing(game: dict[frozenset[str], float]) -> None:
    parts = shapley(lambda taken: game[taken - {"d"}], players=PLAYERS)
    assert parts["d"] == pytest.approx(0.0, abs=1e-9)


@given(worth=st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5))
def test_equals_are_given_the_same(worth: list[float]) -> None:
    parts = shapley(lambda taken: worth[len(taken)], players=PLAYERS)
    assert list(parts.values()) == pytest.approx([(worth[4] - worth[0]) / 4] * 4, rel=1e-9, abs=1e-6)


@settings(max_examples=20)
@given(one=GAMES, two=GAMES)
def test_games_played_together_give_the_sum_of_the_parts(
    one: dict[frozenset[str], float], two: dict[frozenset[str], float]
) -> None:
    both = shapley(lambda taken: np.array([one[taken], two[taken]]), players=PLAYERS)
    first, second = (shapley(game.__getitem__, players=PLAYERS) for game in (one, two))
    for player in PLAYERS:
        assert both[player] == pytest.approx([first[player], second[player]], rel=1e-9, abs=1e-6)


def test_too_many_players_are_refused_before_anything_is_valued() -> None:
    with pytest.raises(InputError, match="13"):
        shapley(lambda _: 1 / 0, players=range(MOST_PLAYERS + 1))
