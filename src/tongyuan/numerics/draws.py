"""Seeded draws of uncertain inputs, one stream an input, so that whoever shares an input shares its draw.

An input's stream follows from the seed and the input's own name alone: adding an input, or taking the draws
in other portions, changes no other input's draws.

A range is read as the central 95 % of the distribution, and both its ends are met exactly: ``normal`` and
``lognormal`` are two-piece where the range is lopsided (central value = median); ``triangular`` has its peak
at the central value; ``uniform`` is flat over the range's own middle. Nothing is cut off outside the range.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["DISTRIBUTIONS", "Sampler", "Spread", "sd_per_range", "stream"]

Floats = NDArray[np.float64]

DISTRIBUTIONS = ("normal", "lognormal", "triangular", "uniform", "fixed")
SIGMAS_TO_95 = 1.959963984540054
OUTSIDE = 0.025
TRIANGLE_SIDE = 1 - math.sqrt(2 * OUTSIDE)


@dataclass(frozen=True, slots=True)
class Spread:
    """An uncertain input: its central value, and the range that holds 95 % of it.

    Parameters
    ----------
    name
        Identity of the input; equal names are one input.
    central, low, high
        Central value and 95 % range [any unit]; without a range the input is exact.
    distribution
        One of ``DISTRIBUTIONS``.
    """

    name: str
    central: float
    low: float | None = None
    high: float | None = None
    distribution: str = "normal"

    @property
    def exact(self) -> bool:
        """Tell whether every draw is the central value."""
        return self.low is None or self.high is None or self.distribution == "fixed" or self.low == self.high

    def problem(self) -> Problem | None:
        """Say what is wrong with the range, if anything is."""
        if self.distribution not in DISTRIBUTIONS:
            words = {"name": self.name, "got": self.distribution, "expected": ", ".join(DISTRIBUTIONS)}
            return Problem("numerics.distribution", words)
        if self.exact or self.low is None or self.high is None:
            return None
        values = {"name": self.name, "low": self.low, "central": self.central, "high": self.high}
        if not self.low <= self.central <= self.high:
            return Problem("numerics.range", values)
        if self.distribution == "lognormal" and self.low <= 0:
            return Problem("numerics.lognormal", values)
        return None


def stream(seed: int, *, name: str) -> np.random.Generator:
    """Open the stream of random numbers of one input.

    Source: O'Neill's PCG64 DXSM seeded by NumPy's SeedSequence from the seed and BLAKE2b of the name.

    Parameters
    ----------
    seed
        Seed of the run, 0 or more.
    name
        Identity of the input.

    Returns
    -------
    numpy.random.Generator
        A generator that no other name shares.

    Examples
    --------
    >>> a, b = stream(7, name="ncv"), stream(7, name="ncv")
    >>> bool(a.standard_normal() == b.standard_normal())
    True
    """
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    words = np.frombuffer(digest, dtype="<u4").tolist()
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence([seed, *words])))


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


class Sampler:
    """Draws of many inputs at once, in portions that continue each other.

    Parameters
    ----------
    spreads
        The inputs; their names must differ.
    seed
        Seed of the run.

    Raises
    ------
    InputError
        If ranges are out of order, a lognormal range reaches zero, or a name comes twice; all at once.

    Examples
    --------
    >>> sampler = Sampler([Spread("ncv", 20.9, 19.9, 21.9), Spread("oxidation", 0.98)], seed=1)
    >>> ncv, oxidation = sampler.draw(10_000)
    >>> ncv.shape, oxidation, round(float(ncv.mean()), 1)
    ((10000,), 0.98, 20.9)
    """

    def __init__(self, spreads: Sequence[Spread], *, seed: int) -> None:
        problems = [problem for problem in (spread.problem() for spread in spreads) if problem]
        counted = Counter(spread.name for spread in spreads)
        problems += [Problem("numerics.repeated", {"name": name}) for name, n in counted.items() if n > 1]
        if problems:
            raise InputError(problems)
        self._drawers = [_drawer(spread, seed) for spread in spreads]

    def draw(self, count: int) -> Iterator[float | Floats]:
        """Draw the next values of every input, one input after the other.

        Parameters
        ----------
        count
            Number of draws.

        Returns
        -------
        iterator of float or ndarray
            In the order of the inputs: the central value of an exact input, else shape (count,)
            [unit of the input]. It must be read to its end, so that the streams stay abreast.
        """
        return (drawer if isinstance(drawer, float) else drawer(count) for drawer in self._drawers)


def _drawer(spread: Spread, seed: int) -> float | Callable[[int], Floats]:
    if spread.exact or spread.low is None or spread.high is None:
        return float(spread.central)
    generator = stream(seed, name=spread.name)
    if spread.distribution == "uniform":
        return _uniform(generator, low=spread.low, high=spread.high)
    if spread.distribution == "triangular":
        return _triangular(generator, low=spread.low, mode=spread.central, high=spread.high)
    if spread.distribution == "lognormal":
        return _lognormal(generator, low=spread.low, median=spread.central, high=spread.high)
    return _normal(generator, low=spread.low, median=spread.central, high=spread.high)


def _normal(
    generator: np.random.Generator, *, low: float, median: float, high: float
) -> Callable[[int], Floats]:
    below, above = (median - low) / SIGMAS_TO_95, (high - median) / SIGMAS_TO_95
    even = math.isclose(below, above, rel_tol=1e-9)

    def draw(count: int) -> Floats:
        values = generator.standard_normal(count)
        if not even:
            upper = np.maximum(values, 0.0)
            upper *= above - below
        values *= below
        if not even:
            values += upper
        values += median
        return values

    return draw


def _lognormal(
    generator: np.random.Generator, *, low: float, median: float, high: float
) -> Callable[[int], Floats]:
    logs = _normal(generator, low=math.log(low), median=math.log(median), high=math.log(high))

    def draw(count: int) -> Floats:
        values = logs(count)
        np.exp(values, out=values)
        return values

    return draw


def _uniform(generator: np.random.Generator, *, low: float, high: float) -> Callable[[int], Floats]:
    width = (high - low) / (1 - 2 * OUTSIDE)
    start = low - OUTSIDE * width

    def draw(count: int) -> Floats:
        values = generator.random(count)
        values *= width
        values += start
        return values

    return draw


def _triangular(
    generator: np.random.Generator, *, low: float, mode: float, high: float
) -> Callable[[int], Floats]:
    left, right = mode - low, high - mode
    for _ in range(100):  # the two ends are a fixed point; each step leaves a fifth of the error
        width = left + right
        left = mode - low + math.sqrt(OUTSIDE * width * left)
        right = high - mode + math.sqrt(OUTSIDE * width * right)
    split = left / (left + right)

    def draw(count: int) -> Floats:
        share = generator.random(count)
        rising = np.sqrt(share * split) - split
        falling = (1 - split) - np.sqrt((1 - share) * (1 - split))
        return np.where(share < split, rising, falling) * (left + right) + mode

    return draw
