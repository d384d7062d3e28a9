"""Years of a plan and what a yuan of each weighs."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tongyuan.vocabulary.tables import Period

__all__ = ["periods"]


def periods(years: Sequence[int], *, rate: float, base_year: int) -> pl.DataFrame:
    """Weigh years: the present value of a yuan a year over the years that each stands for.

    Parameters
    ----------
    years
        Years of the plan, in order; each stands for the time since the one before.
    rate
        Discount rate a year.
    base_year
        Year of the present value; the first period begins after it.

    Returns
    -------
    pl.DataFrame
        Contract Period.

    Notes
    -----
    Source: present value of an annuity paid at the end of each year.

    Examples
    --------
    At 0 % five years weigh five; at 10 % one year weighs 1 / 1.1.

    >>> periods([2025], rate=0.0, base_year=2020)["weight"].to_list()
    [5.0]
    >>> round(periods([2021], rate=0.1, base_year=2020)["weight"][0], 6)
    0.909091
    """
    before = [base_year, *years[:-1]]
    weights = [
        sum((1 + rate) ** (base_year - year) for year in range(start + 1, end + 1))
        for start, end in zip(before, years, strict=True)
    ]
    frame = pl.DataFrame({"year": list(years), "weight": [float(weight) for weight in weights]})
    return Period.validate(frame, cast=True)
