"""Withholding of sums over few contributors, so that nothing withheld follows from what is shown.

A cell of a table is a sum over atoms: groups of contributors that no shown sum splits. What a reader can
work out is the row space of the shown cells. A figure about one or two contributors is exposed where that
space holds a combination that rests on them alone: a cell of theirs, a difference that leaves them, or the
joint sum of two withheld cells with one contributor each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST", "Atoms", "exposed", "suppress"]

#: A sum over fewer contributors is withheld: with two, each could subtract itself and read the other.
FEWEST = 3
_NOUGHT = 1e-9

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Atoms:
    """The groups of contributors that sums are made of.

    Parameters
    ----------
    places
        Place of each atom. Atoms of two places share no contributor; atoms of one place may.
    contributors
        How many contribute to each atom, at least one.
    """

    places: Sequence[str]
    contributors: NDArray[np.int64]


def suppress(cells: Matrix, *, contributors: NDArray[np.int64], atoms: Atoms) -> NDArray[np.bool_]:
    """Choose the cells of a table that are withheld.

    Cells of one or two contributors are withheld first, then others, those of fewest contributors first,
    until nothing is exposed. Values play no part in the choice, so that it tells nothing about them. What
    turns out not to be needed is shown again.

    Parameters
    ----------
    cells
        1 where an atom belongs to a cell, else 0; shape (cells, atoms).
    contributors
        How many contribute to each cell, shape (cells,).
    atoms
        The atoms.

    Returns
    -------
    ndarray of bool
        True for each cell that is withheld, shape (cells,).

    Examples
    --------
    Three counties of 1, 4 and 9 enterprises and their city: the first is withheld, and the second with it,
    since city less second less third would give the first.

    >>> counties = Atoms(["a", "b", "c"], np.array([1, 4, 9]))
    >>> cells = np.vstack([np.ones(3), np.eye(3)])
    >>> suppress(cells, contributors=np.array([14, 1, 4, 9]), atoms=counties).tolist()
    [False, True, True, False]
    """
    primary = (contributors > 0) & (contributors < FEWEST)
    shown = ~primary
    added: list[int] = []
    while (found := exposed(cells[shown], atoms=atoms)) is not None:
        used = np.flatnonzero(shown)[_terms(cells[shown], found)]
        least = int(min(used, key=lambda cell: (contributors[cell], cell)))
        shown[least] = False
        added.append(least)
    for cell in reversed(added):
        shown[cell] = True
        shown[cell] = exposed(cells[shown], atoms=atoms) is None
    return ~shown


def exposed(shown: Matrix, *, atoms: Atoms) -> Matrix | None:
    """Find a combination of shown cells that rests on one or two contributors alone.

    Parameters
    ----------
    shown
        The cells that are shown, shape (cells, atoms).
    atoms
        The atoms.

    Returns
    -------
    ndarray or None
        Weights over the atoms, shape (atoms,); None where nothing is exposed.

    Examples
    --------
    >>> pair = Atoms(["a", "b"], np.array([1, 7]))
    >>> exposed(np.array([[1.0, 1.0]]), atoms=pair) is None
    True
    >>> exposed(np.array([[1.0, 1.0], [0.0, 1.0]]), atoms=pair).round(9).tolist()
    [1.0, 0.0]
    """
    free = _null_space(shown)
    few = _by_place(atoms, np.flatnonzero(atoms.contributors < FEWEST))
    for group in few:
        if (found := _within(free, group)) is not None:
            return found
    single = _by_place(atoms, np.flatnonzero(atoms.contributors == 1))
    return _joint(free, single)


def _by_place(atoms: Atoms, chosen: NDArray[Any]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for atom in chosen.tolist():
        groups.setdefault(atoms.places[atom], []).append(atom)
    return list(groups.values())


def _null_space(shown: Matrix) -> Matrix:
    """Span every change of the atoms that no shown cell notices, by columns."""
    if not shown.shape[0]:
        return np.eye(shown.shape[1])
    _, strengths, turned = np.linalg.svd(shown)
    rank = int((strengths > _NOUGHT * max(shown.shape)).sum())
    return turned[rank:].T


def _within(free: Matrix, group: list[int]) -> Matrix | None:
    """Find weights over a group's atoms alone that nothing left open touches."""
    part = free[group]
    left, strengths, _ = np.linalg.svd(part)
    rank = int((strengths > _NOUGHT * max(free.shape)).sum())
    if rank == len(group):
        return None
    weights = np.zeros(free.shape[0])
    chosen = left[:, -1]
    weights[group] = chosen / chosen[np.argmax(np.abs(chosen))]
    return weights


def _joint(free: Matrix, groups: list[list[int]]) -> Matrix | None:
    """Find weights over two groups: their spans meet where one direction lies in both (cosine 1)."""
    if len(groups) < 2:
        return None
    widest = max(map(len, groups))
    bases = np.zeros((len(groups), widest, free.shape[1]))
    for place, group in enumerate(groups):
        bases[place, : len(group)] = np.linalg.qr(free[group].T)[0].T[: len(group)]
    for first in range(len(groups) - 1):
        between = bases[first] @ bases[first + 1 :].transpose(0, 2, 1)
        cosines = np.linalg.svd(between, compute_uv=False)[:, 0]
        for meeting in np.flatnonzero(cosines > 1 - _NOUGHT).tolist():
            if (found := _within(free, groups[first] + groups[first + 1 + meeting])) is not None:
                return found
    return None


def _terms(shown: Matrix, found: Matrix) -> NDArray[Any]:
    """Tell which of the shown cells a combination is made of."""
    weights = np.linalg.lstsq(shown.T, found, rcond=None)[0]
    return np.flatnonzero(np.abs(weights) > _NOUGHT * max(shown.shape))
