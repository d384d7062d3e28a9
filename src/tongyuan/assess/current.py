"""Which of several figures of one period is current: who stands behind it, its vintage, its version."""

from __future__ import annotations

import polars as pl

__all__ = ["choose_current"]

_KINDS = ["audited", "verified", "declared", "published"]
_VINTAGES = ["census_revised", "final", "preliminary", "flash", "unstated"]


def choose_current(statistics: pl.DataFrame) -> pl.DataFrame:
    """Choose one figure a series, region and period.

    What an owner hands in goes before what was published and gathered by others; an audited figure before a
    verified one. A row that only says ``not_reported`` never hides a figure.

    Parameters
    ----------
    statistics
        Contract ``Statistic``, any kinds, vintages and versions.

    Returns
    -------
    pl.DataFrame
        The same columns, one row a series, region and period.

    Examples
    --------
    >>> rows = {"series": ["gdp"] * 2, "region": ["r"] * 2, "period": ["2020"] * 2, "state": [None, None]}
    >>> rows |= {"kind": ["published"] * 2, "vintage": ["preliminary", "census_revised"], "version": [1, 1]}
    >>> choose_current(pl.DataFrame(rows))["vintage"].to_list()
    ['census_revised']
    """
    ranked = statistics.with_columns(
        _unreported=pl.col("state").cast(pl.String).fill_null("") == "not_reported",
        _kind=_rank("kind", _KINDS),
        _vintage=_rank("vintage", _VINTAGES),
    )
    key = ["series", "region", "period"]
    order = ["_unreported", "_kind", "_vintage", "version"]
    chosen = ranked.sort([*key, *order], descending=[False] * 6 + [True]).unique(
        key, keep="first", maintain_order=True
    )
    return chosen.drop("_unreported", "_kind", "_vintage")


def _rank(column: str, order: list[str]) -> pl.Expr:
    ranks = list(range(len(order)))
    return pl.col(column).cast(pl.String).replace_strict(order, ranks, return_dtype=pl.Int32)
