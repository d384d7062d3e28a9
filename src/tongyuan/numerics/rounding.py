"""Rounding for publication by GB/T 8170: half to even, at the printed digit, on the decimal text."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

__all__ = ["round_decimals", "round_significant"]


def round_decimals(value: str | float | Decimal, *, decimals: int) -> str:
    """Round a number to a number of decimals by GB/T 8170.

    The number is rounded once, as it is printed: a float counts as its shortest decimal text, so that
    0.15 is a half although no binary fraction is. Source: GB/T 8170-2008, clause 3.2, edition 2008.

    Parameters
    ----------
    value
        The number; text is taken as it stands.
    decimals
        Digits after the point; negative for tens (-1), hundreds (-2) ...

    Returns
    -------
    str
        The rounded number as decimal text, with just these decimals [unit of the value].

    Raises
    ------
    decimal.InvalidOperation
        If a text is no number.

    Examples
    --------
    >>> round_decimals("1.050", decimals=1), round_decimals(0.35, decimals=1)
    ('1.0', '0.4')
    >>> round_decimals(325, decimals=-1)
    '320'
    """
    exact = _decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    return format(rounded, "f")


def round_significant(value: str | float | Decimal, *, digits: int) -> str:
    """Round a number to a number of significant digits by GB/T 8170.

    Source: GB/T 8170-2008, clause 3.2, edition 2008.

    Parameters
    ----------
    value
        The number; text is taken as it stands.
    digits
        Significant digits, at least 1.

    Returns
    -------
    str
        The rounded number as decimal text [unit of the value].

    Raises
    ------
    ValueError
        If fewer than one digit is asked for.
    decimal.InvalidOperation
        If a text is no number.

    Examples
    --------
    >>> round_significant(1268, digits=2), round_significant("0.99995", digits=4)
    ('1300', '1.000')
    """
    if digits < 1:
        raise ValueError(f"significant digits must be 1 or more, got {digits}")
    exact = _decimal(value)
    if exact == 0:
        return round_decimals(exact, decimals=digits - 1)
    rounded = round_decimals(exact, decimals=digits - 1 - exact.adjusted())
    carried = Decimal(rounded).adjusted()
    if carried == exact.adjusted():
        return rounded
    return round_decimals(rounded, decimals=digits - 1 - carried)


def _decimal(value: str | float | Decimal) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
