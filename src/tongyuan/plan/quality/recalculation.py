"""Recalculation: why two runs of an inventory differ, figure by figure, in parts that add up to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.accounting.cells import Cells, factor_names, gather
from tongyuan.accounting.emission import number_rows
from tongyuan.numerics.attribution import attribute
from tongyuan.vocabulary.methods import Method, get_method
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables import Activity, Control, Emission, Factor, key_of

__all__ = ["CAUSES", "Compilation", "recalculate"]

CAUSES = tuple(packaged_table("causes")["cause"].to_list())
"""Why a figure changed. ``family``: a factor of the other family; ``program``: what was kept differs from
what this version of the program computes of the same inputs."""

Floats = NDArray[np.float64]
KEY = key_of(Activity)
INVENTORY = ("region", "year")
PART = {
    "cause": pl.String,
    "term": pl.String,
    "old_id": pl.String,
    "new_id": pl.String,
    "old_value": pl.Float64,
    "new_value": pl.Float64,
    "part_t": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Compilation:
    """One run of an inventory: what it stood on, and the emission that it kept [t]."""

    activity: dy.DataFrame[Activity]
    factors: dy.DataFrame[Factor]
    controls: dy.DataFrame[Control]
    family: str
    emission: dy.DataFrame[Emission]

    def cells(self) -> Cells:
        """Choose the factors again, as this version of the program does."""
        return gather(
            self.activity,
            factors=self.factors,
            controls=self.controls,
            family=self.family,
            species=self.emission["species"].unique(maintain_order=True).to_list(),
        )


def recalculate(old: Compilation, new: Compilation) -> pl.DataFrame:
    """Decompose the difference between two runs by figure and by cause.

    A figure is a row of activity and a species. Where its activity is in one run alone, its whole mass is
    the part. Where both runs use one method, every term of the equation that changed has the mean of what it
    moved over all orders of the changes. Where the methods differ, the activity has its part, and the method
    the rest. Runs of one place and year are matched by all of the activity's key; runs of different places
    or years without these two.

    Parameters
    ----------
    old, new
        The runs.

    Returns
    -------
    pl.DataFrame
        The key of the figure, ``species``, ``scope``; ``cause`` (one of ``CAUSES``), ``term`` (name in the
        equation), ``old_id``, ``new_id`` (factors), ``old_value``, ``new_value`` (in the term's unit) and
        ``part_t`` [t]. The parts of a figure sum to its mass in ``new`` less its mass in ``old``, either
        counted as nothing where it has none; parts that are zero are left out.

    Raises
    ------
    ConflictError, InputError
        As for `tongyuan.accounting.emission.estimate`.

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 1, chapter 5, asks that recalculations be explained; the
    decomposition is the Shapley value, see `tongyuan.numerics.attribution.attribute`.

    Examples
    --------
    A factor of heat goes from 0.11 to 0.12 t/GJ at 1,000 GJ:

    >>> from tongyuan.accounting.emission import estimate
    >>> from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
    >>> rows = activity_of(an_activity(activity="purchased_heat", fuel="heat", unit="GJ", source="none"))
    >>> def run(value):
    ...     heat = a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat", value=value)
    ...     stood = dict(factors=factors_of(heat), controls=controls_of(), family="CEADs_2018")
    ...     return Compilation(rows, emission=estimate(rows, **stood, species=["CO2"]), **stood)
    >>> recalculate(run(0.11), run(0.12)).select("cause", "term", pl.col("part_t").round(9)).rows()
    [('factor', 'ef_t_per_gj', 10.0)]
    """
    matched = _matched(old.emission, new.emission)
    keys = [*_matching_key(old.emission, new.emission), "species"]
    known = matched.filter(pl.col("old_t").is_not_null() | pl.col("new_t").is_not_null())
    both = known.filter(pl.col("old_t").is_not_null() & pl.col("new_t").is_not_null())
    whole = known.join(both.select(keys), on=keys, how="anti", nulls_equal=True)
    change = _Change(old, new, tuple(keys))
    parts = pl.concat([change.of_one_side(whole), change.of_both_sides(both)])
    scopes = matched.select(*keys, *(name for name in ("scope", *INVENTORY) if name not in keys))
    named = parts.join(scopes, on=keys, how="left", nulls_equal=True, maintain_order="left")
    shown = [name for name in KEY if name in named.columns]
    order = pl.col("cause").replace_strict({cause: n for n, cause in enumerate(CAUSES)})
    return (
        named.filter(pl.col("part_t") != 0)
        .select(*shown, "species", "scope", *PART)
        .sort(*shown, "species", order, "term", nulls_last=True)
    )


def _matching_key(old: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    """List what a figure is matched by: place and year only where the runs have one in common."""
    shared = old.select(INVENTORY).unique().join(new.select(INVENTORY).unique(), on=INVENTORY)
    return [name for name in KEY if shared.height or name not in INVENTORY]


def _matched(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    keys = [*_matching_key(old, new), "species"]
    texts = [pl.col(name).cast(pl.String) for name in keys if name != "year"]
    others = [name for name in INVENTORY if name not in keys]

    def side(emission: pl.DataFrame, name: str) -> pl.DataFrame:
        facts = {column: f"{name}_{column}" for column in ("scope", "method", *others)}
        columns = emission.with_columns(texts).rename({"mass_t": f"{name}_t", **facts})
        return columns.select(*keys, f"{name}_t", *facts.values(), pl.lit(value=True).alias(f"in_{name}"))

    joined = side(old, "old").join(side(new, "new"), on=keys, how="full", coalesce=True, nulls_equal=True)
    newest = [pl.coalesce(f"new_{name}", f"old_{name}").alias(name) for name in ("scope", *others)]
    return joined.with_columns(newest)


@dataclass(frozen=True, slots=True)
class _Change:
    """Two runs and the key by which their figures are matched."""

    old: Compilation
    new: Compilation
    keys: tuple[str, ...]

    def of_one_side(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Name the cause where a figure has a mass in one run alone: it is all of the change."""
        activity = [name for name in self.keys if name != "species"]
        held = [
            self._activity(side, f"{name}_quantity").with_columns(pl.lit(value=True).alias(f"row_{name}"))
            for name, side in (("old", self.old), ("new", self.new))
        ]
        beside = rows
        for table in held:
            beside = beside.join(table, on=activity, how="left", nulls_equal=True, maintain_order="left")
        lacks_quantity = pl.col("old_quantity").is_null() | pl.col("new_quantity").is_null()
        another = "family" if self.old.family != self.new.family else "factor"
        cause = (
            pl.when(pl.col("row_old").is_null())
            .then(pl.lit("source_added"))
            .when(pl.col("row_new").is_null())
            .then(pl.lit("source_removed"))
            .when(lacks_quantity)
            .then(pl.lit("activity"))
            .otherwise(pl.lit(another))
        )
        part = pl.col("new_t").fill_null(0.0) - pl.col("old_t").fill_null(0.0)
        return _parts(beside.with_columns(cause=cause, part_t=part), self.keys)

    def of_both_sides(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Share out the change of figures that both runs have."""
        old, new = _Terms.of(self.old, self.keys), _Terms.of(self.new, self.keys)
        differing = [self._of_method(rows, old, new, name) for name in sorted({*old.methods, *new.methods})]
        differing.append(self._of_methods(rows, old, new))
        explained = pl.concat([_parts(rows.clear(), self.keys), *differing])
        sums = explained.group_by(self.keys, maintain_order=True).agg(
            pl.col("part_t").sum().alias("explained_t")
        )
        beside = rows.join(sums, on=self.keys, how="left", nulls_equal=True, maintain_order="left")
        left = pl.col("new_t") - pl.col("old_t") - pl.col("explained_t").fill_null(0.0)
        noise = 1e-9 * pl.max_horizontal(pl.col("old_t").abs(), pl.col("new_t").abs())
        rest = beside.with_columns(part_t=left, cause=pl.lit("program")).filter(left.abs() > noise)
        return pl.concat([explained, _parts(rest, self.keys)])

    def _activity(self, side: Compilation, quantity: str) -> pl.DataFrame:
        keys = [name for name in self.keys if name != "species"]
        texts = [pl.col(name).cast(pl.String) for name in keys if name != "year"]
        return side.activity.with_columns(texts).select(*keys, pl.col("quantity").alias(quantity))

    def _of_method(self, rows: pl.DataFrame, old: _Terms, new: _Terms, name: str) -> pl.DataFrame:
        """Share out the change of the figures to which both runs come by one method."""
        if name not in old.methods or name not in new.methods:
            return _parts(rows.clear(), self.keys)
        entry = get_method(name)
        terms = _names(entry)
        on = list(self.keys)
        beside = rows.select(on).join(old.methods[name], on=on, nulls_equal=True)
        beside = beside.join(new.methods[name], on=on, suffix="_new", nulls_equal=True)
        before, after = ({term: _floats(beside, term, end) for term in terms} for end in ("", "_new"))
        parts = attribute(lambda given: _mass(entry, given), old=before, new=after)
        tables = [
            beside.with_columns(
                cause=self._cause(term, old, new),
                term=pl.lit(term),
                old_id=pl.col(f"id_{term}"),
                new_id=pl.col(f"id_{term}_new"),
                old_value=pl.Series(before[term]),
                new_value=pl.Series(after[term]),
                part_t=pl.Series(parts[term]),
            )
            for term in terms
        ]
        return pl.concat([_parts(table, self.keys) for table in tables])

    def _cause(self, term: str, old: _Terms, new: _Terms) -> pl.Expr:
        fixed = {"quantity": "activity", "removal": "control"}
        if term in fixed:
            return pl.lit(fixed[term])
        ids = (pl.col(f"id_{term}"), pl.col(f"id_{term}_new"))
        own = [one.is_in(side.of_family) for one, side in zip(ids, (old, new), strict=True)]
        differs = pl.lit(value=self.old.family != self.new.family) & (own[0] | own[1])
        return pl.when(differs).then(pl.lit("family")).otherwise(pl.lit("factor"))

    def _of_methods(self, rows: pl.DataFrame, old: _Terms, new: _Terms) -> pl.DataFrame:
        """Share out the change of figures between activity and method, where the methods differ."""
        on = list(self.keys)
        beside = rows.select(on).join(old.rates(), on=on, nulls_equal=True)
        beside = beside.join(new.rates(), on=on, suffix="_new", nulls_equal=True)
        beside = beside.filter(pl.col("method") != pl.col("method_new"))
        before, after = (
            {name: beside[f"{name}{end}"].to_numpy() for name in ("quantity", "rate")} for end in ("", "_new")
        )
        parts = attribute(lambda given: given["quantity"] * given["rate"], old=before, new=after)
        shown = {"quantity": "activity", "rate": "method"}
        tables = [
            beside.with_columns(
                cause=pl.lit(cause),
                term=pl.lit(term),
                old_id=pl.col("method"),
                new_id=pl.col("method_new"),
                old_value=pl.col(term),
                new_value=pl.col(f"{term}_new"),
                part_t=pl.Series(parts[term], dtype=pl.Float64),
            )
            for term, cause in shown.items()
        ]
        return pl.concat([_parts(table, self.keys) for table in tables])


@dataclass(frozen=True, slots=True)
class _Terms:
    """The numbers of each method's equation beside its figures, and the ids of factors of the family."""

    methods: Mapping[str, pl.DataFrame]
    of_family: list[str]

    @classmethod
    def of(cls, side: Compilation, keys: tuple[str, ...]) -> _Terms:
        """Lay out what a run computes with."""
        cells = side.cells()
        rows = number_rows(side.activity, cells).filter(pl.col("quantity").is_not_null())
        texts = [pl.col(name).cast(pl.String) for name in keys if name not in ("year", "species")]
        methods = {
            name: rows.with_columns(texts)
            .join(cell, on="context", maintain_order="left_right")
            .select(*keys, pl.col("quantity"), *_columns(get_method(name)))
            for name, cell in cells.methods.items()
        }
        own = side.factors.filter(pl.col("family") != "*")["factor_id"].to_list()
        return cls(methods, own)

    def rates(self) -> pl.DataFrame:
        """List the method of every figure, its activity and its rate, the mass per unit of activity."""
        tables = []
        for name, rows in self.methods.items():
            entry = get_method(name)
            one = {term: _floats(rows, term, "") for term in _names(entry)}
            rate = _mass(entry, one | {"quantity": np.ones(rows.height)})
            drop = [column for column in rows.columns if column.startswith(("value_", "id_"))]
            tables.append(rows.drop(drop).with_columns(method=pl.lit(name), rate=pl.Series(rate)))
        return pl.concat(tables)


def _names(entry: Method) -> list[str]:
    """List the terms of a method's equation: the activity, its factors, what controls remove."""
    controlled = [name for name in ("removal",) if name in entry.terms]
    return ["quantity", *factor_names(entry), *controlled]


def _columns(entry: Method) -> list[pl.Expr]:
    factors = factor_names(entry)
    values = [pl.col(f"value_{name}") for name in factors]
    ids = [pl.col(f"factor_id_{name}").alias(f"id_{name}") for name in factors]
    none = [pl.lit(None, pl.String).alias(f"id_{name}") for name in _names(entry) if name not in factors]
    removal = [pl.col("removal").alias("value_removal")] if "removal" in entry.terms else []
    return [pl.col("quantity").alias("value_quantity"), *values, *removal, *ids, *none]


def _floats(rows: pl.DataFrame, term: str, end: str) -> Floats:
    return rows[f"value_{term}{end}"].cast(pl.Float64).to_numpy()


def _mass(entry: Method, given: Mapping[str, Floats]) -> Floats:
    if entry.function is None:
        raise TypeError(f"method {entry.id} has no function")
    others = {name: value for name, value in given.items() if name != "quantity"}
    mass: Floats = entry.function(given["quantity"], **others)
    return mass


def _parts(rows: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """Keep the key and the columns of a part; what a table does not say is null."""
    absent = [pl.lit(None, kind).alias(name) for name, kind in PART.items() if name not in rows.columns]
    return rows.with_columns(absent).select(*keys, *(pl.col(name).cast(kind) for name, kind in PART.items()))
