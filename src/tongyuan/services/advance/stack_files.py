"""Files about stacks: profiles, checklists, reported totals, CO2 of fuel; every fault with its row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import dataframely as dy
import polars as pl

from tongyuan.services.advance.monitor_files import Leaf, read_leaves
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import StackProfile

__all__ = ["answers_of", "fuel_of", "leaf_of", "profiles_of", "read_columns", "reported_of"]

BASES = ("weighed", "stock", "purchase", "derived", "link")
SHOWN = 80


def profiles_of(file: Path) -> pl.DataFrame:
    """Read profiles of stacks: all, or none with every fault named."""
    leaf = leaf_of(file)
    schema = StackProfile.create_empty().schema
    numbers = [name for name, kind in schema.items() if kind == pl.Float64]
    needed = [name for name in schema if name not in numbers or name == "atmosphere_pa"]
    rows = read_columns(leaf, needed=needed, numbers=numbers, key=["station"], optional=numbers)
    try:
        return StackProfile.validate(rows.select(list(schema)), cast=True)
    except (dy.exc.ValidationError, ValueError, pl.exceptions.PolarsError) as error:
        fault = " ".join(str(error).split())[: 4 * SHOWN]
        raise InputError(Problem("stack.profile", {"fault": fault}, leaf.place())) from error


def answers_of(file: Path) -> pl.DataFrame:
    """Read the answers to a checklist: ``item``, ``answer``, ``share``, ``evidence``."""
    names = ["item", "answer", "share", "evidence"]
    return read_columns(leaf_of(file), needed=names, numbers=["share"], key=[]).select(names)


def reported_of(file: Path) -> pl.DataFrame:
    """Read reported totals: ``station``, ``pollutant``, ``period``, ``reported_t``."""
    names = ["station", "pollutant", "period", "reported_t"]
    return read_columns(leaf_of(file), needed=names, numbers=["reported_t"], key=names[:3]).select(names)


def fuel_of(file: Path) -> pl.DataFrame:
    """Read CO2 of fuel: ``station``, ``figure``, ``co2_t``, ``basis``, ``derived_from``."""
    leaf = leaf_of(file)
    names = ["station", "figure", "co2_t", "basis", "derived_from"]
    rows = read_columns(leaf, needed=names, numbers=["co2_t"], key=["station", "figure"]).select(names)
    wrong = [
        Problem("stack.basis", {"got": basis[:SHOWN]}, leaf.place(number))
        for number, basis in zip(leaf.numbers, rows["basis"], strict=True)
        if basis is not None and basis not in BASES
    ]
    if wrong:
        raise InputError(wrong)
    return rows


def leaf_of(file: Path) -> Leaf:
    """Read the first table of a file."""
    return read_leaves(file.read_bytes(), file=file.name)[0]


def read_columns(
    leaf: Leaf,
    *,
    needed: Sequence[str],
    numbers: Sequence[str],
    key: Sequence[str],
    optional: Sequence[str] = (),
) -> pl.DataFrame:
    """Read columns as texts and numbers of zero or more; every fault is told with its row.

    Parameters
    ----------
    leaf
        The table.
    needed
        Columns that have to be there.
    numbers
        Of them, those that hold numbers.
    key
        Columns that name a row.
    optional
        Columns that are filled with null where they are not there.

    Returns
    -------
    pl.DataFrame
        The rows.

    Raises
    ------
    InputError
        With every fault.
    """
    absent = [name for name in needed if name not in leaf.rows.columns]
    if absent:
        values = {"got": "、".join(absent), "expected": "、".join(needed)}
        raise InputError(Problem("stack.columns", values, leaf.place()))
    text = pl.col(pl.String).str.strip_chars()
    rows = leaf.rows.with_columns(pl.when(text != "").then(text).name.keep())
    missing = [pl.lit(None, pl.String).alias(name) for name in optional if name not in rows.columns]
    rows = rows.with_columns(missing)
    problems = []
    for name in numbers:
        for number, got in zip(leaf.numbers, rows[name], strict=True):
            if got is not None and not _fit(got):
                values = {"column": name, "got": got[:SHOWN]}
                problems.append(Problem("stack.number", values, leaf.place(number, name)))
    if key:
        twice = rows.filter(pl.struct(key).is_duplicated()).select(key).unique(maintain_order=True)
        problems += [
            Problem("stack.twice", {"got": " ".join(map(str, row))[:SHOWN]}, leaf.place())
            for row in twice.iter_rows()
        ]
    if problems:
        raise InputError(problems)
    return rows.with_columns(pl.col(list(numbers)).cast(pl.Float64))


def _fit(text: str) -> bool:
    try:
        number = float(text)
    except ValueError:
        return False
    return math.isfinite(number) and number >= 0
