"""What measures cost on an inventory's rows: parts counted for a unit, its service, what is removed."""

from __future__ import annotations

import polars as pl

from tongyuan.plan.measures.applying import Setting, services
from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.costing import SOCIAL_PARTS
from tongyuan.vocabulary.quality import QUALITY

__all__ = ["MONEY", "penalties", "priced", "used"]

MONEY = ("social_cny", "private_cny", "low_cny", "high_cny")
LINK = ["row", "option", "measure"]


def priced(
    links: pl.DataFrame,
    *,
    rows: pl.DataFrame,
    removals: pl.DataFrame,
    costs: pl.DataFrame,
    library: Library,
    setting: Setting,
) -> pl.DataFrame:
    """Price every way to run a row [CNY a unit of activity].

    What is counted for a t removed is counted for what the measure would remove by itself: behind another one
    it costs no less, since it stands there all the same.

    Parameters
    ----------
    links
        ``row``, ``option``, ``measure``.
    rows
        Of `tongyuan.plan.measures.applying.rows_of`.
    removals
        ``row``, ``option``, ``measure``, ``species``, ``alone_t`` [t a unit].
    costs
        Of `tongyuan.plan.measures.costing.unit_costs`.
    library, setting
        What the service of a unit follows from.

    Returns
    -------
    pl.DataFrame
        ``row``, ``option``, ``social_cny``, ``private_cny``, ``low_cny``, ``high_cny`` [CNY a unit],
        the parts of ``social_cny`` (a part that no source states is null), ``origin``, ``price_state``,
        ``cost_quality``, ``unpriced`` (measures whose cost is not known here; then the money is null).
    """
    placed = links.select(LINK).join(rows.select("row", "fuel", "activity"), on="row", maintain_order="left")
    served = services(placed, library=library, setting=setting)
    parts = served.join(costs, on="measure", how="left", maintain_order="left_right").join(
        removals.select(*LINK, "species", "alone_t"),
        on=[*LINK, "species"],
        how="left",
        maintain_order="left",
    )
    fitting = pl.col("material").is_null() | (pl.col("material") == pl.col("fuel"))
    count = (
        pl.when(~fitting)
        .then(None)
        .when(pl.col("basis") == "unit")
        .then(1.0)
        .when(pl.col("basis") == "service")
        .then("service_mwh")
        .when(pl.col("basis") == "removed")
        .then("alone_t")
    )
    return _summed(parts.with_columns(count=count))


def _summed(parts: pl.DataFrame) -> pl.DataFrame:
    """Add the parts of each option; one that is not known makes the whole not known."""
    by_measure = parts.group_by(LINK, maintain_order=True).agg(
        *(_all_of(name) for name in MONEY[:2]),
        *((pl.coalesce(name, "social_cny") * pl.col("count")).sum().alias(name) for name in MONEY[2:]),
        *(_stated(pl.col(name) * pl.col("count")).alias(name) for name in SOCIAL_PARTS),
        ranged=pl.any_horizontal(pl.col(MONEY[2:]).is_not_null()).any(),
        known=(pl.col("count").is_not_null() & pl.col("social_cny").is_not_null()).all(),
        origin=pl.col("origin").drop_nulls().first(),
        price_state=pl.col("price_state").drop_nulls().first(),
        quality=pl.col("quality").cast(QUALITY).max(),
    )
    ends = [
        pl.when(pl.col("known").all() & pl.col("ranged").any()).then(pl.col(name).sum()).alias(name)
        for name in MONEY[2:]
    ]
    return by_measure.group_by("row", "option", maintain_order=True).agg(
        *(pl.when(pl.col("known").all()).then(pl.col(name).sum()).alias(name) for name in MONEY[:2]),
        *ends,
        *(pl.when(pl.col("known").all()).then(_stated(pl.col(name))).alias(name) for name in SOCIAL_PARTS),
        origin=pl.col("origin").drop_nulls().unique(maintain_order=True).str.join(" + "),
        price_state=pl.col("price_state").drop_nulls().unique(maintain_order=True).str.join(" "),
        cost_quality=pl.col("quality").max().cast(pl.String),
        unpriced=pl.col("measure").filter(~pl.col("known")).str.join(" "),
    )


def _stated(terms: pl.Expr) -> pl.Expr:
    """Add what is stated; of nothing stated there is no sum."""
    return pl.when(terms.is_not_null().any()).then(terms.sum())


def _all_of(name: str) -> pl.Expr:
    return (pl.col(name) * pl.col("count")).sum().alias(name)


def penalties(
    links: pl.DataFrame,
    *,
    rows: pl.DataFrame,
    removals: pl.DataFrame,
    library: Library,
    setting: Setting,
) -> pl.DataFrame:
    """Give what every way to run a row uses: power, limestone, ammonia.

    Parameters
    ----------
    links, rows, removals, library, setting
        As for `priced`.

    Returns
    -------
    pl.DataFrame
        ``row``, ``option``, ``carrier``, ``amount`` [unit of the carrier a unit of activity; null: not
        known], ``unit``, ``quality``; a measure of which no use was found has no row.
    """
    found = used(links, rows=rows, removals=removals, library=library, setting=setting)
    return (
        found.group_by("row", "option", "carrier", "unit", maintain_order=True)
        .agg(
            amount=pl.when(pl.col("amount").is_null().any()).then(None).otherwise(pl.col("amount").sum()),
            quality=pl.col("quality").cast(QUALITY).max().cast(pl.String),
        )
        .select("row", "option", "carrier", "amount", "unit", "quality")
    )


def used(
    links: pl.DataFrame,
    *,
    rows: pl.DataFrame,
    removals: pl.DataFrame,
    library: Library,
    setting: Setting,
) -> pl.DataFrame:
    """Give what each measure of every way to run a row uses.

    Parameters
    ----------
    links, rows, removals, library, setting
        As for `priced`.

    Returns
    -------
    pl.DataFrame
        ``row``, ``option``, ``measure``, ``carrier``, ``amount`` [unit of the carrier a unit of activity;
        null: not known], ``unit``, ``quality``; a measure of which no use was found has no row.
    """
    placed = links.select(LINK).join(rows.select("row", "fuel", "activity"), on="row", maintain_order="left")
    served = services(placed, library=library, setting=setting)
    found = served.join(
        library.penalties.select("measure", "carrier", "per", "species", "amount", "unit", "quality"),
        on="measure",
        maintain_order="left_right",
    ).join(
        removals.select(*LINK, "species", "removed_t"),
        on=[*LINK, "species"],
        how="left",
        maintain_order="left",
    )
    per = pl.col("per").cast(pl.String)
    count = pl.when(per == "unit").then(1.0).when(per == "service").then("service_mwh").otherwise("removed_t")
    return found.with_columns(amount=pl.col("amount") * count).select(
        *LINK, "carrier", "amount", "unit", "quality"
    )
