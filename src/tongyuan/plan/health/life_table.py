"""Years that a death takes: what those of its age would still have lived, by an abridged life table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["remaining_years", "years_of_a_death"]

Floats = NDArray[np.float64]


def remaining_years(age_from: Sequence[int], *, rates: Sequence[float]) -> Floats:
    """Compute the expectation of life at the first age of each group.

    Those who die in a group live half of it on average; the last group is open and lives on by its own rate.
    Source: abridged life table, q = n m / (1 + n m / 2), e = T / l; Preston, Heuveline and Guillot,
    Demography, chapter 3.

    Parameters
    ----------
    age_from
        First ages of the groups, ascending [a].
    rates
        Deaths of all causes a person and year [1/a], above zero in the last group.

    Returns
    -------
    ndarray
        Years, shape (groups,) [a].

    Examples
    --------
    Where one in fifty dies each year at every age, fifty years are left at every age:

    >>> remaining_years([80], rates=[0.02]).tolist()
    [50.0]
    """
    first, rate = np.asarray(age_from, dtype=np.float64), np.asarray(rates, dtype=np.float64)
    length = np.diff(first)
    dying = np.minimum(1.0, length * rate[:-1] / (1 + length * rate[:-1] / 2))
    alive = np.concatenate([[1.0], np.cumprod(1 - dying)])
    lived = np.append(length * (alive[:-1] + alive[1:]) / 2, alive[-1] / rate[-1])
    left = np.cumsum(lived[::-1])[::-1]
    return np.asarray(left / np.where(alive > 0, alive, np.nan), dtype=np.float64)


def years_of_a_death(age_from: Sequence[int], *, rates: Sequence[float]) -> Floats:
    """Compute the years that a death in each group takes, as at the middle of the group.

    Parameters
    ----------
    age_from
        First ages of the groups, ascending [a].
    rates
        Deaths of all causes a person and year [1/a].

    Returns
    -------
    ndarray
        Years a death, shape (groups,) [a]; of the open group the expectation at its first age.

    Examples
    --------
    >>> years_of_a_death([75, 80], rates=[0.0, 0.1]).tolist()
    [12.5, 10.0]
    """
    left = remaining_years(age_from, rates=rates)
    return np.append((left[:-1] + left[1:]) / 2, left[-1])
