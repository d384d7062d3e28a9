"""Why a figure is what it is: its equation, and every input with its value, unit, source and quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.cells import present
from tongyuan.accounting.choice import applicable
from tongyuan.accounting.controls import SERVED, matching_controls, removal
from tongyuan.accounting.emission import scope
from tongyuan.accounting.factors import candidates, contexts_of
from tongyuan.accounting.leaves import (
    activity_leaf,
    equation_node,
    factor_leaf,
    factors_named,
    missing_leaf,
    removal_node,
    sum_node,
)
from tongyuan.accounting.matching import PLACE
from tongyuan.accounting.overlaps import included_elsewhere
from tongyuan.vocabulary.accounts import of_account
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.methods import Method, Term, get_method
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import Activity, Control, Factor, key_of

__all__ = ["explain", "explain_sum"]

KEY = key_of(Activity)
Key = Mapping[str, Any]
Record = dict[str, Any]


def explain(
    key: Key,
    *,
    activity: dy.DataFrame[Activity],
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
) -> Node:
    """Explain one emission figure: the tree from which arithmetic alone gives it again.

    Parameters
    ----------
    key
        Primary key of the emission: region, year, sector, source, fuel, activity, species, technology.
    activity, factors, controls
        The tables that the run used.
    family
        Its factor family.

    Returns
    -------
    Node
        The figure [t] over its inputs; a figure that is missing names the parameter that lacks.

    Raises
    ------
    NotFoundError
        If there is no such activity, or it is not asked for this species.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
    >>> row = an_activity(activity="purchased_heat", fuel="heat", unit="GJ", source="none")
    >>> heat = factors_of(a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat", value=0.11))
    >>> tree = explain(row | {"species": "CO2"}, activity=activity_of(row), factors=heat,
    ...                controls=controls_of(), family="CEADs_2018")
    >>> tree.equation, tree.value, [child.value for child in tree.children]
    ('quantity * ef_t_per_gj', 110.0, [1000.0, 0.11])
    """
    columns = {name: key[name] for name in (*KEY, "species")}
    rows = _matching(columns, activity)
    trees = _explain_rows(
        rows,
        beside=activity,
        factors=factors,
        controls=controls,
        family=family,
        species=[columns["species"]],
    )
    if not trees:
        values = {"activity": columns["activity"], "species": columns["species"], "expected": "CO2"}
        raise NotFoundError(Problem("accounting.species_not_asked", values))
    return trees[0]


def explain_sum(
    key: Key,
    *,
    activity: dy.DataFrame[Activity],
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
) -> Node:
    """Explain a sum of emission figures of one species: each figure that is there, and how many are not.

    Parameters
    ----------
    key
        ``species``, any columns of the activity's key that name the sum, and ``scope`` (1 if not given);
        without ``source`` it is the sum of one ``account`` (emissions if not given).
    activity, factors, controls
        The tables that the run used.
    family
        Its factor family.

    Returns
    -------
    Node
        The sum [t] over the trees of its figures; figures that are missing are counted in its detail.

    Raises
    ------
    NotFoundError
        If no activity fits the key, or none is asked for the species.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
    >>> heat = dict(activity="purchased_heat", fuel="heat", unit="GJ", source="none")
    >>> rows = activity_of(an_activity(sector="a", **heat), an_activity(sector="b", **heat))
    >>> factor = a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat", value=0.11)
    >>> explain_sum({"species": "CO2", "year": 2020, "scope": 2}, activity=rows, factors=factors_of(factor),
    ...             controls=controls_of(), family="CEADs_2018").value
    220.0
    """
    of_scope = activity.filter(scope(pl.col("activity").cast(pl.String)) == int(key.get("scope", 1)))
    counted = of_scope if "source" in key else of_account(of_scope, kept=key.get("account", "emissions"))
    rows = _matching(key, counted)
    trees = _explain_rows(
        rows,
        beside=activity,
        factors=factors,
        controls=controls,
        family=family,
        species=[key["species"]],
    )
    if not trees:
        values = {"activity": "-", "species": key["species"], "expected": "CO2"}
        raise NotFoundError(Problem("accounting.species_not_asked", values))
    return sum_node(trees, key=dict(key))


def _matching(key: Key, activity: pl.DataFrame) -> pl.DataFrame:
    named = [pl.col(name).cast(pl.String) == str(key[name]) for name in KEY if name in key]
    rows = activity.filter(*named)
    if rows.is_empty():
        shown = ", ".join(f"{name}={value}" for name, value in key.items() if name in KEY)
        raise NotFoundError(Problem("accounting.no_activity", {"key": shown}))
    return rows


def _explain_rows(
    rows: pl.DataFrame,
    *,
    beside: pl.DataFrame,
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
    species: Sequence[str],
) -> list[Node]:
    contexts = contexts_of(rows)
    wanted = candidates(contexts, factors=factors, family=family, species=species)
    served = sorted({*species, "PM2.5"})
    removal(contexts, controls=controls, species=served)  # refuses what estimating refuses
    stated = matching_controls(contexts, controls=controls, species=served)
    included = included_elsewhere(contexts, present=present(beside))
    elsewhere = {(row["context"], row["species"]): row for row in included.iter_rows(named=True)}
    by_id = factors_named(wanted.select("factor_id").unique().to_dicts(), factors=factors)
    tries = wanted.sort("context", "species_order", "rank", "term_order").partition_by(
        "context", as_dict=True
    )
    numbered = rows.with_columns(pl.col("activity", "state", "quality").cast(pl.String)).join(
        contexts, on=["activity", *PLACE], maintain_order="left"
    )
    asked = set(applicable(contexts, factors=factors, species=species)["context"])
    return [
        _explain_row(row, tries[(row["context"],)], stated, by_id, family, elsewhere)
        if (row["context"],) in tries
        else _without_method(row, family=family, species=species[0])
        for row in numbered.iter_rows(named=True)
        if row["context"] in asked
    ]


def _without_method(row: Record, *, family: str, species: str) -> Node:
    """Make the node of a figure that is asked for and that no method of the kind of activity gives."""
    return Node(
        name="mass_t",
        kind=NodeKind.MISSING,
        value=None,
        unit="t",
        label_zh=f"{species} 排放量（没有方法）",
        label_en=f"emission of {species} (no method)",
        detail={name: row[name] for name in KEY}
        | {"species": species, "family": family, "state": row["state"] or "NE"},
        children=(activity_leaf(row),),
    )


def _explain_row(
    row: Record,
    tries: pl.DataFrame,
    stated: pl.DataFrame,
    by_id: Mapping[str, Record],
    family: str,
    elsewhere: Mapping[tuple[int, str], Record],
) -> Node:
    """Explain the figure by the method that was used, or by the one that came nearest to having all."""
    by_method = [part.to_dicts() for part in tries.partition_by("method", maintain_order=True)]
    terms = min(by_method, key=lambda found: sum(term["factor_id"] is None for term in found))
    entry = get_method(terms[0]["method"])
    species = terms[0]["species"]
    found = {term["name"]: term for term in terms}
    place = stated.filter(*(pl.col(name) == row[name] for name in SERVED))
    children = tuple(
        _leaf(name, term, row=row, found=found, stated=place, by_id=by_id, species=species)
        for name, term in entry.terms.items()
    )
    lacking = {
        part[0]["method"]: [term["parameter"] for term in part if term["factor_id"] is None]
        for part in by_method
    }
    detail = {name: row[name] for name in KEY} | {"species": species, "family": family}
    if any(child.value is None for child in children):
        detail |= {"state": row["state"] or "NE", "lacking": lacking}
    given = elsewhere.get((row["context"], species))
    if given is not None:
        detail |= {"state": row["state"] or "IE", "note": f"{given['note_zh']} · {given['note_en']}"}
        included = equation_node(entry, children=children, value=None, detail=detail)
        return replace(included, equation="", children=())  # its inputs would give what another row gives
    return equation_node(entry, children=children, value=_value(entry, children), detail=detail)


def _leaf(
    name: str,
    term: Term,
    *,
    row: Record,
    found: Mapping[str, Record],
    stated: pl.DataFrame,
    by_id: Mapping[str, Record],
    species: str,
) -> Node:
    if term.table == "activity":
        return activity_leaf(row)
    if term.table == "control":
        return removal_node(stated.filter(pl.col("species") == (term.species or species)).to_dicts())
    chosen = found[name]["factor_id"]
    if chosen is None:
        return missing_leaf(name, term, row=row, species=term.species or species)
    return factor_leaf(name, by_id[chosen])


def _value(entry: Method, children: Sequence[Node]) -> float | None:
    values = {child.name: child.value for child in children}
    if entry.function is None or None in values.values():
        return None
    quantity = values.pop("quantity")
    value: float = entry.function(quantity, **values)
    return value
