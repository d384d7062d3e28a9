"""Fifteen years of fifteen units, every category that the exercise province has: one call against pandas.

The activity is that of the exercise province, derived once, untimed; what is timed is choosing factors and
controls for every row, and the mass of every species, summed by unit, year and species.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import polars as pl

from benchmarks.choosing_with_pandas import emission_with_pandas
from tongyuan import packs, reference
from tongyuan.accounting.derivation import derive_all
from tongyuan.plan import balance_activity, inventory
from tongyuan.testing.records import exercise_records
from tongyuan.vocabulary import species
from tongyuan.vocabulary.tables import Activity

FAMILY = "CEADs_2018"
SIZES = {"small": (2, 2), "full": (15, 15)}
KEY = ["region", "year", "species"]


def activity_of(size: str) -> pl.DataFrame:
    """Lay down the activity of all units and years of a size."""
    units, years = SIZES[size]
    last = 2025
    factors = reference.factors(FAMILY)
    pack = packs.load("exercise", seed=1)
    stated = pl.concat([balance_activity.activity(pack.balances), Activity.cast(pack.activity)])
    of_last = stated.filter(pl.col("year") == last, pl.col("region") == pack.region)
    parts = []
    for unit in range(units):
        place = f"99{unit + 1:02d}00"
        held = exercise_records(unit + 1, region=place, first=last - years + 1, last=last)
        for year in range(last - years + 1, last + 1):
            until = {name: frame.filter(pl.col("year") <= year) for name, frame in held.items()}
            derived = derive_all(until, factors=factors, family=FAMILY, year=year)
            scale = (1 + unit) / 100 * 0.98 ** (last - year)
            own = of_last.with_columns(
                pl.col("quantity") * scale, region=pl.lit(place), year=pl.lit(year, pl.Int32)
            )
            parts += [own, derived]
    return Activity.validate(pl.concat(parts), cast=True)


def with_tongyuan(size: str) -> Callable[[], pd.Series]:
    """Prepare the call of the platform."""
    activity, factors, controls = activity_of(size), reference.factors(FAMILY), reference.controls()

    def run() -> pd.Series:
        emission = inventory.compile(
            activity, factors=factors, controls=controls, family=FAMILY, species=species.inventoried()
        )
        summed = emission.group_by(KEY).agg(pl.col("mass_t").sum(), pl.col("mass_t").count().alias("n"))
        known = summed.filter(pl.col("n") > 0).sort(KEY).to_pandas()
        return known.set_index(KEY)["mass_t"]

    return run


def with_pandas(size: str) -> Callable[[], pd.Series]:
    """Prepare the same in pandas: merges on fuel, filters, the most specific row kept."""
    tables = [activity_of(size), reference.factors(FAMILY), reference.controls()]
    activity, factors, controls = (frame.to_pandas() for frame in tables)

    def run() -> pd.Series:
        return emission_with_pandas(activity, factors, controls, family=FAMILY).sort_index()

    return run


def disagreement(ours: pd.Series, theirs: pd.Series) -> float:
    """Tell the largest relative difference of two answers in units of 1e-8; 1 where they know other sums."""
    if not ours.index.equals(theirs.index):
        return 1.0
    scale = np.maximum(np.abs(theirs.to_numpy()), 1e-12)
    return float(np.max(np.abs(ours.to_numpy() - theirs.to_numpy()) / scale)) * 1e8


CONTENDERS = {"pandas": with_pandas, "tongyuan": with_tongyuan}
