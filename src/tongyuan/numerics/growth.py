"""Chains of yearly change: constant-price growth, and cumulative falls from recognised annual rates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

__all__ = ["chain_fall", "chain_growth", "cumulative_fall"]


def chain_growth(base: float, *, rates: Sequence[float]) -> list[float]:
    """Carry a base value forward by its yearly growth rates.

    Source: definition of a chained volume series, x_t = x_0 (1 + g_1) ... (1 + g_t).

    Parameters
    ----------
    base
        Value of the base year [any unit].
    rates
        Growth of each following year over the year before [1], shape (years,); 0.05 is 5 %.

    Returns
    -------
    list of float
        Values of the base year and each following year [unit of the base], shape (years + 1,).

    Examples
    --------
    >>> [round(value, 2) for value in chain_growth(100.0, rates=[0.05, 0.02])]
    [100.0, 105.0, 107.1]
    """
    return list(accumulate(rates, lambda value, rate: value * (1 + rate), initial=base))


def chain_fall(previous: float, *, year: float) -> float:
    """Add one recognised annual fall to a cumulative fall.

    Source: definition of a chained relative change, D = 1 - (1 - D_prev)(1 - D_year).

    Parameters
    ----------
    previous
        Cumulative fall up to the year before, against the base year [1].
    year
        Fall of the year against the year before [1]; a rise is negative.

    Returns
    -------
    float
        Cumulative fall against the base year [1].

    Examples
    --------
    >>> round(chain_fall(0.04, year=0.05), 3)
    0.088
    """
    return 1 - (1 - previous) * (1 - year)


def cumulative_fall(falls: Sequence[float]) -> float:
    """Chain recognised annual falls to the cumulative fall against the base year.

    Source: definition of a chained relative change, D = 1 - (1 - D_1) ... (1 - D_n).

    Parameters
    ----------
    falls
        Fall of each year against the year before [1], shape (years,).

    Returns
    -------
    float
        Cumulative fall [1]; 0 where no year has passed.

    Examples
    --------
    >>> round(cumulative_fall([0.04, 0.05]), 3)
    0.088
    """
    fall = 0.0
    for year in falls:
        fall = chain_fall(fall, year=year)
    return fall
