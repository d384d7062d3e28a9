"""Derivations: from records (deposits, herds, fleets, plants) to the activity that methods multiply.

What is not proportional to one year's quantity (decay, turnover, banks, flows of nitrogen) happens here,
so that emission stays activity times factor, with its ranges, draws and lineage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Activity, Factor

__all__ = [
    "Derivation",
    "Derive",
    "Span",
    "derivations",
    "derive_all",
    "derives",
    "explain_derived",
    "spans",
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


class Trees(Protocol):
    """Tell the trees of all quantities of a year at once, by the key of the activity as text."""

    def __call__(
        self, records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
    ) -> Mapping[tuple[str, ...], Node]: ...


Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one dataset of records becomes activity, and how a figure of it is explained.

    ``trees`` tells in one go what ``explain`` tells of each figure, where a derivation can.
    """

    name: str
    dataset: str
    source: str
    edition: str
    derive: Derive
    explain: Explain
    span: Span = "until"
    trees: Trees | None = None


_DERIVATIONS: dict[str, Derivation] = {}


def derives(
    name: str,
    *,
    dataset: str,
    source: str,
    edition: str,
    explain: Explain,
    span: Span = "until",
    trees: Trees | None = None,
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
    trees
        Tells the trees of all its quantities at once, where it can.

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
        _DERIVATIONS[name] = Derivation(name, dataset, source, edition, function, explain, span, trees)
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
