"""Which measure takes away how much of a plan's fall, tonne by tonne: no tonne is credited twice.

What is made needless or moved is credited at the factor of today, what is run otherwise with the difference
of its factors on what is still run. The parts add up exactly; another order would part the same fall in
another way, which the Shapley value of ``groups`` evens out.
"""

from __future__ import annotations

import polars as pl

from tongyuan.plan.cocontrol.case import BASE, Case

__all__ = ["REST", "credited"]

#: What the solver leaves open within its tolerance: amounts that are run beside those that are asked for.
REST = "rest"
#: Less than this part of an emission is the last digit of a sum.
DUST = 1e-12
COLUMNS = ("subject", "item", "part", "year", "region", "species", "fall_t")
CELL = ("region", "species", "year")


def credited(uptake: pl.DataFrame, case: Case, *, emission: pl.DataFrame) -> pl.DataFrame:
    """Credit what each choice of a plan takes away.

    Parameters
    ----------
    uptake
        Contract Uptake: what the plan chooses.
    case
        Its problem.
    emission
        Contract PlannedEmission: what the falls must add up to.

    Returns
    -------
    pl.DataFrame
        Columns subject, item, part, year, region, species, fall_t [t; a rise is negative]; rows of the
        subject ``rest`` hold what the solver's tolerance leaves, so that the falls of a region, species
        and year add up to ``baseline_t`` less ``mass_t``.

    Examples
    --------
    Of 100 t of activity that each emit one tonne, 50 are saved, and what is left emits half as much: the
    saving takes away 50 t, the scrubber 25.

    >>> from tongyuan.plan.cocontrol.plan import solve
    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_saving, a_term, an_option
    >>> case = a_case({"works": 100.0}, options=[an_option("works", "scrubber", year=2025, cost=1.0)],
    ...     factors={("works", "base"): {"SO2": 1.0}, ("works", "scrubber"): {"SO2": 0.5}},
    ...     limits=[a_limit("cap", bound=25.0, year=2025)], terms=[a_term("cap", year=2025)],
    ...     savings=a_saving("less", activity="works", year=2025, most=50.0, cost=1.0))
    >>> plan = solve(case)
    >>> found = credited(plan.uptake, case, emission=plan.emission).filter(pl.col("fall_t").abs() > 1e-6)
    >>> found.select("item", "part", pl.col("fall_t").round(6)).rows()
    [('works', 'scrubber', 25.0), ('less', '-', 50.0)]
    """
    chosen = uptake.with_columns(pl.col("subject").cast(pl.String)).filter(
        pl.col("quantity") != 0, pl.col("part") != BASE
    )
    today = (
        case.factors.filter(pl.col("option") == BASE)
        .join(
            case.levels.select("activity", "year", "region"), on=["activity", "year"], maintain_order="left"
        )
        .select("activity", "year", "region", "species", today_t="factor_t")
    )
    parts = [
        _run(chosen, case, today),
        _moved(chosen, case, today),
        _saved(chosen, case, today),
        _built(chosen, case),
    ]
    found = pl.concat([part.select(COLUMNS) for part in parts]).filter(pl.col("fall_t") != 0)
    keys = [name for name in COLUMNS if name != "fall_t"]
    summed = found.group_by(keys, maintain_order=True).agg(pl.col("fall_t").sum())
    return pl.concat([summed, _rest(summed, emission)])


def _run(chosen: pl.DataFrame, case: Case, today: pl.DataFrame) -> pl.DataFrame:
    """Credit options with the difference of their factors, on what they run."""
    run = chosen.filter(pl.col("subject") == "running")
    key = ["activity", "year", "species"]
    named = run.select("subject", "year", "quantity", "item", "part", activity="item", option="part")
    places = case.levels.select("activity", "year", "region")
    own = case.factors.join(places, on=["activity", "year"], maintain_order="left_right")
    taken = named.join(own, on=["activity", "option", "year"], maintain_order="left_right")
    joined = taken.join(today.drop("region"), on=key, how="left", maintain_order="left")
    change = pl.col("today_t").fill_null(0.0) - pl.col("factor_t")
    return joined.with_columns(fall_t=pl.col("quantity") * change)


def _moved(chosen: pl.DataFrame, case: Case, today: pl.DataFrame) -> pl.DataFrame:
    """Credit substitutions with what is given up, and charge them with what is taken up instead."""
    moves = chosen.filter(pl.col("subject") == "moved").join(
        case.substitutions.select("substitution", "year", "from_activity", "to_activity", "yield_ratio"),
        left_on=["item", "year"],
        right_on=["substitution", "year"],
        maintain_order="left",
    )
    sides = [
        moves.with_columns(activity="from_activity", by=pl.col("quantity")),
        moves.with_columns(activity="to_activity", by=-pl.col("quantity") * pl.col("yield_ratio")),
    ]
    return _at_today(pl.concat(sides), today)


def _saved(chosen: pl.DataFrame, case: Case, today: pl.DataFrame) -> pl.DataFrame:
    saved = chosen.filter(pl.col("subject") == "saved").join(
        case.savings.select("saving", "year", "activity"),
        left_on=["item", "year"],
        right_on=["saving", "year"],
        maintain_order="left",
    )
    return _at_today(saved.with_columns(by=pl.col("quantity")), today)


def _at_today(rows: pl.DataFrame, today: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(today, on=["activity", "year"], maintain_order="left_right")
    return joined.with_columns(fall_t=pl.col("by") * pl.col("today_t"))


def _built(chosen: pl.DataFrame, case: Case) -> pl.DataFrame:
    built = chosen.filter(pl.col("subject") == "project")
    joined = built.join(
        case.project_emissions, left_on=["item", "year"], right_on=["project", "year"], maintain_order="left"
    )
    return joined.with_columns(fall_t=-pl.col("mass_t") * pl.col("quantity"))


def _rest(found: pl.DataFrame, emission: pl.DataFrame) -> pl.DataFrame:
    """Give what of each cell nothing was credited with."""
    told = found.group_by(CELL, maintain_order=True).agg(pl.col("fall_t").sum().alias("told_t"))
    cells = emission.select(*CELL, "baseline_t", whole_t=pl.col("baseline_t") - pl.col("mass_t"))
    rows = cells.join(told, on=list(CELL), how="left", maintain_order="left").with_columns(
        subject=pl.lit(REST),
        item=pl.lit("-"),
        part=pl.lit("-"),
        fall_t=pl.col("whole_t") - pl.col("told_t").fill_null(0.0),
    )
    return rows.filter(pl.col("fall_t").abs() > DUST * pl.col("baseline_t").abs()).select(COLUMNS)
