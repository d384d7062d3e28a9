"""Factor profiles beside other profiles: cosine and correlation, and the best pairs of two sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from scipy.optimize import linear_sum_assignment

from tongyuan.advance.tracing.preparing import Array

__all__ = ["correlations", "cosine", "match_library", "match_tracers", "pairs_of"]

LEAST_SHARED = 3
LEAST_TRACERS = 2


def cosine(one: Array, *, other: Array) -> float | None:
    """Cosine of the angle between two profiles [1]; None where one is nothing but zeros.

    Parameters
    ----------
    one
        A profile.
    other
        Another of the same species.

    Returns
    -------
    float | None
        Cosine [1].

    Examples
    --------
    >>> cosine(np.array([3.0, 4.0]), other=np.array([6.0, 8.0]))
    1.0
    """
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length > 0 else None


def correlations(one: Array, *, other: Array) -> Array:
    """Pearson's r of each row of one with each row of the other [1]; 0 for a row without any spread."""
    a, b = (rows - rows.mean(axis=1, keepdims=True) for rows in (one, other))
    length = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    r: Array = np.divide(a @ b.T, length, out=np.zeros_like(length), where=length > 0)
    return r


def pairs_of(one: Array, *, other: Array) -> list[tuple[int, int, float]]:
    """Pair rows of two sets so that the correlations' sum is greatest.

    Parameters
    ----------
    one
        Rows.
    other
        Rows of the same length.

    Returns
    -------
    list[tuple[int, int, float]]
        Row of one, row of the other, r.
    """
    r = correlations(one, other=other)
    left, right = linear_sum_assignment(-r)
    return [(int(i), int(j), float(r[i, j])) for i, j in zip(left, right)]


def match_library(
    profiles: Array, *, species: Sequence[str], library: Mapping[str, Mapping[str, float]]
) -> pl.DataFrame:
    """Lay each factor beside each source of a library, over the species that both know.

    Parameters
    ----------
    profiles
        Factors x species.
    species
        Names of the columns.
    library
        Shares of species by source [1]; a species that is not named is unknown, not zero.

    Returns
    -------
    pl.DataFrame
        ``factor``, ``source``, ``shared`` (species), ``cosine``, ``r``, both null below three shared species.
    """
    rows = []
    for factor, profile in enumerate(profiles):
        for source, shares in library.items():
            both = [(profile[j], shares[name]) for j, name in enumerate(species) if name in shares]
            one, other = np.array(both, dtype=float).reshape(-1, 2).T
            enough = len(both) >= LEAST_SHARED
            r = float(correlations(one[None], other=other[None])[0, 0]) if enough else None
            rows.append((factor, source, len(both), cosine(one, other=other) if enough else None, r))
    schema = {"factor": pl.Int64, "source": pl.String, "shared": pl.Int64}
    return pl.DataFrame(rows, schema=schema | {"cosine": pl.Float64, "r": pl.Float64}, orient="row")


def match_tracers(
    profiles: Array, *, species: Sequence[str], tracers: Mapping[str, Sequence[str]]
) -> pl.DataFrame:
    """Lay each factor beside the species by which sources are recognised.

    The score is the mean share of the source's tracers that the factor explains. It proposes and proves
    nothing: a person names a factor.

    Parameters
    ----------
    profiles
        Factors x species: mean contributions [the species' unit].
    species
        Names of the columns, as the tracers are called.
    tracers
        Species of each source.

    Returns
    -------
    pl.DataFrame
        ``factor``, ``source``, ``tracers`` (those that the table has), ``score`` [%], null below two tracers.

    Examples
    --------
    >>> profiles = np.array([[9.0, 2.0, 1.0], [1.0, 8.0, 9.0]])
    >>> found = match_tracers(profiles, species=["v", "fe", "si"], tracers={"dust": ["si", "fe", "ti"]})
    >>> found.rows()
    [(0, 'dust', 'si fe', 15.0), (1, 'dust', 'si fe', 85.0)]
    """
    whole = profiles.sum(axis=0)
    shares = np.divide(profiles, whole, out=np.zeros_like(profiles), where=whole > 0)
    place = {name: at for at, name in enumerate(species)}
    rows = []
    for factor, share in enumerate(shares):
        for source, wanted in tracers.items():
            there = [name for name in wanted if name in place]
            enough = len(there) >= LEAST_TRACERS
            score = round(100 * float(np.mean([share[place[name]] for name in there])), 6) if enough else None
            rows.append((factor, source, " ".join(there), score))
    schema = {"factor": pl.Int64, "source": pl.String, "tracers": pl.String, "score": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
