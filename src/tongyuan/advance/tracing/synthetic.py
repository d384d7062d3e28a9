"""Invented samples of known sources, to try tracing with; never data of any place."""

from __future__ import annotations

import numpy as np
import polars as pl

__all__ = ["PLANTED", "invented_samples"]

#: Sources that are planted: species by source, on the mean [ug/m3].
PLANTED = {
    "secondary_sulfate": {"SO4": 9.0, "NH4": 3.0, "OC": 0.5},
    "dust": {"Si": 4.0, "Fe": 1.5, "Ca": 2.0, "Al": 1.2},
    "heavy_oil": {"V": 0.05, "Ni": 0.03, "SO4": 0.5, "OC": 1.0},
}
SPECIES = ("SO4", "NH4", "OC", "Si", "Fe", "Ca", "Al", "V", "Ni")
MONTH = 28


def invented_samples(samples: int, *, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make samples that the planted sources mix to, and their uncertainties.

    Parameters
    ----------
    samples
        How many, one a day.
    seed
        Of strengths and noise.

    Returns
    -------
    tuple of pl.DataFrame
        ``time`` and a column a species [ug/m3]: concentrations, uncertainties.

    Examples
    --------
    >>> known, spread = invented_samples(3, seed=1)
    >>> known.shape, known["time"].to_list(), spread.columns == known.columns
    ((3, 10), ['2024-01-01', '2024-01-02', '2024-01-03'], True)
    """
    draws = np.random.default_rng(seed)
    profiles = np.array([[told.get(name, 0.0) for name in SPECIES] for told in PLANTED.values()])
    clean = draws.gamma(1.0, 1.0, (samples, len(PLANTED))) @ profiles
    spread = 0.05 * clean + 0.02 * profiles.sum(axis=0)
    values = np.maximum(clean + spread * draws.standard_normal(clean.shape), 0.0)
    days = range(samples)
    times = [f"{2024 + at // (12 * MONTH)}-{at // MONTH % 12 + 1:02d}-{at % MONTH + 1:02d}" for at in days]
    known, uncertain = (
        pl.DataFrame({"time": times, **{one: table[:, at] for at, one in enumerate(SPECIES)}})
        for table in (values, spread)
    )
    return known, uncertain
