"""Who is exposed to what: people, rates of death, concentrations and the function's terms in one row."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY

__all__ = ["exposed", "refuse_overlapping"]

#: What a cause holds in itself: deaths of both may not be added.
WITHIN: dict[str, tuple[str, ...]] = {
    "all_causes": (
        "ncd_lri",
        "heart_disease",
        "stroke",
        "chronic_lung_disease",
        "lung_cancer",
        "lower_respiratory",
        "diabetes",
    ),
    "ncd_lri": (
        "heart_disease",
        "stroke",
        "chronic_lung_disease",
        "lung_cancer",
        "lower_respiratory",
        "diabetes",
    ),
}
RANGE = ("low", "high")
TERMS = ("form", "slope", "slope_se", "least_ug_m3", "alpha", "centre", "width")


def refuse_overlapping(causes: Sequence[str]) -> None:
    """Refuse causes of which one holds another: their deaths would be counted twice.

    Parameters
    ----------
    causes
        Causes that are to be added up.

    Raises
    ------
    InputError
        If one holds another.

    Examples
    --------
    >>> refuse_overlapping(["stroke", "lung_cancer"])
    """
    problems = [
        Problem("impact.overlapping_causes", {"got": outer, "within": inner})
        for outer in causes
        for inner in WITHIN.get(outer, ())
        if inner in causes
    ]
    if problems:
        raise InputError(problems)


def exposed(
    population: pl.DataFrame, *, mortality: pl.DataFrame, base: pl.DataFrame, functions: pl.DataFrame
) -> pl.DataFrame:
    """Put people, rates, concentration and function together, a row for each region, cause and age.

    Ages below the first of the function are left out: it says nothing of them.

    Parameters
    ----------
    population
        Contract ``Population``, one year.
    mortality
        Contract ``MortalityRate``, of the same regions.
    base
        Contract ``Concentration``, one row a region.
    functions
        Contract ``RiskFunction``, one function.

    Returns
    -------
    pl.DataFrame
        ``region``, ``cause``, ``age_from``, ``persons``, ``rate`` [1/a] and ``ug_m3``, each with its low
        and high end; the function's terms; ``quality``.

    Raises
    ------
    InputError
        If groups of age lie across each other, a rate is missing, or causes overlap; all at once.
    """
    causes = functions["cause"].unique(maintain_order=True).to_list()
    refuse_overlapping(causes)
    parts, problems = [], []
    for cause in causes:
        terms = _terms(functions.filter(pl.col("cause") == cause))
        for (region,), people in population.sort("age_from").group_by("region", maintain_order=True):
            rates = mortality.filter(region=region, cause=cause).sort("age_from")
            told = {"region": region, "cause": cause}
            found = _crossing(people, rates=rates, terms=terms, told=told)
            problems += found
            if not found:
                parts.append(_joined(people, rates=rates, terms=terms))
    if problems:
        raise InputError(problems)
    rows = pl.concat(parts).join(
        base.select("region", "ug_m3", air_low="low", air_high="high", air_quality="quality"), on="region"
    )
    qualities = ("quality", "rate_quality", "risk_quality", "air_quality")
    worst = pl.max_horizontal(pl.col(name).cast(pl.String).cast(QUALITY) for name in qualities)
    return rows.with_columns(quality=worst.cast(pl.String)).drop(qualities[1:])


def _terms(functions: pl.DataFrame) -> pl.DataFrame:
    """Take one row an age of a function; the points of a table stand elsewhere."""
    kept = functions.sort("age_from", "ug_m3").unique("age_from", keep="first", maintain_order=True)
    return kept.select("cause", "age_from", *TERMS, risk_quality="quality")


def _crossing(
    people: pl.DataFrame, *, rates: pl.DataFrame, terms: pl.DataFrame, told: dict[str, str]
) -> list[Problem]:
    """Name the groups of people that more than one rate or slope would serve, or none."""
    first = int(terms["age_from"].min())  # type: ignore[arg-type]  # ages are whole numbers
    starts = people["age_from"].to_list()
    ends = [*starts[1:], None]
    if rates.is_empty() or rates["age_from"][0] > max(first, starts[0]):
        return [Problem("impact.no_rate", {**told, "age": max(first, starts[0])})]
    problems = []
    for start, end in zip(starts, ends, strict=True):
        if end is not None and end <= first:
            continue
        for code, edges in (
            ("impact.age_function", terms["age_from"]),
            ("impact.age_rate", rates["age_from"]),
        ):
            across = [edge for edge in edges if edge > start and (end is None or edge < end)]
            if across:
                values = {**told, "age": start, "expected": "、".join(str(edge) for edge in across)}
                problems.append(Problem(code, values))
    return problems


def _joined(people: pl.DataFrame, *, rates: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """Join the rate and the slope that serve each group: those that begin at or before it."""
    per_person = pl.col("per_100k", *RANGE) / 1e5
    served = rates.select("age_from", per_person, rate_quality="quality").rename(
        {"per_100k": "rate", "low": "rate_low", "high": "rate_high"}
    )
    named = people.select(
        "region", "age_from", "persons", "quality", persons_low="low", persons_high="high"
    ).filter(pl.col("age_from") >= terms["age_from"].min())
    with_rate = named.join_asof(served, on="age_from", check_sortedness=False)
    return with_rate.join_asof(terms, on="age_from", check_sortedness=False)
