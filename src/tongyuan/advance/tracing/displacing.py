"""Displacement of factor profiles: how far one element can go before Q has risen by a stated amount."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongyuan.advance.tracing.factoring import TINY, Factored, q_true
from tongyuan.advance.tracing.matching import pairs_of
from tongyuan.advance.tracing.preparing import Array, Prepared

__all__ = ["Displaced", "displace"]

STIFFNESS = 1000.0  # a miss of a tenth of the element costs ten times the allowed rise
DOUBLINGS = 8
HALVINGS = 6


@dataclass(frozen=True, slots=True)
class Displaced:
    """Reach of each element of the profiles.

    Parameters
    ----------
    low
        Factors x species [the species' unit]: lowest value reached.
    high
        The same, highest; no less than the base's value.
    swapped
        Factors x species: whether, displaced, factors changed places.
    greatest_fall
        How far Q fell below the base's on the way; much above the allowed rise, the base was no minimum.
    """

    low: Array
    high: Array
    swapped: NDArray[np.bool_]
    greatest_fall: float


def displace(
    data: Prepared, *, base: Factored, rise: float = 4.0, iterations: int = 200, every: int = 1
) -> Displaced:
    """Pull each element up and down, all else refitted, until Q has risen by no more than stated.

    The element is the mean contribution of the factor to the species, which no rescaling changes. What is
    reported was reached by a fit of a limited number of iterations: intervals may be too narrow.

    Source: displacement (DISP) after Paatero et al., Atmos. Meas. Tech. 7, 781 (2014), with a pull in
    place of a held element (as recalled: unverified).

    Parameters
    ----------
    data
        What the base was fitted to.
    base
        Its factors.
    rise
        Allowed rise of Q (EPA: 4, 8, 15, 25).
    iterations
        Updates a try.
    every
        Displace each so-many-th species only; the rest is NaN.

    Returns
    -------
    Displaced
        Low and high of each element.
    """
    shape = base.profiles.shape
    low, high = np.full(shape, np.nan), np.full(shape, np.nan)
    swapped, fall = np.zeros(shape, dtype=bool), 0.0
    for k in range(shape[0]):
        for j in range(0, shape[1], every):
            down, swap_down, fell_down = _reach(data, base, (k, j), -1, rise, iterations)
            up, swap_up, fell_up = _reach(data, base, (k, j), +1, rise, iterations)
            low[k, j], high[k, j] = down, up
            swapped[k, j] = swap_down or swap_up
            fall = max(fall, fell_down, fell_up)
    return Displaced(low, high, swapped, fall)


def _reach(
    data: Prepared, base: Factored, place: tuple[int, int], sign: int, rise: float, iterations: int
) -> tuple[float, bool, float]:
    """Find the farthest value within the rise: strides doubled until one fails, then halved."""
    k, j = place
    value = float(base.profiles[k, j])
    scale = max(value, 0.05 * float(base.profiles[:, j].sum()))
    stride, inside, fails, failed, doublings = 0.05 * scale, 0.0, 0, np.inf, 0
    reached, swap, fall = value, False, 0.0
    while fails < HALVINGS and doublings < DOUBLINGS:
        tried = inside + stride if not np.isfinite(failed) else (inside + failed) / 2
        target = max(value + sign * tried, 0.0)
        got, q, swaps = _pulled(data, base, place, target, STIFFNESS * rise / scale**2, iterations)
        fall = max(fall, base.q_true - q)
        if q - base.q_true <= rise:
            inside, reached, swap = tried, (max if sign > 0 else min)(reached, got), swap or swaps
            stride, doublings = stride * 2, doublings + 1
            fails += np.isfinite(failed)
            if target == 0.0:
                break
        else:
            failed, fails = tried, fails + 1
    return reached, swap, fall


def _pulled(
    data: Prepared, base: Factored, place: tuple[int, int], target: float, pull: float, iterations: int
) -> tuple[float, float, bool]:
    """Refit, the target as one more measurement: the element then, Q without the pull, whether swapped."""
    k, j = place
    weight, known = data.weight, data.weight * data.concentration
    g, f = base.contributions.copy(), base.profiles.copy()
    f[k, j] = max(f[k, j], target * 0.1, TINY)
    for _ in range(iterations):
        top, bottom, mean = g.T @ known, g.T @ ((g @ f) * weight), float(g[:, k].mean())
        top[k, j] += pull * target * mean
        bottom[k, j] += pull * f[k, j] * mean**2
        f *= top / (bottom + TINY)
        top, bottom, element = known @ f.T, ((g @ f) * weight) @ f.T, float(f[k, j]) / len(g)
        top[:, k] += pull * target * element
        bottom[:, k] += pull * float(g[:, k].sum()) * element**2
        g *= top / (bottom + TINY)
    pairs = pairs_of(base.contributions.T, other=g.T)
    q = q_true(data, contributions=g, profiles=f)
    return float(f[k, j] * g[:, k].mean()), q, any(i != n for i, n, _ in pairs)
