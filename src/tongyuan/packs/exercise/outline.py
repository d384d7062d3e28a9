"""What the fictive policy asks, and how each target is measured: the tables beside this module, typed.

``outline.csv`` holds one row per reading of a target, ``measures.csv`` one per indicator. Goals are drawn
between ``low`` and ``high``; ``step`` is how far a straight path moves in a year, and the margin of draws.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tongyuan.vocabulary.indicators import Indicator

__all__ = ["Measure", "Reading", "measures", "read", "readings"]

FOLDER = "tongyuan.packs.exercise"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one target: its row of ``outline.csv``."""

    row: dict[str, str]
    target: str
    reading: str
    rule: str
    target_year: int | None
    course: str
    quantified: bool
    low: float
    high: float
    grain: float
    step: float | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator of ``measures.csv``; ``kind`` says how its value is broken down into series.

    ``exact`` says where binary arithmetic gives the value without rounding, so that a figure may be planted
    exactly on a line: ``always``, at the ``goal`` alone, or ``never``.
    """

    row: dict[str, str]
    indicator: str
    targets: tuple[str, ...]
    official: bool
    together: bool
    direction: str
    form: str
    inputs: tuple[tuple[str, str, str], ...]
    base_year: int | None
    base_value: float | None
    irreversible: bool
    hedged: bool
    tolerance: float | None
    trend: str
    missing_reason: str
    kind: str
    exact: str

    @property
    def stale_after_years(self) -> int:
        """Whole years that a figure keeps telling the state: the vocabulary's default."""
        return int(Indicator.model_fields["stale_after_years"].default)


def read(table: str) -> list[dict[str, str]]:
    """Read a table of this folder as rows of text."""
    text = (files(FOLDER) / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def readings() -> tuple[Reading, ...]:
    """List all readings, in the order of the outline."""
    return tuple(_reading(row) for row in read("outline"))


@cache
def measures() -> tuple[Measure, ...]:
    """List all indicators, in the order of their table."""
    return tuple(_measure(row) for row in read("measures"))


def _reading(row: dict[str, str]) -> Reading:
    return Reading(
        row=row,
        target=row["target"],
        reading=row["reading"],
        rule=row["rule"],
        target_year=_whole(row["target_year"]),
        course=row["course"],
        quantified=row["quantified"] == "true",
        low=float(row["low"] or 0),
        high=float(row["high"] or 0),
        grain=float(row["grain"] or 1),
        step=_number(row["step"]),
    )


def _measure(row: dict[str, str]) -> Measure:
    return Measure(
        row=row,
        indicator=row["indicator"],
        targets=tuple(row["targets"].split(";")),
        official=row["role"] == "official",
        together=row["together"] == "true",
        direction=row["direction"],
        form=row["form"],
        inputs=tuple(_input(item) for item in row["inputs"].split(" ")),
        base_year=_whole(row["base_year"]),
        base_value=_number(row["base_value"]),
        irreversible=row["irreversible"] == "true",
        hedged=row["hedged"] == "true",
        tolerance=None if row["tolerance"] == "open" else float(row["tolerance"]),
        trend=row["trend"],
        missing_reason=row["missing_reason"],
        kind=row["kind"],
        exact=row["exact"],
    )


def _input(item: str) -> tuple[str, str, str]:
    """Split ``name=series@year``."""
    name, _, place = item.partition("=")
    series, _, at = place.partition("@")
    return name, series, at


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None
