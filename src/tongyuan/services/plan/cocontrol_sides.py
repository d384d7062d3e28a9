"""Which limits of a problem are about carbon and which about air: by the species that they count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tongyuan.plan.cocontrol import Case
from tongyuan.vocabulary import species as species_words
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

__all__ = ["Cause", "causes", "counted_species", "sides"]

SIDES = {"carbon": "greenhouse_gas", "air": "air_pollutant"}


@dataclass(frozen=True, slots=True)
class Cause:
    """What a limit makes fall.

    Parameters
    ----------
    limit, year
        The limit.
    name
        The species, where it counts one; else the limit's id.
    weights
        Weight of each species that it counts.
    """

    limit: str
    year: int
    name: str
    weights: Mapping[str, float]


def counted_species(case: Case) -> pl.DataFrame:
    """List what limits count of emission: columns limit, year, species, weight, even (in all regions)."""
    terms = case.terms.filter(pl.col("subject") == "emission").select(
        "limit", "year", species="part", weight="coefficient"
    )
    branches = case.counted.select("limit", "year", "species", "weight")
    return (
        pl.concat([terms, branches])
        .group_by("limit", "year", "species", maintain_order=True)
        .agg(pl.col("weight").first(), even=pl.col("weight").n_unique() == 1)
    )


def causes(case: Case, *, asked: str | None) -> list[Cause]:
    """List the limits on emission, with what each makes fall.

    Parameters
    ----------
    case
        The problem.
    asked
        Ids of limits, by spaces; all that count emission where it is None.

    Returns
    -------
    list of Cause
        In the order of the limits. A limit that weighs one species otherwise in each region (a concentration)
        makes no one sum fall, and is left out.

    Raises
    ------
    NotFoundError
        If a limit is not there, or counts no emission.
    InputError
        If no limit counts emission.
    """
    counted = counted_species(case).filter(pl.col("even").all().over("limit", "year"))
    found = []
    for (limit, year), rows in counted.group_by("limit", "year", maintain_order=True):
        weights = dict(rows.select("species", "weight").iter_rows())
        name = next(iter(weights)) if len(weights) == 1 else str(limit)
        found.append(Cause(str(limit), int(str(year)), name, weights))
    if not found:
        raise InputError([Problem("cocontrol.no_cause")])
    if asked is None:
        return found
    _known(asked, counted["limit"].unique(maintain_order=True).to_list())
    return [one for one in found if one.limit in asked.split()]


def sides(case: Case, *, carbon: str | None, air: str | None) -> tuple[list[str], list[str]]:
    """Part the limits into those on carbon and those on air.

    Parameters
    ----------
    case
        The problem.
    carbon, air
        Ids of limits, by spaces; by the species that they count where it is None. A limit that counts
        species of both kinds, or activity, is of neither side and holds in every plan.

    Returns
    -------
    tuple
        Ids on carbon, ids on air.

    Raises
    ------
    InputError
        If a side has no limit, or a limit is on both.
    NotFoundError
        If a limit is not there.
    """
    parted = {
        side: _of_kind(case, kind) if asked is None else _stated(case, asked)
        for (side, kind), asked in zip(SIDES.items(), (carbon, air), strict=True)
    }
    problems = [Problem("cocontrol.no_side", {"side": side}) for side, ids in parted.items() if not ids]
    both = sorted(set(parted["carbon"]) & set(parted["air"]))
    problems += [Problem("cocontrol.both_sides", {"limit": limit}) for limit in both]
    if problems:
        raise InputError(problems)
    return parted["carbon"], parted["air"]


def _of_kind(case: Case, kind: str) -> list[str]:
    counted = counted_species(case).with_columns(own=pl.col("species").is_in(list(species_words.codes(kind))))
    judged = counted.group_by("limit", maintain_order=True).agg(pl.col("own").all())
    return judged.filter("own")["limit"].to_list()


def _stated(case: Case, asked: str) -> list[str]:
    _known(asked, case.limits["limit"].unique(maintain_order=True).to_list())
    return list(dict.fromkeys(asked.split()))


def _known(asked: str, known: list[str]) -> None:
    lost = [word for word in asked.split() if word not in known]
    if lost:
        told = " ".join(known)
        raise NotFoundError(
            [Problem("cocontrol.limit_unknown", {"got": word, "known": told}) for word in lost]
        )
