"""Turnover of vehicles: what is left in a year of those registered in earlier years."""

from __future__ import annotations

import polars as pl

__all__ = ["survive", "turn_over"]


def survive(age: pl.Expr, *, scale: pl.Expr, shape: pl.Expr) -> pl.Expr:
    """Compute the share of vehicles that is left at an age, by Weibull's law: exp(-(age/scale)^shape).

    Source: Hao H. et al. (2011), Vehicle survival patterns in China, Science China Technological Sciences.

    Parameters
    ----------
    age
        Years since registration; 0 in the year itself [year].
    scale
        Scale: the age at which 1/e is left [year].
    shape
        Shape [1].

    Returns
    -------
    pl.Expr
        Share left [0-1].

    Examples
    --------
    Private cars (14.46 years, 4.79): nearly all are left after 5 years, about half after 13.4.

    >>> ages = pl.DataFrame({"age": [0.0, 5.0, 13.4]})
    >>> left = survive(pl.col("age"), scale=pl.lit(14.46), shape=pl.lit(4.79))
    >>> ages.select(left.round(3))["age"].to_list()
    [1.0, 0.994, 0.499]
    """
    return (-((age / scale) ** shape)).exp()


def turn_over(registered: pl.DataFrame, *, year: int) -> pl.DataFrame:
    """Divide each year's registrations into what is left in a year and what was scrapped before.

    Registered = left + scrapped, for every row: no vehicle is lost. Source: as for `survive`.

    Parameters
    ----------
    registered
        Rows with ``year`` (of registration), ``registered`` [vehicles], ``scale`` [year], ``shape`` [1].
    year
        Year of the stock; later registrations are left out.

    Returns
    -------
    pl.DataFrame
        The rows with ``age`` [year], ``population`` [vehicles left] and ``scrapped`` [vehicles].

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2010, 2020], "registered": [1000.0, 1000.0],
    ...                      "scale": 10.0, "shape": 1.0})
    >>> turn_over(rows, year=2020).select(pl.col("population", "scrapped").round(1)).rows()
    [(367.9, 632.1), (1000.0, 0.0)]
    """
    age = (pl.lit(year) - pl.col("year")).cast(pl.Float64)
    known = registered.filter(pl.col("year") <= year).with_columns(age=age)
    left = survive(pl.col("age"), scale=pl.col("scale"), shape=pl.col("shape"))
    stock = known.with_columns(population=pl.col("registered") * left)
    return stock.with_columns(scrapped=pl.col("registered") - pl.col("population"))
