"""What is taken up on which activity: the changes that a share brings, and what cannot be counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from tongyuan.plan.measures.catalogue import Library
from tongyuan.plan.measures.costing import PARTS
from tongyuan.plan.measures.naming import activity_id
from tongyuan.plan.measures.options import BASE, Options
from tongyuan.plan.scenarios.scenario import Adoption, Scenario
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Adopted", "adopted", "costless", "share_at"]

ANY = "*"
JOINED = "+"
#: Shares are told with few digits; what is above one by less is rounding.
ROUNDING = 1e-9
KEY = ["rank", "activity_id"]
CHANGE = {
    "rank": pl.Int32,
    "measure": pl.String,
    "activity_id": pl.String,
    "emitted_at": pl.String,
    "species": pl.String,
    "change_t": pl.Float64,
    "saved": pl.Float64,
}


@dataclass(frozen=True, slots=True, eq=False)
class Adopted:
    """What a scenario takes up.

    Parameters
    ----------
    changes
        Columns rank, measure, activity_id, emitted_at (source), species, ``change_t`` [t a unit of activity
        at a share of one] and ``saved`` [part of the activity that is needless at a share of one].
    shares
        Columns rank, year, share [1].
    states
        Columns rank, measure, activity_id, state: ``counted``, ``above_most`` (counted, above the most that
        a source states), or why it could not be counted; and most_share [1].
    """

    changes: pl.DataFrame
    shares: pl.DataFrame
    states: pl.DataFrame


def costless(library: Library) -> pl.DataFrame:
    """Give every measure a cost of zero: what is emitted does not hang on what is paid.

    Parameters
    ----------
    library
        Measures.

    Returns
    -------
    pl.DataFrame
        As of `tongyuan.plan.measures.costing.unit_costs`.
    """
    words = {"basis": "unit", "species": None, "material": None, "origin": "none", "price_state": "none"}
    words |= {"energy_in_cost": "not_told"}
    money = {"social_cny": 0.0, "private_cny": 0.0, "low_cny": None, "high_cny": None}
    money |= dict.fromkeys(PARTS)
    return library.measures.select(
        "measure",
        *(pl.lit(value, dtype=pl.String).alias(name) for name, value in words.items()),
        *(pl.lit(value, dtype=pl.Float64).alias(name) for name, value in money.items()),
        quality=pl.lit("synthetic"),
        costs=pl.lit(None, dtype=pl.String),
    )


def share_at(adoption: Adoption, *, year: int, base_year: int) -> float:
    """Read the share of an adoption in a year: from none in the base year, straight between years told.

    Parameters
    ----------
    adoption
        What is taken up.
    year
        Up to the last year told.
    base_year
        Year of the inventory, which holds what was there then.

    Returns
    -------
    float
        Share [1].

    Examples
    --------
    >>> scrubbers = Adoption(measure="M009", shares={2030: 0.5})
    >>> [share_at(scrubbers, year=year, base_year=2020) for year in (2020, 2025, 2030)]
    [0.0, 0.25, 0.5]
    """
    told = {base_year: 0.0, **adoption.shares}
    years = sorted(told)
    return float(np.interp(year, years, [told[one] for one in years]))


def adopted(scenario: Scenario, *, options: Options, library: Library, activity: pl.DataFrame) -> Adopted:
    """Find what the adoptions of a scenario change, activity by activity.

    Parameters
    ----------
    scenario
        The scenario.
    options
        What may be chosen on the activity, of `tongyuan.plan.measures.options.options`.
    library
        With the effects of what saves.
    activity
        Columns activity_id, source, fuel and quantity.

    Returns
    -------
    Adopted
        Changes, shares, and what could not be counted.

    Raises
    ------
    InputError
        With every measure that is not in the library, every adoption that counts nowhere, and every sum of
        shares of one activity above one.
    """
    unknown = list(_unknown(scenario, library))
    if unknown:
        raise InputError(unknown)
    years = [scenario.base_year, *scenario.years]
    ways = _ways(options, library)
    placed = [
        _placed(adoption, rank, ways, activity) for rank, adoption in enumerate(scenario.adoptions, start=1)
    ]
    taken = pl.concat(placed) if placed else pl.DataFrame(schema=_PLACED)
    counted = taken.filter(pl.col("state").is_in(["counted", "above_most"]))
    problems = [*_nowhere(scenario, taken, counted), *_above_one(scenario, counted, activity)]
    if problems:
        raise InputError(problems)
    shares = [
        {"rank": rank, "year": year, "share": share_at(adoption, year=year, base_year=scenario.base_year)}
        for rank, adoption in enumerate(scenario.adoptions, start=1)
        for year in years
    ]
    return Adopted(
        changes=_changes(counted, options, activity),
        shares=pl.DataFrame(shares, schema={"rank": pl.Int32, "year": pl.Int32, "share": pl.Float64}),
        states=taken.select(*KEY, "measure", "state", "most_share"),
    )


_PLACED = {
    "rank": pl.Int32,
    "activity_id": pl.String,
    "measure": pl.String,
    "option": pl.String,
    "form": pl.String,
    "state": pl.String,
    "most_share": pl.Float64,
    "saved": pl.Float64,
}


def _named(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(activity_id())


def _ways(options: Options, library: Library) -> pl.DataFrame:
    """List what may be taken up on every activity, and what reaches it and may not, with the reason."""
    untold = _untold(options)
    stated = pl.when("share_stated").then("most_share").alias("most_share")
    cleaned = _named(options.options).filter(pl.col("option") != BASE)
    saving = library.effects.filter(pl.col("effect").cast(pl.String) == "saving")
    parts = [
        cleaned.select("activity_id", "option", stated, form=pl.lit("way")),
        _named(options.substitutions).select(
            "activity_id", stated, option="measure", form=pl.lit("substitution")
        ),
        _named(options.savings)
        .join(saving.select("measure", saved="value"), on="measure")
        .select("activity_id", "saved", stated, option="measure", form=pl.lit("saving")),
        _named(options.excluded).select("activity_id", option="measure", refused="reason"),
    ]
    listed = pl.concat(parts, how="diagonal").join(
        untold.with_columns(untold=pl.lit("no_factor")),
        on=["activity_id", "option"],
        how="left",
        maintain_order="left",
    )
    return listed.with_columns(
        reason=pl.coalesce("refused", "untold"), chain=_sorted_chain(pl.col("option"))
    ).drop("refused", "untold")


def _sorted_chain(name: pl.Expr) -> pl.Expr:
    return name.str.split(JOINED).list.sort().list.join(JOINED)


def _untold(options: Options) -> pl.DataFrame:
    """List what leaves a species untold that the activity is known to emit today."""
    factors = _named(options.factors)
    today = factors.filter(pl.col("option") == BASE, pl.col("factor_t").is_not_null())
    ways = factors.filter(pl.col("option") != BASE, pl.col("factor_t").is_null())
    taken = _named(options.taken).filter(pl.col("more_t").is_null()).rename({"measure": "option"})
    lost = pl.concat([table.select("activity_id", "option", "species") for table in (ways, taken)])
    kept = lost.join(today, on=["activity_id", "species"], how="semi")
    return kept.select("activity_id", "option").unique(maintain_order=True)


def _placed(adoption: Adoption, rank: int, ways: pl.DataFrame, activity: pl.DataFrame) -> pl.DataFrame:
    """Find the activity on which an adoption falls, and whether it can be counted there."""
    source = (
        pl.lit(value=True) if adoption.source == ANY else pl.col("source").str.starts_with(adoption.source)
    )
    fuel = pl.lit(value=True) if adoption.fuel == ANY else pl.col("fuel") == adoption.fuel
    asked = activity.filter(source, fuel).select("activity_id", "quantity")
    chain = JOINED.join(sorted(adoption.measure.split(JOINED)))
    highest = max(adoption.shares.values())
    state = (
        pl.when(pl.col("quantity") < 0)
        .then(pl.lit("negative"))
        .when(pl.col("reason").is_not_null())
        .then("reason")
        .when(pl.col("most_share") < highest - ROUNDING)
        .then(pl.lit("above_most"))
        .otherwise(pl.lit("counted"))
    )
    found = ways.filter(pl.col("chain") == chain).join(asked, on="activity_id", maintain_order="left_right")
    return found.select(
        rank=pl.lit(rank, pl.Int32),
        activity_id="activity_id",
        measure=pl.lit(adoption.measure),
        option="option",
        form="form",
        state=state,
        most_share="most_share",
        saved="saved",
    )


def _changes(counted: pl.DataFrame, options: Options, activity: pl.DataFrame) -> pl.DataFrame:
    """Give what each adoption changes of a unit: of the activity itself, and of what is taken up."""
    own = counted.join(activity.select("activity_id", emitted_at="source"), on="activity_id")
    factors = _named(options.factors).select("activity_id", "option", "species", "factor_t")
    today = factors.filter(pl.col("option") == BASE, pl.col("factor_t").is_not_null()).drop("option")
    based = own.join(today, on="activity_id")
    cleaned = based.filter(form="way").join(
        factors.rename({"factor_t": "after_t"}), on=["activity_id", "option", "species"]
    )
    given_up = based.filter(form="substitution").with_columns(after_t=pl.lit(0.0))
    places = _named(options.substitutions).select("activity_id", "to_source", option="measure")
    taken = _named(options.taken).select("activity_id", "species", "more_t", option="measure")
    taken_up = (
        counted.filter(form="substitution")
        .join(places, on=["activity_id", "option"])
        .join(taken, on=["activity_id", "option"])
        .join(today.select("activity_id", "species"), on=["activity_id", "species"], how="semi")
        .select(*KEY, "measure", "species", emitted_at="to_source", change_t="more_t", saved=pl.lit(0.0))
    )
    run = pl.concat([cleaned.select(given_up.columns), given_up]).with_columns(
        change_t=pl.col("after_t") - pl.col("factor_t"), saved=pl.lit(0.0)
    )
    saved = based.filter(form="saving").with_columns(change_t=pl.lit(0.0))
    parts = [table.select(list(CHANGE)) for table in (run, taken_up, saved)]
    return pl.concat(parts).cast(CHANGE).sort("activity_id", "rank", "species", "emitted_at")  # type: ignore[arg-type]


def _unknown(scenario: Scenario, library: Library) -> Iterator[Problem]:
    known = set(library.measures["measure"])
    for number, adoption in enumerate(scenario.adoptions):
        for measure in adoption.measure.split(JOINED):
            if measure not in known:
                yield Problem("scenario.no_measure", {"field": f"adoptions.{number}.measure", "got": measure})


def _nowhere(scenario: Scenario, taken: pl.DataFrame, counted: pl.DataFrame) -> Iterator[Problem]:
    """Tell adoptions that count on no activity at all, with the reasons met."""
    there = set(counted["rank"])
    for number, adoption in enumerate(scenario.adoptions):
        if number + 1 in there:
            continue
        met = taken.filter(rank=number + 1)["state"].unique().sort().to_list()
        yield Problem(
            "scenario.adoption_nowhere",
            {
                "field": f"adoptions.{number}",
                "measure": adoption.measure,
                "source": adoption.source,
                "fuel": adoption.fuel,
                "reasons": " ".join(met) or "no_reach",
            },
        )


def _above_one(scenario: Scenario, counted: pl.DataFrame, activity: pl.DataFrame) -> Iterator[Problem]:
    """Tell every activity of which more than the whole is run otherwise; savings lessen it instead."""
    shared = counted.filter(pl.col("form") != "saving")
    sets = shared.group_by("activity_id").agg(pl.col("rank").unique().sort().alias("ranks"))
    named = sets.join(activity.select("activity_id", "source", "fuel"), on="activity_id")
    places: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for ranks, source, fuel in named.select("ranks", "source", "fuel").iter_rows():
        places[tuple(ranks)].add(f"{source}/{fuel}")
    for ranks, where in sorted(places.items()):
        together = [scenario.adoptions[rank - 1] for rank in ranks]
        told = sorted({*scenario.years, *(year for one in together for year in one.shares)})
        sums = {
            year: sum(share_at(one, year=year, base_year=scenario.base_year) for one in together)
            for year in told
        }
        for year, whole in sums.items():
            if whole > 1 + ROUNDING:
                yield Problem(
                    "scenario.shares_above_one",
                    {
                        "field": " ".join(f"adoptions.{rank - 1}.shares" for rank in ranks),
                        "year": year,
                        "got": round(whole, 6),
                        "places": " ".join(sorted(where)),
                    },
                )
