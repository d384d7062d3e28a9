"""A province drawn by seed for the optimiser: cities x activities x technologies x years, with caps."""

from __future__ import annotations

import numpy as np
import polars as pl

from tongyuan.plan.cocontrol import BASE, Case
from tongyuan.plan.cocontrol.caps import emission_cap
from tongyuan.plan.cocontrol.limits import Stated, together
from tongyuan.plan.cocontrol.sizes import baseline
from tongyuan.vocabulary.tables import ActivityLevel, OptionFactor, Period, TechnologyOption

SPECIES = (
    "CO2",
    "CH4",
    "N2O",
    "SO2",
    "NOx",
    "PM2.5",
    "PM10",
    "NMVOC",
    "NH3",
    "CO",
    "BC",
    "OC",
    "Hg",
    "COD",
    "TN",
)
#: cities, activities of each, technologies of each, years.
SIZES = {"small": (3, 10, 4, 2), "full": (14, 120, 8, 4)}
YEARS = (2025, 2030, 2035, 2040)
FALLS = {"CO2": 0.05, "SO2": 0.35, "NOx": 0.3, "PM2.5": 0.3, "NH3": 0.1}


def case_of(size: str, *, seed: int = 7) -> Case:
    """Draw a problem: technologies clean better the dearer they are, and use power that emits CO2."""
    cities, activities, technologies, years = SIZES[size]
    draw = np.random.default_rng(seed)
    levels = _levels(draw, cities=cities, activities=activities, years=YEARS[:years])
    options = _options(draw, levels, technologies=technologies)
    factors = _factors(draw, levels, options)
    case = Case(
        periods=pl.DataFrame({"year": YEARS[:years], "weight": [0.95 ** (5 * n) for n in range(years)]}).cast(
            Period.create_empty().schema
        ),
        levels=levels,
        options=options,
        factors=factors,
    )
    return case.with_limits(*_caps(case))


def _levels(
    draw: np.random.Generator, *, cities: int, activities: int, years: tuple[int, ...]
) -> pl.DataFrame:
    names = [
        (f"99{city:02d}00", f"99{city:02d}00/{number}")
        for city in range(1, cities + 1)
        for number in range(activities)
    ]
    amount = 10 ** draw.uniform(2, 7, len(names))
    rows = pl.DataFrame(
        {"region": [r for r, _ in names], "activity": [a for _, a in names], "quantity": amount}
    )
    grown = rows.join(
        pl.DataFrame({"year": years, "growth": [1.02 ** (5 * n) for n in range(len(years))]}), how="cross"
    )
    return ActivityLevel.cast(
        grown.select(
            "activity",
            "year",
            "region",
            pl.lit("1A2").alias("source"),
            pl.lit("raw_coal").alias("fuel"),
            pl.col("quantity") * pl.col("growth"),
            pl.lit("t").alias("unit"),
        )
    )


def _options(draw: np.random.Generator, levels: pl.DataFrame, *, technologies: int) -> pl.DataFrame:
    activities = levels["activity"].unique(maintain_order=True)
    ranks = np.arange(technologies)
    cost = draw.uniform(5, 400, (activities.len(), technologies)) * ranks
    drawn = pl.DataFrame(
        {
            "activity": np.repeat(activities.to_numpy(), technologies),
            "rank": np.tile(ranks, activities.len()),
            "cost_cny": np.sort(cost, axis=1).ravel(),
        }
    )
    years = levels.select("year").unique(maintain_order=True)
    return TechnologyOption.cast(
        drawn.join(years, how="cross").select(
            "activity",
            pl.when(pl.col("rank") == 0)
            .then(pl.lit(BASE))
            .otherwise(pl.format("t{}", "rank"))
            .alias("option"),
            "year",
            "rank",
            pl.lit("control").alias("ladder"),
            "cost_cny",
            pl.lit(0.0).alias("least_share"),
            pl.when(pl.col("rank") == 0).then(1.0).otherwise(0.9).alias("most_share"),
            pl.when(pl.col("rank") == 0).then(None).otherwise(0.1).alias("yearly_share"),
            pl.when(pl.col("rank") == 0).then(None).otherwise(20.0).alias("lifetime_a"),
        )
    )


def _factors(draw: np.random.Generator, levels: pl.DataFrame, options: pl.DataFrame) -> pl.DataFrame:
    activities = levels["activity"].unique(maintain_order=True)
    technologies = options["rank"].n_unique()
    base = 10 ** draw.uniform(-4, 0, (activities.len(), 1, len(SPECIES)))
    cleaned = np.sort(draw.uniform(0, 0.97, (activities.len(), technologies, len(SPECIES))), axis=1)
    cleaned[:, 0, :] = 0.0
    cleaned[:, :, 0] = draw.uniform(-0.03, 0.2, (activities.len(), technologies))
    cleaned[:, 0, 0] = 0.0
    drawn = pl.DataFrame(
        {
            "activity": np.repeat(activities.to_numpy(), technologies * len(SPECIES)),
            "rank": np.tile(np.repeat(np.arange(technologies), len(SPECIES)), activities.len()).astype(
                np.int32
            ),
            "species": np.tile(np.array(SPECIES), activities.len() * technologies),
            "factor_t": (base * (1 - cleaned)).ravel(),
        }
    )
    named = options.select("activity", "option", "year", "rank")
    return OptionFactor.cast(
        named.join(drawn, on=["activity", "rank"], maintain_order="left").select(OptionFactor.column_names())
    )


def _caps(case: Case) -> tuple[pl.DataFrame, pl.DataFrame]:
    masses = baseline(case).group_by("species", "year").agg(pl.col("mass_t").sum()).sort("species", "year")
    regions = case.levels["region"].unique().sort().to_list()
    wanted = [
        emission_cap(
            Stated(f"{species} cap", f"{species}上限", f"cap of {species}"),
            year=year,
            bound=(1 - FALLS[species] * (1 + position / 10) * (0.6 if position == 0 else 1)) * mass,
            regions=regions,
            weights={species: 1.0},
        )
        for species, year, mass in masses.iter_rows()
        if species in FALLS
        for position in [case.years.index(year)]
    ]
    made = together(wanted)
    return made.limits, made.terms
