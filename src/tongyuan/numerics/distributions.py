"""Distributions of uncertain inputs, each given by a central value and the range that holds 95 % of it.

Both ends of the range are met exactly: ``normal`` and ``lognormal`` are two-piece where the range is lopsided
(central value = median); ``triangular`` has its peak at the central value; ``uniform`` is flat over the
range's own middle. Nothing is cut off outside the range. A distribution turns standard draws (normal or
uniform on 0-1) into its own, many inputs at a time and in place.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["DISTRIBUTIONS", "STANDARD", "Shape", "sd_per_range", "shape"]

Floats = NDArray[np.float64]
Shape = Callable[[Floats], None]

DISTRIBUTIONS = ("normal", "lognormal", "triangular", "uniform", "fixed")
STANDARD: dict[str, Literal["standard_normal", "random", "none"]] = {
    "normal": "standard_normal",
    "lognormal": "standard_normal",
    "triangular": "random",
    "uniform": "random",
    "fixed": "none",
}
SIGMAS_TO_95 = 1.959963984540054
OUTSIDE = 0.025
TRIANGLE_SIDE = 1 - math.sqrt(2 * OUTSIDE)


def sd_per_range(distribution: str) -> float:
    """Return the standard deviation of a symmetric distribution as a share of its 95 % range.

    Parameters
    ----------
    distribution
        One of ``DISTRIBUTIONS``; for ``lognormal`` to first order.

    Returns
    -------
    float
        Standard deviation over (high - low) [1].

    Examples
    --------
    >>> round(sd_per_range("normal"), 4), round(sd_per_range("uniform"), 4), sd_per_range("fixed")
    (0.2551, 0.3039, 0.0)
    """
    shares = {
        "normal": 0.5 / SIGMAS_TO_95,
        "lognormal": 0.5 / SIGMAS_TO_95,
        "triangular": 0.5 / TRIANGLE_SIDE / math.sqrt(6),
        "uniform": 1 / (1 - 2 * OUTSIDE) / math.sqrt(12),
        "fixed": 0.0,
    }
    return shares[distribution]


def shape(distribution: str, *, low: Floats, central: Floats, high: Floats) -> Shape:
    """Prepare the turning of standard draws into draws of a distribution, in place.

    Parameters
    ----------
    distribution
        One of ``DISTRIBUTIONS``; ``STANDARD`` says which standard draws it turns.
    low, central, high
        Range and central value of each input [any unit], shape (inputs,).

    Returns
    -------
    Callable
        Takes standard draws, shape (inputs, draws), and leaves in them draws [unit of each input].

    Examples
    --------
    >>> one = np.array([[-1.959963984540054, 0.0, 1.959963984540054]])
    >>> shape("normal", low=np.array([1.0]), central=np.array([2.0]), high=np.array([4.0]))(one)
    >>> one.tolist()
    [[1.0, 2.0, 4.0]]
    """
    columns = [values[:, None] for values in (low, central, high)]
    return _SHAPES[distribution](*columns)


def _fixed(_low: Floats, central: Floats, _high: Floats) -> Shape:
    def turn(draws: Floats) -> None:
        draws[:] = central

    return turn


def _normal(low: Floats, median: Floats, high: Floats) -> Shape:
    below, above = (median - low) / SIGMAS_TO_95, (high - median) / SIGMAS_TO_95
    lopsided = not np.allclose(below, above, rtol=1e-9, atol=0)

    def turn(draws: Floats) -> None:
        upper = np.maximum(draws, 0.0) * (above - below) if lopsided else None
        draws *= below
        if upper is not None:
            draws += upper
        draws += median

    return turn


def _lognormal(low: Floats, median: Floats, high: Floats) -> Shape:
    turn_logs = _normal(np.log(low), np.log(median), np.log(high))

    def turn(draws: Floats) -> None:
        turn_logs(draws)
        np.exp(draws, out=draws)

    return turn


def _uniform(low: Floats, _central: Floats, high: Floats) -> Shape:
    width = (high - low) / (1 - 2 * OUTSIDE)
    start = low - OUTSIDE * width

    def turn(draws: Floats) -> None:
        draws *= width
        draws += start

    return turn


def _triangular(low: Floats, mode: Floats, high: Floats) -> Shape:
    left, right = mode - low, high - mode
    for _ in range(100):  # the two ends are a fixed point; each step leaves a fifth of the error
        width = left + right
        left = mode - low + np.sqrt(OUTSIDE * width * left)
        right = high - mode + np.sqrt(OUTSIDE * width * right)
    split = left / (left + right)

    def turn(draws: Floats) -> None:
        rising = np.sqrt(draws * split) - split
        falling = (1 - split) - np.sqrt((1 - draws) * (1 - split))
        draws[:] = np.where(draws < split, rising, falling) * (left + right) + mode

    return turn


_SHAPES: dict[str, Callable[[Floats, Floats, Floats], Shape]] = {
    "normal": _normal,
    "lognormal": _lognormal,
    "triangular": _triangular,
    "uniform": _uniform,
    "fixed": _fixed,
}
