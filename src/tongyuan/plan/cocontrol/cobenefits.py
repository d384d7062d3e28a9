"""What a plan means for the air: falls by region, species and height of release, times a matrix.

The change is that of a year with the plan's measures against the same year without them; what the plan does
not choose is the same in both and falls out. The matrix is linear, so contributions add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping

import dataframely as dy
import polars as pl

from tongyuan.plan.cocontrol.case import BASE, Case
from tongyuan.vocabulary.tables import BenefitAir, BenefitFall, BenefitPart

__all__ = ["air_changes", "air_parts", "emitted", "falls"]

#: Columns that tell what emits: an activity run in one way, or a project that is built.
EMITTED = ("side", "item", "part", "region", "year", "species", "release", "quantity", "factor_t")
PLACE = ["region", "species", "release"]
KEY = ["region", "year", "species", "release"]
UNSTATED = "unstated"


def emitted(
    uptake: pl.DataFrame,
    case: Case,
    *,
    heights: Mapping[str, str],
    project_heights: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """List what is run and built without the plan's measures (``before``) and with them (``after``).

    Parameters
    ----------
    uptake
        Contract Uptake: what the plan chooses.
    case
        Its problem.
    heights
        Height of release of each source.
    project_heights
        That of each project; one that is not named has none that is stated.

    Returns
    -------
    pl.DataFrame
        Columns side, item, part, region, year, species, release, quantity, factor_t [t per unit]; what is
        fixed is the same on both sides and is not listed.
    """
    places = case.levels.select(
        "activity",
        "year",
        "region",
        release=pl.col("source").replace_strict(heights, return_dtype=pl.String),
    )
    factors = case.factors.select("activity", "option", "year", "species", "factor_t")
    run = uptake.with_columns(pl.col("subject").cast(pl.String)).filter(pl.col("quantity") != 0)
    sides = {
        "before": case.levels.select("activity", "year", "quantity", option=pl.lit(BASE)),
        "after": run.filter(subject="running").select("year", "quantity", activity="item", option="part"),
    }
    rows = [
        amounts.join(factors, on=["activity", "option", "year"], maintain_order="left_right")
        .join(places, on=["activity", "year"], maintain_order="left_right")
        .with_columns(side=pl.lit(side), item="activity", part="option")
        for side, amounts in sides.items()
    ]
    built = run.filter(subject="project").join(
        case.project_emissions, left_on=["item", "year"], right_on=["project", "year"], maintain_order="left"
    )
    told = pl.col("item").replace_strict(
        dict(project_heights or {}), default=UNSTATED, return_dtype=pl.String
    )
    projects = built.with_columns(
        side=pl.lit("after"), part=pl.lit("-"), factor_t="mass_t", release=told.fill_null(UNSTATED)
    )
    return pl.concat([part.select(EMITTED) for part in (*rows, projects)])


def falls(
    rows: pl.DataFrame, *, operator: pl.DataFrame, species: tuple[str, ...]
) -> dy.DataFrame[BenefitFall]:
    """Sum what the plan lowers by region, species, year and height, and say what a matrix covers.

    Parameters
    ----------
    rows
        Of `emitted`.
    operator
        ``region``, ``source_region``, ``species``, ``release``, ``ug_m3_per_t``.
    species
        Air pollutants that are told of.

    Returns
    -------
    dy.DataFrame[BenefitFall]
        Falls; those of no species or place of the matrix have a state that says so.

    Examples
    --------
    100 t of coal with 0.02 t of SO2 a tonne are cleaned to a half, so that 1 t is not emitted:

    >>> from tongyuan.testing.cocontrol import a_case, an_option
    >>> from tongyuan.plan.cocontrol.plan import solve
    >>> case = a_case({"works": 100.0},
    ...     options=[an_option("works", "scrubber", year=2025, cost=1.0, least_share=1.0)],
    ...     factors={("works", "base"): {"SO2": 0.02}, ("works", "scrubber"): {"SO2": 0.01}})
    >>> operator = pl.DataFrame([{"region": "a", "source_region": "990000", "species": "SO2",
    ...     "release": "tall", "ug_m3_per_t": 0.5}])
    >>> found = falls(emitted(solve(case).uptake, case, heights={"1A1a": "tall"}), operator=operator,
    ...     species=("SO2",))
    >>> found.select("before_t", pl.col("fall_t").round(9), "state").row(0)
    (2.0, 1.0, 'covered')
    """
    mass = pl.col("quantity") * pl.col("factor_t")
    sides = [
        pl.when(pl.col("side") == side).then(mass).otherwise(0.0).sum().alias(f"{side}_t")
        for side in ("before", "after")
    ]
    told = rows.filter(pl.col("species").is_in(species))
    summed = told.group_by(KEY, maintain_order=True).agg(*sides)
    covered = operator.select(pl.col("source_region").alias("region"), "species", "release").unique()
    joined = summed.join(
        covered.with_columns(covered=pl.lit(value=True)), on=PLACE, how="left", maintain_order="left"
    )
    held = operator["species"].unique().to_list()
    state = (
        pl.when(pl.col("covered").fill_null(value=False))
        .then(pl.lit("covered"))
        .when(pl.col("species").is_in(held))
        .then(pl.lit("place_not_covered"))
        .otherwise(pl.lit("species_not_covered"))
    )
    made = joined.with_columns(fall_t=pl.col("before_t") - pl.col("after_t"), state=state)
    return BenefitFall.validate(made.select(BenefitFall.column_names()).sort(KEY), cast=True)


def air_parts(told: pl.DataFrame, *, operator: pl.DataFrame) -> dy.DataFrame[BenefitPart]:
    """Multiply the falls that a matrix covers by it.

    Parameters
    ----------
    told
        Contract BenefitFall.
    operator
        ``region``, ``source_region``, ``species``, ``release``, ``ug_m3_per_t`` [ug/m3 per t].

    Returns
    -------
    dy.DataFrame[BenefitPart]
        What each fall does to each city [ug/m3]; what is not covered has no row.

    Examples
    --------
    3 t less at 0.5 ug/m3 a tonne are 1.5 ug/m3 less:

    >>> place = {"species": "SO2", "release": "tall"}
    >>> operator = pl.DataFrame([{"region": "a", "source_region": "b", "ug_m3_per_t": 0.5, **place}])
    >>> fall = {"region": "b", "year": 2025, "before_t": 5.0, "after_t": 2.0, "fall_t": 3.0, **place}
    >>> air_parts(pl.DataFrame([fall]), operator=operator)["change_ug_m3"].item()
    -1.5
    """
    text = [pl.col(name).cast(pl.String) for name in ("species", "release")]
    by_source = operator.rename({"region": "receptor", "source_region": "region"}).with_columns(text)
    joined = told.with_columns(text).join(by_source, on=PLACE, maintain_order="left_right")
    made = joined.with_columns(change_ug_m3=-pl.col("fall_t") * pl.col("ug_m3_per_t"))
    ordered = made.select(BenefitPart.column_names()).sort("receptor", *KEY)
    return BenefitPart.validate(ordered, cast=True)


def air_changes(parts: pl.DataFrame) -> dy.DataFrame[BenefitAir]:
    """Add up what all falls do to each city in each year.

    Parameters
    ----------
    parts
        Contract BenefitPart.

    Returns
    -------
    dy.DataFrame[BenefitAir]
        A row a city and year [ug/m3].
    """
    own = pl.col("region") == pl.col("receptor")
    change = pl.col("change_ug_m3")
    summed = parts.group_by("receptor", "year", maintain_order=True).agg(
        local_ug_m3=change.filter(own).sum(), regional_ug_m3=change.filter(~own).sum(), total=change.sum()
    )
    named = summed.rename({"receptor": "region", "total": "change_ug_m3"})
    return BenefitAir.validate(named.select(BenefitAir.column_names()).sort("region", "year"), cast=True)
