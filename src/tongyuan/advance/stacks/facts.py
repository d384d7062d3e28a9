"""The tables that stacks are judged by, and which of their rows hold in a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Facts", "in_force", "rule_values", "unverified"]

NEEDED = (
    *("standard_temperature", "standard_pressure", "oxygen_of_air", "hour_minutes", "day_hours"),
    *("quarter_capture", "good_capture", "short_gap"),
    *("window_short_gap", "window_long_gap", "window_low_capture"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Tables as reference gives them; users' own rows may stand in their place.

    Parameters
    ----------
    rules
        ``rule``, ``value``, ``edition``, ``valid_from``, ``valid_to``, ``quality``, ``citation``.
    marks
        ``mark``, ``state``.
    oxygen
        ``source_class``, ``oxygen_percent`` [%], ``valid_from``, ``valid_to``, ``quality``.
    limits
        ``regime``, ``source_class``, ``pollutant``, ``limit_mg_m3``, ``valid_from``, ``valid_to``.
    shares
        ``regime``, ``source_class``, ``least_share`` [1], ``valid_from``, ``valid_to``.
    checks
        ``check``, ``parameter``, ``value``.
    """

    rules: pl.DataFrame
    marks: pl.DataFrame
    oxygen: pl.DataFrame
    limits: pl.DataFrame
    shares: pl.DataFrame
    checks: pl.DataFrame

    def check(self, name: str) -> dict[str, float]:
        """Return the bounds of a check by their names."""
        return dict(self.checks.filter(check=name).select("parameter", "value").iter_rows())


def in_force(rows: pl.DataFrame, *, first: date, last: date) -> pl.DataFrame:
    """Keep what holds on every day of a period; a blank end is none.

    Parameters
    ----------
    rows
        Rows with ``valid_from`` and ``valid_to``.
    first, last
        Days, both within.

    Returns
    -------
    pl.DataFrame
        The rows that hold.

    Raises
    ------
    InputError
        If a row begins or ends within the period: an edition is chosen by date and none are mixed.
    """
    begins = pl.col("valid_from").fill_null(date.min)
    ends = pl.col("valid_to").fill_null(date.max)
    within = rows.filter((begins <= last) & (ends >= first))
    split = within.filter((begins > first) | (ends < last))
    if split.height:
        names = [name for name in ("rule", "regime", "source_class") if name in split.columns]
        told = "、".join(str(one) for one in split.select(names).row(0))
        raise InputError(Problem("stack.edition_changes", {"first": first, "last": last, "what": told}))
    return within


def rule_values(rules: pl.DataFrame, *, first: date, last: date) -> dict[str, float]:
    """Read the rules that hold in a period.

    Parameters
    ----------
    rules
        As :class:`Facts` holds them.
    first, last
        Days, both within.

    Returns
    -------
    dict
        Value of each rule.

    Raises
    ------
    InputError
        If no edition holds, or one begins or ends within.
    """
    held = in_force(rules, first=first, last=last)
    values = dict(held.select("rule", "value").iter_rows())
    absent = [name for name in NEEDED if name not in values]
    if absent or held["edition"].n_unique() > 1:
        raise InputError(Problem("stack.no_rules", {"first": first, "last": last}))
    return values


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
    names = ("rule", "mark", "check", "parameter", "regime", "source_class", "pollutant", "item")
    told = []
    for rows in frames:
        for row in rows.filter(quality="unverified").iter_rows(named=True):
            parts = [str(row[name]) for name in names if row.get(name) is not None]
            told.append(f"{'.'.join(parts)} ({row['citation']})")
    return told
