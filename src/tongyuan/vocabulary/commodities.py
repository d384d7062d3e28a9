"""Commodities of the ledger: what is counted, in which unit, and how fine (``data/commodities.csv``).

Amounts are exact: decimals at the edge, whole numbers of the finest step within. A float never is an amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

__all__ = ["MOST", "Commodity", "commodities", "commodity_of"]

#: Largest amount in steps: so many digits pass through every program unrounded.
MOST = 10**15


@dataclass(frozen=True, slots=True)
class Commodity:
    """Something that is issued, moved, held back and used up.

    Parameters
    ----------
    commodity
        Its code.
    name_zh, name_en
        Its name.
    unit
        Unit of its amounts.
    scale
        Digits behind the point.
    vintage
        Whether a unit bears a year: ``required``, ``allowed`` or ``none``.
    """

    commodity: str
    name_zh: str
    name_en: str
    unit: str
    scale: int
    vintage: str

    def steps(self, amount: Decimal | str) -> int:
        """Return an amount as whole steps.

        Parameters
        ----------
        amount
            Amount [the commodity's unit]: a decimal, or its text.

        Returns
        -------
        int
            Steps of ``10 ** -scale``.

        Raises
        ------
        InputError
            If it is no number, finer than the scale, not above zero, or too large.

        Examples
        --------
        >>> commodity_of("so2").steps("12.5")
        12500
        """
        values = {"got": amount, "name": self.name_zh, "unit": self.unit, "scale": self.scale}
        given = _decimal(amount)
        if given is None or not 0 < given < MOST:
            raise InputError(Problem("ledger.amount", values))
        scaled = given.scaleb(self.scale)
        if scaled != scaled.to_integral_value():
            raise InputError(Problem("ledger.too_fine", values))
        if scaled >= MOST:
            raise InputError(Problem("ledger.amount", values))
        return int(scaled)

    def amount(self, steps: int) -> Decimal:
        """Return whole steps as an amount.

        Parameters
        ----------
        steps
            Steps of ``10 ** -scale``.

        Returns
        -------
        Decimal
            Amount [the commodity's unit].

        Examples
        --------
        >>> str(commodity_of("so2").amount(12500))
        '12.500'
        """
        return Decimal(steps).scaleb(-self.scale)


def _decimal(amount: Decimal | str) -> Decimal | None:
    try:
        given = Decimal(amount)
    except InvalidOperation:
        return None
    return given if given.is_finite() else None


@cache
def commodities() -> dict[str, Commodity]:
    """Return all commodities by code.

    Returns
    -------
    dict
        Commodities, in the order of the table.

    Examples
    --------
    >>> commodities()["co2_allowance"].unit
    'tCO2'
    """
    fields = ("commodity", "name_zh", "name_en", "unit", "vintage")
    return {
        row["commodity"]: Commodity(**{name: row[name] for name in fields}, scale=int(row["scale"]))
        for row in packaged_table("commodities").iter_rows(named=True)
    }


def commodity_of(code: str) -> Commodity:
    """Return a commodity by its code.

    Parameters
    ----------
    code
        Code of the table.

    Returns
    -------
    Commodity
        The commodity.

    Raises
    ------
    NotFoundError
        If the table does not have it.
    """
    if code not in commodities():
        expected = "、".join(commodities())
        raise NotFoundError(Problem("ledger.no_commodity", {"got": code, "expected": expected}))
    return commodities()[code]
