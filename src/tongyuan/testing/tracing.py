"""SYNTHETIC sources with known profiles and contributions, for tests of receptor models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongyuan.advance.tracing.preparing import Array

__all__ = ["Planted", "planted"]


@dataclass(frozen=True, slots=True)
class Planted:
    """Known truth and what was measured of it."""

    species: list[str]
    profiles: Array
    contributions: Array
    concentration: Array
    uncertainty: Array


def planted(*, seed: int = 7, samples: int = 200, noise: float = 0.05) -> Planted:
    """Three sources with a tracer each, over eight species, measured with relative noise: SYNTHETIC."""
    draws = np.random.default_rng(seed)
    profiles = np.array(
        [
            [5.0, 0.0, 0.0, 2.0, 1.0, 0.0, 0.3, 0.0],
            [0.0, 4.0, 0.0, 1.0, 0.0, 2.0, 0.0, 0.5],
            [0.0, 0.0, 3.0, 0.0, 1.5, 1.0, 0.0, 0.8],
        ]
    )
    contributions = draws.lognormal(0.0, 0.9, (samples, 3))
    contributions[draws.random((samples, 3)) < 0.15] = 0.0  # days on which a source stands still
    contributions /= contributions.mean(axis=0)
    truth = contributions @ profiles
    uncertainty = noise * truth + 0.02
    measured = np.maximum(truth + draws.normal(size=truth.shape) * uncertainty, 0.0)
    species = ["SO4", "OC", "Fe", "NO3", "EC", "K", "Se", "Zn"]
    return Planted(species, profiles, contributions, measured, uncertainty)
