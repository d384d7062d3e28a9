"""What the gates are told of a project, and which rules hold for it on which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

__all__ = ["Carbon", "Case", "Price", "Registered", "Rule", "Rulebook", "Settings"]

NOT = "not:"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the jurisdiction itself sets; what is None was not given and is never assumed.

    Parameters
    ----------
    coal_ratio
        Coal replaced for each tonne of new use [1].
    coal_document
        Document that sets it.
    two_high
        Industry codes of the provincial list; a code stands for all that begin with it.
    two_high_document
        Document of that list.
    pm25_ug_m3
        Annual mean of the city [ug/m3].
    """

    coal_ratio: float | None = None
    coal_document: str | None = None
    two_high: tuple[str, ...] | None = None
    two_high_document: str | None = None
    pm25_ug_m3: float | None = None


@dataclass(frozen=True, slots=True)
class Carbon:
    """What is left of a city's budget, and which kept run says so.

    Parameters
    ----------
    cap_t, now_t
        Budget, and emission of the base year [t/a].
    run
        Run of the decomposition.
    year, base_year
        Years of the two.
    quality
        Quality of the row.
    """

    cap_t: float
    now_t: float
    run: str | None = None
    year: int | None = None
    base_year: int | None = None
    quality: str | None = None

    @property
    def left_t(self) -> float:
        """What is left [t/a]; below zero where the city is over its budget."""
        return self.cap_t - self.now_t


@dataclass(frozen=True, slots=True)
class Price:
    """What the next tonne of CO2 costs under a kept plan of the region or of the whole jurisdiction.

    Parameters
    ----------
    cny_per_t
        Shadow price [CNY/t].
    run
        Run of the plan.
    region
        Region of the plan.
    year
        Year of the limit.
    quality
        Quality of what the plan rests on.
    """

    cny_per_t: float
    run: str
    region: str
    year: int
    quality: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register of reductions says of a source, in the unit of its commodity.

    Parameters
    ----------
    number
        Number of the registration.
    commodity, unit
        What is reduced, and its unit.
    recognised
        Recognised by the authority; None where it is not yet.
    reduced
        Counted as total reduction.
    others
        Held or used by other projects, or claimed of it by others of the list.
    own
        Held or used by this project.
    """

    number: int
    commodity: str
    unit: str
    recognised: float | None
    reduced: float = 0.0
    others: float = 0.0
    own: float = 0.0

    @property
    def left(self) -> float:
        """What this project may use: at least what is held for it, else what nobody else has."""
        return max(self.own, (self.recognised or 0.0) - self.reduced - self.others, 0.0)


@dataclass(frozen=True, slots=True)
class Case:
    """A project as it is looked at on a day.

    Parameters
    ----------
    project
        Row of ``AdmissionProject``.
    on
        Day of the opinion.
    sources
        Rows of ``AdmissionSource`` of the project; of a registered one the facts are those of the register.
    parts
        Units that the site touches: ``unit``, ``zone_class``, ``share``; None where it cannot be told.
    red_line
        ``overlaps``, ``touches``, ``clear`` or ``not_told``; None where the site cannot be located.
    lists
        Rows of ``ZoneRule`` in force of those units.
    used
        What other projects of the list state to use of a source, by source and kind [t/a].
    register
        What the register says, by number of the registration.
    settings
        What the jurisdiction sets.
    carbon
        The city's budget.
    price
        Shadow price of CO2.
    """

    project: Mapping[str, Any]
    on: date
    sources: tuple[Mapping[str, Any], ...] = ()
    parts: pl.DataFrame | None = None
    red_line: str | None = None
    lists: pl.DataFrame | None = None
    used: Mapping[tuple[str, str], float] = field(default_factory=dict)
    register: Mapping[int, Registered] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    carbon: Carbon | None = None
    price: Price | None = None

    def of_kind(self, kind: str) -> list[Mapping[str, Any]]:
        """List the sources of a kind."""
        return [source for source in self.sources if source["offset_kind"] == kind]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it holds for a case; its status is no better than that of the regions it names."""

    rule: str
    gate: str
    condition: str
    figure: float | None
    document: str
    clause: str
    citation: str
    status: str
    overridable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Dated rules and the regions that they name.

    Parameters
    ----------
    rules
        Rows of ``AdmissionRule``.
    regions
        ``region_set``, ``region``, ``effective_from``, ``effective_to``, ``quality``.
    provincial
        Whether the jurisdiction's own rules are among them; without them no gate is passed.
    """

    rules: pl.DataFrame
    regions: pl.DataFrame
    provincial: bool = True

    def holding(self, case: Case, gate: str) -> Iterator[Rule]:
        """Give the rules of a gate that hold for a case, each on the day that counts for it.

        Parameters
        ----------
        case
            The project.
        gate
            The gate.

        Yields
        ------
        Rule
            In the order of the table.
        """
        sector = case.project["project_sector"]
        for row in self.rules.filter(pl.col("gate") == gate).iter_rows(named=True):
            day = case.on if row["basis"] == "decided" else (case.project["announced_on"] or case.on)
            if row["sector"] not in ("*", sector) or not _within(row, day):
                continue
            member = self._member(row["region_set"].removeprefix(NOT), case.project["region"], day)
            if row["region_set"] != ALL and (member is not None) == row["region_set"].startswith(NOT):
                continue
            rule = Rule(**{name: row[name] for name in Rule.__slots__})
            yield replace(rule, status="unverified") if member == "unverified" else rule

    def _member(self, region_set: str, region: str, day: date) -> str | None:
        """Say how well it is known that a region belongs to a set; None where it does not."""
        above = {f"{region[:2]}0000", f"{region[:4]}00", region}
        rows = self.regions.filter(pl.col("region_set") == region_set, pl.col("region").is_in(list(above)))
        found = {row["quality"] for row in rows.iter_rows(named=True) if _within(row, day)}
        if not found:
            return None
        return "published" if "published" in found else "unverified"


def _within(row: Mapping[str, Any], day: date) -> bool:
    return bool(row["effective_from"] <= day) and (row["effective_to"] is None or day < row["effective_to"])
