"""Which figure of a series stands, where several are believed at once."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.tables.statistics import KINDS, VINTAGES

__all__ = ["KIND_ORDER", "VINTAGE_ORDER", "current"]

#: Best first: a later vintage replaces an earlier one whoever hands it in, as the statistics are revised.
VINTAGE_ORDER = ("census_revised", "final", "preliminary", "flash", "unstated")
#: Best first: what an auditor or a verifier has seen, what the owner declares, what we read in print.
KIND_ORDER = ("audited", "verified", "declared", "published")

_LAST = len(VINTAGES) + len(KINDS)


def current(statistics: pl.DataFrame) -> pl.DataFrame:
    """Choose one row per series, region and period.

    A row that says "not reported" never displaces a figure. Then the vintage decides, then the kind, then the
    version.

    Parameters
    ----------
    statistics
        Rows of the contract ``Statistic``.

    Returns
    -------
    pl.DataFrame
        The rows that stand, by series, region and period.

    Examples
    --------
    >>> rows = pl.DataFrame({
    ...     "series": ["gdp"] * 2, "region": ["1"] * 2, "period": ["2024"] * 2, "kind": ["published"] * 2,
    ...     "vintage": ["flash", "final"], "version": [1, 1], "value": [100.0, 101.0], "state": [None, None],
    ... })
    >>> current(rows)["value"].to_list()
    [101.0]
    """
    key = ["series", "region", "period"]
    ranks = [
        (pl.col("state").cast(pl.String) == Missing.NOT_REPORTED.value).fill_null(value=False),
        _rank("vintage", VINTAGE_ORDER),
        _rank("kind", KIND_ORDER),
        -pl.col("version").cast(pl.Int64),
    ]
    ordered = statistics.sort(*[pl.col(name) for name in key], *ranks, maintain_order=True)
    return ordered.unique(subset=key, keep="first", maintain_order=True)


def _rank(column: str, order: tuple[str, ...]) -> pl.Expr:
    positions = {word: position for position, word in enumerate(order)}
    return pl.col(column).cast(pl.String).replace_strict(positions, default=_LAST, return_dtype=pl.Int64)
