"""Money of other years and currencies in CNY of one year: first the price level, then the exchange rate."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY

__all__ = ["Prices", "in_cny"]

#: The currency of every result.
CNY = "CNY"


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What brings money to CNY of one year.

    Parameters
    ----------
    year
        Price year of every result.
    exchange
        ``currency``, ``year``, ``per_usd`` [units of the currency a US dollar], ``quality``.
    growth
        ``currency``, ``year``, ``growth_percent`` of the deflator of GDP on the year before [%], ``quality``.
    """

    year: int
    exchange: pl.DataFrame
    growth: pl.DataFrame

    def factors(self) -> pl.DataFrame:
        """Give what one unit of a currency and year is worth.

        Returns
        -------
        pl.DataFrame
            ``currency``, ``price_year``, ``factor`` [CNY of the price year a unit], ``factor_quality``.

        Raises
        ------
        InputError
            If the tables do not hold the price year.
        """
        levels = pl.concat([self._levels(name) for name in ("CNY", "EUR", "USD")])
        rates = pl.DataFrame([{"currency": name, **self._rate(name)} for name in ("CNY", "EUR", "USD")])
        quality = pl.max_horizontal(pl.col("quality").cast(QUALITY), pl.col("rate_quality").cast(QUALITY))
        return levels.join(rates, on="currency", maintain_order="left").select(
            "currency",
            "price_year",
            factor=pl.col("level") * pl.col("cny"),
            factor_quality=pl.when(pl.col("currency").eq(CNY) & pl.col("price_year").eq(self.year))
            .then(pl.lit("published", QUALITY))
            .otherwise(quality),
        )

    def _levels(self, currency: str) -> pl.DataFrame:
        """Give the price level of the target year over that of each year: the product of the growth."""
        rows = self.growth.filter(currency=currency).sort("year")
        if self.year not in rows["year"].to_list():
            raise self._no_year(rows["year"])
        index = (1 + rows["growth_percent"] / 100).cum_prod()
        target = index.filter(rows["year"] == self.year).item()
        levels = rows.select("currency", price_year="year", level=target / index)
        return levels.join(self._passed(rows), on="price_year", how="left", maintain_order="left")

    def _no_year(self, held: pl.Series) -> InputError:
        known = sorted(held.to_list())
        expected = f"{known[0]}-{known[-1]}" if known else "-"
        return InputError(Problem("measure.price_year", {"got": self.year, "expected": expected}))

    def _passed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Give the worst quality of the growth that lies between a year and the target year."""
        first, last = pl.min_horizontal("price_year", "to"), pl.max_horizontal("price_year", "to")
        steps = rows.select(step="year", quality=pl.col("quality").cast(QUALITY))
        return (
            rows.select(price_year="year", to=pl.lit(self.year))
            .join(steps, how="cross")
            .filter((pl.col("step") > first) & (pl.col("step") <= last))
            .group_by("price_year")
            .agg(pl.col("quality").max())
        )

    def _rate(self, currency: str) -> dict[str, object]:
        """Give what a unit of the currency is worth in CNY of the target year."""
        of_year = self.exchange.filter(year=self.year)
        known = dict(of_year.select("currency", "per_usd").iter_rows()) | {"USD": 1.0}
        if CNY not in known or currency not in known:
            raise self._no_year(self.exchange.filter(currency=CNY)["year"])
        worst = of_year["quality"].cast(QUALITY).max()
        return {"cny": known[CNY] / known[currency], "rate_quality": worst}


def in_cny(costs: pl.DataFrame, *, prices: Prices) -> pl.DataFrame:
    """Bring costs to CNY of the price year; a share of the investment stays a share.

    Parameters
    ----------
    costs
        Contract MeasureCost.
    prices
        Price year, exchange rates and growth of prices.

    Returns
    -------
    pl.DataFrame
        The costs with ``cny``, ``cny_low``, ``cny_high`` [CNY of the price year], ``price_state``: ``same``
        (of that year), ``brought`` (by the tables), ``not_stated`` (no price year: exchanged, not brought to
        another year) or ``no_rate`` (the tables do not reach it; then the money is null), and the quality
        with that of the tables in ``quality``.

    Raises
    ------
    InputError
        If the tables do not hold the price year.

    Notes
    -----
    Source: EPA Air Pollution Control Cost Manual, section 1, chapter 2: costs of other years are brought to
    one price level; the deflator of GDP of the currency's own economy is taken here.
    """
    table = prices.factors()
    today = table.filter(price_year=prices.year).select("currency", unstated="factor")
    plain = costs.with_columns(pl.col("currency", "item", "per").cast(pl.String))
    joined = plain.join(table, on=["currency", "price_year"], how="left", maintain_order="left").join(
        today, on="currency", how="left", maintain_order="left"
    )
    share = pl.col("currency").is_null()
    stated = pl.col("price_year").is_not_null()
    factor = pl.when(share).then(1.0).when(stated).then("factor").otherwise("unstated")
    same = pl.col("price_year").eq(prices.year) & pl.col("currency").eq(CNY)
    state = (
        pl.when(share | same)
        .then(pl.lit("same"))
        .when(~stated)
        .then(pl.lit("not_stated"))
        .when(pl.col("factor").is_null())
        .then(pl.lit("no_rate"))
        .otherwise(pl.lit("brought"))
    )
    undated = pl.when(~stated & ~share).then(pl.lit("unverified", QUALITY))
    return joined.with_columns(
        cny=pl.col("value") * factor,
        cny_low=pl.col("low") * factor,
        cny_high=pl.col("high") * factor,
        price_state=state,
        quality=pl.max_horizontal(pl.col("quality").cast(QUALITY), "factor_quality", undated),
    ).drop("factor", "factor_quality", "unstated")
