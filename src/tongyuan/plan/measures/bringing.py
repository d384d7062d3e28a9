"""What the power and the reagents of cleaning bring with them; what is not known is null, not nothing."""

from __future__ import annotations

import polars as pl

from tongyuan.plan.measures.applying import Setting, services
from tongyuan.plan.measures.catalogue import Library

__all__ = ["brought"]

POWER, CARBON = "electricity", "CO2"
#: Plants whose service is power: what their cleaning uses they make themselves.
PLANTS = "1A1a"
PLACE = ["row", "option", "species"]


def brought(
    uses: pl.DataFrame,
    *,
    links: pl.DataFrame,
    rows: pl.DataFrame,
    factors: pl.DataFrame,
    library: Library,
    setting: Setting,
) -> pl.DataFrame:
    """Give what the carriers of every way to run a row emit, a unit of activity.

    Where nobody tells what power emits, a power plant's own use emits as the plant does: it makes it. What
    the power of any other source emits is then not known, and neither is the CO2 of that way to run it.

    Parameters
    ----------
    uses
        Of `tongyuan.plan.measures.pricing.penalties`.
    links
        ``row``, ``option``, ``measure``.
    rows
        Of `tongyuan.plan.measures.applying.rows_of`.
    factors
        Of `tongyuan.plan.measures.applying.emission_factors`.
    library, setting
        What the service of a unit follows from; what carriers emit.

    Returns
    -------
    pl.DataFrame
        ``row``, ``option``, ``species``, ``brought_t`` [t a unit of activity; null: used, and not known].

    Examples
    --------
    A plant that emits 2 t and gives 2.5 MWh a t of coal uses 0.1 MWh for cleaning: 0.08 t.

    >>> from tongyuan.testing.measures import a_library, a_measure, a_performance
    >>> from tongyuan.testing.accounting import activity_of, an_activity
    >>> from tongyuan.plan.measures.applying import rows_of
    >>> one = a_library(measures=[a_measure()], performance=[
    ...     a_performance(parameter="base_efficiency", value=0.45, unit="1")])
    >>> plant = rows_of(activity_of(an_activity(source="1A1a")))
    >>> at = pl.DataFrame({"row": [0], "option": ["X1"]}, schema_overrides={"row": pl.UInt32})
    >>> heat = pl.DataFrame({"fuel": ["raw_coal"], "gj_per_unit": [20.0]})
    >>> brought(
    ...     at.with_columns(carrier=pl.lit("electricity"), amount=0.1),
    ...     links=at.with_columns(measure=pl.lit("X1")),
    ...     rows=plant,
    ...     factors=at.select("row", species=pl.lit("CO2"), factor_t=2.0),
    ...     library=one,
    ...     setting=Setting(calorific=heat),
    ... ).select("species", pl.col("brought_t").round(6)).rows()
    [('CO2', 0.08)]
    """
    told = uses.join(setting.carriers, on="carrier", maintain_order="left_right").select(
        *PLACE, brought_t=pl.col("amount") * pl.col("factor_t")
    )
    known = setting.carriers.filter(pl.col("factor_t").is_not_null())["carrier"]
    parts = [told] if POWER in known else [told, _of_plants(uses, links, rows, factors, library, setting)]
    return (
        pl.concat(parts)
        .group_by(PLACE, maintain_order=True)
        .agg(pl.when(pl.col("brought_t").is_not_null().all()).then(pl.col("brought_t").sum()))
    )


def _of_plants(
    uses: pl.DataFrame,
    links: pl.DataFrame,
    rows: pl.DataFrame,
    factors: pl.DataFrame,
    library: Library,
    setting: Setting,
) -> pl.DataFrame:
    """Count the power that plants use with what a MWh of their own emits; null for all other sources."""
    places = rows.select("row", "fuel", "activity", plant=pl.col("source").str.starts_with(PLANTS))
    pairs = links.select("row", "option", "measure").join(places, on="row", maintain_order="left")
    served = services(pairs, library=library, setting=setting)
    # Measures may tell the plant's efficiency apart: the lowest makes a MWh dearest in carbon.
    made = served.group_by("row", "option").agg(
        pl.col("plant").first(), pl.col("service_mwh").filter(pl.col("service_mwh") > 0).min()
    )
    carbon = factors.filter(pl.col("species") == CARBON).select("row", "factor_t")
    own = pl.when("plant").then(pl.col("factor_t") / pl.col("service_mwh"))
    return (
        uses.filter(pl.col("carrier") == POWER)
        .join(made, on=["row", "option"], how="left", maintain_order="left")
        .join(carbon, on="row", how="left", maintain_order="left")
        .select("row", "option", species=pl.lit(CARBON), brought_t=pl.col("amount") * own)
    )
