"""Monte Carlo of a provincial year: ours, bare NumPy, and pandas, each giving the same statistics.

Every contender returns mean, standard deviation and the 2.5, 50 and 97.5 % points of the sums by species and
by source and species, as arrays of shape (species, 5) and (sources x species, 5).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.arrays import Arrays, lay_out_arrays
from benchmarks.province import Province, synthetic_province

SIZES = {"small": (8, 5, 2_000), "full": (47, 20, 10_000)}  # sectors, fuels, draws
SEED = 7
Statistics = tuple[np.ndarray, np.ndarray]


def prepare_ours(size: str) -> Callable[[], Statistics]:
    from tongyuan.accounting.uncertainty import simulate

    province, draws = _province(size)
    columns = ["mean_t", "sd_t", "p2_5_t", "p50_t", "p97_5_t"]

    def run() -> Statistics:
        sums = simulate(
            province.activity,
            factors=province.factors,
            controls=province.controls,
            family=province.family,
            species=province.species,
            draws=draws,
            seed=SEED,
        )
        by_grouping = sums.partition_by("grouping", maintain_order=True)
        return by_grouping[0].select(columns).to_numpy(), by_grouping[1].select(columns).to_numpy()

    return run


def prepare_numpy(size: str) -> Callable[[], Statistics]:
    province, draws = _province(size)
    arrays = lay_out_arrays(province)
    return lambda: simulate_with_numpy(arrays, draws=draws, seed=SEED)


def prepare_pandas(size: str) -> Callable[[], Statistics]:
    from benchmarks.with_pandas import simulate_with_pandas

    province, draws = _province(size)
    arrays = lay_out_arrays(province)
    return lambda: simulate_with_pandas(arrays, draws=draws, seed=SEED)


CONTENDERS = {"tongyuan": prepare_ours, "numpy": prepare_numpy, "pandas": prepare_pandas}


def disagreement(answer: Statistics, other: Statistics) -> float:
    """Greatest relative difference of any mean, sd or percentile; random numbers differ, answers must not."""
    return max(float(np.abs(mine / theirs - 1).max()) for mine, theirs in zip(answer, other, strict=True))


def simulate_with_numpy(arrays: Arrays, *, draws: int, seed: int, portion: int = 1_000) -> Statistics:
    """Bare NumPy as its friends would write it: portions that stay in cache, sums pooled before products."""
    rng = np.random.default_rng(seed)
    fuels, sources, species = arrays.ncv[0].size, len(arrays.sources), len(arrays.species)
    sums = np.empty((sources, species, draws))
    for first in range(0, draws, portion):
        count = min(portion, draws - first)
        quantity = _draw_normal(rng, (arrays.quantity, arrays.quantity_sd), count)
        pooled = np.zeros((sources * fuels, count))
        for pool, row in zip(arrays.pool, quantity, strict=True):
            pooled[pool] += row
        energy_tj = pooled.reshape(sources, fuels, count) * (_draw_normal(rng, arrays.ncv, count) / 1000)
        carbon = _draw_normal(rng, arrays.carbon, count) * _draw_normal(rng, arrays.oxidation, count)
        carbon *= 44 / 12
        part = sums[:, :, first : first + count]
        part[:, 0] = np.einsum("sfn,fn->sn", energy_tj, carbon)
        for number in range(species - 1):
            mean, sd = arrays.log_ef[0][number], arrays.log_ef[1][number]
            factor = np.exp(_draw_normal(rng, (mean, sd), count))
            factor /= 1000
            for source in range(sources):
                np.einsum(
                    "fn,fn->n", energy_tj[source], factor[arrays.zone[source]], out=part[source, number + 1]
                )
        part[:, 1:] *= arrays.kept.T[:, :, None]
    return statistics(sums.sum(axis=0)), statistics(sums.reshape(sources * species, draws))


def statistics(samples: np.ndarray) -> np.ndarray:
    """Mean, sd and percentiles; one sort is far faster than numpy.percentile, so every contender gets it."""
    ordered = np.sort(samples, axis=1)
    place = np.array([0.025, 0.5, 0.975]) * (samples.shape[1] - 1)
    below = place.astype(int)
    lower, upper = ordered[:, below], ordered[:, np.minimum(below + 1, samples.shape[1] - 1)]
    points = lower + (upper - lower) * (place - below)
    return np.column_stack([samples.mean(axis=1), samples.std(axis=1, ddof=1), points])


def _draw_normal(rng: np.random.Generator, moments: tuple[np.ndarray, np.ndarray], count: int) -> np.ndarray:
    mean, sd = moments
    values = rng.standard_normal((*mean.shape, count))
    values *= sd[..., None]
    values += mean[..., None]
    return values


def _province(size: str) -> tuple[Province, int]:
    sectors, carriers, draws = SIZES[size]
    return synthetic_province(sectors=sectors, carriers=carriers), draws
