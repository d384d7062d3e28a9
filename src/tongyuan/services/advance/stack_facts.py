"""The tables that stacks are judged by, and which of them were not seen in the document they cite."""

from __future__ import annotations

import polars as pl

from tongyuan import reference
from tongyuan.advance.stacks import Facts, unverified

__all__ = ["facts_now", "told_unverified"]


def facts_now() -> Facts:
    """Take the shipped tables."""
    return Facts(
        rules=reference.stack_rules(),
        marks=reference.stack_marks(),
        oxygen=reference.stack_reference_oxygen(),
        limits=reference.stack_limits(),
        shares=reference.stack_shares(),
        checks=reference.stack_checks(),
    )


def told_unverified(facts: Facts, *, classes: list[str], regime: str, marks: list[str]) -> list[str]:
    """Name the facts that were used and not seen in the document that they cite.

    Parameters
    ----------
    facts
        The tables.
    classes
        Classes of source that were judged.
    regime
        The regime of limits.
    marks
        Marks that the hours bear.

    Returns
    -------
    list of str
        A name and citation each.
    """
    of_class = pl.col("source_class").is_in(classes)
    return unverified(
        [
            facts.rules,
            facts.marks.filter(pl.col("mark").is_in(marks)),
            facts.oxygen.filter(of_class),
            facts.limits.filter(of_class, regime=regime),
            facts.shares.filter(of_class, regime=regime),
            facts.checks,
        ]
    )
