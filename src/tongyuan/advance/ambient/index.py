"""Individual index and index of air quality, as an expression that every engine runs (HJ 633, 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongyuan.advance.ambient.standards import Standard

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["individual_index", "rounded_even"]

#: Halves and whole numbers are told apart to this share of the last digit; sums of floats are no finer.
GRAIN = 1e-7


def rounded_even(value: ir.NumericValue, decimals: int) -> ir.NumericValue:
    """Round, a half to the even digit (GB/T 8170).

    Parameters
    ----------
    value
        Any number.
    decimals
        Digits to keep behind the point.

    Returns
    -------
    ir.NumericValue
        The rounded number.

    Examples
    --------
    >>> import ibis
    >>> [float(rounded_even(ibis.literal(one), 0).to_pyarrow().as_py()) for one in (60.5, 61.5, 60.6)]
    [60.0, 62.0, 61.0]
    """
    import ibis

    scaled = value * 10.0**decimals
    below = scaled.floor()
    rest = scaled - below
    odd = (below.cast("int64") % 2) != 0
    up = (rest > 0.5 + GRAIN) | ((rest >= 0.5 - GRAIN) & odd)
    return (below.cast("float64") + ibis.ifelse(up, 1.0, 0.0)) / 10.0**decimals


def individual_index(
    value: ir.NumericValue, *, item: str, averaging: str, standard: Standard
) -> ir.NumericValue:
    """Give the individual index of a concentration: straight between its bounds, rounded up.

    Above the last bound the index stays at its last value: nothing is extrapolated.

    Parameters
    ----------
    value
        Concentration [ug/m3; CO mg/m3].
    item, averaging
        Whose bounds: ``24h``, ``8h`` or ``1h``.
    standard
        The edition.

    Returns
    -------
    ir.NumericValue
        The index [1]; null where the concentration is.

    Examples
    --------
    >>> import ibis
    >>> from datetime import date
    >>> from tongyuan.testing.monitoring import a_standard
    >>> old, new = (a_standard(date(2026, month, 1)) for month in (2, 3))
    >>> for standard in (old, new):
    ...     index = individual_index(ibis.literal(60.0), item="pm2.5", averaging="24h", standard=standard)
    ...     print(index.to_pyarrow().as_py())
    82.0
    100.0
    """
    import ibis

    rounded = rounded_even(value, int(standard.rule("decimals_iaqi", item)))
    pieces = standard.bounds(item, averaging)
    branches = [
        (rounded <= high, (top - foot) / (high - low) * (rounded - low) + foot)
        for low, high, foot, top in pieces
    ]
    straight = ibis.cases(*branches, else_=pieces[-1][3])
    return ibis.ifelse(value.isnull(), ibis.null("float64"), (straight - GRAIN).ceil().cast("float64"))
