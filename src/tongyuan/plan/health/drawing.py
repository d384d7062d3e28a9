"""Uncertain inputs of an impact: one standard draw an input, shared by all rows that it moves.

People of a region move together over ages and causes, rates of a region and cause over ages, a function's
slope over regions and ages; concentrations move by region. Different inputs move apart.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tongyuan.numerics.distributions import SIGMAS_TO_95
from tongyuan.numerics.draws import Sampler, Spread

__all__ = ["moved", "standard_draws"]

Floats = NDArray[np.float64]


def standard_draws(names: Iterable[str], *, draws: int, seed: int) -> dict[str, Floats]:
    """Draw a standard normal for each input, by its own stream.

    Parameters
    ----------
    names
        Identities of the inputs.
    draws
        Number of draws.
    seed
        Seed.

    Returns
    -------
    dict
        For each name its draws, shape (draws,) [1].

    Examples
    --------
    Another input beside it does not change an input's draws:

    >>> alone, both = (standard_draws(n, draws=3, seed=7) for n in (["people"], ["air", "people"]))
    >>> bool((alone["people"] == both["people"]).all())
    True
    """
    named = sorted(set(names))
    spreads = [Spread(name, 0.0, -SIGMAS_TO_95, SIGMAS_TO_95) for name in named]
    return dict(zip(named, Sampler(spreads, seed=seed).draw(draws), strict=True))


def moved(central: Floats, *, low: Floats, high: Floats, by: Floats) -> Floats:
    """Move values within their 95 % ranges by standard draws; what has no range stays.

    Parameters
    ----------
    central, low, high
        Values and ends of their ranges [any unit], shape (rows,); NaN where no range is stated.
    by
        Standard draws, shape (draws,) or (rows, draws) [1].

    Returns
    -------
    ndarray
        Values, shape (rows, draws), never below zero [unit of the values].

    Examples
    --------
    >>> ends = np.array([8.0]), np.array([14.0])
    >>> moved(np.array([10.0]), low=ends[0], high=ends[1], by=np.array([-1.959963984540054, 0.0])).tolist()
    [[8.0, 10.0]]
    """
    below = np.nan_to_num(central - low) / SIGMAS_TO_95
    above = np.nan_to_num(high - central) / SIGMAS_TO_95
    side = np.where(by < 0, below[:, None], above[:, None])
    return np.asarray(np.maximum(0.0, central[:, None] + side * by), dtype=np.float64)
