"""Factor families of one run: one for fuels, and with it one for every part that fuels do not serve.

A run's family is one word, or several joined by ``+``: ``GBT32150_2025+agriculture_IPCC_2006``. Where only
the fuels' family is named, its companions in ``data/family_companions.csv`` go with it, so that one run
always uses one set of parameters for each part and sets are never mixed.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["JOIN", "named_in", "parts_of", "short_name"]

JOIN = "+"


def short_name(family: str, *, language: str = "zh") -> str:
    """Name the families of a run shortly, as they fit into a head or a list.

    Parameters
    ----------
    family
        Family, or families joined by ``+``.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Their short names; a family that no table names stands for itself.

    Examples
    --------
    >>> short_name("CEADs_2018+agriculture_IPCC_2019", language="en")
    'CEADs 2018 + agriculture IPCC 2019'
    """
    table = packaged_table("family_names")
    names = dict(table.select("family", f"short_{language}").iter_rows())
    return f" {JOIN} ".join(names.get(part, part) for part in named_in(family))


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
