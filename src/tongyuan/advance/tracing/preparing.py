"""Concentrations and their uncertainties made ready for a receptor model; what cannot be used is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Array", "Prepared", "estimate_uncertainty", "prepare"]

Array = NDArray[np.float64]
WEAK_TIMES = 3.0  # EPA PMF 5.0: the uncertainty of a weak species is tripled


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a receptor model is fitted to.

    Parameters
    ----------
    species
        Names of the columns.
    concentration
        Samples x species [the species' own unit]; what is missing is 0 here and has weight 0.
    uncertainty
        Samples x species [the same unit]; 1 where the cell is missing.
    weight
        1 / uncertainty², 0 where the cell is missing.
    counted
        Cells that count in the expected Q: measured, and not of a weak species.
    missing
        How many cells are missing.
    """

    species: tuple[str, ...]
    concentration: Array
    uncertainty: Array
    weight: Array
    counted: NDArray[np.bool_]
    missing: int

    def samples(self, rows: NDArray[np.int64]) -> Prepared:
        """Take samples by number, each as often as it is named."""
        return replace(
            self,
            concentration=self.concentration[rows],
            uncertainty=self.uncertainty[rows],
            weight=self.weight[rows],
            counted=self.counted[rows],
            missing=int((self.weight[rows] == 0).sum()),
        )


def estimate_uncertainty(concentration: Array, *, detection: Array, error: Array) -> tuple[Array, Array]:
    """Estimate uncertainty from detection limit and error fraction; below the limit half of it stands.

    Source: US EPA, EPA PMF 5.0 user guide (2014), equations for equation-based uncertainty; half the limit
    below it after Polissar et al. 1998 (both as recalled: unverified).

    Parameters
    ----------
    concentration
        Samples x species; NaN is missing and stays so.
    detection
        Detection limit of each species [the same unit].
    error
        Error fraction of each species [1].

    Returns
    -------
    tuple[Array, Array]
        Concentration, and uncertainty (5/6 of the limit at or below it).

    Examples
    --------
    >>> limit, error = np.array([8.0]), np.array([0.1])
    >>> c, u = estimate_uncertainty(np.array([[3.0], [0.5]]), detection=limit, error=error)
    >>> c.ravel().tolist(), u.round(4).ravel().tolist()
    ([4.0, 4.0], [6.6667, 6.6667])
    >>> _, u = estimate_uncertainty(np.array([[30.0]]), detection=limit, error=error)
    >>> u.tolist()
    [[5.0]]
    """
    below = concentration <= detection
    spread = np.hypot(error * concentration, 0.5 * detection)
    uncertainty = np.where(below, detection * 5 / 6, spread)
    return np.where(below, detection / 2, concentration), uncertainty


def prepare(
    concentration: Array, *, uncertainty: Array, species: Sequence[str], weak: Sequence[str] = ()
) -> Prepared:
    """Check concentrations and uncertainties, and weigh them; a missing concentration has weight 0.

    Parameters
    ----------
    concentration
        Samples x species; NaN is missing.
    uncertainty
        Samples x species [the same unit].
    species
        Names of the columns.
    weak
        Species whose uncertainty is tripled, and that the expected Q does not count.

    Returns
    -------
    Prepared
        Weighted cells.

    Raises
    ------
    InputError
        With every cell that is negative or infinite, or whose uncertainty is absent, zero or negative;
        every sample and species without any value; unknown weak species; shapes that differ.

    Examples
    --------
    >>> ready = prepare(
    ...     np.array([[2.0, np.nan], [3.0, 1.0]]), uncertainty=np.full((2, 2), 0.5), species=["Fe", "Zn"]
    ... )
    >>> ready.weight.tolist(), ready.missing
    ([[4.0, 0.0], [4.0, 4.0]], 1)
    """
    shape = concentration.shape
    if shape != uncertainty.shape or len(shape) != 2 or shape[1] != len(species):
        got = f"{shape}, {uncertainty.shape}, {len(species)}"
        raise InputError(Problem("tracing.shape", {"got": got}))
    problems = _problems(concentration, uncertainty, tuple(species), tuple(weak))
    if problems:
        raise InputError(problems)
    here = ~np.isnan(concentration)
    is_weak = np.isin(np.array(species), list(weak))
    spread = np.where(here, uncertainty, 1.0) * np.where(is_weak, WEAK_TIMES, 1.0)
    return Prepared(
        species=tuple(species),
        concentration=np.where(here, concentration, 0.0),
        uncertainty=spread,
        weight=np.where(here, 1 / spread**2, 0.0),
        counted=here & ~is_weak,
        missing=int((~here).sum()),
    )


def _problems(
    concentration: Array, uncertainty: Array, species: tuple[str, ...], weak: tuple[str, ...]
) -> list[Problem]:
    """All that is wrong, in the order of samples; rows are counted from 1."""
    here = ~np.isnan(concentration)
    bad = here & ((concentration < 0) | np.isinf(concentration))
    vague = here & ~(np.isfinite(uncertainty) & (uncertainty > 0))
    found: list[Problem] = []
    for code, cells, values in (
        ("tracing.concentration", bad, concentration),
        ("tracing.uncertainty", vague, uncertainty),
    ):
        for row, column in np.argwhere(cells):
            got = "—" if np.isnan(values[row, column]) else f"{values[row, column]:g}"
            found.append(Problem(code, {"row": int(row) + 1, "species": species[column], "got": got}))
    found += [
        Problem("tracing.empty_sample", {"row": int(row) + 1}) for row in np.flatnonzero(~here.any(axis=1))
    ]
    none = ~(here & (concentration > 0)).any(axis=0)
    found += [Problem("tracing.empty_species", {"species": species[j]}) for j in np.flatnonzero(none)]
    return found + [Problem("tracing.weak", {"got": name}) for name in weak if name not in species]
