"""Weights of criteria: from how far they differ (entropy, CRITIC), or from stated comparisons in pairs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["compared_weights", "critic_weights", "entropy_weights"]

Matrix = NDArray[np.floating[Any]]
FEWEST_ROWS = 2
#: Below this a value counts as nothing.
NOTHING = 1e-12


def entropy_weights(values: Matrix) -> Matrix:
    """Weigh criteria by entropy: what differs more among the units has more to say.

    With p = x / sum(x) of each criterion, e = -sum(p ln p) / ln n, and the weight is (1 - e) / sum(1 - e).
    Source: Shannon (1948), A Mathematical Theory of Communication, Bell System Technical Journal 27, 379.

    Parameters
    ----------
    values
        Units by criteria, not negative [any unit by criterion].

    Returns
    -------
    numpy.ndarray
        Weight of each criterion, adding up to 1; equal weights where no criterion differs.

    Raises
    ------
    InputError
        If a value is negative or no number, a criterion is zero throughout, or there is one unit alone.

    Examples
    --------
    A criterion that is the same for both units says nothing.

    >>> entropy_weights(np.array([[1.0, 1.0], [1.0, 3.0]])).tolist()
    [0.0, 1.0]
    """
    _require_sound(values)
    parts = values / values.sum(axis=0)
    logs = np.where(parts > 0, np.log(np.where(parts > 0, parts, 1.0)), 0.0)
    return _normed(1.0 + (parts * logs).sum(axis=0) / np.log(len(values)))


def critic_weights(values: Matrix) -> Matrix:
    """Weigh criteria by CRITIC: by how far they differ, and how little other criteria repeat them.

    On values scaled to 0-1 by criterion the weight of j is in proportion to s_j * sum_k (1 - r_jk), with the
    standard deviation s and the correlation r. Source: Diakoulaki, Mavrotas and Papayannakis (1995),
    Determining objective weights in multiple criteria problems: the CRITIC method, Computers & Operations
    Research 22, 763.

    Parameters
    ----------
    values
        Units by criteria, not negative [any unit by criterion].

    Returns
    -------
    numpy.ndarray
        Weight of each criterion, adding up to 1; a criterion that is the same for all has none.

    Raises
    ------
    InputError
        If a value is negative or no number, a criterion is zero throughout, or there is one unit alone.

    Examples
    --------
    The first two criteria repeat each other: each has half of what the third, their opposite, has.

    >>> critic_weights(np.array([[0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])).round(6).tolist()
    [0.25, 0.25, 0.5]
    """
    _require_sound(values)
    low, span = values.min(axis=0), np.ptp(values, axis=0)
    differs = span > NOTHING * np.maximum(np.abs(values).max(axis=0), NOTHING)
    scaled = np.where(differs, (values - low) / np.where(differs, span, 1.0), 0.0)
    deviation = scaled.std(axis=0, ddof=1)
    away = scaled - scaled.mean(axis=0)
    lengths = np.sqrt((away**2).sum(axis=0))
    norm = np.outer(lengths, lengths)
    correlation = np.where(norm > NOTHING, away.T @ away / np.where(norm > NOTHING, norm, 1.0), 1.0)
    conflict = np.where(differs, ((1.0 - correlation) * differs[None, :]).sum(axis=1), 0.0)
    if differs.sum() == 1:
        return _normed(differs.astype(float))
    return _normed(np.round(deviation * conflict, 14))


def compared_weights(comparisons: Matrix) -> tuple[Matrix, float]:
    """Weigh criteria by stated comparisons in pairs (AHP): the principal eigenvector.

    Source: Saaty (1977), A scaling method for priorities in hierarchical structures, Journal of Mathematical
    Psychology 15, 234.

    Parameters
    ----------
    comparisons
        How many times as much the criterion of the row counts as that of the column; reciprocal [1].

    Returns
    -------
    tuple
        Weight of each criterion, adding up to 1; and the consistency index (largest eigenvalue - n) /
        (n - 1), 0 where all comparisons agree.

    Raises
    ------
    InputError
        If the table is not square, not above zero, or not reciprocal.

    Examples
    --------
    >>> weights, index = compared_weights(np.array([[1.0, 3.0], [1 / 3, 1.0]]))
    >>> weights.round(6).tolist(), round(abs(index), 6)
    ([0.75, 0.25], 0.0)
    """
    square = comparisons.ndim == 2 and comparisons.shape[0] == comparisons.shape[1]
    if not square or not np.all(np.isfinite(comparisons)) or np.any(comparisons <= 0):
        raise InputError(Problem("numerics.comparisons", {"got": str(comparisons.shape)}))
    if np.any(np.abs(comparisons * comparisons.T - 1.0) > 1e-6):
        raise InputError(Problem("numerics.comparisons", {"got": str(comparisons.shape)}))
    found, vectors = np.linalg.eig(comparisons)
    at = int(np.argmax(found.real))
    principal = np.abs(vectors[:, at].real)
    size = len(comparisons)
    index = (float(found[at].real) - size) / (size - 1) if size > 1 else 0.0
    return principal / principal.sum(), index


def _require_sound(values: Matrix) -> None:
    sound = values.ndim == 2 and len(values) >= FEWEST_ROWS and bool(np.all(np.isfinite(values)))
    if not sound or np.any(values < 0) or np.any(values.sum(axis=0) <= 0):
        raise InputError(Problem("numerics.criteria", {"got": str(values.shape)}))


def _normed(raw: Matrix) -> Matrix:
    kept = np.where(raw > NOTHING, raw, 0.0)
    total = kept.sum()
    return kept / total if total > 0 else np.full(len(raw), 1.0 / len(raw))
