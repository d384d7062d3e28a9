"""Factor families of one run: one for fuels, and with it one for every part that fuels do not serve.

A run's family is one word, or several joined by ``+``: ``GBT32150_2025+agriculture_IPCC_2006``. Where only
the fuels' family is named, its companions in ``data/family_companions.csv`` go with it, so that one run
always uses one set of parameters for each part and sets are never mixed.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["JOIN", "named_in", "parts_of"]

JOIN = "+"


def named_in(family: str) -> list[str]:
    """List the families that a run's own word names, without companions."""
    return family.split(JOIN)


@cache
def parts_of(family: str) -> tuple[str, ...]:
    """List the families whose factors a run with this family uses, beside those that serve every family.

    Parameters
    ----------
    family
        Family, or families joined by ``+``.

    Returns
    -------
    tuple of str
        The families named; with a single one also its companions.

    Examples
    --------
    >>> parts_of("GBT32150_2025")
    ('GBT32150_2025', 'agriculture_IPCC_2019', 'land_Fang_2001')
    >>> parts_of("GBT32150_2025+agriculture_IPCC_2006")
    ('GBT32150_2025', 'agriculture_IPCC_2006')
    """
    named = tuple(named_in(family))
    if len(named) > 1:
        return named
    companions = packaged_table("family_companions").filter(pl.col("family") == family)
    return (*named, *companions["companion"].to_list())
