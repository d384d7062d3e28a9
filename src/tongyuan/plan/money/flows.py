"""Yearly money of a project: as the society sees it, as its owner does, and what the public pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["INPUTS", "Venture", "owner_flows", "public_flows", "social_flows", "yearly_tonnes"]

#: Inputs of a project that may bear a range, with what stands for one that is not given (None: needed).
INPUTS: Mapping[str, float | None] = {
    "investment_cny": None,
    "building_a": 1.0,
    "lifetime_a": None,
    "operation_cny": None,
    "saving_cny": 0.0,
    "subsidy_cny": 0.0,
    "carbon_price_cny": 0.0,
}


@dataclass(frozen=True, slots=True)
class Venture:
    """What a project costs and brings.

    Parameters
    ----------
    investment_cny
        Investment, in equal parts in the years of building [CNY].
    building_a, lifetime_a
        Years of building and, after them, of working [whole years].
    operation_cny, saving_cny
        What its working costs, and what it saves or sells [CNY a year].
    subsidy_cny
        Public money towards the investment, paid as it is spent [CNY].
    carbon_price_cny
        What the owner earns for a tonne of CO2e [CNY/t]; below zero where it costs.
    tax_saved_cny
        Tax on pollution that is no longer due [CNY a year].
    co2e_t
        CO2e that is no longer emitted [t a year].
    """

    investment_cny: float
    lifetime_a: float
    operation_cny: float
    building_a: float = 1.0
    saving_cny: float = 0.0
    subsidy_cny: float = 0.0
    carbon_price_cny: float = 0.0
    tax_saved_cny: float = 0.0
    co2e_t: float = 0.0

    @property
    def public_share(self) -> float | None:
        """Public money in the investment [1]; None where nothing is invested."""
        return self.subsidy_cny / self.investment_cny if self.investment_cny else None


def social_flows(venture: Venture, *, carbon_value_cny: float = 0.0) -> list[float]:
    """Give the flows of the society: resources alone; taxes, grants and carbon trade only change hands.

    Parameters
    ----------
    venture
        The project.
    carbon_value_cny
        What a tonne of CO2e that is not emitted is worth to the society [CNY/t]; 0: not valued.

    Returns
    -------
    list of float
        Received (+) and paid (-), year by year from the first of building [CNY].

    Notes
    -----
    Source: NDRC and MOHURD, Economic evaluation of construction projects, 3rd edition 2006: transfers are
    left out of the national economic evaluation.

    Examples
    --------
    >>> social_flows(Venture(investment_cny=100, lifetime_a=2, operation_cny=10, saving_cny=70))
    [-100.0, 60.0, 60.0]
    """
    yearly = venture.saving_cny - venture.operation_cny + carbon_value_cny * venture.co2e_t
    return _spread(venture, -venture.investment_cny, yearly)


def owner_flows(venture: Venture) -> list[float]:
    """Give the flows of the owner: with public money, tax saved and carbon sold; before income tax.

    Parameters
    ----------
    venture
        The project.

    Returns
    -------
    list of float
        Received (+) and paid (-), year by year [CNY].

    Examples
    --------
    >>> owner_flows(
    ...     Venture(investment_cny=100, lifetime_a=2, operation_cny=10, subsidy_cny=30, tax_saved_cny=5)
    ... )
    [-70.0, -5.0, -5.0]
    """
    yearly = venture.saving_cny - venture.operation_cny + venture.tax_saved_cny
    yearly += venture.carbon_price_cny * venture.co2e_t
    return _spread(venture, venture.subsidy_cny - venture.investment_cny, yearly)


def public_flows(venture: Venture) -> list[float]:
    """Give what the public pays, year by year [CNY, above zero].

    Parameters
    ----------
    venture
        The project.

    Returns
    -------
    list of float
        The grant as it is paid; tax that is no longer due is told apart, not added.

    Examples
    --------
    >>> public_flows(
    ...     Venture(investment_cny=100, building_a=2, lifetime_a=1, operation_cny=0, subsidy_cny=30)
    ... )
    [15.0, 15.0, 0.0]
    """
    return _spread(venture, venture.subsidy_cny, 0.0)


def yearly_tonnes(venture: Venture, tonnes: float) -> list[float]:
    """Give a yearly reduction in the years in which the project works [t]."""
    return _spread(venture, 0.0, tonnes)


def _spread(venture: Venture, capital: float, yearly: float) -> list[float]:
    building, working = round(venture.building_a), round(venture.lifetime_a)
    return [capital / building] * building + [float(yearly)] * working
