"""Derivations: from records (deposits, herds, fleets, plants) to the activity that methods multiply.

What is not proportional to one year's quantity (decay, turnover, banks, flows of nitrogen) happens here,
so that emission stays activity times factor, with its ranges, draws and lineage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import isclose
from typing import Any, Literal, Protocol, TypeVar

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, Factor, key_of

__all__ = [
    "Derivation",
    "Derive",
    "Span",
    "derivations",
    "derive_all",
    "derives",
    "explain_derived",
    "spans",
    "trace_to_records",
]


Span = Literal["year", "until", "all"]
"""Records of which years a derivation needs: its own, those up to it, or later surveys as well."""
WIDENING: tuple[Span, ...] = ("year", "until", "all")


class Derive(Protocol):
    """Turn the records of one dataset, of the years it is told, into the activity of ``year``."""

    def __call__(
        self, records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
    ) -> dy.DataFrame[Activity]: ...


class Explain(Protocol):
    """Tell the tree behind the quantity of one derived row of activity, or None where it is not theirs."""

    def __call__(
        self,
        key: Mapping[str, Any],
        *,
        records: pl.DataFrame,
        factors: dy.DataFrame[Factor],
        family: str,
    ) -> Node | None: ...


Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one dataset of records becomes activity, and how a figure of it is explained."""

    name: str
    dataset: str
    source: str
    edition: str
    derive: Derive
    explain: Explain
    span: Span = "until"


_DERIVATIONS: dict[str, Derivation] = {}


def derives(
    name: str, *, dataset: str, source: str, edition: str, explain: Explain, span: Span = "until"
) -> Callable[[Function], Function]:
    """Register a derivation.

    Parameters
    ----------
    name
        Its name, ``noun.verb``; its parameters stand among the factors under this name as method.
    dataset
        Dataset of records (``records.csv``).
    source, edition
        Document, equation, edition.
    explain
        Tells the tree behind a derived quantity.
    span
        ``year``: it needs the records of its own year alone; ``until``: those up to it, where what was laid
        down before still acts (decay, turnover, banks); ``all``: later surveys too.

    Returns
    -------
    Callable
        A decorator that returns the function unchanged.

    Raises
    ------
    ValueError
        If the name is taken.
    """
    if name in _DERIVATIONS:
        raise ValueError(f"derivation {name} is registered twice")

    def register(function: Function) -> Function:
        _DERIVATIONS[name] = Derivation(name, dataset, source, edition, function, explain, span)
        return function

    return register


def derivations() -> tuple[Derivation, ...]:
    """List all registered derivations, by name."""
    return tuple(_DERIVATIONS[name] for name in sorted(_DERIVATIONS))


def spans() -> dict[str, Span]:
    """Tell of every dataset of records which years have to be read for a year's activity.

    Returns
    -------
    dict of str to Span
        The widest span of the derivations that read the dataset.

    Examples
    --------
    >>> spans().keys() == {found.dataset for found in derivations()}
    True
    """
    by_width = sorted(derivations(), key=lambda found: WIDENING.index(found.span))
    return {found.dataset: found.span for found in by_width}


def derive_all(
    records: Mapping[str, pl.DataFrame], *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive the activity of a year from all records that are held.

    Parameters
    ----------
    records
        Frames of records by dataset, of the years that its span names or more; a dataset that nobody holds
        is left out.
    factors
        Factors.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity [each material's own unit].

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> derive_all({}, factors=Factor.create_empty(), family="GBT32150_2025", year=2020).height
    0
    """
    parts = [
        found.derive(records[found.dataset], factors=factors, family=family, year=year)
        for found in derivations()
        if found.dataset in records
    ]
    return Activity.validate(pl.concat([Activity.create_empty(), *parts]), cast=True)


def explain_derived(
    key: Mapping[str, Any],
    *,
    records: Mapping[str, pl.DataFrame],
    factors: dy.DataFrame[Factor],
    family: str,
) -> Node | None:
    """Explain a quantity of activity that a derivation gave.

    Parameters
    ----------
    key
        Primary key of the activity.
    records
        Frames of records by dataset, as the run pinned them.
    factors
        Factors of the run.
    family
        Its family.

    Returns
    -------
    Node or None
        The tree [unit of the activity]; None where no derivation gave it.

    Examples
    --------
    >>> explain_derived({}, records={}, factors=Factor.create_empty(), family="*") is None
    True
    """
    for found in derivations():
        if found.dataset in records:
            told = found.explain(key, records=records[found.dataset], factors=factors, family=family)
            if told is not None:
                return told
    return None


def trace_to_records(
    node: Node, *, records: Mapping[str, pl.DataFrame], factors: dy.DataFrame[Factor], family: str
) -> Node:
    """Put the records under every activity of a tree that was derived from them.

    Parameters
    ----------
    node
        The tree of an emission, or of a sum of emissions.
    records
        Frames of records by dataset, as the run pinned them.
    factors
        Factors of the run.
    family
        Its family.

    Returns
    -------
    Node
        The same tree [the node's unit]; an activity that no record gave stays a leaf.

    Examples
    --------
    >>> from tongyuan.vocabulary.lineage import NodeKind
    >>> leaf = Node("quantity", NodeKind.REPORTED, 1.0, "t")
    >>> trace_to_records(leaf, records={}, factors=Factor.create_empty(), family="*") is leaf
    True
    """
    if not records:
        return node
    given: dict[str, Any] = {"records": records, "factors": factors, "family": family}
    years = {int(leaf.detail["year"]) for leaf in node.walk() if _is_activity(leaf)}
    return _traced(node, _owners(years, **given), given)


KEY = key_of(Activity)
Owners = Mapping[tuple[str, ...], Derivation]


def _is_activity(node: Node) -> bool:
    return node.name == "quantity" and not node.children and node.detail.keys() >= set(KEY)


def _owners(
    years: Iterable[int],
    *,
    records: Mapping[str, pl.DataFrame],
    factors: dy.DataFrame[Factor],
    family: str,
) -> Owners:
    """Derive once, and tell which derivation gave each row of activity."""
    return {
        tuple(map(str, key)): found
        for found in derivations()
        if found.dataset in records
        for year in years
        for key in found.derive(records[found.dataset], factors=factors, family=family, year=year)
        .select(KEY)
        .iter_rows()
    }


def _traced(node: Node, owners: Owners, given: Mapping[str, Any]) -> Node:
    if node.children:
        return replace(node, children=tuple(_traced(child, owners, given) for child in node.children))
    owner = owners.get(tuple(str(node.detail[name]) for name in KEY)) if _is_activity(node) else None
    if owner is None:
        return node
    told = owner.explain(node.detail, **{**given, "records": given["records"][owner.dataset]})
    if told is None or told.value is None or node.value is None:
        return node
    if not isclose(told.value, node.value, rel_tol=1e-9):
        return node
    return replace(told, detail={**node.detail, **told.detail})
