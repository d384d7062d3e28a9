"""Records of the exercise province: herds, fields, fleets, plants, works; drawn from tables of one year.

``records`` holds the first year, one file a dataset; ``growing.csv`` says which columns grow together, and
between which yearly rates. Amounts of one dataset grow by one rate a year, so that what balances goes on
balancing.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import polars as pl

from tongyuan.packs.exercise.draws import FIRST_YEAR, LAST_YEAR, random_for
from tongyuan.packs.exercise.outline import read
from tongyuan.vocabulary.quality import Quality

__all__ = ["records"]

FOLDER = "tongyuan.packs.exercise"


def records(
    seed: int, *, region: str, first: int = FIRST_YEAR, last: int = LAST_YEAR
) -> Mapping[str, pl.DataFrame]:
    """Draw the records of the province.

    Parameters
    ----------
    seed
        Seed of the province.
    region
        Code of the region that keeps them.
    first, last
        First and last year; the tables are those of the first.

    Returns
    -------
    mapping of str to pl.DataFrame
        Frames by dataset, text columns as in their files and amounts as numbers.
    """
    return {
        row["dataset"]: _grown(row, seed=seed, region=region, first=first, last=last)
        for row in read("growing")
    }


def _grown(row: Mapping[str, str], *, seed: int, region: str, first: int, last: int) -> pl.DataFrame:
    """Lay the years of one dataset below each other, its amounts grown by the rates drawn."""
    start = _first_year(row["dataset"])
    amounts = row["columns"].split()
    rng = random_for(seed, f"records {row['dataset']}")
    years, scale = [], 1.0
    for year in range(first, last + 1):
        grown = [pl.col(name).cast(pl.Float64) * scale for name in amounts]
        years.append(start.with_columns(*grown, year=pl.lit(year, pl.Int32)))
        scale *= 1 + float(rng.uniform(float(row["least"]), float(row["most"])))
    return pl.concat(years).with_columns(
        region=pl.lit(region),
        quality=pl.lit(Quality.SYNTHETIC.value),
        citation=pl.lit("synthetic"),
        note=pl.lit("演练数据"),
    )


def _first_year(dataset: str) -> pl.DataFrame:
    content = (files(FOLDER) / "records" / f"{dataset}.csv").read_bytes()
    return pl.read_csv(content, infer_schema=False)
