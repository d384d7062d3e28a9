"""CO2 of stacks by concentration and flow; what was not measured is not filled in."""

from __future__ import annotations

from datetime import date

import polars as pl

from tongyuan.advance.stacks.clock import NORMAL
from tongyuan.advance.stacks.converting import co2_mass
from tongyuan.advance.stacks.facts import Facts
from tongyuan.advance.stacks.hours import stack_clock

__all__ = ["co2_totals"]


def co2_totals(
    observations: pl.DataFrame, *, profiles: pl.DataFrame, facts: Facts, first: date, last: date
) -> pl.DataFrame:
    """Add up the measured CO2 of each stack over a period.

    Parameters
    ----------
    observations
        Rows of ``Observation``, ``flue_co2`` and ``flue_flow`` among them.
    profiles
        Rows of ``StackProfile``; CO2 is taken as dry.
    facts
        The tables.
    first, last
        Civil days, both within.

    Returns
    -------
    pl.DataFrame
        ``station``, ``hours``, ``outage_hours``, ``measured_hours``, ``known_t`` (null where none),
        ``total_t`` (null as long as an hour of operation has no figure) [t].
    """
    rows = stack_clock(observations, profiles=profiles, facts=facts, first=first, last=last)
    good = pl.col("state_flue_co2").is_in([NORMAL, "start_stop"]) & (pl.col("flue_co2") >= 0)
    out = pl.col("operation") == "outage"
    usable = good & ~out & ~pl.col("short_hour") & ~pl.col("contradicted")
    mass = pl.when(usable).then(co2_mass(pl.col("flue_co2"), flow_m3_h=pl.col("flow_m3_h")))
    sums = (
        rows.with_columns(co2_t=mass, out=out)
        .group_by("station", maintain_order=True)
        .agg(
            hours=pl.len().cast(pl.Int64),
            outage_hours=pl.col("out").sum().cast(pl.Int64),
            measured_hours=pl.col("co2_t").count().cast(pl.Int64),
            known_t=pl.when(pl.col("co2_t").count() > 0).then(pl.col("co2_t").sum()),
        )
    )
    whole = pl.col("measured_hours") + pl.col("outage_hours") == pl.col("hours")
    return sums.with_columns(total_t=pl.when(whole).then(pl.col("known_t").fill_null(0.0)))
