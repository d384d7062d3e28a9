"""Discounting: what money of one year is worth in another."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["annuity", "capital_recovery", "discounted_payback", "payback", "present_value"]


def capital_recovery(rate: float, *, years: float) -> float:
    """Spread one unit of capital over its life in equal yearly sums: r (1 + r)^n / ((1 + r)^n - 1).

    Parameters
    ----------
    rate
        Rate of discount [1 a year].
    years
        Life [a].

    Returns
    -------
    float
        Share of the capital that is paid each year [1 a year].

    Raises
    ------
    ValueError
        If the life is not above 0, or the rate not above -1.

    Notes
    -----
    Source: EPA Air Pollution Control Cost Manual, section 1, chapter 2 (capital recovery factor); its control
    measures database prints 0.1424, 0.1098 and 0.0944 for 10, 15 and 20 years, at 7 %.

    Examples
    --------
    >>> [round(capital_recovery(0.07, years=years), 5) for years in (10, 15, 20)]
    [0.14238, 0.10979, 0.09439]
    """
    if years <= 0 or rate <= -1:
        raise ValueError(f"rate {rate}, years {years}")
    if rate == 0:
        return 1 / years
    return rate / -math.expm1(-years * math.log1p(rate))


def annuity(capital: float, *, rate: float, years: float) -> float:
    """Return the yearly sum that pays back a capital over its life.

    Parameters
    ----------
    capital
        Capital [money].
    rate
        Rate of discount [1 a year].
    years
        Life [a].

    Returns
    -------
    float
        Yearly sum [money a year].

    Examples
    --------
    >>> round(annuity(1000.0, rate=0.07, years=15), 2)
    109.79
    """
    return capital * capital_recovery(rate, years=years)


def present_value(flows: Sequence[float], *, rate: float) -> float:
    """Sum yearly flows at the value of the first year: the flow of year t is divided by (1 + r)^t.

    Parameters
    ----------
    flows
        Money received (+) and paid (-), year by year; the first is of today.
    rate
        Rate of discount [1 a year].

    Returns
    -------
    float
        Net present value [money].

    Examples
    --------
    >>> round(present_value([-100.0, 60.0, 60.0], rate=0.1), 3)
    4.132
    """
    return math.fsum(flow / (1 + rate) ** year for year, flow in enumerate(flows))


def payback(flows: Sequence[float]) -> float | None:
    """Return the time after which what came in has paid what went out, without discounting.

    Parameters
    ----------
    flows
        Money received (+) and paid (-), year by year.

    Returns
    -------
    float or None
        Years, within a year by proportion; None where it is never paid back.

    Examples
    --------
    >>> payback([-100.0, 40.0, 40.0, 40.0])
    2.5
    """
    return discounted_payback(flows, rate=0.0)


def discounted_payback(flows: Sequence[float], *, rate: float) -> float | None:
    """Return the time after which the discounted flows have paid what went out, for good.

    Parameters
    ----------
    flows
        Money received (+) and paid (-), year by year.
    rate
        Rate of discount [1 a year].

    Returns
    -------
    float or None
        Years, within a year by proportion; None where it is never paid back.

    Examples
    --------
    >>> round(discounted_payback([-100.0, 60.0, 60.0], rate=0.1), 3)
    1.917
    """
    balance = 0.0
    since: float | None = None
    for year, flow in enumerate(flows):
        worth = flow / (1 + rate) ** year
        after = balance + worth
        if after < 0:
            since = None
        elif balance < 0:
            since = year - after / worth
        elif since is None:
            since = float(year)
        balance = after
    return since
