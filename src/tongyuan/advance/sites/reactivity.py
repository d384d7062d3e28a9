"""What volatile organic compounds may make of ozone, species by species."""

from __future__ import annotations

import polars as pl

__all__ = ["MOLAR_VOLUME", "ozone_potential"]

#: Litres of a mole of gas at 298.15 K and 101.325 kPa, the reference state of ambient air since 2018.
MOLAR_VOLUME = 24.465


def ozone_potential(means: pl.DataFrame, *, species: pl.DataFrame) -> pl.DataFrame:
    """Weigh the mean of each species by its greatest incremental reactivity.

    A potential where NOx is plentiful, not ozone that was made; species that were not measured are not in it.

    Parameters
    ----------
    means
        ``item``, ``mean`` [ppb], ``hours`` with a value.
    species
        ``item``, ``molar_mass`` [g/mol], ``mir`` [g O3/g]; :func:`tongyuan.reference.voc_species`.

    Returns
    -------
    pl.DataFrame
        ``item``, ``hours``, ``mean`` [ppb], ``mass`` [ug/m3], ``mir``, ``potential`` [ug O3/m3], ``share``
        [%] of the sum, greatest first.

    Examples
    --------
    >>> rows = {"item": ["voc_toluene"], "mean": [2.0], "hours": [24]}
    >>> table = {"item": ["voc_toluene"], "molar_mass": [92.14], "mir": [4.0]}
    >>> found = ozone_potential(pl.DataFrame(rows), species=pl.DataFrame(table))
    >>> round(found["potential"].item(), 1)  # 2 x 92.14 / 24.465 x 4
    30.1
    """
    known = means.drop_nulls("mean").join(species.select("item", "molar_mass", "mir"), on="item")
    potential = pl.col("mass") * pl.col("mir")
    return (
        known.with_columns(mass=pl.col("mean") * pl.col("molar_mass") / MOLAR_VOLUME)
        .with_columns(potential=potential, share=100 * potential / potential.sum())
        .select("item", "hours", "mean", "mass", "mir", "potential", "share")
        .sort("potential", "item", descending=[True, False])
    )
