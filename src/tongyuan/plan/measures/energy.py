"""Energy that a measure uses and gives up; its price is in no cost, which is told and not taken as zero."""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.plan.measures.catalogue import Library

__all__ = ["PRICE_MISSING", "USED", "energy_of"]

#: What is told of every amount: no cited price of a buyer was found, so none is in the cost.
PRICE_MISSING = "price_missing"
USED, SAVED = "used", "saved"
#: What is given up where any fuel that the measure reaches may stand.
ANY = "*"
GJ_PER_MWH = 3.6
#: Taken up or used and bought for its mass or its purity, not burnt: no energy.
REAGENTS = ("limestone", "ammonia", "none")
SCHEMA: dict[str, Any] = {
    "measure": pl.String,
    "role": pl.String,
    "carrier": pl.String,
    "amount": pl.Float64,
    "unit": pl.String,
    "per": pl.String,
    "per_unit": pl.String,
    "species": pl.String,
    "energy_state": pl.String,
    "quality": pl.String,
    "citation": pl.String,
}


def energy_of(library: Library) -> pl.DataFrame:
    """Give the energy that each measure uses and the heat of fuel that it gives up.

    Parameters
    ----------
    library
        Measures.

    Returns
    -------
    pl.DataFrame
        ``measure``, ``role`` (``used``, ``saved``), ``carrier`` (``*``: the fuel that it is used on),
        ``amount`` [``unit`` a ``per_unit`` of ``per``], ``species`` where it is counted for a t removed,
        ``energy_state`` (``price_missing``: what it costs is not in the cost of the measure), ``quality``,
        ``citation``. A measure of whose energy nothing is known has no row: that is not none.

    Notes
    -----
    Fuel given up for a MWh of service is 3.6 GJ over the efficiency of what burns it today.

    Examples
    --------
    Heat of 1 MWh from a boiler of 0.72 is 5 GJ of fuel.

    >>> from tongyuan.testing.measures import a_library, a_measure, a_performance, an_effect
    >>> pump = a_library(measures=[a_measure()], effects=[an_effect(effect="replacement", value=1.0)],
    ...     performance=[a_performance(parameter="base_efficiency", value=0.72, unit="1")])
    >>> energy_of(pump).select("role", "carrier", "amount", "unit").rows()
    [('saved', '*', 5.0, 'GJ')]
    """
    taken = library.yields.select("measure", "amount", "per", "per_unit", "unit", *_told(), carrier="to_fuel")
    uses = library.penalties.select(
        "measure", "carrier", "amount", "per", "per_unit", "unit", *_told(), species="species"
    )
    used = pl.concat([_plain(taken), _plain(uses)], how="diagonal").filter(
        ~pl.col("carrier").is_in(REAGENTS) & pl.col("unit").is_in(["MWh", "GJ"])
    )
    told = [used.with_columns(role=pl.lit(USED)), _given_up(library)]
    rows = pl.concat(told, how="diagonal").with_columns(energy_state=pl.lit(PRICE_MISSING))
    lacking = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in rows.columns]
    columns = [pl.col(name).cast(kind) for name, kind in SCHEMA.items()]
    return rows.with_columns(lacking).select(columns)


def _told() -> tuple[str, ...]:
    return ("quality", "citation")


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("per", "quality").cast(pl.String))


def _given_up(library: Library) -> pl.DataFrame:
    """Give the fuel that a substitution leaves unburnt, where the efficiency of today is known."""
    replacing = library.effects.filter(pl.col("effect").cast(pl.String) == "replacement")
    burnt = library.performance.filter(parameter="base_efficiency").join(
        replacing.select("measure").unique(), on="measure", how="semi", maintain_order="left"
    )
    return burnt.select(
        "measure",
        pl.col("quality").cast(pl.String),
        "citation",
        role=pl.lit(SAVED),
        carrier=pl.lit(ANY),
        amount=GJ_PER_MWH / pl.col("value"),
        unit=pl.lit("GJ"),
        per=pl.lit("service"),
        per_unit=pl.lit("MWh"),
    )
