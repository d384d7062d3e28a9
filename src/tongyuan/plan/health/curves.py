"""Concentration-response functions: by how much long exposure to PM2.5 multiplies the risk of dying.

Each takes concentrations and parameters as numbers or arrays that fit each other and gives hazard ratios.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["gemm", "log_linear", "logistic", "tabulated"]

Floats = NDArray[np.float64]


def gemm(
    ug_m3: ArrayLike,
    *,
    slope: ArrayLike,
    alpha: ArrayLike,
    centre: ArrayLike,
    width: ArrayLike,
    least: ArrayLike,
) -> Floats:
    """Compute the hazard ratio of the Global Exposure Mortality Model.

    Source: Burnett et al. 2018, PNAS 115(38):9592, with z = max(0, C - least).

    Parameters
    ----------
    ug_m3
        Yearly mean of PM2.5 [ug/m3].
    slope, alpha, centre, width
        Parameters theta [1], alpha, mu and nu [ug/m3].
    least
        Concentration without risk [ug/m3]; 2.4 in the publication.

    Returns
    -------
    ndarray
        Hazard ratio [1], 1 at and below ``least``.

    Examples
    --------
    >>> round(float(gemm(35, slope=0.143, alpha=1.6, centre=15.5, width=36.8, least=2.4)), 5)
    1.30855
    """
    above = np.maximum(0.0, np.asarray(ug_m3, dtype=np.float64) - np.asarray(least, dtype=np.float64))
    rise = np.log1p(above / np.asarray(alpha, dtype=np.float64))
    bend = 1 + np.exp(-(above - np.asarray(centre)) / np.asarray(width))
    return np.asarray(np.exp(np.asarray(slope) * rise / bend), dtype=np.float64)


def log_linear(ug_m3: ArrayLike, *, slope: ArrayLike, least: ArrayLike) -> Floats:
    """Compute the hazard ratio of a proportional-hazards model with a threshold.

    Source: the form of Krewski et al. 2009 (table 11) and of Lepeule et al. 2012.

    Parameters
    ----------
    ug_m3
        Yearly mean of PM2.5 [ug/m3].
    slope
        Beta [m3/ug].
    least
        Concentration without risk [ug/m3].

    Returns
    -------
    ndarray
        Hazard ratio [1].

    Examples
    --------
    10 ug/m3 above the threshold are 6 % more:

    >>> round(float(log_linear(15, slope=0.005826890812, least=5)), 9)
    1.06
    """
    above = np.maximum(0.0, np.asarray(ug_m3, dtype=np.float64) - np.asarray(least, dtype=np.float64))
    return np.asarray(np.exp(np.asarray(slope) * above), dtype=np.float64)


def logistic(ug_m3: ArrayLike, *, slope: ArrayLike, centre: ArrayLike, width: ArrayLike) -> Floats:
    """Compute the hazard ratio of the class of non-linear models of Nasari et al., with F = ln(C + 1).

    Source: Nasari et al. 2016, doi 10.1007/s11869-016-0398-z.

    Parameters
    ----------
    ug_m3
        Yearly mean of PM2.5 [ug/m3].
    slope
        Gamma [1].
    centre, width
        Delta and lambda [ug/m3].

    Returns
    -------
    ndarray
        Hazard ratio [1].

    Examples
    --------
    >>> round(float(logistic(15, slope=0.0478, centre=6.94, width=3.37)), 12)
    1.129101999922
    """
    level = np.asarray(ug_m3, dtype=np.float64)
    bend = 1 + np.exp(-(level - np.asarray(centre)) / np.asarray(width))
    return np.asarray(np.exp(np.asarray(slope) * np.log(level + 1) / bend), dtype=np.float64)


def tabulated(ug_m3: ArrayLike, *, points: ArrayLike, ratios: ArrayLike) -> Floats:
    """Read the hazard ratio from a table, linear between its points and level beyond its ends.

    Parameters
    ----------
    ug_m3
        Yearly mean of PM2.5 [ug/m3].
    points
        Concentrations of the table, ascending [ug/m3].
    ratios
        Their hazard ratios [1].

    Returns
    -------
    ndarray
        Hazard ratio [1].

    Examples
    --------
    >>> float(tabulated(15, points=[10, 20], ratios=[1.1, 1.2]).round(9))
    1.15
    """
    at, known, ratio = (np.asarray(values, dtype=np.float64) for values in (ug_m3, points, ratios))
    return np.asarray(np.interp(at, known, ratio), dtype=np.float64)
