"""Landfills: from the deposits of all years to the carbon that decays in one of them (first-order decay)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import quantity_of, told
from tongyuan.accounting.surveys import grouped
from tongyuan.accounting.workings import (
    Record,
    Working,
    absent,
    added,
    computed,
    derived_by,
    parameters_of,
)
from tongyuan.vocabulary import materials
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Deposit, Factor

__all__ = ["History", "decay_deposits", "decayed_carbon", "fill_history", "stored_carbon", "tell_decay"]

NAME = "landfill.decay"
SOURCE = "2006 IPCC Guidelines, volume 5, equations 3.2, 3.4 and 3.5: decay starts the year after deposit"
STREAM = ("region", "site", "landfill", "waste")
MATERIAL = "decayed_"
BASE = ("doc", "doc_f", "methane_correction")
UNDECAYED = "mass_t * doc * doc_f * methane_correction"


@dataclass(frozen=True, slots=True)
class History:
    """The deposits of one stream: mass by year, and the years that nobody reported."""

    masses: Mapping[int, float]
    missing: tuple[int, ...]
    filled: tuple[int, ...]

    @property
    def note(self) -> str | None:
        """Say which years lack, and which were filled."""
        told = (("未报告的年份", self.missing), ("按声明的增长率回推的年份", self.filled))
        return "; ".join(f"{word}: {_span(years)}" for word, years in told if years) or None


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


def tell_decay(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the carbon that decays in a year, as the sum over the deposits of all years before it.

    Source: 2006 IPCC Guidelines, volume 5, equations 3.2, 3.4 and 3.5.

    Parameters
    ----------
    records
        `Deposit`, all years up to ``year``.
    factors, family
        Factors and the run's family.
    year
        Year of decay.

    Returns
    -------
    list of Working
        Carbon decayed [t C], one a stream.

    Raises
    ------
    ConflictError
        If two factors fit equally well.
    InputError
        If the rows of a stream disagree on opening, closing, climate or growth.

    Examples
    --------
    >>> tell_decay(Deposit.create_empty(), factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    _refuse_disagreement(records.with_columns(pl.col("landfill", "waste", "climate").cast(pl.String)))
    rows = records.sort(*STREAM, "year").to_dicts()
    streams = list(grouped(rows, by=STREAM).values())
    places = [
        {"region": rows[0]["region"], "year": year, "source": "5A"}
        | {"fuel": rows[0]["waste"], "technology": rows[0]["landfill"]}
        for rows in streams
    ]
    rates = [f"decay_rate_{climate}" for climate in sorted({row["climate"] for row in rows})]
    found = parameters_of(places, factors=factors, family=family, method=NAME, parameters=[*BASE, *rates])
    return [_working(rows, leaves, year) for rows, leaves in zip(streams, found, strict=True)]


def _working(deposits: Sequence[Record], leaves: Mapping[str, Node], year: int) -> Working:
    first, history = deposits[0], fill_history(deposits, year=year)
    rate = replace(leaves[f"decay_rate_{first['climate']}"], name="decay_rate")
    fuel = MATERIAL + first["waste"]
    return Working(
        region=first["region"],
        year=year,
        sector=first["site"],
        source="5A",
        fuel=fuel,
        technology=first["landfill"],
        activity="waste",
        unit="t",
        tree=_tree(fuel, deposits, history, [*(leaves[name] for name in BASE), rate], year),
        citation="; ".join(sorted({row["citation"] for row in deposits})),
        note=history.note,
        state=Missing.NOT_REPORTED if history.missing else Missing.NE,
    )


def _tree(
    fuel: str, deposits: Sequence[Record], history: History, parameters: Sequence[Node], year: int
) -> Node:
    """Add up what decays of each year's deposit; where a year is missing, the sum is."""
    by_year = {row["year"]: row for row in deposits}
    years = sorted({*history.masses, *history.missing})
    if not years:
        nothing = Node("mass_t", NodeKind.CONSTANT, 0.0, "t", label_zh="此前未填埋", label_en="none before")
        return quantity_of(fuel, UNDECAYED, [nothing, *parameters], unit="t", citation=SOURCE)
    parts = [_decayed(one, _deposit(one, by_year.get(one), history), parameters, year) for one in years]
    zh, en = materials.label(fuel), materials.label(fuel, language="en")
    return added("quantity", parts, unit="t", zh=f"活动量：{zh}", en=f"activity: {en}")


def _deposit(one: int, row: Record | None, history: History) -> Node:
    """Make the leaf of one year's deposit: as reported, by the rule declared, none (NO), or missing."""
    if row is not None and (row["mass_t"] is not None or one in history.missing):
        return told("mass_t", row, contract=Deposit)
    if one in history.missing:
        return replace(absent(zh=f"{one}年填埋量未报告", en=f"deposit of {one} is missing"), name="mass_t")
    filled = one in history.filled
    return Node(
        "mass_t",
        NodeKind.CONSTANT,
        history.masses[one],
        "t",
        label_zh=f"{one}年填埋量（按声明的增长率回推）" if filled else f"{one}年不填埋（NO）",
        label_en=f"deposit of {one}, by the declared growth" if filled else f"nothing put in in {one} (NO)",
        quality=Quality.DERIVED if filled else None,
        detail={"year": one},
    )


def _decayed(one: int, mass: Node, parameters: Sequence[Node], year: int) -> Node:
    """Compute what decays of one year's deposit."""
    lag = float(year - 1 - one)
    years = Node("years", NodeKind.CONSTANT, lag, "a", label_zh="滞后年数", label_en="years")
    return computed(
        "decayed_t",
        f"{UNDECAYED} * exp(-decay_rate * years) * (1 - exp(-decay_rate))",
        [mass, years, *parameters],
        unit="t",
        zh=f"{one}年填埋、{year}年降解的碳",
        en=f"carbon of {one} that decayed in {year}",
        citation=SOURCE,
    )


decay_deposits = derived_by(
    tell_decay,
    NAME,
    dataset="deposit",
    source=SOURCE,
    edition="2006",
)


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
