"""A substance on its way down the wind: first-order conversion, deposition, spreading; no mass is lost.

Every function keeps the balance: airborne, converted and deposited parts add up to what was emitted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["SECONDS", "Balance", "Rates", "box_balance", "ground_factor", "plume_balance", "sector_mean"]

#: Seconds of a year of 365 days.
SECONDS = 365 * 86400.0
UG_PER_KT = 1e15
#: Below this a rate times the time is taken as none [1].
SAME = 1e-14
IMAGES = 12
#: Spread over mixing height at which a plume is mixed [1].
MIXED = 2.5


@dataclass(frozen=True, slots=True)
class Rates:
    """First-order rates of a species and of what it becomes [1/s].

    Parameters
    ----------
    conversion
        Of the species into its product.
    loss, product_loss
        Deposition and washout of the species and of the product.
    """

    conversion: float
    loss: float
    product_loss: float


@dataclass(frozen=True, slots=True)
class Balance:
    """Where what was emitted is, in shares of it [1]; the product is counted as the species it came from."""

    species: float
    product: float
    deposited: float


def plume_balance(rates: Rates, *, seconds: float) -> Balance:
    """Compute the balance of a puff after a time.

    Source: two first-order reactions in a row; the product is k (exp(-a t) - exp(-b t)) / (b - a) with
    a = k + loss and b = product loss, and k t exp(-a t) where they are equal.

    Parameters
    ----------
    rates
        First-order rates.
    seconds
        Time of travel [s].

    Returns
    -------
    Balance
        Shares of what was emitted [1].

    Examples
    --------
    A tracer that is lost by a quarter of an e-fold on the way keeps 0.778800783 of its flux:

    >>> round(plume_balance(Rates(0.0, 1e-6, 0.0), seconds=250_000).species, 9)
    0.778800783
    """
    first, second = rates.conversion + rates.loss, rates.product_loss
    species = math.exp(-first * seconds)
    lived = _lived(first, seconds)
    slower = math.exp(-min(first, second) * seconds)
    product = rates.conversion * slower * _lived(abs(second - first), seconds)
    return Balance(species, product, rates.loss * lived + (rates.conversion * lived - product))


def _lived(rate: float, seconds: float) -> float:
    """Integrate exp(-rate t) from 0 to a time [s]."""
    return seconds if rate * seconds < SAME else -math.expm1(-rate * seconds) / rate


def box_balance(rates: Rates, *, out: float) -> tuple[Balance, float, float]:
    """Compute the balance of a well-mixed box into which a steady source emits.

    Parameters
    ----------
    rates
        First-order rates.
    out
        Rate at which the wind empties the box: speed over length [1/s].

    Returns
    -------
    tuple
        Shares of the source that leave as species and as product and that are deposited [1]; and how many
        seconds of the source the box holds as species and as product [s].

    Examples
    --------
    >>> balance, held, _ = box_balance(Rates(0.0, 0.0, 0.0), out=1e-4)
    >>> balance.species, held
    (1.0, 10000.0)
    """
    held = 1 / (out + rates.conversion + rates.loss)
    product = rates.conversion * held / (out + rates.product_loss)
    deposited = rates.loss * held + rates.product_loss * product
    return Balance(out * held, out * product, deposited), held, product


def ground_factor(metres: float, *, height: float, mixing: float) -> float:
    """Compute the concentration at the ground over that of air mixed up to the mixing height.

    The plume is Gaussian in height, reflected at the ground and at the mixing height, so that its integral
    over height is one; far away it is mixed and the factor is one. A stack above the mixing height emits at
    it. Source: spread 0.06 x (1 + 0.0015 x)^-1/2, Briggs 1973 for open country and neutral air, as recalled.

    Parameters
    ----------
    metres
        Distance [m].
    height
        Effective height of release [m].
    mixing
        Mixing height [m].

    Returns
    -------
    float
        Factor [1].

    Examples
    --------
    >>> round(ground_factor(500_000, height=10, mixing=800), 3)
    1.0
    """
    spread = 0.06 * metres / math.sqrt(1 + 0.0015 * metres)
    if spread > MIXED * mixing:
        return 1.0
    start = min(height, mixing)
    images = (start + 2 * n * mixing for n in range(-IMAGES, IMAGES + 1))
    density = (
        2 * sum(math.exp(-((at / spread) ** 2) / 2) for at in images) / (math.sqrt(2 * math.pi) * spread)
    )
    return density * mixing


def sector_mean(metres: float, *, width: float, speed: float, mixing: float) -> float:
    """Compute the yearly mean that a kilotonne a year gives in a sector, for wind that always blows there.

    Source: sector-averaged plume mixed up to the mixing height, C = Q / (width x u H), before losses.

    Parameters
    ----------
    metres
        Distance [m].
    width
        Width of the sector [rad].
    speed
        Wind speed [m/s].
    mixing
        Mixing height [m].

    Returns
    -------
    float
        Concentration [ug/m3 per kt].

    Examples
    --------
    Spread over all directions, at 1000 km, 4 m/s and 800 m: 1.577 ug/m3 per Mt:

    >>> round(1000 * sector_mean(1e6, width=2 * math.pi, speed=4, mixing=800), 3)
    1.577
    """
    return UG_PER_KT / SECONDS / (width * metres * speed * mixing)
