"""Substitution of what was not measured: by the capture of the quarter and the length of the gap."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.advance.stacks.facts import Facts, rule_values
from tongyuan.advance.stacks.validity import quarter_of, quarters_of

__all__ = ["filled", "substitute", "window_of"]

Series = NDArray[np.float64]


def window_of(gap_hours: int, *, capture: float, rules: Mapping[str, float]) -> int | None:
    """Choose how many valid hours before a gap its figure is taken from.

    Source: HJ 75-2017, table of substitution, as recalled (unverified).

    Parameters
    ----------
    gap_hours
        Hours of operation in a row without a figure [h].
    capture
        Share of the quarter's operating hours with a figure [1].
    rules
        Values by rule.

    Returns
    -------
    int or None
        Hours [h]; None where capture is too low for any substitution.

    Examples
    --------
    >>> rules = {"good_capture": 0.9, "quarter_capture": 0.75, "short_gap": 24}
    >>> rules |= {"window_short_gap": 180, "window_long_gap": 720, "window_low_capture": 2160}
    >>> [window_of(gap, capture=share, rules=rules) for gap, share in ((24, 0.9), (25, 0.9), (1, 0.8))]
    [180, 720, 2160]
    >>> window_of(1, capture=0.7, rules=rules) is None
    True
    """
    if capture >= rules["good_capture"]:
        short = gap_hours <= rules["short_gap"]
        return int(rules["window_short_gap" if short else "window_long_gap"])
    return int(rules["window_low_capture"]) if capture >= rules["quarter_capture"] else None


def substitute(
    masses: Series, *, captures: Series, rules: Mapping[str, float]
) -> tuple[Series, NDArray[np.int64], NDArray[np.int64]]:
    """Fill each gap of a row of operating hours with the greatest of the valid hours before it.

    Where fewer valid hours lie before a gap than the rule asks for, those that are there are taken and
    their number is told; where none lie before it, the gap stays empty.

    Parameters
    ----------
    masses
        Mass of each hour of operation, in order; not a number where none was measured [kg], shape (hours,).
    captures
        Capture of the quarter of each hour [1], shape (hours,).
    rules
        Values by rule.

    Returns
    -------
    tuple of ndarray
        Substituted mass [kg] (not a number where none), hours that the rule asks for (0 where none), hours
        that were there; each of shape (hours,).

    Examples
    --------
    >>> rules = {"good_capture": 0.6, "quarter_capture": 0.5, "short_gap": 24}
    >>> rules |= {"window_short_gap": 2, "window_long_gap": 3, "window_low_capture": 4}
    >>> hours = np.array([9.0, 1.0, 2.0, np.nan, 3.0])
    >>> substitute(hours, captures=np.full(5, 0.8), rules=rules)[0].tolist()[3]
    2.0
    """
    empty = np.isnan(masses)
    given = np.full(masses.shape, np.nan)
    asked = np.zeros(masses.shape, dtype=np.int64)
    there = np.zeros(masses.shape, dtype=np.int64)
    valid = masses[~empty]
    before = np.cumsum(~empty)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], empty.astype(np.int8), [0]))))
    for begin, after in edges.reshape(-1, 2).tolist():
        for capture in np.unique(captures[begin:after]).tolist():
            hours = np.arange(begin, after)[captures[begin:after] == capture]
            window = window_of(after - begin, capture=capture, rules=rules)
            behind = int(before[begin])
            if window is not None and behind:
                given[hours] = valid[max(0, behind - window) : behind].max()
                asked[hours], there[hours] = window, min(window, behind)
    return given, asked, there


def filled(hours: pl.DataFrame, *, facts: Facts) -> pl.DataFrame:
    """Say of every hour which part of the total it is, and substitute what the rules let be substituted.

    Parameters
    ----------
    hours
        Rows of ``StackHour``.
    facts
        The tables.

    Returns
    -------
    pl.DataFrame
        The hours with ``part`` (``measured``, ``start_stop``, ``substituted``, ``unfilled``, ``outage``),
        ``known_kg`` [kg] (null where unfilled or out of operation), ``window_hours`` that the rule asks
        for and ``window_there`` [h] (null where nothing was substituted).
    """
    if hours.is_empty():
        none = pl.lit(None, pl.Int64)
        return hours.with_columns(
            part=pl.lit(None, pl.String),
            known_kg=pl.lit(None, pl.Float64),
            window_hours=none,
            window_there=none,
        )
    days = hours["day"]
    rules = rule_values(facts.rules, first=days.min(), last=days.max())  # type: ignore[arg-type]
    captures = quarters_of(hours, facts=facts).select("station", "pollutant", "quarter", "capture")
    rows = hours.with_columns(quarter=quarter_of(pl.col("day"))).join(
        captures, on=["station", "pollutant", "quarter"], how="left", maintain_order="left"
    )
    out = pl.col("operation").cast(pl.String) == "outage"
    groups = rows.filter(~out).partition_by("station", "pollutant", maintain_order=True)
    ran = [_group(one, rules) for one in groups]
    columns = ["substitute", "window_hours", "window_there"]
    idle = rows.filter(out).with_columns(
        substitute=pl.lit(None, pl.Float64),
        window_hours=pl.lit(None, pl.Int64),
        window_there=pl.lit(None, pl.Int64),
    )
    whole = pl.concat([*ran, idle]).sort("station", "pollutant", "ended_at")
    return _parted(whole).drop("quarter", "capture", columns[0])


def _group(rows: pl.DataFrame, rules: Mapping[str, float]) -> pl.DataFrame:
    ordered = rows.sort("ended_at")
    masses = ordered["mass_kg"].fill_null(float("nan")).to_numpy()
    captures = ordered["capture"].fill_null(0.0).to_numpy()
    given, asked, there = substitute(masses, captures=captures, rules=rules)
    filled_in = ~np.isnan(given)
    return ordered.with_columns(
        substitute=pl.Series(given, nan_to_null=True),
        window_hours=pl.Series(
            [int(n) if ok else None for n, ok in zip(asked, filled_in, strict=True)], dtype=pl.Int64
        ),
        window_there=pl.Series(
            [int(n) if ok else None for n, ok in zip(there, filled_in, strict=True)], dtype=pl.Int64
        ),
    )


def _parted(rows: pl.DataFrame) -> pl.DataFrame:
    operation = pl.col("operation").cast(pl.String)
    part = (
        pl.when(operation == "outage")
        .then(pl.lit("outage"))
        .when(pl.col("mass_kg").is_not_null() & (operation == "start_stop"))
        .then(pl.lit("start_stop"))
        .when(pl.col("mass_kg").is_not_null())
        .then(pl.lit("measured"))
        .when(pl.col("substitute").is_not_null())
        .then(pl.lit("substituted"))
        .otherwise(pl.lit("unfilled"))
    )
    known = pl.when(part != "outage").then(pl.coalesce("mass_kg", "substitute"))
    return rows.with_columns(part=part, known_kg=known)
