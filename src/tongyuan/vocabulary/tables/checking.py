"""Checking a frame against its contract at the edge: every fault at once, as problems."""

from __future__ import annotations

from typing import TypeVar

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables.contract import Contract

__all__ = ["conforming"]

Kept = TypeVar("Kept", bound=Contract)


def conforming(frame: pl.DataFrame, *, contract: type[Kept]) -> dy.DataFrame[Kept]:
    """Return the frame by its contract: columns in order and of the right type, every rule kept.

    Parameters
    ----------
    frame
        Rows from outside; further columns are dropped.
    contract
        What they must keep.

    Returns
    -------
    dy.DataFrame
        The same rows.

    Raises
    ------
    InputError
        If a column is missing or rows break a rule; all faults are named together.

    Examples
    --------
    >>> from tongyuan.vocabulary.tables import Membership
    >>> row = {"group": "coast", "region": "1", "share": 1, "quality": "published", "citation": "y"}
    >>> conforming(pl.DataFrame([row]), contract=Membership)["share"].dtype
    Float64
    """
    absent = [name for name in contract.column_names() if name not in frame.columns]
    if absent:
        raise InputError([_problem(contract, name, "column", frame.height) for name in absent])
    kept, failures = contract.filter(frame, cast=True)
    if kept.height < frame.height:
        counts = sorted(failures.counts().items())
        raise InputError([_problem(contract, *_column_and_rule(key), count) for key, count in counts])
    return kept


def _column_and_rule(key: str) -> tuple[str, str]:
    column, _, rule = key.partition("|")
    return (column, rule) if rule else ("*", column)


def _problem(contract: type[Contract], column: str, rule: str, count: int) -> Problem:
    values = {"table": contract.__name__, "column": column, "rule": rule, "count": count}
    return Problem("vocabulary.contract", values)
