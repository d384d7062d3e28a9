"""What has to be invested for a plan: the yearly capital of its cost, brought back to what was spread."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from tongyuan.numerics.discounting import capital_recovery

__all__ = ["with_investment"]

CHAIN = "+"


def with_investment(
    parts: pl.DataFrame, *, lives: Mapping[str, float | None], stating: Collection[str], rate: float
) -> pl.DataFrame:
    """Give the investment that stands behind what a plan chooses.

    The yearly capital is the investment times the capital recovery factor, so it divides by it. It is not
    known where a measure states no investment, where part of the cost is not told apart, and where measures
    of one chain last differently long.

    Parameters
    ----------
    parts
        ``measure`` (or measures joined by ``+``), ``capital_cny`` and ``whole_cny`` [CNY a year].
    lives
        Life of each measure [a].
    stating
        Measures whose cost states an investment.
    rate
        Rate of discount at which the capital was spread [1 a year].

    Returns
    -------
    pl.DataFrame
        The rows with ``investment_cny`` [CNY; null: not known].

    Examples
    --------
    100 CNY over ten years at 7 % are 14.238 a year:

    >>> parts = pl.DataFrame({"measure": ["X1", "X1+X2"], "capital_cny": [14.237750272, 20.0],
    ...                       "whole_cny": [None, None]})
    >>> found = with_investment(parts, lives={"X1": 10.0, "X2": 20.0}, stating={"X1", "X2"}, rate=0.07)
    >>> [None if one is None else round(one, 6) for one in found["investment_cny"]]
    [100.0, None]
    """
    factors = {
        chain: _recovery(chain.split(CHAIN), lives, stating, rate)
        for chain in parts["measure"].drop_nulls().unique()
    }
    factor = pl.col("measure").replace_strict(factors, default=None, return_dtype=pl.Float64)
    apart = pl.col("whole_cny").is_null()
    return parts.with_columns(investment_cny=pl.when(apart).then(pl.col("capital_cny") / factor))


def _recovery(
    measures: list[str], lives: Mapping[str, float | None], stating: Collection[str], rate: float
) -> float | None:
    """Give the factor by which all measures of a chain were spread; None where they have not one."""
    years = {lives.get(one) for one in measures}
    life = years.pop()
    if years or life is None or not set(measures) <= set(stating):
        return None
    return capital_recovery(rate, years=life)
