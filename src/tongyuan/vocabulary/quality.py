"""Quality of a figure, from measured down to synthetic; the worst in a tree is shown with the figure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import polars as pl

__all__ = ["QUALITY", "Quality", "worst"]


class Quality(StrEnum):
    """How much a figure can be trusted, best first.

    A figure marked ``unverified`` was not seen in the document that it cites.
    """

    MEASURED = "measured"
    PUBLISHED = "published"
    DERIVED = "derived"
    UNVERIFIED = "unverified"
    SYNTHETIC = "synthetic"

    @property
    def rank(self) -> int:
        """Position in the order from best (0) to worst."""
        return _RANKS[self]


_RANKS = {quality: rank for rank, quality in enumerate(Quality)}

QUALITY = pl.Enum([quality.value for quality in Quality])
"""The type of a column of qualities, best first, so that the greatest is the worst."""


def worst(qualities: Iterable[Quality | str]) -> Quality:
    """Return the worst quality of several.

    Parameters
    ----------
    qualities
        One or more qualities.

    Returns
    -------
    Quality
        The worst of them.

    Raises
    ------
    ValueError
        If there is none, or a word that is no quality.

    Examples
    --------
    >>> worst(["published", "unverified", "derived"])
    <Quality.UNVERIFIED: 'unverified'>
    """
    return max((Quality(quality) for quality in qualities), key=lambda quality: quality.rank)
