"""Cross elasticity: what else falls, and by how much, in a plan that limits one thing alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from tongyuan.plan.cocontrol.plan import plan_of
from tongyuan.plan.cocontrol.program import Program

__all__ = ["cross_elasticities", "limiting"]

#: Less than this part of an emission is no change.
NOTHING = 1e-9


def limiting(
    program: Program,
    *,
    limits: Collection[str],
    others: Collection[str],
    counted: Mapping[str, Mapping[str, float]],
    cause: str,
    year: int,
) -> pl.DataFrame:
    """Find what else changes where some limits are kept and the others are left aside.

    Parameters
    ----------
    program
        The program; its bounds stand as before afterwards.
    limits
        The limits that are kept.
    others
        Limits that hold in neither of the two plans; what is in neither list holds in both.
    counted
        What is compared: a name, and the weight of each species that counts.
    cause
        Name of what is limited, one of ``counted``.
    year
        The year that is compared.

    Returns
    -------
    pl.DataFrame
        As of ``cross_elasticities``.

    Raises
    ------
    Infeasible
        If what holds cannot be kept.
    """
    with program.without(others):
        with program.without(limits):
            before = plan_of(program, program.solve()).emission
        after = plan_of(program, program.solve()).emission
    return cross_elasticities(before, after, counted=counted, cause=cause, year=year)


def cross_elasticities(
    before: pl.DataFrame,
    after: pl.DataFrame,
    *,
    counted: Mapping[str, Mapping[str, float]],
    cause: str,
    year: int,
) -> pl.DataFrame:
    """Compare two plans, of which the second limits one thing more.

    Parameters
    ----------
    before, after
        Contract PlannedEmission.
    counted
        What is compared: a name, and the weight of each species that counts.
    cause
        Name of what the second plan limits, one of ``counted``.
    year
        The year.

    Returns
    -------
    pl.DataFrame
        Columns name, before_t, after_t, fall (of what it was [1]; null where it was nothing), elasticity (its
        fall over that of the cause [1]; null where the cause does not fall), reading: ``strong_synergy``
        above 1, ``synergy`` above 0, ``none``, ``conflict`` below 0.

    Notes
    -----
    Source: Nam, Waugh, Paltsev, Reilly and Karplus (2014), Energy Econ. 46, 186 (cross elasticity of
    emissions control); Mao X.Q. et al., cross elasticity of co-control.

    Examples
    --------
    Sulphur falls by a tenth and carbon by a twentieth: half as much.

    >>> before = pl.DataFrame({"species": ["SO2", "CO2"], "year": [2025, 2025], "mass_t": [100.0, 200.0]})
    >>> after = before.with_columns(mass_t=pl.Series([90.0, 190.0]))
    >>> counted = {"SO2": {"SO2": 1.0}, "CO2": {"CO2": 1.0}}
    >>> found = cross_elasticities(before, after, counted=counted, cause="SO2", year=2025)
    >>> found.select("name", "elasticity", "reading").rows()
    [('SO2', 1.0, 'synergy'), ('CO2', 0.5, 'synergy')]
    """
    rows = [
        {"name": name, "before_t": _weighed(before, weights, year), "after_t": _weighed(after, weights, year)}
        for name, weights in counted.items()
    ]
    table = pl.DataFrame(rows, schema={"name": pl.String, "before_t": pl.Float64, "after_t": pl.Float64})
    fell = (pl.col("before_t") - pl.col("after_t")) / pl.col("before_t")
    fallen = table.with_columns(
        fall=pl.when(pl.col("before_t") != 0).then(pl.when(fell.abs() > NOTHING).then(fell).otherwise(0.0))
    )
    of_cause = fallen.filter(pl.col("name") == cause)["fall"].item()
    elasticity = pl.col("fall") / of_cause if of_cause else pl.lit(None, dtype=pl.Float64)
    return fallen.with_columns(elasticity=elasticity).with_columns(_reading())


def _weighed(emission: pl.DataFrame, weights: Mapping[str, float], year: int) -> float:
    rows = emission.filter(pl.col("year") == year, pl.col("species").is_in(list(weights)))
    return float(
        sum(weights[species] * mass for species, mass in rows.select("species", "mass_t").iter_rows())
    )


def _reading() -> pl.Expr:
    found = pl.col("elasticity")
    read = (
        pl.when(found > 1)
        .then(pl.lit("strong_synergy"))
        .when(found > 0)
        .then(pl.lit("synergy"))
        .when(found < 0)
        .then(pl.lit("conflict"))
        .otherwise(pl.lit("none"))
    )
    return pl.when(found.is_not_null()).then(read).alias("reading")
