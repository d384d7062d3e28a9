"""What surface water is judged by, gathered; an edition is chosen by date or by name, none are mixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["CLASSES", "NAMES_OF_CLASSES", "WORST", "Facts", "Standard", "standard_of", "unverified"]

CLASSES = 5
WORST = 6  # worse than class V
NAMES_OF_CLASSES = tuple(f"class_{number}" for number in range(1, CLASSES + 1))
BODIES = ("river", "lake")
NEEDED = (
    *("sections_for_shares", "excellent_share", "good_share", "moderate_worst_share", "heavy_worst_share"),
    *("main_pollutants", "reference_class", "detection_share", "year_months", "trend_least"),
    *("trend_significance", "near_share", "least_day_share"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Tables of every edition.

    Parameters
    ----------
    limits
        As ``water_limits``.
    classes
        As ``water_classes``.
    rules
        As ``water_rules``.
    trophic
        As ``water_trophic``.
    """

    limits: pl.DataFrame
    classes: pl.DataFrame
    rules: pl.DataFrame
    trophic: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Standard:
    """One edition.

    Parameters
    ----------
    edition
        Its name.
    limits
        Limits by ``body`` (``river``, ``lake``) and ``item``.
    states
        State of a section by class.
    rules
        Value by rule.
    trophic
        Coefficients of the trophic index by item.
    """

    edition: str
    limits: pl.DataFrame
    states: Mapping[int, str]
    rules: Mapping[str, float]
    trophic: pl.DataFrame

    def items(self, role: str) -> list[str]:
        """List the items of a role: ``judged`` make the class, ``apart`` are told beside it."""
        return self.limits.filter(role=role)["item"].unique(maintain_order=True).to_list()


def standard_of(facts: Facts, *, first: date, last: date, edition: str | None = None) -> Standard:
    """Choose the edition that holds throughout a period, or the one that is named.

    Parameters
    ----------
    facts
        Tables of every edition.
    first, last
        Days, both within.
    edition
        Edition of the limits; by default that of the period.

    Returns
    -------
    Standard
        The edition.

    Raises
    ------
    InputError
        If none holds, if the edition changes within, or if none bears that name.
    """
    named = edition is not None
    limits = facts.limits.filter(edition=edition) if named else _held(facts.limits, first, last)
    held = _held(facts.rules, first, last)
    rules = dict(held.select("rule", "value").iter_rows())
    names = limits["edition"].unique().to_list()
    if len(names) != 1 or held["edition"].n_unique() != 1 or any(name not in rules for name in NEEDED):
        got = f"{first} – {last} {edition or ''}".strip()
        raise InputError(Problem("water.edition", {"got": got}))
    both = [
        limits.filter(pl.col("body").is_in(["any", body])).with_columns(body=pl.lit(body)) for body in BODIES
    ]
    states = dict(facts.classes.select("class", "state").iter_rows())
    return Standard(names[0], pl.concat(both), states, rules, facts.trophic)


def _held(rows: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    begins = pl.col("valid_from").fill_null(date.min)
    ends = pl.col("valid_to").fill_null(date.max)
    within = rows.filter((begins <= last) & (ends >= first))
    split = within.filter((begins > first) | (ends < last))
    if split.height:
        names = "、".join(split["edition"].unique().sort())
        raise InputError(Problem("water.edition", {"got": f"{first} – {last} {names}"}))
    return within


def unverified(frames: Iterable[pl.DataFrame]) -> list[str]:
    """Tell the rows that were not seen in the document that they cite.

    Parameters
    ----------
    frames
        Rows with ``quality``, ``citation`` and what names them.

    Returns
    -------
    list of str
        A name and citation each.
    """
    told = []
    for rows in frames:
        for row in rows.filter(quality="unverified").iter_rows(named=True):
            parts = [str(row[name]) for name in ("rule", "item", "class") if row.get(name) is not None]
            told.append(f"{'.'.join(parts)} ({row['citation']})")
    return told
