"""Spreading a whole over parts so that the parts, as written, add up to the whole as written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["spread"]


def spread(whole: float, weights: Sequence[float], *, digits: int) -> list[float]:
    """Spread a quantity over parts; what rounding leaves goes to the largest remainders.

    Parameters
    ----------
    whole
        The quantity, written with ``digits`` decimals [any additive unit].
    weights
        Weight of each part, above zero.
    digits
        Decimals of the parts.

    Returns
    -------
    list of float
        One value a part [unit of ``whole``].

    Examples
    --------
    >>> spread(1.0, [1, 1, 1], digits=1)
    [0.4, 0.3, 0.3]
    """
    grains = round(whole * 10**digits)
    shares = np.asarray(weights, dtype=float) / sum(weights) * grains
    parts = np.floor(shares).astype(int)
    order = np.argsort(parts - shares, kind="stable")
    parts[order[: grains - int(parts.sum())]] += 1
    return [round(int(part) / 10**digits, digits) for part in parts]
