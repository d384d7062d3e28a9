"""The same Monte Carlo in pandas: one row a figure, draws as columns, sums by groupby; in portions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.arrays import Arrays

PORTION = 500


def simulate_with_pandas(arrays: Arrays, *, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    from benchmarks.monte_carlo import statistics

    rng = np.random.default_rng(seed)
    fuels = arrays.ncv[0].size
    fuel = arrays.pool % fuels
    source = arrays.pool // fuels
    by_source = []
    for first in range(0, draws, PORTION):
        count = min(PORTION, draws - first)
        quantity = _normal(rng, arrays.quantity, arrays.quantity_sd, count)
        ncv, carbon, oxidation = (
            _normal(rng, *moments, count) for moments in (arrays.ncv, arrays.carbon, arrays.oxidation)
        )
        energy = quantity * ncv.loc[fuel].to_numpy() / 1000
        rate = (carbon * oxidation * 44 / 12).loc[fuel].to_numpy()
        parts = {arrays.species[0]: (energy * rate).groupby(source).sum()}
        for number, species in enumerate(arrays.species[1:]):
            mean, sd = (moments[number].ravel() for moments in arrays.log_ef)
            factor = np.exp(_normal(rng, mean, sd, count))
            chosen = factor.loc[arrays.zone[source] * fuels + fuel].to_numpy()
            kept = arrays.kept[number][source][:, None] / 1000
            parts[species] = (energy * chosen * kept).groupby(source).sum()
        by_source.append(
            pd.concat(parts, names=["species", "source"]).swaplevel().sort_index(sort_remaining=False)
        )
    sums = pd.concat(by_source, axis=1)
    species_level = sums.groupby("species", sort=False).sum().loc[arrays.species]
    ordered = sums.loc[[(s, name) for s in range(len(arrays.sources)) for name in arrays.species]]
    return statistics(species_level.to_numpy()), statistics(ordered.to_numpy())


def _normal(rng: np.random.Generator, mean: np.ndarray, sd: np.ndarray, count: int) -> pd.DataFrame:
    return pd.DataFrame(rng.standard_normal((mean.size, count)) * sd[:, None] + mean[:, None])
