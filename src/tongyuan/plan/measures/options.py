"""What may be chosen on every row of an inventory: chains, substitutions, savings; and what may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.plan.measures.applying import KEY, Setting, cleaning_of, emission_factors, reached, rows_of
from tongyuan.plan.measures.bringing import brought
from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.chains import chained, chains, removed
from tongyuan.plan.measures.costing import SOCIAL_PARTS
from tongyuan.plan.measures.flows import flows
from tongyuan.plan.measures.pricing import penalties, priced
from tongyuan.plan.measures.takings import savings_of, substitutions_of, taken_up
from tongyuan.vocabulary.missing import Missing

__all__ = ["BASE", "Options", "options"]

#: An activity run as it is today.
BASE = "base"


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """What may be chosen, as tables that a co-control case is made of.

    Parameters
    ----------
    options
        The activity's key, ``option`` (``base``, a measure, or measures joined by ``+``), ``rank``,
        ``cost_cny`` and ``private_cny`` [CNY a unit], ``cost_low_cny``, ``cost_high_cny``, the parts of
        ``cost_cny`` (``capital_cny``, ``fixed_cny``, ``variable_cny``, ``whole_cny``; null: not stated or not
        told apart), ``most_share`` (1 where none was found: see ``share_stated``), ``lifetime_a``,
        ``origin``, ``price_state``, ``quality``.
    factors
        Key, ``option``, ``species``, ``factor_t`` [t a unit, with what its carriers bring where that is
        known], ``own_t`` (of the stack alone), ``state`` where it is not known.
    substitutions
        Key of what is given up, ``measure``, key of what is taken up (``to_source``, ``to_fuel``,
        ``to_activity``, ``to_technology``), ``yield_ratio`` [units a unit], ``cost_cny``, ``private_cny``.
    taken
        Key of what is given up, ``measure``, ``species``, ``more_t`` [t a unit given up]: what the activity
        taken up emits; null where nothing tells.
    savings
        Key, ``measure``, ``most`` [units of activity], ``cost_cny`` [CNY a unit saved].
    penalties
        Key, ``option``, ``carrier``, ``amount`` [unit of the carrier a unit of activity], ``unit``.
    energy
        Of `tongyuan.plan.measures.flows.flows`, by key: what every way uses more of (+) and less of (-).
    excluded
        Key, ``measure``, ``reason``: what reaches the row and cannot be chosen.
    """

    options: pl.DataFrame
    factors: pl.DataFrame
    substitutions: pl.DataFrame
    taken: pl.DataFrame
    savings: pl.DataFrame
    penalties: pl.DataFrame
    energy: pl.DataFrame
    excluded: pl.DataFrame


def options(
    activity: pl.DataFrame,
    *,
    emission: pl.DataFrame,
    library: Library,
    costs: pl.DataFrame,
    setting: Setting | None = None,
) -> Options:
    """Give, for every row of activity, the ways to run it, with what each emits, costs and uses.

    Chains of measures on one source are options of their own, with their removals counted once. Only what is
    known is offered: a measure without a known effect or cost stands in ``excluded`` with the reason.

    Parameters
    ----------
    activity
        Contract Activity.
    emission
        Contract Emission, of the same activity.
    library
        Measures.
    costs
        Of `tongyuan.plan.measures.costing.unit_costs`.
    setting
        Calorific values, controls that exist, what carriers emit; nothing is assumed where it is not given.

    Returns
    -------
    Options
        The tables.

    Examples
    --------
    1,000 t of coal with 16 t of SO2: a scrubber of 0.9 removes 0.0144 t a t, at 1,000 CNY a t: 14.4 CNY.

    >>> from tongyuan.testing.accounting import activity_of, an_activity
    >>> from tongyuan.testing.measures import (a_cost, a_library, a_measure, a_reach, an_effect,
    ...     an_emission, emission_of, prices_of)
    >>> from tongyuan.plan.measures.costing import Rates, unit_costs
    >>> one = a_library(measures=[a_measure()], reach=[a_reach()], effects=[an_effect()], costs=[a_cost()])
    >>> cost = unit_costs(one, prices=prices_of(), rates=Rates(0.08, 0.1))
    >>> coal, gas = activity_of(an_activity()), emission_of(an_emission())
    >>> found = options(coal, emission=gas, library=one, costs=cost)
    >>> found.options.select("option", "rank", pl.col("cost_cny").round(1)).rows()
    [('base', 0, 0.0), ('X1', 1, 14.4)]
    >>> found.factors.select("option", pl.col("factor_t").round(4)).rows()
    [('base', 0.016), ('X1', 0.0016)]
    """
    given = setting or Setting()
    rows = rows_of(activity)
    factors = emission_factors(rows, emission=emission, setting=given)
    found = reached(rows, library=library)
    cleaning = cleaning_of(found, factors=factors, library=library)
    links = chains(cleaning, library=library)
    removals = removed(links, factors=factors, library=library)
    asked: dict[str, Any] = {"rows": rows, "removals": removals, "library": library, "setting": given}
    price = priced(links, costs=costs, **asked)
    uses = penalties(links, **asked)
    more = brought(uses, links=links, rows=rows, factors=factors, library=library, setting=given)
    kept = price.filter(pl.col("social_cny").is_not_null())
    chosen = kept.select("row", "option")
    moves = substitutions_of(found, rows=rows, costs=costs, library=library, setting=given)
    saved = savings_of(found, rows=rows, costs=costs, library=library, setting=given)
    taken = taken_up(found, rows=rows, factors=factors, library=library, setting=given)
    running = links.join(chosen, on=["row", "option"], how="semi", maintain_order="left")
    offered = [
        running.select("row", "measure"),
        moves.select("row", "measure"),
        saved.select("row", "measure"),
    ]
    return Options(
        options=_keyed(rows, _options(rows, kept, links, found, library)),
        factors=_keyed(rows, _factors(rows, factors, removals, more, chosen)),
        substitutions=_keyed(rows, moves),
        taken=_keyed(rows, taken.join(moves, on=["row", "measure"], how="semi", maintain_order="left")),
        savings=_keyed(rows, saved),
        penalties=_keyed(rows, uses.join(chosen, on=["row", "option"], how="semi", maintain_order="left")),
        energy=_keyed(rows, flows(running, moves=moves, saved=saved, costs=costs, **asked)),
        excluded=_keyed(rows, _excluded(found, pl.concat(offered), rows, cleaning, library, costs)),
    )


def _keyed(rows: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Put the activity's key before a table's columns."""
    joined = rows.select("row", *KEY).join(table, on="row", maintain_order="left_right")
    return joined.drop("row")


