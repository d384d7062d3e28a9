"""Rate of return that money earns within a venture, where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from scipy.optimize import brentq

__all__ = ["internal_rate", "sign_changes"]

#: Growth of the bracket on each try, and tries: rates from far below zero to far above any that is asked.
STEP = 2.0
TRIES = 60


def sign_changes(flows: Sequence[float]) -> int:
    """Count how often a sequence goes from above zero to below it or back; zeros are passed over.

    Parameters
    ----------
    flows
        Money received (+) and paid (-), year by year.

    Returns
    -------
    int
        Changes of sign.

    Examples
    --------
    >>> sign_changes([-100.0, 0.0, 60.0, 60.0, -5.0])
    2
    """
    signs = [flow > 0 for flow in flows if flow]
    return sum(left != right for left, right in pairwise(signs))


def internal_rate(flows: Sequence[float]) -> float | None:
    """Return the rate of discount at which flows are worth nothing today.

    Parameters
    ----------
    flows
        Money received (+) and paid (-), year by year; the first is of today.

    Returns
    -------
    float or None
        Rate [1 a year], above -1; None where the signs change never or more than once, for then there is no
        rate, or there may be several.

    Notes
    -----
    Source: Descartes' rule of signs: with one change of sign the polynomial in 1 / (1 + r) has exactly one
    positive root.

    Examples
    --------
    100 paid and 121 received two years later earn 10 % a year:

    >>> round(internal_rate([-100.0, 0.0, 121.0]), 9)
    0.1
    >>> internal_rate([-100.0, 250.0, -150.0]) is None
    True
    """
    if sign_changes(flows) != 1:
        return None
    first = next(flow for flow in flows if flow)

    def worth(factor: float) -> float:
        total = 0.0
        for flow in reversed(flows):
            total = total * factor + flow
        return total if first < 0 else -total

    low, high = 1.0, 1.0
    for _ in range(TRIES):
        low, high = (low / STEP if worth(low) > 0 else low), (high * STEP if worth(high) < 0 else high)
    if not worth(low) <= 0 <= worth(high):
        return None
    factor = float(brentq(worth, low, high, xtol=1e-15, rtol=1e-14))
    return 1 / factor - 1
