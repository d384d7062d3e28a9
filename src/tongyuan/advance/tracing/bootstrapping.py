"""Bootstrap of factor profiles: samples redrawn in blocks, factors mapped to the base by contribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongyuan.advance.tracing.factoring import Factored, refine
from tongyuan.advance.tracing.matching import correlations
from tongyuan.advance.tracing.preparing import Array, Prepared
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Bootstrapped", "bootstrap"]

PERCENTILES = (5, 25, 50, 75, 95)


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """How far profiles vary when other samples had been taken.

    Parameters
    ----------
    mapped
        Factors x factors: how often the row's bootstrap factor was mapped to the column's base factor.
    unmapped
        How often each bootstrap factor was mapped to none.
    percentiles
        5, 25, 50, 75, 95 x factors x species; NaN for a factor that none was mapped to.
    resting
        How many resamples came to rest.
    """

    mapped: NDArray[np.int64]
    unmapped: NDArray[np.int64]
    percentiles: Array
    resting: int


def bootstrap(
    data: Prepared,
    *,
    base: Factored,
    seed: int,
    times: int = 100,
    block: int = 1,
    least_r: float = 0.6,
    most_iterations: int = 5_000,
) -> Bootstrapped:
    """Refit redrawn samples, each from the base factors, and map what comes out by correlation.

    Source: EPA PMF 5.0 user guide, bootstrap with r >= 0.6 (as recalled: unverified). Starting from the base
    keeps a resample in the base's valley: intervals tell of sampling, not of other solutions.

    Parameters
    ----------
    data
        What the base was fitted to.
    base
        Its factors.
    seed
        Of the redrawing.
    times
        How many resamples.
    block
        Samples drawn together, for series whose neighbours are alike.
    least_r
        Least correlation of contributions that maps a factor.
    most_iterations
        At most, each.

    Returns
    -------
    Bootstrapped
        Mapping and percentiles.

    Raises
    ------
    InputError
        When blocks are longer than the series, or nothing is to be drawn.
    """
    samples = len(data.concentration)
    if not 1 <= block <= samples or times < 1:
        raise InputError(Problem("tracing.block", {"got": block, "times": times, "most": samples}))
    count = base.profiles.shape[0]
    mapped, unmapped = np.zeros((count, count), dtype=np.int64), np.zeros(count, dtype=np.int64)
    found: list[list[Array]] = [[] for _ in range(count)]
    resting = 0
    for number in range(times):
        rows = _redrawn(samples, block, np.random.default_rng([seed, number]))
        taken = base.contributions[rows]
        start = (np.maximum(taken, 1e-3), np.maximum(base.profiles, base.profiles.max(axis=0) * 1e-3))
        g, f, attempt = refine(data.samples(rows), start=start, most_iterations=most_iterations)
        resting += attempt.converged
        r = correlations(g.T, other=taken.T)
        for factor, row in enumerate(r):
            if row.max() < least_r:
                unmapped[factor] += 1
            else:
                mapped[factor, row.argmax()] += 1
                found[int(row.argmax())].append(f[factor])
    empty = np.full((len(PERCENTILES), data.concentration.shape[1]), np.nan)
    each = [np.percentile(np.array(rows), PERCENTILES, axis=0) if rows else empty for rows in found]
    return Bootstrapped(mapped, unmapped, np.stack(each, axis=1), resting)


def _redrawn(samples: int, block: int, draws: np.random.Generator) -> NDArray[np.int64]:
    """Draw blocks of neighbours until there are as many samples as before."""
    firsts = draws.integers(0, samples - block + 1, -(-samples // block))
    return (firsts[:, None] + np.arange(block)).ravel()[:samples].astype(np.int64)
