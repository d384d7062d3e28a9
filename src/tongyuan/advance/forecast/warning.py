"""Warnings of heavy pollution: how long a forecast index stays above the bounds of a dated rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

__all__ = ["LEVELS", "level_of", "rules_on"]

#: From the lowest to the highest.
LEVELS = ("yellow", "orange", "red")
DAY = 24


def rules_on(rules: pl.DataFrame, *, on: date, edition: str | None = None) -> pl.DataFrame:
    """Choose the edition that holds on a day, or the one that is asked for; two are never mixed.

    Parameters
    ----------
    rules
        ``edition``, ``valid_from``, ``valid_to`` (both within; null is without end).
    on
        The day.
    edition
        This one, whatever the day.

    Returns
    -------
    pl.DataFrame
        Its rows; none where no edition holds.
    """
    if edition is not None:
        return rules.filter(pl.col("edition") == edition)
    begun = pl.col("valid_from") <= on
    return rules.filter(begun & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= on)))


def level_of(indices: Sequence[float | None], *, rules: pl.DataFrame) -> str | None:
    """Tell the highest level that indices of 24 hours in a row reach.

    Parameters
    ----------
    indices
        Index of each 24 hours [1], one after the other; None where it is not known, which ends a spell.
    rules
        Rows of one edition: ``level``, ``alternative``, ``above`` [1], ``hours`` [h]. Rows of one
        alternative must all be reached; one alternative is enough.

    Returns
    -------
    str or None
        ``yellow``, ``orange`` or ``red``; None where no level is reached.

    Notes
    -----
    A spell that is longer than the indices reach cannot be seen: of 72 hours forecast none of 96.

    Examples
    --------
    More than 200 for two days in a row is orange by this rule, one of them alone is yellow:

    >>> rows = [("yellow", 1, 200.0, 24), ("orange", 1, 200.0, 48)]
    >>> rules = pl.DataFrame(rows, schema=["level", "alternative", "above", "hours"], orient="row")
    >>> level_of([210.0, 250.0, 90.0], rules=rules), level_of([210.0, None, 250.0], rules=rules)
    ('orange', 'yellow')
    """
    reached = None
    for level in LEVELS:
        own = rules.filter(pl.col("level") == level)
        for _, rows in own.group_by("alternative", maintain_order=True):
            met = [
                _longest(indices, above) * DAY >= hours
                for above, hours in rows.select("above", "hours").iter_rows()
            ]
            reached = level if all(met) else reached
    return reached


def _longest(indices: Sequence[float | None], above: float) -> int:
    longest = spell = 0
    for index in indices:
        spell = spell + 1 if index is not None and index > above else 0
        longest = max(longest, spell)
    return longest
