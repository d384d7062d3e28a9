"""Landfills: from the deposits of all years to the carbon that decays in one of them (first-order decay)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import e, exp, fsum
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.derived_activity import (
    as_activity,
    parameter_leaf,
    quantity_node,
    reported_leaf,
    worst_of,
)
from tongyuan.accounting.parameters import pick
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Activity, Deposit, Factor

__all__ = ["History", "decay_deposits", "decayed_carbon", "fill_history", "stored_carbon"]

NAME = "landfill.decay"
SOURCE = "2006 IPCC Guidelines, volume 5, equations 3.2, 3.4 and 3.5: decay starts the year after deposit"
STREAM = ("region", "site", "landfill", "waste")
MATERIAL = "decayed_"
BASE = ("doc", "doc_f", "methane_correction")


@dataclass(frozen=True, slots=True)
class History:
    """The deposits of one stream: mass by year, and the years that nobody reported."""

    masses: Mapping[int, float]
    missing: tuple[int, ...]
    filled: tuple[int, ...]


def decayed_carbon(
    masses: Mapping[int, float], *, year: int, decomposable: float, decay_rate: float
) -> float:
    """Compute the carbon that decays in a year, of all that was put in before it.

    Source: 2006 IPCC Guidelines, volume 5, equations 3.2, 3.4 and 3.5, solved for a series of years.

    Parameters
    ----------
    masses
        Waste put in, by year [t].
    year
        Year of decay.
    decomposable
        DOC x DOCf x MCF [t C per t of waste].
    decay_rate
        Decay rate k [1/a].

    Returns
    -------
    float
        Carbon decayed in the year [t C].

    Examples
    --------
    10,000 t of food once (DOC 0.15, DOCf 0.7, MCF 1, k 0.185), in the second year:

    >>> round(decayed_carbon({1: 10_000.0}, year=2, decomposable=0.105, decay_rate=0.185), 4)
    177.3405
    """
    gone = 1 - exp(-decay_rate)
    return fsum(
        mass * decomposable * exp(-decay_rate * (year - 1 - one)) * gone
        for one, mass in masses.items()
        if one < year
    )


def stored_carbon(masses: Mapping[int, float], *, year: int, decomposable: float, decay_rate: float) -> float:
    """Compute the decomposable carbon that lies in a landfill at the end of a year.

    Source: 2006 IPCC Guidelines, volume 5, equation 3.4.

    Parameters
    ----------
    masses
        Waste put in, by year [t].
    year
        Year at whose end is asked.
    decomposable
        DOC x DOCf x MCF [t C per t of waste].
    decay_rate
        Decay rate k [1/a].

    Returns
    -------
    float
        Carbon in store [t C].

    Examples
    --------
    >>> round(stored_carbon({1: 10_000.0}, year=2, decomposable=0.105, decay_rate=0.185), 4)
    872.6595
    """
    return fsum(
        mass * decomposable * exp(-decay_rate * (year - one)) for one, mass in masses.items() if one <= year
    )


def fill_history(deposits: Sequence[Mapping[str, Any]], *, year: int) -> History:
    """List what a stream received before a year; what nobody reported is missing unless a rule is declared.

    The declared rule (`backcast_growth`) fills only years between the opening and the first figure. A gap
    between figures, or after the last one of a site still open, is never filled. A year in which the class
    does not occur (NO) counts as nothing put in.

    Parameters
    ----------
    deposits
        Rows of `Deposit` of one stream.
    year
        Deposits of years before it count.

    Returns
    -------
    History
        Masses by year [t], years missing, years filled by the rule.

    Examples
    --------
    Opened in 2000, first figure 2002, growth 10 % declared: 2001 is filled as 110 / 1.1.

    >>> row = {"year": 2002, "mass_t": 110.0, "opened": 2001, "closed": None, "backcast_growth": 0.1}
    >>> history = fill_history([row], year=2003)
    >>> history.filled, round(history.masses[2001], 6)
    ((2001,), 100.0)
    """
    known = ((row["year"], _mass(row)) for row in deposits)
    told = {one: mass for one, mass in known if mass is not None}
    last = min(year - 1, *(row["closed"] for row in deposits if row["closed"] is not None), year - 1)
    wanted = range(min(row["opened"] for row in deposits), last + 1)
    growth = next((row["backcast_growth"] for row in deposits if row["backcast_growth"] is not None), None)
    masses = {one: told[one] for one in wanted if one in told}
    first = min(told, default=None)
    filled: tuple[int, ...] = ()
    if growth is not None and first is not None and first <= last:
        filled = tuple(one for one in wanted if one < first)
        masses |= {one: told[first] / (1 + growth) ** (first - one) for one in filled}
    return History(masses, tuple(one for one in wanted if one not in masses), filled)


def _mass(row: Mapping[str, Any]) -> float | None:
    """Give what was put in; a class that does not occur (NO) is put in with nothing."""
    return 0.0 if row.get("state") == Missing.NO.value else row["mass_t"]


def _explain(
    key: Mapping[str, Any], *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    if key.get("source") != "5A" or not str(key.get("fuel", "")).startswith(MATERIAL):
        return None
    waste = str(key["fuel"]).removeprefix(MATERIAL)
    rows = records.filter(
        pl.col("waste").cast(pl.String) == waste,
        pl.col("landfill").cast(pl.String) == str(key["technology"]),
        pl.col("year") <= int(key["year"]),
        region=key["region"],
        site=key["sector"],
    )
    if rows.is_empty():
        return None
    stream = _streams(rows, factors=factors, family=family, year=int(key["year"]))[0]
    if stream["quantity"] is None:
        return None
    by_id = {row["factor_id"]: row for row in factors.iter_rows(named=True)}
    parameters = [(name, by_id[stream[f"{column}_id"]]) for name, column in stream["picked"].items()]
    children = [_year_node(one, stream, parameters, int(key["year"])) for one in stream["history"].masses]
    return quantity_node(
        key,
        equation="sum(decayed_t)",
        value=stream["quantity"],
        unit="t",
        citation=SOURCE,
        children=children,
    )


def _deposit_leaf(one: int, stream: Mapping[str, Any]) -> Node:
    """Make the leaf of one year's deposit: as reported, or by the rule that was declared, or none (NO)."""
    records = {row["year"]: row for row in stream["deposits"]}
    if one in records and records[one]["mass_t"] is not None:
        labels = Deposit.columns()["mass_t"].metadata or {}
        return reported_leaf("mass_t", records[one], column="mass_t", labels=labels)
    filled = one in stream["history"].filled
    return Node(
        "mass_t",
        NodeKind.CONSTANT,
        stream["history"].masses[one],
        "t",
        label_zh=f"{one}年填埋量（按声明的增长率回推）" if filled else f"{one}年不填埋（NO）",
        label_en=f"deposit of {one}, by the declared growth" if filled else f"nothing put in in {one} (NO)",
        quality=Quality.DERIVED if filled else None,
        detail={"year": one},
    )