#: The columns of the ways to run a row, in order.
WAYS = (
    "row",
    "option",
    "rank",
    "cost_cny",
    "private_cny",
    "cost_low_cny",
    "cost_high_cny",
    *SOCIAL_PARTS,
    "least_share",
    "most_share",
    "share_stated",
    "lifetime_a",
    "origin",
    "price_state",
    "quality",
)
NAMED = {
    "length": "rank",
    "social_cny": "cost_cny",
    "low_cny": "cost_low_cny",
    "high_cny": "cost_high_cny",
    "cost_quality": "quality",
}


def _options(
    rows: pl.DataFrame, kept: pl.DataFrame, links: pl.DataFrame, found: pl.DataFrame, library: Library
) -> pl.DataFrame:
    """List the ways to run each row; as today comes first and costs nothing."""
    at = ["row", "option"]
    shares = (
        links.join(found.select("row", "measure", "most_share"), on=["row", "measure"], maintain_order="left")
        .group_by(at, maintain_order=True)
        .agg(
            most_share=pl.col("most_share").min().fill_null(1.0),
            share_stated=pl.col("most_share").is_not_null().any(),
        )
    )
    ways = kept.join(shares, on=at, maintain_order="left").join(
        chained(links, library=library), on=at, maintain_order="left"
    )
    free = {"cost_cny": 0.0, "private_cny": 0.0, "least_share": 0.0, "most_share": 1.0}
    base = rows.select(
        "row",
        option=pl.lit(BASE),
        rank=pl.lit(0, pl.Int32),
        share_stated=pl.lit(value=True),
        **{name: pl.lit(value) for name, value in free.items()},
    )
    named = ways.rename(NAMED).with_columns(least_share=pl.lit(0.0)).select(WAYS)
    joined = pl.concat([base, named], how="diagonal").select(WAYS)
    return joined.sort("row", "rank", "option", maintain_order=True)


def _factors(
    rows: pl.DataFrame,
    factors: pl.DataFrame,
    removals: pl.DataFrame,
    more: pl.DataFrame,
    chosen: pl.DataFrame,
) -> pl.DataFrame:
    """Give what a unit emits under each option: the stack's, and what the carriers bring."""
    after = removals.group_by("row", "option", "species", maintain_order=True).agg(pl.col("after_t").first())
    base = rows.select("row", option=pl.lit(BASE))
    ways = pl.concat([base, chosen]).join(factors, on="row", maintain_order="left_right")
    own = pl.coalesce("after_t", "factor_t")
    # What is used and not known makes the whole not known; what uses nothing brings nothing.
    unknown = pl.col("uses").is_not_null() & pl.col("brought_t").is_null()
    at = ["row", "option", "species"]
    return (
        ways.join(after, on=at, how="left", maintain_order="left")
        .join(more.with_columns(uses=pl.lit(value=True)), on=at, how="left", maintain_order="left")
        .select(
            "row",
            "option",
            "species",
            factor_t=pl.when(~unknown).then(own + pl.col("brought_t").fill_null(0.0)),
            own_t=own,
            state=pl.coalesce("state", pl.when(unknown).then(pl.lit(Missing.NE.value))),
        )
        .sort("row", pl.col("option") != BASE, "option", maintain_order=True)
    )


def _excluded(
    found: pl.DataFrame,
    offered: pl.DataFrame,
    rows: pl.DataFrame,
    cleaning: pl.DataFrame,
    library: Library,
    costs: pl.DataFrame,
) -> pl.DataFrame:
    """List what reaches a row and cannot be chosen, with the first reason that holds."""
    at = ["row", "measure"]
    rest = found.select(at).join(offered, on=at, how="anti", maintain_order="left")
    there = rows.filter(pl.col("quantity").is_not_null())["row"].to_list()
    effects = library.effects.select("measure", pl.col("effect").cast(pl.String))
    removing = effects.filter(effect="removal")["measure"].to_list()
    measure = pl.col("measure")
    marked = rest.join(
        cleaning.with_columns(acts=pl.lit(value=True)), on=at, how="left", maintain_order="left"
    )
    reasons = {
        "no_activity": ~pl.col("row").is_in(there),
        "no_effect": ~measure.is_in(effects["measure"].to_list()),
        "nothing_known_to_remove": measure.is_in(removing) & pl.col("acts").is_null(),
        "no_cost": ~measure.is_in(costs["measure"].to_list()),
        "no_yield": ~measure.is_in(removing),
    }
    holding = [pl.when(holds).then(pl.lit(reason)) for reason, holds in reasons.items()]
    return marked.select(*at, reason=pl.coalesce(*holding, pl.lit("not_countable")))
