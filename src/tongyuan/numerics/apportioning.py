"""Sharing out a sum: in proportion within bounds, and in printed decimals that add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from tongyuan.numerics.rounding import round_decimals
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["in_proportion", "rounded_to_sum"]

#: Halvings of the interval in which the scale lies: more than a number's digits.
HALVINGS = 200


def rounded_to_sum(values: Sequence[float], *, decimals: int, total: Decimal | None = None) -> list[Decimal]:
    """Round numbers to printed decimals so that they add up to their printed sum (largest remainder).

    Each is rounded down; what is left goes, one last digit each, to the largest remainders, the first
    of equal ones first. Source: Hamilton's method; Balinski and Young (1982), Fair Representation.

    Parameters
    ----------
    values
        The numbers [any unit].
    decimals
        Digits after the point; negative for tens (-1), hundreds (-2) ...
    total
        Their printed sum; the sum of the numbers rounded by GB/T 8170 by default [unit of the values].

    Returns
    -------
    list of Decimal
        The numbers rounded, in their order; each less than one last digit from its number where the sum is
        their own.

    Examples
    --------
    >>> [str(part) for part in rounded_to_sum([1 / 3, 1 / 3, 1 / 3], decimals=2)]
    ['0.34', '0.33', '0.33']
    """
    exact = [Decimal(repr(float(value))) for value in values]
    if not exact:
        return []
    whole = Decimal(round_decimals(sum(exact, Decimal(0)), decimals=decimals)) if total is None else total
    digit = Decimal(1).scaleb(-decimals)
    down = [(value / digit).to_integral_value(rounding=ROUND_FLOOR) for value in exact]
    left = int((whole / digit).to_integral_value() - sum(down, Decimal(0)))
    order = sorted(range(len(exact)), key=lambda at: (down[at] - exact[at] / digit, at))
    every, more = divmod(left, len(exact))
    raised = {at: every + (1 if place < more else 0) for place, at in enumerate(order)}
    return [(down[at] + raised[at]) * digit for at in range(len(exact))]


def in_proportion(
    total: float, *, weights: Sequence[float], least: Sequence[float], most: Sequence[float]
) -> list[float]:
    """Share out a sum in proportion to weights, nobody below or above its bounds.

    Who would pass a bound stands at it; the others share the rest in proportion.

    Parameters
    ----------
    total
        The sum [any unit].
    weights
        Weight of each, not negative [any unit].
    least, most
        Bounds of each [unit of the sum].

    Returns
    -------
    list of float
        The parts, which add up to the sum.

    Raises
    ------
    InputError
        If no parts within the bounds, and with the weights, add up to it.

    Examples
    --------
    >>> in_proportion(12.0, weights=[1, 1, 2], least=[0, 0, 0], most=[9, 9, 4.0])
    [4.0, 4.0, 4.0]
    """

    def at(scale: float) -> list[float]:
        return [
            min(max(scale * weight, low), high)
            for weight, low, high in zip(weights, least, most, strict=True)
        ]

    fixed = [low for weight, low in zip(weights, least, strict=True) if weight <= 0]
    reach = sum(fixed) + sum(high for weight, high in zip(weights, most, strict=True) if weight > 0)
    slack = 1e-9 * max(abs(total), abs(reach), 1e-300)
    if not sum(at(0.0)) - slack <= total <= reach + slack:
        values = {"got": f"{total:.6g}", "least": f"{sum(at(0.0)):.6g}", "most": f"{reach:.6g}"}
        raise InputError(Problem("numerics.out_of_bounds", values))
    low, high = (
        0.0,
        max((top / weight for weight, top in zip(weights, most, strict=True) if weight > 0), default=0.0),
    )
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at(middle)) < total else (low, middle)
    return _settled(total, at(high), weights=weights, least=least, most=most)


def _settled(
    total: float,
    parts: list[float],
    *,
    weights: Sequence[float],
    least: Sequence[float],
    most: Sequence[float],
) -> list[float]:
    """Give those within their bounds exactly what those at a bound leave."""
    near = 1e-12 * max(1e-300, abs(total))
    free = [low + near < part < high - near for part, low, high in zip(parts, least, most, strict=True)]
    rest = total - sum(part for part, within in zip(parts, free, strict=True) if not within)
    weight = sum(one for one, within in zip(weights, free, strict=True) if within)
    if weight <= 0:
        return parts
    return [
        rest * one / weight if within else part
        for part, one, within in zip(parts, weights, free, strict=True)
    ]
