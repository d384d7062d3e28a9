"""Factors that a workspace states itself: kept as its dataset, checked row by row, laid over the packaged."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan import reference
from tongyuan.accounting.overriding import FACTOR_PLACE, USER, overlaid
from tongyuan.reference.factors import distribution
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary import fuels, materials, sources, species
from tongyuan.vocabulary.methods import methods
from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Factor

if TYPE_CHECKING:
    import dataframely as dy

    from tongyuan.workspace.workspace import Workspace

__all__ = ["DATASET", "NAMED", "factors_of", "joined", "own_factors", "stated"]

DATASET = "factor"
ANY = "*"
NAMED = ("family", "method", "parameter", "species", "source", "fuel", "technology", "region")
FIRST_YEAR, LAST_YEAR = 1900, 2200


def own_factors(workspace: Workspace, *, as_of: datetime | None = None) -> dy.DataFrame[Factor]:
    """Return the factors that the workspace states itself.

    Parameters
    ----------
    workspace
        The workspace.
    as_of
        What was stated then; now where it is not given.

    Returns
    -------
    dy.DataFrame[Factor]
        Factors; none where nobody stated any.
    """
    try:
        return Factor.cast(workspace.dataset_frame(DATASET, as_of=as_of))
    except NotFoundError:
        return Factor.create_empty()


def factors_of(workspace: Workspace, *, family: str, as_of: datetime | None = None) -> dy.DataFrame[Factor]:
    """Return the factors that a run with one family may use: the packaged ones under the workspace's own.

    Parameters
    ----------
    workspace
        The workspace.
    family
        Factor family.
    as_of
        What was stated then; now where it is not given.

    Returns
    -------
    dy.DataFrame[Factor]
        Factors.

    Raises
    ------
    NotFoundError
        If there is no such family.
    """
    packaged = reference.factors(family)
    own = own_factors(workspace, as_of=as_of)
    mine = own.filter(pl.col("family").is_in([ANY, *packaged["family"].unique().to_list()]))
    return overlaid(packaged, own=Factor.cast(mine))


def joined(held: dy.DataFrame[Factor], rows: list[dict[str, Any]]) -> dy.DataFrame[Factor]:
    """Join newly stated rows to those held; a row in the place of an earlier one takes it."""
    new = pl.DataFrame(rows, schema=Factor.create_empty().schema, orient="row")
    shaped = Factor.validate(new.with_columns(distribution().alias("distribution")), cast=True)
    kept = held.join(shaped, on=FACTOR_PLACE, how="anti", maintain_order="left")
    return Factor.validate(pl.concat([kept, shaped]).sort("factor_id"))


def stated(given: Mapping[str, Any], *, workspace: Workspace, place: Place | None = None) -> dict[str, Any]:
    """Make a row of the contract of what a person stated, and check all of it.

    Parameters
    ----------
    given
        Fields by name; ``replaces`` is the id of a packaged factor whose place is taken: what is not given is
        then as there.
    workspace
        The workspace.
    place
        Where the row stands in a file.

    Returns
    -------
    dict
        A row of Factor, origin ``user``.

    Raises
    ------
    InputError
        With every problem of the row.
    """
    told = {name: value for name, value in given.items() if value is not None}
    where = place or Place()
    base = _replaced(told.pop("replaces", None), where)
    years: dict[str, Any] = {"year_from": FIRST_YEAR, "year_to": LAST_YEAR}
    row = dict.fromkeys(NAMED, ANY) | years | base | told
    row.setdefault("unit", next(iter(_units(row)), None))
    problems = [*_unknown(row, workspace, where), *_unfit(row, where)]
    if problems:
        raise InputError(problems)
    ranged = row["quality"] if row.get("low") is not None else None
    shaped = row | {"origin": USER, "edition": row["citation"], "range_quality": ranged}
    return {"factor_id": _id(row), **{name: shaped.get(name) for name in Factor.column_names()[1:]}}


def _replaced(factor_id: str | None, where: Place) -> dict[str, Any]:
    if factor_id is None:
        return {}
    found = reference.factors().filter(factor_id=factor_id)
    if found.is_empty():
        raise InputError(Problem("factor.no_packaged", {"got": factor_id}, where))
    return found.select(*FACTOR_PLACE, "unit").row(0, named=True)


def _units(row: Mapping[str, Any]) -> list[str]:
    """List the units in which packaged factors state the parameter; else that of the method's term."""
    packaged = reference.factors().filter(method=row["method"], parameter=row["parameter"])
    same = packaged.filter(fuel=row["fuel"])
    units = (same if same.height else packaged)["unit"].unique(maintain_order=True).to_list()
    terms = (
        term.unit
        for one in methods()
        if one.id == row["method"]
        for term in one.terms.values()
        if term.table == "factor" and term.column == row["parameter"]
    )
    return units or list(terms)


def _unknown(row: Mapping[str, Any], workspace: Workspace, where: Place) -> Iterator[Problem]:
    """Name the codes that no table holds."""
    for name, known in _known(row, workspace).items():
        if row.get(name) not in known and row.get(name) is not None:
            expected = ", ".join(sorted(known)[:12])
            values = {"column": name, "got": row[name], "expected": expected or "—"}
            yield Problem("factor.unknown_code", values, where)


def _known(row: Mapping[str, Any], workspace: Workspace) -> dict[str, set[str]]:
    packaged = reference.factors()
    terms = {
        (one.id, term.column) for one in methods() for term in one.terms.values() if term.table == "factor"
    }
    pairs = terms | set(packaged.select("method", "parameter").unique().rows())
    return {
        "family": {ANY, *reference.families()["family"].to_list()},
        "method": {method for method, _ in pairs},
        "parameter": {parameter for method, parameter in pairs if method == row["method"]},
        "species": {ANY, *species.codes()},
        "source": {ANY, "none", *sources.codes()},
        "fuel": {ANY, *fuels.codes(), *materials.codes()},
        "region": {ANY, *jurisdiction(workspace).regions["region"].to_list()},
        "quality": {quality.value for quality in Quality},
    }


def _unfit(row: Mapping[str, Any], where: Place) -> Iterator[Problem]:
    """Name what is blank, no number, out of order, or in another unit."""
    for name in ("citation", "quality"):
        if not str(row.get(name) or "").strip():
            yield Problem("factor.blank", {"column": name}, where)
    value, low, high = (row.get(name) for name in ("value", "low", "high"))
    if value is None or not math.isfinite(value):
        yield Problem("factor.blank", {"column": "value"}, where)
    elif (low, high) != (None, None) and (low is None or high is None or not low <= value <= high):
        yield Problem("factor.range", {"low": low, "value": value, "high": high}, where)
    if row["year_from"] > row["year_to"]:
        yield Problem("factor.years", {"from": row["year_from"], "to": row["year_to"]}, where)
    units = _units(row)
    if units and row["unit"] not in units:
        yield Problem("factor.unit", {"got": row["unit"], "expected": ", ".join(units)}, where)


def _id(row: Mapping[str, Any]) -> str:
    """Write an id of what the row serves: own/family/method/parameter/…@years, no empty parts."""
    parts = [row[name] for name in NAMED if row[name] != ANY]
    years = "" if row["year_from"] == FIRST_YEAR else f"@{row['year_from']}"
    years += "" if row["year_to"] == LAST_YEAR else f"-{row['year_to']}"
    return "own/" + "/".join(parts) + years
