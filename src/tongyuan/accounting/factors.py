"""Which factor serves which activity: the most specific of one family, and a tie is an error."""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import polars as pl

from tongyuan.accounting.choice import applicable, requirements
from tongyuan.accounting.matching import PLACE, match_rows, most_specific, number_alike
from tongyuan.vocabulary.families import JOIN, parts_of
from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.tables import Activity, Factor, key_of

__all__ = ["CONTEXT", "FACTOR_COLUMNS", "assign", "candidates", "choose", "contexts_of"]

CONTEXT = ("activity", *PLACE)
ANY = "*"
PLACES_SERVED = ("region", "source", "fuel", "technology", "year_from", "year_to")
FACTOR_COLUMNS = (
    "factor_id",
    "value",
    "low",
    "high",
    "range_quality",
    "distribution",
    "unit",
    "origin",
    "edition",
    "quality",
    "citation",
)


def assign(
    activity: dy.DataFrame[Activity], *, factors: dy.DataFrame[Factor], family: str, species: Sequence[str]
) -> pl.DataFrame:
    """Choose the factors of every activity and species.

    Of the methods whose factors are all there the preferred one is taken; for each of its parameters the
    most specific row: region over ``*``, the longest matching source, fuel over ``*``, the narrowest years.
    Source: the specificity rule of this platform's factor contract, edition 1.

    Parameters
    ----------
    activity
        Activity, rows unique by their key.
    factors
        Factors; rows of other families than ``family`` and ``*`` are left aside.
    family
        Factor family; one run uses one.
    species
        Species asked for.

    Returns
    -------
    pl.DataFrame
        One row per activity row, species and factor of the chosen method: the key of the activity,
        ``species``, ``method``, ``name`` (in the equation), ``parameter`` and the columns of the factor.
        What has no complete method has no row.

    Raises
    ------
    ConflictError
        If two rows are equally specific (their ids are named), or the family is not among the factors.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, an_activity, factors_of, activity_of
    >>> rows = activity_of(an_activity(activity="purchased_heat", source="none", fuel="heat", unit="GJ"))
    >>> heat = factors_of(a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat", value=0.11))
    >>> assign(rows, factors=heat, family="NDRC_2013", species=["CO2"])["value"].to_list()
    [0.11]
    """
    contexts = contexts_of(activity)
    chosen = choose(contexts, factors=factors, family=family, species=species)
    keys = activity.select(key_of(Activity)).with_columns(pl.col("activity").cast(pl.String))
    columns = [*key_of(Activity), "species", "method", "name", "parameter", *FACTOR_COLUMNS]
    return (
        keys.join(contexts, on=CONTEXT, maintain_order="left")
        .join(chosen, on="context", maintain_order="left_right")
        .select(columns)
    )


def contexts_of(activity: pl.DataFrame) -> pl.DataFrame:
    """List what the choice of factors depends on: the distinct kinds and places of the activity."""
    distinct = activity.select(pl.col("activity").cast(pl.String), *PLACE).unique(maintain_order=True)
    return distinct.with_row_index("context")


def choose(
    contexts: pl.DataFrame, *, factors: pl.DataFrame, family: str, species: Sequence[str]
) -> pl.DataFrame:
    """Keep, for each context and species, the factors of the preferred complete method.

    Parameters
    ----------
    contexts
        The columns of ``CONTEXT`` and ``context``, its number.
    factors
        Factors.
    family
        Factor family.
    species
        Species asked for.

    Returns
    -------
    pl.DataFrame
        One row per context, species and factor, sorted by context, the order asked, the equation's order.

    Raises
    ------
    ConflictError
        As for `assign`.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> place = pl.DataFrame({"context": 0, "activity": "purchased_heat", "region": "r", "year": 2020,
    ...                       "source": "none", "fuel": "heat", "technology": "unstated"})
    >>> heat = factors_of(a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat"))
    >>> choose(place, factors=heat, family="NDRC_2013", species=["CO2"])["method"].to_list()
    ['purchase.heat']
    """
    found = candidates(contexts, factors=factors, family=family, species=species)
    complete = found.filter(
        pl.col("factor_id").count().over("context", "species", "method") == pl.col("needs")
    )
    preferred = complete.filter(pl.col("rank") == pl.col("rank").min().over("context", "species"))
    in_order = preferred.sort("context", "species_order", "term_order")
    return in_order.join(factors.select(FACTOR_COLUMNS), on="factor_id", maintain_order="left")


