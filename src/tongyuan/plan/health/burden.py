"""Deaths that a concentration brings: of the observed rate, or of the rate that would be without it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["attributable", "brought", "underlying"]

Floats = NDArray[np.float64]


def attributable(persons: ArrayLike, *, rate: ArrayLike, ratio: ArrayLike) -> Floats:
    """Compute the deaths that would not have been without the exposure.

    Source: deaths = persons x rate x (1 - 1/RR); Burnett et al. 2018.

    Parameters
    ----------
    persons
        People exposed.
    rate
        Observed deaths a person and year [1/a].
    ratio
        Hazard ratio of their exposure [1].

    Returns
    -------
    ndarray
        Deaths a year.

    Examples
    --------
    Of 1000 deaths a quarter is due to a hazard ratio of 4/3:

    >>> float(attributable(100_000, rate=0.01, ratio=4 / 3).round(9))
    250.0
    """
    risk = np.asarray(ratio, dtype=np.float64)
    return np.asarray(np.asarray(persons) * np.asarray(rate) * (risk - 1) / risk, dtype=np.float64)


def underlying(rate: float, *, ratios: ArrayLike, persons: ArrayLike) -> float:
    """Compute the rate that would be without exposure, of a region whose places differ in exposure.

    Source: Apte et al. 2015, equation 3.

    Parameters
    ----------
    rate
        Observed deaths a person and year of the whole region [1/a].
    ratios
        Hazard ratio of each place [1].
    persons
        People of each place.

    Returns
    -------
    float
        Deaths a person and year [1/a].

    Examples
    --------
    >>> underlying(0.012, ratios=[1.0, 1.4], persons=[1, 1])
    0.01
    """
    return rate / float(np.average(np.asarray(ratios, dtype=np.float64), weights=np.asarray(persons)))


def brought(persons: ArrayLike, *, underlying: ArrayLike, ratio: ArrayLike) -> Floats:
    """Compute the deaths that an exposure adds to the underlying ones.

    Source: Apte et al. 2015, equation 2.

    Parameters
    ----------
    persons
        People exposed.
    underlying
        Deaths a person and year without exposure [1/a].
    ratio
        Hazard ratio [1].

    Returns
    -------
    ndarray
        Deaths a year.

    Examples
    --------
    >>> float(brought(1000, underlying=0.01, ratio=1.2).round(9))
    2.0
    """
    added = np.asarray(ratio, dtype=np.float64) - 1
    return np.asarray(np.asarray(persons) * np.asarray(underlying) * added, dtype=np.float64)
