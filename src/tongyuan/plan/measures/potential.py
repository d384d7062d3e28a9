"""What each measure alone would take away from an inventory, at which cost, and what it leaves or adds."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tongyuan.plan.measures.applying import Setting, cleaning_of, emission_factors, reached, rows_of
from tongyuan.plan.measures.bringing import brought
from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.chains import removed
from tongyuan.plan.measures.pricing import penalties, priced
from tongyuan.plan.measures.takings import taken_up
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.species import codes

__all__ = ["Potential", "potential"]

WHERE = ["row", "measure"]


@dataclass(frozen=True, slots=True, eq=False)
class Potential:
    """Measures one at a time on an inventory: never to be added up, since they share what they act on.

    Parameters
    ----------
    changes
        ``measure``, ``species``, ``reduced_t`` (less: +) of the activity itself, ``added_t`` (more: +) by
        what it uses and takes up, ``net_t`` = reduced - added [t]; null where a part is not known, and
        ``unknown`` says how many rows lack it.
    totals
        ``measure``, ``rows`` reached, ``cost_state``, ``social_cny`` and ``private_cny`` [CNY a year],
        ``low_cny`` and ``high_cny``, ``co2e_t`` (net fall [t CO2e] by the GWP set given, of the gases in
        ``co2e_gases``), ``penalty_state`` (``with_power``, ``reagents_only``, ``not_found``,
        ``not_applicable``), ``origin``, ``price_state``, ``quality``.
    uses
        ``measure``, ``carrier``, ``amount``, ``unit``: what the measure uses in all.
    """

    changes: pl.DataFrame
    totals: pl.DataFrame
    uses: pl.DataFrame


def potential(
    activity: pl.DataFrame,
    *,
    emission: pl.DataFrame,
    library: Library,
    costs: pl.DataFrame,
    states: pl.DataFrame,
    gwp: pl.DataFrame,
    setting: Setting | None = None,
) -> Potential:
    """Apply each measure alone to all the activity that it reaches, up to its highest share.

    A measure without a sourced cost has its reduction and no cost; what is not known is never zero.

    Parameters
    ----------
    activity
        Contract Activity.
    emission
        Contract Emission, of the same activity.
    library
        Measures.
    costs, states
        Of `tongyuan.plan.measures.costing.unit_costs` and ``cost_states``.
    gwp
        ``species``, ``value`` [t CO2e a t] of one named set.
    setting
        Calorific values, controls that exist, what carriers emit.

    Returns
    -------
    Potential
        The tables.

    Examples
    --------
    16 t of SO2, 0.9 of it removed at 1,000 CNY a t:

    >>> from tongyuan.testing.accounting import activity_of, an_activity
    >>> from tongyuan.testing.measures import (a_cost, a_library, a_measure, a_reach, an_effect,
    ...     an_emission, emission_of, prices_of)
    >>> from tongyuan.plan.measures.costing import Rates, cost_states, unit_costs
    >>> one = a_library(measures=[a_measure()], reach=[a_reach()], effects=[an_effect()], costs=[a_cost()])
    >>> asked = {"prices": prices_of(), "rates": Rates(0.08, 0.1)}
    >>> found = potential(activity_of(an_activity()), emission=emission_of(an_emission()), library=one,
    ...     costs=unit_costs(one, **asked), states=cost_states(one, **asked),
    ...     gwp=pl.DataFrame({"species": ["CO2"], "value": [1.0]}))
    >>> found.totals.select(pl.col("social_cny").round(6), "penalty_state").row(0)
    (14400.0, 'not_found')
    """
    given = setting or Setting()
    rows = rows_of(activity).filter(pl.col("quantity").is_not_null())
    found = reached(rows, library=library)
    factors = emission_factors(rows, emission=emission, setting=given)
    links = _acting(found, factors, library)
    removals = removed(links, factors=factors, library=library)
    price = priced(links, rows=rows, removals=removals, costs=costs, library=library, setting=given)
    uses = penalties(links, rows=rows, removals=removals, library=library, setting=given)
    scale = _scale(found, rows, library)
    reduced = _reduced(found, factors, removals, library)
    taken = taken_up(found, rows=rows, factors=factors, library=library, setting=given)
    more = brought(uses, links=links, rows=rows, factors=factors, library=library, setting=given).rename(
        {"option": "measure", "brought_t": "more_t"}
    )
    added = pl.concat([more, taken.drop("to_amount", strict=False)], how="diagonal_relaxed")
    changes = _changes(reduced, added, scale)
    return Potential(
        changes=changes,
        totals=_totals(library, found, price, scale, changes, uses, states, gwp),
        uses=_used(uses, scale),
    )


def _acting(found: pl.DataFrame, factors: pl.DataFrame, library: Library) -> pl.DataFrame:
    """Keep the rows on which a measure is known to do anything, each as a chain of one."""
    away = library.effects.filter(pl.col("effect").cast(pl.String).is_in(["saving", "replacement"]))
    known = factors.filter(pl.col("factor_t").is_not_null())
    taking = (
        found.join(away.select("measure"), on="measure", how="semi", maintain_order="left")
        .join(known, on="row", how="semi", maintain_order="left")
        .select(WHERE)
    )
    acting = pl.concat([cleaning_of(found, factors=factors, library=library), taking])
    return acting.unique(maintain_order=True).select(*WHERE, option="measure", position=pl.lit(0, pl.Int64))


def _scale(found: pl.DataFrame, rows: pl.DataFrame, library: Library) -> pl.DataFrame:
    """Give the activity that a measure covers on each row [units]: its share of the quantity."""
    placed = found.join(rows.select("row", "quantity"), on="row", maintain_order="left")
    covered = pl.col("quantity") * pl.col("most_share").fill_null(1.0)
    return placed.select(*WHERE, covered=covered)


def _reduced(
    found: pl.DataFrame, factors: pl.DataFrame, removals: pl.DataFrame, library: Library
) -> pl.DataFrame:
    """Give what falls away a unit: what is removed, or all that the activity emits times the share saved."""
    away = library.effects.filter(pl.col("effect").cast(pl.String).is_in(["saving", "replacement"]))
    whole = (
        found.select(WHERE)
        .join(away.select("measure", share="value"), on="measure", maintain_order="left_right")
        .join(factors.select("row", "species", "factor_t"), on="row", maintain_order="left_right")
        .select(*WHERE, "species", less_t=pl.col("factor_t") * pl.col("share"))
    )
    cleaned = removals.select(*WHERE, "species", less_t="removed_t")
    return pl.concat([cleaned, whole])


def _changes(reduced: pl.DataFrame, added: pl.DataFrame, scale: pl.DataFrame) -> pl.DataFrame:
    """Sum over the rows that are known, and count those that are not."""
    less = reduced.join(scale, on=WHERE, maintain_order="left").select(
        "measure", "species", less=pl.col("less_t") * pl.col("covered"), more=pl.lit(None, pl.Float64), side=0
    )
    more = added.join(scale, on=WHERE, maintain_order="left").select(
        "measure", "species", less=pl.lit(None, pl.Float64), more=pl.col("more_t") * pl.col("covered"), side=1
    )
    is_less = pl.col("side") == 0
    summed = (
        pl.concat([less, more])
        .group_by("measure", "species", maintain_order=True)
        .agg(
            reduced_t=pl.when(pl.col("less").is_not_null().any()).then(pl.col("less").sum()),
            added_t=pl.when((~is_less).any()).then(
                pl.when((~is_less & pl.col("more").is_null()).any())
                .then(None)
                .otherwise(pl.col("more").sum())
            ),
            adds=(~is_less).any(),
            unknown=((is_less & pl.col("less").is_null()) | (~is_less & pl.col("more").is_null())).sum(),
            lacking=is_less.any() & pl.col("less").is_not_null().any().not_(),
        )
    )
    known = ~pl.col("lacking") & ~(pl.col("adds") & pl.col("added_t").is_null())
    net = pl.col("reduced_t").fill_null(0.0) - pl.col("added_t").fill_null(0.0)
    order = {code: place for place, code in enumerate(codes())}
    return (
        summed.with_columns(net_t=pl.when(known).then(net))
        .filter(pl.any_horizontal(pl.col("reduced_t", "added_t").is_not_null()) | pl.col("adds"))
        .sort("measure", pl.col("species").replace_strict(order, default=len(order)), maintain_order=True)
        .select("measure", "species", "reduced_t", "added_t", "net_t", "unknown")
    )


def _totals(
    library: Library,
    found: pl.DataFrame,
    price: pl.DataFrame,
    scale: pl.DataFrame,
    changes: pl.DataFrame,
    uses: pl.DataFrame,
    states: pl.DataFrame,
    gwp: pl.DataFrame,
) -> pl.DataFrame:
    """Sum over the rows on which a measure does anything."""
    known = pl.col("net_t").is_not_null()
    greenhouse = (
        changes.join(gwp.select("species", "value"), on="species", maintain_order="left")
        .group_by("measure", maintain_order=True)
        .agg(co2e_t=_warming(), co2e_gases=pl.col("species").filter(known).str.join(" "))
    )
    power = pl.when(pl.col("carrier").eq("electricity").any()).then(pl.lit("with_power"))
    told = uses.group_by(measure="option").agg(penalty_state=power.otherwise(pl.lit("reagents_only")))
    reaching = found.group_by("measure", maintain_order=True).agg(rows=pl.len())
    joined = library.measures.select("measure", kind=pl.col("kind").cast(pl.String))
    for table in (reaching, states, _spent(price, scale), greenhouse, told):
        joined = joined.join(table, on="measure", how="left", maintain_order="left")
    cleans = pl.col("kind").is_in(["end_of_pipe", "process"])
    lacks = pl.when(cleans).then(pl.lit("not_found")).otherwise(pl.lit("not_applicable"))
    found_uses = pl.when(cleans).then("penalty_state")
    stated = joined.with_columns(pl.col("rows").fill_null(0), penalty_state=pl.coalesce(found_uses, lacks))
    return stated.drop("kind")


def _spent(price: pl.DataFrame, scale: pl.DataFrame) -> pl.DataFrame:
    """Sum what a measure costs on all its rows [CNY a year]; null where one of them is not known."""
    spent = price.rename({"option": "measure"}).join(scale, on=WHERE, maintain_order="left")
    unknown, ranged = pl.col("social_cny").is_null().any(), pl.col("low_cny").is_not_null().any()
    money = [
        pl.when(~unknown).then((pl.col(name) * pl.col("covered")).sum()).alias(name)
        for name in ("social_cny", "private_cny")
    ]
    ends = [
        pl.when(~unknown & ranged)
        .then((pl.coalesce(name, "social_cny") * pl.col("covered")).sum())
        .alias(name)
        for name in ("low_cny", "high_cny")
    ]
    return spent.group_by("measure", maintain_order=True).agg(
        *money,
        *ends,
        origin=pl.col("origin").drop_nulls().first(),
        price_state=pl.col("price_state").drop_nulls().first(),
        quality=pl.col("cost_quality").cast(QUALITY).max().cast(pl.String),
    )


def _warming() -> pl.Expr:
    """Weigh the gases whose change is known; null where that of CO2 is asked for and not known."""
    no_co2 = ((pl.col("species") == "CO2") & pl.col("net_t").is_null()).any()
    return pl.when(no_co2).then(None).otherwise((pl.col("net_t") * pl.col("value")).sum())


def _whole(terms: pl.Expr) -> pl.Expr:
    """Add up, or give null where a term is not known."""
    return pl.when(terms.is_null().any()).then(None).otherwise(terms.sum())


def _used(uses: pl.DataFrame, scale: pl.DataFrame) -> pl.DataFrame:
    spent = uses.rename({"option": "measure"}).join(scale, on=WHERE, maintain_order="left")
    return spent.group_by("measure", "carrier", "unit", maintain_order=True).agg(
        amount=_whole(pl.col("amount") * pl.col("covered"))
    )
