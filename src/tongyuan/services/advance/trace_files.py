"""Files of tracing: samples with uncertainties, limits, libraries, cells; every fault with its place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from tongyuan.advance.tracing import estimate_uncertainty
from tongyuan.advance.tracing.preparing import Array
from tongyuan.services.advance.monitor_files import Leaf, read_leaves
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Samples", "cells_of", "library_of", "samples_of"]

ABSENT = frozenset({"", "na", "nan", "null", "-", "--", "—", "-99", "-999", "-9999"})
MOST_TOLD = 200
SHOWN = 80


@dataclass(frozen=True, slots=True)
class Samples:
    """Concentrations and uncertainties as a file tells them.

    Parameters
    ----------
    times
        First column, as written.
    species
        Heads of the other columns.
    concentration, uncertainty
        Samples x species [the species' own unit]; NaN is missing.
    """

    times: tuple[str, ...]
    species: tuple[str, ...]
    concentration: Array
    uncertainty: Array


def samples_of(file: Path, *, uncertainty: Path | None, limits: Path | None) -> Samples:
    """Read samples with their uncertainties.

    Parameters
    ----------
    file
        Time, then a column a species; a second sheet may hold the uncertainties.
    uncertainty
        The same table of uncertainties.
    limits
        ``species``, ``detection``, ``error`` (a fraction), from which they are estimated.

    Returns
    -------
    Samples
        Both tables.

    Raises
    ------
    InputError
        With every cell that is no number; where the tables differ; where there are no uncertainties.
    """
    leaves = read_leaves(file.read_bytes(), file=file.name)
    times, species, values = _table(leaves[0])
    if uncertainty is not None:
        second = read_leaves(uncertainty.read_bytes(), file=uncertainty.name)[0]
    elif limits is None and len(leaves) > 1:
        second = leaves[1]
    elif limits is None:
        raise InputError(Problem("tracing.no_uncertainty", {}, leaves[0].place()))
    else:
        known, spread = estimate_uncertainty(values, **_limits(limits, species))
        return Samples(times, species, known, spread)
    other_times, other_species, spread = _table(second)
    if (other_times, other_species) != (times, species):
        raise InputError(Problem("tracing.rows", {"got": _difference(times, other_times)}, second.place()))
    return Samples(times, species, values, spread)


def _difference(times: Sequence[str], others: Sequence[str]) -> str:
    if len(times) != len(others):
        return f"{len(times)} ≠ {len(others)}"
    return next((f"{one} ≠ {other}" for one, other in zip(times, others, strict=True) if one != other), "—")


def _table(leaf: Leaf) -> tuple[tuple[str, ...], tuple[str, ...], Array]:
    columns = leaf.rows.columns
    kept = leaf.rows.filter(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != ""))
    if len(columns) < 2 or kept.is_empty():
        raise InputError(Problem("tracing.empty", {}, leaf.place()))
    faults: list[Problem] = []
    parts = [_numbers(leaf, name, faults) for name in columns[1:]]
    if faults:
        raise InputError(faults[:MOST_TOLD])
    whole = np.column_stack(parts)
    there = leaf.rows.select(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != "")).to_series()
    times = tuple(str(one or "") for one in kept[columns[0]])
    return times, tuple(columns[1:]), whole[there.to_numpy()]


def _numbers(leaf: Leaf, name: str, faults: list[Problem]) -> Array:
    text = leaf.rows[name].str.strip_chars().fill_null("")
    missing = text.str.to_lowercase().is_in(list(ABSENT))
    number = text.cast(pl.Float64, strict=False)
    wrong = ~missing & (number.is_null() | ~number.is_finite().fill_null(value=False))
    for row, got in zip(leaf.numbers.filter(wrong), text.filter(wrong), strict=True):
        faults.append(Problem("tracing.number", {"got": got[:SHOWN]}, leaf.place(row, name)))
    return number.set(missing | wrong, None).fill_null(float("nan")).to_numpy()


def _limits(file: Path, species: Sequence[str]) -> dict[str, Array]:
    rows = _columns(file, needed=["species", "detection", "error"], numbers=["detection", "error"])
    told = {row["species"]: row for row in rows.iter_rows(named=True)}
    lacking = [name for name in species if name not in told]
    if lacking:
        raise InputError(Problem("tracing.limits", {"got": "、".join(lacking[:20])}))
    return {
        name: np.array([told[one][name] for one in species], dtype=float) for name in ("detection", "error")
    }


def _columns(
    file: Path, *, needed: Sequence[str], numbers: Sequence[str], code: str = "tracing.number"
) -> pl.DataFrame:
    leaf = read_leaves(file.read_bytes(), file=file.name)[0]
    lacking = [name for name in needed if name not in leaf.rows.columns]
    if lacking:
        raise InputError(Problem(code, {"got": "、".join(lacking)}, leaf.place()))
    faults: list[Problem] = []
    read = {name: _numbers(leaf, name, faults) for name in numbers if name in leaf.rows.columns}
    if faults:
        raise InputError(faults[:MOST_TOLD])
    return leaf.rows.with_columns(**{name: pl.Series(one).fill_nan(None) for name, one in read.items()})


def library_of(file: Path) -> dict[str, dict[str, float]]:
    """Read a library of profiles: ``source``, ``species``, ``share`` [1]."""
    rows = _columns(file, needed=["source", "species", "share"], numbers=["share"], code="tracing.shares")
    wrong = rows.filter(~pl.col("share").is_between(0, 1).fill_null(value=False))
    if wrong.height or rows.is_empty():
        got = "、".join(
            f"{one:g}" if one is not None and not math.isnan(one) else "—" for one in wrong["share"][:5]
        )
        raise InputError(Problem("tracing.shares", {"got": got or "—"}))
    library: dict[str, dict[str, float]] = {}
    for row in rows.iter_rows(named=True):
        library.setdefault(row["source"], {})[row["species"]] = row["share"]
    return library


def cells_of(file: Path) -> pl.DataFrame:
    """Read values of cells: ``cell``, ``period``, ``value``, and ``lon`` and ``lat`` where they stand."""
    rows = _columns(
        file, needed=["cell", "period", "value"], numbers=["value", "lon", "lat"], code="tracing.cells"
    )
    if rows.is_empty() or rows["cell"].null_count() or rows["period"].null_count():
        raise InputError(Problem("tracing.cells", {"got": "cell, period"}))
    for name, most in (("lon", 180), ("lat", 90)):
        if name not in rows.columns:
            rows = rows.with_columns(pl.lit(None, pl.Float64).alias(name))
        beyond = rows.filter(pl.col(name).abs() > most)
        if beyond.height:
            raise InputError(Problem("tracing.cells", {"got": f"{name} {beyond[name][0]:g}"}))
    return rows.select("cell", "period", "value", "lon", "lat")
