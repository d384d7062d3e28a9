"""What a measure reduces, by the method of the inventory: activity, factor and removal before and after."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Operation", "cut_in_quarter", "days_in_force"]


@dataclass(frozen=True, slots=True)
class Operation:
    """How a facility runs in a year.

    Parameters
    ----------
    activity
        Activity [unit of activity / a].
    factor
        Emission without removal [kg / unit of activity].
    removal
        Share that is removed, from 0 to 1.
    """

    activity: float
    factor: float
    removal: float = 0.0

    def emission(self) -> float:
        """Return the emission of a year.

        Returns
        -------
        float
            Emission [t/a].

        Examples
        --------
        >>> Operation(1000, 5, 0.5).emission()  # 1000 * 5 kg * (1 - 0.5)
        2.5
        """
        return self.activity * self.factor * (1 - self.removal) / 1000


def days_in_force(began_on: date, *, year: int, quarter: int) -> int:
    """Count the days of a quarter on which a measure works, with the first.

    Parameters
    ----------
    began_on
        First day.
    year, quarter
        The quarter, from 1 to 4.

    Returns
    -------
    int
        Days.

    Examples
    --------
    >>> days_in_force(date(2024, 3, 1), year=2024, quarter=1)
    31
    """
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return max(0, (after - max(first, began_on)) // timedelta(days=1))


def cut_in_quarter(
    before: Operation, after: Operation | None, *, began_on: date, year: int, quarter: int
) -> float:
    """Return what a measure reduces in a quarter: its cut of a year by the days on which it works.

    Parameters
    ----------
    before, after
        How the facility ran and runs; None after it was closed.
    began_on
        First day of the measure.
    year, quarter
        The quarter.

    Returns
    -------
    float
        Reduction [t]; below zero where more is emitted than before.

    Examples
    --------
    A boiler of 36.6 t/a closes on 1 March of a year of 366 days: 31 days of the first quarter, 3.1 t.

    >>> boiler = Operation(7320, 5)
    >>> round(cut_in_quarter(boiler, None, began_on=date(2024, 3, 1), year=2024, quarter=1), 9)
    3.1
    """
    cut = before.emission() - (after.emission() if after is not None else 0.0)
    return cut * days_in_force(began_on, year=year, quarter=quarter) / (366 if isleap(year) else 365)