def _year_node(one: int, stream: Mapping[str, Any], parameters: Sequence[tuple[str, Any]], year: int) -> Node:
    """Explain what decays of one year's deposit."""
    mass = stream["history"].masses[one]
    leaf = _deposit_leaf(one, stream)
    years = Node(
        "years", NodeKind.CONSTANT, float(year - 1 - one), "a", label_zh="滞后年数", label_en="years"
    )
    value = decayed_carbon(
        {one: mass}, year=year, decomposable=stream["decomposable"], decay_rate=stream["decay_rate"]
    )
    left = f"{e!r} ** (0 - decay_rate"
    return Node(
        name="decayed_t",
        kind=NodeKind.EQUATION,
        value=value,
        unit="t",
        equation=f"mass_t * doc * doc_f * methane_correction * {left} * years) * (1 - {left}))",
        label_zh=f"{one}年填埋、{year}年降解的碳",
        label_en=f"carbon of {one} that decayed in {year}",
        citation=SOURCE,
        children=(leaf, years, *(parameter_leaf(name, row) for name, row in parameters)),
    )


@derives(NAME, dataset="deposit", source=SOURCE, edition="2006", explain=_explain)
def decay_deposits(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive the carbon that decays in a year, by site, class of landfill and class of waste.

    A stream with a year that nobody reported, and no declared rule for it, is not reported as a whole.
    A stream without a parameter (DOC, DOCf, MCF, k) is not estimated.

    Source: 2006 IPCC Guidelines, volume 5, equations 3.2, 3.4 and 3.5.

    Parameters
    ----------
    records
        `Deposit` of one region, all years up to ``year``.
    factors
        Factors.
    family
        Factor family.
    year
        Year of decay.

    Returns
    -------
    dy.DataFrame[Activity]
        Carbon decayed [t C], kind ``waste``, material ``decayed_*``, technology the class of landfill.

    Raises
    ------
    InputError
        If the rows of a stream disagree on opening, closing, climate or growth.
    """
    streams = _streams(records, factors=factors, family=family, year=year)
    return as_activity([_activity_row(stream, year) for stream in streams])


def _streams(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[dict[str, Any]]:
    plain = records.with_columns(pl.col("landfill", "waste", "climate", "state", "quality").cast(pl.String))
    _refuse_disagreement(plain)
    streams = plain.select(*STREAM, "climate").unique(maintain_order=True).sort(STREAM)
    places = streams.with_columns(
        year=pl.lit(year, pl.Int32), source=pl.lit("5A"), fuel="waste", technology="landfill"
    )
    rates = [f"decay_rate_{climate}" for climate in sorted(set(streams["climate"].to_list()))]
    picked = pick(places, factors=factors, family=family, method=NAME, parameters=[*BASE, *rates])
    rows = plain.sort("year").partition_by(STREAM, as_dict=True)
    return [
        _stream(place, rows[tuple(place[name] for name in STREAM)].to_dicts(), year)
        for place in picked.iter_rows(named=True)
    ]


def _stream(place: dict[str, Any], deposits: list[dict[str, Any]], year: int) -> dict[str, Any]:
    history = fill_history(deposits, year=year)
    rate = f"decay_rate_{place['climate']}"
    needed = [place[name] for name in (*BASE, rate)]
    found = place | {
        "deposits": deposits,
        "history": history,
        "picked": {**{name: name for name in BASE}, "decay_rate": rate},
        "decay_rate": place[rate],
        "quantity": None,
        "state": None,
    }
    if history.missing:
        return found | {"state": "not_reported"}
    if None in needed:
        return found | {"state": "NE"}
    decomposable = place["doc"] * place["doc_f"] * place["methane_correction"]
    carbon = decayed_carbon(history.masses, year=year, decomposable=decomposable, decay_rate=place[rate])
    return found | {"decomposable": decomposable, "quantity": carbon}


def _activity_row(stream: Mapping[str, Any], year: int) -> dict[str, Any]:
    history: History = stream["history"]
    names = stream["picked"].values()
    qualities = [row["quality"] for row in stream["deposits"] if row["year"] < year]
    qualities += [stream[f"{name}_quality"] for name in names if stream[name] is not None]
    qualities += ["derived"] * bool(history.filled)
    told = (("未报告的年份", history.missing), ("按声明的增长率回推的年份", history.filled))
    notes = [f"{word}: {_span(years)}" for word, years in told if years]
    return {
        "region": stream["region"],
        "year": year,
        "sector": stream["site"],
        "source": "5A",
        "fuel": MATERIAL + stream["waste"],
        "activity": "waste",
        "technology": stream["landfill"],
        "quantity": stream["quantity"],
        "unit": "t",
        "state": stream["state"],
        "quality": worst_of(qualities),
        "citation": "; ".join(sorted({row["citation"] for row in stream["deposits"]})),
        "note": "; ".join(notes) or None,
    }


def _span(years: Sequence[int]) -> str:
    """Write years as spans: 1990-1994, 1999."""
    runs: list[list[int]] = []
    for one in years:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _refuse_disagreement(records: pl.DataFrame) -> None:
    """Refuse a stream whose rows tell several openings, closings, climates or growths."""
    told = ("opened", "closed", "climate", "backcast_growth")
    counted = records.group_by(STREAM, maintain_order=True).agg(pl.col(told).drop_nulls().n_unique())
    problems = [
        Problem("waste.stream_disagrees", {"site": row["site"], "waste": row["waste"], "column": name})
        for row in counted.iter_rows(named=True)
        for name in told
        if row[name] > 1
    ]
    if problems:
        raise InputError(problems)
