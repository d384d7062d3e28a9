"""Prices of energy and reagents that a user states: what a buyer pays, of which year, and its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tongyuan.plan.measures.money import Prices, in_cny

__all__ = ["EnergyPrice", "StatedPrices", "price_table"]

Price = Annotated[float, Field(ge=0)]
Year = Annotated[int, Field(ge=1970, le=2200)]


class EnergyPrice(BaseModel):
    """What a buyer pays for a fuel, for power, heat or a reagent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    carrier: str = Field(
        description="能源或物料编码，如 raw_coal、electricity；或燃料类，如 coal / "
        "a carrier, or a group of fuels"
    )
    price: Price | None = Field(default=None, description="价格，各年相同 / price, the same in every year")
    by_year: dict[Year, Price] = Field(
        default={}, description="各规划年的价格（price_year 的货币）/ price by year, in money of price_year"
    )
    unit: str = Field(description="计量单位，如 t、MWh、GJ、tce、1e4_m3 / unit that the price is for")
    currency: Literal["CNY", "USD", "EUR"] = Field(default="CNY", description="币种 / currency")
    price_year: Year = Field(description="价格年份 / year of the money")
    citation: str = Field(min_length=1, description="出处 / whence the price is")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.price is None) == (not self.by_year):
            raise ValueError("price or by_year: one of them / 二者填一")
        return self


class StatedPrices(BaseModel):
    """A file of prices."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prices: list[EnergyPrice] = Field(min_length=1, description="能源价格 / prices of energy")
    energy_in_cost: dict[str, bool] = Field(
        default={}, description="各措施的成本是否已含能源费 / whether energy is in the cost of a measure"
    )


def price_table(stated: Sequence[EnergyPrice], *, prices: Prices) -> pl.DataFrame:
    """Bring stated prices to CNY of one price year, as costs are.

    Parameters
    ----------
    stated
        Prices as a user states them.
    prices
        Price year and the tables that bring money to it.

    Returns
    -------
    pl.DataFrame
        ``carrier``, ``year`` (null: every year), ``unit``, ``cny`` [CNY of the price year a unit; null where
        the tables do not reach its year], ``price_state``, ``citation``.

    Examples
    --------
    >>> from tongyuan.testing.measures import prices_of
    >>> coal = EnergyPrice(carrier="raw_coal", price=100, unit="t", currency="USD", price_year=2020,
    ...                    citation="a contract")
    >>> price_table([coal], prices=prices_of()).select("carrier", "year", "cny").rows()
    [('raw_coal', None, 700.0)]
    """
    rows = [
        {
            **one.model_dump(include={"carrier", "unit", "currency", "price_year", "citation"}),
            "year": year,
            "value": float(value),
        }
        for one in stated
        for year, value in (one.by_year.items() if one.by_year else [(None, one.price or 0.0)])
    ]
    schema = {
        **dict.fromkeys(("carrier", "unit", "currency", "citation"), pl.String),
        **dict.fromkeys(("price_year", "year"), pl.Int32),
        "value": pl.Float64,
    }
    nothing = pl.lit(None, pl.Float64)
    told = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        item=pl.lit("price"), per=pl.lit("unit"), low=nothing, high=nothing, quality=pl.lit("unverified")
    )
    return in_cny(told, prices=prices).select("carrier", "year", "unit", "cny", "price_state", "citation")
