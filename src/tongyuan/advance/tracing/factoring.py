"""Weighted non-negative factors (the receptor model PMF) by multiplicative updates from several seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongyuan.advance.tracing.preparing import Array, Prepared
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Attempt", "Factored", "expected_q", "factorise", "q_robust", "q_true", "refine"]

TINY = 1e-30
OUTLIER = 4.0  # EPA PMF 5.0: a scaled residual above 4 is an outlier
LOOK = 100  # iterations between two looks at Q


@dataclass(frozen=True, slots=True)
class Attempt:
    """One start: its number, the Q it came to, how many iterations it took, whether it came to rest."""

    number: int
    q: float
    iterations: int
    converged: bool


@dataclass(frozen=True, slots=True)
class Factored:
    """The best attempt's factors, and how all attempts fared.

    Parameters
    ----------
    contributions
        Samples x factors [1], mean 1 each.
    profiles
        Factors x species [the species' own unit].
    best
        Which attempt they are of.
    attempts
        All attempts.
    q_true
        Sum of squared scaled residuals.
    q_robust
        The same with outliers' weight reduced; evaluated at the fit, not minimised.
    q_expected
        Cells counted less free elements; None where that is not positive.
    """

    contributions: Array
    profiles: Array
    best: Attempt
    attempts: tuple[Attempt, ...]
    q_true: float
    q_robust: float
    q_expected: int | None


def q_true(data: Prepared, *, contributions: Array, profiles: Array) -> float:
    """Sum the squares of scaled residuals over the measured cells [1]."""
    gap = data.concentration - contributions @ profiles
    return float((gap * gap * data.weight).sum())


def q_robust(data: Prepared, *, contributions: Array, profiles: Array) -> float:
    """Sum scaled residuals, squared up to 4 and linear (4|r|) beyond [1]."""
    scaled = np.abs(data.concentration - contributions @ profiles) * np.sqrt(data.weight)
    return float(np.minimum(scaled**2, OUTLIER * scaled).sum())


def expected_q(data: Prepared, *, factors: int) -> int | None:
    """Count the cells less the elements of both factor matrices; None where nothing is left.

    Parameters
    ----------
    data
        What is fitted.
    factors
        How many.

    Returns
    -------
    int | None
        Expected Q [1].

    Examples
    --------
    >>> from tongyuan.advance.tracing.preparing import prepare
    >>> ready = prepare(np.ones((10, 5)), uncertainty=np.ones((10, 5)), species=list("abcde"))
    >>> expected_q(ready, factors=2), expected_q(ready, factors=4)
    (20, None)
    """
    samples, species = data.concentration.shape
    left = int(data.counted.sum()) - factors * (samples + species)
    return left if left > 0 else None


def factorise(
    data: Prepared,
    *,
    factors: int,
    seed: int,
    attempts: int = 20,
    most_iterations: int = 20_000,
    tolerance: float = 1e-5,
) -> Factored:
    """Fit from several random starts and keep the one with the least Q.

    Source: LS-NMF, Wang, Kossenkov and Ochs, BMC Bioinformatics 7:175 (2006); Q as in EPA PMF 5.0
    (both as recalled: unverified).

    Parameters
    ----------
    data
        What is fitted.
    factors
        How many.
    seed
        Of the random starts; the same seed gives the same factors.
    attempts
        How many starts.
    most_iterations
        At most, each.
    tolerance
        An attempt has come to rest when Q falls by no more than this share over 100 iterations.

    Returns
    -------
    Factored
        The factors, the largest in mean contribution first.

    Raises
    ------
    InputError
        When factors or attempts cannot be that many.
    """
    if not 1 <= factors < min(data.concentration.shape) or attempts < 1:
        most = min(data.concentration.shape) - 1
        raise InputError(Problem("tracing.factors", {"got": factors, "most": most, "attempts": attempts}))
    told: list[Attempt] = []
    best: tuple[Array, Array] | None = None
    for number in range(attempts):
        start = _start(data, factors, np.random.default_rng([seed, number]))
        g, f, attempt = refine(
            data, start=start, number=number, most_iterations=most_iterations, tolerance=tolerance
        )
        if best is None or attempt.q < min(other.q for other in told):
            best = (g, f)
        told.append(attempt)
    assert best is not None  # noqa: S101 - there is at least one attempt
    g, f = _ordered(*best)
    return Factored(
        contributions=g,
        profiles=f,
        best=min(told, key=lambda attempt: attempt.q),
        attempts=tuple(told),
        q_true=q_true(data, contributions=g, profiles=f),
        q_robust=q_robust(data, contributions=g, profiles=f),
        q_expected=expected_q(data, factors=factors),
    )


def refine(
    data: Prepared,
    *,
    start: tuple[Array, Array],
    number: int = 0,
    most_iterations: int = 20_000,
    tolerance: float = 1e-5,
) -> tuple[Array, Array, Attempt]:
    """Update contributions and profiles in turn until Q rests; Q never rises.

    Parameters
    ----------
    data
        What is fitted.
    start
        Contributions and profiles to begin with; zeros stay zero.
    number
        Of the attempt.
    most_iterations
        At most.
    tolerance
        Least relative fall of Q over 100 iterations that goes on.

    Returns
    -------
    tuple[Array, Array, Attempt]
        Contributions with mean 1, profiles, and how it went.
    """
    weight, known = data.weight, data.weight * data.concentration
    g, f = start[0].copy(), start[1].copy()
    before, done, converged = q_true(data, contributions=g, profiles=f), 0, False
    while done < most_iterations and not converged:
        for _ in range(min(LOOK, most_iterations - done)):
            f *= (g.T @ known) / (g.T @ ((g @ f) * weight) + TINY)
            g *= (known @ f.T) / (((g @ f) * weight) @ f.T + TINY)
            done += 1
        now = q_true(data, contributions=g, profiles=f)
        converged, before = before - now <= tolerance * now, now
    size = g.mean(axis=0)
    size[size == 0] = 1.0
    return g / size, f * size[:, None], Attempt(number, before, done, converged)


def _start(data: Prepared, factors: int, draws: np.random.Generator) -> tuple[Array, Array]:
    """Draw positive starts around the mean of what was measured."""
    samples, species = data.concentration.shape
    mean = data.concentration.sum(axis=0) / (data.weight > 0).sum(axis=0)
    g = draws.uniform(0.05, 1.95, (samples, factors))
    return g, draws.uniform(0.05, 1.95, (factors, species)) * mean / factors


def _ordered(contributions: Array, profiles: Array) -> tuple[Array, Array]:
    """Put the factor that explains most first, each species taken by its share."""
    total = profiles.sum(axis=0)
    share = (profiles / np.where(total > 0, total, 1.0)).sum(axis=1)
    order = np.argsort(-share, kind="stable")
    return contributions[:, order], profiles[order]
