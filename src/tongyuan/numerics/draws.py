"""Seeded draws of uncertain inputs, one stream an input, so that whoever shares an input shares its draw.

An input's stream follows from the seed and the input's own name alone: adding an input, or taking the draws
in other portions, changes no other input's draws.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongyuan.numerics.distributions import DISTRIBUTIONS, STANDARD, Shape, shape
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Sampler", "Spread", "stream"]

Floats = NDArray[np.float64]
BLOCK = 16  # inputs shaped at a time, so that they stay in the cache


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
        One of ``tongyuan.numerics.distributions.DISTRIBUTIONS``.
    """

    name: str
    central: float
    low: float | None = None
    high: float | None = None
    distribution: str = "normal"

    @property
    def ends(self) -> tuple[float, float] | None:
        """The range; None where every draw is the central value."""
        if self.low is None or self.high is None or self.distribution == "fixed" or self.low == self.high:
            return None
        return self.low, self.high

    def problem(self) -> Problem | None:
        """Say what is wrong with the range, if anything is."""
        if self.distribution not in DISTRIBUTIONS:
            words = {"name": self.name, "got": self.distribution, "expected": ", ".join(DISTRIBUTIONS)}
            return Problem("numerics.distribution", words)
        if self.ends is None:
            return None
        low, high = self.ends
        values = {"name": self.name, "low": low, "central": self.central, "high": high}
        if not low <= self.central <= high:
            return Problem("numerics.range", values)
        if self.distribution == "lognormal" and low <= 0:
            return Problem("numerics.lognormal", values)
        return None


def stream(seed: int, *, name: str) -> np.random.Generator:
    """Open the stream of random numbers of one input.

    Source: Doty-Humphrey's SFC64, the fastest of NumPy's generators; its state is the BLAKE2b hash of the
    name, keyed by NumPy's SeedSequence of the seed.

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
    return _open(name, key=_key(seed))


def _open(name: str, *, key: bytes) -> np.random.Generator:
    words: Any = _Words(name, key=key)  # NumPy's stubs do not know its own ISeedSequence here
    return np.random.Generator(np.random.SFC64(words))


def _key(seed: int) -> bytes:
    return np.random.SeedSequence(seed).generate_state(16, np.uint32).astype("<u4").tobytes()


class _Words(np.random.bit_generator.ISeedSequence):
    """The words that start a stream: a keyed hash mixes as well as SeedSequence, in less time."""

    def __init__(self, name: str, *, key: bytes) -> None:
        self._name = name.encode()
        self._key = key

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[Any]:
        kind = np.dtype(dtype)
        digest = hashlib.blake2b(self._name, key=self._key, digest_size=n_words * kind.itemsize).digest()
        return np.frombuffer(digest, dtype=kind.newbyteorder("<")).astype(kind)


class Sampler:
    """Draws of many inputs at once, in portions that continue each other.

    Inputs of one distribution that follow each other are drawn fastest.

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
    >>> round(float(ncv.mean()), 1), float(oxidation.min()), float(oxidation.max())
    (20.9, 0.98, 0.98)
    """

    def __init__(self, spreads: Sequence[Spread], *, seed: int) -> None:
        problems = [problem for problem in (spread.problem() for spread in spreads) if problem]
        counted = Counter(spread.name for spread in spreads)
        problems += [Problem("numerics.repeated", {"name": name}) for name, n in counted.items() if n > 1]
        if problems:
            raise InputError(problems)
        self._blocks = list(_blocks(spreads, seed))
        self._inputs = len(spreads)

    def draw(self, count: int) -> Floats:
        """Draw the next values of every input.

        Parameters
        ----------
        count
            Number of draws.

        Returns
        -------
        ndarray
            Shape (inputs, count), in the order of the inputs [unit of each input].
        """
        return self.draw_into(np.empty((self._inputs, count)))

    def draw_into(self, values: Floats) -> Floats:
        """Draw the next values of every input into an array that is there already.

        Parameters
        ----------
        values
            Where they go, shape (inputs, count).

        Returns
        -------
        ndarray
            The same array [unit of each input].
        """
        for block in self._blocks:
            block.fill(values[block.rows])
        return values

    def pool_into(self, pooled: Floats, *, pools: Sequence[int]) -> Floats:
        """Draw the next values of every input and add them up by pools.

        Parameters
        ----------
        pooled
            Where the sums go, shape (pools, count).
        pools
            For each input, the pool it is added to.

        Returns
        -------
        ndarray
            The same array [unit of the inputs].
        """
        pooled.fill(0.0)
        room = np.empty((BLOCK, pooled.shape[1]))
        for block in self._blocks:
            values = room[: block.rows.stop - block.rows.start]
            block.fill(values)
            for pool, row in zip(pools[block.rows], values, strict=True):
                pooled[pool] += row
        return pooled


@dataclass(frozen=True, slots=True)
class _Block:
    """Inputs of one distribution that follow each other: their standard draws, and what shapes them."""

    rows: slice
    standard: Sequence[Callable[..., Any]]
    turn: Shape

    def fill(self, values: Floats) -> None:
        for draw, row in zip(self.standard, values, strict=False):
            draw(out=row)
        self.turn(values)


def _blocks(spreads: Sequence[Spread], seed: int) -> Iterator[_Block]:
    start, key = 0, _key(seed)
    for distribution, run in groupby(spreads, lambda spread: spread.distribution if spread.ends else "fixed"):
        members = list(run)
        for first in range(0, len(members), BLOCK):
            part = members[first : first + BLOCK]
            central = np.array([spread.central for spread in part], dtype=np.float64)
            ends = np.array([spread.ends or (spread.central, spread.central) for spread in part])
            turn = shape(distribution, low=ends[:, 0], central=central, high=ends[:, 1])
            yield _Block(slice(start, start + len(part)), _standard(part, distribution, key), turn)
            start += len(part)


def _standard(part: Sequence[Spread], distribution: str, key: bytes) -> list[Callable[..., Any]]:
    kind = STANDARD[distribution]
    if kind == "none":
        return []
    return [getattr(_open(spread.name, key=key), kind) for spread in part]