def candidates(
    contexts: pl.DataFrame, *, factors: pl.DataFrame, family: str, species: Sequence[str]
) -> pl.DataFrame:
    """List which factor any method finds for each term, context and species; null where there is none.

    Parameters
    ----------
    contexts
        The columns of ``CONTEXT`` and ``context``, its number.
    factors
        Factors.
    family
        Factor family.
    species
        Species asked for.

    Returns
    -------
    pl.DataFrame
        One row per context, species, method and term, with the ``factor_id``, null where it lacks.

    Raises
    ------
    ConflictError
        As for `assign`.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, factors_of
    >>> place = pl.DataFrame({"context": 0, "activity": "purchased_heat", "region": "r", "year": 2020,
    ...                       "source": "none", "fuel": "heat", "technology": "unstated"})
    >>> power = factors_of(a_factor(method="purchase.electricity", parameter="ef_t_per_mwh"))
    >>> rows = candidates(place, factors=power, family="NDRC_2013", species=["CO2"])
    >>> rows.select("parameter", "factor_id").rows()[-1]
    ('ef_t_per_gj', None)
    """
    usable = _of_family(factors, family).rename({"method": "row_method", "species": "row_species"})
    wanted = _with_lookups(requirements(species), usable)
    places = number_alike(contexts.select(PLACE).unique(maintain_order=True), rows=usable)
    one_of_each = places.unique("place", keep="first", maintain_order=True)
    best = _best_rows(usable, wanted=wanted, places=one_of_each)
    asked = applicable(contexts.join(places, on=PLACE), factors=factors, species=species).join(
        wanted.drop(_WANTED), on=["activity", "species"]
    )
    return asked.join(best, on=["place", "lookup"], how="left").drop("place", "lookup")


_WANTED = ("wanted_method", "wanted_species", "general_method")


def _of_family(factors: pl.DataFrame, family: str) -> pl.DataFrame:
    named = sorted(set(factors["family"].unique().to_list()) - {ANY})
    if family == ANY or (named and family.split(JOIN)[0] not in named):
        found = {"family": family, "found": ", ".join(named)}
        raise ConflictError(Problem("accounting.family_absent", found))
    return factors.filter(pl.col("family").is_in([*parts_of(family), ANY]))


def _with_lookups(wanted: pl.DataFrame, usable: pl.DataFrame) -> pl.DataFrame:
    """Give each distinct look-up a number, so that a parameter common to all species is looked up once.

    A wanted species or method that no row of the parameter names can only be served by ``*``.
    """
    by_species = usable.select("parameter", wanted_species="row_species").unique()
    by_method = usable.select("parameter", wanted_method="row_method").unique()
    general = pl.col("wanted_method").str.replace(r"\..*$", ".*")
    reduced = wanted.with_row_index("term_order").with_columns(general_method=general)
    for named, column, otherwise in (
        (by_species, "wanted_species", pl.lit(ANY)),
        (by_method, "wanted_method", pl.col("general_method")),
    ):
        marked = reduced.join(
            named.with_columns(named=True), on=["parameter", column], how="left", maintain_order="left"
        )
        is_named = pl.col("named").is_not_null()
        reduced = marked.with_columns(pl.when(is_named).then(column).otherwise(otherwise)).drop("named")
    key = ["parameter", "wanted_method", "wanted_species"]
    return reduced.with_columns(lookup=pl.struct(key).rank("dense"))


def _best_rows(usable: pl.DataFrame, *, wanted: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    lookups = wanted.select(
        "lookup", "parameter", "wanted_method", "wanted_species", "general_method"
    ).unique()
    method_named = pl.col("row_method") == pl.col("wanted_method")
    species_named = pl.col("row_species") == pl.col("wanted_species")
    slim = usable.select("factor_id", "family", "parameter", "row_method", "row_species", *PLACES_SERVED)
    fitting = slim.join(lookups, on="parameter").filter(
        method_named | (pl.col("row_method") == pl.col("general_method")),
        species_named | (pl.col("row_species") == ANY),
    )
    matched = match_rows(fitting, places=places)
    finer = [method_named, species_named & (pl.col("row_species") != ANY), pl.col("family") != ANY]
    points = sum((part.cast(pl.Int64) * 2**power for power, part in enumerate(reversed(finer))), pl.lit(0))
    best = most_specific(matched.with_columns(pl.col("specificity") * 8 + points), within=["place", "lookup"])
    _refuse_ties(best.filter("tied"), places=places)
    return best.select("place", "lookup", "factor_id")


def _refuse_ties(tied: pl.DataFrame, *, places: pl.DataFrame) -> None:
    if tied.is_empty():
        return
    groups = (
        tied.group_by("place", "lookup", "parameter", maintain_order=True)
        .agg(pl.col("factor_id").sort().str.join(", "))
        .unique(["parameter", "factor_id"], keep="first", maintain_order=True)
        .join(places, on="place")
        .sort("parameter", "factor_id")
    )
    columns = groups.select("parameter", "factor_id", *PLACE)
    raise ConflictError([Problem("accounting.factor_tie", row) for row in columns.to_dicts()])
