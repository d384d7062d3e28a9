"""Bars of measures ranked by unit cost, each by itself: not the curve of the system.

The bars do not know that two measures want the same tonne, nor what carrying one does to the other. The curve
of the system (``fronts.curve``) does; the two bear different names wherever they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tongyuan.plan.cocontrol.alone import Alone

__all__ = ["ranked_bars"]


def ranked_bars(found: Alone, *, weights: Mapping[str, float], year: int) -> pl.DataFrame:
    """Rank measures by what a unit less costs with each of them alone.

    Parameters
    ----------
    found
        Every choice by itself.
    weights
        Weight of each species that is to fall: one for a pollutant, the GWP of a named set for CO2e.
    year
        The year.

    Returns
    -------
    pl.DataFrame
        Columns measure, abated [t of the weighed species a year], cost_cny [CNY a year], unit_cost_cny [CNY a
        t], begins and ends [t]: where the bar stands when bars are set side by side. A measure that lowers
        nothing has no bar.

    Notes
    -----
    The ends do not add up to what can be abated: options of one activity exclude each other, and one measure
    takes from another. Source: the ranked abatement curve, with its known limits: Kesicki and Ekins (2012),
    Climate Policy 12, 219.

    Examples
    --------
    >>> from tongyuan.plan.cocontrol.alone import alone
    >>> from tongyuan.testing.cocontrol import a_case, an_option
    >>> case = a_case({"works": 100.0}, options=[an_option("works", "dear", year=2025, cost=90.0),
    ...     an_option("works", "cheap", year=2025, cost=10.0)], factors={("works", "base"): {"SO2": 1.0},
    ...     ("works", "dear"): {"SO2": 0.1}, ("works", "cheap"): {"SO2": 0.5}})
    >>> ranked_bars(alone(case), weights={"SO2": 1.0}, year=2025).select(
    ...     "measure", "unit_cost_cny", "begins", "ends").rows()
    [('cheap', 20.0, 0.0, 50.0), ('dear', 100.0, 50.0, 140.0)]
    """
    changed = found.weighed(weights, year=year).join(found.cost(year=year), on="measure")
    bars = changed.filter(pl.col("change") < 0).select(
        "measure",
        (-pl.col("change")).alias("abated"),
        "cost_cny",
        (-pl.col("cost_cny") / pl.col("change")).alias("unit_cost_cny"),
    )
    ordered = bars.sort("unit_cost_cny", "measure").with_columns(ends=pl.col("abated").cum_sum())
    return ordered.select(
        "measure",
        "abated",
        "cost_cny",
        "unit_cost_cny",
        begins=pl.col("ends") - pl.col("abated"),
        ends="ends",
    )
