"""Trees of towns: leaves times the hours at standard light and warmth, for their volatiles (a memo item)."""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.accounting.workings import (
    Record,
    Working,
    computed,
    derived_by,
    reported,
)
from tongyuan.vocabulary.tables import Factor

__all__ = ["derive_greenery", "standard_hours", "tell_greenery"]

METHOD = "greenery.hours"
NO_WEATHER = "缺少当地逐时光温，未估算 · no hourly light and warmth of the place: not estimated"
MEMO = "天然源，不计入人为排放总量 · natural: no part of the totals of emissions"

GAS = 8.314
"""J/(mol K)."""
STANDARD_K, OPTIMUM_K = 303.0, 314.0
RISE, FALL = 95_000.0, 230_000.0
AT_STANDARD = 0.961
"""Brings the answer to warmth to one at 303 K: Guenther et al. 1999."""
LIGHT, LIGHT_SCALE = 0.0027, 1.066


def standard_hours(warmth_k: Sequence[float], *, light: Sequence[float]) -> float:
    """Weigh the hours of a year by light and warmth, as isoprene answers to them.

    Source: Guenther et al. 1993, Journal of Geophysical Research 98:12609, equations for light and warmth;
    0.961 as in Guenther et al. 1999.

    Parameters
    ----------
    warmth_k
        Leaf (or air) temperature of each hour [K].
    light
        Photosynthetic photon flux of each hour [umol/(m2 s)].

    Returns
    -------
    float
        Hours at 303 K and 1,000 umol/(m2 s) that would give as much [h].

    Examples
    --------
    An hour at the standard is worth one, a dark one nothing:

    >>> round(standard_hours([303.0, 303.0], light=[1000.0, 0.0]), 2)
    1.0
    """
    warm, lit = np.asarray(warmth_k, dtype=np.float64), np.asarray(light, dtype=np.float64)
    return float(np.sum(_warmth(warm) * _light(lit)))


def _light(flux: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(LIGHT * LIGHT_SCALE * flux / np.sqrt(1 + (LIGHT * flux) ** 2))


def _warmth(kelvin: NDArray[np.float64]) -> NDArray[np.float64]:
    scale = GAS * STANDARD_K * kelvin
    rising = np.exp(RISE * (kelvin - STANDARD_K) / scale)
    return np.asarray(rising / (AT_STANDARD + np.exp(FALL * (kelvin - OPTIMUM_K) / scale)))


def tell_greenery(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the leaf hours of each kind of tree of a year.

    Parameters
    ----------
    records
        Contract Greenery.
    factors, family
        Not used.
    year
        Year.

    Returns
    -------
    list of Working
        Leaves times standard hours [t h], under the memo items.

    Examples
    --------
    >>> tell_greenery(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []

    >>> from tongyuan.testing.land import a_tree, trees_of
    >>> poplars = trees_of(a_tree(leaf_t=1000.0, standard_hours=500.0))
    >>> derive_greenery(poplars, factors=Factor.create_empty(), family="x", year=2020)["quantity"].item()
    500000.0
    """
    return [_working(row) for row in records.to_dicts() if row["year"] == year]


def _working(row: Record) -> Working:
    tree = computed(
        "quantity",
        "leaves * standard_hours",
        [
            reported("leaves", row, column="leaf_t", unit="t"),
            reported("standard_hours", row, column="standard_hours", unit="h"),
        ],
        unit="t_h",
        zh="叶生物量与标准光温小时数之积",
        en="leaves times hours at standard light and warmth",
        citation="Guenther et al. 1993",
    )
    return Working(
        region=row["region"],
        year=row["year"],
        sector="town_trees",
        source="M2",
        fuel=row["material"],
        technology="unstated",
        activity="foliage",
        unit="t_h",
        tree=tree,
        citation=row["citation"],
        note=NO_WEATHER if tree.value is None else MEMO,
    )


derive_greenery = derived_by(
    tell_greenery,
    METHOD,
    dataset="greenery",
    source="Guenther et al. 1993, Journal of Geophysical Research 98:12609; memo item",
    edition="1993",
    span="year",
)
