"""Analytic propagation to first order: sums of products whose terms share inputs.

A term that is linear in each of its inputs moves, when one input goes to an end of its range, by a deviation
that is exact. Deviations of one input add over all terms that use it (they move together); deviations of
different inputs add in quadrature (they move apart).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

__all__ = ["combine_deviations"]


def combine_deviations(deviations: pl.DataFrame, *, by: Sequence[str]) -> pl.DataFrame:
    """Combine the deviations of terms to the range and standard deviation of their sums.

    Source: JCGM 100:2008 (GUM), 5.1.2 and 5.2.2, with full correlation of shared inputs; upper and lower
    half-ranges apart as in the 2006 IPCC Guidelines, volume 1, chapter 3, approach 1.

    Parameters
    ----------
    deviations
        One row per term and input: the columns of ``by``; ``input``, its identity; ``at_low`` and
        ``at_high``, by how much the term moves when the input goes to its low and its high end;
        ``sd_per_range``, standard deviation of the input as a share of its range [1].
    by
        Columns that name a sum.

    Returns
    -------
    pl.DataFrame
        The columns of ``by``, sorted, with ``below`` and ``above`` (distance of the 95 % range's ends
        from the sum, 0 or more) and ``sd`` [unit of the deviations].

    Examples
    --------
    Two terms of 3 and 4 share an input of 10 %; the sum is 7 and moves by 0.7, not by 0.5:

    >>> shared = pl.DataFrame({"sum": ["s", "s"], "input": ["ncv", "ncv"], "sd_per_range": [0.25, 0.25],
    ...                        "at_low": [-0.3, -0.4], "at_high": [0.3, 0.4]})
    >>> combine_deviations(shared, by=["sum"]).select(pl.col("below", "above").round(9)).row(0)
    (0.7, 0.7)
    """
    # In one order of rows whatever their order was: a sum of floats depends on it in its last digits.
    ordered = deviations.sort(*by, "input", "at_low", "at_high")
    together = ordered.group_by(*by, "input", maintain_order=True).agg(
        pl.col("at_low", "at_high").sum(), pl.col("sd_per_range").first()
    )
    low, high = pl.col("at_low"), pl.col("at_high")
    downward = pl.min_horizontal(low, high, 0.0)
    upward = pl.max_horizontal(low, high, 0.0)
    spread = (high - low) * pl.col("sd_per_range")
    return (
        together.group_by(*by, maintain_order=True)
        .agg(
            below=(downward**2).sum().sqrt(),
            above=(upward**2).sum().sqrt(),
            sd=(spread**2).sum().sqrt(),
        )
        .sort(*by)
    )
